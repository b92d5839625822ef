"""A value that changes with time: months before the change stay, months from it on are as if it always held."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests import random_districts
from warehouse import build, judge, settings, sql_files
from warehouse.settings import Setting

SEED = 23
SEED_OF_CUTS = 31  # a district in which base and ground of a cut decide
OF_CUTS = ("self_evaluation_may_cut", "C04.cut_base")
CHANGES = [
    ("E01.behind", Decimal("0.95")),
    ("E02.far_behind", Decimal("0.35")),
    ("materiality_yuan", Decimal(600000)),
    ("light_yellow", Decimal("1.05")),
    ("enough_coverage", Decimal("0.90")),
    ("self_evaluation_may_cut", Decimal(0)),
    ("C04.cut_base", Decimal(2)),
    ("calendar_basis", Decimal(2)),
    ("curve", Decimal(2)),
    ("own_plan", Decimal(0)),
]
Verdicts = set[tuple[Any, ...]]


def values(changes: Mapping[str, Decimal], since: date | None = None) -> list[Setting]:
    """The defaults with some values changed: always, or from a month end on."""
    found = []
    for default in settings.defaults().values():
        if default.key not in changes:
            found.append(default)
        elif since is None:
            found.append(replace(default, value=changes[default.key]))
        else:
            found.append(replace(default, valid_to=since - timedelta(days=1)))
            found.append(replace(default, value=changes[default.key], valid_from=since))
    return found


def judged(in_force: list[Setting], seed: int = SEED) -> duckdb.DuckDBPyConnection:
    """The random district under some values."""
    connection = duckdb.connect()
    random_districts.fill(connection, seed)
    build.build(connection, settings.shared(in_force))
    judge.judge(connection, settings.of_rules(in_force))
    return connection


def verdicts(connection: duckdb.DuckDBPyConnection, where: str = "true") -> Verdicts:
    """All verdicts of some months."""
    return set(connection.execute(f"select * from verdicts where {where}").fetchall())  # noqa: S608


@pytest.fixture(scope="module")
def unchanged() -> Verdicts:
    """The district under the defaults."""
    return verdicts(judged(values({})))


def differing(unchanged: Verdicts, changes: Mapping[str, Decimal], seed: int = SEED) -> set[date]:
    """The months that the changes move. Before the day they hold nothing moves, from it on all is as if they always
    held; the year of the change is cut in the middle."""
    since = date(max(row[1] for row in unchanged).year, 4, 30)

    changed, always = judged(values(changes, since), seed), judged(values(changes), seed)

    assert verdicts(changed, f"as_of < '{since}'") == {row for row in unchanged if row[1] < since}
    assert verdicts(changed, f"as_of >= '{since}'") == verdicts(always, f"as_of >= '{since}'")
    return {row[1] for row in verdicts(always) ^ unchanged}


def test_changes_from_a_month_on_leave_the_months_before_alone(unchanged: Verdicts) -> None:
    """Thresholds, lights, curve, clock, base of the cut, all at once."""
    assert len(differing(unchanged, dict(CHANGES))) == len({row[1] for row in unchanged})


@pytest.mark.soak
@pytest.mark.parametrize(("key", "value"), CHANGES, ids=[key for key, _ in CHANGES])
def test_each_change_alone_leaves_the_months_before_alone(unchanged: Verdicts, key: str, value: Decimal) -> None:
    """The same for each kind of value by itself."""
    if key in OF_CUTS:
        assert differing(verdicts(judged(values({}), SEED_OF_CUTS)), {key: value}, SEED_OF_CUTS)
    else:
        assert differing(unchanged, {key: value})


def test_a_change_is_a_new_version_of_every_rule_that_rests_on_it_and_of_no_other() -> None:
    """A light line moves the rules that read lights; the version before the day stays what it was."""
    since = date(2026, 4, 30)
    before = dict(judged(values({})).execute("select rule, version from rule_versions").fetchall())
    changed = judged(values({"light_yellow": Decimal("0.85")}, since))
    spans = changed.execute("select rule, valid_from, valid_to, version from rule_versions order by all").fetchall()

    moved = {rule for rule, valid_from, _, _ in spans if valid_from == since}
    assert {"D03", "P02", "P07"} <= moved
    assert "C01" in moved  # through D03
    assert not moved & {"E01", "D01", "L01", "A01", "P01", "C04"}  # P01 compares with lines of its own
    assert all(version == before[rule] for rule, valid_from, _, version in spans if valid_from != since)
    assert all(version != before[rule] for rule, valid_from, _, version in spans if valid_from == since)


def test_lists_of_codes_hold_for_whole_budget_years() -> None:
    """A list changed in the middle of a year holds from the next one."""
    codes = replace(settings.defaults()["priority_education"], codes="208", valid_from=date(2023, 5, 31))
    before = replace(settings.defaults()["priority_education"], valid_to=date(2023, 5, 30))
    others = [each for each in values({}) if each.key != "priority_education"]

    connection = judged([*others, before, codes])

    found = connection.execute(
        "select distinct fiscal_year, left(func_item, 3) from budget_lines where is_education"
    ).fetchall()
    assert dict(found) == {year: "205" if year <= 2023 else "208" for year, _ in found}
    assert {code for _, code in found} == {"205", "208"}


# --- a flag that clears later than it began -------------------------------------------------------------------------


def with_exit(value: Decimal) -> list[Setting]:
    """E01 is entered below its line and left only at `value`."""
    return [replace(each, exit_value=value) if each.key == "E01.behind" else each for each in values({})]


def test_a_flag_stays_until_the_exit_is_reached() -> None:
    """Month by month, by hand: in below 0.80, out from 0.90 on; unknown and exempt months end the run."""
    connection = duckdb.connect()
    build.create_staging_tables(connection)
    build.build(connection)
    judge.create_tables(connection, ["E01", "E08"])
    # 0.85 before any flag is clear; 0.79 enters; 0.85 and 0.899999 hold; 0.90 leaves; 0.85 does not come back by itself
    ratios = ["0.85", "0.79", "0.85", "0.899999", "0.90", "0.85", "0.70", None, "0.85", "0.75", "0.85", "0.95"]
    for month, ratio in enumerate(ratios, start=1):
        as_of = (date(2026, month + 1, 1) if month < 12 else date(2027, 1, 1)) - timedelta(days=1)
        connection.execute("insert into months values (?, 2026, ?, false)", [as_of, month])
        connection.execute(
            "insert into project_months by name select 1 as subject_id, ?::date as as_of, 1000000 as "
            "budget_current_yuan, ?::decimal(38, 6) as pace_ratio, ?::decimal(18, 2) as pace_shortfall_yuan",
            [as_of, ratio, month],
        )
    rule = next(each for each in sql_files.read_folder("rules") if each.need("id") == "E01")
    entry = replace(settings.defaults()["E01.behind"], exit_value=Decimal("0.90"))
    judge.register_rule(connection, rule, 0, {"behind": [entry]})
    connection.execute(
        "create or replace table subjects as select 1 as subject_id, 'project' as subject_kind, "
        "'P' as subject_code, 2026 as fiscal_year"
    )

    judge.write_verdicts(connection, rule)

    found = connection.execute("select verdict, is_held, money_yuan from verdicts order by as_of").fetchall()
    assert [verdict for verdict, _, _ in found] == [
        "clear", "flagged", "flagged", "flagged", "clear", "clear", "flagged", "cannot_assess", "clear", "flagged",
        "flagged", "clear",
    ]  # fmt: skip
    assert [month for month, row in enumerate(found, start=1) if row[1]] == [3, 4, 11]
    assert [row[2] for row in found[1:4]] == [2, 3, 4]


def test_an_exit_only_ever_holds_flags_longer() -> None:
    """Against the same district without exit: no flag is lost, and what is new follows a flag of the month before."""
    plain, held = judged(values({})), judged(with_exit(Decimal("1.10")))
    flagged = "select subject_id, as_of from verdicts where rule = 'E01' and verdict = 'flagged'"

    before, after = set(plain.execute(flagged).fetchall()), set(held.execute(flagged).fetchall())

    assert before < after
    assert {(subject, month) for subject, month in after - before} == set(
        held.execute("select subject_id, as_of from verdicts where rule = 'E01' and is_held").fetchall()
    )
    for subject, month in after - before:
        assert (subject, month.replace(day=1) - timedelta(days=1)) in after
