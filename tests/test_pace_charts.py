"""Pictures of paces and departments are judged by their data: lines, gaps, labels, and what never overlaps."""

from datetime import date
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go  # type: ignore[import-untyped]
import polars as pl
import pytest

from pages.shared import pace_charts

SHARE = pl.Decimal(38, 6)


def shares(*values: str | None) -> list[Decimal | None]:
    return [None if value is None else Decimal(value) for value in values]


def months(**columns: list[Decimal | None]) -> pl.DataFrame:
    count = len(next(iter(columns.values())))
    dates = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)][:count]
    return pl.DataFrame({"as_of": dates, **columns}, schema={"as_of": pl.Date, **dict.fromkeys(columns, SHARE)})


def drawn(figure: go.Figure) -> dict[str, list[Any]]:
    return {trace.name: list(trace.y) for trace in figure.data}


@pytest.fixture
def area() -> pl.DataFrame:
    return months(
        pace=shares("0.05", None, "0.254999"),
        overall_pace=shares("0.04", "0.09", "0.2"),
        last_year_pace=shares(None, None, None),
        time_progress=shares("0.083333", "0.166667", "0.25"),
    )


def test_an_unknown_month_is_a_gap_and_an_unknown_year_no_line(area: pl.DataFrame) -> None:
    """Nothing is drawn at zero for what is not known, and the legend names no line that is not there."""
    lines = drawn(pace_charts.area_by_month(area, "zh"))

    assert lines == {"本年": [5.0, None, 25.5], "总体": [4.0, 9.0, 20.0], "序时": [8.33, 16.67, 25.0]}
    assert all(trace.connectgaps is False for trace in pace_charts.area_by_month(area, "zh").data)


@pytest.mark.parametrize(("language", "first", "last"), [("zh", "1月", "12月"), ("en", "Jan", "Dec")])
def test_the_axis_holds_all_months_as_categories(area: pl.DataFrame, language: str, first: str, last: str) -> None:
    """Pictures of different months compare, and a month's name is no number."""
    axis = pace_charts.area_by_month(area, language).layout.xaxis

    assert (axis.type, axis.categoryarray[0], axis.categoryarray[-1]) == ("category", first, last)


def test_lines_differ_by_more_than_colour(area: pl.DataFrame) -> None:
    """Each line has a marker or dash of its own."""
    looks = [(trace.marker.symbol, trace.line.dash) for trace in pace_charts.area_by_month(area, "en").data]

    assert len(set(looks)) == len(looks)


def test_more_paid_than_budgeted_stays_on_the_picture(area: pl.DataFrame) -> None:
    """A refund of budget can lift a pace above one; the line is not cut."""
    beyond = area.with_columns(pl.lit(Decimal("1.4")).cast(SHARE).alias("pace"))

    assert pace_charts.area_by_month(beyond, "zh").layout.yaxis.range[1] > 140


def test_the_lead_is_one_number_a_month_and_last_years_beside_it() -> None:
    """Bars in points, the latest with its signed number; below zero in the colour of late."""
    figure = pace_charts.priority_lead(
        months(priority_lead=shares("0.0318", "-0.01"), last_year_priority_lead=shares("0.02", None)), "zh"
    )
    bar, marks = figure.data

    assert (list(bar.y), list(bar.text)) == ([3.18, -1.0], ["", "-1.00"])
    assert bar.marker.color[0] != bar.marker.color[1]
    assert list(marks.y) == [2.0, None]


def test_without_last_year_there_are_no_marks_of_it() -> None:
    """The first loaded year has nothing to compare with."""
    rows = months(priority_lead=shares("0.03"), last_year_priority_lead=shares(None))

    assert len(pace_charts.priority_lead(rows, "en").data) == 1


def departments(*rows: tuple[str, str | None, str | None]) -> pl.DataFrame:
    return pl.DataFrame(
        [(label, *shares(execution, progress), Decimal("0.5")) for label, execution, progress in rows],
        schema={"label": pl.String, "execution_rate": SHARE, "progress_completion": SHARE, "time_progress": SHARE},
        orient="row",
    )


def test_each_department_is_a_bar_with_its_number_in_the_order_given() -> None:
    """Codes are categories; an unknown rate has no bar and a dash; time and district are lines over all rows."""
    rows = departments(("302 区教育局", "0.7021", "0.6546"), ("001", None, None))
    figure = pace_charts.departments(rows, Decimal("0.6464"), "zh")
    bars, marks, *lines = figure.data

    assert (list(bars.y), list(bars.x), list(bars.text)) == (["302 区教育局", "001"], [70.21, None], ["70.21%", "—"])
    assert list(marks.x) == [65.46, None]
    assert [line.name for line in lines] == ["序时 50.00%", "全区执行率 64.64%"]
    assert figure.layout.yaxis.type == "category"
    assert tuple(figure.layout.yaxis.range) == (1.5, -0.5)


def test_a_reader_of_some_departments_sees_no_line_of_the_district() -> None:
    """What they may not see is not drawn."""
    figure = pace_charts.departments(departments(("302", "0.7", "0.6")), None, "en")

    assert [trace.name for trace in figure.data] == ["Execution", "Output progress", "Time 50.00%"]


def test_a_departments_months_are_execution_district_progress_and_time() -> None:
    """Progress before its first data is a gap."""
    rows = months(
        execution_rate=shares("0.04", "0.08"),
        district_execution_rate=shares("0.05", "0.07"),
        progress_completion=shares(None, "0.3"),
        time_progress=shares("0.083333", "0.166667"),
    )

    assert drawn(pace_charts.department_by_month(rows, "en")) == {
        "Execution": [4.0, 8.0],
        "District execution": [5.0, 7.0],
        "Output progress": [None, 30.0],
        "Time": [8.33, 16.67],
    }
