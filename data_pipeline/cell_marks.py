"""What calamine does not tell of a sheet: which numbers are shown as percent, and which cells hold an error."""

from typing import NamedTuple


class Marks(NamedTuple):
    """Places (row, column, both 1-based) of one sheet."""

    percent: set[tuple[int, int]]
    errors: dict[tuple[int, int], str]


NOTHING = Marks(set(), {})
