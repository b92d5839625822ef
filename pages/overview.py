"""How far along is the money, and what has to be decided today? One screen for the district's leaders."""

from typing import Any

import polars as pl
import streamlit as st

from pages.shared import changes_panel, charts, listings, markup, panels, tables, widgets
from pages.shared.calculations import buttons, panel
from pages.shared.calculations.offers import Cell
from pages.shared.calculations.texts import term_name
from pages.shared.listings import Column, Listing
from pages.shared.markup import Figure
from pages.shared.widgets import Frame
from warehouse import read
from wording import formats

DECISIONS_SHOWN = 3
OUTCOMES_SHOWN = 6
STATES = ("on_track", "work_ahead", "money_ahead", "both_behind")


def few_numbers(frame: Frame, district: dict[str, Any], stakes: dict[str, Any]) -> list[Figure]:
    """Execution, output progress, projects flagged red, money at stake; each with what it is measured against."""
    say, count, money = frame.say, frame.count, frame.money
    paid = say(
        "overview.execution_of", paid=money(district["paid_yuan"]), budget=money(district["budget_current_yuan"])
    )
    time = say("overview.execution_against", time=frame.rate(district["time_progress"]))
    besides = say("overview.red_besides", yellow=count(stakes["yellow_count"]), grey=count(stakes["grey_count"]))
    amount = formats.amount(stakes["money_yuan"], frame.scope.unit, frame.language)
    return [
        Figure(
            say("overview.execution"),
            frame.rate(district["execution_rate"]),
            notes=[time, paid],
            cells=[
                Cell("execution_rate", say("overview.execution"), district["execution_rate"]),
                *cells(frame, district, "paid_yuan", "budget_current_yuan", "time_progress"),
            ],
        ),
        Figure(
            say("overview.progress"),
            frame.rate(district["progress_completion"]),
            notes=results(frame, district),
            cells=[
                Cell("budget_weighted_progress", say("overview.progress"), district["progress_completion"]),
                *cells(frame, district, "progress_coverage", "assessed_count"),
                *quadrant_cells(frame, district),
                *cells(frame, district, "not_assessed_count"),
            ],
        ),
        Figure(
            say("overview.red"),
            count(stakes["red_count"]),
            say("overview.red_unit"),
            [
                say("overview.red_of", projects=count(stakes["project_count"])),
                red_muted(frame, stakes),
                besides,
                untold(frame, stakes),
            ],
            flag_cells(frame, stakes),
        ),
        Figure(
            say("overview.money"),
            amount,
            frame.unit_name,
            [
                say("overview.money_once", projects=count(stakes["flagged_count"])),
                muted(frame, stakes),
                areas_apart(frame),
            ],
            money_cells(frame, stakes),
        ),
    ]


def cells(frame: Frame, values: dict[str, Any], *figures: str) -> list[Cell]:
    """Figures that are called as their values are."""
    return [Cell(figure, term_name(figure, frame.language), values[figure]) for figure in figures]


def quadrant_cells(frame: Frame, district: dict[str, Any]) -> list[Cell]:
    """How many projects stand in each quadrant."""
    return [
        Cell("quadrant_count", frame.word("quadrant", state), district[f"{state}_count"], {"quadrant": state})
        for state in STATES
    ]


def flag_cells(frame: Frame, stakes: dict[str, Any]) -> list[Cell]:
    """Flagged projects by their worst severity, all projects, and what could not be assessed."""
    by_severity = {
        "red": frame.say("overview.red"),
        "yellow": frame.say("overview.yellow_projects"),
        "grey": frame.say("overview.grey_projects"),
    }
    flagged = [
        Cell("flagged_count", label, stakes[f"{name}_count"], {"severity": name}) for name, label in by_severity.items()
    ]
    untold = {"verdict": "cannot_assess"}
    waiting = {"severity": "red", "muted": True}
    return [
        *flagged,
        Cell("flagged_count", frame.say("overview.muted_red"), stakes["red_muted_count"], waiting),
        *cells(frame, stakes, "project_count"),
        Cell("verdict_count", frame.say("overview.untold_verdicts"), stakes["untold_verdict_count"], untold),
        Cell("verdict_projects", frame.say("overview.untold_projects"), stakes["untold_project_count"], untold),
    ]


