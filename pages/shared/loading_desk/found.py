"""What a check found, before anything is published: recognised, refused, files, balance, identities, changes."""

from dataclasses import replace

import polars as pl
import streamlit as st

from data_pipeline import header_memory, sources
from pages.shared import listings, load_changes, load_panels, markup, scope, tables, widgets
from pages.shared.calculations import buttons
from pages.shared.listings import Column, Listing
from pages.shared.loading_desk import back
from pages.shared.loading_desk.place import Place, act
from pages.shared.widgets import Frame
from warehouse import read


def show(frame: Frame, place: Place, checked: read.Reader, *, is_built: bool) -> Frame:
    """The few numbers of the check and the part of it that the reader chose; the frame with the choices."""
    within = replace(frame, reader=checked)
    buttons.cards(within, *load_panels.few_numbers(within, within.ask(read.load_summary)))
    parts = {name: frame.word("check_part", name) for name in scope.RESULTS}
    within = widgets.choose_one(within, "result", frame.say("loading.part"), parts)
    part = within.scope.result
    if part == "recognised":
        show_recognised(within)
    elif part == "refused":
        within = load_panels.show_not_accepted(within)
        back.show(within, place, checked, frame.say("sent_back.of_checked"))
    elif part == "files":
        show_suggestions(within, place)
        load_panels.show_files(within)
    elif part == "balance":
        load_panels.show_received(within)
    elif not is_built:
        st.info(frame.say("loading.not_built"))
    elif part == "checks":
        load_panels.show_checks(within)
    elif frame.reader is None:
        st.info(frame.say("loading.nothing_before"))
    else:
        heading = frame.say("loading.changes"), frame.say("loading.changes_note", snapshot=frame.reader.id)
        within = load_changes.show(within, earlier=frame.reader.id, later=checked.id, heading=heading)
    return replace(within, reader=frame.reader)


def show_recognised(frame: Frame) -> None:
    """One row a table found in a file: what it is, of when, in which unit, and what would become of its rows."""
    say, rows = frame.say, frame.ask(read.recognised)
    st.html(markup.section(say("loading.recognised"), say("loading.recognised_note")))
    columns = [
        Column("file", say("quality.file"), width=330),
        Column("sheet", say("quality.sheet"), width=90),
        Column("dataset", say("quality.dataset"), "word", family="dataset", width=100),
        Column("delivery_date", say("loading.delivered"), "date", width=130),
        Column("unit", say("loading.unit"), "word", family="source_unit", width=90),
        *(Column(f"{name}_rows", frame.word("recognised_rows", name), "count") for name in
          ("read", "accepted", "refused", "unmatched", "other")),
    ]  # fmt: skip
    listing = Listing(say("loading.recognised_file"), rows, columns, is_dated=False)
    listings.show(frame, listing, "recognised", height=420 if rows.height > 10 else "content")
    unusable = frame.ask(read.unusable_files)
    if unusable.is_empty():
        return
    st.html(markup.section(say("quality.files_heading"), say("quality.files_note")))
    columns = [Column("file", say("quality.file"), width=300), Column("why", say("quality.problem"), width=900)]
    listing = Listing(say("quality.files_heading"), tables.problems(unusable, frame.language), columns, is_dated=False)
    listings.show(frame, listing, "unusable_here", height="content")


def show_suggestions(frame: Frame, place: Place) -> None:
    """Headers that nobody has told us of, each with what it may mean, to be confirmed once."""
    found = suggestions(frame)
    if found.is_empty():
        return
    say = frame.say
    st.html(markup.section(say("loading.headers"), say("loading.headers_note")))
    described = sources.load(place.store)
    for number, row in enumerate(found.to_dicts()):
        dataset, field = frame.word("dataset", row["dataset"]), described[row["dataset"]].by_name[row["field"]].header
        with st.container(horizontal=True, vertical_alignment="center", key=f"header_{number}"):
            st.button(
                say("loading.confirm"),
                key=f"confirm_{number}",
                disabled=not place.may_act,
                on_click=_confirm,
                args=(frame, place, row["dataset"], row["field"], row["header"]),
            )
            st.html(
                markup.note(say("loading.header", file=row["file"], header=row["header"], dataset=dataset, field=field))
            )


def suggestions(frame: Frame) -> pl.DataFrame:
    """file, header, dataset, field: of the files that could not be used, and of columns that were not read."""
    rows = [
        {"file": row["file"], "header": each.header, "dataset": each.dataset, "field": each.field}
        for row in frame.ask(read.unusable_files).to_dicts()
        for each in header_memory.suggestions(tables.details(row["details"]))
    ]
    for row in frame.ask(read.load_notices).to_dicts():
        told = tables.details(row["details"])
        if row["code"] == "header_not_known":
            rows.append({"file": row["file"], "dataset": row["dataset"], **{k: told[k] for k in ("header", "field")}})
        elif "suggestions" in told:
            rows += [
                {"file": row["file"], "header": each.header, "dataset": each.dataset, "field": each.field}
                for each in header_memory.suggestions(told)
            ]
    schema = {"file": pl.String, "header": pl.String, "dataset": pl.String, "field": pl.String}
    return pl.DataFrame(rows, schema=schema).unique(["header", "dataset", "field"], keep="first", maintain_order=True)


def _confirm(frame: Frame, place: Place, dataset: str, field: str, header: str) -> None:
    def confirm() -> str:
        header_memory.confirm(place.store, dataset, field, header)
        known = sources.load(place.store)[dataset].by_name[field].header
        return frame.say("loading.header_is", header=header, field=known)

    act(place, frame, "loading.confirmed", [confirm])
