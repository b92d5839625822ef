"""What a trial changes, on screen: how many enter and leave, with how much money, where, and which ones.

All numbers are answers of `warehouse.what_if`; nothing is computed here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import listings, markup, panels, tables, widgets
from pages.shared.calculations import buttons
from pages.shared.listings import Column, Listing
from pages.shared.markup import Figure
from pages.shared.scope import AREAS, CHANGES, LISTED, SEVERITIES
from pages.shared.widgets import Frame
from warehouse import read
from warehouse.what_if import Result
from wording import formats

MOVED = (pl.col("entered_count") > 0) | (pl.col("left_count") > 0) | (pl.col("changed_count") > 0)
HIGHEST_TABLE = 420
MANY = 10


@dataclass(frozen=True)
class Tried:
    """A result with the words of the values that it tried."""

    result: Result
    values: Sequence[tuple[str, str]]


def group(result: Result, kind: str) -> pl.DataFrame:
    """The rows of one kind: all, severity, outcome, area, department, muted."""
    return result.totals.filter(pl.col("kind") == kind)


def figures(frame: Frame, result: Result) -> list[Figure]:
    """Projects flagged before and now, who enters, who leaves, and the money at stake."""
    say, every = frame.say, group(result, "all").row(0, named=True)
    muted = group(result, "muted").row(0, named=True)
    counted = say("what_if.projects_unit")
    waits = say("what_if.muted", before=frame.count(muted["before_count"]), now=frame.count(muted["now_count"]))
    return [
        Figure(
            say("what_if.flagged_now"),
            frame.count(every["now_count"]),
            counted,
            [
                say("what_if.before_count", count=frame.count(every["before_count"])),
                say("what_if.changed", count=frame.count(every["changed_count"])),
                waits if muted["before_count"] or muted["now_count"] else "",
            ],
        ),
        Figure(
            say("what_if.entered"),
            frame.count(every["entered_count"]),
            counted,
            [say("what_if.with_money", money=frame.money(every["entered_yuan"]))],
        ),
        Figure(
            say("what_if.left"),
            frame.count(every["left_count"]),
            counted,
            [say("what_if.with_money", money=frame.money(every["left_yuan"]))],
        ),
        Figure(
            say("what_if.money_now"),
            _amount(frame, every["now_yuan"]),
            frame.unit_name,
            [
                say("what_if.money_before", money=frame.money(every["before_yuan"])),
                say("what_if.money_changed", money=frame.money(every["changed_yuan"])),
            ],
        ),
    ]


def show(frame: Frame, tried: Tried) -> Frame:
    """Everything that the trial changes. Gives the frame with the reader's filters of the list."""
    result = tried.result
    st.html(markup.section(frame.say("what_if.result", month=frame.month()), _judged_again(frame, result)))
    buttons.cards(frame, *figures(frame, result))
    if result.projects.is_empty() and result.flags.is_empty():
        st.info(frame.say("what_if.nothing_moves", month=frame.month()))
        return frame
    left, right = st.columns(2, gap="medium")
    with left:
        _small(frame, "what_if.by_severity", group(result, "severity"), "severity")
        _small(frame, "what_if.by_area", group(result, "area"), "area", note="what_if.areas_overlap")
    with right:
        _small(frame, "what_if.by_outcome", group(result, "outcome"), "outcome")
    _show_rules(frame, tried)
    _show_departments(frame, tried)
    return _show_list(frame, tried)


def _judged_again(frame: Frame, result: Result) -> str:
    rules = frame.say("list.comma").join(result.rules)
    said = frame.say("what_if.judged_again", rules=rules) if rules else frame.say("what_if.no_rule")
    return said + (frame.say("what_if.whole_year") if result.is_whole_year else "")


def _small(frame: Frame, heading: str, rows: pl.DataFrame, kind: str, note: str = "") -> None:
    """Before, entered, left, now and the money of a few groups."""
    say = frame.say
    heads = [say(f"what_if.{each}") for each in ("group", "before", "in", "out", "now")]
    heads += [say(f"what_if.yuan_{each}") for each in ("before", "in", "out", "now")]
    lines = [
        [
            _group_name(frame, kind, row["code"]),
            *(frame.count(row[f"{each}_count"]) for each in ("before", "entered", "left", "now")),
            *(_amount(frame, row[f"{each}_yuan"]) for each in ("before", "entered", "left", "now")),
        ]
        for row in rows.to_dicts()
    ]
    told = say("what_if.unit_note", unit=frame.unit_name) + (say(note) if note else "")
    st.html(markup.section(say(heading), told) + markup.wide_table(say(heading), heads, lines))


