"""The history of flags: every run of flagged months, by hand on one project, and as a law on random districts."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

import duckdb
import pytest

from tests import app_pages, random_districts
from tests.random_districts import month_end
from warehouse import build, judge, read, snapshots

SEEDS = (3, 11)
SOAK_SEEDS = range(2000, 2060)
# what one rule says of one project, month by month: F flagged, . clear, ? cannot assess, x exempt (X9)
SAID = {2025: "FF.F?FxFF.?F", 2026: "F?.FF"}
VERDICTS = {"F": "flagged", ".": "clear", "?": "cannot_assess", "x": "not_applicable"}


@pytest.fixture
def told() -> Iterator[duckdb.DuckDBPyConnection]:
    """A district of one project whose E01 says exactly what stands in SAID; money is 100 times the month."""
    connection = duckdb.connect(config={"threads": "1"})
    build.create_staging_tables(connection)
    for statement in app_pages.QUIET:
        connection.execute(statement)
    connection.execute(
        "insert into staged_project by name "
        "from (select * replace (2025 as fiscal_year, 3 as source_row) from staged_project)"
    )
    connection.execute("update staged_payment set paid_date = date '2026-05-06'")
    build.build(connection)
    judge.judge(connection)
    connection.execute("delete from verdicts")
    for year, said in SAID.items():
        for month, sign in enumerate(said, start=1):
            connection.execute(
                "insert into verdicts (rule, as_of, subject_id, verdict, severity, exemption, money_yuan) "
                "select 'E01', $as_of, subject_id, $verdict, $severity, $exemption, $money "
                "from subjects where subject_kind = 'project' and fiscal_year = $year",
                {
                    "as_of": month_end(year, month), "year": year, "verdict": VERDICTS[sign],
                    "severity": "yellow" if sign == "F" else None, "exemption": "X9" if sign == "x" else None,
                    "money": 100 * month if sign == "F" else None,
                },
            )  # fmt: skip
    build.build_over_verdicts(connection)
    yield connection
    connection.close()


def test_runs_by_hand(told: duckdb.DuckDBPyConnection) -> None:
    """Only a clear verdict clears; out of sight, exempt, the year's end and the last judged month are said as such."""
    runs = told.execute(
        "select fiscal_year, run_number, month(first_flagged), month(last_flagged), months_flagged, ended, ended_by, "
        "largest_money_yuan::integer, last_money_yuan::integer from flag_runs order by fiscal_year, run_number"
    ).fetchall()

    assert runs == [
        (2025, 1, 1, 2, 2, "cleared", None, 200, 200),
        (2025, 2, 4, 4, 1, "cannot_assess", None, 400, 400),
        (2025, 3, 6, 6, 1, "not_applicable", "X9", 600, 600),
        (2025, 4, 8, 9, 2, "cleared", None, 900, 900),
        (2025, 5, 12, 12, 1, "year_ended", None, 1200, 1200),
        (2026, 1, 1, 1, 1, "cannot_assess", None, 100, 100),
        (2026, 2, 4, 5, 2, "running", None, 500, 500),
    ]


def runs_told_plainly(connection: duckdb.DuckDBPyConnection) -> set[tuple[Any, ...]]:
    """The same runs counted month by month from the verdicts."""
    verdicts: dict[tuple[str, int, int], dict[int, tuple[str, str | None]]] = {}
    rows = connection.execute("select rule, subject_id, as_of, verdict, exemption from verdicts").fetchall()
    for rule, subject, as_of, verdict, exemption in rows:
        verdicts.setdefault((rule, subject, as_of.year), {})[as_of.month] = (verdict, exemption)
    found = set()
    for key, months in verdicts.items():
        flagged = sorted(month for month, (verdict, _) in months.items() if verdict == "flagged")
        starts = [month for month in flagged if month - 1 not in flagged]
        for number, start in enumerate(starts, start=1):
            end = next(month for month in flagged if month >= start and month + 1 not in flagged)
            after, exemption = months.get(end + 1, (None, None))
            ended = {None: "year_ended" if end == 12 else "running", "clear": "cleared"}.get(after, after)
            found.add((*key, number, date(key[2], start, 1), date(key[2], end, 1), end - start + 1, ended, exemption))
    return found


