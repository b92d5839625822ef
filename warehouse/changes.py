"""What lies between two lists of flags: who entered, who left, whose money changed, and by which cause how much.

A side is a snapshot, a month end and the rules that hold. From one side to the other leads a walk of fixed steps, in
each of which one cause moves (CAUSES) and everything is judged again: what a step changes is its cause's part. So the
parts of a flag add up to its whole change, and those of all flags to the change of the list, with nothing left over.

First time alone moves on: the month end of the later side, with nothing of what has happened since. Then the facts
come, dataset by dataset, and last the rules. The worlds in between are made by worlds.py; the last one has to come
out as the later snapshot itself was judged, or else nothing is told.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
import polars as pl

from warehouse import build, settings, snapshots, sql_files, worlds
from warehouse.snapshots import SnapshotProblem
from warehouse.trials import Value, Values
from warehouse.worlds import Bench, Book, Origin, Span, Term, World

TIME, RULE = "time", "rule"
# Which facts move in which step; budget before payments, or else for a step money would be paid out of no budget.
# A dataset that is not named here is a cause of its own, before the rules.
CAUSES: Final[Mapping[str, tuple[str, ...]]] = {
    TIME: (),
    "budget": ("budget_line",),
    "payments": ("payment",),
    "targets": ("indicator",),
    "actuals": ("monitoring_report", "monitoring_round"),
    "exemption": ("exception",),
    "project": ("project",),
    "evaluation": ("evaluation",),
    "special_fund": ("special_fund",),
    "audit_finding": ("audit_finding",),
    "supplement_request": ("supplement_request",),
    "cash_plan": ("cash_plan",),
    "organisation": ("organisation",),
    RULE: (),
}  # fmt: skip
OF_ONE_PROJECT: Final = ("project", "budget_line")
MANY_PROJECTS = 5_000  # from which it pays to judge projects apart from the rest, where
FEW_SHARE = 0.3  # of them at most have anything to tell
NOT_JUDGED: Final = ("control_total",)  # official sums to check by; no verdict follows from them
FLAG: Final = ("rule", "subject_kind", "subject_code", "fiscal_year")
# What can be asked for as the rows behind a number: the frame and its columns.
ROWS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "walk_flags": (
        "flags",
        {
            "rule": "rule", "subject_name": "subject_name", "department_name": "department_name",
            "walk_change": "change", "start_yuan": "money_before_yuan", "end_yuan": "money_after_yuan",
            "change_yuan": "change_yuan",
        },
    ),
    "walk_parts": (
        "parts",
        {name: name for name in ("rule", "subject_name", "department_name", "cause", "part_count", "part_yuan")},
    ),
    "walk_balance": (
        "balance",
        {
            "rule": "rule", "department_code": "department_code", "start_count": "count_before",
            "end_count": "count_after", "start_yuan": "before_yuan", "end_yuan": "after_yuan",
        },
    ),
    "walk_projects": (
        "projects",
        {
            "project_code": "project_code", "project_name": "project_name", "start_yuan": "money_before_yuan",
            "end_yuan": "money_after_yuan",
        },
    ),
    "walk_project_parts": (
        "project_parts",
        {name: name for name in ("project_code", "cause", "part_count", "part_yuan")},
    ),
}  # fmt: skip
FRAMES: Final = ("flags", "parts", "balance", "projects", "project_parts")
Progress = Callable[[str, int, int], None]  # cause, steps done, steps in all


@dataclass(frozen=True)
class Side:
    """One of the two lists: a snapshot's facts at a month end, judged by its own rules if nothing else is said."""

    snapshot: str
    as_of: date
    rules: str | None = None  # the snapshot whose metrics, models, rules and values hold
    values: tuple[tuple[str, Value], ...] = ()  # tried in place of those in force: key and value as in trials.py

    @property
    def is_stored(self) -> bool:
        """Whether the snapshot holds the list as it is."""
        return self.rules in (None, self.snapshot) and not self.values


