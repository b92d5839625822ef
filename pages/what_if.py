"""Who enters and leaves the lists if a threshold moves? Tried beside what is published; nothing changes by looking."""

import streamlit as st

from pages.shared import deciding, markup, proposals_panel, trial_result, trial_values, widgets
from pages.shared.scope import DESKS
from pages.shared.trial_result import Tried
from pages.shared.trial_values import Rows
from pages.shared.widgets import Frame
from warehouse import what_if
from warehouse.what_if import SettingsProblem


def show_trial(frame: Frame, rows: Rows) -> Frame:
    """Choose values, see at once what they change, keep them as a proposal."""
    st.html(markup.note(frame.say("what_if.about")))
    deciding.show_said()
    frame = trial_values.choose(frame, rows)
    widgets.remember(frame)
    if not frame.scope.tried:
        st.info(frame.say("what_if.nothing_chosen"))
        return frame
    moved = trial_values.moved(frame, rows)
    if not moved:
        st.info(frame.say("what_if.nothing_tried"))
        return frame
    try:
        result = frame.ask(what_if.what_if, as_of=frame.as_of, tried=moved)
    except SettingsProblem as problem:
        st.error(trial_values.problem_in_words(frame, problem, rows))
        return frame
    tried = Tried(result, trial_values.in_words(frame, rows, moved))
    proposals_panel.show_keep(frame, rows, tried, moved)
    return trial_result.show(frame, tried)


TASKS = {"try": show_trial, "proposals": proposals_panel.show}

frame = widgets.page_frame("what_if")
desks = {code: frame.word("desk", code) for code in DESKS}
frame = widgets.choose_one(frame, "desk", frame.say("what_if.desk"), desks)
widgets.remember(frame)
widgets.remember(TASKS[frame.scope.desk](frame, trial_values.rows_of(frame)))
