"""The warehouse's verdicts, row for row, against the second, plain calculation; and that calculation against hand work.

Random districts sit on boundaries on purpose; the built sample looks like life. `make soak` tries many more districts.
"""

import os
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import duckdb
import pytest

from tests import plain_calculation as plain
from tests import random_districts
from tests.conftest import BuiltSample
from warehouse import build, judge, snapshots, sql_files

SEEDS = tuple(range(1, 5))  # the rest runs with the long counts
SOAK_SEEDS = (5, 6, *range(1000, 1000 + int(os.environ.get("SOAK_DISTRICTS", "150"))))
SAMPLE_MONTHS = 9
DIFFERENCES_SHOWN = 12

RULES_WITH_SQL = {rule.need("id") for rule in sql_files.read_folder("rules")}

Key = tuple[str, str, str, date]
Said = tuple[str, str | None, str | None, Decimal]


# --------------------------------------------------------------------------------- the warehouse against the plain one


def said_by_warehouse(connection: duckdb.DuckDBPyConnection) -> dict[Key, Said]:
    """(rule, subject, month end) -> verdict, severity, exemption, money of the stored verdicts."""
    rows = connection.execute(
        """
        select rule, subject_kind, subject_code, as_of, verdict, severity, exemption, money_yuan
        from verdicts
        join subjects using (subject_id)
        """
    ).fetchall()
    keyed = {tuple(row[:4]): comparable(*row[4:]) for row in rows}
    assert len(keyed) == len(rows), "a subject has two verdicts of one rule at one month end"
    return keyed


def said_plainly(verdicts: Iterable[plain.Verdict]) -> dict[Key, Said]:
    """The same of the plain calculation, of the rules that the warehouse has."""
    return {
        (said.rule, said.subject_kind, said.subject_code, said.as_of): comparable(
            said.verdict, said.severity, said.exemption, said.money_yuan
        )
        for said in verdicts
        if said.rule in RULES_WITH_SQL
    }


def comparable(verdict: str, severity: str | None, exemption: str | None, money: Decimal | None) -> Said:
    """Severity and money belong to a flag; of the other verdicts they are not compared."""
    if verdict != "flagged":
        return verdict, None, exemption, Decimal(0)
    return verdict, severity, exemption, money or Decimal(0)


def differences(connection: duckdb.DuckDBPyConnection, months: list[date] | None = None) -> list[str]:
    """Every difference as a few readable lines: the subject, both opinions, and what they had to judge by."""
    district = plain.read_district(connection)
    judged = plain.judged_months(district) if months is None else months
    expected, actual = said_plainly(plain.verdicts(district, judged)), said_by_warehouse(connection)
    if months is not None:
        actual = {key: said for key, said in actual.items() if key[3] in set(months)}
    else:
        assert sorted({key[3] for key in actual}) == judged
    differing = [key for key in expected.keys() | actual.keys() if expected.get(key) != actual.get(key)]
    by_kind: dict[tuple[Any, ...], list[Key]] = defaultdict(list)
    for key in sorted(differing):
        shape = [said[:3] if said else None for said in (expected.get(key), actual.get(key))]
        by_kind[key[0], *shape].append(key)
    return [
        f"{len(keys)} × {keys[0][0]}: plain {expected.get(keys[0])}, warehouse {actual.get(keys[0])}\n"
        + inputs_of(district, keys[0])
        for keys in by_kind.values()
    ]


def inputs_of(district: plain.District, key: Key) -> str:
    """What a person needs to decide who is right: the rows and the metrics of the subject."""
    rule, kind, code, as_of = key
    if kind == "area":
        area, overall = plain.area_month(district, code, as_of), plain.overall_month(district, as_of)
        parts = [f"  {rule} {code} {as_of}", f"    area {area} {area.pace}", f"    overall {overall} {overall.pace}"]
        waiting = waiting_requests(district, code, as_of) if rule == "L03" else []
        return "\n".join([*parts, *waiting, *exceptions_of(district, code)])
    if kind in ("special_fund", "department"):
        return "\n".join([f"  {rule} {code} {as_of}", *inputs_of_fund_or_department(district, kind, code, as_of)])
    project_code = code.split("|")[1] if kind == "budget_line" else code
    project = district.project_years.get((project_code, as_of.year - 1 if rule == "C04" else as_of.year))
    if project is None:
        return f"  {rule} {code} {as_of}: no such project in that year"
    parts = [f"  {rule} {code} {as_of} {'made project' if project.is_made else ''}"]
    parts += [f"    project {short(project.row)}"]
    parts += [f"    line {short(line)}" for line in project.lines]
    parts += [f"    payment {short(payment.row)} candidates {len(payment.candidates)}" for payment in project.payments]
    parts += [f"    plan {project.cash_plan}"] if project.cash_plan else []
    parts += [f"    indicator {short(row)}" for rows in project.revisions.values() for row in rows]
    parts += [
        f"    report {short(row)}" for rows in project.reports.values() for row in rows if row["period_end"] <= as_of
    ]
    parts += [
        f"    evaluation {short(row)}" for row in district.rows["evaluation"] if row["project_code"] == project_code
    ]
    parts += [
        f"    finding {short(row)}" for row in district.rows["audit_finding"] if row["project_code"] == project_code
    ]
    parts += [f"    supplement {short(row)}" for row in district.supplements[project_code]]
    parts += exceptions_of(district, code)
    if rule in ("P06", "C01"):
        parts += [f"    round {short(row)}" for row in district.rows["monitoring_round"]]
    month = plain.project_month(district, project, as_of)
    parts += [f"    {name} = {value}" for name, value in vars(month).items() if name not in ("project", "readings")]
    parts += [f"    reading {r.indicator['indicator_l3']} {r.kind} {r.completion} {r.light}" for r in month.readings]
    return "\n".join(parts)


def waiting_requests(district: plain.District, area: str, as_of: date) -> list[str]:
    """The requests that wait too long, or perhaps do, and whether they are of the area."""
    waits = [(row, plain.has_waited_too_long(district, row, as_of)) for row in district.rows["payment"]]
    return [
        f"    waited {waited}, of the area {plain.is_request_of(district, area, row, as_of)}: {short(row)}"
        for row, waited in waits
        if waited is not False
    ]


def inputs_of_fund_or_department(district: plain.District, kind: str, code: str, as_of: date) -> list[str]:
    """The funds concerned, their projects with budget, available and findings, and the year's supplement requests."""
    name = "special_fund_code" if kind == "special_fund" else "department_code"
    funds = [row for row in district.special_funds if row[name] == code]
    parts = [f"    fund {short(row)} columns {sorted(district.columns_present[row['source_id']])}" for row in funds]
    codes: dict[str, plain.Maybe] = {row["special_fund_code"]: True for row in funds}
    for belongs, project in plain.projects_under(district, codes, as_of.year):
        current, available = plain.budget_current(project, as_of), plain.available(district, project, as_of)
        parts.append(f"    project {project.code} belongs {belongs} budget {current} available {available}")
        parts += [f"      finding {short(row)}" for row in district.findings[project.code]]
    asked = [row for row in district.rows["supplement_request"] if plain.is_asked_in_year(row, as_of)]
    parts += [f"    supplement {short(row)}" for row in asked if kind == "department"]
    return [*parts, *exceptions_of(district, code)]


