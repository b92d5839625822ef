"""Totals are compared to the cent, accounting identities warn: each check on rows that break it, and on its border."""

import json
from contextlib import redirect_stderr
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data_pipeline import __main__ as command
from tests import app_pages
from tests.app_pages import QUIET
from tests.test_staging import WHOLE
from tests.tiny_inbox import PAYMENT, payment, put
from warehouse import build, read, snapshots


def district(*statements: str) -> duckdb.DuckDBPyConnection:
    """The quiet district and what the statements put beside it, built and checked."""
    connection = duckdb.connect(config={"threads": "1"})
    build.create_staging_tables(connection)
    columns = "update source_parts set columns_present = ['request_no', 'issued_date', 'frozen_yuan']"
    for statement in (*QUIET, columns, *statements):
        connection.execute(statement)
    build.build(connection)
    build.run_checks(connection)
    return connection


def broken(connection: duckdb.DuckDBPyConnection) -> dict[str, list[dict[str, Any]]]:
    """The records that break each check."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name, content in connection.execute("select name, content::varchar from broken_rows order by all").fetchall():
        found.setdefault(name, []).append(json.loads(content, parse_float=Decimal))
    return found


def total(dataset: str, scope: str, yuan: str, period_end: str = "2026-01-31") -> str:
    """A control total of 2026."""
    return f"insert into staged_control_total values (1, 9, '{dataset}', 2026, date '{period_end}', '{scope}', {yuan})"  # noqa: S608


def paid(request: str, yuan: str, day: str, requested: str = "2026-01-02") -> str:
    """A payment of the quiet project; a negative amount is a refund."""
    status = "已退回" if yuan.startswith("-") else "已支付"
    return f"""
    insert into staged_payment by name
    select
        1 as source_id, 3 as source_row, '{request}' as request_no, 'P1' as project_code, {yuan} as amount_yuan,
        date '{requested}' as requested_date, date '{day}' as paid_date, '{status}' as status
    """


SECOND_DEPARTMENT = (
    "insert into staged_organisation values (1, 3, '302', '区教育局', '部门', null, null)",
    """
    insert into staged_project by name
    select
        1 as source_id, 3 as source_row, 2026 as fiscal_year, 'P2' as project_code, '校舍' as project_name,
        '302' as department_code, '特定目标类' as project_category
    """,
    """
    insert into staged_budget_line by name
    select
        1 as source_id, 3 as source_row, 2026 as fiscal_year, 'D2' as doc_no, 'P2' as project_code,
        '2050201' as func_item, '111' as fund_nature, '本级' as fund_source, '年初预算' as budget_origin,
        500.00 as amount_yuan, date '2026-01-01' as approved_date, date '2026-01-01' as issued_date
    """,
)


def test_a_sound_district_breaks_nothing() -> None:
    """Every check holds, also on its border: paid, issued and budget are equal."""
    assert broken(district(paid("Z2", "11000.00", "2026-01-31"))) == {}


# --- control totals --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "difference"),
    [
        (total("支付", "全区", "1000.00"), None),
        (total("支付", "101", "1000.01"), Decimal("-0.01")),
        (total("支付", "999", "5"), Decimal("-5.00")),
        (total("支付", "全区", "1000", "2025-12-31"), Decimal("-1000.00")),
        (total("预算指标", "101", "12000"), None),
        (total("预算指标", "全区", "11999.99"), Decimal("0.01")),
    ],
)
def test_a_control_total_is_met_to_the_cent(given: str, difference: Decimal | None) -> None:
    """Of the district or a department, of payments or budget lines, up to its date."""
    found = broken(district(given)).get("official_totals_are_met", [])

    assert [row["difference_yuan"] for row in found] == ([] if difference is None else [difference])


@pytest.mark.parametrize(
    ("departments", "difference"),
    [
        ({"101": "12000", "302": "500"}, None),
        ({"101": "12000", "302": "499.99"}, Decimal("-0.01")),
        ({"101": "12000", "302": "501"}, Decimal("1.00")),
        ({"101": "12000"}, None),  # 302 has money and gave no total
        ({"101": "12500.01"}, Decimal("0.01")),  # too much already
        ({}, None),
    ],
)
def test_the_departments_totals_add_up_to_that_of_the_district(
    departments: dict[str, str], difference: Decimal | None
) -> None:
    """To the cent where every department with money gave one; where some are missing, to no more."""
    given = [total("预算指标", "全区", "12500"), *(total("预算指标", code, yuan) for code, yuan in departments.items())]

    found = broken(district(*SECOND_DEPARTMENT, *given)).get("department_totals_add_up_to_the_district", [])

    assert [row["difference_yuan"] for row in found] == ([] if difference is None else [difference])


# --- identities ------------------------------------------------------------------------------------------------------

LINE = "update staged_budget_line set"
PLAN = "insert into staged_cash_plan values (1, 2, 2026, 'P1', 1, {}), (1, 3, 2026, 'P1', 3, {})"
EXCEPTION = (
    "insert into staged_exception values (1, 2, 'E01', 'P1', date '2026-03-01', date '2026-02-28', '1号', '尾款')"
)


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([paid("Z2", "11000.01", "2026-01-31")], {"paid_stays_within_issued", "paid_stays_within_budget"}),
        ([f"{LINE} issued_date = null"], {"paid_stays_within_issued"}),
        ([f"{LINE} approved_date = date '2026-02-01'"], {"paid_stays_within_budget", "issued_stays_within_budget"}),
        ([f"{LINE} frozen_yuan = 12000.01"], {"frozen_stays_within_issued"}),
        ([f"{LINE} frozen_yuan = 12000.00"], set()),
        ([paid("Z2", "-1000.00", "2026-01-08")], set()),
        ([paid("Z2", "-1000.01", "2026-01-08")], {"refunds_stay_within_what_was_paid"}),
        ([paid("Z2", "-1.00", "2026-01-05")], {"refunds_stay_within_what_was_paid"}),  # before the payment
        ([PLAN.format("100", "100")], set()),
        ([PLAN.format("100", "99.99")], {"cash_plans_never_fall"}),
        ([paid("Z2", "1", "2026-01-09", "2026-01-10")], {"payments_follow_their_requests"}),
        ([paid("Z2", "1", "2026-01-10", "2026-01-10")], set()),
        (["update staged_project set start_year = 2026, end_year = 2025"], {"periods_run_forwards"}),
        ([EXCEPTION], {"periods_run_forwards"}),
    ],
)
def test_what_breaks_an_identity_is_named(statements: list[str], expected: set[str]) -> None:
    """One record each; exactly on the border nothing is said."""
    found = broken(district(*statements))

    assert set(found) == expected
    assert all(len(rows) == 1 for rows in found.values())


# --- where it is said ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def warned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], str]:
    """A store whose load warned of a control total and a payment; what a check of it says, as JSON and as text."""
    folder = tmp_path_factory.mktemp("warned")
    header = ["数据集", "预算年度", "截至", "口径", "金额(元)"]
    totals = [["支付", "2026", "2026-03", "全区", "255"], ["支付", "2026", "2026-03", "302", "250"]]
    early = payment("2", "5", paid="2026-01-15")  # requested on 1 February
    put(folder / "inbox", {**WHOLE, "more.csv": [PAYMENT, early], "total.csv": [header, *totals]})
    call = [str(folder / "inbox"), "--store", str(folder / "store"), "--json", str(folder / "report.json")]
    assert command.main(["load", *call]) == 1
    with redirect_stderr(StringIO()) as said:
        assert command.main(["check", *call]) == 1
    return folder / "store", json.loads((folder / "report.json").read_text(encoding="utf-8")), said.getvalue()


def test_a_load_and_a_check_list_what_was_broken_and_exit_1(warned: tuple[Path, dict[str, Any], str]) -> None:
    """With words and the first records; as JSON with all of them."""
    _, report, said = warned

    named = {one["name"]: one for one in report["checks"]}
    assert set(named) == {
        "official_totals_are_met",
        "department_totals_add_up_to_the_district",
        "payments_follow_their_requests",
    }
    (of_302,) = named["official_totals_are_met"]["examples"]
    assert (of_302["scope"], of_302["difference_yuan"]) == ("302", "5.00")
    assert named["payments_follow_their_requests"]["examples"][0]["request_no"] == "2"
    assert "check payments_follow_their_requests: 1 rows. No payment is made before it was requested." in said
    assert "request_no 2" in said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_shows_the_totals_that_differ_and_every_check(
    warned: tuple[Path, dict[str, Any], str], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """The files hold all totals and all records."""
    store, *_ = warned
    link = {"section": "checks", "lang": language, "unit": "yuan"}
    app = app_pages.open_page("data_quality", store, monkeypatch, **link)

    shown = next(app_pages.tables(app))
    assert shown[["scope", "difference_yuan"]].to_numpy().tolist() == [["302", 5.0]]
    heads = app_pages.columns(app)
    assert [head for head in heads if bool(app_pages.CHINESE.search(head)) != (language == "zh")] == []
    made = app_pages.files_made("data_quality", store, monkeypatch, **link)
    assert len(made["csv_totals"].decode("utf-8-sig").splitlines()) == 3
    assert len(made["csv_payments_follow_their_requests"].decode("utf-8-sig").splitlines()) == 2


def test_a_department_sees_its_own_totals_only(warned: tuple[Path, dict[str, Any], str]) -> None:
    """That of the district is the district's."""
    reader = snapshots.open_reader(warned[0])

    assert read.control_totals(reader, ["302"])["scope"].to_list() == ["302"]
    assert read.control_totals(reader, ["401"]).is_empty()
    assert read.control_totals(reader, read.EVERY_DEPARTMENT).height == 2
