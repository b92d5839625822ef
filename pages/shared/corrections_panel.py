"""The corrections of a load: what was changed where, for which reason, who was told, and which are needed no more."""

import json

import polars as pl
import streamlit as st

from pages.shared import listings, markup
from pages.shared.listings import Column, Listing
from pages.shared.widgets import Frame
from warehouse import read
from wording.say import has_word, say, word


def show(frame: Frame) -> None:
    """One row a corrected row, with its two files; a sentence where nothing is corrected."""
    text, found = frame.say, frame.ask(read.corrections)
    st.html(markup.section(text("corrections.heading"), text("corrections.note")))
    if found.is_empty():
        st.success(text("corrections.none"))
        return
    columns = [
        Column("number", text("corrections.number"), "count"),
        Column("state", text("corrections.state"), width=140),
        Column("dataset", text("quality.dataset"), "word", family="dataset", width=100),
        Column("row", text("corrections.key"), width=240),
        Column("what", text("corrections.field"), width=110),
        Column("was", text("corrections.was"), width=120),
        Column("becomes", text("corrections.becomes"), width=120),
        Column("reason", text("corrections.reason"), width=220),
        Column("told", text("corrections.told"), width=140),
        Column("told_on", text("corrections.told_on"), "date"),
        Column("file", text("quality.file"), width=220),
        Column("sheet", text("quality.sheet")),
        Column("source_row", text("quality.row"), "count"),
    ]
    language = frame.language
    shown = found.with_columns(
        pl.Series("state", [frame.word("correction_state", one) for one in found["state"]], pl.String),
        pl.Series("row", [_key(one, language) for one in found["row_key"]], pl.String),
        pl.Series("what", [_field(one, language) for one in found["field"]], pl.String),
    )
    listing = Listing(text("corrections.file"), shown, columns, is_dated=False)
    listings.show(frame, listing, "corrections", height="content")


def _key(key: str, language: str) -> str:
    named = [f"{_field(name, language)} {value}" for name, value in json.loads(key).items()]
    return say("list.comma_wide", language).join(named)


def _field(name: str, language: str) -> str:
    return word("field", name, language) if has_word("field", name) else name