def runs_stored(connection: duckdb.DuckDBPyConnection) -> set[tuple[Any, ...]]:
    return set(
        connection.execute(
            "select rule, subject_id, fiscal_year, run_number, date_trunc('month', first_flagged)::date, "
            "date_trunc('month', last_flagged)::date, months_flagged, ended, ended_by from flag_runs"
        ).fetchall()
    )


def check_district(seed: int) -> None:
    """The stored runs are those of the plain count, and taken month by month they are exactly the flags."""
    with duckdb.connect() as connection:
        random_districts.fill(connection, seed)
        build.build(connection)
        judge.judge(connection)
        lost_or_made_up = connection.execute(
            """
            with months_of_runs as (
                select
                    rule, subject_id, run_number,
                    unnest(generate_series(
                        date_trunc('month', first_flagged), date_trunc('month', last_flagged), interval 1 month
                    ))::date as month
                from flag_runs
            )
            select * from months_of_runs
            full join (
                select *, date_trunc('month', as_of)::date as month from verdicts where verdict = 'flagged'
            ) as flag using (rule, subject_id, month)
            where run_number is null or flag.verdict is null
            """
        ).fetchall()

        assert lost_or_made_up == []
        assert runs_stored(connection) == runs_told_plainly(connection)


@pytest.mark.parametrize("seed", SEEDS)
def test_runs_rebuild_the_flags(seed: int) -> None:
    """On a random district: no flagged month lost, none made up, each run numbered and ended as a plain count says."""
    check_district(seed)


@pytest.mark.soak
def test_runs_rebuild_the_flags_of_many_districts() -> None:
    """The same law on many more random districts."""
    for seed in SOAK_SEEDS:
        check_district(seed)


def test_what_ended_and_what_stands_is_what_stood_before(reader: snapshots.Reader) -> None:
    """Flags of a month are those of the month before, less those that ended, plus those in their first month."""
    months = read.months(reader)["as_of"].to_list()
    for before, now in pairwise(months[-5:]):
        if now.month == 1:
            continue
        earlier, later = (read.verdicts(reader, read.EVERY_DEPARTMENT, day) for day in (before, now))
        ended = read.flags_ended(reader, read.EVERY_DEPARTMENT, now)
        entered = later.filter(later["months_flagged"] == 1)

        assert later.height == earlier.height - ended.height + entered.height
        assert set(ended["ended"]) <= {"cleared", "not_applicable", "cannot_assess"}


def test_a_month_of_the_past_does_not_know_what_came_later(reader: snapshots.Reader) -> None:
    """A project's runs as of an earlier month end there: still running, no longer than till then."""
    latest = read.months(reader)["as_of"].to_list()[-1]
    earlier = month_end(latest.year, latest.month - 3)
    flags = read.verdicts(reader, read.EVERY_DEPARTMENT, earlier).drop_nulls("project_code")
    codes = flags["project_code"].unique(maintain_order=True).to_list()[:40]
    for code in codes:
        of_project = flags.filter(flags["project_code"] == code)
        runs = read.project_runs(reader, read.EVERY_DEPARTMENT, earlier, code)
        running = runs.filter(runs["ended"] == "running")
        strip = read.project_flag_months(reader, read.EVERY_DEPARTMENT, earlier, code)
        here = strip.filter((strip["month"] == earlier.month) & (strip["verdict"] == "flagged"))

        assert sorted(running["months_flagged"]) == sorted(of_project["months_flagged"])
        assert sorted(running["run_number"]) == sorted(of_project["run_number"])
        assert max(runs["last_flagged"]) <= earlier
        assert here.height == of_project.height
        assert max(strip["month"]) == earlier.month
