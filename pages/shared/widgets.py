"""What every page is framed with: look, title, dates, switches, URL, one snapshot, and the cache of answers.

The only module where Streamlit's state lives. What a number means is decided in warehouse/, how it looks in
wording/formats.py and markup.py. One run of a page asks one snapshot, so that a page never mixes two.

The URL is written and read here and not by the widgets' own binding: that binding would write the labels of the
reader's language into the link, and a link has to work in both languages.
"""

import atexit
import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from inspect import signature
from pathlib import Path
from typing import Any, NoReturn

import plotly.graph_objects  # type: ignore[import-untyped]  # noqa: F401 - made here once, so that it is frozen with the rest
import polars as pl
import streamlit as st
from streamlit.errors import StreamlitAPIException, StreamlitPageNotFoundError

from pages.shared import access, markup, scope, time_travel
from pages.shared.scope import Scope
from warehouse import read
from wording import formats
from wording.say import LANGUAGES, reason, say, word

PAGES = {
    "overview": "pages/overview.py",
    "dual_monitoring": "pages/dual_monitoring.py",
    "priority_spending": "pages/priority_spending.py",
    "departments": "pages/departments.py",
    "project": "pages/project.py",
    "flags": "pages/flags.py",
    "changes": "pages/changes.py",
    "data_quality": "pages/data_quality.py",
    "what_if": "pages/what_if.py",
    "settings": "pages/settings.py",
    "definitions": "pages/definitions.py",
    "loading": "pages/loading.py",
}
PAGE_ICON = "📊"
LOOK = Path(__file__).with_name("look.css")
ANSWERS_KEPT = 256
FIGURES_KEPT = 128
ROWS_SHOWN = 2000  # of a long table; the export holds all
SECONDS_BETWEEN_LOOKS = 15
CHOICE_WIDTH = 420  # pixels of a field with a long name in it; narrower where the screen is
FILE_KINDS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
KEY = time_travel.KEY
CHART_INK = {"light": "#1c2430", "dark": "#e4e8ee"}

gc.collect()
gc.freeze()  # what the imports made lives for ever; the collector need not walk it after every click
atexit.register(gc.unfreeze)  # or else the libraries complain at the end that it was never collected


@dataclass(frozen=True)
class Frame:
    """What a page works with: the reader's view, one snapshot, the departments in sight, the judged months.

    `offers` gathers, while the page draws, the figures whose calculation can be opened (calculations/offers.py).
    """

    page: str
    scope: Scope
    reader: Any
    departments: Any
    months: Sequence[date]
    offers: list[Any] = field(default_factory=list)

    @property
    def language(self) -> str:
        """zh or en."""
        return self.scope.language

    @property
    def as_of(self) -> date:
        """The month end that the page shows."""
        return self.scope.as_of or self.months[0]

    def say(self, key: str, **values: object) -> str:
        """The sentence in the reader's language."""
        return say(key, self.language, **values)

    def word(self, kind: str, code: object) -> str:
        """The word of a code in the reader's language."""
        return word(kind, code, self.language)

    @property
    def unit_name(self) -> str:
        """万元, or its English."""
        return formats.unit_name(self.scope.unit, self.language)

    def money(self, yuan: Any) -> str:
        """Yuan in the reader's unit, with its name."""
        return formats.money(yuan, self.scope.unit, self.language)

    def rate(self, share: Any) -> str:
        """A share as per cent."""
        return formats.rate(share, self.language)

    def count(self, number: Any) -> str:
        """A number of things."""
        return formats.count(number, self.language)

    def month(self, value: date | None = None) -> str:
        """A month in words; the page's own when none is given."""
        return formats.month(value or self.as_of, self.language)

    def ask(self, question: Callable[..., Any], **parameters: Any) -> Any:
        """What `warehouse.read` answers for this snapshot, these departments and these parameters."""
        who = (self.reader, self.departments) if "departments" in signature(question).parameters else (self.reader,)
        frozen = tuple(sorted(parameters.items()))
        return _answer((question.__qualname__, self.reader.id, str(self.departments), frozen), question, who)


