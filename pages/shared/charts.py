"""Frame -> plotly figure. Each function names the columns that it reads; no streamlit, no numbers of its own.

Colours are mid-tones that hold on a light and on a dark ground; text and grid take the theme's colours. A state is
never told by colour alone. Money and shares arrive ready to be shown (formats.py), codes are category axes.
"""

from decimal import Decimal

import plotly.graph_objects as go  # type: ignore[import-untyped]
import polars as pl

from wording import formats
from wording.say import say

BLUE = "#2f6fb7"
TEAL = "#2a8c82"
GREY = "#8a94a3"
LATE = "#c0562f"
FONT_SIZE = 13


def pace_against_time(paces: pl.DataFrame, language: str) -> go.Figure:
    """Bars of `pace` by `name`, one below the other, with the line of `time_progress`; a null pace is a dash.

    Reads name, pace, time_progress, is_overall; the first row stands on top.
    """
    rows = paces.to_dicts()
    names = [row["name"] for row in rows]
    time_progress = next((row["time_progress"] for row in rows if row["time_progress"] is not None), None)
    shown = [_per_cent(row["pace"]) for row in rows]
    figure = go.Figure(
        go.Bar(
            x=shown,
            y=names,
            orientation="h",
            width=0.56,
            marker={"color": [GREY if row["is_overall"] else BLUE for row in rows]},
            hovertext=[formats.rate(row["pace"], language) for row in rows],
            customdata=[[place, "pace"] for place in range(len(rows))],
            hovertemplate="%{y}　%{hovertext}<extra></extra>",
        )
    )
    for row in rows:  # the numbers stand in a column of their own, where neither bar nor time line crosses them
        figure.add_annotation(
            x=1, xref="paper", xanchor="right", y=row["name"], showarrow=False, text=formats.rate(row["pace"], language)
        )
    furthest = max([100.0, *(value for value in shown if value is not None)])
    marks = [0, 25, 50, 75, 100]
    figure.update_xaxes(
        range=[0, furthest * 1.26], tickvals=marks, ticktext=[f"{mark}%" for mark in marks], fixedrange=True
    )
    figure.update_yaxes(type="category", autorange="reversed", fixedrange=True)
    if time_progress is not None:
        _time_line(figure, time_progress, language)
    return _quiet(figure, height=64 + 32 * len(rows))


def _time_line(figure: go.Figure, time_progress: Decimal, language: str) -> None:
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
        text=say("chart.time_line", language, rate=formats.rate(time_progress, language)),
    )


def _per_cent(share: Decimal | None) -> float | None:
    """A share as the per cent that its label shows; floats only for the browser."""
    return None if share is None else float(formats.half_up(share * 100, formats.RATE_PLACES))


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
