"""The official control totals beside what our rows add up to: those that differ on screen, all of them in the files."""

import polars as pl
import streamlit as st

from pages.shared import listings, markup
from pages.shared.listings import Column, Listing
from pages.shared.widgets import Frame
from warehouse import read


def show(frame: Frame) -> None:
    """How many totals are met, and the others one by one."""
    say, found = frame.say, frame.ask(read.control_totals)
    if found.is_empty():
        st.html(markup.section(say("totals.heading"), say("totals.nothing_given")))
        return
    differing = found.filter(pl.col("difference_yuan") != 0)
    counted = say("totals.counted", count=frame.count(found.height), differing=frame.count(differing.height))
    st.html(markup.section(say("totals.heading"), counted))
    everything = _listing(frame, found)
    if differing.is_empty():
        st.success(say("totals.all_met"))
        listings.files(frame, everything, "totals")
    else:
        listings.show(frame, everything, "totals", shown=_listing(frame, differing).rows, height="content")


def _listing(frame: Frame, totals: pl.DataFrame) -> Listing:
    say = frame.say
    columns = [
        Column("dataset", say("quality.dataset"), "word", family="dataset", width=110),
        Column("fiscal_year", say("totals.year"), "year"),
        Column("period_end", say("totals.until"), "month"),
        Column("scope", say("totals.scope"), "code"),
        Column("department_name", say("load_changes.department"), width=180),
        Column("official_yuan", say("totals.official"), "money", figure="official_yuan"),
        Column("our_yuan", say("totals.ours"), "money", figure="our_yuan"),
        Column("difference_yuan", say("load_changes.difference"), "money", figure="total_difference_yuan"),
        Column("file", say("quality.file"), width=220),
        Column("sheet", say("quality.sheet")),
        Column("source_row", say("quality.row"), "count"),
    ]
    of = {
        "dataset": "dataset", "fiscal_year": "fiscal_year", "as_of": "period_end", "department": "department_code",
    }  # fmt: skip
    called = ("dataset", "fiscal_year", "period_end", "scope")
    return Listing(say("totals.file"), totals, columns, is_dated=False, of=of, called=called)
