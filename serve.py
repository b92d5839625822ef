"""Starts the dashboard with everything imported beforehand, so that the first reader does not wait for it.

The same as `streamlit run app.py`, options included, with answers sent at once.
"""

import importlib
import socket
import sys
from collections.abc import Sequence

import uvicorn
from streamlit.web import cli

NEEDED_BY_PAGES = (
    "pages.shared.widgets",
    "reports.flag_list",
    "plotly.graph_objects",
    "pyarrow",
    "pandas",
    "streamlit.elements.arrow",
    "streamlit.elements.plotly_chart",
    "streamlit.runtime.scriptrunner.magic",
)


class PromptServer(uvicorn.Server):
    """The server that Streamlit starts, whose connections do not hold small answers back.

    Streamlit hands over a listening socket for which asyncio does not turn Nagle's algorithm off (uvicorn issue 3149).
    Each answer after the first then waits some 40 ms for the reader's acknowledgement: every click, every script file.
    """

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Accepted connections take the option over from the listening socket."""
        send_at_once(sockets or [])
        await super().startup(sockets=sockets)


def send_at_once(sockets: Sequence[socket.socket]) -> None:
    """Connections accepted from these sockets send without waiting."""
    for listening in sockets:
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def main() -> None:
    """Imports what pages need, then hands over to Streamlit."""
    for module in NEEDED_BY_PAGES:
        importlib.import_module(module)
    uvicorn.Server = PromptServer  # type: ignore[misc]  # Streamlit takes the class from here when it starts
    sys.argv = ["streamlit", "run", "app.py", *sys.argv[1:]]
    cli.main()


if __name__ == "__main__":
    main()
