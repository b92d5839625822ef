"""The pages in the reader's language, and one call that opens the chosen one."""

import streamlit as st

from pages.shared import widgets
from wording.say import say

language = widgets.language()
st.set_page_config(page_title=say("app.title", language), page_icon=widgets.PAGE_ICON, layout="wide")
pages = [
    st.Page(path, title=say(f"page.{name}", language), url_path=name, default=name == "overview")
    for name, path in widgets.PAGES.items()
]
st.navigation(pages, position="top").run()
