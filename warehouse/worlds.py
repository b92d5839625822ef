"""A month end judged again on other facts or by other rules than the snapshot's own: a world.

The rows of each dataset may come from any snapshot at hand, and what happened in a span of days may be put off until
after it; metrics, models and rules are those that a snapshot holds, with the values that are given. Which worlds are
asked for, and what is told from them, stands in changes.py. Nothing here says what a number means.

Only what a changed input can have changed is made again: a model whose inputs are as they were keeps its rows, and
one that comes out as it was leaves what reads it in peace.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

import duckdb
import polars as pl

from warehouse import build, judge, sql_files
from warehouse.settings import Setting
from warehouse.sql_files import SqlFile

# The days on which something happened, by dataset. Deadlines and terms are plans: they run on whatever happens.
DAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "payment": ("requested_date", "paid_date"),
    "budget_line": ("approved_date", "issued_date"),
    "indicator": ("approved_date",),
    "monitoring_report": ("period_end", "reported_date"),
    "exception": ("from_date",),
    "project": (
        "pool_entry_date", "ex_ante_date", "affordability_date", "party_meeting_date", "leader_consent_date",
        "submitted_date", "compliance_review_date",
    ),
    "evaluation": ("evaluated_date",),
    "special_fund": (
        "last_review_date", "task_list_disclosed_date", "policy_disclosed_date", "self_evaluation_disclosed_date",
    ),
    "audit_finding": ("found_date", "rectified_date"),
    "supplement_request": ("requested_date",),
}  # fmt: skip
# Which rows of large datasets a month end rests on; the proof in changes.py finds out where that is not all. A year in
# which only such rows make a project is kept whole.
NEEDED: Final[Mapping[str, str]] = {
    "payment": "coalesce(year(paid_date) >= {year}, true) or (project_code, year(paid_date)) not in ({pool})",
    "indicator": "fiscal_year between {year} - 1 and {year} or (project_code, fiscal_year) not in ({pool})",
    "monitoring_report": "({period_end} <= date '{as_of}' and (fiscal_year = {year} or period_end in ({rounds})))"
    " or (project_code, fiscal_year) not in ({pool})",
    "cash_plan": "fiscal_year between {year} - 1 and {year} or (project_code, fiscal_year) not in ({pool})",
}
POOL: Final = "select (project_code, fiscal_year) from {schema}.staged_project"
ROUNDS: Final = (
    "select period_end from {schema}.staged_monitoring_round where filing_deadline < date '{as_of}' "
    "order by filing_deadline desc, period_end desc limit 4"
)
TERM_COLUMNS: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "rule": pl.String, "name": pl.String, "value": pl.Decimal(18, 6), "exit_value": pl.Decimal(18, 6),
    "valid_from": pl.Date, "valid_to": pl.Date,
}  # fmt: skip
ONLY: Final[dict[str, type[pl.DataType]]] = {"project_code": pl.String}
APART: Final = 1_000_000  # between the numbers of the sources of two snapshots
SOURCES, MONTHS = "source_parts", "months"
# What is read besides by the statements that write the verdicts of a rule.
OF_EVERY_RULE: Final = (
    "select subject_id, subject_kind, subject_code, fiscal_year from subjects join months on as_of = is_first_year "
    "join staged_exception on true"
)
EVERY_COLUMN = re.compile(r"(?:\bselect|,)\s*\*", re.IGNORECASE)  # not a multiplication, not count(*)


@dataclass(frozen=True, order=True)
class Term:
    """One value of a shared setting (`rule` is empty) or of a rule's threshold, over a span of days."""

    rule: str
    name: str
    is_own: bool  # of the rule; else a shared setting that the rule uses
    valid_from: date
    valid_to: date
    value: Decimal | None
    exit_value: Decimal | None
    codes: str | None


@dataclass(frozen=True)
class Span:
    """The days after `start`, up to `end` and with it."""

    start: date
    end: date


@dataclass(frozen=True)
class Origin:
    """Whose rows (a schema) a dataset has, and the days on which nothing has happened yet."""

    schema: str
    put_off: Span | None = None


@dataclass(frozen=True)
class Book:
    """Whose metrics, models and rules hold (a schema), with every value of their settings and thresholds."""

    schema: str
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class World:
    """All that verdicts follow from: the month end, the facts of each dataset, the rules."""

    as_of: date
    facts: Mapping[str, Origin]
    book: Book


