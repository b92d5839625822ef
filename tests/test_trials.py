"""A trial gives what a full run with the same values gives: every verdict, flag and standing of the month."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

from tests import random_districts
from warehouse import build, judge, read, settings, snapshots, trials
from warehouse.settings import Setting, SettingsProblem
from warehouse.trials import Value

SEED = 31
Rows = list[tuple[Any, ...]]
VERDICTS = (
    "select rule, subject_id, verdict::varchar, severity::varchar, exemption, money_yuan, missing, outcome, is_held "
    "from verdicts where as_of = ? order by all"
)
FLAGS = (
    "select rule, subject_id, severity::varchar, outcome, money_yuan, exemption from flags where as_of = ? order by all"
)
RUNS = "select rule, subject_id, first_flagged, months_flagged from flags where as_of = ? order by all"
COUNTS = "select * from flag_counts where as_of = ? order by all"
STANDINGS = "select * from standings where as_of = ? order by all"
MUTED = "select * from muted_rules where as_of = ? order by all"
AREAS = "select * from project_areas where fiscal_year = year(?::date) order by all"


def fill(connection: duckdb.DuckDBPyConnection, in_force: list[Setting], seed: int = SEED) -> None:
    """A random district, built and judged under some values."""
    random_districts.fill(connection, seed)
    build.build(connection, settings.shared(in_force))
    judge.judge(connection, settings.of_rules(in_force))


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> snapshots.Reader:
    """The snapshot of a random district under the defaults."""
    store = tmp_path_factory.mktemp("store")
    with snapshots.draft(store) as draft:
        fill(draft.connection, list(settings.defaults().values()))
        draft.publish("ab12cd34")
    return snapshots.open_reader(store)


def full_run(values: trials.Values) -> duckdb.DuckDBPyConnection:
    """The same district, built and judged from the start with these values."""
    connection = duckdb.connect()
    fill(
        connection,
        [
            trials.replace_span(each, values[each.key]) if each.key in values else each
            for each in settings.defaults().values()
        ],
    )
    return connection


def asked(connection: duckdb.DuckDBPyConnection, question: str, as_of: date) -> Rows:
    """The rows of a month."""
    return connection.execute(question, [as_of]).fetchall()


def months_of(reader: snapshots.Reader) -> list[date]:
    """Every judged month end."""
    return read.months(reader)["as_of"].to_list()


def differing(reader: snapshots.Reader, values: trials.Values, months: list[date]) -> bool:
    """Whether the trials moved anything; fails where one is not what the full run says."""
    whole = full_run(values)
    moved = False
    for as_of in months:
        trial = trials.start(reader, as_of, values, answers_all=True)
        for question in (VERDICTS, FLAGS, RUNS, COUNTS, STANDINGS, MUTED, AREAS):
            assert asked(trial.connection, question, as_of) == asked(whole, question, as_of), (values, as_of, question)
        moved |= asked(trial.connection, VERDICTS, as_of) != asked(reader.cursor(), VERDICTS, as_of)
        trial.close()
        alone = trials.start(reader, as_of, values)
        for question in (VERDICTS, FLAGS, STANDINGS):
            assert asked(alone.connection, question, as_of) == asked(whole, question, as_of), (values, as_of, question)
        alone.close()
    answers_as_the_full_run(reader, values, months[0], whole)
    return moved


def answers_as_the_full_run(
    reader: snapshots.Reader, values: trials.Values, as_of: date, whole: duckdb.DuckDBPyConnection
) -> None:
    """Every table that a page can ask holds what the full run has of this year, and of others what is stored."""
    trial = trials.start(reader, as_of, values, answers_all=True)
    for table, (kind, time) in tables_by_time(reader).items():
        asked_of = [(f"{time} = {as_of.year}", whole)]
        if kind == "table":
            asked_of.append((f"{time} <> {as_of.year}", reader.cursor()))
        for rows, source in asked_of:
            question = f"from {table} where {rows} order by all"
            found = trial.connection.execute(question).fetchall()
            assert found == source.execute(question).fetchall(), (values, as_of, table, rows)
    trial.close()


def tables_by_time(reader: snapshots.Reader) -> dict[str, tuple[str, str]]:
    """Whatever has a row for each month end, or year: whether it is a table or a view, and how the year is told."""
    found = {"verdicts": ("table", "year(as_of)"), "flag_runs": ("table", "fiscal_year")}
    for table, kind in reader.cursor().execute("select name, kind from models_in_force order by name").fetchall():
        columns = {name for name, *_ in reader.cursor().execute(f"describe {table}").fetchall()}
        if "as_of" in columns:
            found[table] = (kind, "year(as_of)")
    return found


SHARED: dict[str, Value] = {
    "materiality_yuan": Value(Decimal(600000)),
    "mute_when_late": Value(Decimal(0)),
    "late_days_payment": Value(Decimal(400)),
    "light_red": Value(Decimal("0.75")),
    "light_yellow": Value(Decimal("1.05")),
    "light_over": Value(Decimal("0.90")),
    "enough_coverage": Value(Decimal("0.90")),
    "quadrant_line": Value(Decimal("0.50")),
    "tier_2_completion": Value(Decimal("0.10")),
    "tier_3_completion": Value(Decimal("0.60")),
    "self_evaluation_may_cut": Value(Decimal(0)),
    "curve": Value(Decimal(2)),
    "own_plan": Value(Decimal(0)),
    "calendar_basis": Value(Decimal(2)),
    "priority_education": Value(codes="204 205 206"),
    "priority_social_security": Value(codes="2"),
    "priority_poverty_relief": Value(codes="213"),
}


def moved_threshold(key: str, random: Random) -> Value:
    """Another value of a rule's threshold, sometimes with an exit of its own."""
    default = settings.defaults()[key]
    assert default.value is not None
    if default.unit in {"yes_no", "choice"}:
        return Value(default.most if default.value != default.most else default.least)
    factor = Decimal(random.choice(["0.5", "0.8", "1.2", "1.5", "2"]))
    number = max((default.value * factor).quantize(Decimal("0.000001")), default.least or Decimal(0))
    number = min(number, default.most or number)
    leaves = random.random() < 0.3 and default.unit in {"ratio", "share"}
    return Value(number, exit_value=min(number * 2, default.most or number * 2) if leaves else None)


