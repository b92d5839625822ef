"""What every flag rests on: rows of the files, or the datasets that hold none of its subject."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl
import pytest

from reports import flag_list
from warehouse import read, snapshots

PLACE = ["file", "sheet", "source_row"]


def months(reader: snapshots.Reader) -> list[date]:
    """The latest month end and the last December, in which the year-end rules judge."""
    judged: list[date] = read.months(reader)["as_of"].to_list()
    return [judged[-1], next(month for month in reversed(judged) if month.month == 12)]


@pytest.fixture(scope="module")
def flags(built_sample: Any) -> list[dict[str, Any]]:
    reader = snapshots.open_reader(built_sample.store)
    return [
        row
        for month in months(reader)
        for row in flag_list.rows(reader, read.EVERY_DEPARTMENT, flag_list.Wanted(month), "zh")
    ]


def places(row: dict[str, Any], dataset: str) -> Iterator[tuple[str, str, int]]:
    for place in row["evidence"]["source_rows"]:
        if place["dataset"] == dataset:
            yield from ((place["file"], place["sheet"], number) for number in place["rows"])


def test_every_flag_of_every_rule_has_rows_or_says_whose_absence_it_is(flags: list[dict[str, Any]]) -> None:
    """Rows with file and row number; areas a count; datasets of the rule without a row are named, and only those."""
    for row in flags:
        evidence = row["evidence"]
        listed = {place["dataset"] for place in evidence["source_rows"]}

        assert listed or evidence["absent"], row["rule"]
        assert all(place.get("rows") or place["row_count"] for place in evidence["source_rows"]), row["rule"]
        assert not (set(evidence["absent"]) & listed) or evidence["numbers"]["is_made"], row["rule"]
    assert {row["subject_kind"] for row in flags} >= {"project", "budget_line", "special_fund", "department", "area"}


def test_what_was_never_done_is_named_as_absent(flags: list[dict[str, Any]]) -> None:
    """No target (P08): the targets; a project that is in no pool of its year (A01): the pool."""
    no_target = [row["evidence"]["absent"] for row in flags if row["rule"] == "P08"]
    not_in_pool = [row["evidence"] for row in flags if row["rule"] == "A01" and row["evidence"]["numbers"]["is_made"]]

    assert no_target
    assert not_in_pool
    assert all("indicator" in absent for absent in no_target)
    assert all("project" in evidence["absent"] for evidence in not_in_pool)


def test_requests_that_wait_are_listed_one_by_one(reader: snapshots.Reader) -> None:
    """L03 rests on the requests that are open, as many as it counts, and not on what the area has paid."""
    areas, counted = [-1, -2, -3], 0
    for month in read.months(reader)["as_of"].to_list()[-12:]:
        found = read.source_rows(reader, read.EVERY_DEPARTMENT, month, areas).filter(pl.col("of_rule") == "L03")
        listed = dict(found.group_by("subject_id").agg(pl.col("source_rows").list.len().sum()).iter_rows())
        numbers = read.evidence(reader, read.EVERY_DEPARTMENT, month, "L03", areas)
        counted += sum(listed.values())

        assert {area: listed.get(area, 0) for area in areas} == {area: numbers[area]["open_count"] for area in areas}, (
            month
        )
    assert counted


@pytest.mark.parametrize(
    ("dataset", "rows", "part"), [("payment", "payment_rows", "paid"), ("budget_line", "budget_rows", "current")]
)
def test_the_rows_of_a_money_rule_are_those_of_its_figures(
    flags: list[dict[str, Any]], reader: snapshots.Reader, dataset: str, rows: str, part: str
) -> None:
    """Payments and lines of an E flag are exactly the rows that its paid amount and its budget were made of."""
    for row in [row for row in flags if row["rule"] in ("E01", "E02", "E03")][:20]:
        which = {"as_of": row["as_of"], "project_code": row["subject_code"], "part": part}
        behind = read.rows_behind(reader, read.EVERY_DEPARTMENT, rows, row_limit=None, **which)

        assert sorted(places(row, dataset)) == sorted(behind.select(PLACE).iter_rows())


def test_rows_of_another_rule_are_not_taken(reader: snapshots.Reader) -> None:
    """What an area has paid stays the evidence of L01 and L02, counted."""
    month = months(reader)[0]
    area = -1
    found = read.source_rows(reader, read.EVERY_DEPARTMENT, month, [area]).filter(pl.col("dataset") == "payment")

    assert found.filter(pl.col("of_rule").is_null())["source_rows"].null_count() > 0
    assert set(found["of_rule"].drop_nulls()) <= {"L03"}
