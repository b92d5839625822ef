"""The questions that pages and reports may ask of a snapshot: one function a question, each from one file of queries/.

The department scope has no default: a forgotten scope is an error, not a leak. Frames come back with
language-free codes; sentences are made by wording/. Nothing is computed here.
"""

import re
import threading
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl

from warehouse import comparison, sql_files, trials
from warehouse.build import frame
from warehouse.changes import CAUSES, Changes, Progress, Side, between, rows_of
from warehouse.changes import ROWS as WALKED_ROWS
from warehouse.snapshots import (
    Pair,
    Reader,
    SnapshotProblem,
    checked_id,
    current_id,
    id_of,
    list_snapshots,
    log_of,
    open_pair,
    open_reader,
    running_load,
    store_folder,
)

# what a caller of `current_reader` and `pair` meets, and what the page of the person who loads asks of the store itself
__all__ = ["CAUSES", "Changes", "Pair", "Reader", "Side", "SnapshotProblem", "running_load", "store_folder"]
LOAD_COLUMNS = {
    "snapshot": pl.String, "is_current": pl.Boolean, "published_at": pl.String, "published_by": pl.String,
    "inbox": pl.String, "read_rows": pl.Int64, "accepted_rows": pl.Int64, "seconds": pl.Float64,
}  # fmt: skip


# what narrows the projects behind a figure to those that a reader's filters leave, see queries/chosen_projects.sql
PROJECT_FILTERS = (
    "quadrant", "why", "chosen_quadrants", "chosen_departments", "chosen_categories", "chosen_areas",
)  # fmt: skip
EVERY_ROW = "9223372036854775807"
NO_FILTERS: Mapping[str, Any] = {
    name: []
    for name in (
        "chosen_quadrants", "chosen_departments", "chosen_categories", "chosen_areas", "rules", "severities",
        "outcomes", "missing", "datasets", "changes", "courses", "mutings",
    )
}  # fmt: skip


class _EveryDepartment:
    """The scope of a reader who may see the whole district."""

    def __repr__(self) -> str:
        return "EVERY_DEPARTMENT"


EVERY_DEPARTMENT: Final = _EveryDepartment()
WALKS_KEPT: Final = 8
_walked: dict[tuple[Path, Side, Side], Changes] = {}
_walking = threading.Lock()
Departments = Collection[str] | _EveryDepartment


def current_reader(store: Path | None = None) -> Reader:
    """The published snapshot of the store (DUAL_MONITOR_STORE, else data/store)."""
    return open_reader(store_folder(store))


def reader_of(snapshot: str | None, store: Path | None = None) -> Reader:
    """A snapshot that the store keeps, by its id or number; the current one where none is named."""
    folder = store_folder(store)
    return open_reader(folder, id_of(folder, snapshot))


def rule_days(reader: Reader) -> pl.DataFrame:
    """The days on which values changed, latest first: day, keys (of settings and thresholds)."""
    return _ask(reader, "rule_days")


def by_rules_of(reader: Reader, day: date, as_of: date) -> Reader:
    """The year of a month end judged by the values that were in force on a day; any question can be asked of it, and
    other years are as they were. The snapshot itself where the values are the same."""
    values = trials.values_on(reader, day, date(as_of.year, 12, 31), since=date(as_of.year, 1, 1))
    return (
        trials.start(reader, as_of, values, answers_all=True, name=f"rules-of-{day}-for-{as_of.year}")
        if values
        else reader
    )


def side(snapshot: str | None, as_of: date, rules_of: date | None = None, store: Path | None = None) -> Side:
    """A list to compare: a month end of a snapshot (the current one where none is named), by the values of a day."""
    reader = reader_of(snapshot, store)
    values = trials.values_on(reader, rules_of, as_of) if rules_of else {}
    return Side(reader.id, as_of, values=tuple(sorted(values.items(), key=lambda each: each[0])))


