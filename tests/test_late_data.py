"""When data are late, and what is muted because of it: the borders by name, on a district of one project.

Nothing here reads the clock: lateness follows from the deliveries and the month end.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests import app_pages
from warehouse import build, judge, sql_files

OCTOBER = date(2026, 10, 31)
NEEDED = ("months", "dataset_reaches", "late_data")
PAYMENT, BUDGET, TARGETS, REPORTS, ROUNDS = 1, 2, 3, 4, 5
PARTS = {
    PAYMENT: ("payment", date(2026, 10, 31)),
    BUDGET: ("budget_line", date(2026, 10, 31)),
    TARGETS: ("indicator", None),
    REPORTS: ("monitoring_report", None),
    ROUNDS: ("monitoring_round", None),
}


@pytest.fixture
def district() -> Iterator[duckdb.DuckDBPyConnection]:
    """One project of 2026 whose every delivery reaches October: the last payment on the 20th, a target, a report."""
    connection = duckdb.connect(config={"threads": "1"})
    build.create_staging_tables(connection)
    for statement in app_pages.QUIET:
        connection.execute(statement)
    connection.execute("delete from source_parts")
    for source, (dataset, delivered) in PARTS.items():
        connection.execute(
            "insert into source_parts values (?, ?, '', ?, ?, ['project_code'], '元')",
            [source, f"{dataset}.csv", dataset, delivered],
        )
    connection.execute("update staged_payment set source_id = 1, paid_date = date '2026-10-20'")
    connection.execute("update staged_budget_line set source_id = 2")
    connection.execute(
        "insert into staged_indicator by name select 3 as source_id, 2 as source_row, 2026 as fiscal_year, "
        "'P1' as project_code, '产出指标' as indicator_l1, '数量指标' as indicator_l2, '修缮' as indicator_l3, "
        "'50' as target_value, 50 as target_number, 10 as weight_points"
    )
    connection.execute(
        "insert into staged_monitoring_report by name select 4 as source_id, 2 as source_row, 2026 as fiscal_year, "
        "'P1' as project_code, '修缮' as indicator_l3, date '2026-08-31' as period_end, 40 as actual_number"
    )
    connection.execute(
        "insert into staged_monitoring_round values "
        "(5, 2, 2026, '2026-08-31', '2026-09-20'), (5, 3, 2026, '2026-10-31', '2026-11-20')"
    )
    yield connection
    connection.close()


def late(
    connection: duckdb.DuckDBPyConnection, as_of: date = OCTOBER, settings: Mapping[str, Any] | None = None
) -> dict[str, date | None]:
    """dataset -> how far it reaches, of those that are late at the month end."""
    build.create_settings(connection, settings or {})
    build.create_models(connection, [model for model in sql_files.read_folder("models") if model.name in NEEDED])
    rows = connection.execute("select dataset, data_until from late_data where as_of = ?", [as_of]).fetchall()
    return dict(rows)


def deliver(connection: duckdb.DuckDBPyConnection, source: int, day: date | None) -> None:
    connection.execute("update source_parts set delivery_date = ? where source_id = ?", [day, source])


def test_a_delivery_on_the_month_end_is_not_late(district: duckdb.DuckDBPyConnection) -> None:
    """Everything reaches 31 October exactly: nothing is late, in that month or in an earlier one."""
    assert late(district) == {}
    assert district.execute("select count(*) from late_data").fetchone() == (0,)


def test_a_delivery_one_day_before_the_month_end_is_late(district: duckdb.DuckDBPyConnection) -> None:
    """30 October is late at the end of October and in time for the end of September."""
    deliver(district, PAYMENT, date(2026, 10, 30))

    assert late(district) == {"payment": date(2026, 10, 30)}
    assert late(district, date(2026, 9, 30)) == {}


def test_a_delivery_after_the_month_end_is_not_late(district: duckdb.DuckDBPyConnection) -> None:
    """What came in November holds October."""
    deliver(district, PAYMENT, date(2026, 11, 1))

    assert late(district) == {}


def test_budget_lines_of_an_older_delivery_are_late_since_then(district: duckdb.DuckDBPyConnection) -> None:
    """An export of June tells nothing of budgets changed in July."""
    deliver(district, BUDGET, date(2026, 6, 30))

    assert late(district) == {"budget_line": date(2026, 6, 30)}
    assert late(district, date(2026, 6, 30)) == {}
    assert late(district, date(2026, 7, 31)) == {"budget_line": date(2026, 6, 30)}


def test_days_of_grace_count_to_the_day(district: duckdb.DuckDBPyConnection) -> None:
    """Sixteen days of grace reach from 31 back to 15 October, fifteen do not."""
    deliver(district, PAYMENT, date(2026, 10, 15))
    district.execute("update staged_payment set paid_date = date '2026-10-14'")

    assert late(district, settings={"late_days_payment": 16}) == {}
    assert late(district, settings={"late_days_payment": 15}) == {"payment": date(2026, 10, 15)}


def test_a_payment_after_the_date_of_its_delivery_counts(district: duckdb.DuckDBPyConnection) -> None:
    """A file dated the 15th that holds a payment of the 20th reaches the 20th."""
    deliver(district, PAYMENT, date(2026, 10, 15))

    assert late(district) == {"payment": date(2026, 10, 20)}


def test_undated_deliveries_are_unknown_and_so_not_late(district: duckdb.DuckDBPyConnection) -> None:
    """Nobody said until when they reach."""
    deliver(district, PAYMENT, None)
    deliver(district, BUDGET, None)

    assert late(district) == {}


def test_an_undated_file_with_later_rows_leaves_it_unknown(district: duckdb.DuckDBPyConnection) -> None:
    """A dated export of June beside an undated one with a payment of October: how far that one reaches is unknown."""
    district.execute("insert into source_parts values (9, 'b.csv', '', 'payment', date '2026-06-30', ['a'], '元')")
    deliver(district, PAYMENT, None)

    assert late(district) == {}


def test_an_undated_file_with_earlier_rows_changes_nothing(district: duckdb.DuckDBPyConnection) -> None:
    """Last year's undated export does not hide that this year's is late."""
    district.execute("insert into source_parts values (9, 'b.csv', '', 'budget_line', date '2026-06-30', ['a'], '元')")
    deliver(district, BUDGET, None)

    assert late(district) == {"budget_line": date(2026, 6, 30)}


def test_a_round_is_late_from_the_day_after_its_deadline(district: duckdb.DuckDBPyConnection) -> None:
    """At its deadline a round may still be filed; a day later nobody has."""
    district.execute("delete from staged_monitoring_report")
    district.execute("delete from staged_monitoring_round where period_end = date '2026-10-31'")
    district.execute("update staged_monitoring_round set filing_deadline = date '2026-10-31'")
    assert late(district) == {}

    district.execute("update staged_monitoring_round set filing_deadline = date '2026-10-30'")
    assert late(district) == {"monitoring_report": None}
    assert late(district, settings={"late_days_monitoring_report": 1}) == {}


def test_one_report_is_enough_for_a_round(district: duckdb.DuckDBPyConnection) -> None:
    """Who else owes his report is the matter of P06; late is what nobody has reported for."""
    district.execute("update staged_monitoring_report set period_end = date '2026-06-30'")
    assert late(district) == {"monitoring_report": date(2026, 6, 30)}
    assert late(district, date(2026, 8, 31)) == {}

    district.execute("update staged_monitoring_report set period_end = date '2026-08-31'")
    assert late(district) == {}


def test_a_report_for_a_later_month_makes_up_for_a_round(district: duckdb.DuckDBPyConnection) -> None:
    """October is known, so August is no longer waited for; at the end of September it still is."""
    district.execute("update staged_monitoring_report set period_end = date '2026-10-31'")

    assert late(district) == {}
    assert late(district, date(2026, 9, 30)) == {"monitoring_report": None}


def test_rounds_before_the_first_year_are_not_waited_for(district: duckdb.DuckDBPyConnection) -> None:
    """Reports of a year that was never loaded are not late."""
    district.execute("insert into staged_monitoring_round values (5, 9, 2025, '2025-12-31', '2026-01-20')")

    assert late(district, date(2026, 1, 31)) == {}


def test_targets_of_no_year_are_late(district: duckdb.DuckDBPyConnection) -> None:
    """A year without any target: the targets have not come. One of the year is enough."""
    district.execute("update staged_indicator set fiscal_year = 2025")

    assert late(district) == {"indicator": date(2025, 12, 31)}
    assert late(district, date(2026, 1, 31), {"late_days_indicator": 31}) == {}
    assert late(district, date(2026, 1, 31), {"late_days_indicator": 30}) == {"indicator": date(2025, 12, 31)}


def muted(connection: duckdb.DuckDBPyConnection, settings: Mapping[str, Any] | None = None) -> dict[str, list[str]]:
    """rule -> datasets that it waits for at the end of October."""
    build.build(connection, settings)
    judge.judge(connection)
    rows = connection.execute("select rule, muted_by from muted_rules where as_of = ?", [OCTOBER]).fetchall()
    return dict(rows)


def test_every_rule_that_uses_late_data_is_muted_by_their_names(district: duckdb.DuckDBPyConnection) -> None:
    """The datasets of a rule's head that are late, in its order; a rule that uses none of them is not muted."""
    deliver(district, PAYMENT, date(2026, 10, 15))
    deliver(district, BUDGET, date(2026, 6, 30))
    found = muted(district)
    uses = dict(district.execute("select rule, sources from rules_in_force").fetchall())
    expected = {rule: [name for name in names if name in ("payment", "budget_line")] for rule, names in uses.items()}
    del expected["C04"]  # it is about the year before, and June holds all of that

    assert found == {rule: names for rule, names in expected.items() if names}
    assert found["E01"] == ["budget_line", "payment"]
    assert "C09" not in found


