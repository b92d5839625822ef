"""Execution against progress as a picture, its counts and its selection; one project's year as curves. No streamlit.

A quadrant is told by shape, colour and word. Colours are mid-tones that hold on a light and on a dark ground. Which
quadrant a project is in was decided in the warehouse, on its own clock; here it is only drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any

import plotly.graph_objects as go  # type: ignore[import-untyped]
import polars as pl

from pages.shared import markup
from pages.shared.charts import BLUE, FONT_SIZE, GREY, LATE, TEAL
from wording import formats
from wording.say import say, word

RED = "#c8402f"
VIOLET = "#8658b0"
COLOURS = {"on_track": TEAL, "money_ahead": RED, "work_ahead": BLUE, "both_behind": VIOLET, "not_assessed": GREY}
SYMBOLS = {"on_track": "circle", "money_ahead": "diamond", "work_ahead": "triangle-up", "both_behind": "triangle-down"}
PLACES = {"work_ahead": (0, 1), "on_track": (1, 1), "both_behind": (0, 0), "money_ahead": (1, 0)}
MOST_POINTS = 3000
LARGEST, SMALLEST = 30, 5  # pixels across
EDGE = 4.0  # room beyond 0 and 100, in per cent
MARKS = [0, 25, 50, 75, 100]
AREA_COLUMNS = {"教育": "is_education", "社会保障": "is_social_security", "扶贫": "is_poverty_relief"}


@dataclass(frozen=True)
class Lines:
    """The calendar line of one month, where the quadrants part, and the tolerated gap; shares of one."""

    month: date
    calendar_progress: Decimal
    quadrant_line: Decimal
    tolerated_gap: Decimal

    @property
    def border(self) -> Decimal:
        """The share of the year from which a project on the calendar is on track."""
        return self.calendar_progress * self.quadrant_line


def filtered(
    projects: pl.DataFrame,
    departments: Sequence[str],
    quadrants: Sequence[str],
    areas: Sequence[str],
    categories: Sequence[str],
) -> pl.DataFrame:
    """The projects that the filters leave; of several areas, those that are in any."""
    chosen = {"department_code": departments, "quadrant": quadrants, "project_category": categories}
    kept = projects.filter(*(pl.col(column).is_in(list(values)) for column, values in chosen.items() if values))
    return kept.filter(pl.any_horizontal(AREA_COLUMNS[area] for area in areas)) if areas else kept


def plotted(projects: pl.DataFrame) -> pl.DataFrame:
    """The assessed projects, which have both numbers; at most MOST_POINTS, the largest budgets first."""
    assessed = projects.filter(pl.col("quadrant") != "not_assessed")
    return assessed.sort("budget_current_yuan", "project_code", descending=[True, False]).head(MOST_POINTS)


def selected(projects: pl.DataFrame, codes: Sequence[str], box: str | None) -> pl.DataFrame:
    """The projects that were chosen in the picture, by click or by box; all of them where nothing was."""
    if codes:
        return projects.filter(pl.col("project_code").is_in(list(codes)))
    if box is None:
        return projects
    left, right, bottom, top = edges(box)
    x, y = formats.rate_column("execution_rate_then"), formats.rate_column("progress_completion")
    inside = x.is_between(left, right) & y.is_between(bottom, top)
    return projects.filter((pl.col("quadrant") != "not_assessed") & inside)


def edges(box: str) -> tuple[float, float, float, float]:
    """left, right, bottom, top in per cent of what the URL says."""
    left, right, bottom, top = map(float, box.split(","))
    return min(left, right), max(left, right), min(bottom, top), max(bottom, top)


def chosen_in(event: Mapping[str, Any]) -> tuple[str | None, tuple[str, ...]]:
    """The box as text, or else the codes of the clicked points, of what the browser says was selected."""
    selection = event.get("selection", {})
    if boxes := selection.get("box"):
        (x, y) = boxes[0]["x"], boxes[0]["y"]
        return ",".join(f"{value:.1f}" for value in (min(x), max(x), min(y), max(y))), ()
    codes = [point.get("customdata") for point in selection.get("points", [])]
    return None, tuple(dict.fromkeys(str(code[0] if isinstance(code, list) else code) for code in codes if code))


def counts(projects: pl.DataFrame) -> pl.DataFrame:
    """project_count, budget and paid of each quadrant, in their order, those without a project included."""
    every = pl.DataFrame({"quadrant": list(markup.QUADRANT_SHAPES)})
    found = projects.group_by("quadrant").agg(
        project_count=pl.len(), budget_current_yuan=pl.col("budget_current_yuan").sum(), paid_yuan=pl.sum("paid_yuan")
    )
    return every.join(found, on="quadrant", how="left", maintain_order="left").with_columns(
        pl.col("project_count", "budget_current_yuan", "paid_yuan").fill_null(0)
    )


def with_whole(found: pl.DataFrame, whole: str, language: str) -> pl.DataFrame:
    """The counts with the `name` of each quadrant (shape and word), and the whole below, whose quadrant is null."""
    named = found.with_columns(
        pl.Series("name", [markup.quadrant_mark(code, language) for code in found["quadrant"]], dtype=pl.String)
    )
    summed = found.select(
        pl.lit(None, pl.String).alias("quadrant"), pl.sum("project_count", "budget_current_yuan", "paid_yuan")
    )
    return pl.concat([named, summed.with_columns(pl.lit(whole).alias("name"))], how="vertical_relaxed")


def performance_months(projects: pl.DataFrame) -> pl.DataFrame:
    """How many of the projects have each performance month, the most frequent first, of two the later."""
    return (
        projects.filter(pl.col("performance_as_of").is_not_null())
        .group_by("performance_as_of")
        .agg(project_count=pl.len())
        .sort("project_count", "performance_as_of", descending=True)
    )


def execution_against_progress(
    projects: pl.DataFrame,
    lines: Lines,
    language: str,
    unit: str,
    box: str | None = None,
    opened: str | None = None,
    is_boxing: bool = False,
) -> go.Figure:
    """One point a project: execution to the right, progress upwards, area of the point its budget.

    Reads project_code, project_name, department_name, quadrant, execution_rate_then, progress_completion, dual_gap,
    time_progress_then, budget_current_yuan, performance_as_of; none of the rates may be null.
    """
    furthest = max([100.0, *_per_cents(projects, "execution_rate_then")]) + EDGE
    largest = max([1.0, *map(float, projects["budget_current_yuan"])])
    figure = go.Figure([_points(rows, largest, language, unit) for rows in _by_quadrant(projects)])
    _draw_band(figure, lines, furthest)
    _draw_lines(figure, lines, language)
    for quadrant, (x, y) in PLACES.items():
        _name_quadrant(figure, quadrant, x, y, language)
    if box:
        left, right, bottom, top = edges(box)
        figure.add_shape(type="rect", x0=left, x1=right, y0=bottom, y1=top, line={"color": LATE, "width": 2})
    if opened:
        _ring(figure, projects.filter(pl.col("project_code") == opened), largest)
    figure.update_xaxes(range=[-EDGE, furthest], title=say("dual_monitoring.x", language), **_axis(furthest))
    figure.update_yaxes(range=[-EDGE, 100 + EDGE], title=say("dual_monitoring.y", language), **_axis(100))
    figure.update_layout(
        height=520,
        margin={"l": 8, "r": 12, "t": 52, "b": 78},
        font={"size": FONT_SIZE},
        showlegend=False,
        hovermode="closest",
        clickmode="event+select",
        dragmode="select" if is_boxing else "pan",  # the axes are fixed, so panning moves nothing and clicks arrive
    )
    return figure


def _by_quadrant(projects: pl.DataFrame) -> list[pl.DataFrame]:
    found = [projects.filter(pl.col("quadrant") == quadrant) for quadrant in SYMBOLS]
    return [rows for rows in found if rows.height]


def _points(rows: pl.DataFrame, largest: float, language: str, unit: str) -> go.Scatter:
    quadrant = rows["quadrant"][0]
    return go.Scatter(
        x=_per_cents(rows, "execution_rate_then"),
        y=_per_cents(rows, "progress_completion"),
        mode="markers",
        name=word("quadrant", quadrant, language),
        customdata=_told(rows, unit, language).to_numpy(),  # as a list plotly would look at every single value
        hovertemplate=_hover(quadrant, unit, language),
        marker={
            "symbol": SYMBOLS[quadrant],
            "color": COLOURS[quadrant],
            "opacity": 0.62,
            "line": {"width": 0.6, "color": COLOURS[quadrant]},
            **_sizes(rows, largest),
        },
        selected={"marker": {"opacity": 0.95}},
        unselected={"marker": {"opacity": 0.18}},
    )


def _told(rows: pl.DataFrame, unit: str, language: str) -> pl.DataFrame:
    """What is said of each point, the code first; names are text of a file, so nothing in them may be markup."""
    months = {value: formats.month(value, language) for value in rows["performance_as_of"].unique()}
    return rows.select(
        "project_code",
        pl.Series("project", [escape(name) for name in rows["project_name"]], dtype=pl.String),
        pl.Series("department", [escape(name) for name in rows["department_name"]], dtype=pl.String),
        formats.rate_column("dual_gap"),
        formats.rate_column("time_progress_then"),
        formats.amount_column("budget_current_yuan", unit),
        pl.Series("month", [months[value] for value in rows["performance_as_of"]], dtype=pl.String),
    )


def _hover(quadrant: str, unit: str, language: str) -> str:
    """The sentence of a point; the browser puts in the numbers of `_told`, which is quicker than a text for each."""
    places = formats.UNIT_PLACES[unit]
    said = say(
        "dual_monitoring.hover",
        language,
        project="%{customdata[1]}",
        department="%{customdata[2]}",
        quadrant=markup.quadrant_mark(quadrant, language),
        execution="%{x:.2f}%",
        progress="%{y:.2f}%",
        gap="%{customdata[3]:+.2f}",
        time="%{customdata[4]:.2f}%",
        budget=f"%{{customdata[5]:,.{places}f}}",
        unit=formats.unit_name(unit, language),
        month="%{customdata[6]}",
    )
    return said + "<extra></extra>"


def _per_cents(rows: pl.DataFrame, column: str) -> list[float]:
    """A column of shares as per cent; floats only for the browser."""
    return rows.select(formats.rate_column(column)).to_series().to_list()


def _sizes(rows: pl.DataFrame, largest: float) -> dict[str, Any]:
    return {
        "size": rows["budget_current_yuan"].cast(pl.Float64).clip(lower_bound=0.0).to_list(),
        "sizemode": "area",
        "sizeref": 2 * largest / LARGEST**2,
        "sizemin": SMALLEST,
    }


def _draw_band(figure: go.Figure, lines: Lines, furthest: float) -> None:
    """The band in which money and work are no further apart than rule D01 tolerates."""
    gap = _per_cent(lines.tolerated_gap)
    low, high = -EDGE * 5, furthest + EDGE * 5
    corners = [(low, low - gap), (high, high - gap), (high, high + gap), (low, low + gap)]
    figure.add_shape(
        type="path",
        path="M " + " L ".join(f"{x},{y}" for x, y in corners) + " Z",
        fillcolor=GREY,
        opacity=0.16,
        line={"width": 0},
        layer="below",
    )


def _draw_lines(figure: go.Figure, lines: Lines, language: str) -> None:
    """Calendar time and the border of the quadrants, on both axes."""
    time, border = _per_cent(lines.calendar_progress), _per_cent(lines.border)
    for value, look in ((time, {"dash": "dash", "width": 1.5}), (border, {"dash": "solid", "width": 1.5})):
        line = {"color": LATE, **look}
        figure.add_shape(type="line", x0=value, x1=value, y0=0, y1=1, yref="paper", line=line, layer="below")
        figure.add_shape(type="line", y0=value, y1=value, x0=0, x1=1, xref="paper", line=line, layer="below")
    label = {"showarrow": False, "font": {"color": LATE, "size": FONT_SIZE}}
    said = say("dual_monitoring.time_label", language, rate=formats.rate(lines.calendar_progress, language))
    figure.add_annotation(x=time, y=1, yref="paper", yanchor="bottom", text=said, **label)
    said = say("dual_monitoring.border_label", language, rate=formats.rate(lines.border, language))
    figure.add_annotation(x=1, xref="paper", xanchor="right", y=border, yanchor="bottom", text=said, **label)


def _name_quadrant(figure: go.Figure, quadrant: str, x: int, y: int, language: str) -> None:
    """The quadrant's shape and word, outside the corner that it holds."""
    figure.add_annotation(
        x=x,
        y=y,
        xref="paper",
        yref="paper",
        xanchor="right" if x else "left",
        yanchor="bottom" if y else "top",
        yshift=22 if y else -46,
        showarrow=False,
        font={"color": COLOURS[quadrant], "size": FONT_SIZE + 1},
        text=f"<b>{markup.quadrant_mark(quadrant, language)}</b>",
    )