@dataclass(frozen=True)
class Statement:
    """A select with what it can depend on: tables, the words in it, and the tables of which it takes every column."""

    sql: str
    tables: frozenset[str]
    words: frozenset[str]
    starred: frozenset[str]

    def depends_on(self, changed: Collection[str]) -> bool:
        """Whether any of `changed`, tables and columns (`table.column`), can change its rows."""
        for name in changed:
            table, _, column = name.partition(".")
            if table in self.tables and (not column or table in self.starred or column in self.words):
                return True
        return False


@dataclass(frozen=True)
class Model:
    """A table or view of a world, what one row of it is, and whether it needs the months before."""

    kind: str
    grain: tuple[str, ...]
    select: Statement
    needs_earlier_months: bool


class Bench:
    """Makes worlds one after the other on a connection to which the snapshots are attached."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        schemas: Collection[str],
        rules: Collection[str] | None = None,
        *,
        projects: Collection[str] | None = None,
        keeps_runs: bool = False,
        is_whole: bool = False,
    ) -> None:
        """`rules`: those that are judged (None: all), for these `projects` (None: for whatever they judge).
        `keeps_runs`: with the months of the year before, of which it depends whether a flag is held until its exit.
        `is_whole`: with every row and month, whether needed or not."""
        self.connection = connection
        self._wanted = rules
        self._of_projects = projects is not None
        self._keeps_runs = keeps_runs
        self._is_whole = is_whole
        self._columns = columns_of_facts(connection)
        self._numbers = {schema: number for number, schema in enumerate(schemas)}
        self._world: World | None = None
        if projects is not None:
            put(connection, "only_projects", pl.DataFrame({"project_code": sorted(projects)}, schema=ONLY))
        self._models: dict[str, Model] = {}
        self._rules: dict[str, SqlFile] = {}
        self._selects: dict[str, Statement] = {}
        self._columns_of_rules: dict[str, list[str]] = {}
        self._metrics: dict[str, str] = {}
        self._settings: list[str] = []
        self._marks: dict[str, dict[str, Any]] = {}

    def stand(self, world: World) -> None:
        """The verdicts in this world: in `verdicts`, `subjects` and `flags`, whose run of months is not told."""
        before, self._world = self._world, world
        if before is not None and before.as_of != world.as_of:
            self._marks.clear()
        changed = self._lay_out_facts(world, None if before is None else before.facts)
        changed |= self._lay_out_months(world)
        if before is None or before.book.schema != world.book.schema:
            self._open_book(world.book)
        if before is None or before.book != world.book:
            changed |= self._set_values(world.book, before.book if before else None)
        judged = self._with_named(self._rules if self._wanted is None else self._wanted)
        self._make_models(self._needed(judged), changed)
        self._judge(judged, changed)
        self.connection.execute(f"create or replace table flags as {self._models['flags'].select.sql}")

    # -------------------------------------------------------------------------------------------------- what is given

    def _open_book(self, book: Book) -> None:
        """Macros, models and rules of a snapshot; all that was made by another's is taken away."""
        schema = book.schema
        for name, model in self._models.items():
            self.connection.execute(f"drop {model.kind} if exists {name} cascade")
        self._marks.clear()
        self._columns_of_rules.clear()
        for statements in ("verdict_tables", "verdict_of", "settings_tables"):
            self.connection.execute(sql_files.plain_sql(".", statements))
        for table in ("outcomes", "rules_in_force"):
            self.connection.execute(f"insert into {table} from {schema}.{table}")
        self.connection.execute(
            "create or replace macro has_dataset(wanted) as exists (select 1 from source_parts where dataset = wanted)"
        )
        self._set_macros(book)
        metrics = dict(self._rows(f"select name, sql from {schema}.metrics_in_force order by rowid"))  # noqa: S608
        for macro in metrics.values():
            self.connection.execute(macro)
        self._metrics = _with_what_they_call(metrics)
        self._models = {
            name: Model(kind, tuple(grain), self._statement(sql), needs_earlier_months)
            for name, kind, grain, sql, needs_earlier_months in self._rows(
                f"select name, kind, grain, sql, needs_earlier_months from {schema}.models_in_force"  # noqa: S608
            )
            if name != MONTHS
        }
        self._rules = judge.stored_rules(self.connection)
        self._selects = {rule: self._statement(found.sql, OF_EVERY_RULE) for rule, found in self._rules.items()}

    def _statement(self, sql: str, besides: str = "") -> Statement:
        """A select taken apart; settings, verdicts of other rules and what a macro reads count as tables too."""
        tables: set[str] = set()
        for text in filter(None, (sql, besides)):
            tables |= build.tables_read(self.connection, SqlFile("statement", {}, text, ""))
        starred = tables if EVERY_COLUMN.search(sql) else {table for table in tables if _takes_all_of(sql, table)}
        with_macros = " ".join([sql, *(text for name, text in self._metrics.items() if f"{name}(" in sql)])
        tables |= {_setting(name) for name in build.settings_named(with_macros, self._settings)}
        tables |= {_verdicts_of(rule) for rule in build.rules_named(sql)}
        tables |= {SOURCES} if "has_dataset(" in with_macros else set()
        return Statement(sql, frozenset(tables), frozenset(re.findall(r"\w+", sql + besides)), frozenset(starred))

    def _set_values(self, book: Book, before: Book | None) -> set[str]:
        """The thresholds and the macros of the settings; gives what reads a value that is not what it was."""
        told = [
            (term.rule, term.name, term.value, term.exit_value, term.valid_from, term.valid_to)
            for term in book.terms
            if term.rule
        ]
        self._rows("delete from thresholds_in_force")
        put(self.connection, "terms", pl.DataFrame(told, schema=TERM_COLUMNS, orient="row"))
        self.connection.execute("insert into thresholds_in_force by name from terms")
        self._set_macros(book)
        differing = set(book.terms) ^ set(before.terms if before else ())
        return {_verdicts_of(term.rule) if term.rule else _setting(term.name) for term in differing}

    def _set_macros(self, book: Book) -> None:
        shared = [term for term in book.terms if not term.rule]
        self._settings = sorted({term.name for term in shared})
        words = ("",) * 6
        build.create_setting_macros(
            self.connection,
            [Setting("", term.name, term.value, *words, term.codes, valid_from=term.valid_from) for term in shared],
        )

    def _lay_out_facts(self, world: World, before: Mapping[str, Origin] | None) -> set[str]:
        """A view for each dataset whose rows are not those of the world before, and the sources of all."""
        changed = {name for name, origin in world.facts.items() if before is None or before.get(name) != origin}
        for dataset in changed:
            self.connection.execute(self._view_of(dataset, world))
        if changed:
            self.connection.execute(f"create or replace view {SOURCES} as {self._sources(world.facts)}")
        moved = {name for name in changed if before is None or before[name].schema != world.facts[name].schema}
        return {f"staged_{name}" for name in changed} | ({SOURCES} if moved else set())

    def _view_of(self, dataset: str, world: World) -> str:
        """The rows of one dataset: columns of every snapshot at hand, days put off, the years that matter."""
        origin, table = world.facts[dataset], f"staged_{dataset}"
        held = self._columns[table].get(origin.schema, {})
        every = {name: kind for columns in self._columns[table].values() for name, kind in columns.items()}
        columns = [self._column(dataset, name, kind, name in held, origin) for name, kind in every.items()]
        if not held:
            return f"create or replace view {table} as select {', '.join(columns)} where false"
        conditions = ["true"]
        if self._of_projects and "project_code" in held:
            conditions.append("project_code in (select project_code from only_projects)")
        if not self._is_whole and dataset in NEEDED:
            put_off = f"({_put_off('period_end', origin.put_off)})" if origin.put_off else "period_end"
            told = {"year": world.as_of.year, "as_of": world.as_of, "schema": origin.schema, "period_end": put_off}
            needed = NEEDED[dataset].format(pool=POOL.format(**told), rounds=ROUNDS.format(**told), **told)
            conditions.append(f"({needed})")
        return (
            f"create or replace view {table} as select {', '.join(columns)} from {origin.schema}.{table} "  # noqa: S608
            f"where {' and '.join(conditions)}"
        )

    def _column(self, dataset: str, name: str, kind: str, is_held: bool, origin: Origin) -> str:
        if not is_held:
            return f"null::{kind} as {name}"
        if name == "source_id":
            return f"source_id + {self._numbers[origin.schema] * APART} as source_id"
        if origin.put_off is not None and name in DAYS.get(dataset, ()):
            return f"{_put_off(name, origin.put_off)} as {name}"
        return name

    def _sources(self, facts: Mapping[str, Origin]) -> str:
        """The parts of files of each dataset, from the snapshot that its rows come from."""
        owned: dict[str, list[str]] = {}
        for dataset, origin in sorted(facts.items()):
            owned.setdefault(origin.schema, []).append(f"'{dataset}'")
        return " union all by name ".join(
            f"select source_id + {self._numbers[schema] * APART} as source_id, * exclude (source_id) "  # noqa: S608
            f"from {schema}.source_parts where dataset in ({', '.join(names)})"
            for schema, names in owned.items()
        )

    def _lay_out_months(self, world: World) -> set[str]:
        """The month end that is judged, and those that lead up to it."""
        schema = world.facts["project"].schema
        first_year = self._rows(f"select min(fiscal_year) from {schema}.staged_project")[0][0]  # noqa: S608
        given = {"as_of": world.as_of, "is_whole": self._is_whole, "first_year": first_year}
        self.connection.execute(sql_files.plain_sql("walk", "judged_months"), given)
        return self._rows_changed("judged_months", MONTHS)

    def _show_months(self, *, with_earlier: bool) -> None:
        only = "" if with_earlier or self._keeps_runs else " where as_of = (select max(as_of) from judged_months)"
        self.connection.execute(f"create or replace view {MONTHS} as from judged_months{only}")

    # --------------------------------------------------------------------------------------------------- what follows

    def _needed(self, rules: Iterable[str]) -> list[str]:
        """The models that these rules read, and what those read, each after what it reads."""
        wanted = {"subjects"}.union(*(self._selects[rule].tables for rule in rules)) & self._models.keys()
        while (
            more := {name for model in wanted for name in self._models[model].select.tables & self._models.keys()}
            - wanted
        ):
            wanted |= more
        return sql_files.in_order({name: set(self._models[name].select.tables) for name in sorted(wanted)})

    def _make_models(self, names: Iterable[str], changed: set[str]) -> None:
        """Makes those again that are not there or read something changed; `changed` grows by what came out new."""
        for name in names:
            model = self._models[name]
            if name in self._marks and not model.select.depends_on(changed):
                continue
            self._show_months(with_earlier=model.needs_earlier_months or self._is_whole)
            self._make(name, model)
            changed |= {name} if model.kind == "view" else self._columns_changed(name, model.grain)
            self._marks.setdefault(name, {})

    def _make(self, name: str, model: Model) -> None:
        """The model as its statement says; of the spans of indicators, which unfold by month, only what is needed."""
        if name != "indicator_spans" or self._is_whole or self._world is None:
            self.connection.execute(f"create or replace {model.kind} {name} as {model.select.sql}")
            return
        month = self._world.as_of.month
        given = {"year": self._world.as_of.year, "first": 1 if self._keeps_runs else month, "last": month}
        statement = sql_files.plain_sql("walk", "indicator_spans").replace("{{select}}", model.select.sql)
        self.connection.execute(statement, given)

    def _judge(self, rules: Collection[str], changed: set[str]) -> None:
        """The verdicts of the rules that read something changed."""
        self._show_months(with_earlier=False)
        read_by_others = set().union(*(self._selects[rule].tables for rule in rules))
        for rule in rules:
            own = _verdicts_of(rule)
            if own in self._marks and own not in changed and not self._selects[rule].depends_on(changed):
                continue
            self._write_verdicts(self._rules[rule], is_read=own in read_by_others)
            self._marks.setdefault(own, {})
            changed.discard(own)
            if own in read_by_others:
                changed |= self._rows_changed(f"(from verdicts where rule = '{rule}')", own)

    def _write_verdicts(self, rule: SqlFile, *, is_read: bool) -> None:
        """The verdicts of one rule; of its whole scope where another rule reads them."""
        rule_id = rule.need("id")
        first, last = self._rows("select min(as_of), max(as_of) from months")[0]
        periods = [each for each in judge.periods_of(self.connection, rule_id) if each[0] <= last and each[1] >= first]
        of_the_months = replace(rule, sql=f"select * from ({rule.sql}) where as_of between '{first}' and '{last}'")  # noqa: S608
        if rule_id not in self._columns_of_rules:
            self._columns_of_rules[rule_id] = judge.columns_of(self.connection, of_the_months, periods[0][2])
        self.connection.execute("delete from verdicts where rule = ?", [rule_id])
        judge.decide(self.connection, of_the_months, periods, self._columns_of_rules[rule_id])
        if is_read:
            judge.fill_scope(self.connection, rule)

    def _with_named(self, rules: Iterable[str]) -> list[str]:
        """The rules of the book among these, with those whose verdicts they read, each after what it reads."""
        named = {
            rule: {name for name in self._rules if _verdicts_of(name) in select.tables}
            for rule, select in self._selects.items()
        }
        wanted = set(rules) & named.keys()
        while more := {name for rule in wanted for name in named[rule]} - wanted:
            wanted |= more
        return sql_files.in_order({rule: named[rule] for rule in sorted(wanted)})

    def _columns_changed(self, table: str, grain: Sequence[str]) -> set[str]:
        """The columns whose values are not those of the last time; the table, where it has other rows or is new."""
        described = self._rows(f"describe {table}")
        columns = [name for name, *_ in described if name not in grain]
        keys = ", ".join(grain)
        sums = ", ".join(["count(*)", f"sum(hash({keys}))", *(f"sum(hash({keys}, {name}))" for name in columns)])
        count, rows, *values = self._rows(f"select {sums} from {table}")[0]  # noqa: S608 - names of the models
        marks = {"": (count, rows), **dict(zip(columns, values, strict=True))}
        before, self._marks[table] = self._marks.get(table), marks
        if not before or before[""] != marks[""] or before.keys() != marks.keys():
            return {table}
        return {f"{table}.{name}" for name in columns if before[name] != marks[name]}

    def _rows_changed(self, rows: str, name: str) -> set[str]:
        """The name, where the rows are not those of the last time."""
        mark = self._rows(f"select count(*), sum(hash(content)) from {rows} as content")[0]  # noqa: S608
        before, self._marks[name] = self._marks.get(name), {"": mark}
        return set() if before == {"": mark} else {name}

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()


