"""What lies between two lists of flags: who entered, who left, whose money changed, and by which cause how much?

The end is the month, snapshot and rules that are chosen at the top, as on every page; the start is chosen here.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import listings, markup, tables, time_travel, waterfall, widgets
from pages.shared.calculations import buttons, panel
from pages.shared.calculations.offers import Cell
from pages.shared.listings import Column, Listing
from pages.shared.markup import Figure
from pages.shared.scope import MOVES
from pages.shared.waterfall import Bar
from pages.shared.widgets import Frame
from reports import change_list
from warehouse import read
from wording import formats

STILL = {"displayModeBar": False, "scrollZoom": False}


def choose_start(frame: Frame) -> Frame:
    """Month, snapshot and rules of the start; the last two only where there is a choice."""
    say, kept = frame.say, read.loads()["snapshot"].to_list()
    if len(kept) > 1:
        others: dict[Any, str] = {None: say("walk.same_as_end"), **{name: name for name in kept}}
        frame = widgets.choose_from(frame, "since_kept", say("walk.since_kept"), others, say("walk.same_as_end"))
    reader = start_reader(frame)
    months = read.months(reader)["as_of"].to_list()[::-1]
    before = month_before(frame.as_of, months)
    named = {month: frame.month(month) for month in months}
    options: dict[Any, str] = {None: say("walk.month_before", month=frame.month(before)), **named}
    frame = widgets.choose_from(frame, "since", say("walk.since"), options, frame.month(before))
    days = time_travel.days_in_words(reader, frame.language)
    if len(days) > 1:
        frame = widgets.choose_from(frame, "since_rules", say("walk.since_rules"), days, days[None])
    return frame


def start_reader(frame: Frame) -> Any:
    """The snapshot of the start; the end's where none is chosen or the chosen one is not kept any more."""
    if frame.scope.since_kept is not None:
        try:
            return read.reader_of(frame.scope.since_kept)
        except read.SnapshotProblem:
            pass
    return read.reader_of(frame.scope.kept)


def month_before(as_of: date, months: Sequence[date]) -> date:
    """The month end before; the month itself where that one is not judged."""
    last = as_of.replace(day=1) - timedelta(days=1)
    return last if last in months else as_of


def sides(frame: Frame) -> tuple[read.Side, read.Side]:
    """Start and end as they are chosen."""
    start, end = start_reader(frame), read.reader_of(frame.scope.kept)
    months = read.months(start)["as_of"].to_list()
    since = frame.scope.since if frame.scope.since in months else month_before(frame.as_of, months)
    return (
        read.side(start.id, since, time_travel.day_of(frame.scope.since_rules, start)),
        read.side(end.id, frame.as_of, time_travel.day_of(frame.scope.rules_of, end)),
    )


def walked(frame: Frame, before: read.Side, after: read.Side) -> read.Changes:
    """The changes, with the step that is at work shown as long as it takes."""
    place = st.empty()

    def tell(cause: str, done: int, steps: int) -> None:
        said = change_list.word_of_cause(cause, frame.language) if cause else ""
        place.progress(done / steps, frame.say("walk.step", cause=said, done=done + 1, steps=steps))

    try:
        return read.changes_between(frame.departments, before, after, progress=tell)
    except read.SnapshotProblem as problem:
        st.warning(widgets.in_words(problem.code, problem.values, frame.language), icon=":material/error:")
        st.stop()
    finally:
        place.empty()


def filter_bar(frame: Frame, found: read.Changes) -> Frame:
    """Kind of change, rule, department, cause: everything that the changes hold."""
    say, language = frame.say, frame.language
    changed = set(found.flags["change"])
    kinds = {code: frame.word("change", code) for code in MOVES if code in changed}
    frame = widgets.choose_many(frame, "moves", say("walk.what_changed"), kinds)
    titles, present = rule_titles(frame), set(found.balance["rule"])
    rules = {rule: f"{rule} {title}" for rule, title in titles.items() if rule in present}
    frame = widgets.choose_many(frame, "rule", say("flags.rule"), rules)
    named = found.flags.select("department_code", "department_name").drop_nulls().unique("department_code")
    departments = dict(named.sort("department_code").iter_rows())
    frame = widgets.choose_many(frame, "department", say("flags.department"), departments)
    causes = {cause: change_list.word_of_cause(cause, language) for cause in found.causes}
    return widgets.choose_many(frame, "by", say("walk.by"), causes)


