"""The list of flags as a file: its columns, its evidence, and what a wrong call is told."""

import csv
import io
import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from reports import flag_list
from reports.__main__ import main
from tests.conftest import BuiltSample
from warehouse import read

AS_OF = date(2026, 9, 30)
CONTRACT_COLUMNS = [
    "rule", "rule_name", "severity", "verdict", "subject_kind", "subject_code", "subject_name", "department_code",
    "department_name", "as_of", "performance_as_of", "outcome", "money_yuan", "clauses", "finding", "first_flagged",
    "months_flagged", "exemption", "evidence",
]  # fmt: skip
MORE_COLUMNS = ["run_number", "earlier_ended", "muted_by"]


@pytest.fixture(scope="module")
def reader(built_sample: BuiltSample) -> read.Reader:
    """The built sample, open."""
    return read.current_reader(built_sample.store)


def exported(built_sample: BuiltSample, out: Path, *options: str) -> list[dict[str, str]]:
    """The rows that the command writes as CSV."""
    call = [
        "flags",
        "--as-of",
        AS_OF.isoformat(),
        "--format",
        "csv",
        "--out",
        str(out),
        "--store",
        str(built_sample.store),
    ]
    assert main([*call, *options]) == 0
    content = out.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    csv.field_size_limit(10**9)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_csv_has_the_columns_of_the_contract(built_sample: BuiltSample, tmp_path: Path) -> None:
    """Field names in the contract's order, one row a flag, codes and ISO dates."""
    rows = exported(built_sample, tmp_path / "flags.csv")

    assert list(rows[0]) == [*CONTRACT_COLUMNS, *MORE_COLUMNS]
    assert {row["verdict"] for row in rows} == {"flagged"}
    assert {row["as_of"] for row in rows} == {"2026-09-30"}
    assert all(row["outcome"] and row["finding"] and row["first_flagged"] <= row["as_of"] for row in rows)


def test_every_verdict_is_listed_when_asked(built_sample: BuiltSample, reader: read.Reader, tmp_path: Path) -> None:
    """--all-verdicts gives each stored verdict of the month end, once."""
    rows = exported(built_sample, tmp_path / "all.csv", "--all-verdicts")
    stored = read.verdict_counts(reader, read.EVERY_DEPARTMENT, AS_OF).to_dicts()
    counted: Counter[tuple[str, str]] = Counter()
    for row in stored:
        counted[row["rule"], row["verdict"]] += row["verdict_count"]

    assert Counter((row["rule"], row["verdict"]) for row in rows) == counted
    assert {row["verdict"] for row in rows} == {"flagged", "clear", "cannot_assess", "not_applicable"}


def test_json_says_the_same_as_csv(built_sample: BuiltSample, tmp_path: Path) -> None:
    """The two formats hold the same rows; money is text with cents in both."""
    rows = exported(built_sample, tmp_path / "flags.csv", "--rule", "E02")
    call = ["flags", "--as-of", AS_OF.isoformat(), "--format", "json", "--out", str(tmp_path / "flags.json")]
    assert main([*call, "--rule", "E02", "--store", str(built_sample.store)]) == 0
    objects: list[dict[str, Any]] = json.loads((tmp_path / "flags.json").read_text(encoding="utf-8"))

    assert [(one["subject_code"], one["money_yuan"]) for one in objects] == [
        (row["subject_code"], row["money_yuan"]) for row in rows
    ]
    assert all(Decimal(one["money_yuan"]) >= 0 for one in objects)


def test_a_flag_carries_its_evidence(built_sample: BuiltSample, tmp_path: Path) -> None:
    """Numbers, threshold with source, how to clear it, source rows, snapshot and rule version go with every flag."""
    for row in exported(built_sample, tmp_path / "flags.csv"):
        evidence = json.loads(row["evidence"])

        assert evidence["numbers"]
        assert all(threshold["source"] for threshold in evidence["thresholds"])
        assert evidence["how_to_clear"]
        assert evidence["source_rows"]
        assert isinstance(evidence["absent"], list)
        assert evidence["snapshot"] == built_sample.report["snapshot"]
        assert evidence["rule_version"]
        assert row["clauses"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_sentences_leave_no_placeholder_and_no_unknown_code(
    built_sample: BuiltSample, tmp_path: Path, language: str
) -> None:
    """Every finding is a finished sentence in either language."""
    rows = exported(built_sample, tmp_path / "all.csv", "--all-verdicts", "--lang", language)

    assert not [row["finding"] for row in rows if "{" in row["finding"] or "⚠" in row["finding"]]


def test_a_department_gets_its_own_rows_only(built_sample: BuiltSample, tmp_path: Path) -> None:
    """--department keeps that department's rows, all of them."""
    everything = exported(built_sample, tmp_path / "all.csv")
    department = next(row["department_code"] for row in everything if row["department_code"])

    rows = exported(built_sample, tmp_path / "one.csv", "--department", department)

    assert rows == [row for row in everything if row["department_code"] == department]


@pytest.mark.parametrize(
    "wrong",
    [["--as-of", "2026-09-15"], ["--as-of", "2031-01-31"], ["--rule", "Z99"], ["--department", "no-such"]],
)
def test_a_wrong_call_is_told_what_is_right(
    built_sample: BuiltSample, tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: list[str]
) -> None:
    """A month end, rule or department that the snapshot does not know: exit 2, nothing written, a sentence."""
    out = tmp_path / "flags.csv"
    call = ["flags", "--as-of", "2026-09-30", "--format", "csv", "--out", str(out), "--store", str(built_sample.store)]

    assert main([*call, *wrong]) == 2
    assert capsys.readouterr().err.strip()
    assert not out.exists()


def test_a_store_without_a_snapshot_is_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No snapshot yet: exit 2 and what to run."""
    call = ["flags", "--as-of", "2026-09-30", "--format", "csv", "--out", str(tmp_path / "x.csv")]

    assert main([*call, "--store", str(tmp_path / "empty")]) == 2
    assert "load" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_text_cannot_become_a_formula(text: str) -> None:
    """A name from the data that looks like a formula stays text in a spreadsheet."""
    row = dict.fromkeys(flag_list.COLUMNS) | {"subject_name": text, "money_yuan": Decimal("-1.00")}

    written = flag_list.as_csv([row]).decode("utf-8-sig")

    cells = next(csv.DictReader(io.StringIO(written, newline="")))
    assert cells["subject_name"] == "'" + text
    assert cells["money_yuan"] == "-1.00"