@dataclass(frozen=True)
class Changes:
    """What lies between two sides. Yuan that nobody knows count nothing in sums and are null where a flag has them.

    flags: a row for each flag that entered, left, changed its money, severity or outcome, with both sides and facts.
    parts: rule, subject, cause, part_yuan, part_count (1 entered, -1 left) of those flags where they are not nothing.
    balance: flags and yuan of both sides by rule and department.
    projects: a row for each project that is flagged on a side: its standing's money, each project counted once.
    project_parts: project_code, cause, part_yuan, part_count (1 became a flagged project, -1 is none any more).
    """

    before: Side
    after: Side
    causes: tuple[str, ...]
    flags: pl.DataFrame
    parts: pl.DataFrame
    balance: pl.DataFrame
    projects: pl.DataFrame
    project_parts: pl.DataFrame

    def within(self, departments: Collection[str]) -> "Changes":
        """What of it lies in these departments; priority areas belong to none."""
        return self._narrowed("department_code", departments, FRAMES)

    def of_rules(self, rules: Collection[str]) -> "Changes":
        """What of it these rules say; the standings of projects stay those of all rules."""
        return self._narrowed("rule", rules, FRAMES[:3])

    def _narrowed(self, column: str, values: Collection[str], frames: Sequence[str]) -> "Changes":
        mine = pl.col(column).is_in(list(values))
        return replace(self, **{name: getattr(self, name).filter(mine) for name in frames})


def rows_of(found: Changes, rows: str, which: Mapping[str, Any]) -> pl.DataFrame:
    """What a number of the changes was added up from: `rows` is a key of ROWS, `which` values of its columns.

    `subject` (kind, code and fiscal year) names one flag, `direction` what entered or left by a cause.
    """
    frame: pl.DataFrame = getattr(found, ROWS[rows][0])
    if "subject_kind" in frame.columns and "fiscal_year" in frame.columns:
        subject = pl.concat_str("subject_kind", "subject_code", "fiscal_year", separator="|")
        frame = frame.with_columns(subject.alias("subject"))
    if rows == "walk_parts":
        names = found.flags.select(*FLAG, "subject_name", "department_name")
        frame = frame.join(names, on=FLAG, how="left", maintain_order="left").with_columns(
            direction=pl.col("part_count").replace_strict(
                {1: "entered", -1: "left"}, default=None, return_dtype=pl.String
            )
        )
    for name, value in which.items():
        frame = frame.filter(pl.col(name) == value)
    return frame.select(pl.col(column).alias(name) for name, column in ROWS[rows][1].items())


def between(store: Path, before: Side, after: Side, progress: Progress | None = None) -> Changes:
    """The changes from one side to the other. Where time runs backwards, the walk of the other way, told in reverse."""
    is_reversed = before.as_of > after.as_of
    start, end = (after, before) if is_reversed else (before, after)
    # first with the months and years that matter; where that does not come out as it was judged, with all
    for is_whole in (False, True):
        with snapshots.workbench(store, _snapshots_of(start, end)) as (connection, schemas):
            walk = _Walk(connection, schemas, start, end, is_whole=is_whole)
            walk.put_ends(*(_list_of(store, side, is_whole=is_whole) for side in (start, end)))
            if walk.walk(progress or _nobody_watches):
                return walk.told(before, after, is_reversed=is_reversed)
    raise SnapshotProblem("judged_otherwise", snapshot=end.snapshot, as_of=end.as_of)


def _nobody_watches(_cause: str, _done: int, _steps: int) -> None:
    return


def _snapshots_of(*sides: Side) -> list[str]:
    return [snapshot for side in sides for snapshot in (side.snapshot, side.rules or side.snapshot)]


# --- the two ends ------------------------------------------------------------------------------------------------

