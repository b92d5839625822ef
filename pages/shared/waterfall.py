"""What each cause changed between two lists -> a waterfall. Numbers come ready in the unit that is shown; no streamlit.

One bar a cause, one below the other, from the first list's total to the last one's; the numbers stand in a column at
the right, so that they can be read without colour and on a narrow screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go  # type: ignore[import-untyped]

from pages.shared.charts import FONT_SIZE, GREY, LATE, TEAL


@dataclass(frozen=True)
class Bar:
    """One bar: its name, how far it reaches, the number as text; an end stands on the ground, a cause on the last."""

    name: str
    length: float
    text: str
    is_end: bool = False


def figure(bars: Sequence[Bar]) -> go.Figure:
    """Start, causes, end from top to bottom; what grows is orange, what shrinks green, the ends grey."""
    drawn = go.Figure(
        go.Waterfall(
            orientation="h",
            y=[bar.name for bar in bars],
            x=[bar.length for bar in bars],
            measure=["absolute" if bar.is_end else "relative" for bar in bars],
            increasing={"marker": {"color": LATE}},
            decreasing={"marker": {"color": TEAL}},
            totals={"marker": {"color": GREY}},
            connector={"line": {"color": GREY, "width": 1, "dash": "dot"}},
            hovertext=[bar.text for bar in bars],
            hovertemplate="%{y}　%{hovertext}<extra></extra>",
            width=0.6,
        )
    )
    for bar in bars:
        drawn.add_annotation(x=1, xref="paper", xanchor="right", y=bar.name, showarrow=False, text=bar.text)
    low, high = _reach(bars)
    room = (high - low or 1.0) * 0.45  # for the column of numbers
    drawn.update_xaxes(range=[low - (high - low) * 0.02, high + room], fixedrange=True, showticklabels=False)
    drawn.update_yaxes(type="category", autorange="reversed", fixedrange=True, automargin=True)
    drawn.update_layout(
        height=56 + 30 * len(bars),
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        font={"size": FONT_SIZE},
        dragmode=False,
        showlegend=False,
    )
    return drawn


def _reach(bars: Sequence[Bar]) -> tuple[float, float]:
    """The least and the greatest value that the bars come to."""
    at, seen = 0.0, [0.0]
    for bar in bars:
        at = bar.length if bar.is_end else at + bar.length
        seen.append(at)
    return min(seen), max(seen)
