"""What stands behind one verdict, in words: numbers, thresholds, distance, how to clear it, source rows. No streamlit.

The rows come finished from reports.flag_list; here each number gets its name, its format and the reader's unit.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from reports import evidence_text, flag_list
from reports.evidence_text import threshold_value as threshold
from warehouse import read
from wording import formats
from wording.findings import finding
from wording.say import say, word


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
    in_force = read.thresholds(reader, as_of).filter(pl.col("rule") == rule)
    limits = dict(zip(in_force["name"], in_force["value"], strict=True))
    at_exit = limits | {
        name: value for name, value in in_force.select("name", "exit_value").iter_rows() if value is not None
    }
    found = read.evidence(reader, departments, as_of, rule, subject_ids)
    return {
        subject: finding(
            words[f"finding_{language}"], {**values, **(at_exit if values.get("is_held") else limits)}, language, unit
        )
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
    kind = evidence_text.distance_kind(row["evidence"]["thresholds"])
    named = [(name, value) for name, value in found.items() if name != "distance"]
    shown = [(word("evidence_field", name, language), number(name, value, unit, language)) for name, value in named]
    if "distance" in found:
        distance = evidence_text.signed(found["distance"], kind, unit, language)
        shown.append((word("evidence_field", "distance", language), distance))
    return shown


def number(name: str, value: Any, unit: str, language: str) -> str:
    """One number or code of the evidence in words. Yuan also exact, because a bureau reconciles them."""
    said = evidence_text.number(name, value, unit, language)
    if value is None or unit == "yuan" or evidence_text.kind_of(name) != "yuan":
        return said
    return say("evidence.exact", language, money=said, exact=formats.money(value, "yuan", language))


def thresholds(row: Mapping[str, Any], unit: str, language: str) -> list[tuple[str, str, str]]:
    """Meaning, value and source of every threshold in force."""
    return [
        (each["meaning"], threshold(each["value"], each["unit"], unit, language), each["source"])
        for each in row["evidence"]["thresholds"]
    ]


def source_rows(row: Mapping[str, Any], language: str) -> pl.DataFrame:
    """dataset, file, sheet, rows (as text) of every place that the verdict rests on."""
    places = [
        {
            "dataset": word("dataset", place["dataset"], language),
            "file": place["file"],
            "sheet": place["sheet"],
            "rows": ", ".join(evidence_text.ranges(place["rows"]))
            if "rows" in place
            else say("evidence.rows_counted", language, count=place["row_count"]),
        }
        for place in row["evidence"]["source_rows"]
    ]
    return pl.DataFrame(places, schema={"dataset": pl.String, "file": pl.String, "sheet": pl.String, "rows": pl.String})
