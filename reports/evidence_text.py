"""The evidence of a verdict as text for people: numbers by name, thresholds with sources, how to clear, source rows.

The finished rows of flag_list come in. Which format a number has is said by its name, here and nowhere else; the
numbers themselves come from the rule's own SQL.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from wording import formats
from wording.findings import formatted
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
    "figure": "evidence_field",
    "review_result": "value",
    "verdict_p04": "verdict",
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
THRESHOLD_KINDS = {"points_of_100": "score", "share": "rate", "points": "points", "ratio": "ratio", "yuan": "yuan"}
COUNTED_IN = ("month", "months", "day", "years", "days", "working_days", "count")
# What a rule's distance is measured in: the first of these that its thresholds are measured in.
DISTANCE_KINDS = {
    "points_of_100": "score",
    "months": "months",
    "years": "years",
    "days": "days",
    "working_days": "working_days",
    "points": "points",
    "ratio": "ratio",
    "share": "points",
    "yuan": "yuan",
}
MOST_SPANS = 6  # of source rows in one file; the rest is counted


def in_words(evidence: Mapping[str, Any], unit: str, language: str) -> str:
    """All of a verdict's evidence as one text without line breaks."""
    parts = {
        "numbers": numbers(evidence, unit, language),
        "thresholds": [threshold_in_words(each, language) for each in evidence["thresholds"]],
        "how_to_clear": [evidence["how_to_clear"]] if evidence["how_to_clear"] else [],
        "source_rows": [place(each, language) for each in evidence["source_rows"]],
        "absent": [word("dataset", dataset, language) for dataset in evidence["absent"]],
    }
    said = {name: say("evidence_text.semicolon", language).join(part) for name, part in parts.items() if part}
    return " ".join(say(f"evidence_text.{name}", language, content=part) for name, part in said.items())


def numbers(evidence: Mapping[str, Any], unit: str, language: str) -> list[str]:
    """`name value` of every number that the rule used, the distance to the threshold last."""
    found = dict(evidence["numbers"])
    has_distance, distance = "distance" in found, found.pop("distance", None)
    said = [
        say(
            "evidence_text.number",
            language,
            name=word("evidence_field", name, language),
            value=number(name, value, unit, language),
        )
        for name, value in found.items()
    ]
    if has_distance:
        kind = distance_kind(evidence["thresholds"])
        value = signed(distance, kind, unit, language)
        said.append(
            say("evidence_text.number", language, name=word("evidence_field", "distance", language), value=value)
        )
    return said


def number(name: str, value: Any, unit: str, language: str) -> str:
    """One number or code of the evidence in words."""
    if value is None:
        return formats.UNKNOWN
    if isinstance(value, bool):
        return word("yes_no", str(value).lower(), language)
    if name in WORD_FAMILIES:
        return word(WORD_FAMILIES[name], value, language)
    if name.endswith("_year") or name == "month":
        return str(value)
    kind = kind_of(name)
    if kind == "month" and isinstance(value, int):
        return str(value)
    if kind:
        return formatted(value, kind, language, unit) or formats.UNKNOWN
    return formats.day(value, language) if isinstance(value, date) else formats.number_for_people(value, language)


def lifting(missing: str, as_of: date, language: str) -> str:
    """The rows that would lift a verdict that cannot be assessed: which file, whose rows, for which year or month."""
    year = as_of.year
    return say(f"lifts.{missing}", language, month=formats.month(as_of, language), year=year, last_year=year - 1)


def kind_of(name: str) -> str | None:
    """Which format a number of this name has; None where it is a plain one or no number."""
    return NAMED_KINDS.get(name) or next((kind for ending, kind in ENDINGS.items() if name.endswith(ending)), None)


def threshold_in_words(threshold: Mapping[str, Any], language: str) -> str:
    """Meaning, value and source of one threshold in force; amounts in yuan, in which they are set."""
    value = threshold_value(threshold["value"], threshold["unit"], "yuan", language)
    return say(
        "evidence_text.threshold", language, meaning=threshold["meaning"], value=value, source=threshold["source"]
    )


def threshold_value(value: Decimal | str, measured_in: str, unit: str, language: str) -> str:
    """A threshold's value with its unit; codes come as text with blanks between."""
    if isinstance(value, str):
        return say("list.comma", language).join(value.split())
    if measured_in == "yes_no":
        return word("yes_no", "true" if value else "false", language)
    if measured_in in THRESHOLD_KINDS:
        return formatted(value, THRESHOLD_KINDS[measured_in], language, unit)
    said = formats.number_for_people(value, language)
    return say(f"threshold_unit.{measured_in}", language, value=said) if measured_in in COUNTED_IN else said


def place(source: Mapping[str, Any], language: str) -> str:
    """`支付 支付明细-2026-01.csv 第 36、40–44 行`: where some rows of one file stand, shortened."""
    where = f"{source['file']} {source['sheet']}".strip()
    dataset = word("dataset", source["dataset"], language)
    if "rows" not in source:
        count = formats.count(source["row_count"], language)
        return say("evidence_text.rows_counted", language, dataset=dataset, place=where, count=count)
    spans = ranges(source["rows"])
    key = "evidence_text.rows" if len(spans) <= MOST_SPANS else "evidence_text.rows_shortened"
    return say(
        key,
        language,
        dataset=dataset,
        place=where,
        rows=say("list.comma", language).join(spans[:MOST_SPANS]),
        count=formats.count(len(source["rows"]), language),
    )


def ranges(rows: Sequence[int]) -> list[str]:
    """`4–7`, `12` of 4, 5, 6, 7, 12."""
    spans: list[list[int]] = []
    for row in sorted(rows):
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    return [str(first) if first == last else f"{first}–{last}" for first, last in spans]


def distance_kind(thresholds: Sequence[Mapping[str, Any]]) -> str:
    """What a rule's distance is measured in: the unit of its thresholds; points where it has none."""
    units = {each["unit"] for each in thresholds}
    return next((kind for unit, kind in DISTANCE_KINDS.items() if unit in units), "points")


def signed(value: Any, kind: str, unit: str, language: str) -> str:
    """A distance with its sign."""
    if value is None:
        return formats.UNKNOWN
    if kind in COUNTED_IN:
        return say(f"threshold_unit.{kind}", language, value=f"{value:+.0f}")
    said = formatted(value, kind, language, unit)
    return f"+{said}" if value > 0 else said
