"""The encoding of an HTML file: byte order mark, what its head declares, trial."""

import re
from functools import cache
from importlib.resources import files

from reportminer.parse.text.decode import Decoded, decode
from reportminer.ruledata import from_yaml

_LOOKED_AT = 4096
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_META = re.compile(
    rb"<meta\b[^>]{0,500}?\bcharset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_:.+-]{2,40})", re.IGNORECASE
)
_XML = re.compile(rb"\s{0,99}<\?xml\b[^>]{0,200}?\bencoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9_:.+-]{2,40})")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def read_page(data: bytes, name: str) -> Decoded:
    """The text of an HTML file.

    A byte order mark decides; then the encoding that a `<meta>` or an XML declaration names, by the
    names that browsers know, unless the bytes are UTF-8 all the same (a page saved anew keeps its old
    declaration); then as for plain text. Raises UnreadableError for what is empty or binary.
    """
    codec = "" if data.startswith(_MARKS) else declared(data)
    if not codec or _is_utf8(data):
        return decode(data, name)
    decode(data[:_LOOKED_AT].decode(codec, "replace").encode(), name)
    text = data.decode(codec, "replace")
    warnings = (f"some bytes are not valid {codec}; they stand as \ufffd",) if "\ufffd" in text else ()
    return Decoded(text, warnings)


def declared(data: bytes) -> str:
    """Python's name of the encoding that the head of the file declares; empty for UTF-8 and none known."""
    head = data[:_LOOKED_AT]
    found = _XML.match(head) or _META.search(_COMMENT.sub(b"", head))
    label = found[1].decode("ascii").lower() if found else ""
    return _codecs().get(label, "")


def _is_utf8(data: bytes) -> bool:
    """Whether it holds characters beyond ASCII, and all of them are sound UTF-8."""
    if data.isascii():
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@cache
def _codecs() -> dict[str, str]:
    """Labels of encodings to Python's codecs; those not listed are taken for undeclared."""
    data = from_yaml(files(__package__).joinpath("rules/charsets.yaml").read_text("utf-8"))
    return {label: codec for codec, labels in data.items() for label in labels}
