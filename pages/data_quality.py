"""What came in, what was refused and why, do the totals hold, how fresh is it?"""

import streamlit as st

from pages.shared import markup, scope, tables, widgets
from pages.shared.markup import Figure
from warehouse import read
from wording.say import words

frame = widgets.page_frame("data_quality")
say, language, unit = frame.say, frame.language, frame.scope.unit
load = frame.ask(read.load_summary)
if not load["file_count"]:
    st.info(say("quality.empty"))
    st.stop()

out_of_balance = "、".join(frame.word("dataset", name) for name in load["out_of_balance"])
parts = say("quality.rows_read_of", files=frame.count(load["file_count"]), parts=frame.count(load["part_count"]))
refused = say(
    "quality.rows_refused_of",
    money=frame.money(load["refused_yuan"]),
    unreadable=frame.count(load["refused_unreadable_rows"]),
)
unmatched = say("quality.rows_unmatched_of", money=frame.money(load["unmatched_yuan"]))
balanced = say("quality.not_balanced", datasets=out_of_balance) if out_of_balance else say("quality.balanced")
files = say("quality.files_unusable_of", files=frame.count(load["file_count"]))
widgets.figures(
    Figure(say("quality.rows_read"), frame.count(load["read_rows"]), notes=[parts]),
    Figure(say("quality.rows_accepted"), frame.count(load["accepted_rows"]), notes=[balanced]),
    Figure(say("quality.rows_refused"), frame.count(load["refused_rows"]), notes=[refused]),
    Figure(say("quality.rows_unmatched"), frame.count(load["unmatched_rows"]), notes=[unmatched]),
    Figure(say("quality.files_unusable"), frame.count(load["unusable_count"]), notes=[files]),
)
sections = {name: frame.word("section", name) for name in scope.SECTIONS}
frame = widgets.choose_one(frame, "section", say("quality.section"), sections)

if frame.scope.section == "received":
    balance = frame.ask(read.load_balance)
    dataset = {"dataset": widgets.text_column(say("quality.dataset"), pinned=True)}
    fates = {f"{fate}_rows": widgets.count_column(frame.word("fate", fate)) for fate in ("read", *tables.FATES)}
    difference = {"difference_rows": widgets.count_column(say("quality.balance"))}
    st.html(markup.section(say("quality.rows"), say("quality.balance_note")))
    widgets.table(
        tables.balance(balance, "rows", unit, language),
        {**dataset, **fates, **difference},
        alt=say("quality.table", count=balance.height),
        height="content",
    )
    fates = {f"{fate}_yuan": widgets.money_column(frame, frame.word("fate", fate), False) for fate in ("read", *tables.FATES)}
    difference = {
        "difference_yuan": widgets.money_column(frame, say("quality.balance"), False),
        "unreadable_rows": widgets.count_column(say("quality.unreadable")),
    }
    money = tables.balance(balance, "yuan", unit, language)
    st.html(markup.section(f"{say('quality.yuan')}（{frame.unit_name}）", say("quality.no_money")))
    widgets.table(
        money, {**dataset, **fates, **difference}, alt=say("quality.table", count=money.height), height="content"
    )

