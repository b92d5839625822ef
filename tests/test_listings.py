"""One description of a table's columns: what the grid shows and what the file for machines holds, kind by kind."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import polars as pl
import pytest

from pages.shared import listings
from pages.shared.listings import Column, Kind, Listing

# kind, value of the warehouse, on screen in Chinese with 万元, in the CSV
WRITTEN: list[tuple[Kind, Any, Any, str]] = [
    ("text", "甲", "甲", "甲"),
    ("text", "=1+1", "=1+1", "'=1+1"),
    ("code", "0012", "0012", "0012"),
    ("word", "本级", "本级", "本级"),
    ("light", "red", "◆ 红灯", "red"),
    ("quadrant", "work_ahead", "▲ 事快钱慢", "work_ahead"),
    ("severity", "yellow", "▲ 黄色", "yellow"),
    ("yes_no", True, "是", "True"),
    ("money", Decimal("12345.60"), 1.23, "12345.60"),
    ("rate", Decimal("0.123455"), 12.35, "0.123455"),
    ("points", Decimal("-0.150000"), -15.0, "-0.150000"),
    ("number", Decimal("3.5"), 3.5, "3.5"),
    ("count", 1204, 1204, "1204"),
    ("date", date(2026, 9, 30), "2026年9月30日", "2026-09-30"),
    ("month", date(2026, 9, 30), "2026年9月", "2026-09-30"),
    ("year", 2026, 2026, "2026"),
]


@pytest.mark.parametrize(("kind", "value", "on_screen", "in_csv"), WRITTEN)
def test_a_kind_is_written_for_people_on_screen_and_for_machines_in_csv(
    kind: Kind, value: Any, on_screen: Any, in_csv: str
) -> None:
    """Words and the reader's unit in the grid, codes and exact yuan in the file; what is unknown is empty in both."""
    listing = Listing("表", pl.DataFrame({"it": [value, None]}), [Column("it", "它", kind)])

    shown = listings.on_screen(listing, "wan", "zh")["it"].to_list()
    rows = list(csv.reader(io.StringIO(listings.as_csv(listing).decode("utf-8-sig"))))

    assert shown == [on_screen, None]
    assert rows == [["it"], [in_csv], [""]]


def test_every_kind_is_tried() -> None:
    """A kind that is added has to be written down here too."""
    assert {kind for kind, *_ in WRITTEN} == set(get_args(Kind))


def test_a_text_that_repeats_is_sent_once() -> None:
    """Many rows of few words travel as numbers; the words, their order and the gaps stay what they were."""
    words = ["甲", None, "乙", "甲"] * 10
    rows = pl.DataFrame({"few": words, "many": [str(number) for number in range(40)], "none": [None] * 40})
    shown = listings.on_screen(
        Listing("表", rows.cast({"none": pl.String}), [Column(name, name) for name in rows.columns]), "yuan", "zh"
    )

    assert shown["few"].to_list() == words
    assert shown.schema["few"] == pl.Enum(["甲", "乙"])
    assert shown.schema["many"] == pl.String
    assert shown["none"].to_list() == [None] * 40