def rule_titles(frame: Frame) -> dict[str, str]:
    """Rule -> title in the reader's language."""
    return {rule["rule"]: rule[f"title_{frame.language}"] for rule in frame.ask(read.rules).to_dicts()}


def narrowing(frame: Frame, found: read.Changes) -> dict[str, Any]:
    """Of which two lists a figure is, and what the page leaves of them."""
    return {
        "chosen_store": read.store_folder().resolve(),
        "chosen_before": found.before,
        "chosen_after": found.after,
        "chosen_rules": frame.scope.rule,
        "chosen_departments": frame.scope.department,
    }


def show_figures(frame: Frame, found: read.Changes, *, by_flag: bool) -> None:
    """Flags before, entered, left, after; money before and after."""
    ends, say, of = change_list.ends(found, by_flag=by_flag), frame.say, narrowing(frame, found)
    entered, left = (int(found.balance[f"{name}_count"].sum()) for name in ("entered", "left"))
    unit, moved = say("walk.flags_unit"), ends["yuan_after"] - ends["yuan_before"]
    money = "walk_rules" if by_flag else "walk"

    def counted(label: str, figure: str, count: int, month: str = "", **more: Any) -> Figure:
        cells = [Cell(figure, label, count, {**of, **more})]
        return Figure(label, frame.count(count), unit, [month] if month else [], cells)

    buttons.cards(
        frame,
        counted(say("walk.flags_before"), "walk_before_count", ends["count_before"], frame.month(found.before.as_of)),
        counted(say("walk.entered"), "walk_changed", entered, change="entered"),
        counted(say("walk.left"), "walk_changed", left, change="left"),
        counted(say("walk.flags_after"), "walk_after_count", ends["count_after"], frame.month(found.after.as_of)),
        Figure(
            say("walk.yuan_after"),
            formats.amount(ends["yuan_after"], frame.scope.unit, frame.language),
            frame.unit_name,
            [
                say(
                    "walk.changed",
                    before=frame.money(ends["yuan_before"]),
                    change=change_list.signed(moved, frame.scope.unit, frame.language),
                ),
                say("walk.each_flag" if by_flag else "walk.once"),
            ],
            [
                Cell(f"{money}_after_yuan", say("walk.yuan_after"), ends["yuan_after"], of),
                Cell(f"{money}_before_yuan", say("walk.money_before"), ends["yuan_before"], of),
            ],
        ),
    )


def show_causes(frame: Frame, found: read.Changes, *, by_flag: bool) -> None:
    """Two waterfalls, of money and of flags, and the same numbers as a table with their total."""
    say = frame.say
    told, ends = change_list.totals(found, by_flag=by_flag), change_list.ends(found, by_flag=by_flag)
    st.html(markup.section(say("walk.by_cause"), say("walk.by_cause_note_rule" if by_flag else "walk.by_cause_note")))
    money = [(each["cause"], each["yuan"]) for each in told]
    counts = [(each["cause"], Decimal(each["entered"] - each["left"])) for each in told]
    pictures = (
        (say("walk.chart_money", unit=frame.unit_name), money, (ends["yuan_before"], ends["yuan_after"]), amount),
        (say("walk.chart_count"), counts, (ends["count_before"], ends["count_after"]), number),
    )
    for column, (heading, parts, both, written) in zip(st.columns(2), pictures, strict=True):
        with column:
            st.html(markup.small_heading(heading))
            bars = tuple(bars_of(frame, found, parts, both, written))
            lines = say("list.semicolon").join(f"{bar.name} {bar.text}" for bar in bars)
            alt = say("walk.chart_alt", heading=heading, lines=lines)
            st.plotly_chart(widgets.drawn(waterfall.figure, bars), alt=alt, config=STILL)
    listings.grid(frame, table_of_causes(frame, found, told, by_flag=by_flag), "causes", height="content")
    whole = [
        number(frame, Decimal(ends["count_after"] - ends["count_before"]), signed=True),
        change_list.signed(ends["yuan_after"] - ends["yuan_before"], frame.scope.unit, frame.language),
    ]
    st.html(markup.note(say("walk.total", count=whole[0], money=whole[1])))