def _ring(figure: go.Figure, rows: pl.DataFrame, largest: float) -> None:
    """A ring around the project whose row is selected, with its name."""
    for row in rows.to_dicts():
        across = max(SMALLEST, LARGEST * (max(float(row["budget_current_yuan"]), 0.0) / largest) ** 0.5)
        x, y = _per_cent(row["execution_rate_then"]), _per_cent(row["progress_completion"])
        figure.add_trace(
            go.Scatter(
                x=[x],
                y=[y],
                mode="markers",
                hoverinfo="skip",
                marker={"symbol": "circle-open", "size": across + 12, "color": LATE, "line": {"width": 3}},
            )
        )
        figure.add_annotation(
            x=x,
            y=y,
            text=escape(row["project_name"]),
            ax=0,
            ay=-(across / 2 + 22) if y < 75 else across / 2 + 26,
            xanchor="left" if x < 35 else "right" if x > 65 else "center",
            arrowcolor=LATE,
            bgcolor="#fffbe6",
            bordercolor=LATE,
            font={"color": "#1c2430", "size": FONT_SIZE},
        )


def _axis(furthest: float) -> dict[str, Any]:
    marks = [*MARKS, *(mark for mark in range(150, int(furthest) + 1, 50))]
    return {"tickvals": marks, "ticktext": [f"{mark}%" for mark in marks], "fixedrange": True, "zeroline": False}