def put(connection: duckdb.DuckDBPyConnection, table: str, rows: pl.DataFrame) -> None:
    """A frame as a table of the connection."""
    connection.execute("select 1").fetchall()  # an answer that nobody has taken yet would stand in the way
    connection.register("given", rows.to_arrow())
    connection.execute(f"create or replace table {table} as from given")
    connection.unregister("given")


def _with_what_they_call(metrics: Mapping[str, str]) -> dict[str, str]:
    """Each metric with the text of all that it calls; they stand in an order in which each calls earlier ones."""
    whole: dict[str, str] = {}
    for name, sql in metrics.items():
        whole[name] = " ".join([sql, *(text for other, text in whole.items() if f"{other}(" in sql)])
    return whole


def columns_of_facts(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, dict[str, str]]]:
    """table -> schema -> column -> type, of the accepted rows in every snapshot at hand."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for table, schema, column, kind in connection.execute(
        "select table_name, database_name, column_name, data_type from duckdb_columns() "
        "where starts_with(table_name, 'staged_') order by database_name, table_name, column_index"
    ).fetchall():
        found.setdefault(table, {}).setdefault(schema, {})[column] = kind
    return found


def _put_off(column: str, span: Span) -> str:
    """A day within the span as many days after it as the span is long, so that order and distance stay."""
    days = (span.end - span.start).days
    within = f"{column} > date '{span.start}' and {column} <= date '{span.end}'"
    return f"case when {within} then {column} + {days} else {column} end"


def _takes_all_of(sql: str, table: str) -> bool:
    """Whether the select says `table.*` or `alias.*` of this table."""
    names = {table, *re.findall(rf"\b{re.escape(table)}\s+as\s+(\w+)", sql)}
    return any(re.search(rf"\b{re.escape(name)}\.\*", sql) for name in names)


def _setting(name: str) -> str:
    return f"setting {name}"


def _verdicts_of(rule: str) -> str:
    return f"verdicts of {rule}"
