"""The form that writes another value of a threshold or setting from a day on: value, day, source, who.

Whether the value can be is decided by `warehouse.settings`, which writes it; nothing on any list changes before the
next load.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from pages.shared import access, deciding, markup, trial_values, value_fields
from pages.shared.trial_values import Rows
from pages.shared.widgets import Frame
from warehouse import read, settings
from warehouse.settings import Change, SettingsProblem
from warehouse.what_if import Value
from wording import formats

DRAFT = "change.draft"  # key of the setting -> text of the value that is being typed
WIDGET = "change.value"


def show(frame: Frame, rows: Rows, key: str) -> None:
    """The form for one setting; disabled, with the reason, where deciding is switched off."""
    row, say = rows[key], frame.say
    said = st.session_state.setdefault(DRAFT, {}).get(key, row["said"])
    with st.expander(say("settings.change"), icon=":material/edit:", expanded=key in st.session_state[DRAFT]):
        is_closed = deciding.show_closed(frame)
        left, right = st.columns(2, gap="medium")
        how = {"on_change": _typed, "args": (frame, row), "disabled": is_closed}
        with left:
            value_fields.field(frame, row, said, WIDGET, **how)
            if value_fields.can_leave_later(row):
                value_fields.exit_field(frame, row, said, WIDGET, **how)
        with right:
            day = st.date_input(
                say("proposals.from"),
                value=deciding.next_month_end(frame),
                key="change.from",
                format="YYYY-MM-DD",
                disabled=is_closed,
            )
            st.text_input(say("proposals.who"), key="change.who", max_chars=deciding.LONGEST_NAME, disabled=is_closed)
        for column, language in zip(st.columns(2, gap="medium"), ("zh", "en"), strict=True):
            column.text_input(
                say(f"proposals.source_{language}"),
                key=f"change.source_{language}",
                max_chars=deciding.LONGEST_SOURCE,
                disabled=is_closed,
            )
        deciding.show_what_it_means(frame, day if isinstance(day, date) else None, [row["unit"]])
        st.button(
            say("settings.write"),
            key="change.write",
            type="primary",
            disabled=is_closed,
            on_click=_write,
            args=(frame, rows, key),
        )


def _typed(frame: Frame, row: Mapping[str, Any]) -> None:
    draft = st.session_state.setdefault(DRAFT, {})
    draft[row["key"]] = value_fields.read(frame, row, draft.get(row["key"], row["said"]), WIDGET)


def _write(frame: Frame, rows: Rows, key: str) -> None:
    """Write what stands in the form, and keep for the next run what became of it."""
    who, zh, en = (str(st.session_state[f"change.{name}"] or "").strip() for name in ("who", "source_zh", "source_en"))
    day, said = st.session_state["change.from"], st.session_state[DRAFT].get(key, rows[key]["said"])
    if not access.may_decide():  # it may have been switched off since the form was drawn
        deciding.tell("problem", frame.say("proposals.switched_off"))
        return
    if day is None or not who or not (zh or en):
        deciding.tell("problem", frame.say("proposals.what_it_takes"))
        return
    try:
        settings.record(read.store_folder(), change_of(key, said, rows[key]["unit"], day, who, zh, en))
    except (SettingsProblem, OSError) as problem:
        deciding.tell("problem", deciding.problem_in_words(frame, problem, rows))
        return
    st.session_state[DRAFT].pop(key, None)
    told = {"name": trial_values.name_of(frame, rows[key]), "value": value_fields.in_words(rows[key], said, frame)}
    deciding.tell("done", frame.say("settings.written", **told, day=formats.day(day, frame.language)))


def change_of(key: str, said: str, unit: str, day: date, who: str, zh: str, en: str) -> Change:
    """The change as the store keeps it."""
    value = Value.read(said, unit)
    change = Change(
        key, value.number if value.number is not None else (value.codes or "").split(), day, who, deciding.now(), zh, en
    )
    return replace(change, exit_value=value.exit_value)


def show_environment(frame: Frame, key: str) -> None:
    """Says where the environment sets this value, whatever anybody writes."""
    try:
        held = [each for each in settings.load(read.store_folder()) if each.key == key]
    except SettingsProblem:
        return
    if any(each.origin == "environment" for each in held):
        st.warning(frame.say("settings.by_environment", name=settings.variable_of(held[0])), icon=":material/error:")


def note_of_file(frame: Frame) -> str:
    """Where the changes are kept."""
    return markup.note(frame.say("settings.kept_in", file=read.store_folder().absolute() / settings.FILE))
