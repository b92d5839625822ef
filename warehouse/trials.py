"""A month end judged again with other values than those in force: what would the list be if this line moved?

A trial stands beside the snapshot, in temporary tables of one connection to it, and is asked like any snapshot. Only
what rests on a value that moved is made again, by the snapshot's own metrics, models and rules: with rules of an
earlier day, an older snapshot's rules run on its own models. The result is that of a full run (tested). Nothing is
written to the store here; what people keep of it stands in proposals.py.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Self

import duckdb
import polars as pl

from warehouse import build, judge, settings, sql_files
from warehouse.settings import Setting, SettingsProblem
from warehouse.snapshots import Reader
from warehouse.sql_files import SqlFile

CALLS_A_SETTING = re.compile(r"\b(setting|has_code_of)\(")
OVER_VERDICTS = ("flags", "flag_counts", "flag_runs")  # a row belongs to one rule; standings weigh all rules
# Made again where they rest on a value that moved, though no rule reads them: what lists say beside their verdicts.
BESIDE = ("project_areas", "late_data", "muted_rules")
_HOLDS = "valid_from = $since, origin = 'trial', who = null, recorded = null"
FORGET_OWN = "delete from thresholds_in_force where is_own and rule = $rule and name = $name and valid_to <> $until"
MOVE_OWN = (
    f"update thresholds_in_force set value = $value, exit_value = $exit_value, {_HOLDS} "  # noqa: S608 - constants
    "where is_own and rule = $rule and name = $name"
)
FORGET_USED = "delete from thresholds_in_force where not is_own and name = $name and valid_to <> $until"
MOVE_USED = f"update thresholds_in_force set value = $value, {_HOLDS} where not is_own and name = $name"  # noqa: S608
FORGET_SHARED = "delete from settings_in_force where name = $name and valid_to <> $until"
MOVE_SHARED = f"update settings_in_force set value = $value, codes = $codes, {_HOLDS} where name = $name"  # noqa: S608


@dataclass(frozen=True)
class Value:
    """What is tried in place of the value in force: a number (and where its flags clear), or codes."""

    number: Decimal | None = None
    codes: str | None = None  # separated by blanks
    exit_value: Decimal | None = None

    @property
    def said(self) -> str:
        """As text, for an id: 0.75, 0.75..0.80, 205+20502."""
        if self.codes is not None:
            return self.codes.replace(" ", "+")
        number = format((self.number or Decimal(0)).normalize(), "f")
        return number if self.exit_value is None else f"{number}..{format(self.exit_value.normalize(), 'f')}"

    @classmethod
    def read(cls, said: str, unit: str) -> Self:
        """The value that `said` writes, in the unit of its setting."""
        if unit == "codes":
            return cls(codes=" ".join(sorted(set(said.split("+")))))
        number, _, leaves = said.partition("..")
        try:
            return cls(Decimal(number), exit_value=Decimal(leaves) if leaves else None)
        except InvalidOperation:
            raise SettingsProblem(
                f"{said}: no number. Write it like 0.75, or 0.75..0.80.", "no_number", value=said
            ) from None


Values = Mapping[str, Value]  # by key: E01.behind, light_red
_columns: dict[tuple[str, str], list[str]] = {}  # of the rules of a snapshot; no value changes them


class _Told:
    """What a question was answered with, whole."""

    def __init__(self, rows: list[tuple[Any, ...]], description: Any) -> None:
        self._rows = iter(rows)
        self.description = description

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rows that are left."""
        return list(self._rows)

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row."""
        return next(self._rows, None)


class _Shown:
    """A query's rows, as `build.frame` takes them."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self._rows = rows

    def pl(self) -> pl.DataFrame:
        """The rows as a frame."""
        return self._rows


