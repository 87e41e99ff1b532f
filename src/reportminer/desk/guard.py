"""What stands before the page: only this machine, only with the token, only from the page itself.

The token is the first part of every address. Host is checked so that another site's name that was
made to point here (DNS rebinding) gets nothing; Origin and Sec-Fetch-Site so that another page in the
same browser gets nothing even if it knew the token.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BYTES = 64 * 2**20
"""Of what is sent to us: a file of annotations to be imported."""
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)


@dataclass(frozen=True, slots=True)
class Door:
    """Who may come in."""

    port: int
    token: str

    @property
    def hosts(self) -> frozenset[str]:
        """Names by which this server may be called."""
        return frozenset(f"{name}:{self.port}" for name in ("127.0.0.1", "localhost", "[::1]"))


class Guard:
    """ASGI: lets through what may pass, without the token, and refuses the rest."""

    def __init__(self, app: App, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the server's start and end."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        refusal = self._refusal(scope)
        if refusal:
            await _refuse(send, *refusal)
            return
        path = scope["path"][len(self._door.token) + 1 :]
        inner = {**scope, "path": path, "raw_path": path.encode(), "root_path": ""}
        await self._app(inner, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = _headers(scope)
        if headers.get("host", "").lower() not in self._door.hosts:
            return 421, "this server is called by another name"
        if not self._has_token(scope["path"]):
            return 403, "open the address that was printed where the server was started"
        if not self._from_here(scope["method"], headers):
            return 403, "asked for by another page"
        length = headers.get("content-length", "0")
        if "transfer-encoding" in headers or not length.isdigit():
            return 411, "of a length that is not told beforehand"
        return (413, "too large") if int(length) > MOST_BYTES else None

    def _has_token(self, path: str) -> bool:
        first, slash, _ = path[1:].partition("/")
        return bool(slash) and compare_digest(first.encode(), self._door.token.encode())

    def _from_here(self, method: str, headers: dict[str, str]) -> bool:
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return False
        origin = headers.get("origin")
        if origin is None:
            return method in ("GET", "HEAD")
        if method == "POST" and not headers.get("content-type", "").startswith("application/json"):
            return False
        return origin == f"http://{headers['host'].lower()}"


def _headers(scope: Scope) -> dict[str, str]:
    """Headers by name; one that is sent twice is none that we know, so it is refused."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1").lower()
        found[key] = "" if key in found else value.decode("latin-1")
    return found


def _with_headers(send: Send) -> Send:
    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *HEADERS]
        await send(message)

    return sending


async def _refuse(send: Send, status: int, said: str) -> None:
    body = said.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
