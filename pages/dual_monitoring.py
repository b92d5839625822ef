"""Which projects lag in money, in results, or in both? The quadrant, its list, and the way to each project."""

from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import listings, markup, panels, quadrant, widgets
from pages.shared.calculations import panel
from pages.shared.listings import Column, Listing
from pages.shared.scope import AREAS, CATEGORIES, QUADRANTS
from pages.shared.widgets import Frame
from warehouse import read
from wording import formats

NO_SELECTION: dict[str, Any] = {"box": None, "point": (), "project": None}
RULES = ("D01", "D02", "D03")


def filter_bar(frame: Frame) -> Frame:
    """Department, quadrant, priority area, category."""
    departments = frame.ask(read.departments_with_projects, as_of=frame.as_of)
    names = dict(zip(departments["department_code"], departments["department_name"], strict=True))
    marks = {code: markup.quadrant_mark(code, frame.language) for code in QUADRANTS}
    areas = {code: frame.word("area", code) for code in AREAS}
    categories = {code: frame.word("value", code) for code in CATEGORIES}
    frame = widgets.choose_many(frame, "department", frame.say("dual_monitoring.department"), names)
    frame = widgets.choose_many(frame, "quadrant", frame.say("dual_monitoring.quadrant"), marks)
    frame = widgets.choose_many(frame, "area", frame.say("dual_monitoring.area"), areas)
    return widgets.choose_many(frame, "category", frame.say("dual_monitoring.category"), categories)


def columns(frame: Frame) -> list[Column]:
    """The columns of the list."""
    say, field = frame.say, lambda name: frame.word("field", name)
    return [
        Column("quadrant", say("dual_monitoring.quadrant"), "quadrant", width=95),
        Column("project_name", field("project_name"), width=220),
        Column("department_name", field("department_name"), width=130),
        Column(
            "budget_current_yuan",
            frame.word("evidence_field", "budget_current_yuan"),
            "money",
            is_summed=True,
            figure="budget_current_yuan",
        ),
        Column("paid_yuan", frame.word("evidence_field", "paid_yuan"), "money", is_summed=True, figure="paid_yuan"),
        Column("execution_rate_then", say("dual_monitoring.execution_then"), "rate", figure="execution_rate_then"),
        Column("progress_completion", say("dual_monitoring.progress"), "rate", figure="output_progress"),
        Column("dual_gap", say("dual_monitoring.gap"), "points", figure="dual_gap"),
        Column("time_progress_then", say("dual_monitoring.time_then"), "rate", figure="own_progress_then"),
        Column("goal_light", frame.word("evidence_field", "goal_light"), "light", width=105),
        Column("performance_as_of", field("performance_as_of"), "month", width=95),
        Column("as_of", field("as_of"), "month", width=95),
        Column("rules", say("dual_monitoring.rules"), width=160),
        Column("why_not_assessed", say("dual_monitoring.why"), "word", width=180, family="why_not_assessed"),
        Column("project_code", field("project_code"), "code", width=180),
    ]


def show_picture(frame: Frame, projects: pl.DataFrame) -> None:
    """The chart, and in words what its lines mean and what is not drawn."""
    say = frame.say
    st.html(markup.section(say("dual_monitoring.picture"), say("dual_monitoring.picture_note")))
    plotted = quadrant.plotted(projects)
    if plotted.height:
        lines = lines_of(frame, plotted)
        is_boxing = choose_tool(frame) == "box"
        figure = widgets.drawn(
            quadrant.execution_against_progress,
            plotted,
            lines,
            frame.language,
            frame.scope.unit,
            frame.scope.box,
            frame.scope.project,
            is_boxing,
        )
        key = f"quadrant.{st.session_state.get('cleared', 0)}.{is_boxing}"
        st.plotly_chart(
            figure,
            key=key,
            alt=in_words(frame, projects),
            on_select=lambda: select(st.session_state.get(key, {})),
            selection_mode=("points", "box"),
            config={"displayModeBar": False, "scrollZoom": False},
        )
        gap = formats.points(lines.tolerated_gap, frame.language, signed=False)
        band = say("dual_monitoring.band_note", points=gap)
        st.html(markup.note(lines_in_words(frame, plotted, lines)) + markup.note(band))
    assessed = projects.filter(pl.col("quadrant") != "not_assessed").height
    if plotted.height < assessed:
        limited = say("dual_monitoring.limited", all=frame.count(assessed), shown=frame.count(plotted.height))
        st.info(limited)