def money_cells(frame: Frame, stakes: dict[str, Any]) -> list[Cell]:
    """Money at stake, of how many projects, and that of the areas."""
    return [
        Cell("flagged_yuan", frame.say("overview.money"), stakes["money_yuan"]),
        Cell("flagged_count", frame.say("overview.flagged_projects"), stakes["flagged_count"]),
        Cell("flagged_yuan", frame.say("overview.muted_money"), stakes["muted_yuan"], {"muted": True}),
        Cell("flagged_count", frame.say("overview.muted_projects"), stakes["muted_count"], {"muted": True}),
        *(
            Cell(
                "flag_money_yuan",
                frame.say("overview.money_at_stake"),
                row["money_yuan"],
                {"rule": row["rule"], "subject_code": row["area"]},
                f"{frame.word('area', row['area'])} {row['rule']}",
            )
            for row in frame.ask(read.area_stakes, as_of=frame.as_of).to_dicts()
        ),
    ]


def results(frame: Frame, district: dict[str, Any]) -> list[str]:
    """How many projects are assessed and for what part of the budget, where they stand, and how many are not."""
    counted = [f"{frame.word('quadrant', state)} {frame.count(district[f'{state}_count'])}" for state in STATES]
    assessed = frame.say(
        "overview.progress_of",
        projects=frame.count(district["assessed_count"]),
        share=frame.rate(district["progress_coverage"]),
    )
    unassessed = frame.say("overview.unassessed", projects=frame.count(district["not_assessed_count"]))
    return [assessed, frame.say("list.comma").join(counted), unassessed]


def untold(frame: Frame, stakes: dict[str, Any]) -> str:
    """How many verdicts lack data, and on how many projects."""
    return frame.say(
        "overview.unassessed_verdicts",
        verdicts=frame.count(stakes["untold_verdict_count"]),
        projects=frame.count(stakes["untold_project_count"]),
    )


def red_muted(frame: Frame, stakes: dict[str, Any]) -> str:
    """How many of the red projects wait for data that are late; nothing where none does."""
    waiting = stakes["red_muted_count"]
    return frame.say("muted.of_red", projects=frame.count(waiting)) if waiting else ""


def muted(frame: Frame, stakes: dict[str, Any]) -> str:
    """How many of these projects, and how much of the money, wait for data that are late; nothing where none does."""
    if not stakes["muted_count"]:
        return ""
    projects, money = frame.count(stakes["muted_count"]), frame.money(stakes["muted_yuan"])
    return frame.say("muted.of_projects", projects=projects, money=money)


def areas_apart(frame: Frame) -> str:
    """The money of flagged priority areas, each by itself: they overlap."""
    flagged = frame.ask(read.area_stakes, as_of=frame.as_of).to_dicts()
    said = [
        frame.say("overview.money_area", area=frame.word("area", row["area"]), money=frame.money(row["money_yuan"]))
        for row in flagged
    ]
    if not said:
        return frame.say("overview.money_no_areas")
    return frame.say("overview.money_areas", areas=frame.say("list.comma").join(said))


def show_pace(frame: Frame) -> None:
    """The pace of the three areas against the whole and against time, as a chart and in words."""
    areas = frame.ask(read.areas, as_of=frame.as_of)
    paces = tables.paces(areas, frame.language)
    comma = frame.say("list.comma")
    lines = [
        frame.say("overview.pace_line", name=row["name"], rate=frame.rate(row["pace"])) for row in paces.to_dicts()
    ]
    alt = frame.say("overview.pace_chart", lines=comma.join(lines), time=frame.rate(paces["time_progress"][0]))
    st.html(markup.section(frame.say("overview.pace"), frame.say("overview.pace_note")))
    buttons.chart(
        frame,
        alt,
        listings.offered(frame, pace_listing(frame, paces), "pace"),
        charts.pace_against_time,
        paces,
        frame.language,
    )
    st.html(markup.note(slower_areas(frame, areas)))


