"""Which project a printed form is about: its year, its department and the exact name of the project (contract §1a.6).

No project of that name, or several, and the form's rows stay unmatched: they are never given to the nearest name.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

import duckdb

from data_pipeline import cells
from data_pipeline.form_tables import FormHead, token

NO_NAME, NO_DEPARTMENT, NO_PROJECT, SEVERAL = (
    "form_without_project_name",
    "form_department_unknown",
    "form_project_unknown",
    "form_project_ambiguous",
)
_CODE_LAST = re.compile(r"(.+?)[\s(/,，、:-]+([0-9A-Za-z]{2,})\)?", re.DOTALL)
_CODE_FIRST = re.compile(r"([0-9A-Za-z]{2,})[\s/,、:.]+(.+)", re.DOTALL)


def resolve(connection: duckdb.DuckDBPyConnection, heads: Mapping[str, Iterable[FormHead]]) -> None:
    """Fill `printed_forms` from the forms of each file, every form with its project's code or why it has none."""
    rows = [(file, head) for file in heads for head in heads[file]]
    if not rows:
        return
    projects = _projects(connection, sorted({head.fiscal_year for _, head in rows if head.fiscal_year}))
    departments = _departments(connection)
    known = {department for _, department, _ in projects}
    connection.executemany(
        "insert into printed_forms values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_row(file, head, projects, known, departments) for file, head in rows],
    )


def _row(
    file: str,
    head: FormHead,
    projects: Mapping[tuple[int, str, str], set[str]],
    known: set[str],
    departments: Mapping[str, set[str]],
) -> tuple[object, ...]:
    department = _department(head.department, known, departments)
    code, problem = _project(head, department, projects)
    figures = [head.figures.get(name) for name in ("initial", "current", "paid", "forecast")]
    return (
        file,
        head.sheet,
        head.row,
        token(head),
        head.kind,
        head.fiscal_year,
        head.period_end,
        head.project_name or None,
        head.department or None,
        department,
        code,
        problem,
        head.money_row,
        head.money_month,
        *figures[:3],
        head.rounded_to_yuan,
    )


def _project(
    head: FormHead, department: str | None, projects: Mapping[tuple[int, str, str], set[str]]
) -> tuple[str | None, str | None]:
    if head.project_code:
        return cells.code(head.project_code), None
    if not head.project_name:
        return None, NO_NAME
    if department is None:
        return None, NO_DEPARTMENT
    found = projects.get((head.fiscal_year or 0, department, cells.half_width(head.project_name)), set())
    if len(found) == 1:
        return next(iter(found)), None
    return None, SEVERAL if found else NO_PROJECT


def _department(text: str, known: set[str], by_name: Mapping[str, set[str]]) -> str | None:
    """The code that a cell gives, alone or beside the name; a name alone is resolved by exactly that name."""
    plain = cells.half_width(text)
    if not plain:
        return None
    names = by_name.get(plain, set())
    names = names & known or names
    if len(names) == 1:
        return next(iter(names))
    written = [cells.code(text), *(match.group(place) for match, place in _beside_a_name(plain))]
    code = next((code for code in written if code in known), None)
    if code is not None:
        return code
    is_code = next((code for code in written if code and code.isascii() and code.isalnum()), None)
    return is_code if not names else None


def _beside_a_name(plain: str) -> list[tuple[re.Match[str], int]]:
    found = [(_CODE_LAST.fullmatch(plain), 2), (_CODE_FIRST.fullmatch(plain), 1)]
    return [(match, place) for match, place in found if match]


def _projects(connection: duckdb.DuckDBPyConnection, years: list[int]) -> dict[tuple[int, str, str], set[str]]:
    found: dict[tuple[int, str, str], set[str]] = defaultdict(set)
    for year, department, name, code in connection.execute(
        "select fiscal_year, department_code, project_name, project_code from staged_project "
        "where list_contains(?, fiscal_year)",
        [years],
    ).fetchall():
        found[year, department, cells.half_width(name)].add(code)
    return found


def _departments(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, code in connection.execute("select org_name, org_code from staged_organisation").fetchall():
        found[cells.half_width(name)].add(code)
    return found
