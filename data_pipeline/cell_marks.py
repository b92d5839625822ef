"""What calamine does not tell of a sheet: which numbers are shown as percent, and which cells hold an error."""

from collections.abc import Callable
from typing import NamedTuple

Places = set[tuple[int, int]]


class Marks(NamedTuple):
    """Places (row, column, both 1-based) of one sheet. `percent` is a question: few datasets ask it, and it costs."""

    percent: Callable[[], Places]
    errors: dict[tuple[int, int], str]


NOTHING = Marks(set, {})
