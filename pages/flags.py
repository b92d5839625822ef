"""Which rules fired, for whom, how much money, under which clause? The list that is exported, and its evidence."""

from typing import Any

import polars as pl
import streamlit as st

from pages.shared import listings, markup, panels, tables, widgets
from pages.shared.calculations import buttons, panel
from pages.shared.calculations.offers import Cell
from pages.shared.listings import Column, Listing
from pages.shared.scope import AREAS, SEVERITIES, VERDICTS
from pages.shared.widgets import Frame
from reports import flag_list, flag_workbook, muting
from warehouse import read
from wording.say import words

ONLY_FLAGGED = (
    "severity", "outcome", "money_yuan", "first_flagged", "months_flagged", "course", "run_number", "earlier_ended",
    "muted",
)  # fmt: skip
ONLY_UNTOLD = ("missing", "lifts")


def filter_bar(frame: Frame) -> Frame:
    """Verdict, rule, severity, department, outcome: everything that the month's rules and departments allow."""
    say, language = frame.say, frame.language
    rules = {rule["rule"]: f"{rule['rule']} {rule[f'title_{language}']}" for rule in frame.ask(read.rules).to_dicts()}
    departments = frame.ask(read.departments_with_projects, as_of=frame.as_of)
    names = dict(zip(departments["department_code"], departments["department_name"], strict=True))
    frame = widgets.choose_one(
        frame, "verdict", say("flags.verdict"), {code: frame.word("verdict", code) for code in VERDICTS}
    )
    frame = widgets.choose_many(frame, "rule", say("flags.rule"), rules)
    if frame.scope.verdict == "flagged":
        marks = {code: markup.mark(code, language) for code in SEVERITIES}
        frame = widgets.choose_many(frame, "severity", say("flags.severity"), marks)
        gravest_first = dict(reversed(words("outcome", language).items()))
        frame = widgets.choose_many(frame, "outcome", say("flags.outcome"), gravest_first)
        frame = widgets.choose_many(frame, "course", say("flags.course"), words("course", language))
        if frame.scope.muting or late(frame).height:
            frame = widgets.choose_many(frame, "muting", say("flags.muting"), words("muting", language))
    frame = widgets.choose_many(frame, "department", say("flags.department"), names)
    frame = widgets.choose_many(frame, "area", say("flags.area"), {code: frame.word("area", code) for code in AREAS})
    if frame.scope.verdict == "cannot_assess":
        frame = widgets.choose_many(frame, "missing", say("flags.missing"), words("missing", language))
    return frame


def late(frame: Frame) -> pl.DataFrame:
    """The datasets that are late at the month end."""
    found: pl.DataFrame = frame.ask(read.late_data, as_of=frame.as_of)
    return found


def show_late(frame: Frame, listed: pl.DataFrame) -> None:
    """Which data are late, and how many flags nobody is to act on because of it."""
    count = tables.totals(listed)["muted"]
    if count:
        found = late(frame)
        reasons = muting.reasons(found["dataset"].to_list(), found["data_until"].to_list(), frame.language)
        st.warning(frame.say("muted.late", reasons=reasons, count=frame.count(count)), icon=":material/schedule:")


def show_ended(frame: Frame) -> None:
    """The flags of last month that are no more: cleared, no longer applicable, or out of sight."""
    found = frame.ask(read.flags_ended, as_of=frame.as_of)
    if found.is_empty():
        return
    say, field = frame.say, lambda name: frame.word("field", name)
    with st.expander(say("flags.ended", count=frame.count(found.height))):
        st.html(markup.note(say("flags.ended_note")))
        columns = [
            Column("ended", say("flags.how_ended"), "word", width=170, family="ended"),
            Column("rule_name", say("flags.rule_column"), width=240),
            Column("subject", say("flags.subject"), width=235),
            Column("department_name", say("flags.department"), width=130),
            Column("first_flagged", field("first_flagged"), "month", width=90),
            Column("months_flagged", say("flags.months_in_a_row"), "count", figure="months_flagged"),
            Column("run_number", say("flags.run"), "count", figure="run_number"),
            Column("last_money_yuan", say("flags.last_money"), "money", figure="flag_money_yuan"),
            Column("exemption_in_words", say("flags.ended_by"), width=230),
            Column("subject_kind", say("flags.kind"), "word", width=70, family="subject_kind"),
            Column("subject_code", field("subject_code"), "code", width=175),
        ]
        of = {"rule": "rule", "subject_code": "subject_code", "as_of": "last_flagged"}
        ended = tables.ended(found, frame.language)
        listing = Listing(say("flags.ended_list"), ended, columns, of=of, called=("rule_name", "subject"))
        listings.show(frame, listing, "ended")