def _amount(frame: Frame, yuan: Any) -> str:
    return formats.amount(yuan, frame.scope.unit, frame.language)


def _group_name(frame: Frame, kind: str, code: str) -> str:
    return markup.mark(code, frame.language) if kind == "severity" else frame.word(kind, code)


def _show_rules(frame: Frame, tried: Tried) -> None:
    """What each rule that was judged again says now."""
    say, rows = frame.say, tried.result.by_rule
    if rows.is_empty():
        return
    named = rows.with_columns(pl.concat_str("rule", f"title_{frame.language}", separator=" ").alias("rule_name"))
    verdicts = {code: frame.word("verdict", code) for code in ("flagged", "clear", "cannot_assess", "not_applicable")}
    before, now, rises = say("what_if.before"), say("what_if.now"), verdicts["flagged"]
    side = lambda what, which: say("what_if.side", what=what, side=which)  # noqa: E731
    columns = [
        Column("rule_name", say("flags.rule"), width=240, is_pinned=True),
        Column("flagged_before", side(rises, before), "count"),
        Column("entered_count", say("what_if.in"), "count"),
        Column("left_count", say("what_if.out"), "count"),
        Column("changed_count", say("what_if.other"), "count"),
        Column("flagged_now", side(rises, now), "count"),
        Column("before_yuan", side(frame.word("field", "money_yuan"), before), "money"),
        Column("now_yuan", side(frame.word("field", "money_yuan"), now), "money"),
        Column("clear_before", side(verdicts["clear"], before), "count"),
        Column("clear_now", side(verdicts["clear"], now), "count"),
        Column("untold_before", side(verdicts["cannot_assess"], before), "count"),
        Column("untold_now", side(verdicts["cannot_assess"], now), "count"),
        Column("not_applicable_before", side(verdicts["not_applicable"], before), "count"),
        Column("not_applicable_now", side(verdicts["not_applicable"], now), "count"),
    ]
    st.html(markup.section(say("what_if.by_rule"), say("what_if.by_rule_note")))
    _listed(frame, tried, say("what_if.by_rule"), named, columns, "by_rule")


def _show_departments(frame: Frame, tried: Tried) -> None:
    """The departments that the trial touches."""
    say = frame.say
    rows = group(tried.result, "department").filter(MOVED | (pl.col("changed_yuan") != 0))
    if rows.is_empty():
        return
    columns = [
        Column("code", say("departments.code"), "code", width=64, is_pinned=True),
        Column("department_name", frame.word("field", "department_name"), width=200, is_pinned=True),
        Column("before_count", say("what_if.before"), "count", is_summed=True),
        Column("entered_count", say("what_if.in"), "count", is_summed=True),
        Column("left_count", say("what_if.out"), "count", is_summed=True),
        Column("changed_count", say("what_if.other"), "count", is_summed=True),
        Column("now_count", say("what_if.now"), "count", is_summed=True),
        Column("before_yuan", say("what_if.yuan_before_bare"), "money", is_summed=True),
        Column("entered_yuan", say("what_if.yuan_in_bare"), "money", is_summed=True),
        Column("left_yuan", say("what_if.yuan_out_bare"), "money", is_summed=True),
        Column("changed_yuan", say("what_if.yuan_other"), "money", is_summed=True),
        Column("now_yuan", say("what_if.yuan_now_bare"), "money", is_summed=True),
    ]
    heading = say("what_if.by_department", count=frame.count(rows.height))
    st.html(markup.section(heading, say("what_if.by_department_note")))
    _listed(frame, tried, say("what_if.departments_touched"), rows, columns, "by_department")


def _listed(
    frame: Frame, tried: Tried, name: str, rows: pl.DataFrame, columns: Sequence[Column], key: str, **how: Any
) -> int | None:
    """A table and its files, whose last sheet names the values that were tried."""
    listing = Listing(name, rows, columns, scope=[*tried.values, *how.pop("filters", ())])
    height = HIGHEST_TABLE if rows.height > MANY else "auto"
    return listings.show(of_trial(frame, tried), listing, key, height=height, **how)


def of_trial(frame: Frame, tried: Tried) -> Frame:
    """The frame of what leaves the page: its snapshot is named with the values."""
    return replace(frame, reader=read.Reader(tried.result.id, frame.reader.connection))


# --- the list --------------------------------------------------------------------------------------------------------


