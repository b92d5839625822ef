"""The made-up district's ledger against a real load of it: every planted verdict, every count, every yuan.

The ledger was written by the maker of the files, before any rule ran and with none of its code.
"""

import json
from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import BuiltSample
from warehouse import snapshots

FOUND = """
    select verdicts.verdict, verdicts.severity, verdicts.money_yuan, verdicts.exemption
    from verdicts
    inner join subjects
        on verdicts.subject_id = subjects.subject_id
    where
        verdicts.rule = $rule
        and verdicts.as_of = $as_of::date
        and subjects.subject_kind = $subject_kind
        and subjects.subject_code = $subject_code
"""
COUNTED = "select fate, row_count, yuan, rows_with_unreadable_yuan from load_balance where dataset = $dataset"


@pytest.fixture(scope="module")
def truths(built_sample: BuiltSample) -> dict[str, Any]:
    """The ledger beside the inbox of the built sample."""
    path = built_sample.inbox.with_name(built_sample.inbox.name + ".truths.json")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def test_every_planted_verdict_is_found(reader: snapshots.Reader, truths: dict[str, Any]) -> None:
    """Each planted subject has exactly one verdict at its month end, and it is the one that was built in."""
    wrong = []
    with reader.cursor() as cursor:
        for truth in truths["verdicts"]:
            keys = {name: truth[name] for name in ("rule", "as_of", "subject_kind", "subject_code")}
            found = cursor.execute(FOUND, keys).fetchall()
            if len(found) != 1 or not agrees(truth, *found[0]):
                wrong.append((keys, truth["verdict"], truth["severity"], truth["money_yuan"], truth["en"], found))

    assert wrong == []
    assert len(truths["verdicts"]) > 100


def agrees(truth: dict[str, Any], verdict: str, severity: str | None, money: Decimal, exemption: str | None) -> bool:
    """Severity and money count where flagged, money and exemption only where the ledger names them."""
    if truth["verdict"] != verdict:
        return False
    if verdict == "flagged" and truth["severity"] != severity:
        return False
    if truth["money_yuan"] is not None and Decimal(truth["money_yuan"]) != money:
        return False
    return truth["exemption"] is None or truth["exemption"] in (exemption or "")


def test_counts_of_the_load_are_those_of_the_ledger(reader: snapshots.Reader, truths: dict[str, Any]) -> None:
    """Rows and yuan of every dataset and fate in the snapshot are what the maker of the files counted."""
    found = {}
    with reader.cursor() as cursor:
        for dataset in truths["balance"]:
            rows = cursor.execute(COUNTED, {"dataset": dataset}).fetchall()
            found[dataset] = {fate: {"rows": count, "yuan": f"{yuan:.2f}"} for fate, count, yuan, _ in rows}
            found[dataset]["rows_with_unreadable_yuan"] = next(bad for fate, _, _, bad in rows if fate == "read")

    assert found == truths["balance"]


def test_load_report_says_the_same(built_sample: BuiltSample, truths: dict[str, Any]) -> None:
    """`load --json` gives the ledger's counts; no file was unusable."""
    assert built_sample.report["datasets"] == truths["balance"]
    assert built_sample.report["unusable_files"] == []


def test_the_wrong_money_on_a_form_is_found_and_nothing_else(built_sample: BuiltSample, truths: dict[str, Any]) -> None:
    """Every sum on the printed forms is ours within their rounding, but for the one that is wrong on purpose."""
    noticed = [one for one in built_sample.report["notices"] if one["code"] == "form_money_differs"]

    found = [
        (one["file"], one["details"]["figure"], round(Decimal(one["details"]["difference"]), -4)) for one in noticed
    ]
    assert found == [(one["file"], one["figure"], Decimal(one["too_much_yuan"])) for one in truths["form_differences"]]
    assert len(found) == 1


def test_every_refused_row_is_named(built_sample: BuiltSample, truths: dict[str, Any]) -> None:
    """The report lists each refused and each unmatched row with its file, row and reasons."""
    for fate in ("refused", "unmatched"):
        listed = built_sample.report[f"{fate}_rows"]

        assert len(listed) == sum(counts[fate]["rows"] for counts in truths["balance"].values())
        assert all(row["file"] in truths["files"] and row["row"] > 1 and row["reasons"] for row in listed)