FLAGS_SEEN: Final = """
select
    flags.rule, subjects.subject_kind, subjects.subject_code, year(flags.as_of)::integer as fiscal_year,
    subjects.project_code, flags.severity::varchar as severity, flags.outcome, flags.gravity::integer as gravity,
    flags.money_yuan
from {schema}.flags
join {schema}.subjects on flags.subject_id = subjects.subject_id
where flags.as_of = $as_of
"""
VERDICTS_SEEN: Final = """
select
    verdicts.rule, subjects.subject_kind, subjects.subject_code, year(verdicts.as_of)::integer as fiscal_year,
    verdicts.verdict::varchar as verdict, verdicts.exemption, verdicts.missing
from {schema}.verdicts
join {schema}.subjects on verdicts.subject_id = subjects.subject_id
where verdicts.as_of = $as_of and (verdicts.verdict <> 'not_applicable' or verdicts.exemption is not null)
"""


@dataclass(frozen=True)
class _List:
    """The flags of a side and its verdicts, as FLAGS_SEEN and VERDICTS_SEEN give them."""

    flags: pl.DataFrame
    verdicts: pl.DataFrame


def _list_of(store: Path, side: Side, *, is_whole: bool) -> _List:
    """The list of a side: as the snapshot holds it, else judged now by the rules that are asked for."""
    with snapshots.workbench(store, _snapshots_of(side)) as (connection, schemas):
        schema = schemas[side.snapshot]
        _refuse_unfit(connection, schema, side)
        stored = _seen(connection, schema, side.as_of)
        if side.is_stored:
            return stored
        books = (
            book_of(connection, schema, side.as_of),
            book_of(connection, schemas[side.rules or side.snapshot], side.as_of, dict(side.values)),
        )
        bench = Bench(connection, schemas.values(), keeps_runs=any(map(_keeps_runs, books)), is_whole=is_whole)
        facts = {dataset: Origin(schema) for dataset in _datasets(connection)}
        bench.stand(World(side.as_of, facts, books[0]))
        if not _same(_seen(connection, "main", side.as_of).flags, stored.flags):
            if not is_whole:
                return _list_of(store, side, is_whole=True)
            raise SnapshotProblem("judged_otherwise", snapshot=side.snapshot, as_of=side.as_of)
        bench.stand(World(side.as_of, facts, books[1]))
        return _seen(connection, "main", side.as_of)


def _refuse_unfit(connection: duckdb.DuckDBPyConnection, schema: str, side: Side) -> None:
    """A month that the snapshot does not judge, or a snapshot that does not hold the SQL of its models."""
    held = connection.execute(
        "select count(*) from duckdb_columns() where table_name = 'models_in_force' and column_name = 'sql' "
        "group by database_name"
    ).fetchall()
    if len(held) < len(set(_snapshots_of(side))):
        raise SnapshotProblem("older_version", snapshot=side.snapshot)
    months = [day for (day,) in connection.execute(f"select as_of from {schema}.months order by as_of").fetchall()]  # noqa: S608
    if side.as_of not in months:
        span = f"{months[0]} – {months[-1]}" if months else "—"
        raise SnapshotProblem("month_not_judged", snapshot=side.snapshot, as_of=side.as_of, span=span)


def _seen(connection: duckdb.DuckDBPyConnection, schema: str, as_of: date) -> _List:
    given = {"as_of": as_of}
    return _List(
        build.frame(connection, FLAGS_SEEN.format(schema=schema), given),
        build.frame(connection, VERDICTS_SEEN.format(schema=schema), given),
    )


def _same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Whether two frames hold the same rows."""
    return one.sort(one.columns).equals(other.sort(other.columns))


def _datasets(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The datasets that verdicts may follow from: all that any snapshot at hand holds, but the totals to check by."""
    rows = connection.execute(
        "select distinct table_name from duckdb_tables() where starts_with(table_name, 'staged_') order by table_name"
    ).fetchall()
    return [table.removeprefix("staged_") for (table,) in rows]


# --- the rules of a side -----------------------------------------------------------------------------------------

SQL_IN_FORCE: Final = """
select 'metric' as kind, name, sql as text from {schema}.metrics_in_force
union all
select 'model', name, sql from {schema}.models_in_force where not after_verdicts or name = 'flags'
union all
select
    'rule', rule,
    to_json([sql, severity, subject_kind, subject_year, outcome::varchar, protected_may_exceed::varchar])::varchar
from {schema}.rules_in_force
order by all
"""
TERMS: Final = """
select '' as rule, name, true as is_own, valid_from, valid_to, value, null as exit_value, codes
from {schema}.settings_in_force
union all
select rule, name, is_own, valid_from, valid_to, value, exit_value, null as codes
from {schema}.thresholds_in_force
"""


