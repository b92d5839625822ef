"""One project: how far its money and its work are, what is flagged, and everything behind it."""

import streamlit as st

from pages.shared import widgets

frame = widgets.page_frame("project")
st.stop()
