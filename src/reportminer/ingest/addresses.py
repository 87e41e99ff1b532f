"""Addresses of shared and object stores, as `s3://bucket/folder`: how they are reached, and shown.

An address may hold a password or a signature. Whatever is written or printed goes through `public` or
`told`; a store itself takes credentials best from where its fsspec package looks (environment, profile).
"""

import re
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from urllib.parse import unquote, urlsplit

from reportminer.errors import UsageError

WEB = ("http://", "https://")
_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+://")
_USER = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]{1,20}://)([^\s/?#]{1,500}@)")
_LOOSE = re.compile(r"(://)[^\s/@:]{0,200}:(?![0-9]{0,5}(?:/|$))[^\s@]{0,500}@")
"""A password in which a slash stands as it is: no address that works, but one that gets into messages."""
_SPACED = re.compile(r"(://)[^\s/?#:@]{1,200}:(?=[^\s/])[^/?#@\r\n]{1,300}@")
"""A password with a blank in it."""
_QUERY = re.compile(r"(https?://[^\s?#]{0,2000})[?#]\S*|\?[^\s=]{0,200}=\S*")
_PACKAGE = re.compile(r'[Ii]nstall ([a-z][a-z0-9_-]+)|"([a-z][a-z0-9_-]+)"')
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Far:
    """A file in a store: as a `Path` is to a file here."""

    root: str = field(repr=False)
    """The address by which the user named it, its folder or its pattern, credentials included."""
    path: str
    """Its path inside the store; empty where `root` is the address of the file itself."""
    name: str
    """The address as it is shown."""
    size: int | None
    """Bytes; None where the store does not tell."""
    stamp: tuple[int | str, ...] = ()
    """Changes when the file does; empty where the store tells nothing that does."""
    limit: int = 1 << 40
    """Bytes after which reading is given up, whatever the store says."""


def is_address(text: str) -> bool:
    """Whether this is an address, not a path on this machine."""
    return bool(_ADDRESS.match(text))


def printable(text: str) -> str:
    """What can be shown of a name: no line breaks, no marks that turn the direction of writing."""
    return "".join(ch if ch.isprintable() else "\ufffd" for ch in text)


def public(text: str) -> str:
    """A text without the passwords, tokens and query strings of the addresses in it."""
    bare = _LOOSE.sub(r"\1", _SPACED.sub(r"\1", _USER.sub(_without_secret, text)))
    return printable(_QUERY.sub(r"\1", bare))


def _without_secret(found: "re.Match[str]") -> str:
    """A mere user (`sftp://me@host`), or container (`abfs://box@account`), is no secret."""
    secret = ":" in found[2] or found[1].lower().startswith("http")
    return found[1] if secret else found[0]


def told(error: BaseException, address: str) -> str:
    """What an error says, in one short line that holds no secret of the address."""
    text = " ".join(str(error).split()) or type(error).__name__
    for secret in _secrets(address):
        text = text.replace(secret, "...")
    return public(text)[:_LONGEST]


def _secrets(address: str) -> list[str]:
    try:
        parts = urlsplit(address)
        found = {parts.password or "", unquote(parts.password or "")}
    except ValueError:
        return []
    if "=" in parts.query:
        found |= {parts.query, *(pair.partition("=")[2] for pair in parts.query.split("&"))}
    return sorted((secret for secret in found if len(secret) > 3), key=len, reverse=True)


def reach(address: str) -> tuple[Any, str]:
    """The fsspec file system of an address, and the path inside it.

    Raises UsageError where there is none, naming the address and the package to install.
    """
    shown = public(address)
    if "::" in address:
        raise UsageError(f"{shown}: an address within an address", hint="give the address of plain files")
    try:
        url_to_fs = import_module("fsspec.core").url_to_fs
    except ImportError:
        raise UsageError(
            f"{shown} is an address, which needs fsspec", hint="pip install 'reportminer[remote]'"
        ) from None
    try:
        files, path = url_to_fs(address)
    except ImportError as error:
        raise UsageError(f"{shown} cannot be reached: {told(error, address)}", hint=_remedy(error)) from None
    except Exception as error:
        raise UsageError(
            f"{shown} cannot be reached: {told(error, address)}",
            hint="check the address (s3://bucket/folder, for example) and where its credentials come from",
        ) from None
    return files, str(path).rstrip("/")


def _remedy(error: ImportError) -> str:
    packages = [a or b for a, b in _PACKAGE.findall(str(error))]
    if not packages:
        return "install the package that fsspec needs for this kind of address"
    return f"pip install {' '.join(dict.fromkeys(packages))}, on every machine that works"
