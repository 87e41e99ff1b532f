"""Bytes of a text file to a string: which encoding it is, and whether it is text at all."""

import codecs
import re
from dataclasses import dataclass

from reportminer.errors import UnreadableError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FOREIGN = (
    (b"%PDF-", "a PDF", "rename it so that it ends in .pdf"),
    (b"PK\x03\x04", "a zip archive (a Word, Excel or OpenDocument file?)", "save it as plain text or PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Office file", "save it as plain text or PDF"),
    (b"{\\rtf", "an RTF file", "save it as plain text or PDF"),
    (b"\x89PNG", "a PNG picture", "give the text of the report, or its PDF"),
    (b"\xff\xd8\xff", "a JPEG picture", "give the text of the report, or its PDF"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
)
_SAVE_AS_UTF8 = "open it in an editor and save it as plain text (UTF-8)"
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_UTF16_ZEROS = 0.3
_MOST_CONTROL = 0.01
_HEAD = 65536
_STRAY = "reportminer-stray"
"""Name of the handler of bytes that are no UTF-8."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file and what is to be told about how it was read."""

    text: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, name: str) -> Decoded:
    """Find the encoding of `data` and decode it.

    A byte order mark decides; then UTF-16 by its zero bytes, UTF-8, UTF-8 with fewer broken bytes than
    sound characters, and Windows-1252. Raises UnreadableError, naming `name`, for what is empty or no text.
    """
    if not data.strip(b"\x00 \t\r\n\f"):
        what = "is empty" if not data.strip() else "holds nothing but zero bytes"
        raise UnreadableError(f"{name} {what}", hint="check that the file was saved or copied completely")
    _refuse_foreign(data, name)
    decoded = _by_mark(data) or _by_zeros(data) or _by_trial(data)
    _refuse_binary(decoded.text, name)
    return Decoded(decoded.text.lstrip("\ufeff"), decoded.warnings)


def _refuse_foreign(data: bytes, name: str) -> None:
    for start, what, hint in _FOREIGN:
        if data.startswith(start):
            raise UnreadableError(f"{name} is {what}, not text", hint=hint)


def _by_mark(data: bytes) -> Decoded | None:
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _lenient(data, codec)
    return None


def _by_zeros(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: in Western text every other byte is zero."""
    head = data[:_HEAD]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(len(head) // 2, 1)
    if odd / half > _UTF16_ZEROS and odd > 8 * even:
        return _lenient(data, "utf-16-le")
    if even / half > _UTF16_ZEROS and even > 8 * odd:
        return _lenient(data, "utf-16-be")
    return None


def _by_trial(data: bytes) -> Decoded:
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    if _is_mostly_utf8(data):
        warning = "some bytes are not valid UTF-8: read as Windows-1252, or they stand as \ufffd"
        return Decoded(data.decode("utf-8", _STRAY), (warning,))
    return Decoded(data.decode("cp1252", "replace"), ("not UTF-8: read as Windows-1252",))


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether more characters beyond ASCII are sound than broken: in other encodings hardly any is sound."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(1 for c in text if c > "\x7f") > 2 * broken


def _stray(error: UnicodeError) -> tuple[str, int]:
    """A single byte that was pasted in is Windows-1252; what is left of a cut character is no character."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    held = error.object[error.start : error.end]
    return (held.decode("cp1252", "replace") if len(held) == 1 else "\ufffd"), error.end


codecs.register_error(_STRAY, _stray)


def _lenient(data: bytes, codec: str) -> Decoded:
    text = data.decode(codec, "replace")
    damaged = "\ufffd" in text
    return Decoded(text, ("some characters could not be decoded; they stand as \ufffd",) if damaged else ())


def _refuse_binary(text: str, name: str) -> None:
    head = text[:_HEAD]
    odd = len(_CONTROL.findall(head)) + head.count("\ufffd")
    if odd > max(_MOST_CONTROL * len(head), 2):
        raise UnreadableError(f"{name} is not a text file: it holds binary data", hint=_SAVE_AS_UTF8)
    if not any(c.isalpha() for c in text):
        raise UnreadableError(f"{name} holds no words", hint=_SAVE_AS_UTF8)