def choose_tool(frame: Frame) -> str:
    """Whether the pointer picks points or draws a box; a tool of the hand and no part of the view."""
    names = {tool: frame.word("picking", tool) for tool in ("point", "box")}
    chosen = st.segmented_control(
        frame.say("dual_monitoring.picking"),
        list(names),
        format_func=lambda tool: names[tool],
        default="point",
        key="picking",
        required=True,
        label_visibility="collapsed",
    )
    return str(chosen)


def lines_of(frame: Frame, plotted: pl.DataFrame) -> quadrant.Lines:
    """Calendar time of the performance month that most of the points have."""
    month = quadrant.performance_months(plotted)["performance_as_of"][0]
    found = frame.ask(read.quadrant_lines, as_of=frame.as_of).filter(pl.col("as_of") == month).row(0, named=True)
    return quadrant.Lines(month, found["calendar_progress"], found["quadrant_line"], found["tolerated_gap"])


def lines_in_words(frame: Frame, plotted: pl.DataFrame, lines: quadrant.Lines) -> str:
    """Which month the lines belong to and how many points have another month or clock."""
    same = plotted.filter(pl.col("performance_as_of") == lines.month).height
    return frame.say(
        "dual_monitoring.lines_note",
        month=frame.month(lines.month),
        share=frame.rate(lines.quadrant_line),
        same=frame.count(same),
        other=frame.count(plotted.height - same),
        own=frame.count(plotted.filter(pl.col("clock_basis") != "month").height),
    )


def in_words(frame: Frame, projects: pl.DataFrame) -> str:
    """The chart for those who do not see it."""
    found = {row["quadrant"]: row["project_count"] for row in quadrant.counts(projects).to_dicts()}
    missing = found.pop("not_assessed")
    said = [
        frame.say("dual_monitoring.alt_count", quadrant=frame.word("quadrant", code), count=frame.count(number))
        for code, number in found.items()
    ]
    return frame.say(
        "dual_monitoring.alt",
        assessed=frame.count(projects.height - missing),
        counts=frame.say("list.comma").join(said),
        not_assessed=frame.count(missing),
    )


def show_counts(frame: Frame, projects: pl.DataFrame) -> None:
    """Projects and money of each quadrant; what is not assessed by its reason."""
    say = frame.say
    counted = quadrant.counts(projects)
    numbers = [
        Column("project_count", say("dual_monitoring.projects"), "count", is_summed=True, figure="quadrant_count"),
        Column(
            "budget_current_yuan",
            say("dual_monitoring.budget"),
            "money",
            is_summed=True,
            names_unit=False,
            figure="budget_current_yuan",
        ),
    ]
    paid = Column(
        "paid_yuan", say("dual_monitoring.paid"), "money", is_summed=True, names_unit=False, figure="paid_yuan"
    )
    columns = [Column("quadrant", say("dual_monitoring.quadrant"), "quadrant", width=105), *numbers, paid]
    heading = say("dual_monitoring.counts")
    whose: dict[str, Any] = {"of": {"quadrant": "quadrant"}, "fixed": chosen_projects(frame)}
    st.html(markup.section(heading, say("dual_monitoring.in_unit", unit=frame.unit_name)))
    on_view = Listing(
        heading, quadrant.with_whole(counted, say("dual_monitoring.whole"), frame.language), columns, **whose
    )
    listings.grid(
        frame,
        replace(on_view, columns=[Column("name", columns[0].label, width=105), *columns[1:]]),
        "counts",
        height="content",
    )
    listings.files(frame, Listing(heading, counted, columns), "counts")
    missing = projects.filter(pl.col("quadrant") == "not_assessed")
    if missing.is_empty():
        return
    reasons = missing.group_by("why_not_assessed").agg(
        project_count=pl.len(), budget_current_yuan=pl.sum("budget_current_yuan")
    )
    reasons = reasons.sort("project_count", "why_not_assessed", descending=[True, False])
    st.html(markup.section(say("dual_monitoring.not_assessed", count=frame.count(missing.height))))
    why = Column("why_not_assessed", say("dual_monitoring.why"), "word", width=190, family="why_not_assessed")
    fixed = {**chosen_projects(frame), "quadrant": "not_assessed"}
    of_reason = Listing(
        say("dual_monitoring.why"), reasons, [why, *numbers], of={"why": "why_not_assessed"}, fixed=fixed
    )
    listings.show(frame, of_reason, "reasons", height="content")


def chosen_projects(frame: Frame) -> dict[str, Any]:
    """The reader's filters, which the projects behind a count have to meet too."""
    view = frame.scope
    return {
        "chosen_quadrants": view.quadrant,
        "chosen_departments": view.department,
        "chosen_categories": view.category,
        "chosen_areas": view.area,
    }


