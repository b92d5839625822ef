"""What lies between two lists of flags as CSV, JSON or XLSX: a row for each flag that entered, left or changed.

The same rows serve the page's export and the command line. Every cause has a column of its own; the parts of a row add
up to its change. Nothing is computed here but sums of parts.
"""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from reports import cover, spreadsheet
from reports.flag_list import FORMULA_STARTS, word_of_exemption
from reports.spreadsheet import Column, Sheet
from warehouse import read
from wording import formats
from wording.say import has_word, say, word

KEY = ("rule", "subject_kind", "subject_code", "fiscal_year")
FACTS = (
    "paid_before_yuan", "paid_after_yuan", "payments_before", "payments_after", "budget_before_yuan",
    "budget_after_yuan", "targets_before", "targets_after", "performance_before", "performance_after",
)  # fmt: skip
PARTS = tuple(f"{cause}_part_yuan" for cause in read.CAUSES)
COLUMNS = (
    "rule", "rule_name", "change", "severity_before", "severity_after", "verdict_before", "verdict_after",
    "subject_kind", "subject_code", "subject_name", "department_code", "department_name", "fiscal_year",
    "outcome_before", "outcome_after", "money_before_yuan", "money_after_yuan", "change_yuan", *PARTS, "entered_by",
    "left_by", "why", "exemption_before", "exemption_after", "missing_before", "missing_after", *FACTS,
)  # fmt: skip
NOTHING = Decimal(0)


def rows(found: read.Changes, titles: Mapping[str, str], language: str, unit: str = "yuan") -> list[dict[str, Any]]:
    """One dict a changed flag with the keys of COLUMNS: codes, Decimal yuan, lists of causes, a sentence."""
    parts: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for part in found.parts.to_dicts():
        parts[tuple(part[name] for name in KEY)].append(part)
    return [
        _finished(row, parts[tuple(row[name] for name in KEY)], titles, language, unit)
        for row in found.flags.to_dicts()
    ]


def _finished(
    row: Mapping[str, Any], parts: Sequence[Mapping[str, Any]], titles: Mapping[str, str], language: str, unit: str
) -> dict[str, Any]:
    yuan = {f"{part['cause']}_part_yuan": part["part_yuan"] for part in parts}
    return {
        **{name: row.get(name) for name in COLUMNS},
        **dict.fromkeys(PARTS, NOTHING),
        **yuan,
        "rule_name": titles.get(row["rule"], ""),
        "entered_by": [part["cause"] for part in parts if part["part_count"] > 0],
        "left_by": [part["cause"] for part in parts if part["part_count"] < 0],
        "why": why(row, parts, language, unit),
    }


def why(row: Mapping[str, Any], parts: Sequence[Mapping[str, Any]], language: str, unit: str) -> str:
    """What each cause did to a flag, in the order of the walk, with the facts behind it."""
    return say("list.semicolon", language).join(_part_said(row, part, language, unit) for part in parts)


def _part_said(row: Mapping[str, Any], part: Mapping[str, Any], language: str, unit: str) -> str:
    said = word_of_cause(part["cause"], language)
    if part["part_count"]:
        said = say("walk.entered_by" if part["part_count"] > 0 else "walk.left_by", language, cause=said)
    if part["part_yuan"]:
        said += f" {signed(part['part_yuan'], unit, language)}"
    fact = _fact(row, part["cause"], language, unit)
    return said + (say("walk.fact", language, fact=fact) if fact else "")


def _fact(row: Mapping[str, Any], cause: str, language: str, unit: str) -> str:
    """What moved of the subject's own facts, where it can be told in a few words."""
    if cause == "payments" and row["paid_before_yuan"] != row["paid_after_yuan"]:
        counts = [formats.count(row[name], language) for name in ("payments_before", "payments_after")]
        paid = [formats.money(row[name], unit, language) for name in ("paid_before_yuan", "paid_after_yuan")]
        return say("walk.paid", language, before=paid[0], after=paid[1], count=counts[0], count_after=counts[1])
    if cause == "budget" and row["budget_before_yuan"] != row["budget_after_yuan"]:
        budget = [formats.money(row[name], unit, language) for name in ("budget_before_yuan", "budget_after_yuan")]
        return say("walk.budget", language, before=budget[0], after=budget[1])
    if cause == "targets" and row["targets_before"] != row["targets_after"]:
        return say("walk.targets", language, day=formats.day(row["targets_after"], language))
    if cause == "actuals" and row["performance_before"] != row["performance_after"]:
        months = [formats.month(row[name], language) for name in ("performance_before", "performance_after")]
        return say("walk.actuals", language, before=months[0], after=months[1])
    return ""


