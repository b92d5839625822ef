"""Figures that a page shows, and how a link names one of them. No streamlit.

A page offers what it shows as it draws: single figures on a card, or a table whose columns name their figures. The text
of a figure (`execution_rate?department=302`) stands in the address; it leaves out what the address says anyhow.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

LEFT_OUT = "chosen_"  # coordinates that repeat the filters of the page


@dataclass(frozen=True)
class Cell:
    """One figure: its name in the register, what the page calls it, its value as shown, whose it is."""

    figure: str
    label: str
    value: Any
    of: Mapping[str, Any] = field(default_factory=dict)
    subject: str = ""

    @property
    def text(self) -> str:
        """How the address names it."""
        named = {
            name: _plain(value)
            for name, value in sorted(self.of.items())
            if value not in (None, ()) and not name.startswith(LEFT_OUT)
        }
        return f"{self.figure}?{urlencode(named, doseq=True)}" if named else self.figure


class Names(Sequence[str]):
    """What so many rows are called, put together when the first name is asked for: most pages never ask."""

    def __init__(self, count: int, make: Callable[[], Sequence[str]]) -> None:
        self._count = count
        self._make = make
        self._names: Sequence[str] | None = None

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: Any) -> Any:
        if self._names is None:
            self._names = self._make()
        return self._names[place]


@dataclass(frozen=True)
class Offer:
    """Figures that stand together: rows by columns. `cell` gives one of them, `figures` names that of a column."""

    key: str
    rows: Sequence[str]
    columns: Mapping[str, str]
    figures: Mapping[str, str]
    cell: Callable[[int, str], Cell]
    reader: Any = None

    def find(self, text: str) -> tuple[int, str] | None:
        """Row and column of the figure that the text names; None where it does not stand here."""
        figure = text.partition("?")[0]
        for column in (column for column, name in self.figures.items() if name == figure):
            for row in range(len(self.rows)):
                if self.cell(row, column).text == text:
                    return row, column
        return None


def of_cells(key: str, cells: Sequence[Cell], reader: Any = None) -> Offer:
    """Single figures side by side."""
    by_place = {str(place): cell for place, cell in enumerate(cells)}
    return Offer(
        key,
        [""],
        {place: " ".join(filter(None, (cell.subject, cell.label))) for place, cell in by_place.items()},
        {place: cell.figure for place, cell in by_place.items()},
        lambda _row, column: by_place[column],
        reader,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else str(value)
