"""The head of the project page: who is responsible, what kind of project it is, and its few numbers."""

from typing import Any

import streamlit as st

from pages.shared import markup, widgets
from pages.shared.calculations import buttons
from pages.shared.calculations.offers import Cell
from pages.shared.calculations.texts import term_name
from pages.shared.markup import Figure
from pages.shared.widgets import Frame
from wording import formats


def head(frame: Frame, project: dict[str, Any]) -> list[list[tuple[str, str]]]:
    """Who is responsible, what kind of project it is, which years and how much it needs in all; a part a column."""
    say, unknown = frame.say, formats.UNKNOWN
    comma = say("list.comma")
    areas = [
        frame.word("area", area)
        for area, field in (("教育", "is_education"), ("社会保障", "is_social_security"), ("扶贫", "is_poverty_relief"))
        if project[field]
    ]
    fund = project["special_fund_name"] or project["special_fund_code"]
    agency = " ".join(filter(None, (project["agency_code"], project["agency_name"])))
    kinds = [project[field] for field in ("project_category", "project_attribute") if project[field]]
    span = {"start": project["start_year"] or unknown, "end": project["end_year"] or unknown}
    return [
        [
            (say("project.code"), project["project_code"]),
            (say("project.department"), f"{project['department_code']} {project['department_name']}"),
            (say("project.agency"), agency or unknown),
            (say("project.sector"), project["sector_division"] or unknown),
            (say("project.responsible"), project["responsible_org"] or unknown),
        ],
        [
            (say("project.category"), comma.join(frame.word("value", kind) for kind in kinds)),
            (say("project.tier"), frame.word("value", project["three_guarantee_tier"]) or say("project.none")),
            (say("project.areas"), comma.join(areas) or say("project.no_areas")),
            (say("project.fund"), fund or say("project.none")),
        ],
        [
            (say("project.years"), say("project.years_span", **span)),
            (say("project.pool_entry"), formats.day(project["pool_entry_date"], frame.language)),
            (say("project.total_need"), frame.money(project["total_need_yuan"])),
            (say("project.annual_need"), frame.money(project["annual_need_yuan"])),
        ],
    ]


def show_head(frame: Frame, project: dict[str, Any]) -> None:
    """Name, what has to be known of the project, and the few numbers."""
    st.html(markup.section(project["project_name"]))
    if project["is_made"]:
        st.warning(frame.say("project.made"), icon=":material/warning:")
    if project["is_protected"]:
        st.html(markup.note(frame.say("project.protected")))
    parts = head(frame, project)
    for column, pairs in zip(st.columns(len(parts), gap="medium"), parts, strict=True):
        column.html(markup.pairs(pairs))
    buttons.single(frame, "needs", cells(frame, project, "total_need_yuan", "annual_need_yuan"))
    buttons.cards(frame, *few_numbers(frame, project))
    show_ways(frame, project)


def show_ways(frame: Frame, project: dict[str, Any]) -> None:
    """Back to the view that led here, with everything that was chosen there; to the project's place in the picture."""
    code, back = project["project_code"], frame.scope.back
    with st.container(horizontal=True, gap="medium", key="ways_from_project"):
        if back is not None:
            page, view = back
            label = frame.say("project.back", page=frame.say(f"page.{page}"))
            widgets.link(frame, page, label, key="back", view=view)
        if project["quadrant"] != "not_assessed" and (back is None or back[0] != "dual_monitoring"):
            widgets.link(frame, "dual_monitoring", frame.say("project.to_picture"), key="picture", project=code)


def cells(frame: Frame, project: dict[str, Any], *figures: str, **called: str) -> list[Cell]:
    """Figures of the project; `called` are those whose value has another name: figure -> column."""
    of = {"project_code": project["project_code"]}
    named = {figure: figure for figure in figures} | called
    return [Cell(figure, term_name(figure, frame.language), project[column], of) for figure, column in named.items()]


def few_numbers(frame: Frame, project: dict[str, Any]) -> list[Figure]:
    """Execution, output progress, the gap between them, attainment, what is available and expected."""
    say, money, rate = frame.say, frame.money, frame.rate
    then = project["performance_as_of"]
    no_data = say("project.no_performance", month=frame.month())
    spent = say("project.execution_of", paid=money(project["paid_yuan"]), budget=money(project["budget_current_yuan"]))
    clock = say(
        "project.execution_against",
        month=frame.month(),
        time=rate(project["time_progress"]),
        basis=frame.word("clock_basis", project["clock_basis"]),
    )
    reported = then and say(
        "project.progress_against",
        month=frame.month(then),
        execution=rate(project["execution_rate_then"]),
        time=rate(project["time_progress_then"]),
    )
    attained = say(
        "project.attainment_of",
        coverage=rate(project["coverage"]),
        light=markup.light_mark(project["goal_light"], frame.language),
    )
    parts = {name: money(project[f"{name}_yuan"]) for name in ("issued", "paid", "frozen")}
    expected = project["forecast_full_year_yuan"]
    forecast = (
        say("project.no_forecast")
        if expected is None
        else say("project.forecast_of", money=money(expected), rate=rate(project["forecast_share"]))
    )
    quadrant = markup.quadrant_mark(project["quadrant"], frame.language)
    return [
        Figure(
            say("project.execution"),
            rate(project["execution_rate"]),
            notes=[spent, clock],
            cells=cells(
                frame, project, "execution_rate", "paid_yuan", "budget_current_yuan", own_progress="time_progress"
            ),
        ),
        Figure(
            say("project.progress"),
            rate(project["progress_completion"]),
            notes=[reported or no_data],
            cells=cells(
                frame,
                project,
                output_progress="progress_completion",
                execution_rate_then="execution_rate_then",
                own_progress_then="time_progress_then",
            ),
        ),
        Figure(
            say("project.gap"),
            formats.points(project["dual_gap"], frame.language),
            notes=[quadrant, say("project.gap_of", month=frame.month(then)) if then else no_data],
            cells=cells(frame, project, "dual_gap"),
        ),
        Figure(
            say("project.attainment"),
            rate(project["target_attainment"]),
            notes=[attained],
            cells=cells(frame, project, "target_attainment", "coverage"),
        ),
        Figure(
            say("project.available"),
            formats.amount(project["available_yuan"], frame.scope.unit, frame.language),
            frame.unit_name,
            [say("project.available_of", **parts), forecast],
            cells(
                frame,
                project,
                *("available_yuan", "issued_yuan", "paid_yuan", "frozen_yuan"),
                *("forecast_full_year_yuan", "forecast_share"),
            ),
        ),
    ]
