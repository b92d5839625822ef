"""Contracts decide row by row: each is fed rows that it must refuse, and says why."""

import json
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from data_pipeline import cleaning, refusals, sources
from data_pipeline.contracts import contract, words
from data_pipeline.refusals import ContractProblem

SOURCES = sources.load()
STAGED_TABLES = Path(__file__).parents[1] / "warehouse" / "staged_tables.sql"

GOOD = {
    "code": "P1",
    "identifier": "1号",
    "subject": "P1",
    "text": "文字",
    "operator": "≥",
    "target": "≥50个",
    "actual": "50",
    "amount": "1.00",
    "decimal": "10",
    "date": "2026-01-05",
    "month": "2026-06",
    "year": "2026",
    "month_number": "6",
    "yes_no": "是",
}
BAD = {
    "code": "6.1E+20",
    "identifier": "6.1E+20",
    "subject": "6.1E+20",
    "word": "没有的词",
    "operator": "约",
    "actual": "良好",
    "amount": "见附件",
    "decimal": "满分",
    "date": "2026-02-30",
    "month": "某月",
    "year": "去年",
    "month_number": "13",
    "yes_no": "也许",
}


@pytest.mark.parametrize("dataset", SOURCES)
def test_a_row_with_every_cell_filled_is_accepted(dataset: str) -> None:
    """The first of the allowed words, a good value of each kind."""
    assert _reasons(dataset, {}) == []


@pytest.mark.parametrize(("dataset", "field"), [(name, one.name) for name, d in SOURCES.items() for one in d.required])
def test_an_empty_required_cell_is_refused(dataset: str, field: str) -> None:
    """Every `!` of the contract."""
    reasons = _reasons(dataset, {field: None})

    assert {"code": "required_empty", "field": field, "value": None} in reasons


@pytest.mark.parametrize(
    ("dataset", "field"),
    [
        (name, one.name)
        for name, d in SOURCES.items()
        for one in d.fields
        if one.kind in BAD and not one.unknown_is_empty
    ],
)
def test_a_cell_that_cannot_be_read_is_refused_by_name(dataset: str, field: str) -> None:
    """Required or not: a bad cell refuses its row, and the reason holds the text that stood there."""
    bad = BAD[SOURCES[dataset].by_name[field].kind]

    reasons = [reason for reason in _reasons(dataset, {field: bad}) if reason["field"] == field]

    assert [reason["value"] for reason in reasons] == [bad]


def test_a_row_with_several_faults_names_them_all() -> None:
    """Nobody has to come back twice."""
    reasons = _reasons("payment", {"amount_yuan": "x", "status": "作废", "request_no": None})

    assert {(reason["code"], reason["field"]) for reason in reasons} == {
        ("amount_unreadable", "amount_yuan"),
        ("not_an_allowed_value", "status"),
        ("required_empty", "request_no"),
    }


def test_only_the_faulty_rows_of_a_frame_are_refused() -> None:
    """The index of a failure is its row."""
    dataset = SOURCES["payment"]
    good = _texts("payment", {})
    text = pl.DataFrame([good, {**good, "status": "x"}, good, {**good, "paid_date": None}, good])

    typed = cleaning.typed(text, dataset, {}, words("payment")).with_columns(row_is_too_long=pl.Series([False] * 5))
    reasons = refusals.reasons(
        typed.with_columns(status=pl.when(pl.int_range(5) == 3).then(pl.lit("已支付")).otherwise("status")),
        text,
        dataset,
    )

    assert [reason is not None for reason in reasons] == [False, True, False, True, False]


def test_a_frame_that_is_not_of_its_contract_is_our_mistake_and_stops() -> None:
    """A missing or wrongly typed column never becomes a refused row."""
    dataset = SOURCES["organisation"]
    text = pl.DataFrame([_texts("organisation", {})])
    typed = cleaning.typed(text, dataset, {}, words("organisation"))

    with pytest.raises(ContractProblem):
        refusals.reasons(typed.with_columns(org_name=pl.lit(5)), text, dataset)


@pytest.mark.parametrize("dataset", SOURCES)
def test_sources_contracts_and_staging_tables_say_the_same(dataset: str) -> None:
    """Fields, which of them are required, and their types: one description in three places, held together here."""
    described = SOURCES[dataset]
    columns = contract(dataset).to_schema().columns
    marks = {cleaning.UNREADABLE, cleaning.TOO_LONG}
    derived = {"target_number", "actual_number", "actual_tier", "actual_is_done", "actual_date"}
    connection = duckdb.connect()
    connection.execute(STAGED_TABLES.read_text(encoding="utf-8"))
    table = {name for (name, *_) in connection.execute(f"describe staged_{dataset}").fetchall()}

    assert set(columns) - marks - derived == set(described.by_name)
    assert {name for name, column in columns.items() if not column.nullable} - marks == {
        field.name for field in described.required
    }
    for field in described.fields:
        assert columns[field.name].dtype.check(_dtype(cleaning.TYPES[field.kind]))
    assert set(described.by_name) <= table
    assert set(described.key) <= set(described.by_name)
    assert all(field.kind != "word" or words(dataset).get(field.name) for field in described.fields)


def _reasons(dataset: str, changes: dict[str, str | None]) -> list[dict[str, Any]]:
    text = pl.DataFrame([{**_texts(dataset, {}), **changes}], schema=dict.fromkeys(SOURCES[dataset].by_name, pl.String))
    typed = cleaning.typed(text, SOURCES[dataset], {}, words(dataset)).with_columns(row_is_too_long=pl.lit(False))
    found = refusals.reasons(typed, text, SOURCES[dataset])[0]
    return json.loads(found) if found else []


def _texts(dataset: str, changes: dict[str, str]) -> dict[str, str | None]:
    allowed = words(dataset)
    described = SOURCES[dataset]
    given = {
        field.name: allowed[field.name][0] if field.kind == "word" else GOOD[field.kind] for field in described.fields
    }
    return {**given, **changes}


def _dtype(dtype: Any) -> Any:
    from pandera.engines import polars_engine

    return polars_engine.Engine.dtype(dtype)