def book_of(connection: duckdb.DuckDBPyConnection, schema: str, known_on: date, values: Values | None = None) -> Book:
    """The rules of a snapshot with the values that are tried; what is said to hold only after a day, does not yet."""
    told = sorted(Term(*row) for row in connection.execute(TERMS.format(schema=schema)).fetchall())
    known = [term for term in told if term.valid_from <= known_on]
    latest = {(term.rule, term.name): term.valid_from for term in known}
    terms = []
    for term in known:
        tried = (values or {}).get(f"{term.rule}.{term.name}" if term.rule and term.is_own else term.name)
        is_latest = term.valid_from == latest[term.rule, term.name]
        if tried is None:
            terms.append(replace(term, valid_to=settings.UNTIL_FURTHER) if is_latest else term)
        elif is_latest:
            terms.append(_tried(term, tried))
    return Book(schema, tuple(terms))


def _tried(term: Term, value: Value) -> Term:
    always = replace(term, valid_from=settings.SINCE_EVER, valid_to=settings.UNTIL_FURTHER)
    return replace(always, value=value.number, exit_value=value.exit_value, codes=value.codes)


def _in_terms_of(connection: duckdb.DuckDBPyConnection, book: Book, schema: str) -> Book:
    """The book as this snapshot's, where only values tell the two apart."""
    if book.schema != schema:
        texts = [connection.execute(SQL_IN_FORCE.format(schema=each)).fetchall() for each in (schema, book.schema)]
        if texts[0] != texts[1]:
            return book
    return replace(book, schema=schema)


def _keeps_runs(book: Book) -> bool:
    return any(term.exit_value is not None and term.exit_value != term.value for term in book.terms)


# --- the walk ----------------------------------------------------------------------------------------------------


