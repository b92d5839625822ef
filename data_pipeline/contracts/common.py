"""What every contract shares: the column types, and that every cell of an acceptable row could be read."""

from typing import Annotated, Any

import pandera.polars as pa
import polars as pl

Money = Annotated[pl.Decimal, 18, 2]
Points = Annotated[pl.Decimal, 9, 4]
Number = Annotated[pl.Decimal, 24, 6]


class RowContract(pa.DataFrameModel):
    """A row is acceptable when nothing in it was lost in reading and it is not longer than its header."""

    unreadable_cells: pl.UInt64 = pa.Field(eq=0)
    row_is_too_long: pl.Boolean = pa.Field(eq=False)


def required() -> Any:
    """A `!` column: every row fills it."""
    return pa.Field(nullable=False)


def optional() -> Any:
    """A column that a row may leave empty."""
    return pa.Field(nullable=True)


def one_of(*words: str, needed: bool = False) -> Any:
    """A column that holds one of the contract's words."""
    return pa.Field(isin=list(words), nullable=not needed)
