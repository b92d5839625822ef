"""Frame -> plotly figure for paces over the months and departments side by side.

Each function names the columns that it reads; no streamlit, no numbers of its own. Lines differ by marker and dash as
well as by colour. Legends stand below the plot, codes are category axes, an unknown value is a gap and never a zero.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go  # type: ignore[import-untyped]
import polars as pl

from pages.shared.charts import BLUE, FONT_SIZE, GREY, LATE, TEAL
from wording import formats
from wording.say import say

MONTHS_OF_YEAR = 12
ROW_HEIGHT = 26

# column -> how its line looks
LOOKS: dict[str, dict[str, Any]] = {
    "this": {"line": {"color": BLUE, "width": 3}, "marker": {"symbol": "circle", "size": 7}},
    "whole": {"line": {"color": GREY, "width": 2}, "marker": {"symbol": "square", "size": 6}},
    "other": {"line": {"color": TEAL, "width": 2, "dash": "dot"}, "marker": {"symbol": "diamond-open", "size": 8}},
    "time": {"line": {"color": LATE, "width": 2, "dash": "dash"}, "marker": {"symbol": "line-ew-open", "size": 8}},
}


def area_by_month(rows: pl.DataFrame, language: str) -> go.Figure:
    """Pace of one area, of the whole, of the area a year ago, and time, by month.

    Reads as_of, pace, overall_pace, last_year_pace, time_progress.
    """
    return _lines(
        rows,
        [
            ("pace", say("priority.line_this", language), "this"),
            ("overall_pace", say("priority.line_overall", language), "whole"),
            ("last_year_pace", say("priority.line_last_year", language), "other"),
            ("time_progress", say("priority.line_time", language), "time"),
        ],
        language,
    )


def department_by_month(rows: pl.DataFrame, language: str) -> go.Figure:
    """Execution and output progress of one department, execution of the district, and time, by month.

    Reads as_of, execution_rate, district_execution_rate, progress_completion, time_progress.
    """
    return _lines(
        rows,
        [
            ("execution_rate", say("departments.line_execution", language), "this"),
            ("district_execution_rate", say("departments.line_district", language), "whole"),
            ("progress_completion", say("departments.line_progress", language), "other"),
            ("time_progress", say("departments.line_time", language), "time"),
        ],
        language,
    )


def priority_lead(rows: pl.DataFrame, language: str) -> go.Figure:
    """Bars of `priority_lead` by month, in points, the last with its number, and last year's as diamonds.

    Reads as_of, priority_lead, last_year_priority_lead.
    """
    found = rows.to_dicts()
    months = [formats.month_name(row["as_of"], language) for row in found]
    leads = [row["priority_lead"] for row in found]
    figure = go.Figure(
        go.Bar(
            x=months,
            y=[_per_cent(lead) for lead in leads],
            name=say("priority.line_lead", language),
            marker={"color": [LATE if lead is not None and lead < 0 else BLUE for lead in leads]},
            text=[""] * (len(leads) - 1) + [formats.signed_per_cent(lead, language) for lead in leads[-1:]],
            textposition="outside",
            textangle=0,
            textfont={"size": FONT_SIZE},
            constraintext="none",
            cliponaxis=False,
            hovertext=[formats.points(lead, language) for lead in leads],
            customdata=_places(rows, "priority_lead"),
            hovertemplate="%{x}　%{hovertext}<extra></extra>",
        )
    )
    last_year = [row["last_year_priority_lead"] for row in found]
    if any(lead is not None for lead in last_year):
        figure.add_scatter(
            x=months,
            y=[_per_cent(lead) for lead in last_year],
            name=say("priority.line_lead_last_year", language),
            mode="markers",
            marker={"symbol": "diamond", "size": 10, "color": "#ffffff", "line": {"width": 2, "color": TEAL}},
            hovertext=[formats.points(lead, language) for lead in last_year],
            customdata=_places(rows, "last_year_priority_lead"),
            hovertemplate="%{x}　%{hovertext}<extra></extra>",
        )
    _month_axis(figure, rows, language)
    figure.update_yaxes(title_text=say("priority.axis_points", language), zeroline=True, zerolinecolor=GREY)
    return _quiet(figure, height=300)


def departments(rows: pl.DataFrame, district_rate: Decimal | None, language: str) -> go.Figure:
    """Bars of `execution_rate` with diamonds of `progress_completion`, a department a row, first row on top.

    Reads label, execution_rate, progress_completion, time_progress. Time and the district are upright lines.
    """
    found = rows.to_dicts()
    labels = [row["label"] for row in found]
    shown = [_per_cent(row["execution_rate"]) for row in found]
    progress = [_per_cent(row["progress_completion"]) for row in found]
    figure = go.Figure(
        go.Bar(
            x=shown,
            y=labels,
            orientation="h",
            width=0.6,
            name=say("departments.line_execution", language),
            marker={"color": BLUE},
            text=[formats.rate(row["execution_rate"], language) for row in found],
            textposition="auto",
            insidetextanchor="start",
            insidetextfont={"color": "#ffffff"},
            textfont={"size": FONT_SIZE},
            constraintext="none",
            hovertext=[formats.rate(row["execution_rate"], language) for row in found],
            customdata=_places(rows, "execution_rate"),
            hovertemplate="%{y}　%{hovertext}<extra></extra>",
        )
    )
    figure.add_scatter(
        x=progress,
        y=labels,
        mode="markers",
        name=say("departments.line_progress", language),
        marker={"symbol": "diamond", "size": 9, "color": TEAL, "line": {"width": 1, "color": "#ffffff"}},
        hovertext=[formats.rate(row["progress_completion"], language) for row in found],
        customdata=_places(rows, "progress_completion"),
        hovertemplate="%{y}　%{hovertext}<extra></extra>",
    )
    time = next((row["time_progress"] for row in found if row["time_progress"] is not None), None)
    upright = (
        ("departments.line_time", time, LATE, "dash"),
        ("departments.line_district", district_rate, GREY, "solid"),
    )
    for key, rate, colour, dash in upright:
        if rate is not None:
            figure.add_scatter(
                x=[_per_cent(rate)] * 2,
                y=[labels[0], labels[-1]],
                mode="lines",
                name=say("departments.line_at", language, name=say(key, language), rate=formats.rate(rate, language)),
                line={"color": colour, "width": 2, "dash": dash},
                hoverinfo="skip",
            )
    furthest = max([100.0, *(value for value in (*shown, *progress) if value is not None)])
    figure.update_xaxes(
        range=[0, furthest * 1.02],
        tickvals=[0, 25, 50, 75, 100],
        ticktext=["0%", "25%", "50%", "75%", "100%"],
        side="top",
        fixedrange=True,
    )
    figure.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=labels,
        range=[len(labels) - 0.5, -0.5],
        tickmode="array",
        tickvals=labels,
        ticktext=labels,
        fixedrange=True,
    )
    _quiet(figure, height=110 + ROW_HEIGHT * len(found))
    figure.update_layout(
        legend={"orientation": "h", "x": 0, "xanchor": "left", "yref": "container", "y": 1, "yanchor": "top"},
        margin={"l": 8, "r": 8, "t": 84, "b": 8},
    )
    return figure


def _lines(rows: pl.DataFrame, lines: Sequence[tuple[str, str, str]], language: str) -> go.Figure:
    """One line a column that has any value; shares as per cent over the months of a year."""
    months = [formats.month_name(as_of, language) for as_of in rows["as_of"]]
    figure = go.Figure()
    for column, name, look in lines:
        values = rows[column].to_list()
        if all(value is None for value in values):
            continue
        figure.add_scatter(
            x=months,
            y=[_per_cent(value) for value in values],
            name=name,
            mode="lines+markers",  # in January a line has but one point
            connectgaps=False,
            hovertext=[formats.rate(value, language) for value in values],
            customdata=_places(rows, column),
            hovertemplate="%{x}　" + name + " %{hovertext}<extra></extra>",
            **LOOKS[look],
        )
    _month_axis(figure, rows, language)
    highest = [value for column, _, _ in lines for value in rows[column].to_list() if value is not None]
    figure.update_yaxes(
        range=[0, max(105.0, float(max(highest, default=Decimal(1))) * 105)],
        tickvals=[0, 25, 50, 75, 100],
        ticktext=["0%", "25%", "50%", "75%", "100%"],
    )
    return _quiet(figure, height=300)


def _places(rows: pl.DataFrame, column: str) -> list[list[Any]]:
    """Row and column of each mark, by which a click finds the calculation."""
    return [[place, column] for place in range(rows.height)]


def _month_axis(figure: go.Figure, rows: pl.DataFrame, language: str) -> None:
    """All twelve months, so that pictures of different months compare."""
    year = rows["as_of"][0].year if rows.height else 2000
    names = [formats.month_name(formats.month_end(f"{year}-{month:02}"), language) for month in range(1, 13)]
    figure.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=names,
        tickvals=names,
        tickfont={"size": FONT_SIZE - 2},
        tickangle=0,
        range=[-0.5, MONTHS_OF_YEAR - 0.5],
        fixedrange=True,
    )
    figure.update_yaxes(fixedrange=True)


def _per_cent(share: Decimal | None) -> float | None:
    """A share as the per cent that its label shows; floats only for the browser."""
    return None if share is None else float(formats.half_up(share * 100, formats.RATE_PLACES))


def _quiet(figure: go.Figure, height: int) -> go.Figure:
    """Small margins, no tools, the legend below the plot."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 20, "b": 8},
        font={"size": FONT_SIZE},
        dragmode=False,
        showlegend=True,
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": -0.14, "yanchor": "top"},
        hovermode="closest",
    )
    figure.update_yaxes(automargin=True)
    figure.update_xaxes(automargin=True)
    return figure
