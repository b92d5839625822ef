"""The list of flags of a month end with its evidence, as CSV or JSON (contract §4).

The same rows serve the pages' export and the command line. Sentences come from the rules' heads, numbers from the
rule's own SQL run again on the snapshot; nothing is computed here.
"""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from reports import evidence_text
from warehouse import read
from warehouse.read import Reader
from wording.findings import finding
from wording.say import say, word

COLUMNS = (
    "rule", "rule_name", "severity", "verdict", "subject_kind", "subject_code", "subject_name", "department_code",
    "department_name", "as_of", "performance_as_of", "outcome", "money_yuan", "clauses", "finding", "first_flagged",
    "months_flagged", "exemption", "evidence",
    # after the contract's: which run of the year it is, how the one before ended, which data are late
    "run_number", "earlier_ended", "muted_by",
)  # fmt: skip
NOT_NUMBERS = {
    "subject_id", "as_of", "is_flagged", "exemption", "severity", "money_yuan", "mark", "performance_as_of",
    "missing", "outcome", "is_held",
}  # fmt: skip
SUBJECT_DATASETS = {"project", "special_fund"}  # of a subject of another kind they hold no row anyhow
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Wanted:
    """Which list: a month end, and filters that mean all where they are None. `every_verdict` gives all four kinds."""

    as_of: date
    rule: str | None = None
    severity: str | None = None
    department: str | None = None
    outcome: str | None = None
    verdict: str = "flagged"
    every_verdict: bool = False


def rows(reader: Reader, departments: read.Departments, wanted: Wanted, language: str) -> list[dict[str, Any]]:
    """One dict a verdict with the keys of COLUMNS: codes, dates, Decimal yuan, a finished sentence, evidence a dict."""
    listed = read.verdicts(
        reader,
        departments,
        wanted.as_of,
        verdict=None if wanted.every_verdict else wanted.verdict,
        rule=wanted.rule,
        severity=wanted.severity,
        department=wanted.department,
        outcome=wanted.outcome,
    ).to_dicts()
    return with_evidence(reader, departments, wanted.as_of, listed, language)


def with_evidence(
    reader: Reader, departments: read.Departments, as_of: date, listed: Sequence[Mapping[str, Any]], language: str
) -> list[dict[str, Any]]:
    """The rows of `read.verdicts` as rows of the list."""
    subjects_by_rule: dict[str, list[int]] = defaultdict(list)
    for row in listed:
        subjects_by_rule[row["rule"]].append(row["subject_id"])
    rules = {row["rule"]: row for row in read.rules(reader).to_dicts()}
    thresholds: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for threshold in read.thresholds(reader, as_of).to_dicts():
        thresholds[threshold["rule"]].append(threshold)
    numbers = {
        rule: read.evidence(reader, departments, as_of, rule, subjects) for rule, subjects in subjects_by_rule.items()
    }
    sources = _sources(reader, departments, as_of, sorted({row["subject_id"] for row in listed}))
    return [
        _finished(
            row,
            rules[row["rule"]],
            thresholds[row["rule"]],
            numbers[row["rule"]].get(row["subject_id"], {}),
            _of_rule(rules[row["rule"]], sources.get(row["subject_id"], {})),
            reader.id,
            language,
        )
        for row in listed
    ]