def signed(yuan: Decimal, unit: str, language: str) -> str:
    """Yuan with its sign and unit."""
    return ("+" if yuan > 0 else "") + formats.money(yuan, unit, language)


def word_of_cause(cause: str, language: str) -> str:
    """The cause in words; one that only the data know by the name of its dataset."""
    return word("moved_by" if has_word("moved_by", cause) else "dataset", cause, language)


def narrowed(found: read.Changes, rules: Collection[str], departments: Collection[str]) -> read.Changes:
    """The changes of some rules and departments; empty means all. Projects are narrowed by department alone."""
    within = found.within(departments) if departments else found
    return within.of_rules(rules) if rules else within


def totals(found: read.Changes, *, by_flag: bool) -> list[dict[str, Any]]:
    """By cause, in the order of the walk: flags that entered and left, and yuan.

    Yuan are those of the projects' standings, each project counted once; `by_flag`: the sum over the flags.
    """
    money = found.parts if by_flag else found.project_parts
    told = []
    for cause in found.causes:
        counts = found.parts.filter(pl.col("cause") == cause)["part_count"]
        told.append(
            {
                "cause": cause,
                "entered": int((counts > 0).sum()),
                "left": int((counts < 0).sum()),
                "yuan": money.filter(pl.col("cause") == cause)["part_yuan"].sum() or NOTHING,
            }
        )
    return told


def ends(found: read.Changes, *, by_flag: bool) -> dict[str, Any]:
    """Flags and yuan of both sides, as `totals` counts them."""
    if by_flag:
        yuan = [found.balance[f"{side}_yuan"].sum() or NOTHING for side in ("before", "after")]
    else:
        yuan = [found.projects[f"money_{side}_yuan"].sum() or NOTHING for side in ("before", "after")]
    return {
        "count_before": int(found.balance["count_before"].sum()),
        "count_after": int(found.balance["count_after"].sum()),
        "yuan_before": yuan[0],
        "yuan_after": yuan[1],
    }