def changes_between(
    departments: Departments, before: Side, after: Side, store: Path | None = None, progress: Progress | None = None
) -> Changes:
    """What lies between two lists, by cause; the parts add up to the whole. Made once for all who ask for the same."""
    folder = store_folder(store).resolve()
    with _walking:
        key = (folder, before, after)
        found = _walked.pop(key, None) or between(folder, before, after, progress)
        _walked[key] = found
        for oldest in list(_walked)[:-WALKS_KEPT]:
            del _walked[oldest]
    return found if isinstance(departments, _EveryDepartment) else found.within(departments)


def current_snapshot(store: Path | None = None) -> str | None:
    """The id of the published snapshot, None when there is none; costs one readlink."""
    return current_id(store_folder(store))


def months(reader: Reader) -> pl.DataFrame:
    """All judged month ends, oldest first: as_of, fiscal_year, month, is_first_year."""
    return _ask(reader, "months")


def verdicts(
    reader: Reader,
    departments: Departments,
    as_of: date,
    *,
    verdict: str | None = "flagged",
    rule: str | None = None,
    severity: str | None = None,
    department: str | None = None,
    outcome: str | None = None,
) -> pl.DataFrame:
    """Verdicts of one month end, gravest first; `verdict=None` gives all four kinds. Money in yuan.

    run_number says which run of the year a flag is in, earlier_ended how the one before ended; muted_by lists the
    datasets that are late for the rule, muted_until how far each reaches (null: nobody is to wait for data).
    """
    return _ask(
        reader,
        "verdict_list",
        {
            "as_of": as_of,
            "every_verdict": verdict is None,
            "verdict": verdict or "flagged",
            "rule": rule,
            "severity": severity,
            "department": department,
            "outcome": outcome,
            **_scope(departments),
        },
    )


def rules(reader: Reader, as_of: date | None = None) -> pl.DataFrame:
    """The rules of the snapshot: words, clauses, outcome, and the version in force at a month end, else the last."""
    return _ask(reader, "rules", {"day": as_of})


def thresholds(reader: Reader, as_of: date | None = None) -> pl.DataFrame:
    """Every threshold in force at a month end, else the last: rule, name, value, exit_value (null: the same), unit,
    words, source, since when and who said so."""
    return _ask(reader, "thresholds", {"day": as_of})


def values_over_time(reader: Reader) -> pl.DataFrame:
    """Every value of every threshold and shared setting: rule (null: shared), name, value or codes, exit_value, unit,
    words, source, valid_from, valid_to, origin, who, recorded."""
    return _ask(reader, "values_over_time")


def rule_versions(reader: Reader) -> pl.DataFrame:
    """rule, valid_from, valid_to, version: a rule's text with every value that its verdicts rest on."""
    return _ask(reader, "rule_versions")


def exceptions(reader: Reader, departments: Departments, as_of: date) -> pl.DataFrame:
    """Every recorded exception: rule, subject, from_date, to_date (null: open), doc_no, reason, whether it is in force
    at a month end, how many verdicts it decides there, and where it stands."""
    return _ask(reader, "exceptions", {"as_of": as_of, **_scope(departments)})


def clauses(reader: Reader) -> pl.DataFrame:
    """Every clause of the notice in its order: clause, article, quote, rules, metrics, pages, papers, outside_zh/en."""
    return _ask(reader, "clauses")


def notice(reader: Reader) -> pl.DataFrame:
    """position, paragraph: the district notice itself."""
    return _ask(reader, "notice")


def district(reader: Reader, as_of: date) -> dict[str, Any] | None:
    """The district's few numbers at a month end; None where it has no row."""
    return next(iter(_ask(reader, "district", {"as_of": as_of}).to_dicts()), None)


def district_year(reader: Reader, as_of: date) -> pl.DataFrame:
    """The district month by month from January to `as_of`."""
    return _ask(reader, "district_year", {"as_of": as_of})


def areas(reader: Reader, as_of: date) -> pl.DataFrame:
    """The priority areas at a month end. They overlap: never add them."""
    return _ask(reader, "areas", {"as_of": as_of})


def standings(reader: Reader, departments: Departments, as_of: date) -> pl.DataFrame:
    """The gravest flag of each flagged project, gravest first."""
    return _ask(reader, "standings", {"as_of": as_of, **_scope(departments)})