def _sources(
    reader: Reader, departments: read.Departments, as_of: date, subjects: Sequence[int]
) -> dict[int, dict[tuple[str, str | None], list[dict[str, Any]]]]:
    """subject -> dataset, and the one rule that they are for -> where its rows stand."""
    found: dict[int, dict[tuple[str, str | None], list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in read.source_rows(reader, departments, as_of, subjects).to_dicts():
        place = {"dataset": row["dataset"], "file": row["file"], "sheet": row["sheet"]}
        rows_found = {"row_count": row["row_count"]} if row["source_rows"] is None else {"rows": row["source_rows"]}
        found[row["subject_id"]][(row["dataset"], row["of_rule"])].append(place | rows_found)
    return found


def _of_rule(
    rule: Mapping[str, Any], sources: Mapping[tuple[str, str | None], list[dict[str, Any]]]
) -> dict[str, list[dict[str, Any]]]:
    """dataset -> where the rows stand that a rule rests on: those that are its own, else those of every rule."""
    own = {dataset: sources.get((dataset, rule["rule"])) for dataset in rule["sources"]}
    return {dataset: rows or sources.get((dataset, None), []) for dataset, rows in own.items()}


def _finished(
    row: Mapping[str, Any],
    rule: Mapping[str, Any],
    thresholds: Sequence[Mapping[str, Any]],
    numbers: Mapping[str, Any],
    sources: Mapping[str, list[dict[str, Any]]],
    snapshot: str,
    language: str,
) -> dict[str, Any]:
    values = {**numbers, **{each["name"]: _limit(each, is_held=bool(row.get("is_held"))) for each in thresholds}}
    to_clear = {**numbers, **{each["name"]: _limit(each, is_held=True) for each in thresholds}}
    evidence = {
        "numbers": {name: value for name, value in numbers.items() if name not in NOT_NUMBERS},
        "thresholds": [
            {
                "name": threshold["name"],
                "value": threshold["value"],
                "unit": threshold["unit"],
                "meaning": threshold[language],
                "source": threshold[f"source_{language}"],
                **({} if threshold["exit_value"] is None else {"exit_value": threshold["exit_value"]}),
            }
            for threshold in thresholds
        ],
        "how_to_clear": finding(rule[f"clear_{language}"], to_clear, language) if row["verdict"] == "flagged" else "",
        "source_rows": [place for dataset in rule["sources"] for place in sources[dataset]],
        "absent": _absent(row, numbers, sources),
        "snapshot": snapshot,
        "rule_version": row["rule_version"],
    }
    return {
        **{name: row.get(name) for name in COLUMNS},
        "muted_until": row.get("muted_until"),
        "rule_name": row[f"title_{language}"],
        "finding": _sentence(row, rule, values, language),
        "evidence": evidence,
    }


def _absent(
    row: Mapping[str, Any], numbers: Mapping[str, Any], sources: Mapping[str, list[dict[str, Any]]]
) -> list[str]:
    """The datasets of a rule that hold no row of the subject, which is evidence too: no target, nothing filed.

    A project that is in no pool of its year has a row of another year's; that is named here all the same.
    """
    others = SUBJECT_DATASETS - {row["subject_kind"]}
    return [
        dataset
        for dataset, places in sources.items()
        if (not places and dataset not in others) or (dataset == "project" and numbers.get("is_made"))
    ]


def _limit(threshold: Mapping[str, Any], *, is_held: bool) -> Any:
    """The value that holds, or the one at which a flag clears where that is another."""
    return threshold["exit_value"] if is_held and threshold["exit_value"] is not None else threshold["value"]


def _sentence(
    row: Mapping[str, Any],
    rule: Mapping[str, Any],
    values: Mapping[str, Any],
    language: str,
) -> str:
    """What is the case, for a person: the finding, what is missing, or which exemption holds."""
    if row["verdict"] == "flagged":
        return finding(rule[f"finding_{language}"], values, language)
    if row["verdict"] == "cannot_assess":
        lifts = evidence_text.lifting(row["missing"], row["as_of"], language)
        return say("evidence.missing", language, missing=word("missing", row["missing"], language), lifts=lifts)
    if row["verdict"] == "not_applicable" and row["exemption"]:
        return say("evidence.exempt", language, exemption=word_of_exemption(row["exemption"], language))
    return ""


def word_of_exemption(exemption: str, language: str) -> str:
    """An exemption of the catalogue in words; the document of a recorded exception as it is."""
    said = word("exemption", exemption, language)
    return exemption if exemption in said and said != exemption and not exemption.startswith("X") else said


def as_csv(listed: Iterable[Mapping[str, Any]]) -> bytes:
    """UTF-8 with BOM, field names as header, codes as they are, evidence as JSON; text can't become a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(name, row[name]) for name in COLUMNS] for row in listed)
    return text.getvalue().encode("utf-8-sig")


def as_json(listed: Iterable[Mapping[str, Any]]) -> bytes:
    """A list of objects; yuan and other decimals as text, dates in ISO form."""
    objects = [{name: row[name] for name in COLUMNS} for row in listed]
    return json.dumps(objects, ensure_ascii=False, indent=1, default=_plain).encode()


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name == "evidence":
        return json.dumps(value, ensure_ascii=False, default=_plain)
    if isinstance(value, list):
        return ";".join(map(str, value))
    text = _plain(value) if isinstance(value, date | Decimal) else str(value)
    return "'" + text if isinstance(value, str) and text.startswith(FORMULA_STARTS) else text


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