class _Walk:
    """One walk from the start to the end, on a connection of its own."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        schemas: Mapping[str, str],
        start: Side,
        end: Side,
        *,
        is_whole: bool,
    ) -> None:
        self.connection = connection
        self.schemas = schemas
        self.start = start
        self.end = end
        self.is_whole = is_whole
        self.causes: list[str] = []
        self.moved_rules: list[str] = []
        self.datasets = [name for name in _datasets(connection) if name not in NOT_JUDGED]

    def put_ends(self, first: _List, last: _List) -> None:
        """The two lists, and which rules have something to tell."""
        self.lists = (first, last)
        worlds.put(self.connection, "given_flags", first.flags)
        self.connection.execute("create or replace table seen as select 0::integer as step, * from given_flags")
        self.apart = pl.concat(
            [first.flags.join(last.flags, on=first.flags.columns, how="anti", nulls_equal=True),
             last.flags.join(first.flags, on=first.flags.columns, how="anti", nulls_equal=True)]
        )  # fmt: skip
        self.moved_rules = sorted(set(self.apart["rule"]))

    def walk(self, progress: Progress) -> bool:
        """Makes each world and keeps its flags; whether the last came out as the list at the end."""
        if not self.moved_rules:
            return True
        worlds_in_order = list(self._worlds())
        self.causes = [cause for cause, _ in worlds_in_order]
        keeps_runs = any(_keeps_runs(world.book) for _, world in worlds_in_order)
        errands = self._errands()
        steps = len(errands) * len(worlds_in_order)
        for number, (rules, projects) in enumerate(errands):
            bench = Bench(
                self.connection,
                self.schemas.values(),
                rules,
                projects=projects,
                keeps_runs=keeps_runs,
                is_whole=self.is_whole,
            )
            for step, (cause, world) in enumerate(worlds_in_order, 1):
                progress(cause, number * len(worlds_in_order) + step - 1, steps)
                bench.stand(world)
                self.connection.execute(
                    f"insert into seen select {step}, * from ({FLAGS_SEEN.format(schema='main')}) "  # noqa: S608
                    "where list_contains($rules, rule)",
                    {"as_of": world.as_of, "rules": rules},
                )
            if not self._came_out_right(rules, projects):
                return False
        progress("", steps, steps)
        return True

    def _errands(self) -> list[tuple[list[str], list[str] | None]]:
        """Rules to judge together, and for which projects: in a large district with few changes the rules about single
        projects are judged for those of which a flag changed, only the others for the whole."""
        projects = sorted(set(self.apart["project_code"].drop_nulls()))
        known = self._rows(f"select count(distinct project_code) from {self.schemas[self.end.snapshot]}.staged_project")  # noqa: S608
        if known[0][0] < MANY_PROJECTS or len(projects) > known[0][0] * FEW_SHARE:
            return [(self.moved_rules, None)]
        kinds = {
            (rule, kind)
            for side in (self.start, self.end)
            for rule, said in self._rows(
                f"select rule, subject_kind from {self.schemas[side.rules or side.snapshot]}.rules_in_force"  # noqa: S608
            )
            for kind in said.split(",")
        }
        wide = {rule for rule, kind in kinds if kind not in OF_ONE_PROJECT}
        errands: list[tuple[list[str], list[str] | None]] = [
            ([rule for rule in self.moved_rules if rule not in wide], projects),
            ([rule for rule in self.moved_rules if rule in wide], None),
        ]
        return [errand for errand in errands if errand[0]]

    def _came_out_right(self, rules: Sequence[str], projects: Sequence[str] | None) -> bool:
        """Whether the last world has the flags of the list at the end."""
        mine = pl.col("rule").is_in(rules)
        if projects is not None:
            mine &= pl.col("project_code").is_in(projects)
        expected = self.lists[1].flags.filter(mine)
        found = build.frame(
            self.connection, "select * exclude (step) from seen where step = $step", {"step": len(self.causes)}
        )
        return _same(found.filter(pl.col("rule").is_in(rules)), expected.select(found.columns))

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()

    def _worlds(self) -> Iterator[tuple[str, World]]:
        """Each cause that moves something, with the world after its step."""
        start, end = (self.schemas[side.snapshot] for side in (self.start, self.end))
        span = Span(self.start.as_of, self.end.as_of)
        books = [
            book_of(self.connection, self.schemas[side.rules or side.snapshot], side.as_of, dict(side.values))
            for side in (self.start, self.end)
        ]
        book, last_book = (_in_terms_of(self.connection, each, books[0].schema) for each in books)
        facts = {name: Origin(start, span if self._happened(name, start, span) else None) for name in self.datasets}
        if span.start != span.end:
            yield TIME, World(self.end.as_of, facts, book)
        for cause, datasets in self._causes_of_facts():
            moved = {name: self._origin_at_the_end(name, start, end) for name in datasets}
            if any(facts[name] != origin for name, origin in moved.items()):
                facts = {**facts, **moved}
                yield cause, World(self.end.as_of, facts, book)
        if last_book != book:
            yield RULE, World(self.end.as_of, facts, last_book)

    def _causes_of_facts(self) -> list[tuple[str, list[str]]]:
        named = {name for datasets in CAUSES.values() for name in datasets}
        others = [(name, [name]) for name in self.datasets if name not in named]
        return [
            (cause, found)
            for cause, datasets in [*CAUSES.items(), *others]
            if (found := [name for name in datasets if name in self.datasets])
        ]

    def _happened(self, dataset: str, schema: str, span: Span) -> bool:
        """Whether anything of this dataset happened within the span."""
        held = worlds.columns_of_facts(self.connection)[f"staged_{dataset}"].get(schema, {})
        days = [name for name in worlds.DAYS.get(dataset, ()) if name in held]
        if not days or span.start == span.end:
            return False
        within = " or ".join(f"({name} > $start and {name} <= $end)" for name in days)
        query = f"select count(*) from {schema}.staged_{dataset} where {within}"  # noqa: S608 - our own names
        found = self.connection.execute(query, {"start": span.start, "end": span.end}).fetchone()
        return bool(found and found[0])

    def _origin_at_the_end(self, dataset: str, start: str, end: str) -> Origin:
        if start == end or self._content(dataset, start) == self._content(dataset, end):
            return Origin(start)
        return Origin(end)

    def _content(self, dataset: str, schema: str) -> tuple[Any, ...]:
        """What tells the rows of a dataset from others: all but where they stand, with the columns of their files."""
        columns = worlds.columns_of_facts(self.connection)[f"staged_{dataset}"].get(schema, {})
        parts = f"from {schema}.source_parts where dataset = $dataset"
        if not columns:
            return ()
        content = ", ".join(f"facts.{name}" for name in sorted(columns) if name not in ("source_id", "source_row"))
        query = (
            f"select count(*), sum(hash(content)), (select count(*) > 0 {parts}) from (select {content}, "  # noqa: S608
            f"list_sort(parts.columns_present) as columns_present from {schema}.staged_{dataset} as facts "
            f"join {schema}.source_parts as parts on facts.source_id = parts.source_id) as content"
        )
        found = self.connection.execute(query, {"dataset": dataset}).fetchone()
        return (sorted(columns), *(found or ()))

    # ------------------------------------------------------------------------------------------------ what is told

    def told(self, before: Side, after: Side, *, is_reversed: bool) -> Changes:
        """The frames of the walk; its last list is that of the end, as it was given."""
        steps, causes = len(self.causes), self.causes
        self._put_last_list(steps)
        if is_reversed:
            self.connection.execute("update seen set step = ? - step", [steps])
            causes = causes[::-1]
        self._name_sides(before, after)
        given = {
            "steps": steps,
            "as_of_1": before.as_of,
            "as_of_2": after.as_of,
            "year_1": before.as_of.year,
            "year_2": after.as_of.year,
            "moved_rules": self.moved_rules,
        }
        for table in ("subjects_told", "changed_flags", "project_stakes"):
            self._ask(table, given)
        self._put_verdicts(self.lists[::-1] if is_reversed else self.lists)
        named = pl.DataFrame(
            {"step": range(1, steps + 1), "cause": causes}, schema={"step": pl.Int32, "cause": pl.String}
        )
        return Changes(
            before=before,
            after=after,
            causes=tuple(self.causes),
            flags=self._frame("told_flags", given),
            parts=self._frame("flag_parts", given).join(named, on="step", maintain_order="left"),
            balance=self._frame("balance", given),
            projects=self._frame("project_ends", given),
            project_parts=self._frame("project_parts", given).join(named, on="step", maintain_order="left"),
        )

    def _put_last_list(self, steps: int) -> None:
        """The end's whole list in place of what was judged again of it."""
        if steps == 0:
            return
        worlds.put(self.connection, "given_flags", self.lists[1].flags)
        self.connection.execute("delete from seen where step = ?", [steps])
        self.connection.execute("insert into seen by name select ?::integer as step, * from given_flags", [steps])

    def _name_sides(self, before: Side, after: Side) -> None:
        """Views on what both snapshots hold, as the queries name them."""
        for number, side in enumerate((before, after), 1):
            schema = self.schemas[side.snapshot]
            for table in ("subjects", "project_months", "area_months", "payments", "indicator_revisions"):
                self.connection.execute(f"create or replace view {table}_{number} as from {schema}.{table}")

    def _put_verdicts(self, lists: Sequence[_List]) -> None:
        """What both sides say of the flags that are told."""
        sides = [each.verdicts.with_columns(pl.lit(side).alias("side")) for side, each in enumerate(lists, 1)]
        worlds.put(self.connection, "side_verdicts", pl.concat(sides))

    def _ask(self, query: str, given: Mapping[str, Any]) -> None:
        statement = sql_files.plain_sql("walk", query)
        self.connection.execute(statement, {name: value for name, value in given.items() if f"${name}" in statement})

    def _frame(self, query: str, given: Mapping[str, Any]) -> pl.DataFrame:
        statement = sql_files.plain_sql("walk", query)
        used = {name: value for name, value in given.items() if f"${name}" in statement}
        return build.frame(self.connection, statement, used)
