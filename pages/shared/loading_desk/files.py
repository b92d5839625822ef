"""The inbox on screen: dropping files into it, what lies there against the snapshot that is shown, taking away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from data_pipeline import inbox
from pages.shared import listings, markup, widgets
from pages.shared.listings import Column, Listing
from pages.shared.loading_desk.place import Place, act, loaded_files
from pages.shared.widgets import Frame
from warehouse import read
from wording import formats

ENDINGS = ["xlsx", "xls", "csv", "txt", "parquet", "zip"]
KIBIBYTE = 1024
LARGEST = 500  # mebibytes that are taken through the browser


@dataclass(frozen=True)
class Coming:
    """A file that was dropped: the name it gets, and whether that name is taken."""

    name: str
    content: bytes
    found: str | None  # same, other, or None


# --- dropping ------------------------------------------------------------------------------------------------------


def show_drop(frame: Frame, place: Place) -> None:
    """The field to drop files on, what will become of each, and the button that puts them in."""
    say = frame.say
    kinds = say("list.comma").join(f".{ending}" for ending in ENDINGS)
    st.html(markup.section(say("loading.drop"), say("loading.drop_note", inbox=place.inbox, kinds=kinds)))
    st.html(markup.upload_words(say("loading.choose_files"), say("loading.drop_hint", most=LARGEST)))
    dropped: Any = st.file_uploader(
        say("loading.drop_here"),
        ENDINGS,
        accept_multiple_files=True,
        key=f"loading.dropped.{st.session_state.get('loading.turn', 0)}",
        label_visibility="collapsed",
        max_upload_size=LARGEST,
    )
    if not dropped:
        return
    coming = plan(place, [(each.name, each.getvalue()) for each in dropped])
    listing = Listing(say("loading.coming"), _coming_rows(coming), _coming_columns(frame), is_dated=False)
    listings.grid(frame, listing, "coming", height="content")
    choices = [_decide(frame, place, number, each) for number, each in enumerate(coming) if each.found == "other"]
    wanted = [each for each in coming if each.found != "other"]
    decided = [(each, None) for each in wanted] + [(each, choice) for each, choice in choices if choice != "skip"]
    label = say("loading.put_in", count=frame.count(len(decided)))
    is_open = not place.may_act or any(choice is None for _, choice in choices) or not decided
    st.button(label, key="put_in", type="primary", disabled=is_open, on_click=_put_in, args=(frame, place, decided))


def plan(place: Place, dropped: Sequence[tuple[str, bytes]]) -> list[Coming]:
    """What each dropped file is called and meets; of two with one name the later meets the earlier."""
    coming: list[Coming] = []
    for given, content in dropped:
        name = inbox.safe_name(given)
        twins = [each.content for each in coming if each.name == name]
        found = inbox.there(place.inbox, name, content)
        if found is None and twins:
            found = "same" if content in twins else "other"
        coming.append(Coming(name, content, found))
    return coming


def _coming_rows(coming: Sequence[Coming]) -> pl.DataFrame:
    days = [inbox.delivered(each.name) for each in coming]
    return pl.DataFrame(
        {
            "file": [each.name for each in coming],
            "size": [_kibibytes(len(each.content)) for each in coming],
            "delivered": days,
            "fate": [each.found or "new" for each in coming],
        },
        schema_overrides={"delivered": pl.Date},
    )


def _coming_columns(frame: Frame) -> list[Column]:
    say = frame.say
    return [
        Column("file", say("quality.file"), width=360),
        Column("size", say("loading.size"), "count", width=90),
        Column("delivered", say("loading.delivered"), "date", width=130),
        Column("fate", say("loading.becomes"), "word", family="coming_file", width=420),
    ]


def _decide(frame: Frame, place: Place, number: int, coming: Coming) -> tuple[Coming, Any]:
    """What to do with a file whose name is taken by another."""
    beside = inbox.place_beside(place.inbox, coming.name, widgets.today())
    options = {code: frame.word("collision", code) for code in ("both", "instead", "skip")}
    choice = st.selectbox(
        frame.say("loading.taken", file=coming.name),
        list(options),
        index=None,
        format_func=lambda code: options[code],
        placeholder=frame.say("loading.choose"),
        key=f"collision.{number}.{coming.name}",
    )
    if choice == "both":
        same = inbox.delivered(beside) == inbox.delivered(coming.name)
        note = "loading.both_of_one_date" if same else "loading.both_later"
        day = formats.day(inbox.delivered(beside), frame.language)
        st.html(markup.note(frame.say(note, place=beside, day=day)))
    return coming, choice


def _put_in(frame: Frame, place: Place, decided: Sequence[tuple[Coming, Any]]) -> None:
    """Writes the files; the field to drop on is empty afterwards."""

    def put(coming: Coming, choice: Any) -> str:
        return inbox.put(place.inbox, coming.name, coming.content, choice, widgets.today(), place.store)

    new = [(each, choice) for each, choice in decided if each.found != "same"]
    act(place, frame, "loading.is_in", [(lambda each=each: put(*each)) for each in new])  # type: ignore[misc]
    act(place, frame, "loading.was_there", [lambda each=each: each.name for each, _ in decided if each.found == "same"])  # type: ignore[misc]
    st.session_state["loading.turn"] = st.session_state.get("loading.turn", 0) + 1


# --- what lies there -----------------------------------------------------------------------------------------------


def show_held(frame: Frame, place: Place) -> None:
    """Every file of the inbox with its state against the snapshot that is shown, and those taken away since."""
    say = frame.say
    rows = held_rows(frame, place)
    counts = {state: rows.filter(pl.col("state") == state).height for state in ("new", "changed", "gone")}
    said = say("loading.held_note", **{state: frame.count(count) for state, count in counts.items()})
    st.html(markup.section(say("loading.held", count=frame.count(rows.height - counts["gone"])), said))
    if rows.is_empty():
        st.info(say("loading.nothing_held", inbox=place.inbox))
    else:
        columns = [
            Column("state", say("loading.state"), "word", family="inbox_state", width=130),
            Column("file", say("quality.file"), width=360),
            Column("datasets", say("quality.dataset"), width=170),
            Column("delivered", say("loading.delivered"), "date", width=130),
            Column("size", say("loading.size"), "count", width=90),
            Column("modified", say("loading.modified"), width=150),
        ]
        listing = Listing(say("loading.held_file"), rows, columns, is_dated=False)
        listings.show(frame, listing, "held", height=360 if rows.height > 10 else "content")
    if place.may_act and (rows.height > counts["gone"] or inbox.taken_away(place.store)):
        _show_taking(frame, place, rows)


def is_anything_there(place: Place) -> bool:
    """Whether there is a file to be checked."""
    return bool(inbox.held(place.inbox))


def held_rows(frame: Frame, place: Place) -> pl.DataFrame:
    """What is not in the snapshot first; what a file was recognised as is what the snapshot or the last check says."""
    loaded = loaded_files(frame)
    known = {file: (row["size_bytes"], row["fingerprint"]) for file, row in loaded.items()}
    states, (named, dates) = inbox.states(place.inbox, known), _known(frame, place)
    rows = [
        {
            "state": states.get(each.file, "new"),
            "file": each.file,
            "datasets": _named(frame, named, each.file),
            "delivered": dates.get(each.file, each.delivered),
            "size": _kibibytes(each.size),
            "modified": each.modified and f"{each.modified:%Y-%m-%d %H:%M}",
        }
        for each in inbox.held(place.inbox)
    ]
    rows += [
        {
            "state": "gone",
            "file": file,
            "datasets": _named(frame, named, file),
            "delivered": loaded[file]["delivery_date"],
            "size": _kibibytes(loaded[file]["size_bytes"]),
            "modified": None,
        }
        for file in inbox.gone(place.inbox, loaded)
    ]
    schema = {
        "state": pl.String, "file": pl.String, "datasets": pl.String, "delivered": pl.Date, "size": pl.Int64,
        "modified": pl.String,
    }  # fmt: skip
    order = {"new": 0, "changed": 1, "gone": 2, "loaded": 3}
    return pl.DataFrame(sorted(rows, key=lambda row: (order[str(row["state"])], str(row["file"]))), schema=schema)


def _known(frame: Frame, place: Place) -> tuple[dict[str, list[str]], dict[str, date]]:
    """The datasets of each file and its date, title included, as the snapshot that is shown and the last check say."""
    named: dict[str, list[str]] = {}
    dates: dict[str, date] = {}
    for reader in (frame.reader, read.checked_reader(place.store)):
        if reader is None:
            continue
        within = replace(frame, reader=reader)
        for file, dataset in within.ask(read.recognised).select("file", "dataset").iter_rows():
            if dataset not in named.setdefault(file, []):
                named[file].append(dataset)
        told = within.ask(read.loaded_files).filter(pl.col("delivery_date").is_not_null())
        dates |= dict(told.select("file", "delivery_date").iter_rows())
    return named, dates


def _named(frame: Frame, named: Mapping[str, Sequence[str]], file: str) -> str:
    """The datasets of a file or of an archive's members, in words."""
    found = dict.fromkeys(
        each for known, datasets in named.items() if known == file or known.startswith(f"{file}/") for each in datasets
    )
    return frame.say("list.comma").join(frame.word("dataset", each) for each in found)