def departments_with_projects(reader: Reader, departments: Departments, as_of: date) -> pl.DataFrame:
    """department_code, department_name of the year's departments."""
    return _ask(reader, "departments", {"as_of": as_of, **_scope(departments)})


def verdict_counts(reader: Reader, departments: Departments, as_of: date) -> pl.DataFrame:
    """rule, verdict, severity, verdict_count."""
    return _ask(reader, "verdict_counts", {"as_of": as_of, **_scope(departments)})


def scorecard(reader: Reader, departments: Departments, as_of: date) -> pl.DataFrame:
    """Per rule: counts of each verdict, flags alone and shared with other rules, the department with most, yuan."""
    return _ask(reader, "scorecard", {"as_of": as_of, **_scope(departments)})


def flags_ended(reader: Reader, departments: Departments, as_of: date) -> pl.DataFrame:
    """The flags of the month before that are no more, with `ended`: cleared, not_applicable or cannot_assess."""
    return _ask(reader, "flags_ended", {"as_of": as_of, **_scope(departments)})


def late_data(reader: Reader, departments: Departments, as_of: date) -> pl.DataFrame:
    """dataset, data_until, needed_until, muted_count of the datasets that are late at a month end."""
    return _ask(reader, "late_data", {"as_of": as_of, **_scope(departments)})


def untold(reader: Reader, departments: Departments, as_of: date) -> pl.DataFrame:
    """missing (a code), rules (list), verdict_count, project_count, department_count of what cannot be assessed."""
    return _ask(reader, "untold", {"as_of": as_of, **_scope(departments)})


def evidence(
    reader: Reader, departments: Departments, as_of: date, rule: str, subject_ids: Sequence[int] | None
) -> dict[int, dict[str, Any]]:
    """Every number that a rule used, per subject: the rule's own SQL as the snapshot holds it, run again.

    `subject_ids=None`: all subjects of the rule at that month end. A subject out of scope has no entry. One that is
    flagged only until its exit is reached is measured by the exit.
    """
    cursor = reader.cursor()
    found = cursor.execute("select sql from rules_in_force where rule = $rule", {"rule": rule}).fetchone()
    if found is None:
        return {}
    in_force = cursor.execute(sql_files.plain_sql("queries", "thresholds_of_rule"), {"rule": rule, "day": as_of})
    values = in_force.fetchall()
    statement = sql_files.plain_sql("queries", "evidence").replace("{{rule_sql}}", found[0])
    wanted = {
        "wanted_as_of": as_of,
        "every_subject": subject_ids is None,
        "wanted_subjects": list(subject_ids or []),
        **_scope(departments),
    }
    rows = frame(cursor, statement, {**{name: value for name, value, _ in values}, **wanted}).to_dicts()
    numbers = {row["subject_id"]: row for row in rows}
    if any(leaves != value for _, value, leaves in values):
        held = cursor.execute(sql_files.plain_sql("queries", "held"), {"rule": rule, "as_of": as_of}).fetchall()
        at_exit = frame(cursor, statement, {**{name: leaves for name, _, leaves in values}, **wanted}).to_dicts()
        numbers |= {row["subject_id"]: {**row, "is_held": True} for row in at_exit if (row["subject_id"],) in held}
    return numbers


def source_rows(reader: Reader, departments: Departments, as_of: date, subject_ids: Sequence[int]) -> pl.DataFrame:
    """subject_id, dataset, of_rule, file, sheet, row_count, source_rows (null for areas: too many to list).

    Rows with `of_rule` are what that one rule rests on, in place of the dataset's others.
    """
    return _ask(reader, "source_rows", {"as_of": as_of, "subject_ids": list(subject_ids), **_scope(departments)})


def performance_dates(reader: Reader, departments: Departments, as_of: date) -> dict[str, Any]:
    """The newest performance_as_of of a month's projects, and how many have it, an older one, or none."""
    return _ask(reader, "performance_dates", {"as_of": as_of, **_scope(departments)}).row(0, named=True)