def exceptions_of(district: plain.District, code: str) -> list[str]:
    """The recorded exceptions of a subject."""
    return [f"    exception {short(row)}" for row in district.rows["exception"] if row["subject_code"] == code]


def short(row: plain.Row) -> str:
    """A row without its empty cells."""
    return ", ".join(f"{name}={value}" for name, value in row.items() if value is not None and name != "source_row")


def judged_district(seed: int) -> duckdb.DuckDBPyConnection:
    """A random district, built and judged by the warehouse."""
    connection = duckdb.connect()
    connection.execute("set threads = 2")
    random_districts.fill(connection, seed)
    build.build(connection)
    judge.judge(connection)
    return connection


CAUSES = {"外部": "external", "内部": "internal", None: None}
METRICS = (
    "budget_initial_yuan", "budget_current_yuan", "issued_yuan", "paid_yuan", "frozen_yuan", "available_yuan",
    "execution_rate", "time_progress", "pace_ratio", "pace_gap", "performance_as_of", "coverage",
    "progress_completion", "target_attainment", "goal_light", "red_weight_share", "dual_gap", "quadrant",
    "forecast_full_year_yuan",
)  # fmt: skip


def differing_metrics(connection: duckdb.DuckDBPyConnection, months: list[date] | None = None) -> list[str]:
    """Project months of which a metric differs: project, month, metric, both values."""
    district = plain.read_district(connection)
    columns = ", ".join(METRICS)
    rows = connection.execute(f"select project_code, as_of, cause_class, {columns} from project_months").fetchall()  # noqa: S608
    found = []
    for code, as_of, cause, *values in rows:
        if months is not None and as_of not in months:
            continue
        expected = plain.project_month(district, district.project_years[code, as_of.year], as_of)
        pairs = [(name, getattr(expected, name), value) for name, value in zip(METRICS, values, strict=True)]
        pairs.append(("cause_class", CAUSES[expected.cause_class], cause))
        found += [f"{code} {as_of} {name}: plain {mine}, warehouse {its}" for name, mine, its in pairs if mine != its]
    return sorted(found)


