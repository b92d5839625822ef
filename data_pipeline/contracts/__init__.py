"""The contract of each dataset: which rows are acceptable, said in pandera and decided row by row.

The contracts are imported when the first is asked for: pandera takes half a second, and a load that finds every file
read before asks for none.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pandera.polars import DataFrameModel

# How far a payment request has come: the later stands further along.
PAYMENT_PROGRESS = ("待审", "已审未支付", "已支付", "已退回")


def contract(dataset: str) -> "type[DataFrameModel]":
    """The contract of a dataset."""
    from data_pipeline.contracts.every import CONTRACTS

    return CONTRACTS[dataset]


@cache
def words(dataset: str) -> dict[str, tuple[str, ...]]:
    """The values that each word column of a dataset may hold, as its contract lists them."""
    columns = contract(dataset).to_schema().columns
    return {name: allowed for name, column in columns.items() if (allowed := _allowed(column)) is not None}


def _allowed(column: Any) -> tuple[str, ...] | None:
    lists = [check.statistics["allowed_values"] for check in column.checks if check.name == "isin"]
    return tuple(lists[0]) if lists else None
