"""A small district by hand, before and after what happened in October 2026: each of its projects meets with one thing.

For tests of what lies between two lists. Worked numbers stand beside what they are of.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests import kept_snapshots
from tests.kept_snapshots import month_end

SEPTEMBER, OCTOBER = month_end(9), month_end(10)


@dataclass(frozen=True)
class TwoLoads:
    """The store with both snapshots."""

    store: Path
    earlier: str
    later: str


def two_loads_in(store: Path) -> TwoLoads:
    """Both snapshots, made in this folder."""
    return TwoLoads(
        store,
        kept_snapshots.publish(store, kept_snapshots.filled_with(earlier_rows())),
        kept_snapshots.publish(store, kept_snapshots.filled_with(later_rows())),
    )


def project(code: str, **more: Any) -> dict[str, Any]:
    """A project of 2026."""
    return {
        "fiscal_year": 2026, "project_code": code, "project_name": code, "department_code": "301",
        "project_category": "特定目标类", "pool_entry_date": date(2025, 11, 1), **more,
    }  # fmt: skip


def line(code: str, yuan: str, day: date, **more: Any) -> dict[str, Any]:
    """A budget line that is issued on the day of its approval."""
    return {
        "fiscal_year": 2026, "doc_no": f"文{code}{day}", "project_code": code, "func_item": "2120399",
        "fund_nature": "111", "fund_source": "本级", "budget_origin": "年初预算", "amount_yuan": Decimal(yuan),
        "approved_date": day, "issued_date": day, **more,
    }  # fmt: skip


def payment(code: str, yuan: str, day: date) -> dict[str, Any]:
    """A request that is paid on its day."""
    return {
        "request_no": f"Z{code}{day}", "project_code": code, "amount_yuan": Decimal(yuan), "requested_date": day,
        "paid_date": day, "status": "已支付",
    }  # fmt: skip


def indicator(code: str, target: int, day: date) -> dict[str, Any]:
    """A number to be reached over the year."""
    return {
        "fiscal_year": 2026, "project_code": code, "indicator_l1": "产出指标", "indicator_l2": "数量指标",
        "indicator_l3": "改造户数", "polarity": "正向", "operator": ">=", "target_value": str(target),
        "target_number": Decimal(target), "unit": "户", "weight_points": Decimal(100), "approved_date": day,
    }  # fmt: skip


def report(code: str, reached: int, period_end: date) -> dict[str, Any]:
    """What has been reached."""
    return {
        "fiscal_year": 2026, "project_code": code, "indicator_l3": "改造户数", "period_end": period_end,
        "actual_value": str(reached), "actual_number": Decimal(reached), "reported_date": period_end,
    }  # fmt: skip


# Each of these projects meets with one thing in October: 1.2 million of budget, 300,000 paid in March, so that E02
# asks 1,200,000 × 9/12 − 300,000 = 600,000 in September and 1,200,000 × 10/12 − 300,000 = 700,000 in October.
CODES = ("PTIME", "PPAY", "PBUDGET", "PTARGET", "PACTUAL", "PEXEMPT", "PEVAL", "PAUDIT", "PSUPPLY", "PPLAN", "PNEW")
MEASURED = ("PTARGET", "PACTUAL")
JANUARY = date(2026, 1, 5)


def earlier_rows() -> dict[str, list[dict[str, Any]]]:
    """What was known before: nothing of October but a payment that makes it a judged month."""
    codes = [code for code in CODES if code != "PNEW"]
    return {
        "organisation": [
            {"org_code": "301", "org_name": "区住建局", "org_type": "部门", "department_code": "301"},
        ],
        "project": [
            *(project(code, pool_entry_date=date(2026, 12, 1) if code == "PSUPPLY" else date(2025, 11, 1))
              for code in codes),
            project("PEVAL", fiscal_year=2025),
            project("PSMALL"),
        ],
        "budget_line": [
            *(line(code, "1200000.00", JANUARY) for code in codes),
            line("PEVAL", "1000000.00", date(2025, 1, 5), fiscal_year=2025),
            line("PSMALL", "40000.00", JANUARY),
        ],
        "payment": [
            *(payment(code, "300000.00", date(2026, 3, 10)) for code in codes),
            payment("PSMALL", "100.00", date(2026, 10, 20)),
        ],
        "indicator": [indicator(code, 100, JANUARY) for code in MEASURED],
        "monitoring_report": [report(code, 10, month_end(6)) for code in MEASURED],
        "special_fund": [
            {
                "special_fund_code": "SF1", "special_fund_name": "改造专项", "department_code": "301",
                "fund_type": "其他", "start_year": 2025, "end_year": 2028,
            }
        ],
        "evaluation": [], "audit_finding": [], "supplement_request": [], "exception": [], "cash_plan": [],
    }  # fmt: skip


def later_rows() -> dict[str, list[dict[str, Any]]]:
    """The same with what happened in October."""
    rows = earlier_rows()
    rows["project"].append(project("PNEW"))
    rows["budget_line"] += [
        line("PNEW", "1200000.00", JANUARY),
        line("PBUDGET", "600000.00", date(2026, 10, 10), budget_origin="追加"),
    ]
    rows["payment"] += [
        payment("PNEW", "300000.00", date(2026, 3, 10)),
        payment("PPAY", "250000.00", date(2026, 10, 15)),
    ]
    rows["indicator"].append(indicator("PTARGET", 12, date(2026, 10, 12)))
    rows["monitoring_report"].append(report("PACTUAL", 90, OCTOBER))
    rows["special_fund"][0] |= {"last_review_date": date(2026, 10, 7), "review_result": "条件变化"}
    rows["evaluation"].append(
        {
            "fiscal_year": 2025, "project_code": "PEVAL", "evaluation_kind": "财政评价", "score": Decimal(75),
            "evaluated_date": date(2026, 10, 9),
        }
    )  # fmt: skip
    rows["audit_finding"].append(
        {
            "finding_no": "审1", "project_code": "PAUDIT", "finding_kind": "截留挪用", "is_serious": False,
            "found_date": date(2026, 10, 8),
        }
    )  # fmt: skip
    rows["supplement_request"].append(
        {
            "request_no": "追1", "project_code": "PSUPPLY", "requested_date": date(2026, 10, 5),
            "amount_yuan": Decimal(50000),
        }
    )  # fmt: skip
    rows["exception"].append(
        {
            "rule": "E02", "subject_code": "PEXEMPT", "from_date": date(2026, 10, 1), "doc_no": "准1",
            "reason": "已报批",
        }
    )  # fmt: skip
    for month, yuan in ((10, "300000.00"), (12, "1200000.00")):
        rows["cash_plan"].append(
            {"fiscal_year": 2026, "project_code": "PPLAN", "month": month, "planned_yuan": Decimal(yuan)}
        )
    return rows