def _show_list(frame: Frame, tried: Tried) -> Frame:
    """The projects, or the flags, that the trial moves: filters, table, files, and what is chosen in it."""
    say = frame.say
    st.html(markup.section(say("what_if.list"), say("what_if.list_note")))
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        listed = {code: frame.word("trial_listed", code) for code in LISTED}
        frame = widgets.choose_one(frame, "listed", say("what_if.listed"), listed)
        by_project = frame.scope.listed == "projects"
        rows = tried.result.projects if by_project else tried.result.flags
        frame = _filters(frame, rows)
    widgets.remember(frame)
    shown = filtered(rows, frame)
    if shown.is_empty():
        st.info(say("what_if.none_in_filter", count=frame.count(rows.height)))
        return frame
    name = say("what_if.file_projects") if by_project else say("what_if.file_flags")
    columns = _project_columns(frame) if by_project else _flag_columns(frame)
    named = _named_projects(shown, frame) if by_project else _named_flags(shown, frame)
    on_screen = named.head(widgets.ROWS_SHOWN)
    chosen = _listed(
        frame,
        tried,
        name,
        named,
        columns,
        "moved",
        shown=on_screen,
        filters=_filters_in_words(frame),
        selectable=widgets.table_key(frame, "moved"),
    )
    if chosen is None:
        st.html(markup.note(say("what_if.choose_row")))
    else:
        _show_moved(frame, tried, on_screen.row(chosen, named=True))
    return frame


def _filters(frame: Frame, rows: pl.DataFrame) -> Frame:
    """What the listed rows can be narrowed by."""
    say = frame.say
    rules = sorted({rule for column in rule_columns(rows) for rule in rows[column].drop_nulls().to_list()})
    titles = {rule["rule"]: f"{rule['rule']} {rule[f'title_{frame.language}']}" for rule in _rules(frame)}
    departments = rows.select("department_code", "department_name").drop_nulls().unique().sort("department_code")
    marks = {code: markup.mark(code, frame.language) for code in SEVERITIES}
    frame = widgets.choose_many(
        frame, "change", say("changes.change"), {code: frame.word("change", code) for code in CHANGES}
    )
    frame = widgets.choose_many(frame, "rule", say("flags.rule"), {rule: titles.get(rule, rule) for rule in rules})
    frame = widgets.choose_many(frame, "severity", say("flags.severity"), marks)
    frame = widgets.choose_many(frame, "department", say("flags.department"), dict(departments.iter_rows()))
    return widgets.choose_many(frame, "area", say("flags.area"), {code: frame.word("area", code) for code in AREAS})


def _rules(frame: Frame) -> list[dict[str, Any]]:
    return list(frame.ask(read.rules).to_dicts())


def rule_columns(rows: pl.DataFrame) -> list[str]:
    """Where the rows name their rule: of a project before and now, of a flag once."""
    return [column for column in ("rule", "rule_before", "rule_now") if column in rows.columns]


def filtered(rows: pl.DataFrame, frame: Frame) -> pl.DataFrame:
    """The rows that the reader's filters leave; a rule or severity counts before and now."""
    view = frame.scope
    wanted = []
    if view.change:
        wanted.append(pl.col("change").is_in(list(view.change)))
    if view.rule:
        wanted.append(pl.any_horizontal(pl.col(*rule_columns(rows)).is_in(list(view.rule))))
    if view.severity:
        wanted.append(pl.any_horizontal(pl.col("severity_before", "severity_now").is_in(list(view.severity))))
    if view.department:
        wanted.append(pl.col("department_code").is_in(list(view.department)))
    if view.area:
        wanted.append(pl.col("areas").list.set_intersection(list(view.area)).list.len() > 0)
    return rows.filter(*wanted)


def _filters_in_words(frame: Frame) -> list[tuple[str, str]]:
    """The filters as the file's last sheet names them."""
    view, comma = frame.scope, frame.say("list.comma")
    told = [
        ("changes.change", [frame.word("change", code) for code in view.change]),
        ("flags.rule", list(view.rule)),
        ("flags.severity", [frame.word("severity", code) for code in view.severity]),
        ("flags.department", list(view.department)),
        ("flags.area", [frame.word("area", code) for code in view.area]),
    ]
    return [(frame.say(key), comma.join(chosen)) for key, chosen in told if chosen]


def _named_projects(rows: pl.DataFrame, frame: Frame) -> pl.DataFrame:
    titles = {rule["rule"]: f"{rule['rule']} {rule[f'title_{frame.language}']}" for rule in _rules(frame)}
    return rows.with_columns(
        *(pl.col(column).replace_strict(titles, default=None).alias(column) for column in ("rule_before", "rule_now")),
        _areas(rows, frame),
    )