def today() -> date:
    """The day, for what is late and for what comes in now; no number of a snapshot depends on it."""
    return datetime.now().astimezone().date()


def language() -> str:
    """The reader's language, known before the page is; called by app.py at the start of every run."""
    st.session_state["through_app"] = True
    return _current_scope().language


def page_frame(page: str) -> Frame:
    """Title, dates, switches and URL of a page; or a friendly page where there is nothing to show."""
    _come_through_app()
    st.html(LOOK)
    view = _as_left(page, _current_scope())
    with _problems_in_words(page, view):
        view, reader = time_travel.reader_of(view)
        months = _answer(("months", reader.id, "", ()), read.months, (reader,))["as_of"].to_list()[::-1]
    if not months:
        _nothing_to_show(say("frame.nothing_yet", view.language), say("frame.no_months", view.language), page, view)
    if view.kept is None:
        _watch(reader.id)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="page_head"):
        heading = st.container(width="stretch", key="page_title")
        view = _switches(view, months)
        view = time_travel.choose(page, view, reader)
    reader = time_travel.by_rules(page, view, reader)
    frame = Frame(page, view, reader, access.departments_in_sight(), months)
    heading.html(markup.title(frame.say(f"page.{page}"), _dates(frame)))
    time_travel.tell(frame)
    remember(frame)
    return frame


def store_frame(page: str) -> Frame:
    """The frame of a page about the store itself, which is there before the first snapshot is: its reader may be None.

    A snapshot that cannot be read is said, and the page goes on: loading again is what helps.
    """
    _come_through_app()
    st.html(LOOK)
    view = _as_left(page, _current_scope())
    reader, months = None, []
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="page_head"):
        heading = st.container(width="stretch", key="page_title")
        view = _unit_and_language(view)
    try:
        reader = read.current_reader()
        months = _answer(("months", reader.id, "", ()), read.months, (reader,))["as_of"].to_list()[::-1]
    except read.SnapshotProblem as problem:
        if problem.code != "no_snapshot":
            st.warning(in_words(problem.code, problem.values, view.language), icon=":material/error:")
    _watch(None if reader is None else reader.id)
    frame = Frame(page, view, reader, access.departments_in_sight(), months)
    shown = frame.say("frame.no_snapshot" if reader is None else "frame.snapshot", snapshot=reader and reader.id)
    heading.html(markup.title(frame.say(f"page.{page}"), [shown]))
    remember(frame)
    return frame


def choose_many(frame: Frame, name: str, label: str, options: Mapping[str, str]) -> Frame:
    """A filter of several values (code -> label); no choice means all. Gives the frame with what is chosen."""
    known = tuple(code for code in getattr(frame.scope, name) if code in options)
    st.session_state[KEY + name] = list(known)
    st.multiselect(
        label,
        list(options),
        format_func=lambda code: options.get(code, code),
        key=KEY + name,
        placeholder=frame.say("frame.all"),
        on_change=_clicked,
    )
    return replace(frame, scope=_with(frame.scope, {name: known}))


def choose_one(frame: Frame, name: str, label: str, options: Mapping[str, str]) -> Frame:
    """A choice of exactly one value (code -> label). Gives the frame with what is chosen."""
    return replace(frame, scope=_choose_one(frame.scope, name, label, options))


def choose_from(
    frame: Frame, name: str, label: str, options: Mapping[str, str], placeholder: str, width: Any = "stretch"
) -> Frame:
    """A choice of one value among many or of none (code -> label). Gives the frame with what is chosen."""
    chosen = getattr(frame.scope, name)
    st.session_state[KEY + name] = chosen if chosen in options else None
    st.selectbox(
        label,
        list(options),
        format_func=lambda code: options.get(code, code),
        key=KEY + name,
        placeholder=placeholder,
        on_change=_clicked,
        width=width,
    )
    return frame


def type_in(frame: Frame, name: str, label: str, placeholder: str) -> Frame:
    """A text that the reader types. Gives the frame with it."""
    st.session_state[KEY + name] = getattr(frame.scope, name)
    st.text_input(label, key=KEY + name, placeholder=placeholder, max_chars=64, on_change=_clicked)
    return frame