def _per_cent(share: Decimal | None) -> float:
    """A share as the per cent that its label shows; floats only for the browser."""
    return 0.0 if share is None else float(formats.half_up(share * 100, formats.RATE_PLACES))


# --- one project's year -------------------------------------------------------------------------------------------


def year_of_project(curve: pl.DataFrame, language: str) -> go.Figure:
    """Execution and progress month by month, with calendar time and the project's own clock where it is another one.

    Reads as_of, is_reached, execution_rate, progress_completion, performance_as_of, calendar_progress, own_progress,
    clock_basis. Progress is drawn where it was reported: at its performance month.
    """
    rows = curve.to_dicts()
    months = [row["as_of"].month for row in rows]
    figure = go.Figure()
    figure.add_trace(_line(rows, months, "calendar_progress", "calendar", {"color": GREY, "dash": "dot"}, language))
    if any(row["clock_basis"] != "month" for row in rows):
        basis = next(row["clock_basis"] for row in rows if row["clock_basis"] != "month")
        figure.add_trace(_line(rows, months, "own_progress", basis, {"color": LATE, "dash": "dash"}, language))
    figure.add_trace(
        _line(rows, months, "execution_rate", "execution", {"color": BLUE, "width": 3}, language, marker="circle")
    )
    if any(row["performance_as_of"] == row["as_of"] for row in rows):
        figure.add_trace(_reported(rows, language))
    shown = [value for trace in figure.data for value in trace.y if value is not None]
    figure.update_xaxes(
        range=[0.6, 12.4],
        tickvals=months,
        ticktext=[say("project.month_tick", language, month=month) for month in months],
        fixedrange=True,
    )
    figure.update_yaxes(
        range=[min([0.0, *shown]) - 3, max([100.0, *shown]) + 6],
        tickvals=MARKS,
        ticktext=[f"{mark}%" for mark in MARKS],
        fixedrange=True,
    )
    figure.update_layout(
        height=380,
        margin={"l": 8, "r": 8, "t": 8, "b": 70},
        font={"size": FONT_SIZE},
        dragmode=False,
        hovermode="x unified",
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": -0.14, "yanchor": "top"},
    )
    return figure


