"""What came in, what was refused and why, do the totals hold, how fresh is it?"""

import streamlit as st

from pages.shared import load_changes, load_panels, markup, scope, widgets
from pages.shared.calculations import buttons, panel
from warehouse import read

SECTIONS = {
    "received": load_panels.show_received,
    "files": load_panels.show_files,
    "checks": load_panels.show_checks,
    "fresh": load_panels.show_freshness,
}

frame = widgets.page_frame("data_quality")
load = frame.ask(read.load_summary)
if not load["file_count"]:
    st.info(frame.say("quality.empty"))
    st.stop()
buttons.cards(frame, *load_panels.few_numbers(frame, load))
sections = {name: frame.word("section", name) for name in scope.SECTIONS}
frame = widgets.choose_one(frame, "section", frame.say("quality.section"), sections)
if frame.scope.section == "refused":
    frame = load_panels.show_not_accepted(frame)
elif frame.scope.section == "changed":
    frame = load_changes.show_against_any(frame, frame.reader.id)
else:
    SECTIONS[frame.scope.section](frame)
widgets.remember(frame)
st.html(markup.note(frame.say("frame.snapshot", snapshot=frame.reader.id)))
panel.show(frame)
