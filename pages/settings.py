"""What is every threshold and setting, since when, by whose word: its whole history, and changing it from a day on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import change_form, deciding, listings, markup, trial_values, value_fields, widgets
from pages.shared.listings import Column, Listing
from pages.shared.widgets import Frame
from warehouse import read, values_history, what_if
from warehouse.settings import SINCE_EVER, UNTIL_FURTHER, SettingsProblem
from wording import formats

Rows = Mapping[str, Mapping[str, Any]]


def history(frame: Frame, rows: Rows) -> pl.DataFrame:
    """Every value that was said; of the snapshot alone where the store's file cannot be used, which is said."""
    try:
        return values_history.of_store(frame.reader, read.store_folder(), frame.as_of)
    except SettingsProblem as problem:
        st.warning(trial_values.problem_in_words(frame, problem, rows), icon=":material/error:")
        return values_history.of_snapshot(frame.reader, frame.as_of)


def in_words(frame: Frame, values: pl.DataFrame) -> pl.DataFrame:
    """The history with values, days and times as people read them."""
    rows, say = values.to_dicts(), frame.say
    told = {
        "of_rule": [row["rule"] or say("what_if.shared") for row in rows],
        "value_in_words": [value_fields.of_row(row, frame) for row in rows],
        "from_day": [None if row["valid_from"] == SINCE_EVER else row["valid_from"] for row in rows],
        "to_day": [
            None if row["valid_to"] == UNTIL_FURTHER or row["standing"] in ("waiting", "overruled") else row["valid_to"]
            for row in rows
        ],
        "recorded_at": [row["recorded"] and row["recorded"].strftime("%Y-%m-%d %H:%M") for row in rows],
    }
    kinds = {"from_day": pl.Date, "to_day": pl.Date}
    return values.with_columns(pl.Series(name, cells, kinds.get(name, pl.String)) for name, cells in told.items())


def columns(frame: Frame) -> list[Column]:
    """What the table and its files show."""
    say, language = frame.say, frame.language
    return [
        Column("of_rule", say("flags.rule"), width=70, is_pinned=True),
        Column(language, say("definitions.meaning"), width=330),
        Column("value_in_words", say("settings.value"), width=170),
        Column("standing", say("settings.standing"), "word", width=150, family="standing"),
        Column("from_day", say("settings.from"), "date", width=130),
        Column("to_day", say("settings.to"), "date", width=130),
        Column("origin", say("settings.origin"), "word", width=110, family="origin"),
        Column(f"source_{language}", say("definitions.source"), width=260),
        Column("who", say("proposals.who"), width=90),
        Column("recorded_at", say("settings.recorded"), width=140),
        Column("key", say("definitions.setting_name"), "code", width=190),
    ]


def show_waiting(frame: Frame, values: pl.DataFrame) -> None:
    """Says plainly what is written and not judged by yet."""
    waiting = values.filter(pl.col("standing").is_in(["waiting", "going"]))
    if waiting.is_empty():
        return
    keys = waiting["key"].unique(maintain_order=True).to_list()
    st.info(
        frame.say("settings.waiting", count=frame.count(len(keys)), keys=frame.say("list.comma").join(keys)),
        icon=":material/hourglass_top:",
    )
    widgets.link(frame, "loading", frame.say("proposals.to_loading"), key="to_loading")


def matching(shown: pl.DataFrame, wanted: str) -> pl.DataFrame:
    """The rows that hold every one of the words in any of their texts."""
    texts = [name for name, kind in shown.schema.items() if kind == pl.String]
    held = pl.concat_str(pl.col(texts).fill_null(""), separator=" ").str.to_lowercase()
    return shown.filter(*(held.str.contains(each, literal=True) for each in wanted.lower().split()))


def choose(frame: Frame, shown: pl.DataFrame) -> Frame:
    """The whole table; the setting of the row that is selected is opened."""
    keys = shown["key"].to_list()
    at = keys.index(frame.scope.setting) if frame.scope.setting in keys else None
    as_listed = replace(frame, scope=replace(frame.scope, setting=None))
    listing = Listing(frame.say("settings.file"), shown, columns(frame), is_dated=False)
    row = listings.show(
        frame,
        listing,
        "settings",
        selectable=f"{widgets.table_key(as_listed, 'settings')}.{shown.height}",
        selected=at,
        height=420 if shown.height > 10 else "auto",
    )
    return replace(frame, scope=replace(frame.scope, setting=None if row is None else keys[row]))