@pytest.mark.parametrize("seed", range(3))
def test_a_trial_of_some_values_is_the_full_run_with_them(reader: snapshots.Reader, seed: int) -> None:
    """Two shared settings and three thresholds at once, at a random month and at the last."""
    random = Random(seed)
    rules = [key for key in settings.defaults() if "." in key]
    values = {key: SHARED[key] for key in random.sample(sorted(SHARED), 2)}
    values |= {key: moved_threshold(key, random) for key in random.sample(rules, 3)}
    months = months_of(reader)

    assert differing(reader, values, [random.choice(months), months[-1]])


@pytest.mark.soak
@pytest.mark.parametrize("key", [*SHARED, *(key for key in settings.defaults() if "." in key)])
def test_a_trial_of_each_value_is_the_full_run_with_it(reader: snapshots.Reader, key: str) -> None:
    """Every setting and every threshold by itself, at four month ends."""
    value = SHARED[key] if key in SHARED else moved_threshold(key, Random(key))
    months = months_of(reader)

    differing(reader, {key: value}, [*Random(key).sample(months[:-1], 3), months[-1]])


def test_nothing_moved_is_the_snapshot(reader: snapshots.Reader) -> None:
    """A trial of nothing, and of the value in force, changes nothing and makes nothing up."""
    as_of = months_of(reader)[-1]

    for values in ({}, {"E01.behind": Value(settings.defaults()["E01.behind"].value)}):
        trial = trials.start(reader, as_of, values)

        assert asked(trial.connection, VERDICTS, as_of) == asked(reader.cursor(), VERDICTS, as_of)
        assert asked(trial.connection, RUNS, as_of) == asked(reader.cursor(), RUNS, as_of) or values


@pytest.mark.parametrize(
    ("key", "value"),
    [("E01.behimd", Value(Decimal(1))), ("C04.cut_ratio", Value(Decimal("0.05"))), ("curve", Value(Decimal(3))),
     ("priority_education", Value(codes="x"))],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused(reader: snapshots.Reader, key: str, value: Value) -> None:
    """Before anything is judged."""
    with pytest.raises(SettingsProblem):
        trials.start(reader, months_of(reader)[-1], {key: value})


def test_the_snapshot_is_left_alone(reader: snapshots.Reader) -> None:
    """Other readers of the snapshot see nothing of a trial, while it runs and after."""
    as_of = months_of(reader)[-1]
    before = asked(reader.cursor(), VERDICTS, as_of)

    trial = trials.start(reader, as_of, {"materiality_yuan": Value(Decimal(0))})

    assert asked(reader.cursor(), VERDICTS, as_of) == before != asked(trial.connection, VERDICTS, as_of)
    trial.close()
    assert asked(reader.cursor(), VERDICTS, as_of) == before


def test_the_values_of_an_earlier_day_give_the_list_by_the_rules_of_that_day(tmp_path: Path) -> None:
    """Under a register that changed in April, December by the values of March is the run that never changed."""
    since = date(2024, 4, 30)
    defaults = list(settings.defaults().values())
    changed = [
        each
        for default in defaults
        for each in (
            [
                replace(default, valid_to=date(since.year, 4, 29)),
                replace(default, value=Decimal("0.95"), valid_from=since),
            ]
            if default.key == "E01.behind"
            else [default]
        )
    ]
    with snapshots.draft(tmp_path) as draft:
        fill(draft.connection, changed)
        draft.publish("ab12cd34")
    reader = snapshots.open_reader(tmp_path)
    as_of = months_of(reader)[-1]
    assert as_of > since

    values = trials.values_on(reader, date(2024, 3, 31), as_of)
    trial = trials.start(reader, as_of, values, answers_all=True)

    assert values == {"E01.behind": Value(settings.defaults()["E01.behind"].value)}
    assert asked(trial.connection, FLAGS, as_of) == asked(full_run({}), FLAGS, as_of)
    assert asked(trial.connection, FLAGS, as_of) != asked(reader.cursor(), FLAGS, as_of)
