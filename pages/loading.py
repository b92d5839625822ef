"""What lies in the inbox, what would come of it, and what was loaded when? For the person who loads."""

from dataclasses import replace

import polars as pl
import streamlit as st

from pages.shared import listings, load_changes, load_panels, markup, scope, widgets
from pages.shared.calculations import panel
from pages.shared.listings import Column, Listing
from pages.shared.loading_desk import at_work, back, files, found, place
from pages.shared.loading_desk.place import Place
from pages.shared.widgets import Frame
from warehouse import read
from wording import formats


def show_place(frame: Frame, here: Place) -> None:
    """Where files come from and what is shown now; whether loading is switched off here, or the folders differ."""
    say = frame.say
    latest = next(iter(loads_of(here).to_dicts()), None)
    pairs = [(say("loading.inbox"), str(here.inbox)), (say("loading.store"), str(here.store))]
    if latest is not None:
        told = [
            frame.say("loading.shown_since", when=at_work.clock(latest["published_at"]), user=latest["published_by"])
        ]
        pairs.append((say("loading.shown"), " ".join([latest["snapshot"], *(told if latest["published_at"] else [])])))
    st.html(markup.pairs(pairs))
    if not here.may_act:
        st.info(say("loading.switched_off"), icon=":material/lock:")
    if here.may_act and here.is_made_up:
        st.warning(say("loading.made_up"), icon=":material/error:")
    if is_from_elsewhere(here):
        st.warning(
            say("loading.from_elsewhere", was=latest and latest["inbox"], now=here.inbox), icon=":material/error:"
        )


def loads_of(here: Place) -> pl.DataFrame:
    """The loads that are kept, the one that is shown first."""
    return read.loads(here.store).sort("is_current", descending=True, maintain_order=True)


def is_from_elsewhere(here: Place) -> bool:
    """Whether what is shown was loaded from another folder than this dashboard's inbox."""
    shown = next(iter(loads_of(here)["inbox"].drop_nulls().to_list()), None)
    return shown is not None and shown != str(here.inbox)


# --- loading -------------------------------------------------------------------------------------------------------


def show_desk(frame: Frame, here: Place) -> Frame:
    """Put files in, check, publish: one below the other, as they are done."""
    is_busy = at_work.show_running(frame, here)
    checked, loaded = at_work.last(here, "check"), at_work.last(here, "load")
    if loaded is not None and not is_busy and (checked is None or str(checked.ended) <= str(loaded.ended)):
        at_work.show_end(frame, loaded)
    if here.may_act:
        files.show_drop(frame, here)
    files.show_held(frame, here)
    return show_check(frame, here, is_busy=is_busy)


def show_check(frame: Frame, here: Place, *, is_busy: bool) -> Frame:
    """The check of what the inbox holds, what it found, and the button that publishes it."""
    say, checked = frame.say, at_work.last(here, "check")
    kept = read.checked_reader(here.store)
    is_current = at_work.is_current(here, checked)
    st.html(markup.section(say("loading.check_heading"), say("loading.check_note")))
    with st.container(horizontal=True, gap="small", key="steps"):
        can_check = not is_busy and files.is_anything_there(here)
        at_work.show_button(frame, here, "check", is_open=can_check, is_primary=not is_current)
        show_publish(frame, here, is_open=is_current and not is_busy)
    if checked is None or (kept is None and checked.snapshot is not None):
        return frame  # never checked, or published since
    at_work.show_end(frame, checked)
    if not is_current and not is_busy:
        st.warning(say("loading.check_is_old"), icon=":material/error:")
    if kept is None or kept.id != checked.snapshot:
        return frame
    return found.show(frame, here, kept, is_built=not checked.missing)


def show_publish(frame: Frame, here: Place, *, is_open: bool) -> None:
    """Publishing is open once the check of what lies there went through; another folder has to be meant."""
    checked = at_work.last(here, "check")
    can = (
        checked is not None
        and checked.exit != at_work.NOTHING_PUBLISHED
        and read.checked_reader(here.store) is not None
    )
    is_meant = True
    if is_from_elsewhere(here) and can and is_open:
        is_meant = st.checkbox(frame.say("loading.mean_it"), key="mean_it")
    at_work.show_button(frame, here, "load", is_open=can and is_open and is_meant, is_primary=True)


# --- history -------------------------------------------------------------------------------------------------------


def show_history(frame: Frame, here: Place) -> Frame:
    """The loads that are kept; a chosen one shows what it changed against the one before, or against any other."""
    say, rows = frame.say, read.loads(here.store)
    if rows.is_empty():
        st.info(say("loading.no_loads"))
        return frame
    st.html(markup.section(say("loading.history", count=frame.count(rows.height)), say("loading.history_note")))
    times = [None if moment is None else at_work.clock(moment) for moment in rows["published_at"]]
    shown = rows.with_columns(pl.Series("published_at", times, dtype=pl.String))
    columns = [
        Column("snapshot", say("loading.snapshot"), "code", width=150, is_pinned=True),
        Column("is_current", say("loading.is_shown"), "yes_no", width=80),
        Column("published_at", say("loading.published_at"), width=150),
        Column("published_by", say("loading.published_by"), width=110),
        Column("read_rows", say("quality.rows_read"), "count"),
        Column("accepted_rows", say("quality.rows_accepted"), "count"),
        Column("seconds", say("loading.seconds"), "number"),
        Column("inbox", say("loading.inbox"), width=320),
    ]
    names = rows["snapshot"].to_list()
    at = names.index(frame.scope.loaded) if frame.scope.loaded in names else None
    listing = Listing(say("loading.history_file"), shown, columns, is_dated=False)
    row = listings.show(
        frame, listing, "history", selectable=f"table.history.{names[0]}", selected=at, height="content"
    )
    frame = replace(frame, scope=replace(frame.scope, loaded=None if row is None else names[row]))
    if row is None:
        st.html(markup.note(say("loading.choose_load")))
        return frame
    return load_changes.show_against_any(frame, names[row])


def show_sent_back(frame: Frame, here: Place) -> Frame:
    """The rows that departments have to mend, and their workbooks."""
    back.show_published(frame, here)
    return frame


def show_fresh(frame: Frame, _here: Place) -> Frame:
    """When each dataset came last and when the next delivery is due."""
    if frame.reader is None:
        st.info(frame.say("loading.no_loads"))
    else:
        load_panels.show_freshness(frame)
        st.html(markup.note(frame.say("loading.fresh_today", day=formats.day(widgets.today(), frame.language))))
    return frame


TASKS = {"load": show_desk, "sent_back": show_sent_back, "history": show_history, "fresh": show_fresh}

frame, here = widgets.store_frame("loading"), place.here()
show_place(frame, here)
place.show_said()
tasks = {name: frame.word("task", name) for name in scope.TASKS}
frame = widgets.choose_one(frame, "task", frame.say("loading.task"), tasks)
frame = TASKS[frame.scope.task](frame, here)
widgets.remember(frame)
panel.show(frame)