def _named_flags(rows: pl.DataFrame, frame: Frame) -> pl.DataFrame:
    areas = rows.filter(pl.col("subject_kind") == "area")
    return rows.with_columns(
        pl.concat_str("rule", f"title_{frame.language}", separator=" ").alias("rule_name"),
        pl.when(pl.col("subject_kind") == "area")
        .then(tables.words_for("subject_code", "area", frame.language, areas))
        .otherwise("subject_name")
        .alias("subject"),
        _areas(rows, frame),
    )


def _areas(rows: pl.DataFrame, frame: Frame) -> pl.Series:
    comma = frame.say("list.comma")
    return pl.Series(
        "area_names", [comma.join(frame.word("area", code) for code in codes) for codes in rows["areas"]], pl.String
    )


def _project_columns(frame: Frame) -> list[Column]:
    say, field = frame.say, lambda name: frame.word("field", name)
    before, now = say("what_if.before"), say("what_if.now")
    side = lambda what, which: say("what_if.side", what=what, side=which)  # noqa: E731
    return [
        Column("change", say("changes.change"), "word", width=110, family="change", is_pinned=True),
        Column("project_name", field("project_name"), width=235),
        Column("department_name", say("flags.department"), width=130),
        Column("severity_before", side(say("flags.mark"), before), "severity", width=105),
        Column("severity_now", side(say("flags.mark"), now), "severity", width=105),
        Column("outcome_before", side(say("flags.outcome"), before), "word", family="outcome"),
        Column("outcome_now", side(say("flags.outcome"), now), "word", family="outcome"),
        Column("money_before_yuan", say("what_if.yuan_before_bare"), "money", is_summed=True),
        Column("money_now_yuan", say("what_if.yuan_now_bare"), "money", is_summed=True),
        Column("money_change_yuan", say("what_if.yuan_change"), "money", is_summed=True),
        Column("rule_before", side(say("flags.rule_column"), before), width=180),
        Column("rule_now", side(say("flags.rule_column"), now), width=180),
        Column("area_names", say("flags.area"), width=130),
        Column("project_code", field("project_code"), "code", width=175),
    ]


def _flag_columns(frame: Frame) -> list[Column]:
    say, field = frame.say, lambda name: frame.word("field", name)
    before, now = say("what_if.before"), say("what_if.now")
    side = lambda what, which: say("what_if.side", what=what, side=which)  # noqa: E731
    return [
        Column("change", say("changes.change"), "word", width=110, family="change", is_pinned=True),
        Column("rule_name", say("flags.rule_column"), width=200),
        Column("subject", say("flags.subject"), width=235),
        Column("department_name", say("flags.department"), width=130),
        Column("verdict_before", side(say("flags.verdict"), before), "word", width=110, family="verdict"),
        Column("verdict_now", side(say("flags.verdict"), now), "word", width=110, family="verdict"),
        Column("severity_before", side(say("flags.mark"), before), "severity", width=105),
        Column("severity_now", side(say("flags.mark"), now), "severity", width=105),
        Column("outcome_before", side(say("flags.outcome"), before), "word", family="outcome"),
        Column("outcome_now", side(say("flags.outcome"), now), "word", family="outcome"),
        Column("money_before_yuan", say("what_if.yuan_before_bare"), "money"),
        Column("money_now_yuan", say("what_if.yuan_now_bare"), "money"),
        Column("area_names", say("flags.area"), width=130),
        Column("subject_kind", say("flags.kind"), "word", width=70, family="subject_kind"),
        Column("subject_code", field("subject_code"), "code", width=175),
    ]


def _show_moved(frame: Frame, tried: Tried, row: Mapping[str, Any]) -> None:
    """The chosen row: the way to its project, and which of its flags the trial moves."""
    code = row["project_code"]
    if code is None:
        return
    flags = _named_flags(tried.result.flags.filter(pl.col("project_code") == code), frame)
    name = row.get("project_name") or row["subject_name"]
    with st.container(border=True, key="moved_project"):
        st.html(markup.section(name, frame.say("what_if.flags_of", count=frame.count(flags.height))))
        panels.link_to_project(frame, code, name, key="moved_project")
        if flags.height:
            listing = Listing(frame.say("what_if.file_flags"), flags, _flag_columns(frame), scope=tried.values)
            listings.grid(of_trial(frame, tried), listing, "moved_flags")
