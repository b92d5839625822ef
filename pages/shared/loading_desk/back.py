"""Refused rows back to the departments: how many each has to mend, and the workbooks, made when they are asked for.

How a workbook comes about is the pipeline's business; it works in a process of its own, and nothing in the inbox or the
store changes. A reader gets the workbooks of the departments in their sight only.
"""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
import streamlit as st

from data_pipeline import runs, sent_back
from data_pipeline.runs import SentBack
from pages.shared import listings, markup, widgets
from pages.shared.listings import Column, Listing
from pages.shared.loading_desk.place import Place
from pages.shared.widgets import Frame
from warehouse import read

EVERYBODY = "*"
MADE = "loading.sent_back"
A_FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # so that equal workbooks give equal archives


@dataclass(frozen=True)
class _Made:
    """Workbooks, and for what they were made: snapshot, department, what the inbox held."""

    what: tuple[str, str, str]
    result: SentBack


def show_published(frame: Frame, place: Place) -> None:
    """What has to be mended of the snapshot that is shown."""
    if frame.reader is None:
        st.info(frame.say("loading.no_loads"))
        return
    show(frame, place, frame.reader, frame.say("sent_back.of_published", snapshot=frame.reader.id))


def show(frame: Frame, place: Place, reader: read.Reader, of_what: str) -> None:
    """By department, how many rows it has to mend; the button that makes the workbooks, and then the workbooks."""
    say, rows = frame.say, replace(frame, reader=reader).ask(read.refused_by_department)
    st.html(markup.section(say("sent_back.heading"), of_what))
    if rows.is_empty():
        st.success(say("sent_back.none"))
        return
    listings.show(frame, _by_department(frame, rows), "sent_back", height="content")
    st.html(markup.note(say("sent_back.note")))
    names = _names(frame, rows)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="send_back"):
        chosen = st.selectbox(
            say("sent_back.which"),
            list(names),
            format_func=lambda code: names.get(code, code),
            key="send_back_to",
            width=widgets.CHOICE_WIDTH,
        )
        wanted = (reader.id, chosen if chosen in names else EVERYBODY, place.mark)
        is_asked = st.button(say("sent_back.make"), key="make_sent_back")
    if is_asked:
        _make(frame, place, wanted, list(names))
    made: _Made | None = st.session_state.get(MADE)
    if made is not None and made.what == wanted:
        _hand_over(frame, made.result)


def _by_department(frame: Frame, rows: pl.DataFrame) -> Listing:
    say = frame.say
    columns = [
        Column("department_code", say("sent_back.code"), "code", width=60),
        Column("department_name", say("load_changes.department"), width=130),
        Column("row_count", say("sent_back.rows"), "count", width=80, is_summed=True),
        Column("file_count", say("sent_back.files"), "count", width=70),
    ]
    named = pl.coalesce("department_name", "department_code", pl.lit(say("load_changes.unknown")))
    return Listing(say("sent_back.file"), rows.with_columns(department_name=named), columns, is_dated=False)


def _names(frame: Frame, rows: pl.DataFrame) -> dict[str, str]:
    """Who can be chosen: every department in sight at once, or one of them."""
    each = {
        row["department_code"] or sent_back.UNKNOWN: " ".join(
            dict.fromkeys(filter(None, (row["department_code"], row["department_name"])))
        )
        or frame.say("load_changes.unknown")
        for row in rows.to_dicts()
    }
    return {EVERYBODY: frame.say("sent_back.everybody", count=frame.count(len(each))), **each}


def _make(frame: Frame, place: Place, wanted: tuple[str, str, str], names: list[str]) -> None:
    """The workbooks, kept for this session until others are asked for."""
    snapshot, chosen, _ = wanted
    departments = [name for name in names if name != EVERYBODY] if chosen == EVERYBODY else [chosen]
    st.session_state.pop(MADE, None)
    with st.spinner(frame.say("sent_back.making")):
        try:
            made = runs.send_back(place.inbox, place.store, snapshot, departments)
        except runs.NotMade as problem:
            st.error(frame.say("sent_back.not_made", reason=problem), icon=":material/block:")
            return
    st.session_state[MADE] = _Made(wanted, made)


def _hand_over(frame: Frame, made: SentBack) -> None:
    """One workbook as it is, several in one archive; and what could not be sent back, with the reason."""
    say, told = frame.say, made.told
    rows = sum(one["rows"] for one in told["written"])
    if made.files:
        counted = {"files": frame.count(len(made.files)), "rows": frame.count(rows)}
        st.success(say("sent_back.made", **counted), icon=":material/check_circle:")
        _download(frame, made.files)
    else:
        st.info(say("sent_back.nothing_made"), icon=":material/info:")
    if told["came_back"]:
        st.html(markup.note(say("sent_back.came_back", rows=frame.count(told["came_back"]))))
    if told["left_out"]:
        st.warning(say("sent_back.left_out"), icon=":material/error:")
        st.html(markup.lines([_left_out(frame, one) for one in told["left_out"]]))


def _left_out(frame: Frame, one: Mapping[str, Any]) -> str:
    return frame.say(f"sent_back.{one['why']}", file=one["file"], rows=frame.count(one["rows"]))


def _download(frame: Frame, files: Mapping[str, bytes]) -> None:
    if len(files) == 1:
        ((name, content),) = files.items()
        widgets.download(frame.say("sent_back.take_one"), lambda: content, name, key="sent_back_xlsx")
        return
    day = next(iter(files)).rpartition(".")[0][-len("2026-01-01") :]
    label = frame.say("sent_back.take_all", count=frame.count(len(files)))
    widgets.download(label, lambda: archive(files), f"{frame.say('sent_back.archive')}-{day}.zip", key="sent_back_zip")


def archive(files: Mapping[str, bytes]) -> bytes:
    """The workbooks in one archive; they are packed already."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as whole:
        for name, content in files.items():
            whole.writestr(zipfile.ZipInfo(name, A_FIXED_TIME), content)
    return packed.getvalue()