def select(event: Any) -> None:
    """Takes what was selected in the chart into the view; a single point is also the project that is marked."""
    box, codes = quadrant.chosen_in(event)
    widgets.change_view(box=box, point=codes, project=codes[0] if len(codes) == 1 else None)


def clear() -> None:
    """Lists all again; the chart is drawn anew, without the browser's own selection."""
    st.session_state["cleared"] = st.session_state.get("cleared", 0) + 1
    widgets.change_view(**NO_SELECTION)


def show_list(frame: Frame, projects: pl.DataFrame) -> Frame:
    """The projects of the filters and of the chart's selection; a selected row is marked in the chart."""
    say, chosen = frame.say, quadrant.selected(projects, frame.scope.point, frame.scope.box)
    is_selected = bool(frame.scope.point or frame.scope.box)
    heading = "dual_monitoring.list_selected" if is_selected else "dual_monitoring.list"
    note = say("dual_monitoring.list_note", day=formats.day(frame.as_of, frame.language))
    st.html(markup.section(say(heading, count=frame.count(chosen.height)), note))
    if is_selected:
        st.button(say("dual_monitoring.clear"), on_click=clear, key="clear_selection")
    if chosen.is_empty():
        st.info(say("dual_monitoring.none_selected"))
        return frame
    shown = chosen.head(widgets.ROWS_SHOWN)
    if shown.height < chosen.height:
        st.html(
            markup.note(
                say("dual_monitoring.list_shown", count=frame.count(chosen.height), shown=frame.count(shown.height))
            )
        )
    codes = shown["project_code"].to_list()
    unmarked = replace(frame, scope=replace(frame.scope, project=None))
    listing = Listing(
        say("dual_monitoring.title"),
        chosen,
        columns(frame),
        performance_as_of=chosen["performance_as_of"].max(),  # type: ignore[arg-type]
        rules=RULES,
        scope=filters_in_words(frame),
        of={"project_code": "project_code"},
        called=("project_name",),
        file_name=say("dual_monitoring.file_name", as_of=frame.as_of.isoformat()),
    )
    row = listings.grid(
        frame,
        replace(listing, rows=shown),
        "dual_monitoring",
        alt=say("dual_monitoring.table", count=frame.count(shown.height)),
        selectable=widgets.table_key(unmarked, "dual_monitoring"),
        selected=codes.index(frame.scope.project) if frame.scope.project in codes else None,
    )
    frame = replace(frame, scope=replace(frame.scope, project=None if row is None else codes[row]))
    if row is not None:
        panels.link_to_project(frame, codes[row], shown["project_name"][row], key="project")
    listings.files(frame, listing, "dual_monitoring")
    return frame


def filters_in_words(frame: Frame) -> list[tuple[str, str]]:
    """What the reader has chosen, for the sheet that says what the file is."""
    view, comma = frame.scope, frame.say("list.comma")
    chosen = {
        "department": view.department,
        "quadrant": [frame.word("quadrant", code) for code in view.quadrant],
        "area": [frame.word("area", code) for code in view.area],
        "category": [frame.word("value", code) for code in view.category],
    }
    said = [
        (frame.say(f"dual_monitoring.{name}"), comma.join(values) or frame.say("frame.all"))
        for name, values in chosen.items()
    ]
    if view.box:
        edges = dict(zip(("left", "right", "bottom", "top"), view.box.split(","), strict=True))
        said.append((frame.say("dual_monitoring.selected_by"), frame.say("dual_monitoring.scope_box", **edges)))
    if view.point:
        points = frame.say("dual_monitoring.scope_points", count=frame.count(len(view.point)))
        said.append((frame.say("dual_monitoring.selected_by"), points))
    return said


frame = widgets.page_frame("dual_monitoring")
every = frame.ask(read.project_quadrants, as_of=frame.as_of)
if every.is_empty():
    st.info(frame.say("dual_monitoring.empty", month=frame.month()))
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
    frame = filter_bar(frame)
widgets.remember(frame)
view = frame.scope
projects = quadrant.filtered(every, view.department, view.quadrant, view.area, view.category)
if projects.is_empty():
    st.info(frame.say("dual_monitoring.none_in_filter", count=frame.count(every.height)))
    st.stop()

left, right = st.columns([7, 5], gap="medium")
below = st.container()
with below:
    frame = show_list(frame, projects)
widgets.remember(frame)
with left:
    show_picture(frame, projects)
with right:
    show_counts(frame, projects)
panel.show(frame)