def test_a_rule_about_last_year_waits_for_last_year(district: duckdb.DuckDBPyConnection) -> None:
    """C04 cuts by the budget of the year before: late where that year is not whole."""
    district.execute(
        "insert into staged_project by name "
        "from (select * replace (2025 as fiscal_year, 3 as source_row) from staged_project)"
    )
    district.execute("update staged_budget_line set approved_date = date '2025-01-05'")
    deliver(district, BUDGET, date(2025, 12, 30))

    assert muted(district)["C04"] == ["budget_line"]

    deliver(district, BUDGET, date(2025, 12, 31))
    assert "C04" not in muted(district)


def test_a_setting_turns_muting_off(district: duckdb.DuckDBPyConnection) -> None:
    """The data stay late; nothing is muted because of it."""
    deliver(district, PAYMENT, date(2026, 10, 15))

    assert muted(district, {"mute_when_late": False}) == {}
    assert district.execute("select dataset from late_data where as_of = ?", [OCTOBER]).fetchall() == [("payment",)]


def test_muting_changes_no_verdict(district: duckdb.DuckDBPyConnection) -> None:
    """Verdicts, money and outcomes with late data are those with the same data in time."""
    verdicts, flags = "select * from verdicts order by all", "select * from flags order by all"
    muted(district)
    in_time = district.execute(verdicts).fetchall(), district.execute(flags).fetchall()
    deliver(district, PAYMENT, date(2026, 10, 15))
    muted(district)

    assert (district.execute(verdicts).fetchall(), district.execute(flags).fetchall()) == in_time
    assert any(isinstance(value, Decimal) for row in in_time[1] for value in row)
