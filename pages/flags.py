"""How far along is the money, and what has to be decided today? One screen for the district's leaders."""

import streamlit as st

from pages.shared import widgets

frame = widgets.page_frame("flags")
