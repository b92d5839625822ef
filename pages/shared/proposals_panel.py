"""What was kept of trials: a form to keep one, the list, and the one that is open.

The figures that were kept are those of their day; what a proposal would do now is asked anew. Nothing is computed here.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import polars as pl
import streamlit as st

from pages.shared import access, deciding, listings, markup, proposals_compared, trial_result, trial_values, widgets
from pages.shared.listings import Column, Listing
from pages.shared.proposals_compared import WORDS
from pages.shared.trial_result import Tried
from pages.shared.trial_values import Rows
from pages.shared.widgets import Frame
from warehouse import proposals, read, what_if
from warehouse.proposals import Figures, Proposal, ProposalsProblem
from wording import formats


def kept(frame: Frame) -> list[Proposal]:
    """Every proposal of the store, the latest first; a file that cannot be used is said, and there are none."""
    try:
        return proposals.load(read.store_folder())[::-1]
    except ProposalsProblem as problem:
        st.warning(deciding.problem_in_words(frame, problem, {}), icon=":material/error:")
        return []


# --- keeping one -----------------------------------------------------------------------------------------------------


def show_keep(frame: Frame, rows: Rows, tried: Tried, values: Sequence[str]) -> None:
    """The form that keeps the trial shown as a proposal."""
    with st.expander(frame.say("proposals.keep"), icon=":material/bookmark_add:"):
        is_closed = deciding.show_closed(frame)
        with st.form("keep_proposal", border=False):
            left, right = st.columns(2, gap="medium")
            say = frame.say
            left.text_input(say("proposals.name"), key="proposals.name", max_chars=100, disabled=is_closed)
            right.text_input(say("proposals.who"), key="proposals.who", max_chars=100, disabled=is_closed)
            st.text_area(say("proposals.reason"), key="proposals.reason", max_chars=2000, height=68, disabled=is_closed)
            st.form_submit_button(
                say("proposals.keep_button"),
                disabled=is_closed,
                on_click=_keep,
                args=(frame, rows, tried, tuple(values)),
            )


def _keep(frame: Frame, rows: Rows, tried: Tried, values: tuple[str, ...]) -> None:
    name, who, why = (st.session_state[f"proposals.{field}"].strip() for field in ("name", "who", "reason"))
    if not name or not who:
        deciding.tell("problem", frame.say("proposals.name_and_who"))
        return
    proposal = Proposal(name, values, why, who, deciding.now(), frame.as_of, frame.reader.id, figures_of(tried.result))
    if not access.may_decide():  # it may have been switched off since the form was drawn
        deciding.tell("problem", frame.say("proposals.switched_off"))
        return
    try:
        written = proposals.keep(read.store_folder(), proposal)
    except (ProposalsProblem, OSError) as problem:
        deciding.tell("problem", deciding.problem_in_words(frame, problem, rows))
        return
    for field in ("name", "reason"):
        st.session_state[f"proposals.{field}"] = ""
    deciding.tell("done", frame.say("proposals.kept", number=written.number, name=written.name))


def figures_of(result: what_if.Result) -> Figures:
    """What is kept of a result."""
    every = trial_result.group(result, "all").row(0, named=True)
    counts = (every[f"{name}_count"] for name in WORDS)
    return Figures(*counts, every["before_yuan"], every["now_yuan"])


# --- the list --------------------------------------------------------------------------------------------------------


def show(frame: Frame, rows: Rows) -> Frame:
    """All proposals; one that is open; some side by side. Gives the frame with what is chosen."""
    deciding.show_said()
    found = kept(frame)
    if not found:
        st.info(frame.say("proposals.none"))
        return frame
    frame = _list(frame, rows, found)
    known = {str(each.number): each for each in found}
    opened = known.get(frame.scope.proposal or "")
    if opened is None:
        st.html(markup.note(frame.say("proposals.choose_row")))
    else:
        _show_one(frame, rows, opened)
    return proposals_compared.show(frame, rows, found)


def _list(frame: Frame, rows: Rows, found: Sequence[Proposal]) -> Frame:
    say = frame.say
    st.html(markup.section(say("proposals.heading", count=frame.count(len(found))), say("proposals.note")))
    listed = pl.DataFrame(
        [
            {
                "number": each.number,
                "name": each.name,
                "values": _values_in_words(frame, rows, each.values),
                "state": _state(frame, each),
                "as_of": each.as_of,
                "entered": each.figures.entered,
                "left": each.figures.left,
                "changed": each.figures.changed,
                "before_yuan": each.figures.before_yuan,
                "now_yuan": each.figures.now_yuan,
                "who": each.who,
                "recorded": _moment(each.recorded),
                "reason": each.reason,
                "snapshot": each.snapshot,
            }
            for each in found
        ],
        schema_overrides={"before_yuan": pl.Decimal(38, 2), "now_yuan": pl.Decimal(38, 2)},
    )
    columns = [
        Column("number", say("proposals.number"), "count", width=60, is_pinned=True),
        Column("name", say("proposals.name"), width=200, is_pinned=True),
        Column("values", say("proposals.values"), width=330),
        Column("state", say("proposals.state"), width=150),
        Column("as_of", say("proposals.as_of"), "month", width=90),
        Column("entered", say("what_if.in"), "count"),
        Column("left", say("what_if.out"), "count"),
        Column("changed", say("what_if.other"), "count"),
        Column("before_yuan", say("what_if.yuan_before_bare"), "money"),
        Column("now_yuan", say("what_if.yuan_now_bare"), "money"),
        Column("who", say("proposals.who"), width=90),
        Column("recorded", say("proposals.recorded"), width=140),
        Column("reason", say("proposals.reason"), width=260),
        Column("snapshot", say("loading.snapshot"), "code", width=150),
    ]
    numbers = [str(each.number) for each in found]
    at = numbers.index(frame.scope.proposal) if frame.scope.proposal in numbers else None
    listing = Listing(say("proposals.file"), listed, columns, is_dated=False)
    row = listings.show(
        frame, listing, "proposals", selectable=f"table.proposals.{len(numbers)}", selected=at, height="content"
    )
    return replace(frame, scope=replace(frame.scope, proposal=None if row is None else numbers[row]))


def _values_in_words(frame: Frame, rows: Rows, values: Sequence[str]) -> str:
    told = trial_values.in_words(frame, rows, tuple(values))
    return frame.say("list.semicolon").join(f"{name} {value}" for name, value in told)


def _state(frame: Frame, proposal: Proposal) -> str:
    if proposal.adopted is None:
        return frame.say("proposals.open")
    day = formats.day(proposal.adopted.valid_from, frame.language)
    return frame.say("proposals.adopted_from", day=day, who=proposal.adopted.who)


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")


# --- one of them -----------------------------------------------------------------------------------------------------


def _show_one(frame: Frame, rows: Rows, proposal: Proposal) -> None:
    """Its values and words, what it would do on the month shown, the way to the trial, and adopting it."""
    say = frame.say
    with st.container(border=True, key="proposal"):
        st.html(markup.section(say("proposals.title", number=proposal.number, name=proposal.name)))
        told = [
            *trial_values.in_words(frame, rows, proposal.values),
            (say("proposals.reason"), proposal.reason or formats.UNKNOWN),
            (say("proposals.state"), _state(frame, proposal)),
        ]
        st.html(markup.pairs(told))
        st.button(
            say("proposals.reopen"),
            key="proposals.reopen",
            icon=":material/tune:",
            on_click=widgets.change_view,
            kwargs={"desk": "try", "tried": proposal.values},
        )
        result = deciding.asked(frame, rows, proposal)
        if result is not None:
            _then_and_now(frame, proposal, result)
        if proposal.adopted is None:
            deciding.show_adopt(frame, rows, proposal)
        else:
            st.html(markup.note(say("proposals.takes_effect")))
            widgets.link(frame, "loading", say("proposals.to_loading"), key="adopted_to_loading")


def _then_and_now(frame: Frame, proposal: Proposal, result: what_if.Result) -> None:
    """The figures of the day it was kept, and those of the month shown."""
    say = frame.say
    name = say("proposals.figures", unit=frame.unit_name)
    heads = [name, *(say(f"what_if.{word}") for word in WORDS.values())]
    heads += [say(f"what_if.yuan_{side}") for side in ("before", "now")]
    lines = [
        _line(frame, say(key, month=formats.month(month, frame.language)), figures)
        for key, month, figures in (
            ("proposals.then", proposal.as_of, proposal.figures),
            ("proposals.today", frame.as_of, figures_of(result)),
        )
    ]
    st.html(markup.wide_table(name, heads, lines))


def _line(frame: Frame, name: str, figures: Figures) -> list[str]:
    counts = [frame.count(getattr(figures, each)) for each in WORDS]
    amounts = [
        formats.amount(each, frame.scope.unit, frame.language) for each in (figures.before_yuan, figures.now_yuan)
    ]
    return [name, *counts, *amounts]