def show_untold(frame: Frame) -> None:
    """What cannot be assessed this month by what is missing, and the rows that would lift it."""
    found = frame.ask(read.untold, as_of=frame.as_of)
    if found.is_empty():
        return
    st.html(markup.section(frame.say("flags.untold"), frame.say("flags.untold_note")))
    columns = [
        Column("missing", frame.say("flags.missing"), "word", width=300, family="missing"),
        Column("lifts", frame.say("flags.lifts"), width=430),
        Column("rules", frame.say("flags.rule"), width=170),
        Column("verdict_count", frame.say("flags.verdicts"), "count", figure="verdict_count"),
        Column("project_count", frame.say("overview.projects"), "count", figure="verdict_projects"),
        Column("department_count", frame.say("flags.departments"), "count", figure="verdict_departments"),
    ]
    rows = tables.untold(found, frame.as_of, frame.language)
    fixed = {"verdict": "cannot_assess"}
    listing = Listing(
        frame.say("flags.untold"), rows, columns, of={"missing": "missing_codes"}, fixed=fixed, called=("missing",)
    )
    listings.show(frame, listing, "untold")


def show_scorecard(frame: Frame) -> None:
    """Which rules fire how often, what they share with others, whether it is all one department."""
    say, rows = frame.say, frame.ask(read.scorecard, as_of=frame.as_of)
    with st.expander(say("flags.scorecard")):
        st.html(markup.note(say("flags.scorecard_note")))
        named = rows.with_columns(
            pl.concat_str("rule", f"title_{frame.language}", separator=" ").alias("rule_name"),
            pl.concat_list("rule").alias("rule_codes"),
        )
        columns = [
            Column("rule_name", say("flags.rule"), width=240, is_pinned=True),
            Column(
                "flagged_count",
                frame.word("verdict", "flagged"),
                "count",
                figure="verdict_count",
                of={"verdict": "flagged"},
            ),
            Column(
                "clear_count", frame.word("verdict", "clear"), "count", figure="verdict_count", of={"verdict": "clear"}
            ),
            Column(
                "untold_count",
                frame.word("verdict", "cannot_assess"),
                "count",
                figure="verdict_count",
                of={"verdict": "cannot_assess"},
            ),
            Column(
                "not_applicable_count",
                frame.word("verdict", "not_applicable"),
                "count",
                figure="verdict_count",
                of={"verdict": "not_applicable"},
            ),
            Column("flagged_share", say("flags.flagged_share"), "rate", figure="flagged_share"),
            Column("alone_count", say("flags.alone"), "count", figure="alone_count"),
            Column("shared_count", say("flags.shared"), "count", figure="shared_count"),
            Column("most_department", say("flags.most_department"), width=160),
            Column("most_department_count", say("flags.most_department_count"), "count", figure="most_count"),
            Column("money_yuan", frame.word("field", "money_yuan"), "money", figure="rule_money_yuan"),
        ]
        listing = Listing(say("flags.scorecard"), named, columns, of={"rules": "rule_codes"})
        listings.show(frame, listing, "scorecard")


def summary(frame: Frame, shown: pl.DataFrame) -> str:
    """How many rows and projects are listed, and for how much money."""
    total = tables.totals(shown)
    verdict = frame.word("verdict", frame.scope.verdict)
    said = [
        frame.say("flags.count", count=frame.count(shown.height), verdict=verdict),
        frame.say("flags.count_projects", projects=frame.count(total["projects"])),
    ]
    if frame.scope.verdict == "flagged":
        said.append(frame.say("flags.count_money", money=frame.money(total["money_yuan"])))
        if total["muted"]:
            said.append(frame.say("muted.of_flags", count=frame.count(total["muted"])))
    return frame.say("list.comma_wide").join(said)


def summary_cells(frame: Frame, shown: pl.DataFrame) -> list[Cell]:
    """The numbers of the summary, for whose rows the reader's filters hold too."""
    view, total = frame.scope, tables.totals(shown)
    is_flagged = view.verdict == "flagged"
    whose = {
        "verdict": view.verdict,
        "rules": view.rule,
        "severities": view.severity if is_flagged else (),
        "outcomes": view.outcome if is_flagged else (),
        "courses": view.course if is_flagged else (),
        "mutings": view.muting if is_flagged else (),
        "missing": () if is_flagged else view.missing,
        "chosen_departments": view.department,
        "chosen_areas": view.area,
    }
    counted = [
        Cell("verdict_count", frame.say("flags.verdicts"), shown.height, whose),
        Cell("verdict_projects", frame.say("overview.projects"), total["projects"], whose),
    ]
    if is_flagged:
        counted.append(Cell("verdict_once_yuan", frame.word("field", "money_yuan"), total["money_yuan"], whose))
        muted = {**whose, "mutings": ("muted",)}
        counted.append(Cell("verdict_count", frame.word("muting", "muted"), total["muted"], muted))
    return counted


