"""Choosing thresholds and settings to try, several at once: what each means, what is in force, the field to move it.

What is chosen stands in the link as text and is checked on arrival; what a value can be is decided by the warehouse.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from pages.shared import markup, value_fields, widgets
from pages.shared.widgets import Frame
from warehouse import what_if
from warehouse.what_if import SettingsProblem, Value
from wording import formats
from wording.say import has_word, reason

CHOSEN = "what_if.chosen"
Rows = Mapping[str, Mapping[str, Any]]  # by key, as `what_if.values_to_try` gives them


def rows_of(frame: Frame) -> Rows:
    """Everything that can be tried, shared settings first."""
    return {row["key"]: row for row in frame.ask(what_if.values_to_try, as_of=frame.as_of).to_dicts()}


def name_of(frame: Frame, row: Mapping[str, Any]) -> str:
    """`E01 执行进度低于…`: rule and meaning of a value."""
    return f"{row['rule'] or frame.say('what_if.shared')}　{row[frame.language]}"


def choose(frame: Frame, rows: Rows) -> Frame:
    """What to try, and a field for each. Gives the frame with what the link, or the reader, says and can be read."""
    entries, dropped = _arrived(frame, rows)
    frame = replace(frame, scope=replace(frame.scope, tried=_as_text(entries)))
    st.session_state[CHOSEN] = list(entries)
    st.multiselect(
        frame.say("what_if.choose"),
        list(rows),
        format_func=lambda key: name_of(frame, rows[key]) if key in rows else str(key),
        key=CHOSEN,
        placeholder=frame.say("what_if.choose_hint"),
        on_change=_choose,
        args=({key: row["said"] for key, row in rows.items()},),
    )
    if dropped:
        st.warning(frame.say("what_if.dropped", which=frame.say("list.comma").join(dropped)))
    for key, said in entries.items():
        _show(frame, rows[key], said)
    return frame


def moved(frame: Frame, rows: Rows) -> tuple[str, ...]:
    """Of what is chosen, the values that differ from those in force; in one order."""
    entries = dict(entry.split("=", 1) for entry in frame.scope.tried)
    different = {
        key: said
        for key, said in entries.items()
        if key in rows and Value.read(said, rows[key]["unit"]) != Value.read(rows[key]["said"], rows[key]["unit"])
    }
    return _as_text(dict(sorted(different.items())))


def in_words(frame: Frame, rows: Rows, tried: tuple[str, ...]) -> list[tuple[str, str]]:
    """Each value tried: what it is, and `0.80 → 0.70`."""
    told = []
    for entry in tried:
        key, said = entry.split("=", 1)
        row = rows.get(key)
        if row is None:
            told.append((key, said))
            continue
        was, becomes = value_fields.of_row(row, frame), value_fields.in_words(row, said, frame)
        told.append((name_of(frame, row), frame.say("what_if.from_to", was=was, becomes=becomes)))
    return told


def problem_in_words(frame: Frame, problem: SettingsProblem, rows: Rows) -> str:
    """Why a value cannot be, in the reader's language."""
    values = dict(problem.values)
    row = rows.get(str(values.get("setting")))
    if row is not None:
        values["setting"] = name_of(frame, row)
    code = problem.code if has_word("settings_problem", problem.code) else "unusable"
    return reason("settings_problem", code, frame.language, {**values, "sentence": str(problem)})


def _arrived(frame: Frame, rows: Rows) -> tuple[dict[str, str], list[str]]:
    """key -> text of what can be shown in a field, and what the snapshot does not know or nobody can read."""
    entries, dropped = {}, []
    for entry in frame.scope.tried:
        key, said = entry.split("=", 1)
        try:
            Value.read(said, rows[key]["unit"])
        except (KeyError, SettingsProblem):
            dropped.append(entry)
        else:
            entries[key] = said
    return entries, dropped


def _show(frame: Frame, row: Mapping[str, Any], said: str) -> None:
    """One value: its words, what is in force and by which source, the rules that rest on it, its field."""
    key = row["key"]
    with st.container(border=True, gap="xsmall", key=f"tried_{key.replace('.', '_')}"):
        left, right = st.columns([7, 5], gap="medium")
        with left:
            st.html(
                markup.small_heading(name_of(frame, row)) + markup.lines([_in_force(frame, row), _resting(frame, row)])
            )
        with right:
            how = {"on_change": _typed, "args": (frame, row)}
            with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
                value_fields.field(frame, row, said, _widget(key), **how)
                st.button(
                    frame.say("what_if.back"),
                    key=f"what_if.back.{key}",
                    disabled=Value.read(said, row["unit"]) == Value.read(row["said"], row["unit"]),
                    on_click=_put,
                    args=(key, row["said"]),
                )
            if value_fields.can_leave_later(row):
                value_fields.exit_field(frame, row, said, _widget(key), **how)


def _in_force(frame: Frame, row: Mapping[str, Any]) -> str:
    """`现行 0.80，自 2026年7月31日起（来源：…）`."""
    since = formats.day(row["valid_from"], frame.language)
    key = "what_if.in_force" if row["origin"] != "change" else "what_if.in_force_since"
    return frame.say(key, value=value_fields.of_row(row, frame), source=row[f"source_{frame.language}"], since=since)


def _resting(frame: Frame, row: Mapping[str, Any]) -> str:
    rules = frame.say("list.comma").join(row["rules"])
    return frame.say("what_if.resting", rules=rules) if rules else frame.say("what_if.only_mutes")


def _widget(key: str) -> str:
    return f"what_if.value.{key}"


def _as_text(entries: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{key}={said}" for key, said in entries.items())


# --- callbacks: before the page runs again ---------------------------------------------------------------------------


def _entries() -> dict[str, str]:
    return dict(entry.split("=", 1) for entry in st.session_state["scope"].tried)


def _choose(in_force: Mapping[str, str]) -> None:
    """A value that is chosen begins as it is in force."""
    before = _entries()
    widgets.change_view(tried=_as_text({key: before.get(key, in_force[key]) for key in st.session_state[CHOSEN]}))


def _typed(frame: Frame, row: Mapping[str, Any]) -> None:
    key = row["key"]
    said = value_fields.read(frame, row, _entries().get(key, row["said"]), _widget(key))
    _put(key, said)


def _put(key: str, said: str) -> None:
    widgets.change_view(tried=_as_text({**_entries(), key: said}))
