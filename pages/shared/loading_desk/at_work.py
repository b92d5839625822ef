"""Checks and loads on screen: the buttons that start them, how far one is, how the last one ended.

They run as processes of their own: nobody's page waits for them, and a dashboard that is stopped does not stop them.
"""

from datetime import datetime
from pathlib import Path

import streamlit as st

from data_pipeline import inbox, runs
from data_pipeline.runs import Command
from data_pipeline.status import Status
from pages.shared import widgets
from pages.shared.loading_desk.place import Place, act
from pages.shared.widgets import Frame
from warehouse import read
from wording.say import has_word

SECONDS_BETWEEN_LOOKS = 1.0
DONE, NEEDS_A_PERSON, NOTHING_PUBLISHED = 0, 1, 2


def show_running(frame: Frame, place: Place) -> bool:
    """What runs just now, by whomever it was started; drawn anew every second, and the page when it begins and ends."""
    was_busy = is_busy(place)

    @st.fragment(run_every=SECONDS_BETWEEN_LOOKS if was_busy else widgets.SECONDS_BETWEEN_LOOKS)
    def look() -> None:
        found = runs.running(place.store)
        for path, state in found:
            _show_one(frame, place, path, state)
        holder = read.running_load(place.store)
        if holder is not None and not any(state is None or str(state.process) in holder for _, state in found):
            st.info(frame.say("loading.other_load", holder=holder), icon=":material/hourglass_top:")
        if was_busy != (bool(found) or holder is not None):
            st.rerun()

    look()
    return was_busy


def is_busy(place: Place) -> bool:
    """Whether a check or a load runs, ours or anybody's."""
    return bool(runs.running(place.store)) or read.running_load(place.store) is not None


def _show_one(frame: Frame, place: Place, path: Path, state: Status | None) -> None:
    """How far a run is, and the way to end it."""
    command = frame.word("run", path.name.split("-")[0])
    if state is None or not state.phase:
        st.progress(0.0, frame.say("loading.starting", run=command))
        return
    phase = frame.word("run_phase", state.phase)
    said = frame.say("loading.running", run=command, phase=phase, user=state.user, since=clock(state.started))
    st.progress(min(1.0, state.done / state.total) if state.total else 0.0, said)
    if place.may_act:
        st.button(frame.say("loading.stop"), key=f"stop.{path.name}", on_click=_stop, args=(place, frame, path))


def _stop(place: Place, frame: Frame, path: Path) -> None:
    def stop() -> str:
        runs.stop(path)
        return frame.word("run", path.name.split("-")[0])

    act(place, frame, "loading.stopping", [stop])


# --- starting ------------------------------------------------------------------------------------------------------


def show_button(frame: Frame, place: Place, command: Command, *, is_open: bool, is_primary: bool = False) -> None:
    """The button that starts a check or a load."""
    st.button(
        frame.say("loading.check" if command == "check" else "loading.publish"),
        key=f"start_{command}",
        type="primary" if is_primary else "secondary",
        disabled=not (is_open and place.may_act),
        on_click=_start,
        args=(place, frame, command),
    )


def _start(place: Place, frame: Frame, command: Command) -> None:
    """Starts a run, unless another one has the store."""

    def start() -> str:
        holder = read.running_load(place.store)
        if holder is not None:
            raise inbox.InboxProblem("another_load", holder=holder)
        runs.start(command, place.inbox, place.store)
        return command

    act(place, frame, "", [start])  # that it runs is seen


def last(place: Place, command: Command) -> Status | None:
    """The run of this kind that ended last."""
    return runs.last(place.store, command)


def is_current(place: Place, checked: Status | None) -> bool:
    """Whether what was checked is what the inbox holds now."""
    return checked is not None and (checked.inbox, checked.inbox_mark) == (str(place.inbox), place.mark)


# --- how it ended --------------------------------------------------------------------------------------------------


def show_end(frame: Frame, state: Status) -> None:
    """How a run ended: published, checked, or why not, with what to do next."""
    command, when = frame.word("run", state.command), clock(str(state.ended))
    if state.exit == NOTHING_PUBLISHED:
        st.error(frame.say("loading.failed", run=command, when=when, why=why(frame, state)), icon=":material/block:")
        if state.text and not state.missing and not has_word("problem", state.problem):
            with st.expander(frame.say("loading.what_it_said"), key=f"said_{state.command}"):
                st.code(state.text, language=None, wrap_lines=True)
        return
    key = "published" if state.command == "load" else "checked"
    if state.exit == DONE:
        st.success(frame.say(f"loading.{key}", when=when, snapshot=state.snapshot), icon=":material/check_circle:")
    else:
        st.warning(
            frame.say(f"loading.{key}_with_remarks", when=when, snapshot=state.snapshot), icon=":material/error:"
        )
    if state.command == "load":
        _show_ways(frame)


def why(frame: Frame, state: Status) -> str:
    """The reason in words."""
    if state.missing:
        missing = frame.say("list.comma").join(frame.word("dataset", each) for each in state.missing)
        return frame.say("loading.missing", datasets=missing)
    if state.problem is not None and has_word("problem", state.problem):
        return widgets.in_words(state.problem, state.values, frame.language)
    return frame.say("loading.unknown_reason")


def _show_ways(frame: Frame) -> None:
    if frame.reader is not None and frame.months:
        with st.container(horizontal=True, gap="medium", key="ways_after_loading"):
            widgets.link(frame, "overview", frame.say("loading.to_overview"), key="to_overview")
            widgets.link(frame, "data_quality", frame.say("loading.to_quality"), key="to_quality")


def clock(moment: str) -> str:
    """`2026-11-23 05:53` of a moment as a status or a log writes it."""
    try:
        return f"{datetime.fromisoformat(moment):%Y-%m-%d %H:%M}"
    except ValueError:
        return moment
