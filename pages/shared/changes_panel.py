"""What changed among the flagged projects since the month before: a small table and the first of the new ones."""

from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import markup
from pages.shared.widgets import Frame
from warehouse import read
from wording import formats

NEW_ONES_NAMED = 3
NOTHING = Decimal(0)
KINDS = ("entered", "worse", "better", "left")


def show(frame: Frame) -> None:
    """Entered, graver, lighter, left: how many projects and how much money before and now."""
    found = frame.ask(read.changes_since_last_month, as_of=frame.as_of, row_limit=NEW_ONES_NAMED)
    if frame.as_of.month == 1:
        st.html(markup.section(frame.say("changes.heading"), frame.say("changes.january")))
        return
    before = formats.month(formats.month_end(f"{frame.as_of.year}-{frame.as_of.month - 1:02}"), frame.language)
    changed = found.filter(pl.col("change").is_in(KINDS))
    if changed.is_empty():
        st.html(markup.section(frame.say("changes.heading"), frame.say("changes.none", month=before)))
        return
    st.html(markup.section(frame.say("changes.heading"), frame.say("changes.note", month=before)))
    st.html(markup.small_table(_headers(frame), _rows(frame, changed)))
    new = changed.filter(pl.col("change") == "entered").to_dicts()
    if new:
        projects = frame.say("list.comma").join(_named(frame, row) for row in new)
        st.html(markup.note(frame.say("changes.newest", projects=projects)))


def _headers(frame: Frame) -> list[str]:
    return [
        frame.say("changes.change"),
        frame.say("changes.projects"),
        frame.say("changes.money_before", unit=frame.unit_name),
        frame.say("changes.money_now", unit=frame.unit_name),
    ]


def _rows(frame: Frame, changed: pl.DataFrame) -> list[tuple[str, ...]]:
    """One line a kind of change, also where there is none of it."""
    first = {row["change"]: row for row in changed.filter(pl.col("place") == 1).to_dicts()}
    return [_row(frame, kind, first.get(kind)) for kind in KINDS]


def _row(frame: Frame, kind: str, first: dict[str, Any] | None) -> tuple[str, ...]:
    counted = first or {"project_count": 0, "all_before_yuan": NOTHING, "all_now_yuan": NOTHING}
    before, now = (
        formats.amount(counted[name], frame.scope.unit, frame.language) for name in ("all_before_yuan", "all_now_yuan")
    )
    return (frame.word("change", kind), frame.count(counted["project_count"]), before, now)


def _named(frame: Frame, row: dict[str, Any]) -> str:
    return frame.say(
        "changes.project",
        project=row["project_name"],
        department=row["department_name"],
        action=frame.word("outcome", row["outcome"]),
    )
