"""A reader's session without a browser: opens the dashboard's websocket, asks for pages, waits until each has run.

For `bench.ui` alone. It speaks to this machine only; what it times is the server, from the click to the last message.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

HOST = "127.0.0.1"
SECONDS_TO_WAIT = 60
Query = dict[str, str]


class PageFailed(Exception):
    """A run raised, found no page, or did not end well: its time would mean nothing."""


@dataclass(frozen=True)
class Run:
    """One click: which page with which query, how long it ran, how much it sent."""

    page: str
    query: str
    seconds: float
    sent_bytes: int


class Session:
    """One reader. A click is a new address: the page reads it as it reads a link, and so runs as after a filter."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def click(self, page: str, query: Query) -> Run:
        """Asks for a page and waits until its run has ended; raises PageFailed where it did not end well."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = urlencode(query, doseq=True)
        start, sent_bytes, has_title = perf_counter(), 0, False
        await self.socket.send(message.SerializeToString())
        while True:
            received = await asyncio.wait_for(self.socket.recv(), SECONDS_TO_WAIT)
            if isinstance(received, str):
                raise PageFailed(f"{page}?{message.rerun_script.query_string}: text where a message should be")
            sent_bytes += len(received)
            answer = ForwardMsg.FromString(received)
            has_title |= _is_title(answer)
            if answer.WhichOneof("type") == "script_finished" and has_title:
                return Run(page, message.rerun_script.query_string, perf_counter() - start, sent_bytes)
            _fail_on_problem(answer, f"{page}?{message.rerun_script.query_string}")


@asynccontextmanager
async def session(port: int) -> AsyncIterator[Session]:
    """A session with the dashboard at this port of this machine."""
    address = f"ws://{HOST}:{port}/_stcore/stream"
    async with connect(address, subprotocols=["streamlit"], max_size=None, origin=f"http://{HOST}:{port}") as socket:  # type: ignore[arg-type,list-item]
        yield Session(socket)


def _is_title(answer: ForwardMsg) -> bool:
    """Whether the message brings the heading that every page begins with."""
    element = answer.delta.new_element
    return element.WhichOneof("type") == "html" and "dm-title" in element.html.body


def _fail_on_problem(answer: ForwardMsg, where: str) -> None:
    kind = answer.WhichOneof("type")
    if kind == "page_not_found":
        raise PageFailed(f"{where}: no such page")
    if kind == "delta" and answer.delta.new_element.WhichOneof("type") == "exception":
        raise PageFailed(f"{where}: {answer.delta.new_element.exception.message or 'the page raised'}")
    if kind == "script_finished" and answer.script_finished not in (
        ForwardMsg.FINISHED_SUCCESSFULLY,
        ForwardMsg.FINISHED_EARLY_FOR_RERUN,
        ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
    ):
        raise PageFailed(f"{where}: the run did not end well")
