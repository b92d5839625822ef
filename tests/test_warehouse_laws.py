"""Laws of the warehouse on random districts: sums, scopes, and thresholds that only ever move one way."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import random_districts
from warehouse import build, judge, read, snapshots, sql_files
from wording.say import words

SEED = 11
# Raising these makes a rule stricter; lowering the others does.
STRICTER_UPWARDS = {
    "E01": {"behind"},
    "E02": {"far_behind"},
    "E07": {"used_share"},
    "E08": {"released_share"},
    "P01": {"behind"},
    "P09": {"enough_coverage"},
    "C04": {"good_score"},
}
STRICTER_DOWNWARDS = {
    "E03": {"large_yuan", "tolerated_lag"},
    "E05": {"from_month"},
    "E06": {"tolerance_yuan"},
    "P05": {"overshoot"},
    "D01": {"tolerated_gap"},
    "D02": {"money_lead"},
    "D03": {"red_share"},
    "D04": {"balance_yuan"},
    "L01": {"tolerated_lag"},
    "L02": {"behind_overall", "behind_time"},
    "C01": {"enough_coverage"},
    "C06": {"warning_months", "limit_months"},
    "C07": {"staged_years", "pilot_years"},
    "C08": {"warning_month"},
    "A04": {"most_funds"},
    "A05": {"submit_days"},
    "L03": {"most_days"},
}
UNITS = {"ratio", "share", "points"}


@pytest.fixture(scope="module")
def district() -> Iterator[duckdb.DuckDBPyConnection]:
    """A random district, built and judged."""
    connection = duckdb.connect()
    random_districts.fill(connection, SEED)
    build.build(connection)
    judge.judge(connection)
    yield connection
    connection.close()


def flagged(connection: duckdb.DuckDBPyConnection, rule: str) -> set[tuple[int, date]]:
    """Subject and month of every flag of a rule."""
    return set(
        connection.execute(
            "select subject_id, as_of from verdicts where rule = ? and verdict = 'flagged'", [rule]
        ).fetchall()
    )


@pytest.mark.parametrize(
    ("rule", "name", "upwards"),
    [(rule, name, True) for rule, names in STRICTER_UPWARDS.items() for name in sorted(names)]
    + [(rule, name, False) for rule, names in STRICTER_DOWNWARDS.items() for name in sorted(names)],
)
@settings(max_examples=2, deadline=None)
@given(data=st.data())
def test_a_stricter_threshold_never_removes_a_flag(
    district: duckdb.DuckDBPyConnection, rule: str, name: str, upwards: bool, data: st.DataObject
) -> None:
    """Moving a threshold towards severity keeps every flag of the rule, whatever the step."""
    file = next(file for file in sql_files.read_folder("rules") if file.need("id") == rule)
    threshold = file.head["threshold"][name]
    default = Decimal(threshold["default"])
    fraction = data.draw(st.decimals(min_value=0, max_value=1, places=3))
    stricter = default + (1 if upwards else -1) * fraction * max(default, Decimal("0.05"))
    before = flagged(district, rule)
    district.execute("begin")
    try:
        district.execute("delete from verdicts where rule = ?", [rule])
        district.execute("delete from thresholds_in_force where rule = ?", [rule])
        district.execute("delete from rules_in_force where rule = ?", [rule])
        judge.register_rule(district, file, 0, {name: round(stricter, 6)})
        judge.write_verdicts(district, file)

        assert before <= flagged(district, rule)
    finally:
        district.execute("rollback")


def test_every_threshold_has_a_direction() -> None:
    """No threshold escapes the law above, except those that select, cap or only colour."""
    exempt = {
        ("E01", "far_behind"), ("P01", "far_behind"), ("E04", "is_chosen"), ("E04", "april"), ("E04", "june"),
        ("E04", "august"), ("E04", "october"), ("E07", "from_month"), ("E08", "from_month"), ("C04", "cut_ratio"),
        ("C04", "cut_base"),
    }  # fmt: skip
    declared = {
        (rule.need("id"), name) for rule in sql_files.read_folder("rules") for name in rule.head.get("threshold", {})
    }
    lawful = {
        (rule, name)
        for table in (STRICTER_UPWARDS, STRICTER_DOWNWARDS)
        for rule, names in table.items()
        for name in names
    }

    assert declared == lawful | exempt


def test_a_department_is_the_sum_of_its_projects(district: duckdb.DuckDBPyConnection) -> None:
    """Budget, payments and freezes of a department are those of its projects, to the cent, in every month."""
    differing = district.execute(
        """
        with summed as (
            select
                project_years.department_code, as_of,
                sum(budget_current_yuan) as budget, sum(paid_yuan) as paid, sum(frozen_yuan) as frozen,
                count(*) as projects
            from project_months join project_years using (subject_id)
            group by all
        )
        select * from summed full join department_months using (department_code, as_of)
        where
            budget is distinct from budget_current_yuan or paid is distinct from paid_yuan
            or frozen is distinct from frozen_yuan or projects is distinct from project_count
        """
    ).fetchall()

    assert differing == []


def test_the_district_is_the_sum_of_its_departments(district: duckdb.DuckDBPyConnection) -> None:
    """The district's totals are those of its departments."""
    differing = district.execute(
        """
        with summed as (
            select as_of, sum(budget_current_yuan) as budget, sum(paid_yuan) as paid
            from department_months group by as_of
        )
        select * from summed full join district_months using (as_of)
        where budget is distinct from budget_current_yuan or paid is distinct from paid_yuan
        """
    ).fetchall()

    assert differing == []