def stakes(reader: Reader, departments: Departments, as_of: date) -> dict[str, Any]:
    """Projects flagged by their worst severity, money at stake with each counted once, what could not be assessed.

    muted_count, red_muted_count and muted_yuan are the part of it whose gravest flag is muted because data are late.
    """
    return _ask(reader, "stakes", {"as_of": as_of, **_scope(departments)}).row(0, named=True)


def area_stakes(reader: Reader, as_of: date) -> pl.DataFrame:
    """The gravest flag of each flagged priority area: area, rule, severity, money_yuan. Never add them."""
    return _ask(reader, "area_stakes", {"as_of": as_of})


def load_summary(reader: Reader) -> dict[str, Any]:
    """The load in one row: files, parts, rows and yuan by fate, and the datasets that do not balance."""
    return _ask(reader, "load_summary").row(0, named=True)


def load_balance(reader: Reader) -> pl.DataFrame:
    """One row a dataset: rows and yuan by fate, and their difference."""
    return _ask(reader, "load_balance")


def unusable_files(reader: Reader) -> pl.DataFrame:
    """file, delivery_date, problem (a code) and details (JSON) of every file that was left out."""
    return _ask(reader, "unusable_files")


def load_notices(reader: Reader) -> pl.DataFrame:
    """code, dataset, file, sheet, source_row and details (JSON) of what a person should look at."""
    return _ask(reader, "load_notices")


def dataset_freshness(reader: Reader, today: date) -> pl.DataFrame:
    """One row a dataset that came: its dates and counts, when the next delivery is due and whether it is late today.

    `next_due` is null where deliveries have no rhythm; it alone, with `is_late`, depends on the day of today.
    """
    return _ask(reader, "dataset_freshness", {"today": today})


def broken_checks(reader: Reader, examples: int) -> pl.DataFrame:
    """Every check with its words, the number of records that break it, and a few of them as JSON."""
    return _ask(reader, "broken_checks", {"examples": examples})


def rows_not_accepted(
    reader: Reader, departments: Departments, datasets: Sequence[str], fates: Sequence[str], row_limit: int | None
) -> pl.DataFrame:
    """Rows with their reasons and original text (JSON); empty filters mean all, `row_limit=None` gives every row."""
    which = {"datasets": list(datasets), "fates": list(fates), "row_limit": row_limit}
    return _ask(reader, "rows_not_accepted", {**which, **_scope(departments)})


def rows_not_accepted_count(
    reader: Reader, departments: Departments, datasets: Sequence[str], fates: Sequence[str]
) -> dict[str, Any]:
    """row_count and yuan of all that `rows_not_accepted` gives without a limit."""
    which = {"datasets": list(datasets), "fates": list(fates)}
    return _ask(reader, "rows_not_accepted_count", {**which, **_scope(departments)}).row(0, named=True)


def pair(earlier: str | None = None, later: str | None = None, store: Path | None = None) -> Pair:
    """Two snapshots of the store side by side; unnamed: the current one and the one published before it."""
    return open_pair(store_folder(store), earlier, later)


def differences(two: Pair, departments: Departments) -> pl.DataFrame:
    """Rows and yuan added, changed and withdrawn between two snapshots, one row a dataset and department.

    department_code is null where it cannot be told. A dataset's added less withdrawn is the difference of its accepted
    rows, its yuan_after less yuan_before that of its accepted yuan.
    """
    return comparison.ask(two, "differences", _scope(departments))


def difference_rows(
    two: Pair, departments: Departments, datasets: Sequence[str], changes: Sequence[str], row_limit: int | None
) -> pl.DataFrame:
    """The rows behind `differences`: row_key and fields (JSON, field with was and becomes), yuan, places in both.

    Empty filters mean all, `row_limit=None` gives every row.
    """
    which = {"datasets": list(datasets), "changes": list(changes), "row_limit": row_limit}
    return comparison.ask(two, "difference_rows", {**which, **_scope(departments)})