def differing_flags(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Flags of which outcome, first month or number of months differ."""
    said = plain.verdicts(plain.read_district(connection))
    expected = {
        (flag.rule, flag.subject_kind, flag.subject_code, flag.as_of): (flag.outcome, *life)
        for flag, life in plain.flag_lives(said).items()
        if flag.rule in RULES_WITH_SQL
    }
    rows = connection.execute(
        """
        select rule, subject_kind, subject_code, as_of, outcome, first_flagged, months_flagged
        from flags
        join subjects using (subject_id)
        """
    ).fetchall()
    actual = {tuple(row[:4]): tuple(row[4:]) for row in rows}
    keys = sorted(key for key in expected.keys() | actual.keys() if expected.get(key) != actual.get(key))
    return [f"{key}: plain {expected.get(key)}, warehouse {actual.get(key)}" for key in keys]


def every_difference(seed: int) -> list[str]:
    """Of a random district: differing verdicts, metrics and lives of flags."""
    with judged_district(seed) as connection:
        return [*differences(connection), *differing_metrics(connection), *differing_flags(connection)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_district_is_judged_as_the_plain_calculation_judges_it(seed: int) -> None:
    """Every verdict with severity, exemption and money, every metric, every flag's outcome, first month and months."""
    found = every_difference(seed)

    assert not found, f"district {seed}, {len(found)} kinds of difference\n" + "\n".join(found[:DIFFERENCES_SHOWN])


@pytest.mark.soak
@pytest.mark.parametrize("seed", SOAK_SEEDS)
def test_many_random_districts_are_judged_as_the_plain_calculation_judges_them(seed: int) -> None:
    """The same for many more districts."""
    found = every_difference(seed)

    assert not found, f"district {seed}, {len(found)} kinds of difference\n" + "\n".join(found[:DIFFERENCES_SHOWN])


def test_the_built_sample_is_judged_as_the_plain_calculation_judges_it(
    built_sample: BuiltSample, reader: snapshots.Reader
) -> None:
    """The same for the made-up district that was read from files, at some of its month ends."""
    with reader.cursor() as connection:
        judged = plain.judged_months(plain.read_district(connection))
        chosen = sorted(
            {judged[round(step * (len(judged) - 1) / (SAMPLE_MONTHS - 1))] for step in range(SAMPLE_MONTHS)}
        )
        found = [*differences(connection, chosen), *differing_metrics(connection, chosen)]

    assert built_sample.report
    assert not found, f"{len(found)} kinds of difference\n" + "\n".join(found[:DIFFERENCES_SHOWN])


# ------------------------------------------------------------------------------------- the plain one against hand work

DEFAULTS: dict[str, dict[str, Any]] = {
    "project": {"fiscal_year": 2024, "project_code": "P1", "department_code": "301"},
    "budget_line": {
        "fiscal_year": 2024,
        "project_code": "P1",
        "doc_no": "文1",
        "agency_code": "301001",
        "func_item": "2010301",
        "fund_nature": "111",
        "fund_source": "本级",
        "budget_origin": "年初预算",
        "approved_date": date(2024, 1, 1),
        "issued_date": date(2024, 1, 1),
    },
    "payment": {"project_code": "P1", "agency_code": "301001", "status": "已支付"},
    "indicator": {
        "fiscal_year": 2024,
        "project_code": "P1",
        "indicator_l1": "产出指标",
        "indicator_l2": "数量指标",
        "indicator_l3": "数量",
        "polarity": "正向",
        "operator": ">=",
        "weight_points": Decimal(20),
    },
    "monitoring_report": {"fiscal_year": 2024, "project_code": "P1", "indicator_l3": "数量"},
    "evaluation": {"fiscal_year": 2023, "project_code": "P1", "evaluation_kind": "财政评价"},
    "special_fund": {
        "special_fund_code": "SF1",
        "department_code": "301",
        "fund_type": "阶段性目标",
        "start_year": 2020,
        "task_list_disclosed_date": date(2024, 1, 5),
        "policy_disclosed_date": date(2024, 1, 5),
        "self_evaluation_disclosed_date": date(2024, 1, 5),
    },
    "supplement_request": {"project_code": "P1", "amount_yuan": Decimal(1)},
    "audit_finding": {"project_code": "P1", "is_serious": True},
    "cash_plan": {"fiscal_year": 2024, "project_code": "P1"},
    "monitoring_round": {"fiscal_year": 2024},
    "exception": {"doc_no": "准1", "reason": "已报批"},
}


@cache
def columns_of_datasets() -> dict[str, list[str]]:
    """Dataset -> its columns in the staging tables."""
    with duckdb.connect() as connection:
        connection.execute(random_districts.STAGED_TABLES.read_text(encoding="utf-8"))
        return {
            dataset: [row[0] for row in connection.execute(f"describe staged_{dataset}").fetchall()]
            for dataset in plain.DATASETS
        }


def a_district(
    absent: Iterable[str] = (), missing: Iterable[str] = (), **given: list[dict[str, Any]]
) -> plain.District:
    """A district of the rows given, everything else by default; one project P1 of 2024 unless projects are given."""
    columns = columns_of_datasets()
    given.setdefault("project", [{}])
    rows: dict[str, list[plain.Row]] = {}
    for number, dataset in enumerate(plain.DATASETS):
        blank = {**dict.fromkeys(columns[dataset]), "source_id": number, **DEFAULTS.get(dataset, {})}
        rows[dataset] = [{**blank, **row} for row in given.get(dataset, [])]
    present = {number: set(columns[dataset]) - set(absent) for number, dataset in enumerate(plain.DATASETS)}
    return plain.District(rows, present, set(plain.DATASETS) - set(missing))


def verdict_of(district: plain.District, rule: str, as_of: date, code: str = "P1") -> plain.Verdict:
    """The one verdict of a rule about a subject."""
    (found,) = [v for v in plain.verdicts_of_month(district, as_of) if (v.rule, v.subject_code) == (rule, code)]
    return found


def outcome_of(district: plain.District, rule: str, as_of: date, code: str = "P1") -> str:
    """What its flag leads to, or the verdict where it is none."""
    found = verdict_of(district, rule, as_of, code)
    return found.outcome or found.verdict


def said_of(district: plain.District, rule: str, as_of: date, code: str = "P1") -> str:
    """Its verdict, with the severity of a flag."""
    found = verdict_of(district, rule, as_of, code)
    return f"{found.severity}" if found.verdict == "flagged" else found.verdict


def yuan(amount: str) -> Decimal:
    return Decimal(amount)


def line(amount: str, **given: Any) -> dict[str, Any]:
    return {"amount_yuan": yuan(amount), **given}


def pay(amount: str, paid_date: date | None, **given: Any) -> dict[str, Any]:
    return {"request_no": f"Z{amount}{paid_date}", "amount_yuan": yuan(amount), "paid_date": paid_date, **given}


def indicator(name: str, target: str | None, **given: Any) -> dict[str, Any]:
    number = None if target is None else Decimal(target)
    return {"indicator_l3": name, "target_number": number, "target_value": target or "", **given}


def report(name: str, period_end: date, actual: str | None = None, **given: Any) -> dict[str, Any]:
    number = None if actual is None else Decimal(actual)
    return {"indicator_l3": name, "period_end": period_end, "actual_number": number, **given}


JUNE, JULY, DECEMBER = date(2024, 6, 30), date(2024, 7, 31), date(2024, 12, 31)


def paying(amount: str, as_of: date = JUNE, budget: str = "1200000.00", **given: Any) -> plain.District:
    """One line, one payment by as_of."""
    return a_district(budget_line=[line(budget, **given)], payment=[pay(amount, as_of)])


def test_the_worked_numbers_of_the_dossier() -> None:
    """dual-monitoring.md §3.6 on the month basis: rates, lights, completion, gap."""
    district = a_district(
        budget_line=[
            line("1000000.00"),
            line("200000.00", doc_no="文2", budget_origin="追加", approved_date=date(2024, 5, 6)),
        ],
        payment=[pay("420000.00", JUNE)],
        indicator=[
            indicator("数量", "100"),
            indicator("质量", "95", indicator_l2="质量指标", unit="%", weight_points=Decimal(15)),
            indicator("满意度", "90", indicator_l2="服务对象满意度指标", unit="%", weight_points=Decimal(10)),
        ],
        monitoring_report=[report("数量", JUNE, "30"), report("质量", JUNE, "96")],
    )

    month = plain.project_month(district, district.project_years["P1", 2024], JUNE)

    assert (month.budget_initial_yuan, month.budget_current_yuan) == (yuan("1000000.00"), yuan("1200000.00"))
    assert (month.execution_rate, month.time_progress) == (Decimal("0.350000"), Decimal("0.500000"))
    assert (month.pace_ratio, month.pace_gap) == (Decimal("0.700000"), Decimal("-0.150000"))
    assert plain.shortfall(month) == yuan("180000.00")
    lights = {reading.indicator["indicator_l3"]: reading.light for reading in month.readings}
    assert lights == {"数量": "yellow", "质量": "green", "满意度": "grey"}
    assert month.goal_light == "yellow"
    assert (month.progress_completion, month.dual_gap) == (Decimal("0.300000"), Decimal("-0.050000"))
    assert month.target_attainment == Decimal("0.600000")
    assert month.coverage == Decimal("0.777778")
    assert [said_of(district, rule, JUNE) for rule in ("E01", "E02", "P01", "D01")] == [
        "yellow",
        "clear",
        "yellow",
        "clear",
    ]


@pytest.mark.parametrize(
    ("paid", "e01", "e02"),
    [
        ("359998.00", "clear", "red"),
        ("359999.99", "yellow", "clear"),  # 0.599999983 is shown, and compared, as 0.600000
        ("360000.00", "yellow", "clear"),
        ("479998.00", "yellow", "clear"),
        ("480000.00", "clear", "clear"),
    ],
)
def test_pace_ratios_of_exactly_60_and_80_percent(paid: str, e01: str, e02: str) -> None:
    """0.60 is not below 0.60, 0.80 not below 0.80; what is compared is the rounded ratio that is shown."""
    district = paying(paid)

    assert (said_of(district, "E01", JUNE), said_of(district, "E02", JUNE)) == (e01, e02)


def test_a_budget_of_a_cent_below_the_floor_is_not_judged() -> None:
    """X6 comes before everything else and is named, also where the rate would be unknown."""
    just_below, just_at, nothing = paying("1.00", budget="49999.99"), paying("1.00", budget="50000.00"), a_district()

    assert verdict_of(just_below, "E02", JUNE).exemption == "X6"
    assert said_of(just_at, "E02", JUNE) == "red"
    assert verdict_of(nothing, "D02", JUNE).exemption == "X6"
    assert said_of(paying("-5.00", budget="-10.00"), "E01", JUNE) == "not_applicable"


def test_an_in_year_addition_starts_its_own_clock() -> None:
    """Approved in March without an initial budget: by June 4 of 10 months; an initial budget of February keeps 6/12."""
    addition = {"budget_origin": "追加", "approved_date": date(2024, 3, 15)}
    late = a_district(budget_line=[line("100000.00", **addition)])
    initial = a_district(budget_line=[line("100000.00", approved_date=date(2024, 2, 5))])

    assert plain.time_progress(late.project_years["P1", 2024], JUNE) == Fraction(4, 10)
    assert plain.time_progress(initial.project_years["P1", 2024], JUNE) == Fraction(1, 2)


def test_a_cash_plan_with_holes() -> None:
    """A missing month takes the last earlier one, before the first 0; without December there is no T."""
    plan = [{"month": 3, "planned_yuan": yuan("30.00")}, {"month": 12, "planned_yuan": yuan("120.00")}]
    whole, headless = a_district(cash_plan=plan), a_district(cash_plan=plan[:1])

    progress = [
        plain.time_progress(whole.project_years["P1", 2024], plain.month_end(2024, month)) for month in (2, 3, 7)
    ]

    assert progress == [Fraction(0), Fraction(1, 4), Fraction(1, 4)]
    assert plain.time_progress(headless.project_years["P1", 2024], JUNE) is None


@pytest.mark.parametrize(("paid", "said"), [("100000.00", "clear"), ("100000.01", "clear"), ("100000.02", "red")])
def test_a_cent_above_what_was_issued_is_tolerated(paid: str, said: str) -> None:
    """E06 has a tolerance of one cent and no floor."""
    assert said_of(paying(paid, budget="100000.00"), "E06", JUNE) == said


def test_e06_with_unknown_issue_dates_flags_only_what_is_certain() -> None:
    """Above the budget is enough; above an unknown amount issued cannot be told."""
    lines = [line("100000.00", issued_date=None)]

    def told(paid: str) -> str:
        return said_of(a_district(["issued_date"], budget_line=lines, payment=[pay(paid, JUNE)]), "E06", JUNE)

    assert (told("100.00"), told("100000.02")) == ("cannot_assess", "red")


def test_late_release_takes_the_blame_for_slow_paying() -> None:
    """Where E08 is flagged, E01, E02, E03 and E05 are not applicable and name X9; not before April."""
    district = a_district(budget_line=[line("20000000.00", issued_date=date(2024, 12, 31))])

    assert said_of(district, "E08", JUNE) == "grey"
    assert {verdict_of(district, rule, JUNE).exemption for rule in ("E01", "E02", "E03", "E05")} == {"X9"}
    assert said_of(district, "E02", date(2024, 3, 31)) == "red"
    assert said_of(district, "E08", date(2024, 3, 31)) == "not_applicable"


@pytest.mark.parametrize(
    ("budget", "paid", "said"),
    [
        ("10000000.00", "3000000.00", "red"),
        ("10000000.00", "3000010.00", "clear"),
        ("9999999.99", "0.00", "clear"),
    ],
)
def test_a_large_project_exactly_twenty_points_behind(budget: str, paid: str, said: str) -> None:
    """E03 asks for 10 million and for 20 points, both borders included."""
    assert said_of(paying(paid, budget=budget), "E03", JUNE) == said


def test_a_refund_makes_a_payment_undone_and_a_bounced_request_none() -> None:
    """A refund counts on its own day with its negative amount; a returned positive request counts nothing."""
    payments = [
        pay("500.00", date(2024, 2, 1)),
        pay("-500.00", date(2024, 5, 31), status="已退回"),
        pay("700.00", date(2024, 6, 1), status="已退回"),
    ]
    project = a_district(payment=payments).project_years["P1", 2024]

    assert [plain.paid(project, plain.month_end(2024, month)) for month in (2, 4, 5, 6)] == [500, 500, 0, 0]


def test_ageing_of_a_transfer_at_nine_and_twelve_months() -> None:
    """Received in June 2023: 11 months old in May 2024, 12 in June; notice from March 2024."""
    carried = line("1000.00", fund_source="上级转移支付", receipt_month=date(2023, 6, 30))
    district = a_district(budget_line=[carried], payment=[pay("999.99", date(2024, 2, 1), doc_no="文1")])
    code = plain.line_code(district.rows["budget_line"][0])

    said = [said_of(district, "C06", plain.month_end(2024, month), code) for month in (2, 3, 5, 6)]

    assert said == ["clear", "yellow", "yellow", "red"]
    assert verdict_of(district, "C06", JUNE, code).money_yuan == yuan("0.01")
    assert (verdict_of(district, "C06", JUNE, code).outcome, code) == ("reclaim", "文1|P1|301001|2010301||111|年初预算")


def test_a_carried_over_line_of_unknown_receipt_matters_only_while_money_is_left() -> None:
    """Empty receipt: cannot assess if 上年结转, clear once paid; otherwise the line is out of scope."""
    carried = line("1000.00", fund_source="上级转移支付", budget_origin="上年结转")
    fresh = line("1000.00", fund_source="上级转移支付")
    district = a_district(budget_line=[carried, fresh], payment=[pay("1000.00", JULY, doc_no="文1")])
    both_agree = a_district(budget_line=[carried], payment=[pay("1000.00", JULY)])
    code = plain.line_code(district.rows["budget_line"][0])

    assert said_of(both_agree, "C06", JUNE, code) == "cannot_assess"
    assert said_of(both_agree, "C06", JULY, code) == "clear"
    assert said_of(district, "C06", JULY, code.replace("上年结转", "年初预算")) == "not_applicable"


def test_an_unassigned_payment_matters_only_where_it_decides() -> None:
    """A payment may be of the local or the transfer line: less than the local line leaves some whichever it was."""
    lines = [line("300.00"), line("1000.00", doc_no="文2", fund_source="上级转移支付")]

    def told(amount: str) -> str:
        return said_of(a_district(budget_line=lines, payment=[pay(amount, JUNE)]), "C05", DECEMBER)

    assert (told("299.99"), told("300.00")) == ("red", "cannot_assess")


def test_several_lines_of_one_source_are_enough_for_the_local_lapse() -> None:
    """C05 needs the source only; C06 of either line does not know whose the payment was."""
    carried = {"fund_source": "上级转移支付", "budget_origin": "上年结转", "receipt_month": date(2023, 1, 31)}
    local = a_district(budget_line=[line("300.00"), line("200.00", doc_no="文2")], payment=[pay("500.00", JUNE)])
    transfers = a_district(
        budget_line=[line("300.00", **carried), line("200.00", doc_no="文2", **carried)], payment=[pay("250.00", JUNE)]
    )
    codes = [plain.line_code(row) for row in transfers.rows["budget_line"]]

    assert said_of(local, "C05", DECEMBER) == "clear"
    assert [said_of(transfers, "C06", JUNE, code) for code in codes] == ["red", "cannot_assess"]


@pytest.mark.parametrize(
    ("score", "said"), [("80", "clear"), ("79.995", "clear"), ("79.9949", "red"), ("79.99", "red"), ("0", "red")]
)
def test_grades_at_80(score: str, said: str) -> None:
    """The score is rounded half-up to two places once; below 80 the budget is cut, and the score beats the grade."""
    district = a_district(
        project=[{"fiscal_year": 2023}, {"fiscal_year": 2024}],
        evaluation=[{"score": Decimal(score), "grade": "差"}],
        budget_line=[line("333333.33", fiscal_year=2023, approved_date=date(2023, 1, 1))],
    )
    found = verdict_of(district, "C04", JUNE)

    assert (found.severity or found.verdict) == said
    assert found.money_yuan == (yuan("33333.34") if said == "red" else None)


def test_the_better_evaluation_takes_over_when_it_is_dated() -> None:
    """A self-evaluation without date counts from January; the bureau's of June replaces it in June."""
    district = a_district(
        project=[{"fiscal_year": 2023}, {"fiscal_year": 2024}],
        evaluation=[
            {"evaluation_kind": "单位自评", "score": Decimal(95)},
            {"score": Decimal(70), "evaluated_date": JUNE},
        ],
    )

    assert [said_of(district, "C04", day) for day in (date(2024, 1, 31), date(2024, 5, 31), JUNE)] == [
        "clear",
        "clear",
        "red",
    ]
    assert said_of(district, "C04", date(2023, 6, 30)) == "not_applicable"


def test_a_milestone_is_due_on_its_day() -> None:
    """Before it: clear. Due without an actual: cannot assess. Due and not done: red. A later day is not done."""
    milestone = indicator("节点", None, indicator_l2="时效指标", polarity="定性", operator=None, due_date=JUNE)

    def told(as_of: date, **actual: Any) -> str:
        reports = [report("节点", date(2024, 5, 31), **actual)]
        return said_of(a_district(indicator=[milestone], monitoring_report=reports), "P03", as_of)

    assert told(date(2024, 5, 31)) == "clear"
    assert told(JUNE) == "cannot_assess"
    assert told(JUNE, actual_is_done=False) == "red"
    assert told(JUNE, actual_date=JUNE) == "clear"
    assert told(JUNE, actual_date=date(2024, 7, 1)) == "red"
    assert told(JUNE, actual_is_done=False, cause_class="外部") == "not_applicable"


def test_a_reverse_target_of_zero() -> None:
    """Met: 1. Not met: 0, and red."""
    of_zero = indicator("事故", "0", polarity="反向", operator="<=")

    def reading(actual: str) -> plain.Reading:
        district = a_district(indicator=[of_zero], monitoring_report=[report("事故", JUNE, actual)])
        return plain.project_month(district, district.project_years["P1", 2024], JUNE).readings[0]

    assert (reading("0").completion, reading("0").light) == (Fraction(1), "green")
    assert (reading("1").completion, reading("1").light) == (Fraction(0), "red")


def test_a_later_empty_report_replaces_an_earlier_full_one() -> None:
    """The report with the greatest period_end counts even where its actual is empty."""
    district = a_district(
        indicator=[indicator("数量", "100")],
        monitoring_report=[report("数量", date(2024, 3, 31), "50"), report("数量", JUNE)],
    )
    month = plain.project_month(district, district.project_years["P1", 2024], JUNE)

    assert (month.performance_as_of, month.coverage, month.progress_completion) == (JUNE, Decimal(0), None)
    assert said_of(district, "P09", JUNE) == "grey"


def test_money_and_results_are_compared_at_the_month_of_the_results() -> None:
    """Reported in March, judged in June: the money of March is taken."""
    district = a_district(
        budget_line=[line("1000000.00")],
        payment=[pay("300000.00", date(2024, 3, 31)), pay("400000.00", JUNE)],
        indicator=[indicator("数量", "100")],
        monitoring_report=[report("数量", date(2024, 3, 31), "10")],
    )

    assert plain.project_month(district, district.project_years["P1", 2024], JUNE).dual_gap == Decimal("-0.200000")
    assert (said_of(district, "D01", JUNE), said_of(district, "D02", JUNE)) == ("yellow", "red")


def test_suspension_needs_a_ground_money_and_no_external_cause() -> None:
    """C01: money ahead of work, money left; an external cause or nothing left clears it, 三保 is exempt."""

    def told(cause: str | None = None, tier: str | None = None, issued: date | None = date(2024, 1, 1)) -> str:
        district = a_district(
            project=[{"three_guarantee_tier": tier}],
            budget_line=[line("1000000.00", issued_date=issued)],
            payment=[pay("500000.00", JUNE)],
            indicator=[indicator("数量", "100")],
            monitoring_report=[report("数量", JUNE, "10", cause_class=cause, likelihood="确定能")],
        )
        return said_of(district, "C01", JUNE)

    assert told() == "red"
    assert told(cause="外部") == "clear"
    assert told(tier="保运转") == "not_applicable"
    assert told(issued=None) == "clear"


def test_suspension_without_indicators_cannot_be_assessed_unless_another_ground_holds() -> None:
    """No indicators: D02, D03 and P04 unknown; an open serious finding decides, a rectified one does not."""
    found = {"found_date": date(2024, 5, 31)}

    def told(**finding: Any) -> str:
        findings = [{**found, **finding}] if finding else []
        return said_of(a_district(budget_line=[line("100000.00")], audit_finding=findings), "C01", JUNE)

    assert told() == "cannot_assess"
    assert told(rectified_date=None) == "red"
    assert told(rectified_date=JUNE) == "cannot_assess"
    assert told(rectified_date=JULY) == "red"


def test_rounds_pass_the_day_after_their_deadline() -> None:
    """A deadline on the month end has not passed; until the first of the year has, last December's round counts."""
    rounds: list[dict[str, Any]] = [
        {"fiscal_year": 2023, "period_end": date(2023, 12, 31), "filing_deadline": date(2024, 1, 20)},
        {"period_end": date(2024, 3, 31), "filing_deadline": date(2024, 4, 30)},
    ]
    named = indicator("数量", "100")
    district = a_district(
        project=[{"fiscal_year": 2023}, {"fiscal_year": 2024}],
        monitoring_round=rounds,
        indicator=[named, {**named, "fiscal_year": 2023}],
        monitoring_report=[report("数量", date(2024, 3, 31), "1", reported_date=date(2024, 6, 15))],
    )

    said = [said_of(district, "P06", plain.month_end(2024, month)) for month in range(1, 7)]

    assert said == ["red", "red", "red", "red", "red", "clear"]
    assert said_of(a_district(missing=["monitoring_round"], indicator=[named]), "P06", JUNE) == "cannot_assess"


def test_two_missed_rounds_in_a_row_are_a_ground_for_suspension() -> None:
    """The last two of any year; a round of a year in which the project had no indicators is not missed."""
    rounds: list[dict[str, Any]] = [
        {"fiscal_year": 2023, "period_end": date(2023, 12, 31), "filing_deadline": date(2024, 1, 20)},
        {"period_end": date(2024, 3, 31), "filing_deadline": date(2024, 4, 20)},
    ]
    named = indicator("数量", "100")

    def told(*indicators: dict[str, Any]) -> str:
        years = [{"fiscal_year": 2023}, {"fiscal_year": 2024}]
        lines = [line("100000.00")]
        district = a_district(project=years, budget_line=lines, monitoring_round=rounds, indicator=list(indicators))
        return said_of(district, "C01", JUNE)

    assert told(named, {**named, "fiscal_year": 2023}) == "red"
    assert told(named) == "cannot_assess"


def test_areas_count_a_payment_by_its_own_codes_and_else_by_its_line() -> None:
    """A payment without function goes with its line; overall takes natures 111 and 112, an area all four books."""
    district = a_district(
        budget_line=[
            line("1000.00", func_item="2050202"),
            line("1000.00", doc_no="文2", func_item="2050202", fund_nature="121"),
            line("1000.00", doc_no="文3"),
        ],
        payment=[
            pay("100.00", JUNE, doc_no="文1"),
            pay("300.00", JUNE, func_item="2050202", fund_nature="121"),
            pay("700.00", JUNE, doc_no="文3"),
        ],
    )
    education, overall = plain.area_month(district, "教育", JUNE), plain.overall_month(district, JUNE)

    assert (education.paid_yuan, education.pace) == (Decimal(400), Decimal("0.200000"))
    assert (overall.paid_yuan, overall.pace) == (Decimal(800), Decimal("0.400000"))
    assert verdict_of(district, "L01", JUNE, "教育").money_yuan == yuan("400.00")
    assert verdict_of(district, "L02", JUNE, "教育").money_yuan == yuan("600.00")
    assert said_of(district, "L01", JUNE, "社会保障") == "cannot_assess"


def test_a_recorded_exception_holds_from_its_first_day_to_its_last() -> None:
    """Not applicable with the document named, whether or not the condition is true."""
    exempted = [{"rule": "E02", "subject_code": "P1", "from_date": date(2024, 5, 31), "to_date": JUNE}]
    district = a_district(budget_line=[line("100000.00")], exception=exempted)

    assert [verdict_of(district, "E02", day).exemption for day in (date(2024, 4, 30), JUNE, JULY)] == [
        None,
        "准1",
        None,
    ]


def test_protected_projects_get_nothing_above_rectify() -> None:
    """X1 caps the outcome of a project's flag; the cut proposal is excepted and stays marked for review."""
    district = a_district(project=[{"three_guarantee_tier": "保运转"}], budget_line=[line("100000.00")])

    assert verdict_of(district, "E05", JUNE).outcome == "rectify"
    assert verdict_of(a_district(budget_line=[line("100000.00")]), "E05", JUNE).outcome == "reclaim"


def test_a_project_of_other_years_is_made_from_the_nearest() -> None:
    """Of two equally near years the earlier; the pool does not hold it this year."""
    years = [{"fiscal_year": 2023, "department_code": "301"}, {"fiscal_year": 2025, "department_code": "302"}]
    district = a_district(project=years, budget_line=[line("100.00")])
    made = district.project_years["P1", 2024]

    assert (made.is_made, made.row["department_code"], made.row["pool_entry_date"]) == (True, "301", None)


def test_half_a_cent_and_half_a_millionth_go_away_from_zero() -> None:
    """Half-up in exact arithmetic, for negative values too."""
    assert plain.round_half_up(Fraction(1, 2_000_000), 6) == Decimal("0.000001")
    assert plain.round_half_up(Fraction(-1, 2_000_000), 6) == Decimal("-0.000001")
    assert plain.round_half_up(Fraction(1499999, 3_000_000), 6) == Decimal("0.500000")


MAY = date(2024, 5, 31)


def test_an_open_finding_of_diversion_or_false_claim_stops_payment() -> None:
    """C02: by kind, while open; an unknown kind cannot be assessed; 三保 is exempt; at stake is what is available."""

    def told(missing: Iterable[str] = (), tier: str | None = None, **finding: Any) -> str:
        district = a_district(
            missing=missing,
            project=[{"three_guarantee_tier": tier}],
            budget_line=[line("1000.00")],
            audit_finding=[{"found_date": MAY, **finding}] if finding else [],
        )
        return said_of(district, "C02", JUNE)

    assert [told(finding_kind=kind) for kind in ("截留挪用", "虚报冒领", "其他")] == ["red", "red", "clear"]
    assert told(finding_kind=None) == "cannot_assess"
    assert told(finding_kind="截留挪用", rectified_date=JUNE) == "clear"
    assert told(finding_kind="截留挪用", rectified_date=JULY) == "red"
    assert told(finding_kind="截留挪用", found_date=JULY) == "clear"
    assert told(finding_kind="截留挪用", tier="保工资") == "not_applicable"
    assert (told(), told(missing=["audit_finding"])) == ("clear", "cannot_assess")
    diverted = a_district(
        budget_line=[line("1000.00", frozen_yuan=yuan("100.00"))],
        payment=[pay("300.00", JUNE)],
        audit_finding=[{"found_date": MAY, "finding_kind": "截留挪用"}],
    )
    found = verdict_of(diverted, "C02", JUNE)
    assert (found.money_yuan, found.outcome) == (yuan("600.00"), "stop_payment")


def test_external_causes_lead_to_an_adjustment() -> None:
    """C03: far behind in money, or an unlikely target of any severity, and every cause given external."""

    def told(likelihood: str | None, cause: str | None, budget: str = "100000.00", **more: Any) -> str:
        district = a_district(
            budget_line=[line(budget)],
            indicator=[indicator("数量", "100")],
            monitoring_report=[report("数量", JUNE, "50", likelihood=likelihood, cause_class=cause)],
            **more,
        )
        return said_of(district, "C03", JUNE)

    assert told(None, "外部") == "yellow"
    assert [told("确定能", cause) for cause in ("内部", None)] == ["clear", "clear"]
    assert told("有可能", "外部", budget="100.00") == "yellow"
    assert told("确定能", "外部", budget="100.00") == "clear"
    without_december = [{"month": 3, "planned_yuan": yuan("1.00")}]
    assert told("确定能", "外部", cash_plan=without_december) == "cannot_assess"


@pytest.mark.parametrize(
    ("kind", "start", "end", "said"),
    [
        ("阶段性目标", 2020, 2024, "clear"),
        ("阶段性目标", 2020, 2025, "red"),
        ("试点", 2022, 2024, "clear"),
        ("试点", 2021, 2024, "red"),
        ("试点", 2021, None, "cannot_assess"),
        ("其他", 2000, 2024, "not_applicable"),
    ],
)
def test_terms_of_five_and_three_years(kind: str, start: int, end: int | None, said: str) -> None:
    """C07: both years counted; exactly 5 and exactly 3 are within the term; other funds have none."""
    fund = {"fund_type": kind, "start_year": start, "end_year": end}

    assert said_of(a_district(special_fund=[fund]), "C07", JUNE, "SF1") == said


def test_pilot_projects_have_three_years_of_their_own() -> None:
    """C07: only where marked as pilot; without the column only a short term is certain."""

    def told(is_pilot: bool | None, end: int | None, *absent: str) -> str:
        return said_of(
            a_district(absent, project=[{"is_pilot": is_pilot, "start_year": 2023, "end_year": end}]), "C07", JUNE
        )

    assert [told(True, 2025), told(True, 2026), told(True, None)] == ["clear", "red", "cannot_assess"]
    assert [told(False, 2030), told(None, 2030)] == ["not_applicable", "not_applicable"]
    assert [told(None, 2025, "is_pilot"), told(None, 2030, "is_pilot")] == ["clear", "cannot_assess"]


def test_an_expiring_fund_is_announced_and_an_expired_one_needs_a_new_application() -> None:
    """C08: yellow from June of its last year; red after it while its projects have a budget; a new number ends both."""

    def told(
        end: int | None,
        as_of: date,
        *absent: str,
        reapplied: str | None = None,
        budget: str = "100.00",
        fund: str | None = "SF1",
    ) -> str:
        district = a_district(
            absent,
            special_fund=[{"end_year": end, "reapply_doc_no": reapplied}],
            project=[{"special_fund_code": fund}, {"project_code": "P2"}],
            budget_line=[line(budget), line("900.00", project_code="P2")],
        )
        return said_of(district, "C08", as_of, "SF1")

    assert [told(2024, day) for day in (MAY, JUNE, DECEMBER)] == ["clear", "yellow", "yellow"]
    assert [told(2023, day) for day in (date(2024, 1, 31), DECEMBER)] == ["red", "red"]
    assert (told(2023, JUNE, budget="0.00"), told(2024, JUNE, budget="0.00")) == ("clear", "yellow")
    assert (told(2023, JUNE, reapplied="续1"), told(2024, JUNE, reapplied="续1")) == ("clear", "clear")
    assert (told(2025, DECEMBER), told(None, JUNE)) == ("clear", "not_applicable")
    assert (told(2023, JUNE, "reapply_doc_no"), told(None, JUNE, "end_year")) == ("cannot_assess", "cannot_assess")
    assert [told(2023, JUNE, fund=None), told(2023, JUNE, "special_fund_code", fund=None)] == ["clear", "cannot_assess"]


def test_a_review_counts_from_its_day_on() -> None:
    """C09: the conclusion decides whether the fund is revised or discontinued; before the review nothing is known."""

    def told(conclusion: str | None, reviewed: date | None = JUNE) -> str:
        fund = {"review_result": conclusion, "last_review_date": reviewed}
        return outcome_of(a_district(special_fund=[fund]), "C09", JUNE, "SF1")

    assert [told("未达预期"), told("条件变化")] == ["revise_fund", "revise_fund"]
    assert [told("已达目标"), told("不具备条件")] == ["discontinue_fund", "discontinue_fund"]
    assert told("保留") == "clear"
    assert [told(None), told("未达预期", None), told("未达预期", JULY)] == ["cannot_assess"] * 3


def test_an_initial_budget_needs_entry_into_the_pool_before_the_year() -> None:
    """A01: 31 December is in time, 1 January is not; a project that only another year's pool holds is not in it."""

    def told(entered: date | None, *absent: str, origin: str = "年初预算") -> str:
        lines = [line("100.00", budget_origin=origin)]
        return said_of(a_district(absent, project=[{"pool_entry_date": entered}], budget_line=lines), "A01", JUNE)

    assert [told(date(2023, 12, 31)), told(date(2024, 1, 1)), told(None)] == ["clear", "red", "red"]
    assert told(None, origin="追加") == "clear"
    assert told(None, "pool_entry_date") == "cannot_assess"
    assert told(None, "pool_entry_date", origin="追加") == "clear"
    elsewhere = a_district(
        project=[{"fiscal_year": 2023, "pool_entry_date": date(2022, 1, 1)}], budget_line=[line("1.00")]
    )
    assert said_of(elsewhere, "A01", JUNE) == "red"


def test_a_supplement_is_asked_for_after_entry_into_the_pool() -> None:
    """A02: the day of entry is in time; only requests of the year by as_of count; without one nothing is asked."""

    def told(entered: date | None, *requested: date, missing: Iterable[str] = ()) -> str:
        requests: list[dict[str, Any]] = [{"request_no": str(day), "requested_date": day} for day in requested]
        project = [{"pool_entry_date": entered}]
        return said_of(a_district(missing=missing, project=project, supplement_request=requests), "A02", JUNE)

    assert [told(MAY, day) for day in (date(2024, 5, 30), MAY, JULY, date(2023, 5, 1))] == ["red", "clear"] + [
        "clear"
    ] * 2
    assert told(MAY, JUNE, date(2024, 5, 30)) == "red"
    assert [told(None), told(None, JULY), told(None, MAY)] == ["clear", "clear", "cannot_assess"]
    assert told(MAY, missing=["supplement_request"]) == "cannot_assess"


def test_a_new_major_project_is_evaluated_reviewed_and_approved() -> None:
    """A03: each of the three is asked for at as_of; an unknown mark matters only where one is lacking."""
    whole = {"ex_ante_date": MAY, "affordability_date": JUNE, "approval_doc_no": "批1"}

    def told(is_major: bool | None, *absent: str, **lacking: Any) -> str:
        return said_of(a_district(absent, project=[{"is_new_major": is_major, **whole, **lacking}]), "A03", JUNE)

    assert told(True) == "clear"
    assert {told(True, **{name: None}) for name in whole} == {"red"}
    assert told(True, affordability_date=JULY) == "red"
    assert told(False, approval_doc_no=None) == "not_applicable"
    assert [told(None), told(None, approval_doc_no=None)] == ["clear", "cannot_assess"]
    assert told(True, "approval_doc_no", approval_doc_no=None) == "cannot_assess"
    assert told(True, "approval_doc_no", approval_doc_no=None, ex_ante_date=None) == "red"


def test_a_department_has_one_active_fund() -> None:
    """A04: from first to last year, both counted; an open end is active; without any fund not concerned."""

    def told(*ends: int | None, absent: Iterable[str] = (), missing: Iterable[str] = (), start: int = 2020) -> str:
        funds = [{"special_fund_code": f"SF{n}", "start_year": start, "end_year": end} for n, end in enumerate(ends)]
        return said_of(a_district(absent, missing, special_fund=funds), "A04", JUNE, "301")

    assert [told(2024, None), told(2024, 2023), told(2023)] == ["yellow", "clear", "clear"]
    assert told(None, None, start=2025) == "clear"
    assert told() == "not_applicable"
    assert told(missing=["special_fund"]) == "cannot_assess"
    assert told(None, None, absent=["end_year"]) == "cannot_assess"
    assert told(None, absent=["end_year"]) == "clear"


CHAIN = {
    "special_fund_code": "SF1",
    "party_meeting_date": date(2024, 1, 10),
    "leader_consent_date": date(2024, 1, 10),
    "submitted_date": date(2024, 1, 31),
    "submitted_doc_no": "报1",
}


def test_the_decision_chain_is_whole_in_order_and_in_time() -> None:
    """A05: 30 days from the first release are in time, 31 not; equal days are in order; steps to come are missing."""

    def told(*absent: str, as_of: date = JUNE, issued: date | None = date(2024, 1, 1), **step: Any) -> str:
        """The line of December is released too late to matter."""
        lines = [line("1.00", issued_date=issued), line("1.00", doc_no="文2", issued_date=date(2024, 12, 1))]
        return said_of(a_district(absent, project=[{**CHAIN, **step}], budget_line=lines), "A05", as_of)

    assert (told(), told(issued=date(2023, 12, 31))) == ("clear", "red")
    lacking: list[dict[str, Any]] = [{name: None} for name in CHAIN if name != "special_fund_code"]
    assert {told(**step) for step in lacking} == {"red"}
    assert told(leader_consent_date=date(2024, 1, 9)) == "red"
    assert told(submitted_date=date(2024, 1, 9)) == "red"
    assert told(as_of=date(2024, 1, 31), submitted_date=date(2024, 2, 1)) == "red"
    assert told(issued=None) == "not_applicable"
    assert told(special_fund_code=None, party_meeting_date=None) == "not_applicable"
    assert told("submitted_doc_no", submitted_doc_no=None) == "cannot_assess"
    assert told("leader_consent_date", leader_consent_date=None, submitted_date=date(2024, 1, 9)) == "red"
    assert told("special_fund_code", special_fund_code=None) == "clear"
    assert told("special_fund_code", special_fund_code=None, party_meeting_date=None) == "cannot_assess"
    assert told("issued_date", issued=None) == "cannot_assess"
    assert told("issued_date", issued=None, as_of=DECEMBER, submitted_date=date(2025, 1, 1)) == "red"
    livelihood = a_district(
        project=[{"special_fund_code": "SF1", "is_policy_livelihood": True}], budget_line=[line("1.00")]
    )
    assert verdict_of(livelihood, "A05", JUNE).exemption == "X3"


def test_a_department_uses_its_own_fund_before_it_asks_for_more() -> None:
    """A06: a request of the department in the year, and money available under its active funds."""

    def told(
        requested: date = MAY, issued: str = "100.00", by: str | None = None, end: int | None = None, **more: Any
    ) -> str:
        district = a_district(
            special_fund=[{"end_year": end}],
            project=[{"special_fund_code": "SF1"}, {"project_code": "P2", "department_code": "302"}],
            budget_line=[line(issued)],
            supplement_request=[{"request_no": "追1", "requested_date": requested, "department_code": by}],
            **more,
        )
        return said_of(district, "A06", JUNE, "301")

    assert told() == "yellow"
    assert [told(requested=JULY), told(requested=date(2023, 5, 1)), told(by="302")] == ["clear"] * 3
    assert told(payment=[pay("100.00", JUNE)]) == "clear"
    assert told(end=2023) == "not_applicable"
    assert told(absent=["issued_date"], issued="100.00", requested=JULY) == "clear"
    assert told(missing=["supplement_request"]) == "cannot_assess"
    of_another = a_district(
        special_fund=[{}],
        project=[{"special_fund_code": "SF1"}, {"project_code": "P2", "department_code": "302"}],
        budget_line=[line("100.00")],
        supplement_request=[
            {"request_no": "追1", "project_code": "P2", "requested_date": MAY, "department_code": "301"}
        ],
    )
    assert said_of(of_another, "A06", JUNE, "301") == "yellow"
    assert said_of(of_another, "A06", JUNE, "302") == "not_applicable"


def test_funds_are_disclosed_and_their_findings_rectified_in_time() -> None:
    """A07: each of three disclosures by as_of; a finding is overdue the day after its day, for projects of the fund."""

    def told(fund: dict[str, Any] | None = None, absent: Iterable[str] = (), **finding: Any) -> str:
        district = a_district(
            absent,
            special_fund=[fund or {}],
            project=[{"special_fund_code": "SF1"}, {"project_code": "P2"}],
            audit_finding=[{"found_date": MAY, **finding}] if finding else [],
        )
        return said_of(district, "A07", JUNE, "SF1")

    assert told() == "clear"
    assert {told({name: day}) for name in plain.DISCLOSURE_COLUMNS for day in (None, JULY)} == {"yellow"}
    assert told({"policy_disclosed_date": None}, ["policy_disclosed_date"]) == "cannot_assess"
    assert [told(rectify_by_date=day) for day in (date(2024, 6, 29), JUNE, None)] == ["yellow", "clear", "clear"]
    assert told(rectify_by_date=MAY, rectified_date=JUNE) == "clear"
    assert told(rectify_by_date=MAY, project_code="P2") == "clear"
    assert told(absent=["rectify_by_date"], is_serious=True) == "cannot_assess"
    without_findings = a_district(missing=["audit_finding"], special_fund=[{}])
    assert said_of(without_findings, "A07", JUNE, "SF1") == "cannot_assess"


@pytest.mark.parametrize(
    ("requested", "said"),
    [
        (date(2024, 6, 20), "red"),  # Thursday: the 21st, then Monday 24th to Friday 28th, six working days
        (date(2024, 6, 21), "clear"),  # Friday: the 24th to the 28th, five; the 30th is a Sunday
        (date(2024, 6, 22), "clear"),
        (date(2022, 12, 1), "red"),
    ],
)
def test_a_request_may_wait_for_five_working_days(requested: date, said: str) -> None:
    """L03 counts Monday to Friday from the day after the request up to and including the month end."""
    waiting = pay("1.00", None, status="待审", requested_date=requested, func_item="2050202")

    assert said_of(a_district(payment=[waiting]), "L03", JUNE, "教育") == said
    assert said_of(a_district(payment=[waiting]), "L03", JUNE, "社会保障") == "clear"


def test_what_counts_as_waiting() -> None:
    """L03: open by dates, whatever the state; bounced requests and refunds never; an undated one cannot be assessed."""
    asked = {"func_item": "2050202", "requested_date": date(2024, 6, 3)}

    def told(paid_date: date | None, *absent: str, amount: str = "1.00", **given: Any) -> str:
        waiting = pay(amount, paid_date, **{**asked, **given})
        return said_of(a_district(absent, payment=[waiting]), "L03", JUNE, "教育")

    assert [told(JULY), told(JUNE), told(None, status="已审未支付")] == ["red", "clear", "red"]
    assert [told(None, status="已退回"), told(JULY, status="已退回", amount="-1.00")] == ["clear", "clear"]
    assert told(None, status="待审", requested_date=None) == "cannot_assess"
    assert told(JULY, requested_date=None) == "clear"
    assert told(JULY, "requested_date", requested_date=None) == "cannot_assess"


def test_a_request_is_of_the_area_of_its_line_or_of_its_tagged_project() -> None:
    """L03: without a function of its own the line's counts; poverty relief also by the project's tag."""
    waiting = pay("1.00", None, status="待审", requested_date=MAY)
    district = a_district(
        project=[{"is_poverty_relief": True}], budget_line=[line("9.00", func_item="2080208")], payment=[waiting]
    )

    assert [said_of(district, "L03", JUNE, area) for area in plain.AREAS] == ["clear", "red", "red"]


def test_without_a_casebook_nobody_is_late_with_rectification() -> None:
    """C10 applies to no project until people answer flags."""
    assert said_of(a_district(), "C10", JUNE) == "not_applicable"


def test_sums_of_which_parts_may_not_belong() -> None:
    """Above zero is certain or excluded only if it is so whichever of the perhaps belonging amounts belong."""
    three, minus_three = Decimal(3), Decimal(-3)

    assert plain.is_sum_above_zero([(True, three), (None, Decimal(-2))]) is True
    assert plain.is_sum_above_zero([(True, three), (None, minus_three)]) is None
    assert plain.is_sum_above_zero([(True, minus_three), (None, three)]) is False
    assert plain.is_sum_above_zero([(True, three), (True, None)]) is None
    assert plain.is_sum_above_zero([]) is False
