"""Binding and running: the application on a socket of its own, until stopped.

The uvicorn server can run here or in a thread. The socket is bound first, so that a taken port is one
sentence and port 0 can be asked for.
"""

import socket

import uvicorn
from fastapi import FastAPI

from bridge.errors import EngineUnavailable
from bridge.http.connections import BACKLOG, bounded

KEEP_ALIVE_SECONDS = 15
DRAIN_SECONDS = 10
"""How long requests under way may take when the server is told to stop."""


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any free one.

    Raises:
        EngineUnavailable: the address is taken, is none, or may not be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise EngineUnavailable(f"cannot listen on {host}:{port}: {error.strerror or error}") from error
    listening.listen(BACKLOG)
    return listening


def make_server(app: FastAPI, access_log: bool = False) -> uvicorn.Server:
    """A server for `run(sockets=[...])`; it stops on SIGINT and SIGTERM, or when `should_exit` is set."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=bounded(),
            log_level="info" if access_log else "warning",
            access_log=access_log,
            lifespan="off",
            ws="none",
            server_header=False,
            backlog=BACKLOG,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=DRAIN_SECONDS,
        )
    )