def _kibibytes(size: int) -> int:
    return -(-size // KIBIBYTE)


# --- taking away ---------------------------------------------------------------------------------------------------


def _show_taking(frame: Frame, place: Place, rows: pl.DataFrame) -> None:
    """Files to take away, and those that were, to be put back."""
    say = frame.say
    with st.expander(say("loading.take_heading"), key="taking"):
        st.html(markup.note(say("loading.take_note", removed=place.store / inbox.REMOVED)))
        files = rows.filter(pl.col("state") != "gone")["file"].to_list()
        chosen = st.multiselect(say("loading.take_which"), files, key="take_which", placeholder=say("loading.choose"))
        label = say("loading.take", count=frame.count(len(chosen)))
        st.button(label, key="take", disabled=not chosen, on_click=_take, args=(frame, place, chosen))
        removed = inbox.taken_away(place.store)
        if removed:
            names = {str(each.path): f"{each.file}（{each.taken:%Y-%m-%d %H:%M}）" for each in removed}
            back = st.multiselect(
                say("loading.back_which"),
                list(names),
                format_func=lambda path: names.get(path, path),
                key="back_which",
                placeholder=say("loading.choose"),
            )
            wanted = [each for each in removed if str(each.path) in back]
            label = say("loading.put_back", count=frame.count(len(wanted)))
            st.button(label, key="back", disabled=not wanted, on_click=_put_back, args=(frame, place, wanted))


def _take(frame: Frame, place: Place, files: Sequence[str]) -> None:
    st.session_state["take_which"] = []

    def take(file: str) -> str:
        inbox.take_away(place.inbox, file, place.store)
        return file

    act(place, frame, "loading.taken_away", [lambda file=file: take(file) for file in files])  # type: ignore[misc]


def _put_back(frame: Frame, place: Place, wanted: Sequence[inbox.Removed]) -> None:
    st.session_state["back_which"] = []
    act(place, frame, "loading.is_back", [lambda each=each: inbox.put_back(place.inbox, each) for each in wanted])  # type: ignore[misc]