def as_csv(listed: Iterable[Mapping[str, Any]]) -> bytes:
    """UTF-8 with BOM, field names as header, codes as they are; text can't become a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(row[name]) for name in COLUMNS] for row in listed)
    return text.getvalue().encode("utf-8-sig")


def as_json(found: read.Changes, listed: Sequence[Mapping[str, Any]], *, by_flag: bool) -> bytes:
    """Both sides, the sums by cause and the flags; yuan as text, dates in ISO form."""
    content = {
        "from": {"snapshot": found.before.snapshot, "as_of": found.before.as_of},
        "to": {"snapshot": found.after.snapshot, "as_of": found.after.as_of},
        **ends(found, by_flag=by_flag),
        "causes": totals(found, by_flag=by_flag),
        "flags": [dict(row) for row in listed],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=_plain).encode()


def as_xlsx(
    reader: read.Reader,
    found: read.Changes,
    listed: Sequence[Mapping[str, Any]],
    language: str,
    *,
    scope: Sequence[tuple[str, str]],
    unit: str,
    by_flag: bool,
) -> bytes:
    """The sums by cause, the flags, and the sheet that says what they are."""
    sheets = [
        _sheet_of_totals(found, language, unit, by_flag=by_flag),
        _sheet_of_flags(found, listed, language, unit),
    ]
    explained = cover.sheet(
        reader,
        scope=[*sides_in_words(found, language), *scope],
        row_counts={sheets[1].name: len(listed)},
        rules={row["rule"] for row in listed},
        language=language,
        unit=unit,
        as_of=found.after.as_of,
        performance_as_of=None,
    )
    return spreadsheet.workbook([*sheets, explained])


def sides_in_words(found: read.Changes, language: str) -> list[tuple[str, str]]:
    """Both sides as name and words."""
    return [
        (say(f"walk.{name}", language), side_in_words(side, language))
        for name, side in (("from", found.before), ("to", found.after))
    ]


def side_in_words(side: read.Side, language: str) -> str:
    """Month end and snapshot, and whether other values than its own judge it."""
    own = say("walk.side", language, month=formats.month(side.as_of, language), snapshot=side.snapshot)
    return own if side.is_stored else own + say("walk.other_rules", language)


def _sheet_of_totals(found: read.Changes, language: str, unit: str, *, by_flag: bool) -> Sheet:
    at_ends = ends(found, by_flag=by_flag)
    lines = [
        {"what": side_in_words(found.before, language), "net": at_ends["count_before"], "yuan": at_ends["yuan_before"]},
        *(
            {**each, "what": word_of_cause(each["cause"], language), "net": each["entered"] - each["left"]}
            for each in totals(found, by_flag=by_flag)
        ),
        {"what": side_in_words(found.after, language), "net": at_ends["count_after"], "yuan": at_ends["yuan_after"]},
    ]
    return Sheet(
        name=say("walk.tab_totals", language),
        title=say("walk.title", language),
        columns=(
            Column("what", say("walk.cause", language), width=34),
            Column("entered", say("walk.entered", language), "number"),
            Column("left", say("walk.left", language), "number"),
            Column("net", say("walk.net", language), "number"),
            Column("yuan", say("walk.yuan_by_flag" if by_flag else "walk.yuan", language), "money"),
        ),
        rows=[{"entered": None, "left": None, **line} for line in lines],
        language=language,
        unit=unit,
        as_of=found.after.as_of,
        total=None,
        notes=(say("walk.note", language), say("walk.note_by_flag" if by_flag else "walk.note_once", language)),
        is_filtered=False,
    )


def _sheet_of_flags(found: read.Changes, listed: Sequence[Mapping[str, Any]], language: str, unit: str) -> Sheet:
    walked = [f"{cause}_part_yuan" for cause in found.causes]
    return Sheet(
        name=say("walk.tab_flags", language),
        title=say("walk.title_flags", language),
        columns=(
            Column("change", say("walk.change", language), width=10),
            Column("rule", word("field", "rule", language), "code"),
            Column("rule_name", word("field", "rule_name", language), width=13),
            Column("subject_code", word("field", "subject_code", language), "code"),
            Column("subject_name", word("field", "subject_name", language), width=22),
            Column("department_name", word("field", "department_name", language), width=13),
            Column("verdict_before", say("walk.verdict_before", language), width=8),
            Column("verdict_after", say("walk.verdict_after", language), width=8),
            Column("money_before_yuan", say("walk.money_before", language), "money"),
            Column("money_after_yuan", say("walk.money_after", language), "money"),
            Column("change_yuan", say("walk.change_yuan", language), "money", is_summed=True),
            *(
                Column(
                    f"{cause}_part_yuan",
                    word_of_cause(cause, language),
                    "money",
                    upper=say("walk.of_which", language),
                    is_summed=True,
                )
                for cause in found.causes
            ),
            Column("why", say("walk.why", language), width=60),
        ),
        rows=[in_words(row, language) for row in listed],
        language=language,
        unit=unit,
        as_of=found.after.as_of,
        total="last" if walked else None,
        notes=(say("walk.note_flags", language),),
        frozen_columns=3,
    )


def in_words(row: Mapping[str, Any], language: str) -> dict[str, Any]:
    """One row with words for codes: a flag's severity in place of the bare verdict, an exemption by its name."""
    said = {"change": word("change", row["change"], language)}
    for side in ("before", "after"):
        said[f"verdict_{side}"] = verdict_in_words(row, side, language)
    if row["subject_kind"] == "area":
        said["subject_name"] = word("area", row["subject_code"], language)
    return {**row, **said}


def verdict_in_words(row: Mapping[str, Any], side: str, language: str) -> str:
    """`红色 整改`, `正常`, `不适用（X6 …）`; a dash where the subject was not judged."""
    verdict, severity, exemption = (row[f"{name}_{side}"] for name in ("verdict", "severity", "exemption"))
    if verdict == "flagged":
        return f"{word('severity', severity, language)} {word('outcome', row[f'outcome_{side}'], language)}"
    if verdict == "not_applicable" and exemption:
        named = word_of_exemption(exemption, language)
        return say("walk.not_applicable", language, verdict=word("verdict", verdict, language), exemption=named)
    return word("verdict", verdict, language) if verdict else formats.UNKNOWN


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(map(str, value))
    text = _plain(value) if isinstance(value, date | Decimal) else str(value)
    return "'" + text if isinstance(value, str) and text.startswith(FORMULA_STARTS) else text


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
