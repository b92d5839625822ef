"""The start of the dashboard: what it sets up before Streamlit takes over."""

import asyncio
import socket
from typing import Any

import uvicorn
from streamlit.web.server.starlette import starlette_server

import serve


async def _answers_nothing(_scope: Any, _receive: Any, _send: Any) -> None:
    """An application for a server that nobody asks."""


def test_connections_of_the_dashboard_send_at_once() -> None:
    """A connection accepted on the kind of socket that Streamlit binds does not wait for acknowledgements."""

    async def started_and_asked() -> int:
        listening = starlette_server._bind_socket("127.0.0.1", 0, 5)
        address = listening.getsockname()
        server = serve.PromptServer(uvicorn.Config(_answers_nothing, lifespan="off", log_level="error"))
        server.config.load()
        server.lifespan = server.config.lifespan_class(server.config)
        await server.startup(sockets=[listening])
        reader = socket.create_connection(address)
        while not server.server_state.connections:
            await asyncio.sleep(0.01)
        (connection,) = server.server_state.connections
        accepted = connection.transport.get_extra_info("socket")
        kept: int = accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        reader.close()
        await server.shutdown(sockets=[listening])
        return kept

    assert asyncio.run(started_and_asked()) == 1


def test_streamlit_takes_the_server_class_from_where_it_is_put() -> None:
    """Streamlit names `uvicorn.Server` when it starts, so replacing it there is enough."""
    assert starlette_server.UvicornServer.start.__code__.co_names.count("Server") == 1