def refused_rows(reader: Reader, departments: Departments) -> pl.DataFrame:
    """Every refused row with its place, reasons (JSON) and whose it is to mend (null: cannot be told)."""
    return _ask(reader, "refused_rows", _scope(departments))


def refused_by_department(reader: Reader, departments: Departments) -> pl.DataFrame:
    """department_code (null: cannot be told), department_name, row_count and file_count of what has to be mended."""
    rows = sql_files.plain_sql("queries", "refused_rows")
    statement = sql_files.plain_sql("queries", "refused_by_department").replace("{{refused_rows}}", rows)
    return frame(reader.cursor(), statement, _scope(departments))


def deliveries(reader: Reader) -> pl.DataFrame:
    """file, fingerprint, delivery_date and problem of every file of the load."""
    return _ask(reader, "deliveries")


def control_totals(reader: Reader, departments: Departments) -> pl.DataFrame:
    """Every official control total beside what our rows add up to and the difference, those that differ first."""
    return _ask(reader, "control_totals", _scope(departments))


def corrections(reader: Reader) -> pl.DataFrame:
    """Every correction of the load with what became of it (applied, mended, without_row), one row a corrected row."""
    return _ask(reader, "corrections")


def freeze_lines(
    reader: Reader, departments: Departments, as_of: date, project_codes: Sequence[str] | None
) -> pl.DataFrame:
    """Budget lines of projects as a freeze of allotments shows them; `project_codes=None`: of every project.

    What cannot be told to a line is a row with `is_of_no_line`. Per project available_yuan and freeze_yuan each sum to
    project_available_yuan.
    """
    which = {"every_project": project_codes is None, "project_codes": list(project_codes or [])}
    return _ask(reader, "freeze_lines", {"as_of": as_of, **which, **_scope(departments)})


def project_quadrants(reader: Reader, departments: Departments, as_of: date) -> pl.DataFrame:
    """Every project of a month with both its progresses, its quadrant, areas and flags, largest budget first."""
    return _ask(reader, "project_quadrants", {"as_of": as_of, **_scope(departments)})


def quadrant_lines(reader: Reader, as_of: date) -> pl.DataFrame:
    """Calendar time at each month end of the year so far; where the quadrants part, and the gap that is tolerated."""
    return _ask(reader, "quadrant_lines", {"as_of": as_of})


def project_list(reader: Reader, departments: Departments, as_of: date, find: str, most: int) -> pl.DataFrame:
    """Up to `most` projects whose code or name holds `find`, gravest first; found_count says how many there are."""
    return _ask(reader, "project_list", {"as_of": as_of, "find": find, "most": most, **_scope(departments)})


def project(reader: Reader, departments: Departments, as_of: date, project_code: str) -> dict[str, Any] | None:
    """One project at a month end; None where the year does not hold it or it is out of scope."""
    return next(iter(_of_project(reader, "project", departments, as_of, project_code).to_dicts()), None)


def project_curve(reader: Reader, departments: Departments, as_of: date, project_code: str) -> pl.DataFrame:
    """The twelve months of a project's year: money and work up to `as_of`, clock and cash plan to the end."""
    return _of_project(reader, "project_curve", departments, as_of, project_code)


def project_indicators(reader: Reader, departments: Departments, as_of: date, project_code: str) -> pl.DataFrame:
    """The indicators in force of a project."""
    return _of_project(reader, "project_indicators", departments, as_of, project_code)


def project_budget_lines(reader: Reader, departments: Departments, as_of: date, project_code: str) -> pl.DataFrame:
    """The budget lines of a project approved so far; they sum to its current budget."""
    return _of_project(reader, "project_budget_lines", departments, as_of, project_code)


def project_payments(reader: Reader, departments: Departments, as_of: date, project_code: str) -> pl.DataFrame:
    """The payment requests of a project's year so far, newest first."""
    return _of_project(reader, "project_payments", departments, as_of, project_code)


def project_carry_over(reader: Reader, departments: Departments, as_of: date, project_code: str) -> pl.DataFrame:
    """The transfer lines that a project carried over, oldest first."""
    return _of_project(reader, "project_carry_over", departments, as_of, project_code)


