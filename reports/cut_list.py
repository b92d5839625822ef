"""The results below 优 and 良 in the form of a 压减预算建议表: base, ratio, amount, and the clause that asks for it.

A proposal: the cut is at least what stands here, and whether policy is to be revised is ticked by a person.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from reports import muting
from reports.form import Form, code_and_name
from reports.spreadsheet import Sheet
from warehouse import read
from wording.say import say, word

CLAUSES = ("S5.7", "S5.8")
FORM = Form(
    rule="C04",
    tab="cut.tab",
    title="cut.title",
    notes=("cut.note",),
    header=lambda field, language: word("cut_column", field, language),
    upper_header=lambda group, language: word("cut_group", group, language),
    layout=(  # dual-monitoring.md §6.4, paper 5
        ("project_code", "code", "project", 22.5),
        ("project_name", "text", "project", 30),
        ("department", "text", "project", 20),
        ("evaluated_year", "year", "evaluation", 7),
        ("evaluation_kind", "text", "evaluation", 10),
        ("score", "number", "evaluation", 8),
        ("grade", "text", "evaluation", 6),
        ("base_yuan", "money", "cut", None),
        ("cut_ratio_used", "rate", "cut", 9),
        ("money_yuan", "money", "cut", None),
        ("review", "text", "", 14),
        ("policy", "text", "", 9),
        ("basis", "text", "", 46),
    ),
    summed=frozenset({"base_yuan", "money_yuan"}),
)


def sheet(
    reader: read.Reader,
    as_of: date,
    listed: Sequence[Mapping[str, Any]],
    language: str,
    unit: str = "yuan",
) -> Sheet | None:
    """The form for the C04 flags among `listed` (rows of flag_list, in their order); None where there is none."""
    found = rows(reader, listed, language)
    return FORM.sheet(found, as_of, language, unit, more_notes=muting.notes(FORM.flagged(listed), language))


def rows(reader: read.Reader, listed: Sequence[Mapping[str, Any]], language: str) -> list[dict[str, Any]]:
    """One row a flag: the rule's own numbers, the mark for review under X1, an empty cell for the policy tick."""
    quotes = {each["clause"]: each["quote"] for each in read.clauses(reader).to_dicts()}
    basis = say("cut.basis_join", language).join(
        say("cut.basis", language, clause=clause, quote=quotes[clause]) for clause in CLAUSES
    )
    return [_row(row, row["evidence"]["numbers"], basis, language) for row in FORM.flagged(listed)]


def _row(row: Mapping[str, Any], numbers: Mapping[str, Any], basis: str, language: str) -> dict[str, Any]:
    return {
        **numbers,
        "project_code": row["subject_code"],
        "project_name": row["subject_name"],
        "department": code_and_name(row["department_code"], row["department_name"]),
        "evaluation_kind": word("value", numbers["evaluation_kind"], language),
        "grade": word("value", numbers["grade"], language),
        "money_yuan": row["money_yuan"],
        "review": say("cut.review", language) if row["exemption"] == "X1" else "",
        "policy": "",
        "basis": basis,
    }