def show_one(frame: Frame, rows: Rows, values: pl.DataFrame, key: str) -> None:
    """One setting: what it means, its values one after the other, and the form that changes it."""
    own = values.filter(pl.col("key") == key)
    first = own.row(0, named=True)
    with st.container(border=True, key="setting"):
        st.html(markup.section(f"{first['rule'] or frame.say('what_if.shared')}　{first[frame.language]}", key))
        if key in rows and rows[key]["rules"]:
            rules = frame.say("list.comma").join(rows[key]["rules"])
            st.html(markup.note(frame.say("what_if.resting", rules=rules)))
        listing = Listing(frame.say("settings.history"), own, [
            each for each in columns(frame) if each.field not in ("of_rule", frame.language, "key")
        ], is_dated=False)  # fmt: skip
        listings.grid(frame, listing, "history", height="content")
        change_form.show_environment(frame, key)
        if key in rows:
            widgets.link(
                frame, "what_if", frame.say("settings.try_it"), key="try_it", tried=(f"{key}={rows[key]['said']}",)
            )
        change_form.show(frame, {**rows, key: rows.get(key) or form_row(own)}, key)


def form_row(own: pl.DataFrame) -> dict[str, Any]:
    """What the form needs of a setting that no list rests on."""
    now = next((row for row in own.to_dicts() if row["standing"] in ("in_force", "going")), own.row(0, named=True))
    said = what_if.Value(now["value"], now["codes"], now["exit_value"]).said
    return {**now, "said": said, "rules": []}


def show_exceptions(frame: Frame) -> None:
    """Recorded exceptions with their documents, those in force first."""
    say, found = frame.say, frame.ask(read.exceptions, as_of=frame.as_of)
    st.html(
        markup.section(say("settings.exceptions", count=frame.count(found.height)), say("settings.exceptions_note"))
    )
    if found.is_empty():
        st.html(markup.note(say("settings.no_exceptions")))
        return
    named = found.with_columns(pl.concat_str("rule", f"title_{frame.language}", separator=" ").alias("rule_name"))
    shown = [
        Column("is_in_force", say("settings.in_force_at", month=frame.month()), "yes_no", width=200),
        Column("rule_name", say("flags.rule"), width=220),
        Column("subject_name", say("flags.subject"), width=220),
        Column("doc_no", say("settings.document"), width=150),
        Column("from_date", say("settings.from"), "date", width=130),
        Column("to_date", say("settings.to"), "date", width=130),
        Column("reason", frame.word("field", "reason"), width=220),
        Column("verdict_count", say("settings.decides"), "count"),
        Column("department_name", say("flags.department"), width=130),
        Column("subject_code", frame.word("field", "subject_code"), "code", width=175),
        Column("file", say("evidence.file"), width=200),
        Column("source_row", say("evidence.row"), "count"),
    ]
    listings.show(frame, Listing(say("settings.exceptions_file"), named, shown), "exceptions")


def last_day(values: pl.DataFrame) -> date | None:
    """The latest day from which a value was said."""
    found: date | None = values.filter(pl.col("valid_from") > SINCE_EVER)["valid_from"].max()  # type: ignore[assignment]
    return found


frame = widgets.page_frame("settings")
deciding.show_said()
rows = trial_values.rows_of(frame)
values = in_words(frame, history(frame, rows))
st.html(markup.lines([frame.say("settings.about")]) + change_form.note_of_file(frame))
show_waiting(frame, values)
frame = widgets.search(frame, "search", frame.say("definitions.search"), frame.say("settings.search_hint"))
shown = matching(values, frame.scope.search)
changed = last_day(values)
note = frame.say("settings.last_change", day=formats.day(changed, frame.language)) if changed else ""
st.html(markup.section(frame.say("settings.count", count=frame.count(shown.height)), note))
if shown.is_empty():
    st.info(frame.say("settings.nothing_found", words=frame.scope.search))
else:
    frame = choose(frame, shown)
widgets.remember(frame)
if frame.scope.setting is None or frame.scope.setting not in values["key"]:
    st.html(markup.note(frame.say("settings.choose_row")))
else:
    show_one(frame, rows, values, frame.scope.setting)
show_exceptions(frame)