def project_evaluations(reader: Reader, departments: Departments, as_of: date, project_code: str) -> pl.DataFrame:
    """The evaluations of a project of any year that were known by `as_of`."""
    return _of_project(reader, "project_evaluations", departments, as_of, project_code)


def project_past_years(reader: Reader, departments: Departments, as_of: date, project_code: str) -> pl.DataFrame:
    """One row a year of a project code: its last judged month up to `as_of`."""
    return _of_project(reader, "project_past_years", departments, as_of, project_code)


def project_verdicts(reader: Reader, departments: Departments, as_of: date, project_code: str) -> pl.DataFrame:
    """A project's flags and what could not be assessed, with the columns of `verdicts`."""
    return _of_project(reader, "project_verdicts", departments, as_of, project_code)


def project_runs(reader: Reader, departments: Departments, as_of: date, project_code: str) -> pl.DataFrame:
    """Every run of flagged months of a project up to `as_of`, as it was known then, newest first."""
    return _of_project(reader, "project_runs", departments, as_of, project_code)


def project_flag_months(reader: Reader, departments: Departments, as_of: date, project_code: str) -> pl.DataFrame:
    """What each rule that flagged a project this year said in each month up to `as_of`."""
    return _of_project(reader, "project_flag_months", departments, as_of, project_code)


def _of_project(reader: Reader, query: str, departments: Departments, as_of: date, project_code: str) -> pl.DataFrame:
    """What a query says about one project at a month end."""
    return _ask(reader, query, {"as_of": as_of, "project_code": project_code, **_scope(departments)})


def paces_of_month(reader: Reader, departments: Departments, as_of: date) -> pl.DataFrame:
    """The whole, the areas, all priority spending once and the rest at a month end. Empty for who may not see all."""
    return _ask(reader, "paces_of_month", {"as_of": as_of, **_scope(departments)})


def paces_of_year(reader: Reader, departments: Departments, as_of: date) -> pl.DataFrame:
    """The lines of `paces_of_month` month by month from January to `as_of`."""
    return _ask(reader, "paces_of_year", {"as_of": as_of, **_scope(departments)})


def priority_year(reader: Reader, departments: Departments, as_of: date) -> pl.DataFrame:
    """Priority spending (overlaps once) and the rest month by month, their difference, and last year's."""
    return _ask(reader, "priority_year", {"as_of": as_of, **_scope(departments)})


def department_standings(reader: Reader, departments: Departments, as_of: date) -> pl.DataFrame:
    """Each department at a month end, by code; the row without code is the whole district."""
    return _ask(reader, "department_standings", {"as_of": as_of, **_scope(departments)})


def department_year(reader: Reader, departments: Departments, as_of: date, department: str) -> pl.DataFrame:
    """One department month by month from January to `as_of`."""
    return _ask(reader, "department_year", {"as_of": as_of, "department": department, **_scope(departments)})


def changes_since_last_month(reader: Reader, departments: Departments, as_of: date, row_limit: int) -> pl.DataFrame:
    """Projects by change (entered, left, worse, better, same), at most `row_limit` each, gravest first.

    project_count, all_before_yuan and all_now_yuan tell all of the change. Empty in January: flags belong to a year.
    """
    return _ask(reader, "changes_since_last_month", {"as_of": as_of, "row_limit": row_limit, **_scope(departments)})


def metrics(reader: Reader) -> pl.DataFrame:
    """name, unit, words, is_helper, sql and version of every metric."""
    return _ask(reader, "metrics")


def settings(reader: Reader, as_of: date | None = None) -> pl.DataFrame:
    """name, value or codes, unit, words and source of every setting that metrics and rules share; at a month end, else
    the last ones."""
    return _ask(reader, "settings", {"day": as_of})


def models(reader: Reader) -> pl.DataFrame:
    """name, words, grain and version of every model."""
    return _ask(reader, "models")


def model_columns(reader: Reader) -> pl.DataFrame:
    """model, name and words of every column of the models that are tables."""
    return _ask(reader, "model_columns")