def pace_listing(frame: Frame, paces: pl.DataFrame) -> Listing:
    """What the picture shows, as rows."""
    columns = [
        Column("name", frame.say("priority.line")),
        Column("pace", frame.say("priority.pace_column"), "rate", figure="execution_rate"),
        Column("time_progress", frame.say("priority.time"), "rate", figure="time_progress", of_fields={}),
        Column(
            "short_of_overall_yuan", frame.say("priority.short_of_overall"), "money", figure="short_of_overall_yuan"
        ),
    ]
    return Listing(frame.say("overview.pace"), paces, columns, of={"series": "series"})


def slower_areas(frame: Frame, areas: pl.DataFrame) -> str:
    """The areas that are paid more slowly than the whole and by how much, or that there is none to tell."""
    if areas["behind_overall_yuan"].null_count() == areas.height:
        return frame.say("overview.pace_unknown")
    behind = [
        frame.say(
            "overview.pace_behind_area",
            area=frame.word("area", row["area"]),
            money=frame.money(row["behind_overall_yuan"]),
        )
        for row in areas.filter(pl.col("behind_overall_yuan") > 0).to_dicts()
    ]
    if not behind:
        return frame.say("overview.pace_not_behind")
    return frame.say("overview.pace_behind", areas=frame.say("list.comma").join(behind))


def show_outcomes(frame: Frame, standings: pl.DataFrame) -> None:
    """What is proposed, for how many projects and how much money."""
    if standings.is_empty():
        return
    summed = tables.by_outcome(standings, OUTCOMES_SHOWN)
    names = [frame.word("outcome", code) or frame.say("overview.lighter") for code in summed["outcome"]]
    summed = summed.with_columns(outcome=pl.Series(names, dtype=pl.String))
    columns = [
        Column("outcome", frame.word("field", "outcome"), width=150),
        Column("projects", frame.say("overview.projects"), "count", is_summed=True, figure="flagged_count"),
        Column("money_yuan", frame.word("field", "money_yuan"), "money", is_summed=True, figure="flagged_yuan"),
    ]
    listing = Listing(frame.say("overview.outcomes"), summed, columns, of={"outcomes": "outcomes"})
    st.html(markup.section(listing.name))
    listings.show(frame, listing, "outcomes", height="content")


def show_decisions(frame: Frame, standings: pl.DataFrame, stakes: dict[str, Any]) -> None:
    """The first red projects by the weight of what is proposed, those that wait for late data after the others; the
    rest behind a count."""
    red = standings.filter(pl.col("worst_severity") == "red")
    note = frame.say("overview.decide_note")
    if not red["muted_by"].is_null().all():
        note = f"{note} {frame.say('overview.decide_muted')}"
    st.html(markup.section(frame.say("overview.decide"), note))
    if red.is_empty():
        key = "overview.no_flags_at_all" if standings.is_empty() else "overview.no_decisions"
        st.info(frame.say(key, month=frame.month(), verdicts=frame.count(stakes["untold_verdict_count"])))
        widgets.link(frame, "flags", frame.say("overview.to_flags"), key="flags")
        return
    in_order = red.sort(pl.col("muted_by").is_not_null(), maintain_order=True)
    panels.show_decisions(frame, in_order.head(DECISIONS_SHOWN).to_dicts())
    rest = red.height - DECISIONS_SHOWN
    if rest > 0:
        label = frame.say("overview.rest", count=frame.count(rest))
        widgets.link(frame, "flags", label, key="rest", severity=("red",))


frame = widgets.page_frame("overview")
district = frame.ask(read.district, as_of=frame.as_of)
if district is None:
    st.info(frame.say("overview.empty", month=frame.month()))
    st.stop()

stakes = frame.ask(read.stakes, as_of=frame.as_of)
buttons.cards(frame, *few_numbers(frame, district, stakes))
left, right = st.columns([5, 7], gap="medium")
standings = frame.ask(read.standings, as_of=frame.as_of)
with left:
    show_pace(frame)
    show_outcomes(frame, standings)
with right:
    show_decisions(frame, standings, stakes)
    changes_panel.show(frame)
panel.show(frame)