def bars_of(
    frame: Frame, found: read.Changes, parts: Sequence[tuple[str, Decimal]], ends: tuple[Any, Any], written: Any
) -> list[Bar]:
    """Start, each cause that changed something, end."""
    first, last = frame.month(found.before.as_of), frame.month(found.after.as_of)
    if first == last:
        first, last = (f"{frame.say(f'walk.{name}')} {month}" for name, month in (("from", first), ("to", last)))
    scale = Decimal(1).scaleb(-formats.UNIT_POWERS[frame.scope.unit]) if written is amount else Decimal(1)
    moved = [
        Bar(change_list.word_of_cause(cause, frame.language), float(part * scale), written(frame, part, signed=True))
        for cause, part in parts
        if part
    ]
    at_ends = [
        Bar(name, float(value * scale), written(frame, value), is_end=True)
        for name, value in zip((first, last), ends, strict=True)
    ]
    return [at_ends[0], *moved, at_ends[1]]


def amount(frame: Frame, yuan: Decimal, *, signed: bool = False) -> str:
    """Yuan as a number of the reader's unit."""
    return ("+" if signed and yuan > 0 else "") + formats.amount(yuan, frame.scope.unit, frame.language)


def number(frame: Frame, count: Decimal | int, *, signed: bool = False) -> str:
    """A number of flags."""
    return ("+" if signed and count > 0 else "") + frame.count(int(count))


def table_of_causes(frame: Frame, found: read.Changes, told: Sequence[dict[str, Any]], *, by_flag: bool) -> Listing:
    """Flags that entered and left, and money, by cause."""
    say = frame.say
    rows = pl.DataFrame(
        [
            {
                **each,
                "name": change_list.word_of_cause(each["cause"], frame.language),
                "net": each["entered"] - each["left"],
            }
            for each in told
        ],
        infer_schema_length=None,
    )
    part = "walk_part_yuan" if by_flag else "walk_once_part_yuan"
    columns = [
        Column("name", say("walk.cause"), width=160),
        Column("entered", say("walk.entered"), "count", figure="walk_moved", of={"direction": "entered"}),
        Column("left", say("walk.left"), "count", figure="walk_moved", of={"direction": "left"}),
        Column("net", say("walk.net"), "count", figure="walk_net"),
        Column("yuan", say("walk.yuan_by_flag" if by_flag else "walk.yuan"), "money", figure=part, width=260),
    ]
    of, fixed = {"cause": "cause"}, narrowing(frame, found)
    return Listing(say("walk.by_cause"), rows, columns, of=of, fixed=fixed, called=["name"])


def in_filter(frame: Frame, found: read.Changes) -> pl.DataFrame:
    """The changed flags of the kinds and causes that are chosen."""
    rows = found.flags
    if frame.scope.moves:
        rows = rows.filter(pl.col("change").is_in(frame.scope.moves))
    if frame.scope.by:
        by = found.parts.filter(pl.col("cause").is_in(frame.scope.by)).select(change_list.KEY).unique()
        rows = rows.join(by, on=change_list.KEY, how="semi", maintain_order="left")
    return rows


