"""The server: on this machine alone, on the first free port, until it is told to end."""

import os
import re
import secrets
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from reportminer.desk.desk import Desk
from reportminer.desk.guard import Door, Guard
from reportminer.desk.project import Project
from reportminer.errors import OutputError

HOST = "127.0.0.1"
ENDS = (signal.SIGINT, signal.SIGTERM)
PORTS = 20
"""Ports that are tried, one after the other."""


def listening(port: int) -> socket.socket:
    """A socket on `port` of this machine, or on the next that is free (0: any)."""
    for number in range(port, port + PORTS) if port else [0]:
        made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind((HOST, number))
            made.listen(128)
        except OSError:
            made.close()
            continue
        return made
    raise OutputError(f"ports {port} to {port + PORTS - 1} are taken", hint="give another one with --port")


def token_of(project: Project) -> str:
    """The project's token: the same at each start, so that an open page finds its server again.

    Take the file away, and the next start makes another one.
    """
    path = project.folder / "token"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(24))
    token = path.read_text(encoding="ascii", errors="replace").strip()
    if not re.fullmatch(r"[A-Za-z0-9_-]{20,}", token):
        raise OutputError(f"{path} holds no token", hint="remove it; a new one is made")
    return token


def serve(desk: Desk, port: int, hear: Callable[[str], None]) -> None:
    """Serve a project until Ctrl-C. `hear` gets the address once the page answers there."""
    import uvicorn  # noqa: PLC0415 - heavy, and optional

    from reportminer.desk.app import make_app  # noqa: PLC0415

    made = listening(port)
    door = Door(made.getsockname()[1], token_of(desk.project))
    config = uvicorn.Config(
        Guard(make_app(desk), door),
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=3,
    )
    desk.start()
    address = f"http://{HOST}:{door.port}/{door.token}/"
    try:
        _quiet(uvicorn.Server(config), lambda: hear(address)).run(sockets=[made])
    finally:
        desk.close()
        made.close()


def _quiet(server: Any, ready: Callable[[], None]) -> Any:
    """The server, which ends on Ctrl-C and SIGTERM as one that was asked to: with status 0.

    `ready` is told once it would end so.
    """

    @contextmanager
    def signals() -> Iterator[None]:
        kept = {number: signal.signal(number, server.handle_exit) for number in ENDS}
        try:
            ready()
            yield
        finally:
            for number, handler in kept.items():
                signal.signal(number, handler)

    server.capture_signals = signals
    return server