def test_every_subject_in_scope_has_one_verdict_a_rule(district: duckdb.DuckDBPyConnection) -> None:
    """Projects, lines and areas times month ends times rules: nothing is missing, nothing is doubled."""
    doubled = district.execute(
        "select rule, as_of, subject_id from verdicts group by all having count(*) > 1"
    ).fetchall()
    counts = dict(
        district.execute(
            "select rule, count(*) from verdicts join rules_in_force using (rule) "
            "where subject_kind = 'project' and subject_year = 'same' group by rule"
        ).fetchall()
    )
    projects = district.execute("select count(*) from project_months").fetchone()

    assert doubled == []
    assert projects is not None
    assert set(counts.values()) == {projects[0]}


def test_evidence_asked_for_later_equals_the_judgement(district: duckdb.DuckDBPyConnection) -> None:
    """A rule run again from the snapshot's own text gives the stored verdict and money of every flag."""
    reader = snapshots.Reader("test", district)
    for rule, as_of in district.execute(
        "select rule, max(as_of) from verdicts where verdict = 'flagged' group by rule order by rule"
    ).fetchall():
        stored = dict(
            district.execute(
                "select subject_id, money_yuan from verdicts where rule = ? and as_of = ? and verdict = 'flagged'",
                [rule, as_of],
            ).fetchall()
        )

        found = read.evidence(reader, read.EVERY_DEPARTMENT, as_of, rule, sorted(stored))

        assert {subject: row.get("money_yuan", Decimal(0)) for subject, row in found.items()} == stored
        assert all(row["is_flagged"] for row in found.values())


def test_a_department_sees_only_its_own(district: duckdb.DuckDBPyConnection) -> None:
    """Lists, evidence and source rows asked with a scope hold no other department's subject."""
    reader = snapshots.Reader("test", district)
    as_of = read.months(reader)["as_of"].to_list()[-1]
    everything = read.verdicts(reader, read.EVERY_DEPARTMENT, as_of, verdict=None)
    department = everything["department_code"].drop_nulls().to_list()[0]
    others = everything.filter(everything["department_code"] != department)["subject_id"].to_list()

    seen = read.verdicts(reader, [department], as_of, verdict=None)

    assert set(seen["department_code"].to_list()) == {department}
    assert read.source_rows(reader, [department], as_of, others).is_empty()
    assert read.evidence(reader, [department], as_of, "E02", others) == {}
    assert read.verdicts(reader, [], as_of, verdict=None).is_empty()


def test_every_verdict_that_cannot_be_assessed_says_what_is_missing(district: duckdb.DuckDBPyConnection) -> None:
    """No rule leaves the reader without the rows that would lift its verdict; no other verdict names any."""
    unsaid = district.execute(
        "select rule, verdict, missing, count(*) from verdicts "
        "where (verdict = 'cannot_assess') <> (missing is not null) or missing = 'other' group by all"
    ).fetchall()
    known = {code for (code,) in district.execute("select distinct missing from verdicts").fetchall() if code}

    assert unsaid == []
    assert known <= set(words("missing", "zh")) & set(words("lifts", "zh"))
    assert len(known) > 5
