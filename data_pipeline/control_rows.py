"""合计, 小计, 总计 and 其中 rows: known by their label, compared with the rows above, and never facts."""

import re
import threading
from collections.abc import Collection, Iterator
from decimal import Decimal

import polars as pl

from data_pipeline.problems import Notice, plain
from data_pipeline.readers import ROW

LONGEST_LABEL = 40
_LABEL = re.compile(r"其中.*|.*(合计|小计|总计)[:：]?", re.DOTALL)


def is_control(emptied: pl.DataFrame, plain: Collection[str] = ()) -> pl.Series:
    """Whether the first non-empty cell of a row is the label of a control row. `plain`: columns of codes only."""
    if emptied.width and emptied.columns[0] in plain and not emptied.to_series().has_nulls():
        return pl.repeat(False, emptied.height, dtype=pl.Boolean, eager=True).alias("is_control")
    first = emptied.select(pl.coalesce(pl.all()).alias("label")).to_series()
    maybe = _may_be_label(first)
    if not maybe.any():
        return maybe.alias("is_control")
    labels = first.to_list()
    sure = [bool(suspect) and level(labels[row] or "") is not None for row, suspect in enumerate(maybe)]
    return pl.Series("is_control", sure, dtype=pl.Boolean)


class InnerLabels:
    """其中 and 合计 in a column of names behind a code: such rows are read as any other, and somebody has to look.

    A ledger that breaks a project down (`P1 | 其中：上级补助`) would count that money twice.
    """

    def __init__(self, columns: dict[int, str]) -> None:
        self._columns = columns  # place -> header
        self._found: dict[int, tuple[int, str, int]] = {}  # place -> first row, its label, rows
        self._one_at_a_time = threading.Lock()

    def look(self, emptied: pl.DataFrame, rows: pl.Series, control: pl.Series) -> None:
        """Note the rows of a batch that are no control rows and have a label in one of the columns; in any order."""
        for place in self._columns:
            texts = emptied[f"c{place}"]
            at = (_may_be_label(texts) & ~control).arg_true()
            labels = [(rows[row], str(texts[row])) for row in at if level(str(texts[row])) is not None]
            if labels:
                with self._one_at_a_time:
                    row, label, count = self._found.get(place, (*labels[0], 0))
                    self._found[place] = (*min((row, label), labels[0]), count + len(labels))

    def notices(self) -> Iterator[Notice]:
        """One for each column where there are any."""
        for place, (row, label, count) in sorted(self._found.items()):
            details = {"column": self._columns[place], "label": plain(label, LONGEST_LABEL), "rows": str(count)}
            yield Notice("label_inside_row", row, details)


def _may_be_label(texts: pl.Series) -> pl.Series:
    maybe = texts.str.starts_with("其")
    if texts.str.contains("计", literal=True).any():
        maybe = maybe | texts.str.contains("计[\\s:：]*$")
    return maybe.fill_null(False)


def level(label: str) -> str | None:
    """The word of a label (blanks inside it do not count: 合　计), null for the first cell of any other row."""
    match = _LABEL.fullmatch(re.sub(r"\s+", "", label))
    return (match.group(1) or "其中") if match else None


def total(amounts: pl.Series) -> Decimal:
    """The exact sum of the readable amounts of a column."""
    found = amounts.cast(pl.Decimal(38, 2)).sum()
    return found if isinstance(found, Decimal) else Decimal(0)


class Levels:
    """What stands above each control row since the last of its level, carried from batch to batch."""

    def __init__(self, amounts: list[str]) -> None:
        self.amounts = amounts
        self._so_far = dict.fromkeys(amounts, Decimal(0))
        self._at_last: dict[tuple[str, str], Decimal] = {}

    def differences(self, frame: pl.DataFrame) -> Iterator[tuple[int, dict[str, str]]]:
        """Row number and figures of every control row whose amount is not the sum of what stands above it."""
        if not self.amounts:
            return
        money = frame.select(pl.col(self.amounts).cast(pl.Decimal(38, 2)).fill_null(Decimal(0)))
        start = 0
        for place in frame["is_control"].arg_true():
            self._add(money.slice(start, place - start))
            start = place + 1
            yield from self._compared(frame.row(place, named=True))
        self._add(money.slice(start))

    def _add(self, rows: pl.DataFrame) -> None:
        for name in self.amounts:
            self._so_far[name] += total(rows[name])

    def _compared(self, row: dict[str, object]) -> Iterator[tuple[int, dict[str, str]]]:
        word = level(_first_cell(str(row["original"]))) or ""
        for name in self.amounts:
            above = self._so_far[name] - self._at_last.get((word, name), Decimal(0))
            self._at_last[word, name] = self._so_far[name]
            given = row[name]
            if isinstance(given, Decimal) and given != above:
                yield int(str(row[ROW])), {"label": word, "field": name, "given": str(given), "above": str(above)}


def _first_cell(original: str) -> str:
    return next((cell for cell in original.split("\x1f") if cell.strip().strip("—–-－/／")), "")