def columns(frame: Frame, found: read.Changes) -> list[Column]:
    """What changed, for whom, from what to what, and each cause's part."""
    say = frame.say
    parts = [
        Column(
            f"{cause}_part_yuan",
            change_list.word_of_cause(cause, frame.language),
            "money",
            group=say("walk.of_which"),
            is_summed=True,
            names_unit=False,
            figure="walk_part_yuan",
            of={"cause": cause},
        )
        for cause in found.causes
    ]
    return [
        Column("change", say("walk.change"), "word", family="change", width=110),
        Column("rule_title", say("flags.rule_column"), width=200),
        Column("subject", say("flags.subject"), width=220),
        Column("department_name", say("flags.department"), width=120),
        Column("said_before", say("walk.verdict_before"), width=150),
        Column("said_after", say("walk.verdict_after"), width=150),
        Column("money_before_yuan", say("walk.money_before"), "money", figure="walk_flag_before_yuan"),
        Column("money_after_yuan", say("walk.money_after"), "money", figure="walk_flag_after_yuan"),
        Column("change_yuan", say("walk.change_yuan"), "money", is_summed=True, figure="walk_whole_yuan"),
        Column("why", say("walk.why"), width=520),
        *parts,
    ]


def for_screen(frame: Frame, listed: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """The rows of the list with the words that the table shows."""
    rows = [
        {
            **change_list.in_words(row, frame.language),
            "change": row["change"],
            "flag": f"{row['subject_kind']}|{row['subject_code']}|{row['fiscal_year']}",
            "rule_title": f"{row['rule']} {row['rule_name']}",
            "said_before": change_list.verdict_in_words(row, "before", frame.language),
            "said_after": change_list.verdict_in_words(row, "after", frame.language),
        }
        for row in listed
    ]
    frame_of_rows = pl.DataFrame(rows, infer_schema_length=None)
    return frame_of_rows.rename({"subject_name": "subject"})


def show_row(frame: Frame, found: read.Changes, row: dict[str, Any]) -> None:
    """One flag: from its money at the start through each cause to that at the end, and the way to both evidences."""
    parts = found.parts.filter(
        (pl.col("rule") == row["rule"])
        & (pl.col("subject_kind") == row["subject_kind"])
        & (pl.col("subject_code") == row["subject_code"])
        & (pl.col("fiscal_year") == row["fiscal_year"])
    ).to_dicts()
    st.html(markup.section(f"{row['rule']} {row['rule_name']}　{row['subject']}", row["why"]))
    lines = [(side_said(frame, found.before), said_of(frame, row, "before"))]
    lines += [
        (
            change_list.word_of_cause(part["cause"], frame.language),
            frame.say("list.comma").join(part_said(frame, part)),
        )
        for part in parts
    ]
    lines.append((side_said(frame, found.after), said_of(frame, row, "after")))
    st.html(markup.pairs(lines))
    with st.container(horizontal=True, key="evidence_links"):
        for name, side, rules in (
            ("before", found.before, frame.scope.since_rules),
            ("after", found.after, frame.scope.rules_of),
        ):
            if row[f"verdict_{name}_code"] in ("flagged", "cannot_assess"):
                view = replace(
                    widgets.scope.DEFAULTS,
                    verdict=row[f"verdict_{name}_code"],
                    rule=(row["rule"],),
                    open=f"{row['rule']}|{row['subject_code']}",
                    rules_of=rules,
                )
                kept = None if side.snapshot == read.current_snapshot() else side.snapshot
                label = frame.say(f"walk.evidence_{name}")
                widgets.link(frame, "flags", label, f"evidence_{name}", view, as_of=side.as_of, kept=kept)


def said_of(frame: Frame, row: dict[str, Any], side: str) -> str:
    """The verdict of a side and its money."""
    yuan = row[f"money_{side}_yuan"]
    return row[f"said_{side}"] + ("" if yuan is None else f"　{frame.money(yuan)}")


def part_said(frame: Frame, part: dict[str, Any]) -> list[str]:
    """What a cause did to the flag: entered, left, more or less money, or another severity."""
    said = []
    if part["part_count"]:
        said.append(frame.say("walk.entered" if part["part_count"] > 0 else "walk.left"))
    if part["part_yuan"]:
        said.append(change_list.signed(part["part_yuan"], frame.scope.unit, frame.language))
    return said or [frame.say("walk.other_grade")]


def side_said(frame: Frame, side: read.Side) -> str:
    """Month and snapshot of a side."""
    return change_list.side_in_words(side, frame.language)


def show_exports(frame: Frame, found: read.Changes, shown: pl.DataFrame, *, by_flag: bool) -> None:
    """The two files of all rows of the list; made when they are asked for."""
    say, count = frame.say, frame.count(shown.height)
    days = {"before": found.before.as_of.isoformat(), "after": found.after.as_of.isoformat()}
    titles = rule_titles(frame)

    def listed() -> list[dict[str, Any]]:
        return change_list.rows(replace(found, flags=shown), titles, frame.language, frame.scope.unit)

    def as_xlsx() -> bytes:
        return change_list.as_xlsx(
            frame.reader,
            found,
            listed(),
            frame.language,
            scope=scope_in_words(frame),
            unit=frame.scope.unit,
            by_flag=by_flag,
        )

    with st.container(horizontal=True, gap="small", key="exports"):
        widgets.download(
            say("walk.export_xlsx", count=count), as_xlsx, say("walk.file_name", ending="xlsx", **days), key="walk_xlsx"
        )
        widgets.download(
            say("walk.export_csv", count=count),
            lambda: change_list.as_csv(listed()),
            say("walk.file_name", ending="csv", **days),
            key="walk_csv",
        )


def scope_in_words(frame: Frame) -> list[tuple[str, str]]:
    """The filters of the list as name and words."""
    view, comma, every = frame.scope, frame.say("list.comma"), frame.say("flag_workbook.every")
    chosen = (
        ("walk.what_changed", [frame.word("change", code) for code in view.moves]),
        ("flags.rule", view.rule),
        ("flags.department", view.department),
        ("walk.by", [change_list.word_of_cause(code, frame.language) for code in view.by]),
    )
    return [(frame.say(label), comma.join(said) or every) for label, said in chosen]


def show_list(frame: Frame, found: read.Changes, *, by_flag: bool) -> None:
    """The table, its files, and the row that is chosen."""
    shown = in_filter(frame, found)
    if shown.is_empty():
        st.info(frame.say("walk.none_in_filter", count=frame.count(found.flags.height)))
        return
    note = frame.say("walk.choose_row")
    if shown.height > widgets.ROWS_SHOWN:
        note += frame.say("walk.first_rows", count=frame.count(widgets.ROWS_SHOWN))
    st.html(markup.section(frame.say("walk.count", count=frame.count(shown.height)), note))
    first = tables.first_rows(shown, widgets.ROWS_SHOWN, frame.scope.open)
    listed = change_list.rows(replace(found, flags=first), rule_titles(frame), frame.language, frame.scope.unit)
    rows = for_screen(frame, listed)
    chosen = listings.grid(
        frame,
        Listing(
            frame.say("walk.list"),
            rows,
            columns(frame, found),
            of={"rule": "rule", "subject": "flag"},
            fixed=narrowing(frame, found),
            called=["rule_title", "subject"],
        ),
        "changes",
        alt=frame.say("walk.count", count=frame.count(first.height)),
        selectable=widgets.table_key(frame, "changes"),
        selected=tables.row_of(first, frame.scope.open),
    )
    show_exports(frame, found, shown, by_flag=by_flag)
    row = None if chosen is None else rows.row(chosen, named=True)
    frame = widgets.opened(frame, row and f"{row['rule']}|{row['subject_code']}")
    if row is not None:
        codes = {f"verdict_{side}_code": listed[chosen or 0][f"verdict_{side}"] for side in ("before", "after")}
        show_row(frame, found, row | codes)


frame = widgets.page_frame("changes")
st.html(markup.note(frame.say("walk.intro")))
bar = st.container(horizontal=True, vertical_alignment="bottom", key="filters")
with bar:
    frame = choose_start(frame)
widgets.remember(frame)
everything = walked(frame, *sides(frame))
if everything.flags.is_empty():
    st.info(frame.say("walk.nothing"))
    st.stop()
with bar:
    frame = filter_bar(frame, everything)
widgets.remember(frame)
found = change_list.narrowed(everything, frame.scope.rule, frame.scope.department)
by_flag = bool(frame.scope.rule)
show_figures(frame, found, by_flag=by_flag)
show_causes(frame, found, by_flag=by_flag)
show_list(frame, found, by_flag=by_flag)
panel.show(frame)
