"""The quadrant and a project's year are judged by their data: what is drawn, where, in which shape, and what is not."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pages.shared import markup, quadrant

AUGUST, OCTOBER = date(2026, 8, 31), date(2026, 10, 31)
LINES = quadrant.Lines(AUGUST, Decimal("0.666667"), Decimal("0.8"), Decimal("0.10"))
SCHEMA: dict[str, Any] = {
    "project_code": pl.String,
    "project_name": pl.String,
    "department_code": pl.String,
    "department_name": pl.String,
    "project_category": pl.String,
    "quadrant": pl.String,
    "execution_rate_then": pl.Decimal(38, 6),
    "progress_completion": pl.Decimal(38, 6),
    "dual_gap": pl.Decimal(38, 6),
    "time_progress_then": pl.Decimal(38, 6),
    "budget_current_yuan": pl.Decimal(18, 2),
    "paid_yuan": pl.Decimal(18, 2),
    "performance_as_of": pl.Date,
    "is_education": pl.Boolean,
    "is_social_security": pl.Boolean,
    "is_poverty_relief": pl.Boolean,
}


def project(code: str, state: str, execution: str | None, progress: str | None, **more: Any) -> dict[str, Any]:
    return {
        "project_code": code,
        "project_name": "<b>学校</b>",
        "department_code": "302",
        "department_name": "区教育局",
        "project_category": "特定目标类",
        "quadrant": state,
        "execution_rate_then": execution and Decimal(execution),
        "progress_completion": progress and Decimal(progress),
        "dual_gap": execution and progress and Decimal(progress) - Decimal(execution),
        "time_progress_then": Decimal("0.666667"),
        "budget_current_yuan": Decimal("100.00"),
        "paid_yuan": Decimal("40.00"),
        "performance_as_of": AUGUST,
        "is_education": True,
        "is_social_security": False,
        "is_poverty_relief": False,
    } | more


def projects(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMA)


@pytest.fixture
def four() -> pl.DataFrame:
    return projects(
        project("A", "on_track", "0.80", "0.90"),
        project("B", "money_ahead", "0.80", "0.20", budget_current_yuan=Decimal("900.00")),
        project("C", "work_ahead", "0.20", "0.90", is_education=False, is_poverty_relief=True),
        project("D", "not_assessed", "0.10", None, department_code="303", project_category="人员类"),
    )


def drawn(frame: pl.DataFrame, **how: Any) -> Any:
    return quadrant.execution_against_progress(quadrant.plotted(frame), LINES, "zh", "wan", **how)


def texts(figure: Any) -> list[str]:
    return [annotation.text for annotation in figure.layout.annotations]


def test_each_quadrant_has_its_shape_its_colour_and_its_word(four: pl.DataFrame) -> None:
    """No state is told by colour alone."""
    figure = drawn(four)

    assert [trace.name for trace in figure.data] == ["双达标", "钱快事慢", "事快钱慢"]
    assert len({trace.marker.symbol for trace in figure.data}) == 3
    assert len({trace.marker.color for trace in figure.data}) == 3
    assert {f"<b>{markup.quadrant_mark(state, 'zh')}</b>" for state in quadrant.PLACES} <= set(texts(figure))


def test_execution_lies_to_the_right_and_progress_upwards(four: pl.DataFrame) -> None:
    """Both as the per cent that the table shows; the area of a point is its budget."""
    first, second = drawn(four).data[:2]

    assert (list(first.x), list(first.y)) == ([80.0], [90.0])
    assert ([told[0] for told in second.customdata], list(second.marker.size)) == (["B"], [900.0])
    assert second.marker.sizemode == "area"


def test_what_is_not_assessed_is_counted_and_never_drawn(four: pl.DataFrame) -> None:
    """A project without data has no place at 0."""
    codes = [told[0] for trace in drawn(four).data for told in trace.customdata]
    counted = {row["quadrant"]: row["project_count"] for row in quadrant.counts(four).to_dicts()}

    assert "D" not in codes
    assert counted == {"on_track": 1, "money_ahead": 1, "work_ahead": 1, "both_behind": 0, "not_assessed": 1}


def test_counts_and_money_sum_to_all_projects(four: pl.DataFrame) -> None:
    """The whole of the table is the whole of the list."""
    counts = quadrant.counts(four)
    whole = quadrant.with_whole(counts, "合计", "zh").row(-1, named=True)

    assert (whole["name"], whole["project_count"], whole["budget_current_yuan"]) == ("合计", 4, Decimal("1200.00"))
    assert counts["project_count"].sum() == four.height
    assert counts["budget_current_yuan"].sum() == four["budget_current_yuan"].sum() == Decimal("1200.00")


def test_time_and_border_stand_on_both_axes(four: pl.DataFrame) -> None:
    """Dashed calendar time, solid border at 0.8 of it, on x and on y, each said with its number."""
    lines = [shape for shape in drawn(four).layout.shapes if shape.type == "line"]
    upright = {round(shape.x0, 2) for shape in lines if shape.x0 == shape.x1}
    level = {round(shape.y0, 2) for shape in lines if shape.y0 == shape.y1}

    assert upright == level == {66.67, 53.33}
    assert {"序时进度 66.67%", "分界 53.33%"} <= set(texts(drawn(four)))


def test_the_band_is_as_wide_as_the_rule_tolerates(four: pl.DataFrame) -> None:
    """Ten points to either side of the diagonal."""
    band = next(shape for shape in drawn(four).layout.shapes if shape.type == "path")
    corners = [tuple(map(float, corner.split(","))) for corner in band.path.strip("M Z").split(" L ")]

    assert sorted({round(y - x, 6) for x, y in corners}) == [-10.0, 10.0]


def test_text_of_a_file_is_no_markup(four: pl.DataFrame) -> None:
    """A name with brackets is shown as it is written."""
    assert drawn(four).data[0].customdata[0][1] == "&lt;b&gt;学校&lt;/b&gt;"


def test_more_paid_than_budgeted_stays_on_the_picture() -> None:
    """An execution of 140 % is drawn at 140 %."""
    figure = drawn(projects(project("A", "on_track", "1.40", "1")))

    assert list(figure.data[0].x) == [140.0]
    assert figure.layout.xaxis.range[1] > 140


def test_a_selected_project_has_a_ring_and_its_name(four: pl.DataFrame) -> None:
    """One ring where the point is; none for a project that is not drawn."""
    figure = drawn(four, opened="B")

    assert (list(figure.data[-1].x), list(figure.data[-1].y)) == ([80.0], [20.0])
    assert "&lt;b&gt;学校&lt;/b&gt;" in texts(figure)
    assert len(drawn(four, opened="D").data) == 3


def test_beyond_the_limit_the_largest_budgets_are_drawn() -> None:
    """The rule is by budget; the list keeps all."""
    many = projects(
        *(
            project(f"P{number:05}", "on_track", "0.5", "0.5", budget_current_yuan=Decimal(number))
            for number in range(quadrant.MOST_POINTS + 2)
        )
    )
    shown = quadrant.plotted(many)

    assert shown.height == quadrant.MOST_POINTS
    assert shown["budget_current_yuan"].min() == 2
    assert quadrant.selected(many, (), None).height == many.height


def test_filters_leave_their_projects(four: pl.DataFrame) -> None:
    """Of several areas a project may be in any; the other filters all hold."""
    codes = {
        "none": quadrant.filtered(four, (), (), (), ()),
        "department": quadrant.filtered(four, ("303",), (), (), ()),
        "quadrant": quadrant.filtered(four, (), ("money_ahead", "work_ahead"), (), ()),
        "area": quadrant.filtered(four, (), (), ("扶贫", "社会保障"), ()),
        "both": quadrant.filtered(four, (), ("on_track",), ("教育",), ("特定目标类",)),
    }

    assert {name: "".join(rows["project_code"]) for name, rows in codes.items()} == {
        "none": "ABCD",
        "department": "D",
        "quadrant": "BC",
        "area": "C",
        "both": "A",
    }


def test_a_box_holds_what_lies_in_it_and_nothing_unassessed(four: pl.DataFrame) -> None:
    """Edges belong to the box; a project with a rate but no verdict is never in it."""
    assert quadrant.selected(four, (), "80.0,90.0,20.0,90.0")["project_code"].to_list() == ["A", "B"]
    assert quadrant.selected(four, (), "0.0,30.0,-4.0,104.0")["project_code"].to_list() == ["C"]
    assert quadrant.selected(four, ("D",), None)["project_code"].to_list() == ["D"]


def test_what_the_browser_selects_becomes_a_box_or_codes() -> None:
    """A box by its edges in any direction; points by their codes, each once; nothing as nothing."""
    box = {"selection": {"box": [{"x": [60.04, 20], "y": [10, 50]}], "points": [{"customdata": "A"}]}}
    points = {"selection": {"box": [], "points": [{"customdata": ["A"]}, {"customdata": "B"}, {"customdata": "A"}]}}

    assert quadrant.chosen_in(box) == ("20.0,60.0,10.0,50.0", ())
    assert quadrant.chosen_in(points) == (None, ("A", "B"))
    assert quadrant.chosen_in({}) == (None, ())


def test_the_line_belongs_to_the_month_of_most_projects(four: pl.DataFrame) -> None:
    """Of two months with equally many projects, the later."""
    mixed = four.with_columns(performance_as_of=pl.Series([AUGUST, OCTOBER, OCTOBER, AUGUST]))

    assert quadrant.performance_months(mixed)["performance_as_of"].to_list() == [OCTOBER, AUGUST]


def year(basis: str) -> pl.DataFrame:
    """Money in January and February, progress reported for February only."""
    february = date(2026, 2, 28)
    rows = [
        {
            "as_of": date(2026, month, 28),
            "execution_rate": Decimal("0.1") * month if month <= 3 else None,
            "progress_completion": Decimal("0.3") if month in (2, 3) else None,
            "performance_as_of": february if month in (2, 3) else None,
            "calendar_progress": Decimal(month) / 12,
            "own_progress": Decimal(month) / 24,
            "clock_basis": basis,
        }
        for month in range(1, 13)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def test_progress_is_marked_only_where_it_was_reported() -> None:
    """March still holds February's figure; the curve does not claim it for March."""
    figure = quadrant.year_of_project(year("month"), "zh")
    traces = {trace.name: list(trace.y) for trace in figure.data}

    assert traces["产出完成进度（填报月）"][:3] == [None, 30.0, None]
    assert traces["预算执行率"][:4] == [10.0, 20.0, 30.0, None]
    assert traces["日历序时进度"][11] == 100.0


@pytest.mark.parametrize(("basis", "name"), [("cash_plan", "用款计划"), ("in_year", "自批复月起的序时进度")])
def test_a_clock_of_its_own_is_drawn_beside_the_calendar(basis: str, name: str) -> None:
    """A cash plan, or the time since the first approval; none where the calendar is the clock."""
    own = {trace.name: list(trace.y) for trace in quadrant.year_of_project(year(basis), "zh").data}

    assert own[name][11] == 50.0
    assert len(quadrant.year_of_project(year("month"), "zh").data) == 3
