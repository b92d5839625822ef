"""Rows that do not meet their contract, with a reason each. The contract decides; this only asks it and names why.

A reason is a code, the field and the text that stood there: language-free, so that it can be said in any language.
"""

import json
import threading
from collections import defaultdict
from typing import Any

import polars as pl

from data_pipeline.cells import BETWEEN_PARTS, EITHER, is_error
from data_pipeline.cleaning import TOO_LONG, UNREADABLE, is_unreadable
from data_pipeline.contracts import contract
from data_pipeline.problems import plain
from data_pipeline.sources import Dataset, Field

LONGEST_VALUE = 200  # characters of a cell that its reason repeats; the whole text stays with the row

UNREADABLE_CODES = {
    "amount": "amount_unreadable",
    "code": "code_damaged",
    "identifier": "code_damaged",
    "subject": "code_damaged",
    "date": "date_unreadable",
    "month": "month_unreadable",
    "month_number": "month_unreadable",
    "year": "year_unreadable",
    "yes_no": "yes_no_unreadable",
    "decimal": "number_unreadable",
    "operator": "operator_unreadable",
    "actual": "actual_unreadable",
}
CELL_ERROR, CLASSIFICATION_UNREADABLE = "cell_error", "classification_unreadable"
JANUARY_OR_OCTOBER = "january_or_october"
_one_at_a_time = threading.Lock()  # pandera keeps its settings for the whole process
Reasons = dict[int, list[dict[str, str | None]]]


class ContractProblem(Exception):
    """A frame that does not have the columns of its contract: a mistake of ours, never of a file."""


def reasons(frame: pl.DataFrame, text: pl.DataFrame, dataset: Dataset) -> pl.Series:
    """Per row the reasons for refusing it as JSON, null where the contract accepts it."""
    from pandera.errors import SchemaErrors  # see `contracts`

    nothing = pl.repeat(None, frame.height, dtype=pl.String, eager=True).alias("reasons")
    try:
        with _one_at_a_time:
            contract(dataset.name).validate(frame, lazy=True)
    except SchemaErrors as problems:
        found = _found(problems.failure_cases, frame, text, dataset)
        return nothing.scatter(list(found), [json.dumps(each, ensure_ascii=False) for each in found.values()])
    return nothing


def both(first: pl.Series, second: pl.Series) -> pl.Series:
    """Two lists of reasons for each row as one, in this order."""
    if first.null_count() == len(first):
        return second
    joined = [
        json.dumps([*json.loads(one), *json.loads(other)], ensure_ascii=False) if one and other else one or other
        for one, other in zip(first, second, strict=True)
    ]
    return pl.Series(second.name, joined, dtype=pl.String)


def _found(cases: Any, frame: pl.DataFrame, text: pl.DataFrame, dataset: Dataset) -> Reasons:
    if cases["index"].null_count():
        raise ContractProblem(f"{dataset.name}: {cases.filter(pl.col('index').is_null()).to_dicts()}")
    found: Reasons = defaultdict(list)
    names = ["schema_context", "column", "check"]
    broken = cases.select(*names, "index").unique().sort(*names, "index", nulls_last=True)
    for (context, column, check), rows in broken.group_by(names, maintain_order=True):
        at = rows["index"].cast(pl.UInt32)
        if column == UNREADABLE:
            _name_unreadable(found, at, frame, text, dataset)
        elif context == "DataFrameSchema" or column == TOO_LONG:
            code = TOO_LONG if column == TOO_LONG else check
            for row in at:
                found[row].append({"code": code, "field": None, "value": None})
        elif check == "not_nullable":
            empty = frame.select(~is_unreadable(dataset, column)).to_series().gather(at)
            for row in at.filter(empty):
                found[row].append({"code": "required_empty", "field": column, "value": None})
        else:
            for row, value in zip(at, _texts(text, column, at), strict=True):
                found[row].append({"code": "not_an_allowed_value", "field": column, "value": value})
    return found


def _name_unreadable(found: Reasons, at: pl.Series, frame: pl.DataFrame, text: pl.DataFrame, dataset: Dataset) -> None:
    for field in dataset.fields:
        unread = frame.select(is_unreadable(dataset, field.name)).to_series().gather(at)
        rows = at.filter(unread)
        for row, value in zip(rows, _texts(text, field.name, rows), strict=True):
            shown = value and value.removesuffix(EITHER)
            found[row].append({"code": _why(field, value or ""), "field": field.name, "value": shown})


def _why(field: Field, value: str) -> str:
    if is_error(value):
        return CELL_ERROR
    if value.endswith(EITHER):
        return JANUARY_OR_OCTOBER
    return CLASSIFICATION_UNREADABLE if BETWEEN_PARTS in value else UNREADABLE_CODES.get(field.kind, CELL_ERROR)


def _texts(text: pl.DataFrame, field: str, rows: pl.Series) -> list[str | None]:
    if field not in text.columns:
        return [None] * len(rows)
    return [None if value is None else plain(value, LONGEST_VALUE) for value in text[field].gather(rows)]
