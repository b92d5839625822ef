"""Which snapshot, and by the rules of which day: pages as they were known then, or as another day's rules have them.

An older snapshot is asked like the current one, with its own rules and models. The values of an earlier day judge the
year again, beside the snapshot. Both stand in the address, so that a link shows the same list to another person.
"""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import markup
from pages.shared.scope import FIELDS_OF_PAGE, Scope
from warehouse import read
from wording import formats
from wording.say import say

BEFORE = "BEFORE"  # the values before any change
KEY = "field."
TRIAL = "trial_of_day"


def reader_of(view: Scope) -> tuple[Scope, Any]:
    """The snapshot that the view names, else the current one; a name that the store does not keep is said."""
    if view.kept is None or view.kept == read.current_snapshot():
        return replace(view, kept=None), read.current_reader()
    try:
        return view, read.reader_of(view.kept)
    except read.SnapshotProblem:
        st.toast(say("time.not_kept", view.language, snapshot=view.kept))
        return replace(view, kept=None), read.current_reader()


def choose(page: str, view: Scope, reader: Any) -> Scope:
    """The field where snapshot and rules are chosen; nothing where there is nothing to choose from."""
    kept = _kept((str(read.store_folder()), read.current_snapshot()))
    is_judged = "rules_of" in FIELDS_OF_PAGE[page]
    days = read.rule_days(reader) if is_judged else pl.DataFrame()
    if is_judged and days.is_empty():
        view = replace(view, rules_of=None)
    if kept.height < 2 and days.is_empty():
        return view
    with st.popover(say("time.label", view.language), icon=":material/history:"):
        if kept.height > 1:
            _choose_snapshot(view, kept)
        if not days.is_empty():
            view = _choose_rules(view, days)
    return view


def by_rules(page: str, view: Scope, reader: Any) -> Any:
    """The reader of the chosen day's rules; one a session is kept, and closed when another takes its place."""
    if "rules_of" not in FIELDS_OF_PAGE[page]:
        return reader
    kept = st.session_state.get(TRIAL)
    wanted = None if view.rules_of is None else (reader.id, view.as_of and view.as_of.year, view.rules_of)
    if kept is not None and kept[0] == wanted:
        return kept[1]
    if kept is not None:
        st.session_state.pop(TRIAL)
        if kept[1] is not kept[2]:
            kept[1].close()
    day = day_of(view.rules_of, reader)
    if day is None or view.as_of is None:
        return reader
    with st.spinner(say("time.judging", view.language)):
        judged = read.by_rules_of(reader, day, view.as_of)
    st.session_state[TRIAL] = (wanted, judged, reader)
    return judged


def tell(frame: Any) -> None:
    """Says plainly that this is not today's list, with the way back."""
    view: Scope = frame.scope
    is_judged = view.rules_of is not None and "rules_of" in FIELDS_OF_PAGE[frame.page]
    if view.kept is None and not is_judged:
        return
    said = []
    if view.kept is not None:
        said.append(frame.say("time.old_snapshot", snapshot=view.kept))
    if is_judged:
        said.append(_rules_said(view))
    with st.container(horizontal=True, vertical_alignment="center", key="time_note"):
        st.html(markup.note(" ".join(said)))
        st.button(frame.say("time.back"), key="time_back", on_click=_back)


def _rules_said(view: Scope) -> str:
    if view.rules_of == BEFORE:
        return say("time.first_rules", view.language)
    return say("time.rules_of", view.language, day=formats.day(date.fromisoformat(view.rules_of or ""), view.language))


def _choose_snapshot(view: Scope, kept: pl.DataFrame) -> None:
    # The current one has no name here: who has not chosen another moves over when the next is published.
    names = {None if row["is_current"] else row["snapshot"]: row for row in kept.to_dicts()}
    st.session_state[KEY + "kept"] = view.kept
    st.selectbox(
        say("time.snapshot", view.language),
        list(names),
        format_func=lambda name: _named(names.get(name, {"snapshot": name}), view.language),
        key=KEY + "kept",
        on_change=_clicked,
    )


def _choose_rules(view: Scope, days: pl.DataFrame) -> Scope:
    changed = {row["day"].isoformat(): row["keys"] for row in days.to_dicts()}
    options = [None, *changed, BEFORE]
    if view.rules_of not in options:
        view = replace(view, rules_of=None)
    st.session_state[KEY + "rules_of"] = view.rules_of
    st.selectbox(
        say("time.rules", view.language),
        options,
        format_func=lambda day: _day_said(day, changed, view.language),
        key=KEY + "rules_of",
        on_change=_clicked,
    )
    return view


def _named(row: dict[str, Any], language: str) -> str:
    """Number and fingerprint, when it was published, which one is shown to everybody."""
    at = row.get("published_at")
    parts = [row["snapshot"], at[:10] if at else "", say("time.current", language) if row.get("is_current") else ""]
    return " · ".join(part for part in parts if part)


def _day_said(day: str | None, changed: dict[str, list[str]], language: str) -> str:
    if day is None:
        return say("time.own_rules", language)
    if day == BEFORE:
        return say("time.before_any", language)
    told = say("list.comma", language).join(changed[day][:3])
    return say("time.from_day", language, day=formats.day(date.fromisoformat(day), language), keys=told)


def days_in_words(reader: Any, language: str) -> dict[str | None, str]:
    """Every choice of whose rules hold, as code and words; the month's own comes first, alone where nothing changed."""
    days = read.rule_days(reader)
    changed = {row["day"].isoformat(): row["keys"] for row in days.to_dicts()}
    options = [None, *changed, BEFORE] if changed else [None]
    return {day: _day_said(day, changed, language) for day in options}


def day_of(chosen: str | None, reader: Any) -> date | None:
    """The day whose values are meant; None where they are the month's own."""
    if chosen is None:
        return None
    if chosen != BEFORE:
        return date.fromisoformat(chosen)
    first: date | None = read.rule_days(reader)["day"].min()  # type: ignore[assignment]
    return first and first - timedelta(days=1)


@st.cache_resource(max_entries=4, show_spinner=False)
def _kept(store_and_current: tuple[str, str | None]) -> pl.DataFrame:
    """The snapshots that a store keeps, as long as the current one stays."""
    return read.loads(Path(store_and_current[0]))


def _clicked() -> None:
    st.session_state["clicked"] = True


def _back() -> None:
    """The view of today."""
    view: Scope = st.session_state["scope"]
    st.session_state["scope"] = replace(view, kept=None, rules_of=None)
    for name in ("kept", "rules_of"):
        st.session_state.pop(KEY + name, None)
    _clicked()
