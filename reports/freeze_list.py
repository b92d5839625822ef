"""The projects proposed for suspension in the form of an allotment freeze: one row a budget line, to be keyed in.

A proposal: nothing is frozen here. Lines and amounts come from the warehouse; what belongs to no line stands in a
row of its own and is never spread, so that each project's rows sum to its available amount.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from reports import muting
from reports.form import Form, code_and_name
from reports.spreadsheet import Sheet
from warehouse import read
from wording import formats
from wording.findings import formatted
from wording.say import say, word

CLAUSE = "S5.5"
AREAS = {"is_education": "教育", "is_social_security": "社会保障", "is_poverty_relief": "扶贫"}
FORM = Form(
    rule="C01",
    tab="freeze.tab",
    title="freeze.title",
    notes=("freeze.note_proposal", "freeze.note_sum"),
    header=lambda field, language: word("freeze_column", field, language),
    upper_header=lambda group, language: word("freeze_group", group, language),
    layout=(  # dual-monitoring.md §6.2, and what makes a line's key complete
        ("project_code", "code", "project", 22.5),
        ("project_name", "text", "project", 22),
        ("department", "text", "project", 15),
        ("doc_no", "text", "line", 18),
        ("agency", "text", "line", 18),
        ("fund_nature", "code", "line", 7),
        ("func_item", "code", "line", 9.5),
        ("gov_econ", "code", "line", 8),
        ("dept_econ", "code", "line", 8),
        ("budget_origin", "text", "line", 9),
        ("issued_yuan", "money", "amounts", None),
        ("paid_yuan", "money", "amounts", None),
        ("frozen_yuan", "money", "amounts", None),
        ("available_yuan", "money", "amounts", None),
        ("freeze_kind", "text", "proposal", 8),
        ("freeze_yuan", "money", "proposal", None),
        ("opinion", "text", "proposal", 66),
    ),
    summed=frozenset({"issued_yuan", "paid_yuan", "frozen_yuan", "available_yuan", "freeze_yuan"}),
)


def sheet(
    reader: read.Reader,
    departments: read.Departments,
    as_of: date,
    listed: Sequence[Mapping[str, Any]],
    language: str,
    unit: str = "yuan",
    performance_as_of: date | None = None,
) -> Sheet | None:
    """The form for the C01 flags among `listed` (rows of flag_list, in their order); None where there is none."""
    found = rows(reader, departments, as_of, listed, language, unit)
    return FORM.sheet(
        found, as_of, language, unit, performance_as_of, more_notes=muting.notes(FORM.flagged(listed), language)
    )


def rows(
    reader: read.Reader,
    departments: read.Departments,
    as_of: date,
    listed: Sequence[Mapping[str, Any]],
    language: str,
    unit: str = "yuan",
) -> list[dict[str, Any]]:
    """One row a line, and for some projects one for what belongs to no line; projects in the order of `listed`."""
    flags = {row["subject_code"]: row for row in FORM.flagged(listed)}
    if not flags:
        return []
    lines: dict[str, list[dict[str, Any]]] = {code: [] for code in flags}
    for line in read.freeze_lines(reader, departments, as_of, list(flags)).to_dicts():
        lines[line["project_code"]].append(line)
    clause = next(each for each in read.clauses(reader).to_dicts() if each["clause"] == CLAUSE)
    return [
        _row(line, flags[code], clause, language, unit) for code, of_project in lines.items() for line in of_project
    ]


def _row(
    line: Mapping[str, Any], flag: Mapping[str, Any], clause: Mapping[str, Any], language: str, unit: str
) -> dict[str, Any]:
    return {
        **line,
        "department": code_and_name(line["department_code"], line["department_name"]),
        "doc_no": _name_of_no_line(line, language) if line["is_of_no_line"] else line["doc_no"],
        "agency": code_and_name(line["agency_code"], line["agency_name"]),
        "budget_origin": word("value", line["budget_origin"], language) if line["budget_origin"] else "",
        "freeze_kind": _freeze_kind(line, language),
        "opinion": _opinion(line, flag, clause, language, unit),
    }


def _name_of_no_line(line: Mapping[str, Any], language: str) -> str:
    """What the row that belongs to no line holds: payments, reductions and overspending, or both."""
    if not line["below_zero_yuan"]:
        return say("freeze.of_no_line_payments", language)
    return say("freeze.of_no_line_both" if line["untold_paid_yuan"] else "freeze.of_no_line_difference", language)


def _freeze_kind(line: Mapping[str, Any], language: str) -> str:
    if line["is_of_no_line"]:
        return say("freeze.kind_check", language)
    return say("freeze.kind_amount" if line["freeze_yuan"] > 0 else "freeze.kind_none", language)


def _opinion(
    line: Mapping[str, Any], flag: Mapping[str, Any], clause: Mapping[str, Any], language: str, unit: str
) -> str:
    """What to do with this row and why, with clause and figures."""

    def money(name: str) -> str:
        return formats.money(line[name], unit, language)

    if line["is_of_no_line"]:
        return say(
            "freeze.opinion_of_no_line",
            language,
            untold=money("untold_paid_yuan"),
            below_zero=money("below_zero_yuan"),
            available=money("project_available_yuan"),
        )
    if line["freeze_yuan"] <= 0:
        if line["available_yuan"] < 0:
            return say("freeze.opinion_below_zero", language, available=money("available_yuan"))
        return say("freeze.opinion_used_up", language)
    said = say(
        "freeze.opinion",
        language,
        article=word("article", clause["article"], language),
        clause=CLAUSE,
        quote=clause["quote"],
        why=_grounds(flag["evidence"]["numbers"], language),
        freeze=money("freeze_yuan"),
        available=money("project_available_yuan"),
    )
    areas = [word("area", area, language) for field, area in AREAS.items() if line[field]]
    if areas:
        said += say("freeze.extra_sign_off", language, areas=say("list.comma", language).join(areas))
    return " ".join(filter(None, (said, muting.sentence(flag.get("muted_by"), flag.get("muted_until"), language))))


def _grounds(numbers: Mapping[str, Any], language: str) -> str:
    """The grounds of the flag in words, with the figures of the two axes where they are the ground."""
    said = formatted(numbers["grounds"], "grounds", language)
    if numbers.get("is_money_ahead"):  # a snapshot judged under another version of the rule may not tell
        said += say(
            "freeze.dual_figures",
            language,
            gap=formatted(numbers["dual_gap"], "points", language),
            coverage=formatted(numbers["coverage"], "rate", language),
        )
    return said + say("freeze.cause", language, cause=formatted(numbers["cause_class"], "cause", language))
