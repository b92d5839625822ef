"""Everything that pages ask of a trial, asked at once of one that is opened for it and closed again.

What a trial is stands in trials.py, what each answer means in the head of its query. A result is plain frames: it can
be kept and shared, and no connection stays open behind it. Values come as text (`E01.behind=0.75`), as links and
proposals carry them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import polars as pl

from warehouse import judge, read, sql_files, trials
from warehouse.build import frame
from warehouse.settings import SettingsProblem as SettingsProblem  # what a caller meets
from warehouse.snapshots import Reader
from warehouse.trials import Trial
from warehouse.trials import Value as Value


@dataclass(frozen=True)
class Result:
    """What some values would change at one month end. Money in yuan; `id` names snapshot and values."""

    id: str
    rules: tuple[str, ...]  # judged again
    is_whole_year: bool
    totals: pl.DataFrame  # see queries/trial_totals.sql
    by_rule: pl.DataFrame  # trial_rules.sql
    projects: pl.DataFrame  # trial_projects.sql
    flags: pl.DataFrame  # trial_flags.sql


def what_if(reader: Reader, departments: read.Departments, as_of: date, tried: Sequence[str]) -> Result:
    """What the values change for these departments. Raises SettingsProblem for one that cannot be."""
    with trial_of(reader, as_of, tried) as trial:
        rules = sorted(trial.rules)
        given = {"as_of": as_of, "rules": rules, **read.scope_of(departments)}
        for table in ("standings_compared", "flags_compared"):
            statement = sql_files.plain_sql("trials", table)
            trial.connection.execute(statement, _used(given, statement))
        return Result(
            trial.id,
            tuple(rules),
            trial.is_whole_year,
            totals=_answer(trial, "trial_totals", given),
            by_rule=_answer(trial, "trial_rules", given),
            projects=_answer(trial, "trial_projects", given),
            flags=_answer(trial, "trial_flags", given),
        )


def values_to_try(reader: Reader, as_of: date) -> pl.DataFrame:
    """Every value that a list can rest on, as it is in force, with `rules`: those that would be judged again.

    rule (null: shared), name, key, value or codes, exit_value, unit, words, source, valid_from, origin, who, recorded;
    `said` is the value as text.
    Values that only say how something is shown are left out: no list changes with them.
    """
    found = frame(reader.cursor(), sql_files.plain_sql("queries", "values_to_try"), {"as_of": as_of})
    known = judge.Dependencies(reader.cursor())
    resting = {key: trials.resting_on(known, [key]) for key in found["key"]}
    rules = [sorted(name for kind, name in resting[key] if kind == "rule") for key in found["key"]]
    mutes = [("table", "muted_rules") in resting[key] for key in found["key"]]
    said = [Value(*row).said for row in found.select("value", "codes", "exit_value").iter_rows()]
    told = found.with_columns(
        pl.Series("rules", rules, dtype=pl.List(pl.String)),
        pl.Series("mutes", mutes, dtype=pl.Boolean),
        pl.Series("said", said, dtype=pl.String),
    )
    return told.filter((pl.col("rules").list.len() > 0) | pl.col("mutes"))


@contextmanager
def trial_of(reader: Reader, as_of: date, tried: Sequence[str]) -> Iterator[Trial]:
    """The trial of values that are written as text, closed at the end."""
    values = values_in(reader, tried)
    try:
        with closing(trials.start(reader, as_of, values)) as trial:
            yield trial
    except duckdb.Error as error:  # a number so far off that the arithmetic of a rule gives up
        raise SettingsProblem(
            f"{', '.join(tried)}: cannot be computed ({str(error).splitlines()[0]}). Try other values.",
            "not_computable",
        ) from error


def values_in(reader: Reader, tried: Sequence[str]) -> dict[str, Value]:
    """The values that a link or a proposal writes, by key."""
    units = {span.key: span.unit for spans in trials.spans_of(reader).values() for span in spans}
    found = {}
    for text in tried:
        key, _, said = text.partition("=")
        if key not in units:
            raise SettingsProblem(f"{key}: the snapshot knows no such setting.", "unknown", setting=key)
        found[key] = Value.read(said, units[key])
    return found


def written(values: Mapping[str, Value]) -> tuple[str, ...]:
    """The same as text, in one order."""
    return tuple(f"{key}={values[key].said}" for key in sorted(values))


def _answer(trial: Trial, query: str, given: Mapping[str, Any]) -> pl.DataFrame:
    statement = sql_files.plain_sql("queries", query)
    return frame(trial.connection, statement, _used(given, statement))


def _used(given: Mapping[str, Any], statement: str) -> dict[str, Any]:
    """Of the parameters those that the statement names; DuckDB refuses others."""
    return {name: value for name, value in given.items() if re.search(rf"\${name}\b", statement)}
