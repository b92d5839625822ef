"""Writing what people decide: whether it is open here, what it means for which months, and what became of it.

Who may is said by access.py; what is written, and whether it can be, by `warehouse.settings` and `warehouse.proposals`.
"""

from collections.abc import Sequence
from datetime import date, datetime

import streamlit as st

from pages.shared import access, markup, trial_values
from pages.shared.trial_values import Rows
from pages.shared.widgets import Frame
from warehouse import proposals, read, what_if
from warehouse.proposals import Adoption, Proposal, ProposalsProblem
from warehouse.settings import SettingsProblem
from wording import formats
from wording.say import reason

SAID = "deciding.said"
LONGEST_SOURCE = 200
LONGEST_NAME = 100


def problem_in_words(frame: Frame, problem: Exception, rows: Rows) -> str:
    """Why something could not be kept or adopted, in the reader's language."""
    if isinstance(problem, SettingsProblem):
        return trial_values.problem_in_words(frame, problem, rows)
    if isinstance(problem, ProposalsProblem):
        return reason("proposals_problem", problem.code, frame.language, dict(problem.values))
    return frame.say("proposals.not_written", reason=getattr(problem, "strerror", None) or problem)


def now() -> datetime:
    """The clock of the wall, for when something was decided."""
    return datetime.now().astimezone().replace(tzinfo=None, microsecond=0)


def show_said() -> None:
    """What the last deed came to; said once."""
    for kind, text in st.session_state.pop(SAID, []):
        (st.success if kind == "done" else st.error)(text)


def tell(kind: str, text: str) -> None:
    """Something to be said when the page is drawn next."""
    st.session_state.setdefault(SAID, []).append((kind, text))


def show_closed(frame: Frame) -> bool:
    """Says where deciding is switched off; gives whether it is."""
    is_closed = not access.may_decide()
    if is_closed:
        st.info(frame.say("proposals.switched_off"), icon=":material/lock:")
    return is_closed


def asked(frame: Frame, rows: Rows, proposal: Proposal) -> what_if.Result | None:
    """What a proposal would do on the month shown; said where it cannot be asked any more."""
    try:
        found: what_if.Result = frame.ask(what_if.what_if, as_of=frame.as_of, tried=tuple(sorted(proposal.values)))
    except SettingsProblem as problem:
        st.warning(f"{proposal.name}: {problem_in_words(frame, problem, rows)}", icon=":material/error:")
        return None
    return found


def last_judged(frame: Frame) -> date:
    """The last month end of what is published, whichever snapshot is shown."""
    months = frame.months if frame.scope.kept is None else read.months(read.current_reader())["as_of"].to_list()
    return max(months)


def next_month_end(frame: Frame) -> date:
    """The month end after the last one that is judged."""
    last = last_judged(frame)
    following = (last.year + 1, 1) if last.month == 12 else (last.year, last.month + 1)
    found = formats.month_end(f"{following[0]}-{following[1]:02}")
    return found or last


def show_what_it_means(frame: Frame, valid_from: date | None, units: Sequence[str]) -> None:
    """Which months a value from this day on is for, said before anybody presses a button."""
    last = last_judged(frame)
    if valid_from is not None and valid_from <= last:
        st.warning(frame.say("proposals.past_months", month=frame.month(last)), icon=":material/history:")
    if "codes" in units and valid_from is not None and (valid_from.month, valid_from.day) != (1, 1):
        st.info(frame.say("proposals.codes_hold", year=valid_from.year + 1))
    st.html(markup.note(frame.say("proposals.takes_effect")))


def show_adopt(frame: Frame, rows: Rows, proposal: Proposal) -> None:
    """The form that makes a proposal hold from a day on."""
    say, key = frame.say, f"adopt.{proposal.number}"
    with st.expander(say("proposals.adopt"), icon=":material/gavel:"):
        is_closed = show_closed(frame)
        first, second = st.columns(2, gap="medium")
        day = first.date_input(
            say("proposals.from"),
            value=next_month_end(frame),
            key=f"{key}.from",
            format="YYYY-MM-DD",
            disabled=is_closed,
        )
        second.text_input(say("proposals.who"), key=f"{key}.who", max_chars=LONGEST_NAME, disabled=is_closed)
        first.text_input(say("proposals.source_zh"), key=f"{key}.zh", max_chars=LONGEST_SOURCE, disabled=is_closed)
        second.text_input(say("proposals.source_en"), key=f"{key}.en", max_chars=LONGEST_SOURCE, disabled=is_closed)
        units = [rows[value.split("=")[0]]["unit"] for value in proposal.values if value.split("=")[0] in rows]
        show_what_it_means(frame, day if isinstance(day, date) else None, units)
        st.button(
            say("proposals.adopt_button"),
            key=f"{key}.button",
            type="primary",
            disabled=is_closed,
            on_click=_adopt,
            args=(frame, rows, proposal),
        )


def _adopt(frame: Frame, rows: Rows, proposal: Proposal) -> None:
    typed = {name: st.session_state[f"adopt.{proposal.number}.{name}"] for name in ("from", "who", "zh", "en")}
    who, zh, en = (str(typed[name] or "").strip() for name in ("who", "zh", "en"))
    if not access.may_decide():
        tell("problem", frame.say("proposals.switched_off"))
        return
    if typed["from"] is None or not who or not (zh or en):
        tell("problem", frame.say("proposals.what_it_takes"))
        return
    try:
        proposals.adopt(read.store_folder(), proposal.number, Adoption(typed["from"], who, now(), zh, en))
    except (ProposalsProblem, SettingsProblem, OSError) as problem:
        tell("problem", problem_in_words(frame, problem, rows))
        return
    day = formats.day(typed["from"], frame.language)
    tell("done", frame.say("proposals.adopted", name=proposal.name, day=day))