class _OneAtATime:
    """A connection that several threads may ask: each question is answered whole before the next begins."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, lock: threading.Lock) -> None:
        self._connection = connection
        self._lock = lock

    def sql(self, query: str, params: Mapping[str, Any] | None = None) -> _Shown:
        """The rows of a query."""
        with self._lock:
            return _Shown(self._connection.sql(query, params=dict(params or {})).pl())

    def execute(self, query: str, given: Any = None) -> _Told:
        """The rows of a statement."""
        with self._lock:
            cursor = self._connection.execute(query, given)
            return _Told(cursor.fetchall(), cursor.description)


@dataclass(frozen=True, eq=False)
class Trial(Reader):
    """A snapshot with some values moved, for one month end. `close` it when done."""

    as_of: date
    values: Values
    rules: frozenset[str]  # judged again
    is_whole_year: bool  # whether runs of months are told by the values that are tried, too
    answers_all: bool  # any question, of every month of the year; else about the lists of the one month end
    lock: threading.Lock

    def cursor(self) -> Any:
        """The one connection that knows the trial, for one question at a time."""
        return _OneAtATime(self.connection, self.lock)

    def close(self) -> None:
        """Give the temporary tables back."""
        self.connection.close()


def start(reader: Reader, as_of: date, values: Values, *, answers_all: bool = False, name: str = "") -> Trial:
    """Judge a month end of the snapshot with these values in place of those in force.

    `answers_all`: every month of the year, and every table that rests on the values, so that any question can be
    asked; of other years tables are as they are stored. Else the lists of the month, whose first_flagged and
    months_flagged tell of the month alone, unless a flag clears later than it begins: that takes the year before it.
    `name` stands in the id in place of the values. Raises SettingsProblem for a value that no setting can have.
    """
    spans = spans_of(reader)
    moved = {key: _checked(key, value, spans) for key, value in values.items()}
    known = judge.Dependencies(reader.cursor())
    resting = resting_on(known, set(moved) - idle(reader, moved, spans))
    rules = frozenset(name for kind, name in resting if kind == "rule")
    by_key = {key: replace_span(spans[key][-1], value) for key, value in moved.items()}
    whole = answers_all or _has_exit(spans, by_key, rules)
    tried = name or ",".join(f"{key}={moved[key].said}" for key in sorted(moved))
    trial = Trial(
        f"{reader.id}@{tried}" if tried else reader.id,
        reader.connection.cursor(),
        as_of,
        moved,
        rules,
        whole,
        answers_all,
        threading.Lock(),
    )
    bench = _Bench(trial, reader.id, known)
    bench.lay_out(by_key, spans)
    bench.make_models({name for kind, name in resting if kind == "table"})
    bench.judge()
    bench.make_lists()
    if answers_all:
        bench.make_summaries()
    return trial


def resting_on(known: judge.Dependencies, keys: Iterable[str]) -> set[tuple[str, str]]:
    """The rules and tables that rest on these values: (rule or table, its name)."""
    start_points = {("rule", key.split(".")[0]) if "." in key else ("setting", key) for key in keys}
    return known.resting_on(start_points) | {point for point in start_points if point[0] == "rule"}


def idle(reader: Reader, moved: Values, spans: Mapping[str, list[Setting]]) -> set[str]:
    """Of the values moved, those that decide nothing, because another setting never has the value that they need."""
    try:
        rows = reader.cursor().execute("select name, other, needed from setting_needs").fetchall()
    except duckdb.CatalogException:  # an older snapshot: nothing is known to be idle
        return set()
    held = {
        key: {moved[key].number} if key in moved else {span.value for span in found} for key, found in spans.items()
    }
    return {name for name, other, needed in rows if name in moved and needed not in held.get(other, set())}


def values_on(reader: Reader, day: date, as_of: date, *, since: date | None = None) -> dict[str, Value]:
    """The values in force on a day, as a trial takes them: those that differ from the ones in force at `as_of`, or at
    any time from `since` until then."""
    found = {}
    for key, spans in spans_of(reader).items():
        then = _held(spans, day)
        now = [span for span in spans if span.valid_from <= as_of and span.valid_to >= (since or as_of)]
        if any((then.value, then.codes, then.exit_value) != (each.value, each.codes, each.exit_value) for each in now):
            found[key] = Value(then.value, then.codes, then.exit_value)
    return found


def replace_span(span: Setting, value: Value) -> Setting:
    """The setting with another value, always."""
    return replace(
        span,
        value=value.number,
        codes=value.codes,
        exit_value=value.exit_value,
        origin="trial",
        valid_from=settings.SINCE_EVER,
        valid_to=settings.UNTIL_FURTHER,
        who=None,
        recorded=None,
    )


def _held(spans: Iterable[Setting], day: date) -> Setting:
    return next(span for span in spans if span.valid_from <= day <= span.valid_to)


def _checked(key: str, value: Value, spans: Mapping[str, list[Setting]]) -> Value:
    """The value, once it is known that the setting can have it."""
    if key not in spans:
        raise SettingsProblem(f"{key}: the snapshot knows no such setting.", "unknown", setting=key)
    default = settings.defaults().get(key)
    if default is not None:
        entry: dict[str, Any] = {"value": value.number if value.codes is None else value.codes.split()}
        settings.checked(default, entry | ({} if value.exit_value is None else {"exit": value.exit_value}), key)
    return value


def _has_exit(spans: Mapping[str, list[Setting]], moved: Mapping[str, Setting], rules: Collection[str]) -> bool:
    in_force = {key: [moved[key]] if key in moved else found for key, found in spans.items()}
    return any(span.exit_value is not None for found in in_force.values() for span in found if span.rule in rules)


def spans_of(reader: Reader) -> dict[str, list[Setting]]:
    """Every value of the snapshot's settings and thresholds over time, by key, oldest first."""
    rows = reader.cursor().execute(sql_files.plain_sql("queries", "values_over_time"))
    names = [column[0] for column in rows.description or []]
    found: dict[str, list[Setting]] = {}
    for row in rows.fetchall():
        told = dict(zip(names, row, strict=True))
        span = Setting(**{**told, "rule": told["rule"] or ""})
        found.setdefault(span.key, []).append(span)
    return found