def change_view(**changes: Any) -> None:
    """For callbacks: the view with some fields changed, before the page runs again."""
    st.session_state["scope"] = _with(st.session_state.get("scope", scope.DEFAULTS), changes)
    for name in changes:
        st.session_state.pop(KEY + name, None)
    _clicked()


def search(frame: Frame, name: str, label: str, placeholder: str) -> Frame:
    """A field for a few words. Gives the frame with what is written in it."""
    st.session_state[KEY + name] = getattr(frame.scope, name)
    st.text_input(label, key=KEY + name, placeholder=placeholder, max_chars=64, on_change=_clicked)
    return replace(frame, scope=_with(frame.scope, {name: st.session_state[KEY + name].strip()}))


def remember(frame: Frame) -> None:
    """Keeps the view for the next page and writes it into the URL.

    A bare address of the page that was shown already comes from the browser's back button: it stays bare until the
    reader changes something, or else going back would never leave the page.
    """
    state, written = st.session_state, scope.to_query(frame.scope, frame.page)
    went_back = not _url() and (state.get("page"), state.get("url")) == (frame.page, written)
    if written != _url() and not went_back:
        st.query_params.from_dict(written)
    state.update(scope=frame.scope, url=written, page=frame.page)
    state.setdefault("views", {})[frame.page] = frame.scope


@dataclass(frozen=True)
class Selection:
    """What is selected in a table: the position of a row, and the position and column of a cell."""

    row: int | None = None
    cell: tuple[int, str] | None = None


def table(
    rows: pl.DataFrame,
    columns: Mapping[str, Any],
    alt: str,
    key: str | None = None,
    selected: int | None = None,
    height: int | str = "auto",
    modes: Sequence[str] = ("single-row",),
) -> Selection:
    """A table of exactly these columns; with a key a row or a cell (`modes`) can be selected, and comes back."""
    options: dict[str, Any] = {
        "column_order": list(columns),
        "column_config": dict(columns),
        "hide_index": True,
        "placeholder": formats.UNKNOWN,
        "alt": alt,
        "height": height,
        "lazy": False,
    }
    if key is None:
        st.dataframe(rows.select(list(columns)), **options)
        return Selection()
    options |= {"on_select": _clicked, "selection_mode": list(modes)}
    if "single-row" in modes:
        options["selection_default"] = {"selection": {"rows": [] if selected is None else [selected]}}
    event: Any = st.dataframe(rows.select(list(columns)), key=key, **options)
    chosen, cells = event["selection"].get("rows", []), event["selection"].get("cells", [])
    cell = (int(cells[0][0]), str(cells[0][1])) if cells else None
    return Selection(int(chosen[0]) if chosen else None, cell)


def table_key(frame: Frame, name: str, kind: str = "table") -> str:
    """A key that changes with what is listed, so that a selection never stays on a row that is another one now."""
    listed = replace(frame.scope, language="zh", unit="yuan", open=None, calc=None)
    return f"{kind}.{name}.{frame.reader.id}.{scope.to_query(listed, frame.page)}"


def opened(frame: Frame, row: str | None) -> Frame:
    """The frame with the row whose evidence is open, which the URL then names."""
    frame = replace(frame, scope=replace(frame.scope, open=row))
    remember(frame)
    return frame


def text_column(label: str, width: int | None = None, pinned: bool = False) -> Any:
    """A column of words or codes."""
    return st.column_config.TextColumn(label, width=width, pinned=pinned)


def money_column(frame: Frame, label: str, with_unit: bool = True) -> Any:
    """A column made by `formats.amount_column`: right-aligned, the unit in its head (or above the table)."""
    unit = f"（{frame.unit_name}）" if frame.language == "zh" else f" ({frame.unit_name})"
    pattern = formats.amount_pattern(frame.scope.unit)
    return st.column_config.NumberColumn(label + (unit if with_unit else ""), format=pattern, alignment="right")


def rate_column(label: str) -> Any:
    """A column made by `formats.rate_column`."""
    return st.column_config.NumberColumn(label, format=f"%.{formats.RATE_PLACES}f%%", alignment="right")


