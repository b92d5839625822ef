"""The reader's view as one frozen value, and its way to and from the URL as plain text.

A link is written by anybody: every field is checked on arrival, and what does not look like a value of its kind is
dropped. Whether a code exists in the data is for the widgets, which know the data. No streamlit here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from wording.formats import UNITS, month_end
from wording.say import LANGUAGES

CODE = re.compile(r"[\w.\-]{1,64}")
BOX = re.compile(r"-?\d{1,5}(\.\d)?(,-?\d{1,5}(\.\d)?){3}")
SEARCH = re.compile(r"[^\x00-\x1f<>]{0,64}")
NUMBER = re.compile(r"[1-9]\d{0,4}")
SNAPSHOT = re.compile(r"\d{6,12}-[0-9a-f]{8}")
DAY = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])|BEFORE")
FIGURE = re.compile(r"[a-z_]{1,40}(\?[\w%.\-+=&~]{1,2000})?")
TRIED = re.compile(r"[A-Za-z]\w{0,60}(\.\w{1,60})?=[-+.0-9]{0,200}", re.ASCII)
SUBJECT = re.compile(r"[A-Z]\d\d\|[^\x00-\x1f<>]{1,200}")
SEVERITIES = ("red", "yellow", "grey")
VERDICTS = ("flagged", "cannot_assess")
COURSES = ("new", "running", "again")
MUTINGS = ("muted", "acting")
CHANGES = ("entered", "left", "worse", "better", "moved")
DESKS = ("try", "proposals")
LISTED = ("projects", "flags")
SECTIONS = ("received", "refused", "changed", "files", "checks", "fresh")
QUADRANTS = ("on_track", "money_ahead", "work_ahead", "both_behind", "not_assessed")
AREAS = ("教育", "社会保障", "扶贫")
CATEGORIES = ("人员类", "运转类", "特定目标类")
PARTS = ("progress", "indicators", "money", "history")
ORDERS = ("code", "execution", "progress", "red")
TOPICS = ("rules", "metrics", "thresholds", "clauses", "notice", "exemptions", "models", "choices")
TASKS = ("load", "sent_back", "history", "fresh")
RESULTS = ("recognised", "refused", "files", "balance", "checks", "changes")
BEFORE = "before"  # the snapshot published before the one that is shown
MOVES = ("entered", "left", "worse", "better", "more", "less")
FATES = ("refused", "unmatched", "superseded", "repeat", "control")


@dataclass(frozen=True)
class Scope:
    """What the reader has chosen. An empty tuple means no filter; `as_of` None means the latest judged month."""

    language: str = "zh"
    unit: str = "wan"
    as_of: date | None = None
    kept: str | None = None  # the snapshot that is shown, where it is not the current one
    rules_of: str | None = None  # the day whose values judge the list, where they are not those of the month itself
    verdict: str = "flagged"
    rule: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()
    department: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    course: tuple[str, ...] = ()  # flagged for the first time, running on, come back
    muting: tuple[str, ...] = ()  # muted because data are late, or not
    missing: tuple[str, ...] = ()  # what lacks where nothing can be assessed
    open: str | None = None  # rule|subject_code of the row whose evidence is open
    section: str = "received"
    dataset: tuple[str, ...] = ()
    fate: tuple[str, ...] = ("refused", "unmatched")
    quadrant: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    box: str | None = None  # left, right, bottom, top of the part of the quadrant that is chosen, in per cent
    point: tuple[str, ...] = ()  # codes of the projects that are chosen in the quadrant
    project: str | None = None
    find: str = ""  # part of a project's code or name
    part: str = "progress"
    turn: str = "1"  # page of the list of payments
    order: str = "code"  # of departments
    chosen: str | None = None  # code of the department whose months are shown
    topic: str = "rules"  # what the definitions page lists
    item: str | None = None  # rule, metric, clause … whose definition is open
    search: str = ""  # words that a definition holds
    task: str = "load"  # of the person who loads
    result: str = "recognised"  # which part of a check is shown
    loaded: str | None = None  # the snapshot whose changes are shown
    against: str = BEFORE  # the snapshot that it is compared with
    calc: str | None = None  # the figure whose calculation is open
    desk: str = "try"  # trying values, or what was kept of it
    tried: tuple[str, ...] = ()  # E01.behind=0.75, or 0.75..0.80 where flags clear elsewhere than they begin
    change: tuple[str, ...] = ()  # what the trial does: entered, left …
    listed: str = "projects"  # or flags, rule by rule
    proposal: str | None = None  # number of the one that is open
    compared: tuple[str, ...] = ()  # numbers of those side by side
    setting: str | None = None  # whose values over time are shown
    since: date | None = None  # month end of the other list; None means the month before
    since_kept: str | None = None  # its snapshot, where it is another
    since_rules: str | None = None  # the day whose values judge it, where they are not its own
    moves: tuple[str, ...] = ()  # kinds of change between two lists
    by: tuple[str, ...] = ()  # causes of them
    back: "tuple[str, Scope] | None" = None  # the page whose link led to the project, and the reader's view of it


SHARED = ("as_of", "kept", "unit", "language")
JUDGED = (*SHARED, "rules_of")  # where the rules of another day can judge what is shown
GOES_WITH_THE_PAGE = (*JUDGED, "back", "calc")  # no part of what a reader has chosen there
FIELDS_OF_PAGE: dict[str, tuple[str, ...]] = {
    "overview": (*JUDGED, "calc"),
    "dual_monitoring": (*JUDGED, "department", "quadrant", "area", "category", "box", "point", "project", "calc"),
    "project": (*JUDGED, "find", "project", "part", "turn", "open", "back", "calc"),
    "priority_spending": (*JUDGED, "open", "calc"),
    "departments": (*JUDGED, "order", "chosen", "calc"),
    "definitions": (*SHARED, "topic", "search", "item"),
    "flags": (
        *JUDGED,
        "verdict",
        "rule",
        "severity",
        "department",
        "outcome",
        "area",
        "course",
        "muting",
        "missing",
        "open",
        "calc",
    ),
    "what_if": (
        *SHARED,
        "desk",
        "tried",
        "listed",
        "change",
        "rule",
        "severity",
        "department",
        "area",
        "proposal",
        "compared",
    ),
    "settings": (*SHARED, "setting", "search"),
    "data_quality": (*SHARED, "section", "dataset", "fate", "against", "calc"),
    "loading": ("unit", "language", "task", "result", "dataset", "fate", "loaded", "against", "calc"),
    "changes": (
        *JUDGED,
        "since",
        "since_kept",
        "since_rules",
        "moves",
        "rule",
        "department",
        "by",
        "open",
        "calc",
    ),
}
URL_NAMES = {"language": "lang", "kept": "snapshot", "rules_of": "rules"}
ORIGIN = "from"  # from=flags&from.rule=E01: the page that the reader came from, and what was chosen there
CHOICES: dict[str, Sequence[str]] = {
    "language": LANGUAGES,
    "unit": UNITS,
    "verdict": VERDICTS,
    "severity": SEVERITIES,
    "change": CHANGES,
    "course": COURSES,
    "muting": MUTINGS,
    "section": SECTIONS,
    "fate": FATES,
    "moves": MOVES,
    "desk": DESKS,
    "listed": LISTED,
    "quadrant": QUADRANTS,
    "area": AREAS,
    "category": CATEGORIES,
    "part": PARTS,
    "order": ORDERS,
    "topic": TOPICS,
    "task": TASKS,
    "result": RESULTS,
}
SHAPES = {
    "kept": SNAPSHOT,
    "rules_of": DAY,
    "calc": FIGURE,
    "since_kept": SNAPSHOT,
    "since_rules": DAY,
    "open": SUBJECT,
    "box": BOX,
    "find": SEARCH,
    "search": SEARCH,
    "turn": NUMBER,
    "tried": TRIED,
    "proposal": NUMBER,
    "compared": NUMBER,
}
DEFAULTS = Scope()
_MANY = frozenset(field.name for field in fields(Scope) if isinstance(getattr(DEFAULTS, field.name), tuple))
_PLAIN = tuple(field.name for field in fields(Scope) if field.name != "back")


def to_query(scope: Scope, page: str) -> dict[str, list[str]]:
    """The fields of the page as URL text. The month always stands there: a link keeps showing the same month."""
    written = _written(scope, [name for name in FIELDS_OF_PAGE[page] if name != "back"])
    if scope.back and "back" in FIELDS_OF_PAGE[page]:
        origin, view = scope.back
        written[ORIGIN] = [origin]
        chosen = _written(view, own_fields(origin))
        written |= {f"{ORIGIN}.{name}": texts for name, texts in chosen.items()}
    return written


def own_fields(page: str) -> list[str]:
    """What a reader chooses on the page itself; month, unit and language go along from page to page."""
    return [name for name in FIELDS_OF_PAGE[page] if name not in GOES_WITH_THE_PAGE]


def with_view(scope: Scope, page: str, view: Scope) -> Scope:
    """The scope with what was chosen on a page as `view` holds it."""
    chosen: dict[str, Any] = {name: getattr(view, name) for name in own_fields(page)}
    return replace(scope, **chosen)


def _written(scope: Scope, names: Sequence[str]) -> dict[str, list[str]]:
    written: dict[str, list[str]] = {}
    for name in names:
        value = getattr(scope, name)
        if value == getattr(DEFAULTS, name):
            continue
        values = list(value) if name in _MANY else [value.isoformat() if isinstance(value, date) else str(value)]
        written[URL_NAMES.get(name, name)] = values or [""]
    return written


def from_query(query: Mapping[str, Sequence[str]]) -> Scope:
    """The view that the URL names; what it does not name is at its default."""
    return replace(_read(query, _PLAIN), back=_origin(query))


def _origin(query: Mapping[str, Sequence[str]]) -> tuple[str, Scope] | None:
    """The page that the URL says the reader came from, with what was chosen there."""
    page = (query.get(ORIGIN) or [""])[-1]
    if page not in FIELDS_OF_PAGE or "back" in FIELDS_OF_PAGE[page]:
        return None
    start = f"{ORIGIN}."
    chosen = {name.removeprefix(start): texts for name, texts in query.items() if name.startswith(start)}
    return page, _read(chosen, own_fields(page))


def _read(query: Mapping[str, Sequence[str]], names: Sequence[str]) -> Scope:
    given = {name: query.get(URL_NAMES.get(name, name)) for name in names}
    return replace(DEFAULTS, **{name: _checked(name, texts) for name, texts in given.items() if texts is not None})


def _checked(name: str, texts: Sequence[str]) -> Any:
    """The value of a field, or its default where the text is none."""
    default = getattr(DEFAULTS, name)
    if name in _MANY:
        return tuple(dict.fromkeys(text for text in texts if text and _fits(name, text)))
    text = texts[-1] if texts else ""
    if name in ("as_of", "since"):
        return month_end(text)
    return text if _fits(name, text) else default


def _fits(name: str, text: str) -> bool:
    if name in CHOICES:
        return text in CHOICES[name]
    return bool(SHAPES.get(name, CODE).fullmatch(text))