class _Bench:
    """Lays a trial out in temporary tables that stand before the snapshot's own of the same names."""

    def __init__(self, trial: Trial, snapshot: str, known: judge.Dependencies) -> None:
        self._trial = trial
        self._connection = trial.connection
        self._stored = f'"{snapshot.split("/")[-1]}".main'
        self._known = known
        self._numbers: dict[str, list[tuple[Any, str]]] = {}
        self._made: list[str] = []
        self._after_verdicts: dict[str, str] = dict(
            self._run("select name, sql from {stored}.models_in_force where after_verdicts").fetchall()
        )

    def lay_out(self, moved: Mapping[str, Setting], spans: Mapping[str, list[Setting]]) -> None:
        """The months that are judged, the values, and the macros that read them."""
        trial = self._trial
        self._run("create temp table months as from {stored}.months where as_of between $first and $last", {
            "first": date(trial.as_of.year, 1, 1) if trial.is_whole_year else trial.as_of,
            "last": date(trial.as_of.year, 12, 31) if trial.answers_all else trial.as_of,
        })  # fmt: skip
        for table in ("settings_in_force", "thresholds_in_force"):
            self._run(f"create temp table {table} as from {{stored}}.{table}")
        for span in moved.values():
            self._move(span)
        for table in ("verdicts", *OVER_VERDICTS, "standings", *BESIDE):
            self._run(f"create temp view stored_{table} as from {{stored}}.{table}")
        shared = [
            span for key, found in spans.items() for span in ([moved[key]] if key in moved else found) if not span.rule
        ]
        self._numbers = build.written_values(
            (span.name, span.valid_from, span.value) for span in shared if span.codes is None
        )
        build.create_setting_macros(self._connection, shared, kind="temp macro")
        if any(not span.rule for span in moved.values()):
            self._make_metrics()
        self._run("create temp table verdicts as from {stored}.verdicts limit 0")
        self._run(sql_files.plain_sql(".", "verdict_of").replace("create or replace macro", "create temp macro"))

    def _move(self, span: Setting) -> None:
        """One span is left of a value that is tried, and it holds always."""
        of_rule = {"rule": span.rule, "name": span.name}
        for forget, move, which, value in (
            (FORGET_OWN, MOVE_OWN, of_rule, {"value": span.value, "exit_value": span.exit_value})
            if span.rule
            else (FORGET_SHARED, MOVE_SHARED, {"name": span.name}, {"value": span.value, "codes": span.codes}),
            *([] if span.rule else [(FORGET_USED, MOVE_USED, {"name": span.name}, {"value": span.value})]),
        ):
            self._run(forget, {**which, "until": settings.UNTIL_FURTHER})
            self._run(move, {**which, **value, "since": settings.SINCE_EVER})

    def _make_metrics(self) -> None:
        """Metrics that read a setting, themselves or through others, as the snapshot holds them."""
        rows = self._run("select name, sql from {stored}.metrics_in_force order by rowid").fetchall()
        reading: set[str] = set()
        for name, sql in rows:
            if CALLS_A_SETTING.search(sql) or any(re.search(rf"\b{other}\(", sql) for other in reading):
                reading.add(name)
                macro = build.with_values(sql, self._numbers)
                self._run(macro.replace("create or replace macro", "create temp macro", 1))

    def make_models(self, names: Collection[str]) -> None:
        """The models that rest on a value that moved, each after those that it reads, for the judged months."""
        found = {
            name: row
            for name, *row in self._run(
                "select name, kind, sql, needs_earlier_months, grain from {stored}.models_in_force"
            ).fetchall()
            if name in names and name not in (*OVER_VERDICTS, "standings")
        }
        wanted = (
            set(found) - (self._after_verdicts.keys() - {*BESIDE})
            if self._trial.answers_all
            else self._needed(set(found))
        )
        if "indicator_months" in wanted:
            self._run(sql_files.plain_sql("trials", "indicator_spans").replace("{{stored}}", self._stored), {
                "year": self._trial.as_of.year, "last": 12 if self._trial.answers_all else self._trial.as_of.month,
                "first": 1 if self._trial.is_whole_year else self._trial.as_of.month,
            })  # fmt: skip
        order = sql_files.in_order({name: {read for _, read in self._known.direct("table", name)} for name in wanted})
        for name in order:
            kind, sql, needs_earlier, grain = found[name]
            sql = build.with_values(sql, self._numbers)
            if needs_earlier:
                self._run("alter table months rename to months_tried")
            made = sql if kind == "view" else self._with_stored_columns(name, sql, grain)
            self._run(f"create temp {kind} {name} as {made}")
            if needs_earlier:
                self._run("alter table months_tried rename to months")
            if kind == "table":
                self._made.append(name)

    def _add_other_years(self, table: str) -> None:
        """Of other years the stored rows; a table that holds no time is made of all years at once."""
        columns = {name for name, *_ in self._run(f"describe {{stored}}.{table}").fetchall()}
        year = self._trial.as_of.year
        if "as_of" in columns:
            of_year = f"year(as_of) = {year}"
        elif {"subject_id", "month"} <= columns:
            of_year = f"subject_id in (select subject_id from {{stored}}.project_years where fiscal_year = {year})"  # noqa: S608
        else:
            return
        self._run(f"alter table {table} rename to {table}_tried")
        self._run(
            f"create temp view {table} as from {table}_tried where {of_year} "
            f"union all by name from {{stored}}.{table} where not ({of_year})"
        )

    def _with_stored_columns(self, model: str, sql: str, grain: Sequence[str]) -> str:
        """The model's select, where its head tells which columns rest on which settings: only those that rest on one
        that moved are computed, the others are as stored."""
        told = self._run("select column_name, setting from {stored}.column_settings where model = $model", {
            "model": model,
        }).fetchall()  # fmt: skip
        moved = sorted({column for column, setting in told if setting in self._trial.values})
        if not moved:
            return sql
        return (
            f"select stored.* replace ({', '.join(f'fresh.{column} as {column}' for column in moved)}) "  # noqa: S608
            f"from {self._stored}.{model} as stored "
            f"join (select {', '.join([*grain, *moved])} from ({sql})) as fresh using ({', '.join(grain)})"
        )

    def _needed(self, resting: set[str]) -> set[str]:
        """Of the models that rest on a moved value, those that the rules or the lists read, and what those read."""
        wanted: set[str] = set()
        waiting = {name for rule in self._trial.rules for kind, name in self._known.direct("rule", rule)} | {*BESIDE}
        while waiting:
            name = waiting.pop()
            if name in resting and name not in wanted:
                wanted.add(name)
                waiting |= {read for _, read in self._known.direct("table", name)}
        return wanted

    def judge(self) -> None:
        """The verdicts of the rules that rest on a moved value, each after those that it names."""
        rules = judge.stored_rules(self._connection)
        named = {rule: {name for kind, name in self._known.direct("rule", rule) if kind == "rule"} for rule in rules}
        only_read = {name for rule in self._trial.rules for name in named[rule]} - self._trial.rules
        for rule in sorted(only_read):
            self._run(
                "insert into verdicts from stored_verdicts where rule = $rule and as_of in (select as_of from months)",
                {"rule": rule},
            )
        for rule in sql_files.in_order({rule: named[rule] for rule in sorted(self._trial.rules)}):
            known = _columns.get((self._stored, rule))
            _columns[self._stored, rule] = judge.write_verdicts(self._connection, self._of_months(rules[rule]), known)

    def _of_months(self, rule: SqlFile) -> SqlFile:
        """The rule on the months that are judged: its tables hold others too."""
        sql = f"select * from ({rule.sql}) where as_of in (select as_of from months)"  # noqa: S608 - the rule's own
        return replace(rule, sql=sql)

    def make_lists(self) -> None:
        """verdicts, flags and standings of the month as a full run would give them; counts and runs of the year too
        where the whole year is tried. What no moved value touches is looked at where it is stored."""
        self._run("delete from verdicts where not list_contains($rules, rule)", {"rules": sorted(self._trial.rules)})
        of_month, of_year = f"as_of = date '{self._trial.as_of}'", f"year(as_of) = {self._trial.as_of.year}"
        if self._trial.answers_all:
            of_month = of_year
        if self._trial.is_whole_year:
            spans = {"flags": of_year, "flag_counts": of_year, "flag_runs": f"fiscal_year = {self._trial.as_of.year}"}
        else:
            spans = {"flags": of_month}
        for name in spans:
            self._run(f"create temp table {name} as {self._after_verdicts[name]}")
        for name, span in {**spans, "verdicts": of_month}.items():
            self._beside_stored(name, span)
        self._run(f"create temp table standings as {self._after_verdicts['standings']}")

    def make_summaries(self) -> None:
        """What stands over the lists of all months, for the year; of other years everything as it is stored."""
        for name in (*self._made, "standings"):
            self._add_other_years(name)
        for name, sql in self._after_verdicts.items():
            if name not in (*OVER_VERDICTS, "standings", *BESIDE):
                self._run(f"create temp table {name} as {build.with_values(sql, self._numbers)}")
                self._add_other_years(name)
        for cut in ("months", "indicator_spans"):  # those of every year are seen again
            self._run(f"drop table if exists temp.{cut}")

    def _beside_stored(self, table: str, span: str) -> None:
        """The rows of the rules that were judged again, and the stored ones of the others in a span of time, or of all
        times."""
        rules = ", ".join(build.quoted(rule) for rule in sorted(self._trial.rules))
        others = f"rule not in ({rules})" if rules else "true"
        kept = f"not ({span}) or {others}" if self._trial.answers_all else f"{span} and {others}"
        self._run(f"alter table {table} rename to {table}_tried")
        self._run(
            f"create temp view {table} as from {table}_tried union all by name from {{stored}}.{table} where {kept}"
        )

    def _run(self, sql: str, given: Mapping[str, Any] | None = None) -> duckdb.DuckDBPyConnection:
        return self._connection.execute(sql.replace("{stored}", self._stored), dict(given or {}))