def loads(store: Path | None = None) -> pl.DataFrame:
    """The snapshots kept, latest first, as their logs tell: snapshot, is_current, published_at, published_by, inbox,
    read_rows, accepted_rows, seconds. Null is what an older log does not tell."""
    folder = store_folder(store)
    current = current_id(folder)
    rows = [_load(known, log_of(folder, known)) | {"is_current": known == current} for known in list_snapshots(folder)]
    return pl.DataFrame(rows[::-1], schema=LOAD_COLUMNS)


def loaded_files(reader: Reader) -> pl.DataFrame:
    """file, size_bytes, fingerprint, delivery_date, problem of every file that a snapshot was made of."""
    return _ask(reader, "loaded_files")


def recognised(reader: Reader) -> pl.DataFrame:
    """One row a table that was found in a file: dataset, delivery date, unit, rows by fate."""
    return _ask(reader, "recognised")


def checked_reader(store: Path | None = None) -> Reader | None:
    """What was checked last and not published yet; None when there is nothing, or nothing that can be read."""
    folder = store_folder(store)
    found = checked_id(folder)
    try:
        return None if found is None else open_reader(folder, found)
    except SnapshotProblem:  # of another version, or gone just now: checked again in a moment
        return None


def _load(snapshot: str, log: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    by_phase = {line.get("phase"): line for line in log}
    published = by_phase.get("publish", {})
    return {
        "snapshot": snapshot,
        "published_at": published.get("at"),
        "published_by": published.get("by"),
        "inbox": published.get("inbox"),
        "read_rows": by_phase.get("read", {}).get("rows"),
        "accepted_rows": by_phase.get("settle", {}).get("rows"),
        "seconds": sum(line.get("seconds", 0.0) for line in log) if log else None,
    }


def rows_behind(
    reader: Reader, departments: Departments, rows: str, *, row_limit: int | None, **which: Any
) -> pl.DataFrame:
    """The rows that a figure was made of, each with its place in its file: of the query `rows`, in its own order.

    `which` are the query's coordinates (as_of, project_code, part …); one that is not given leaves nothing out.
    """
    if rows in WALKED_ROWS:
        found = _walked_rows(departments, rows, which)
        return found if row_limit is None else found.head(row_limit)
    return _rows(reader, departments, rows, which, "shown", {"row_limit": row_limit})


def total_behind(
    reader: Reader, departments: Departments, rows: str, *, made: str = "", **which: Any
) -> dict[str, Any]:
    """row_count of all that `rows_behind` gives without a limit, and what is made of them: the sum of a column that
    the query's head says adds up (null where no row knows it), `most_<column>`, its greatest value, or
    `different_<column>`, how many values it has."""
    if rows in WALKED_ROWS:
        found = _walked_rows(departments, rows, which)
        sums = {name: _known_sum(found[name]) for name, kind in found.schema.items() if kind.is_numeric()}
        return {"row_count": found.height, **sums}
    return _rows(reader, departments, rows, which, "", {}, made).row(0, named=True)


def _walked_rows(departments: Departments, rows: str, which: Mapping[str, Any]) -> pl.DataFrame:
    """Rows behind a number of what lies between two lists, narrowed as the page is."""
    found = changes_between(departments, which["chosen_before"], which["chosen_after"], which["chosen_store"])
    if which.get("chosen_departments"):
        found = found.within(which["chosen_departments"])
    if which.get("chosen_rules"):
        found = found.of_rules(which["chosen_rules"])
    own = {name: value for name, value in which.items() if name != "as_of" and not name.startswith("chosen_")}
    return rows_of(found, rows, own)


def _known_sum(values: pl.Series) -> Any:
    """The sum; nothing of no rows, null where no row knows it."""
    return None if values.len() and values.null_count() == values.len() else values.sum()


def project_clock(reader: Reader, departments: Departments, as_of: date, project_code: str) -> dict[str, Any] | None:
    """What a project's calculations depend on: its clock, performance month, whether issues are known; None: unseen."""
    return next(iter(_of_project(reader, "project_clock", departments, as_of, project_code).to_dicts()), None)


def indicator_of_project(
    reader: Reader, departments: Departments, as_of: date, project_code: str, indicator: str
) -> dict[str, Any] | None:
    """Kind, target, actual and completion of one indicator in force; None where there is none in sight."""
    which = {"as_of": as_of, "project_code": project_code, "indicator": indicator}
    return next(iter(_ask(reader, "indicator_of_project", {**which, **_scope(departments)}).to_dicts()), None)


def judged_subject(
    reader: Reader, departments: Departments, as_of: date, rule: str, subject_code: str
) -> dict[str, Any] | None:
    """subject_id, subject_kind, project_code, verdict and money_yuan of one verdict; None where none is in sight."""
    which = {"as_of": as_of, "rule": rule, "subject_code": subject_code}
    return next(iter(_ask(reader, "judged_subject", {**which, **_scope(departments)}).to_dicts()), None)


def _rows(
    reader: Reader, departments: Departments, rows: str, which: Mapping[str, Any], wanted: str, more: Mapping[str, Any],
    made: str = "",
) -> pl.DataFrame:  # fmt: skip
    """Some rows behind a figure, or their total: one file of queries/, narrowed to the projects that filters leave."""
    query = next(file for file in sql_files.read_folder("queries") if file.name == rows)
    statement = _filled(reader, query.sql)
    if any(which.get(name) and f"${name}" not in query.sql for name in PROJECT_FILTERS):
        chosen = sql_files.plain_sql("queries", "chosen_projects").replace(
            "{{project_quadrants}}", sql_files.plain_sql("queries", "project_quadrants")
        )
        statement = f"select found.* from ({statement}) as found semi join ({chosen}) as chosen using (project_code)"  # noqa: S608
    if wanted == "shown":
        statement = f"select * from ({statement}) order by {query.need('order_by')} limit $row_limit"  # noqa: S608
    else:
        sums = {
            column: f"case when count(*) = 0 then 0 else sum({column}) end" for column in query.head.get("adds", [])
        }
        sums |= {f"most_{column}": f"max({column})" for column in query.head.get("most", [])}
        sums |= {f"different_{column}": f"count(distinct {column})" for column in query.head.get("counts", [])}
        of_rows = f", {sums[made]} as {made}" if made else ""
        statement = f"select count(*) as row_count{of_rows} from ({statement})"  # noqa: S608
    used = set(re.findall(r"\$(\w+)", statement))
    unknown = set(which) - used - {"as_of", *PROJECT_FILTERS}
    if unknown:
        raise ValueError(f"queries/{rows}.sql knows no {sorted(unknown)}.")
    given = {**dict.fromkeys(used), **NO_FILTERS, "row_limit": None, **_scope(departments), **which, **more}
    return frame(reader.cursor(), statement, {name: _listed(given[name]) for name in used})


def _filled(reader: Reader, statement: str) -> str:
    """A query that reads from another one, with that put in, without its limit."""
    if "{{changes}}" in statement:
        changes = sql_files.plain_sql("queries", "changes_since_last_month")
        return statement.replace("{{changes}}", changes.replace("$row_limit", EVERY_ROW))
    if "{{difference_rows}}" in statement and isinstance(reader, Pair):
        differences = comparison.statement(reader, "difference_rows")
        return statement.replace("{{difference_rows}}", differences.replace("$row_limit", EVERY_ROW))
    return statement


def _listed(value: Any) -> Any:
    """A value as DuckDB takes it: tuples, which a cache can hold, as lists."""
    return list(value) if isinstance(value, tuple) else value


def scope_of(departments: Departments) -> dict[str, Any]:
    """The scope as query parameters."""
    if isinstance(departments, _EveryDepartment):
        return {"every_department": True, "departments": []}
    return {"every_department": False, "departments": sorted(departments)}


_scope = scope_of


def _ask(reader: Reader, query: str, parameters: Mapping[str, Any] | None = None) -> pl.DataFrame:
    """The frame that a query file answers with."""
    return frame(reader.cursor(), sql_files.plain_sql("queries", query), parameters)