def _line(
    rows: Sequence[Mapping[str, Any]],
    months: Sequence[int],
    column: str,
    name: str,
    line: Mapping[str, Any],
    language: str,
    marker: str | None = None,
) -> go.Scatter:
    return go.Scatter(
        x=list(months),
        y=[None if row[column] is None else _per_cent(row[column]) for row in rows],
        mode="lines+markers" if marker else "lines",
        marker={"symbol": marker, "size": 8} if marker else None,
        line=dict(line),
        name=word("curve", name, language),
        customdata=[[place, column] for place in range(len(rows))],
        hovertemplate="%{y:.2f}%",
    )


def _reported(rows: Sequence[Mapping[str, Any]], language: str) -> go.Scatter:
    """Progress at the months that were reported; between them nobody knows, so the line only joins the marks."""
    reported = [
        _per_cent(row["progress_completion"])
        if row["performance_as_of"] == row["as_of"] and row["progress_completion"] is not None
        else None
        for row in rows
    ]
    return go.Scatter(
        x=[row["as_of"].month for row in rows],
        y=reported,
        mode="lines+markers",
        connectgaps=True,
        marker={"symbol": "diamond", "size": 11},
        line={"color": TEAL, "width": 2, "dash": "dashdot"},
        name=word("curve", "progress", language),
        customdata=[[place, "progress_completion"] for place in range(len(rows))],
        hovertemplate="%{y:.2f}%",
    )