def count_column(label: str) -> Any:
    """A column of whole numbers."""
    return st.column_config.NumberColumn(label, format="%,d", alignment="right")


def download(
    label: str, make: Callable[[], bytes], file_name: str, help: str | None = None, key: str | None = None
) -> None:
    """A button that makes the file only when it is clicked, and leaves the page as it is."""
    kind = FILE_KINDS[file_name.rpartition(".")[2]]
    st.download_button(label, make, file_name=file_name, mime=kind, on_click="ignore", help=help, key=key)


def link(frame: Frame, page: str, label: str, key: str, view: Scope = scope.DEFAULTS, **changes: Any) -> None:
    """A link to a view of another page, for the same month if no other is said; text where a page stands alone."""
    same = {"language": frame.language, "unit": frame.scope.unit, "as_of": frame.as_of, "kept": frame.scope.kept}
    target = replace(view, **{**same, **changes})
    with st.container(key=f"link_{key}"):
        try:
            st.page_link(PAGES[page], label=label, query_params=scope.to_query(target, page))
        except (KeyError, StreamlitPageNotFoundError):
            st.html(markup.note(label))


def drawn(make: Callable[..., Any], *arguments: Any) -> Any:
    """The figure of these arguments on this ground; shared by all sessions, never changed."""
    ink = CHART_INK.get(st.context.theme.type or "light", CHART_INK["light"])
    return _figure((ink, f"{make.__module__}.{make.__qualname__}", *arguments), make)


def _come_through_app() -> None:
    """Sends the first visitor of a new server through app.py.

    Streamlit takes pages/ for its older kind of navigation until app.py has run once in the process, so a link to a
    page would open it without frame. Calling `st.navigation` ends that. A page that stands alone in a test stays alone.
    """
    if st.session_state.pop("through_app", False) or "alone" in st.session_state:
        return
    st.session_state["alone"] = True
    try:
        st.navigation([st.Page(path, url_path=name) for name, path in PAGES.items()], position="hidden")
    except StreamlitAPIException:
        return
    del st.session_state["alone"]
    st.rerun()


def _current_scope() -> Scope:
    """The view as the reader left it or as the link says: a click beats the URL, a changed URL beats what was kept."""
    state = st.session_state
    view: Scope = state.get("scope", scope.DEFAULTS)
    arrived = _url()
    if state.pop("clicked", False) or not arrived or arrived == state.get("url"):
        given = {field.name: state[KEY + field.name] for field in fields(Scope) if KEY + field.name in state}
        view = _with(view, {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()})
    else:
        view = scope.from_query(arrived)
        for name in [name for name in state if str(name).startswith((KEY, "table.", "figures."))]:
            del state[name]
        state["url"] = arrived
    state["scope"] = view
    return view


def _as_left(page: str, view: Scope) -> Scope:
    """The view with what was chosen on a page that the reader turns back to by the navigation, whose links are bare."""
    state = st.session_state
    left: Scope | None = state.get("views", {}).get(page)
    if left is None or _url() or state.get("page") == page:
        return view
    state["scope"] = scope.with_view(view, page, left)
    return state["scope"]  # type: ignore[no-any-return]


