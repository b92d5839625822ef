"""Frame -> plotly figure. Each function names the columns that it reads; no streamlit, no numbers of its own.

Colours are mid-tones that hold on a light and on a dark ground; text and grid take the theme's colours. A state is
never told by colour alone. Money and shares arrive ready to be shown (formats.py), codes are category axes.
"""

import plotly.graph_objects as go
import polars as pl

from wording import formats
from wording.say import say

BLUE = "#2f6fb7"
TEAL = "#2a8c82"
GREY = "#8a94a3"
LATE = "#c0562f"
FONT_SIZE = 13


def pace_against_time(paces: pl.DataFrame, language: str) -> go.Figure:
    """Bars of `pace` by `name`, one below the other, with the line of `time_progress`. A null pace has no bar but a dash.

    Reads name, pace, time_progress, is_overall; the first row stands on top.
    """
    rows = paces.to_dicts()
    names = [row["name"] for row in rows]
    time_progress = next((row["time_progress"] for row in rows if row["time_progress"] is not None), None)
    shown = [_per_cent(row["pace"]) for row in rows]
    figure = go.Figure(
        go.Bar(
            x=[0 if value is None else value for value in shown],
            y=names,
            orientation="h",
            width=0.56,
            marker={"color": [GREY if row["is_overall"] else BLUE for row in rows]},
            text=[formats.rate(row["pace"], language) for row in rows],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}　%{text}<extra></extra>",
        )
    )
    furthest = max([100.0, *(value for value in shown if value is not None)])
    figure.update_xaxes(range=[0, furthest * 1.16], ticksuffix="%", tickvals=[0, 25, 50, 75, 100], fixedrange=True)
    figure.update_yaxes(type="category", autorange="reversed", fixedrange=True)
    if time_progress is not None:
        _time_line(figure, time_progress, language)
    return _quiet(figure, height=64 + 40 * len(rows))


def money_by_month(months: pl.DataFrame, language: str) -> go.Figure:
    """The execution rate of each month of a year against time progress. Reads as_of, execution_rate, time_progress."""
    rows = months.to_dicts()
    labels = [formats.month(row["as_of"], language) for row in rows]
    figure = go.Figure()
    figure.add_scatter(
        x=labels,
        y=[_per_cent(row["time_progress"]) for row in rows],
        mode="lines",
        line={"color": GREY, "dash": "dash", "width": 2},
        name=say("chart.time_progress", language),
    )
    figure.add_scatter(
        x=labels,
        y=[_per_cent(row["execution_rate"]) for row in rows],
        mode="lines+markers",
        line={"color": BLUE, "width": 3},
        marker={"size": 7},
        name=say("chart.execution_rate", language),
    )
    figure.update_xaxes(type="category", fixedrange=True, tickvals=labels[::2] if len(labels) > 7 else labels)
    figure.update_yaxes(range=[0, 105], ticksuffix="%", tickvals=[0, 25, 50, 75, 100], fixedrange=True)
    figure.update_layout(showlegend=True, legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"})
    return _quiet(figure, height=230)


def _time_line(figure: go.Figure, time_progress: object, language: str) -> None:
    value = _per_cent(time_progress)
    figure.add_shape(
        type="line", x0=value, x1=value, y0=0, y1=1, yref="paper", line={"color": LATE, "width": 2, "dash": "dash"}
    )
    figure.add_annotation(
        x=value,
        y=1,
        yref="paper",
        yanchor="bottom",
        showarrow=False,
        font={"color": LATE, "size": FONT_SIZE},
        text=say("chart.time_line", language, rate=formats.rate(time_progress, language)),  # type: ignore[arg-type]
    )


def _per_cent(share: object) -> float | None:
    """A share as the per cent that its label shows; floats only for the browser."""
    return None if share is None else float(formats.half_up(share * 100, formats.RATE_PLACES))  # type: ignore[operator]


def _quiet(figure: go.Figure, height: int) -> go.Figure:
    """Small margins, no tools, room for labels."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 26, "b": 24},
        font={"size": FONT_SIZE},
        dragmode=False,
    )
    figure.update_yaxes(automargin=True)
    figure.update_xaxes(automargin=True)
    return figure