def columns(frame: Frame, shown: pl.DataFrame) -> list[Column]:
    """The columns of the table; those that only a flag has are left out for the other verdict."""
    say, field = frame.say, lambda name: frame.word("field", name)
    every = [
        Column("severity", say("flags.mark"), "severity", width=68),
        Column("rule_name", say("flags.rule_column")),
        Column("subject", say("flags.subject"), width=235),
        Column("department_name", say("flags.department"), width=130),
        Column("outcome", say("flags.outcome"), "word", family="outcome"),
        Column("money_yuan", field("money_yuan"), "money", figure="flag_money_yuan"),
        Column("first_flagged", field("first_flagged"), "month", width=90),
        Column("months_flagged", say("flags.months_in_a_row"), "count", figure="months_flagged"),
        Column("course", say("flags.course"), "word", width=90, family="course"),
        Column("run_number", say("flags.run"), "count", figure="run_number"),
        Column("muted", say("flags.muted"), width=230),
        Column("earlier_ended", say("flags.earlier_ended"), "word", width=150, family="ended"),
        Column("missing", say("flags.missing"), "word", width=230, family="missing"),
        Column("lifts", say("flags.lifts"), width=380),
        Column("subject_kind", say("flags.kind"), "word", width=70, family="subject_kind"),
        Column("subject_code", field("subject_code"), "code", width=175),
    ]
    absent = list(ONLY_UNTOLD if frame.scope.verdict == "flagged" else ONLY_FLAGGED)
    if not tables.totals(shown)["muted"]:
        absent.append("muted")
    return [each for each in every if each.field not in absent]


def finished(frame: Frame, shown: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows that are shown, as rows of the list that `python -m reports flags` writes."""
    return flag_list.with_evidence(frame.reader, frame.departments, frame.as_of, shown.to_dicts(), frame.language)


def as_xlsx(frame: Frame, shown: pl.DataFrame) -> bytes:
    """The rows that are shown as a bureau files them: in the unit that is shown, the filters in words."""
    view, who = frame.scope, (frame.reader, frame.departments, frame.as_of)
    chosen = flag_workbook.scope_in_words(
        *who,
        frame.language,
        verdicts=(view.verdict,),
        rules=view.rule,
        severities=view.severity,
        chosen_departments=view.department,
        outcomes=view.outcome,
        courses=view.course,
        mutings=view.muting,
    )
    return flag_workbook.as_xlsx(*who, finished(frame, shown), frame.language, scope=chosen, unit=view.unit)


def show_exports(frame: Frame, shown: pl.DataFrame) -> None:
    """The two files; made when they are asked for."""
    day, count = frame.as_of.isoformat(), frame.count(shown.height)
    with st.container(horizontal=True, gap="small", key="exports"):
        widgets.download(
            frame.say("flags.export_xlsx", count=count),
            lambda: as_xlsx(frame, shown),
            frame.say("flags.file_name", as_of=day, ending="xlsx"),
            help=frame.say("flags.export_xlsx_help", unit=frame.unit_name),
            key="export_flags_xlsx",
        )
        widgets.download(
            frame.say("flags.export", count=count),
            lambda: flag_list.as_csv(finished(frame, shown)),
            frame.say("flags.file_name", as_of=day, ending="csv"),
            help=frame.say("flags.export_help"),
            key="export_flags",
        )


frame = widgets.page_frame("flags")
with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
    frame = filter_bar(frame)
widgets.remember(frame)
listed = frame.ask(read.verdicts, as_of=frame.as_of, verdict=frame.scope.verdict)
shown = tables.filtered(listed, frame.scope)

if frame.scope.verdict == "cannot_assess":
    show_untold(frame)
show_late(frame, listed)
if listed.is_empty():
    verdict = frame.word("verdict", frame.scope.verdict)
    st.info(frame.say("flags.none_in_month", month=frame.month(), verdict=verdict))
    st.stop()
if shown.is_empty():
    st.info(frame.say("flags.none_in_filter", count=frame.count(listed.height)))
    st.stop()

note = frame.say("flags.choose_row")
if shown.height > widgets.ROWS_SHOWN:
    note += frame.say("flags.first_rows", count=frame.count(widgets.ROWS_SHOWN))
st.html(markup.section(summary(frame, shown), note))
buttons.single(frame, "listed", summary_cells(frame, shown))
on_screen = tables.first_rows(shown, widgets.ROWS_SHOWN, frame.scope.open)
chosen = listings.grid(
    frame,
    Listing(
        frame.say("page.flags"),
        tables.named(on_screen, frame.language),
        columns(frame, shown),
        of={"rule": "rule", "subject_code": "subject_code"},
        called=("rule_name", "subject"),
    ),
    "flags",
    alt=frame.say("flags.table", count=frame.count(on_screen.height)),
    selectable=widgets.table_key(frame, "flags"),
    selected=tables.row_of(on_screen, frame.scope.open),
)
show_exports(frame, shown)
row = None if chosen is None else on_screen.row(chosen, named=True)
frame = widgets.opened(frame, row and f"{row['rule']}|{row['subject_code']}")
if row is not None:
    rules = {rule["rule"]: rule for rule in frame.ask(read.rules).to_dicts()}
    panels.show_evidence(frame, row, rules[row["rule"]])
show_ended(frame)
show_scorecard(frame)
panel.show(frame)