def _url() -> dict[str, list[str]]:
    """The fields of the address as it stands."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _clicked() -> None:
    """Runs before the page when the reader has touched a widget: the URL that comes with the click is the old one."""
    st.session_state["clicked"] = True


def _switches(view: Scope, months: Sequence[date]) -> Scope:
    """As-of month, unit, language; and the way to the latest month where another is shown."""
    if view.as_of not in months:
        if view.as_of is not None:
            st.toast(say("frame.month_unknown", view.language, month=formats.month(months[0], view.language)))
        view = replace(view, as_of=months[0])
    st.session_state[KEY + "as_of"] = view.as_of
    st.selectbox(
        say("frame.as_of", view.language),
        months,
        format_func=lambda month: formats.month(month, view.language),
        key=KEY + "as_of",
        on_change=_clicked,
        width=170,
    )
    return _unit_and_language(view)


def _unit_and_language(view: Scope) -> Scope:
    units = {unit: word("unit", unit, view.language) for unit in formats.UNITS}
    view = _choose_one(view, "unit", say("frame.unit", view.language), units)
    names = {code: word("language", code, view.language) for code in LANGUAGES}
    return _choose_one(view, "language", say("frame.language", view.language), names)


def _choose_one(view: Scope, name: str, label: str, options: Mapping[str, str], *, visible: bool = True) -> Scope:
    chosen = getattr(view, name)
    st.session_state[KEY + name] = chosen if chosen in options else next(iter(options))
    st.segmented_control(
        label,
        list(options),
        format_func=lambda code: options[code],
        key=KEY + name,
        required=True,
        on_change=_clicked,
        label_visibility="visible" if visible else "collapsed",
    )
    return _with(view, {name: st.session_state[KEY + name]})


def _with(view: Scope, changes: Mapping[str, Any]) -> Scope:
    """The view with some fields changed, by their names."""
    return replace(view, **changes)


def _dates(frame: Frame) -> list[str]:
    """Money as of, performance as of."""
    money = frame.say("frame.money_as_of", day=formats.day(frame.as_of, frame.language))
    if frame.as_of != frame.months[0]:
        money += frame.say("frame.later_month", month=frame.month(frame.months[0]))
    dates = frame.ask(read.performance_dates, as_of=frame.as_of)
    if dates["performance_as_of"] is None:
        return [money, frame.say("frame.no_performance")]
    performance = frame.say(
        "frame.performance_as_of",
        month=frame.month(dates["performance_as_of"]),
        projects=frame.count(dates["newest_count"]),
        older=frame.count(dates["older_count"]),
        none=frame.count(dates["none_count"]),
    )
    return [money, performance]


@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def _answer(
    key: tuple[str, str, str, tuple[tuple[str, Any], ...]], _question: Callable[..., Any], _who: tuple[Any, ...]
) -> Any:
    """One answer a key (question, snapshot, departments, parameters); shared by all sessions, never changed."""
    return _question(*_who, **dict(key[-1]))


@st.cache_resource(max_entries=FIGURES_KEPT, show_spinner=False)
def _figure(key: tuple[Any, ...], _make: Callable[..., Any]) -> Any:
    """One figure a key: colour of its text, what makes it, and from what content."""
    ink, _, *arguments = key
    figure = _make(*arguments)
    figure.update_layout(font_color=ink)
    figure.update_xaxes(tickfont_color=ink)
    figure.update_yaxes(tickfont_color=ink)
    return figure


@st.fragment(run_every=SECONDS_BETWEEN_LOOKS)
def _watch(shown: str | None) -> None:
    """Looks now and then whether a new snapshot was published, and then draws the page again from that one."""
    if read.current_snapshot() not in (None, shown):
        st.rerun()


@contextmanager
def _problems_in_words(page: str, view: Scope) -> Iterator[None]:
    """Turns a problem with the storage into a page that says what to run."""
    try:
        yield
    except read.SnapshotProblem as problem:
        heading = "frame.nothing_yet" if problem.code == "no_snapshot" else "frame.cannot_read"
        _nothing_to_show(say(heading, view.language), in_words(problem.code, problem.values, view.language), page, view)


def _nothing_to_show(heading: str, text: str, page: str, view: Scope) -> NoReturn:
    """A page that says what is missing and what to run, and still switches its language."""
    title = st.container()
    names = {code: word("language", code, view.language) for code in LANGUAGES}
    view = _choose_one(view, "language", say("frame.language", view.language), names, visible=False)
    title.html(markup.title(say(f"page.{page}", view.language), []))
    st.info(f"**{heading}**\n\n{text}", icon=":material/info:")
    with suppress(KeyError, StreamlitPageNotFoundError):
        label = say("frame.to_loading", view.language)
        st.page_link(PAGES["loading"], label=label, query_params=scope.to_query(view, "loading"))
    st.html(markup.note(say("frame.what_next", view.language)))
    st.code("make run\npython -m data_pipeline load INBOX", language="bash")
    _watch(read.current_snapshot())
    st.stop()


def in_words(code: str, values: Mapping[str, Any], language: str) -> str:
    """The sentence of a problem with the store in the reader's language."""
    return reason("problem", code, language, dict(values))
