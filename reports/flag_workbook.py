"""The list of flags as a workbook: the list, the freeze and cut forms where it holds such flags, and what it is.

The rows are flag_list's, in their order: what CSV says in codes stands here in words. Nothing is computed.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from reports import cover, cut_list, evidence_text, flag_list, freeze_list, muting, spreadsheet
from reports.spreadsheet import Column, Sheet
from warehouse import read
from wording.say import say, word

# field -> kind and least width; the columns are flag_list's, in the contract's order
LOOKS: dict[str, tuple[spreadsheet.Kind, float | None]] = {
    "rule": ("code", 5.5),
    "rule_name": ("text", 13),
    "severity": ("text", 6),
    "verdict": ("text", 6),
    "subject_kind": ("text", 7),
    "subject_code": ("code", 22.5),
    "subject_name": ("text", 22),
    "department_code": ("code", 7),
    "department_name": ("text", 13),
    "as_of": ("date", None),
    "performance_as_of": ("month", None),
    "outcome": ("text", 9),
    "money_yuan": ("money", None),
    "clauses": ("text", 7),
    "finding": ("text", 46),
    "first_flagged": ("month", None),
    "months_flagged": ("number", 6),
    "exemption": ("text", 13),
    "evidence": ("text", 60),
    "run_number": ("number", 6),
    "earlier_ended": ("text", 10),
    "muted_by": ("text", 26),
}
NOT_PRINTED = ("evidence", "run_number", "earlier_ended", "muted_by")  # the right end; the finding says what is muted
WORDS = {"severity": "severity", "verdict": "verdict", "subject_kind": "subject_kind", "outcome": "outcome"}


def as_xlsx(
    reader: read.Reader,
    departments: read.Departments,
    as_of: date,
    listed: Sequence[Mapping[str, Any]],
    language: str,
    *,
    scope: Sequence[tuple[str, str]],
    unit: str = "yuan",
) -> bytes:
    """The workbook of `listed` (rows of flag_list). `scope` says in words which filters made the list."""
    performance = read.performance_dates(reader, departments, as_of)["performance_as_of"]
    sheets = [
        list_sheet(listed, as_of, performance, language, unit),
        freeze_list.sheet(reader, departments, as_of, listed, language, unit, performance),
        cut_list.sheet(reader, as_of, listed, language, unit),
    ]
    tables = [sheet for sheet in sheets if sheet is not None]
    explained = cover.sheet(
        reader,
        scope=scope,
        row_counts={sheet.name: len(sheet.rows) for sheet in tables},
        rules={row["rule"] for row in listed},
        language=language,
        unit=unit,
        as_of=as_of,
        performance_as_of=performance,
    )
    return spreadsheet.workbook([*tables, explained])


def list_sheet(
    listed: Sequence[Mapping[str, Any]], as_of: date, performance_as_of: date | None, language: str, unit: str
) -> Sheet:
    """The main sheet. Its total counts each project once, at its first and so gravest flag; areas are left out."""
    once = money_counted_once(listed)
    return Sheet(
        name=say("flag_workbook.tab", language),
        title=say("flag_workbook.title", language),
        columns=columns(language),
        rows=[in_words(row, language, unit) for row in listed],
        language=language,
        unit=unit,
        as_of=as_of,
        performance_as_of=performance_as_of,
        total=None if once is None else "last",
        totals=None if once is None else {"money_yuan": once},
        total_label=say("flag_workbook.total", language),
        notes=notes(listed, language),
        frozen_columns=2,
    )


def columns(language: str) -> tuple[Column, ...]:
    """The contract's columns with their Chinese or English headers; the evidence is for the screen, not for paper."""
    return tuple(
        Column(
            field,
            word("field", field, language),
            LOOKS[field][0],
            width=LOOKS[field][1],
            is_wrapped=field != "evidence",
            is_printed=field not in NOT_PRINTED,
        )
        for field in flag_list.COLUMNS
    )


def notes(listed: Sequence[Mapping[str, Any]], language: str) -> tuple[str, ...]:
    """How the total counts, and how many flags nobody is to act on yet."""
    muted = sum(bool(row["muted_by"]) for row in listed)
    said = [say("flag_workbook.note", language)]
    if muted:
        said.append(say("flag_workbook.muted", language, count=muted))
    return tuple(said)


def in_words(row: Mapping[str, Any], language: str, unit: str) -> dict[str, Any]:
    """One row of the list with words for codes; numbers and dates stay what they are. A muted flag says so in its
    finding, which is what is printed."""
    said = {field: word(kind, row[field], language) for field, kind in WORDS.items()}
    if row["subject_kind"] == "area":
        said["subject_name"] = word("area", row["subject_code"], language)
    if row["exemption"]:
        said["exemption"] = flag_list.word_of_exemption(row["exemption"], language)
    said["earlier_ended"] = word("ended", row["earlier_ended"], language)
    late = (row["muted_by"], row["muted_until"], language)
    said["muted_by"] = muting.badge(*late)
    said["finding"] = " ".join(filter(None, (row["finding"], muting.sentence(*late))))
    return {**row, **said, "evidence": evidence_text.in_words(row["evidence"], unit, language)}


def money_counted_once(listed: Sequence[Mapping[str, Any]]) -> Decimal | None:
    """Money at stake with each project counted once, at its first row (the list starts with the gravest); None
    where the list holds more than flags."""
    if any(row["verdict"] != "flagged" for row in listed):
        return None
    first: dict[str, Decimal] = {}
    for row in listed:
        code = _project_code(row)
        if code is not None:
            first.setdefault(code, row["money_yuan"])
    return sum(first.values(), start=Decimal(0))


def _project_code(row: Mapping[str, Any]) -> str | None:
    """The project of a flag; a budget line's code holds it in second place (contract §3)."""
    if row["subject_kind"] == "budget_line":
        return str(row["subject_code"]).split("|")[1]
    return row["subject_code"] if row["subject_kind"] == "project" else None


def scope_in_words(
    reader: read.Reader,
    departments: read.Departments,
    as_of: date,
    language: str,
    *,
    verdicts: Sequence[str] = ("flagged",),
    rules: Sequence[str] = (),
    severities: Sequence[str] = (),
    chosen_departments: Sequence[str] = (),
    outcomes: Sequence[str] = (),
    courses: Sequence[str] = (),
    mutings: Sequence[str] = (),
) -> list[tuple[str, str]]:
    """The filters of a list as name and words; an empty filter means all."""
    titles = {rule["rule"]: f"{rule['rule']} {rule[f'title_{language}']}" for rule in read.rules(reader).to_dicts()}
    known = read.departments_with_projects(reader, departments, as_of)
    names = {code: f"{code}-{name}" for code, name in known.iter_rows()}
    every, comma = say("flag_workbook.every", language), say("list.comma", language)
    chosen = {
        "verdict": [word("verdict", each, language) for each in verdicts],
        "rule": [titles[each] for each in rules],
        "severity": [word("severity", each, language) for each in severities],
        "department_name": [names.get(each, each) for each in chosen_departments],
        "outcome": [word("outcome", each, language) for each in outcomes],
    }
    named = [(word("field", field, language), comma.join(said) or every) for field, said in chosen.items()]
    for name, kind, codes in (("flags.course", "course", courses), ("flags.muting", "muting", mutings)):
        if codes:
            named.append((say(name, language), comma.join(word(kind, code, language) for code in codes)))
    return named
