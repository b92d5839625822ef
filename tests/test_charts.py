"""Figures are judged by their data: what is drawn, what is not, and what is said beside it."""

from decimal import Decimal
from typing import Any

import plotly.graph_objects as go  # type: ignore[import-untyped]
import polars as pl

from pages.shared import charts

SCHEMA: dict[str, Any] = {
    "name": pl.String,
    "pace": pl.Decimal(38, 6),
    "time_progress": pl.Decimal(38, 6),
    "is_overall": pl.Boolean,
}


def paces(*rows: tuple[str, str | None, str | None, bool]) -> pl.DataFrame:
    decimals = [
        (name, pace and Decimal(pace), time and Decimal(time), is_overall) for name, pace, time, is_overall in rows
    ]
    return pl.DataFrame(decimals, schema=SCHEMA, orient="row")


def texts(figure: go.Figure) -> list[Any]:
    return [annotation.text for annotation in figure.layout.annotations]


def test_each_pace_is_a_bar_with_its_number_beside_it() -> None:
    """The number is the half-up rounded one that tables show too."""
    figure = charts.pace_against_time(
        paces(("总体", "0.711945", "0.833333", True), ("教育", "0.800949", "0.833333", False)), "zh"
    )

    assert list(figure.data[0].y) == ["总体", "教育"]
    assert list(figure.data[0].x) == [71.19, 80.09]
    assert texts(figure) == ["71.19%", "80.09%", "序时进度 83.33%"]


def test_an_unknown_pace_has_no_bar_and_a_dash() -> None:
    """Unknown is not a bar of no length with 0 % beside it."""
    figure = charts.pace_against_time(paces(("总体", None, "0.5", True), ("扶贫", "0.25", "0.5", False)), "zh")

    assert texts(figure)[0] == "—"
    assert list(figure.data[0].x) == [None, 25.0]


def test_without_time_progress_there_is_no_line() -> None:
    """A line at 0 would say that the year has not begun."""
    figure = charts.pace_against_time(paces(("总体", "0.25", None, True)), "zh")

    assert len(figure.layout.shapes) == 0
    assert texts(figure) == ["25.00%"]


def test_a_pace_beyond_the_year_stays_on_the_picture() -> None:
    """More paid than budgeted is shown as it is, not cut at 100 %."""
    figure = charts.pace_against_time(paces(("总体", "1.30", "0.5", True)), "zh")

    assert figure.layout.xaxis.range[1] > 130


def test_names_are_categories_and_nothing_covers_a_bar() -> None:
    """A name that looks like a number is no number, and there is no legend to lie over the bars."""
    figure = charts.pace_against_time(paces(("350001", "0.5", "0.5", False)), "en")

    assert figure.layout.yaxis.type == "category"
    assert not figure.layout.showlegend
    assert texts(figure)[-1] == "Time 50.00%"
