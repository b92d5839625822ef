"""What changed among the flagged projects since the month before: a small table and the first of the new ones."""

from typing import Any

import polars as pl
import streamlit as st

from pages.shared import listings, markup, widgets
from pages.shared.listings import Column, Listing
from pages.shared.widgets import Frame
from warehouse import read
from wording import formats

NEW_ONES_NAMED = 3
EVERY_ROW = 10_000_000
KINDS = ("entered", "worse", "better", "left")
COUNTS = ("project_count", "all_before_yuan", "all_now_yuan")


def show(frame: Frame) -> None:
    """Entered, graver, lighter, left: how many projects and how much money before and now."""
    found = frame.ask(read.changes_since_last_month, as_of=frame.as_of, row_limit=EVERY_ROW)
    if frame.as_of.month == 1:
        st.html(markup.section(frame.say("changes.heading"), frame.say("changes.january")))
        return
    before = formats.month(formats.month_end(f"{frame.as_of.year}-{frame.as_of.month - 1:02}"), frame.language)
    changed = found.filter(pl.col("change").is_in(KINDS))
    ended = _ended(frame)
    if changed.is_empty():
        st.html(markup.section(frame.say("changes.heading"), frame.say("changes.none", month=before)))
        if ended:
            st.html(ended)
        return
    st.html(markup.section(frame.say("changes.heading"), frame.say("changes.note", month=before)))
    listings.grid(frame, _counted(frame, changed), "changes", height="content")
    new = changed.filter(pl.col("change") == "entered").head(NEW_ONES_NAMED).to_dicts()
    projects = frame.say("list.comma").join(_named(frame, row) for row in new)
    newest = markup.note(frame.say("changes.newest", projects=projects)) if new else ""
    if newest or ended:
        st.html(newest + ended)
    listings.files(frame, _list(frame, changed), "changes")
    widgets.link(frame, "changes", frame.say("changes.to_causes"), "changes_causes")


def _ended(frame: Frame) -> str:
    """How many of last month's flags are cleared, apply no longer, or cannot be assessed any more."""
    found = frame.ask(read.flags_ended, as_of=frame.as_of)
    counts = found.group_by("ended").len().sort("ended").iter_rows()
    parts = [
        frame.say("changes.ended_part", ended=frame.word("ended", ended), count=frame.count(count))
        for ended, count in counts
    ]
    return markup.note(frame.say("changes.ended", parts=frame.say("list.comma").join(parts))) if parts else ""


def _list(frame: Frame, rows: pl.DataFrame) -> Listing:
    """The projects behind the counts, one row each."""
    field = lambda name: frame.word("field", name)  # noqa: E731
    columns = [
        Column("change", frame.say("changes.change"), "word", family="change"),
        Column("department_name", frame.say("flags.department")),
        Column("project_code", field("project_code"), "code"),
        Column("project_name", field("project_name")),
        Column("rule", field("rule")),
        Column("outcome", field("outcome"), "word", family="outcome"),
        Column("severity_before", frame.say("changes.severity_before"), "severity"),
        Column("severity_now", frame.say("changes.severity_now"), "severity"),
        Column("money_before_yuan", frame.say("changes.money_before_bare"), "money", is_summed=True),
        Column("money_now_yuan", frame.say("changes.money_now_bare"), "money", is_summed=True),
    ]
    return Listing(frame.say("changes.heading"), rows, columns)


def _counted(frame: Frame, changed: pl.DataFrame) -> Listing:
    """One line a kind of change, also where there is none of it."""
    first = changed.filter(pl.col("place") == 1).select("change", *COUNTS)
    rows = pl.DataFrame({"change": KINDS}).join(first, on="change", how="left", maintain_order="left")
    columns = [
        Column("change", frame.say("changes.change"), "word", width=120, family="change"),
        Column("project_count", frame.say("changes.projects"), "count", figure="change_count"),
        Column("all_before_yuan", frame.say("changes.money_before_bare"), "money", figure="change_before_yuan"),
        Column("all_now_yuan", frame.say("changes.money_now_bare"), "money", figure="change_now_yuan"),
    ]
    counted = rows.with_columns(pl.col(*COUNTS).fill_null(0))
    return Listing(frame.say("changes.heading"), counted, columns, of={"change": "change"})


def _named(frame: Frame, row: dict[str, Any]) -> str:
    return frame.say(
        "changes.project",
        project=row["project_name"],
        department=row["department_name"],
        action=frame.word("outcome", row["outcome"]),
    )
