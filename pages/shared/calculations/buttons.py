"""The ways to a calculation: a button on each card, below each table and each picture, a click on a number or a mark.

Nothing is computed here: the click puts the figure's name into the address, and panel.py opens it.
"""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from pages.shared import markup, widgets
from pages.shared.calculations import offers
from pages.shared.calculations.offers import Cell, Offer
from pages.shared.widgets import Frame

PICTURES_OPENED = "calculations.pictures_opened"


def cards(frame: Frame, *figures: markup.Figure, key: str = "figures") -> None:
    """A row of the few numbers, each with the way to its calculation."""
    with st.container(key=f"cards_{key}"):
        for place, figure in enumerate(figures):
            with st.container(key=f"card_{key}_{place}", gap="xxsmall"):
                st.html(markup.figure(figure))
                if figure.cells:
                    single(frame, f"{key}_{place}", figure.cells)


def single(frame: Frame, key: str, cells: Sequence[Cell]) -> None:
    """The way to the calculation of one figure, or of several that are told together."""
    button(frame, offers.of_cells(key, cells, frame.reader))


def button(frame: Frame, offer: Offer, chosen: tuple[int, str] | None = None, hint: str | None = None) -> None:
    """The way to the calculation of a figure that is offered: of the one that is chosen, else of the first."""
    frame.offers.append(offer)
    if not offer.rows or not offer.columns:
        return
    row, column = _within(offer, chosen)
    label = frame.say("calculation.see")
    if chosen is not None:
        named = " · ".join(filter(None, (offer.rows[row], offer.columns[column])))
        label = frame.say("calculation.see_of", figure=named)
    st.button(
        label,
        key=f"calculation_{offer.key}",
        type="tertiary",
        icon=":material/calculate:",
        help=hint,
        on_click=lambda: widgets.change_view(calc=offer.cell(row, column).text),
    )


def _within(offer: Offer, chosen: tuple[int, str] | None) -> tuple[int, str]:
    """The chosen place, its column the first with a figure where another one was clicked."""
    first = next(iter(offer.columns))
    if chosen is None or chosen[0] >= len(offer.rows):
        return 0, first
    return chosen[0], chosen[1] if chosen[1] in offer.columns else first


def chart(frame: Frame, alt: str, offer: Offer, make: Callable[..., Any], *arguments: Any) -> None:
    """A picture whose marks open the calculation of what they show; their custom data is row and column there."""
    key = f"picture.{offer.key}.{st.session_state.get(PICTURES_OPENED, 0)}"
    st.plotly_chart(
        widgets.drawn(make, *arguments),
        key=key,
        alt=alt,
        on_select=lambda: _open_mark(offer, st.session_state.get(key, {})),
        selection_mode="points",
        config={"displayModeBar": False, "scrollZoom": False, "staticPlot": False},
    )
    button(frame, offer)


def _open_mark(offer: Offer, event: Any) -> None:
    """For the callback: opens what was clicked; the picture is drawn anew, so that a mark can be clicked again."""
    points = event.get("selection", {}).get("points", [])
    place = next((point["customdata"] for point in points if point.get("customdata")), None)
    if place is None:
        return
    row, column = int(place[0]), str(place[1])
    if row < len(offer.rows) and column in offer.columns:
        st.session_state[PICTURES_OPENED] = st.session_state.get(PICTURES_OPENED, 0) + 1
        widgets.change_view(calc=offer.cell(row, column).text)