if frame.scope.section == "refused":
    with st.container(horizontal=True):
        frame = widgets.choose_many(frame, "dataset", say("quality.dataset"), words("dataset", language))
        fates = {fate: frame.word("fate", fate) for fate in scope.FATES}
        frame = widgets.choose_many(frame, "fate", say("quality.fate"), fates)
    which = {"datasets": frame.scope.dataset, "fates": frame.scope.fate}
    counted = frame.ask(read.rows_not_accepted_count, **which)
    rows = frame.ask(read.rows_not_accepted, **which, row_limit=widgets.ROWS_SHOWN)
    if rows.is_empty():
        st.info(say("quality.refused_none"))
    else:
        count = frame.count(counted["row_count"])
        more = counted["row_count"] > rows.height
        st.html(markup.section(say("quality.refused_count", count=count, money=frame.money(counted["yuan"]))))
        st.html(
            markup.note(
                say("quality.refused_shown", count=count, shown=frame.count(rows.height))
                if more
                else say("quality.choose_row")
            )
        )
        chosen = widgets.table(
            tables.not_accepted(rows, unit, language),
            {
                "dataset": widgets.text_column(say("quality.dataset")),
                "fate": widgets.text_column(say("quality.fate")),
                "why": widgets.text_column(say("quality.why"), width=420),
                "file": widgets.text_column(say("quality.file")),
                "sheet": widgets.text_column(say("quality.sheet")),
                "source_row": widgets.count_column(say("quality.row")),
                "project_code": widgets.text_column(say("quality.project")),
                "amount_yuan": widgets.money_column(frame, say("quality.amount")),
            },
            alt=say("quality.refused_table", count=rows.height),
            key=f"table.refused.{which}",
        )
        widgets.download(
            say("quality.refused_export", count=count),
            lambda: frame.ask_csv(read.rows_not_accepted, **which, row_limit=None),
            say("quality.refused_file"),
            key="export_refused",
        )
        if chosen is not None:
            row = rows.row(chosen, named=True)
            with st.container(border=True):
                st.html(markup.section(say("quality.why")))
                st.html(markup.lines(tables.reasons(row["reasons"], language)))
                st.html(markup.section(say("quality.original"), f"{row['file']} {row['sheet']} {row['source_row']}"))
                st.html(markup.pairs(tables.original(row["original"])))

if frame.scope.section == "files":
    unusable = frame.ask(read.unusable_files)
    st.html(markup.section(say("quality.files_heading"), say("quality.files_note")))
    if unusable.is_empty():
        st.success(say("quality.files_none"), icon="✔️")
    else:
        widgets.table(
            tables.problems(unusable, language),
            {"file": widgets.text_column(say("quality.file")), "why": widgets.text_column(say("quality.problem"), width=900)},
            alt=say("quality.files_heading"),
            height="content",
        )
    notices = frame.ask(read.load_notices)
    st.html(markup.section(say("quality.notices_heading"), say("quality.notices_note")))
    if notices.is_empty():
        st.success(say("quality.notices_none"), icon="✔️")
    else:
        widgets.table(
            tables.notices(notices, language),
            {
                "why": widgets.text_column(say("quality.notice"), width=700),
                "dataset": widgets.text_column(say("quality.dataset")),
                "file": widgets.text_column(say("quality.file")),
                "sheet": widgets.text_column(say("quality.sheet")),
                "source_row": widgets.count_column(say("quality.row")),
            },
            alt=say("quality.notices_heading"),
        )

if frame.scope.section == "checks":
    checks = frame.ask(read.broken_checks, examples=5)
    st.html(markup.section(say("quality.checks_heading"), say("quality.checks_note")))
    if not checks["row_count"].sum():
        st.success(say("quality.checks_none"), icon="✔️")
    widgets.table(
        checks,
        {
            language: widgets.text_column(say("quality.checks_table"), width=700),
            "row_count": widgets.count_column(say("quality.checks_count")),
        },
        alt=say("quality.checks_heading"),
        height="content",
    )

if frame.scope.section == "fresh":
    fresh = tables.freshness(frame.ask(read.dataset_freshness), language)
    st.html(markup.section(say("quality.fresh_heading"), say("quality.fresh_note")))
    widgets.table(
        fresh,
        {
            "dataset": widgets.text_column(say("quality.dataset")),
            "state": widgets.text_column(say("quality.fresh_state")),
            "latest_delivery": widgets.text_column(say("quality.fresh_delivery")),
            "data_until": widgets.text_column(say("quality.fresh_until")),
            "file_count": widgets.count_column(say("quality.fresh_files")),
            "part_count": widgets.count_column(say("quality.fresh_parts")),
            "accepted_rows": widgets.count_column(say("quality.fresh_rows")),
        },
        alt=say("quality.fresh_heading"),
        height="content",
    )
