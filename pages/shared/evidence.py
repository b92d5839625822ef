"""What stands behind one verdict, in words: numbers, thresholds, distance, how to clear it, source rows. No streamlit.

The rows come finished from reports.flag_list; here each number gets its name, its format and the reader's unit.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from reports import flag_list
from warehouse import read
from wording import formats
from wording.findings import finding, formatted
from wording.say import say, word

NAMED_KINDS = {
    "coverage": "rate",
    "progress_completion": "rate",
    "target_attainment": "rate",
    "time_progress": "rate",
    "time_progress_then": "rate",
    "execution_rate_then": "rate",
    "milestone": "rate",
    "cut_ratio_used": "rate",
    "distance_to_overall": "points",
    "distance_to_time": "points",
    "score": "score",
    "worst_likelihood": "likelihood",
    "cause_class": "cause",
    "grounds": "grounds",
}
WORD_FAMILIES = {
    "goal_light": "light",
    "range_light": "light",
    "clock_basis": "clock_basis",
    "verdict_e02": "verdict",
    "area": "area",
    "evaluation_kind": "value",
    "grade": "value",
    "budget_origin": "value",
}
ENDINGS = {
    "_yuan": "yuan",
    "_rate": "rate",
    "_share": "rate",
    "_pace": "rate",
    "_ratio": "ratio",
    "_gap": "points",
    "_as_of": "month",
    "_month": "month",
    "_period_end": "month",
}
# the unit of a rule's thresholds, the one that a distance is measured in first
DISTANCE_KINDS = {
    "points_of_100": "score",
    "months": "months",
    "points": "points",
    "ratio": "ratio",
    "share": "points",
    "yuan": "yuan",
}
THRESHOLD_KINDS = {"points_of_100": "score", "share": "rate", "points": "points", "ratio": "ratio", "yuan": "yuan"}


def of_verdict(
    reader: read.Reader,
    departments: read.Departments,
    as_of: date,
    rule: str,
    subject_id: int,
    verdict: str,
    language: str,
) -> dict[str, Any]:
    """The finished row of the list for one verdict, evidence included."""
    listed = read.verdicts(reader, departments, as_of, verdict=verdict, rule=rule)
    row = listed.filter(pl.col("subject_id") == subject_id).to_dicts()
    return flag_list.with_evidence(reader, departments, as_of, row, language)[0]


def findings(
    reader: read.Reader,
    departments: read.Departments,
    as_of: date,
    rule: str,
    subject_ids: tuple[int, ...],
    unit: str,
    language: str,
) -> dict[int, str]:
    """The sentences of some flags of one rule, with money in the reader's unit; without source rows, so quick."""
    words = read.rules(reader).filter(pl.col("rule") == rule).row(0, named=True)
    in_force = read.thresholds(reader).filter(pl.col("rule") == rule)
    limits = dict(zip(in_force["name"], in_force["value"], strict=True))
    found = read.evidence(reader, departments, as_of, rule, subject_ids)
    return {
        subject: finding(words[f"finding_{language}"], {**values, **limits}, language, unit)
        for subject, values in found.items()
    }


def sentences(row: Mapping[str, Any], rule: Mapping[str, Any], unit: str, language: str) -> tuple[str, str]:
    """The finding and how to clear it, with money in the reader's unit."""
    if row["verdict"] != "flagged":
        return row["finding"], row["evidence"]["how_to_clear"]
    values = {
        **row["evidence"]["numbers"],
        **{each["name"]: each["value"] for each in row["evidence"]["thresholds"]},
        **{name: row[name] for name in ("as_of", "performance_as_of", "money_yuan", "severity", "exemption")},
    }
    return (
        finding(rule[f"finding_{language}"], values, language, unit),
        finding(rule[f"clear_{language}"], values, language, unit),
    )


def numbers(row: Mapping[str, Any], unit: str, language: str) -> list[tuple[str, str]]:
    """Every number used, by its name; the distance to the threshold last."""
    found = row["evidence"]["numbers"]
    kind = distance_kind(row["evidence"]["thresholds"])
    named = [(name, value) for name, value in found.items() if name != "distance"]
    shown = [(word("evidence_field", name, language), number(name, value, unit, language)) for name, value in named]
    if "distance" in found:
        shown.append((word("evidence_field", "distance", language), _signed(found["distance"], kind, unit, language)))
    return shown


def number(name: str, value: Any, unit: str, language: str) -> str:
    """One number or code of the evidence in words. Yuan also exact, because a bureau reconciles them."""
    if value is None:
        return formats.UNKNOWN
    if isinstance(value, bool):
        return word("yes_no", str(value).lower(), language)
    if name in WORD_FAMILIES:
        return word(WORD_FAMILIES[name], value, language)
    kind = NAMED_KINDS.get(name) or next((kind for ending, kind in ENDINGS.items() if name.endswith(ending)), None)
    if kind == "month" and isinstance(value, int):
        return str(value)
    if kind == "yuan" and unit != "yuan":
        return say(
            "evidence.exact",
            language,
            money=formats.money(value, unit, language),
            exact=formats.money(value, "yuan", language),
        )
    if kind:
        return formatted(value, kind, language, unit)
    return formats.day(value, language) if isinstance(value, date) else _plain(name, value, language)


def thresholds(row: Mapping[str, Any], unit: str, language: str) -> list[tuple[str, str, str]]:
    """Meaning, value and source of every threshold in force."""
    return [
        (each["meaning"], threshold(each["value"], each["unit"], unit, language), each["source"])
        for each in row["evidence"]["thresholds"]
    ]


def threshold(value: Decimal, measured_in: str, unit: str, language: str) -> str:
    """A threshold's value with its unit."""
    if measured_in == "yes_no":
        return word("yes_no", "true" if value else "false", language)
    if measured_in in THRESHOLD_KINDS:
        return formatted(value, THRESHOLD_KINDS[measured_in], language, unit)
    said = formats.number_for_people(value, language)
    return say(f"threshold_unit.{measured_in}", language, value=said) if measured_in in ("month", "months") else said


def distance_kind(found: Sequence[Mapping[str, Any]]) -> str:
    """What a rule's distance is measured in: the unit of its thresholds; points where it has none."""
    units = {each["unit"] for each in found}
    return next((kind for unit, kind in DISTANCE_KINDS.items() if unit in units), "points")


def source_rows(row: Mapping[str, Any], language: str) -> pl.DataFrame:
    """dataset, file, sheet, rows (as text) of every place that the verdict rests on."""
    places = [
        {
            "dataset": word("dataset", place["dataset"], language),
            "file": place["file"],
            "sheet": place["sheet"],
            "rows": ranges(place["rows"])
            if "rows" in place
            else say("evidence.rows_counted", language, count=place["row_count"]),
        }
        for place in row["evidence"]["source_rows"]
    ]
    return pl.DataFrame(places, schema={"dataset": pl.String, "file": pl.String, "sheet": pl.String, "rows": pl.String})


def ranges(rows: Sequence[int]) -> str:
    """`4–7, 12` of 4, 5, 6, 7, 12."""
    spans: list[list[int]] = []
    for row in sorted(rows):
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)


def _signed(value: Any, kind: str, unit: str, language: str) -> str:
    if value is None:
        return formats.UNKNOWN
    if kind == "months":
        return say("threshold_unit.months", language, value=f"{value:+.0f}")
    said = formatted(value, kind, language, unit)
    return f"+{said}" if value > 0 else said


def _plain(name: str, value: Any, language: str) -> str:
    return str(value) if name.endswith("_year") else formats.number_for_people(value, language)
