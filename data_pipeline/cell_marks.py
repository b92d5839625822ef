"""What calamine does not tell of a sheet: how numbers are shown, and which cells hold an error."""

import re
from collections.abc import Callable
from typing import NamedTuple

Places = set[tuple[int, int]]
# The formats that workbooks name by number only, as far as they are asked about here.
BUILT_IN = {
    2: "0.00",
    4: "0.00",
    7: "0.00",
    8: "0.00",
    9: "0%",
    10: "0.00%",
    39: "0.00",
    40: "0.00",
    43: "0.00",
    44: "0.00",
}
_NO_DIGITS = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')
_TWO_DECIMALS = re.compile(r"0\.00(?![0#?.])")
_NO_PLAIN_NUMBER = re.compile(r"[%a-z]", re.IGNORECASE)


class Marks(NamedTuple):
    """Places (row, column, both 1-based) of one sheet. Questions, for few datasets ask them, and they cost.

    `percent`: numbers shown as percent; `two_decimals`: numbers shown with two decimals, `2026.10`.
    """

    percent: Callable[[], Places]
    errors: dict[tuple[int, int], str]
    two_decimals: Callable[[], Places] = set


NOTHING = Marks(set, {})


def is_percent(number_format: str) -> bool:
    """Whether a cell of this format shows its number times a hundred."""
    return "%" in _NO_DIGITS.sub("", number_format)


def has_two_decimals(number_format: str) -> bool:
    """Whether a cell of this format shows its number with two decimals always, and as it is."""
    positive = _NO_DIGITS.sub("", number_format).split(";")[0]
    return bool(_TWO_DECIMALS.search(positive)) and not _NO_PLAIN_NUMBER.search(positive)
