"""Tables that leave the page as they are shown, and the pieces of the project page and of the quadrant beside it."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import exports, listing, markup, widgets
from pages.shared.listing import Item
from pages.shared.markup import Figure
from pages.shared.widgets import Frame
from reports import cover, spreadsheet
from wording import formats

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NUMBER_PATTERN = "%.6g"
MARK_WIDTHS = {"quadrant": {"zh": 105, "en": 135}, "light": {"zh": 125, "en": 180}, "word": {"zh": 100, "en": 140}}


def columns(frame: Frame, items: Sequence[Item]) -> dict[str, Any]:
    """The grid's columns of some items."""
    return {item.field: _column(frame, item) for item in items}


def _column(frame: Frame, item: Item) -> Any:
    if item.kind == "money":
        return widgets.money_column(frame, item.label)
    if item.kind == "rate":
        return widgets.rate_column(item.label)
    if item.kind == "points":
        return st.column_config.NumberColumn(item.label, format=f"%+.{formats.RATE_PLACES}f", alignment="right")
    if item.kind == "number":
        return st.column_config.NumberColumn(item.label, format=NUMBER_PATTERN, alignment="right")
    least = MARK_WIDTHS.get(item.kind, {}).get(frame.language, 0)
    return widgets.text_column(item.label, width=max(item.width or 0, least) or None, pinned=item.pinned)


def show_table(
    frame: Frame,
    rows: pl.DataFrame,
    items: Sequence[Item],
    alt: str,
    key: str | None = None,
    selected: int | None = None,
    height: int | str = "auto",
) -> int | None:
    """A table of the items; with a key a row can be selected, and its position comes back."""
    shown = listing.on_screen(rows, items, frame.scope.unit, frame.language)
    return widgets.table(shown, columns(frame, items), alt=alt, key=key, selected=selected, height=height)


def show_exports(
    frame: Frame,
    rows: pl.DataFrame,
    items: Sequence[Item],
    name: str,
    title: str,
    scope: Sequence[tuple[str, str]],
    key: str,
    rules: Sequence[str] = (),
    has_total: bool = True,
) -> None:
    """The two buttons below a table: CSV with field names and yuan, XLSX as a bureau files it."""
    count = frame.count(rows.height)
    with st.container(horizontal=True, key=f"exports_{key}"):
        st.download_button(
            frame.say("project.export_csv", count=count),
            lambda: exports.as_csv(rows.select(item.field for item in items)),
            file_name=f"{name}.csv",
            mime="text/csv",
            on_click="ignore",
            key=f"csv_{key}",
        )
        st.download_button(
            frame.say("project.export_xlsx", count=count),
            lambda: as_xlsx(frame, rows, items, title, scope, rules, has_total),
            file_name=f"{name}.xlsx",
            mime=XLSX,
            on_click="ignore",
            key=f"xlsx_{key}",
        )


def as_xlsx(
    frame: Frame,
    rows: pl.DataFrame,
    items: Sequence[Item],
    title: str,
    scope: Sequence[tuple[str, str]],
    rules: Sequence[str],
    has_total: bool,
) -> bytes:
    """The rows with title, dates, unit and 合计, and the sheet that says what they are."""
    performance = rows["performance_as_of"].max() if "performance_as_of" in rows.columns else None
    how: dict[str, Any] = {"language": frame.language, "unit": frame.scope.unit, "as_of": frame.as_of}
    how["performance_as_of"] = performance
    about = cover.sheet(frame.reader, scope=list(scope), row_counts={title: rows.height}, rules=sorted(rules), **how)
    return spreadsheet.table(
        listing.in_a_file(rows, items, frame.language),
        listing.spreadsheet_columns(items),
        title=title,
        total="last" if has_total and any(item.is_summed for item in items) else None,
        cover=about,
        **how,
    )


# --- the project page ---------------------------------------------------------------------------------------------


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
        st.warning(frame.say("project.made"), icon="⚠️")
    if project["is_protected"]:
        st.html(markup.note(frame.say("project.protected")))
    parts = head(frame, project)
    for column, pairs in zip(st.columns(len(parts), gap="medium"), parts, strict=True):
        column.html(markup.pairs(pairs))
    widgets.figures(*few_numbers(frame, project))
    if project["quadrant"] != "not_assessed":
        label = frame.say("project.to_picture")
        widgets.link(frame, "dual_monitoring", label, key="picture", project=project["project_code"])


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
        light=listing.light_mark(project["goal_light"], frame.language),
    )
    parts = {name: money(project[f"{name}_yuan"]) for name in ("issued", "paid", "frozen")}
    expected = project["forecast_full_year_yuan"]
    forecast = (
        say("project.no_forecast")
        if expected is None
        else say("project.forecast_of", money=money(expected), rate=rate(project["forecast_share"]))
    )
    quadrant = listing.quadrant_mark(project["quadrant"], frame.language)
    return [
        Figure(say("project.execution"), rate(project["execution_rate"]), notes=[spent, clock]),
        Figure(say("project.progress"), rate(project["progress_completion"]), notes=[reported or no_data]),
        Figure(
            say("project.gap"),
            formats.points(project["dual_gap"], frame.language),
            notes=[quadrant, say("project.gap_of", month=frame.month(then)) if then else no_data],
        ),
        Figure(say("project.attainment"), rate(project["target_attainment"]), notes=[attained]),
        Figure(
            say("project.available"),
            formats.amount(project["available_yuan"], frame.scope.unit, frame.language),
            frame.unit_name,
            [say("project.available_of", **parts), forecast],
        ),
    ]
