"""Where the desk stands: which inbox, which store, whether this reader may act there; and what it has to say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from data_pipeline import inbox
from data_pipeline.inbox import InboxProblem
from data_pipeline.sources import SourcesProblem
from pages.shared import access
from pages.shared.widgets import Frame
from warehouse import read
from wording.say import reason

SAID = "loading.said"
NAMED = 5  # of many
SHOWN_AS = {"done": st.success, "problem": st.error}


@dataclass(frozen=True)
class Place:
    """The inbox and the store of this dashboard. A reader who may not act sees the same and no buttons."""

    inbox: Path
    store: Path
    may_act: bool

    @property
    def mark(self) -> str:
        """Changes with the inbox and with what the store says about reading it."""
        return inbox.mark(self.inbox, self.store)

    @property
    def is_made_up(self) -> bool:
        """Whether the inbox is the made-up district, where nobody's own files should go."""
        return inbox.is_made_up(self.inbox)


def here() -> Place:
    """As the environment says."""
    return Place(inbox.folder().absolute(), read.store_folder().absolute(), access.may_load())


def act(place: Place, frame: Frame, said: str, deeds: Sequence[Callable[[], str]]) -> None:
    """Do some things to the inbox or the store, and keep for the next run which were done and what went wrong.

    `said` is the key of the sentence; each deed gives what it was done to.
    """
    if not (place.may_act and access.may_load()):  # it may have been switched off since the button was drawn
        tell("problem", reason("inbox_problem", "may_not_load", frame.language, {}))
        return
    done = []
    for deed in deeds:
        try:
            done.append(deed())
        except InboxProblem as problem:
            tell("problem", reason("inbox_problem", problem.code, frame.language, dict(problem.values)))
        except SourcesProblem as problem:
            tell("problem", frame.say("loading.not_done", reason=problem))
        except OSError as problem:
            tell("problem", frame.say("loading.not_done", reason=problem.strerror or problem))
    if done and said:
        named = frame.say("list.comma").join(done[:NAMED])
        more = frame.say("loading.and_more", count=frame.count(len(done))) if len(done) > NAMED else ""
        tell("done", frame.say(said, what=named + more))


def tell(kind: str, text: str) -> None:
    """Something to be said when the page is drawn next."""
    st.session_state.setdefault(SAID, []).append((kind, text))


def show_said() -> None:
    """What the last deeds came to; said once."""
    said: list[tuple[str, str]] = st.session_state.pop(SAID, [])
    for kind, text in said:
        SHOWN_AS[kind](text)


def loaded_files(frame: Frame) -> dict[str, Any]:
    """file -> its row, of the snapshot that is shown; nothing where there is none."""
    if frame.reader is None:
        return {}
    return {row["file"]: row for row in frame.ask(read.loaded_files).to_dicts()}
