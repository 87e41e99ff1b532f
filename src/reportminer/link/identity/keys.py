"""Names as they are compared, and ids made from them."""

import re
import unicodedata
from hashlib import sha256

_NOT_A_WORD = re.compile(r"[\W_]+")


def normal(text: str) -> str:
    """Text for comparison: compatibility forms, case and white space made one."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def normal_name(name: str) -> str:
    """A name for comparison: also without punctuation and a leading article; `&` reads `and`."""
    words = _NOT_A_WORD.sub(" ", normal(name).replace("&", " and ")).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(words) or normal(name)


def digest(prefix: str, *parts: str) -> str:
    """`prefix` and twelve hexadecimal digits of the SHA-256 of the parts."""
    packed = "\x1f".join(parts).encode("utf-8", "backslashreplace")
    return prefix + sha256(packed).hexdigest()[:12]


def partner_id(name: str, scope: str = "") -> str:
    """One id for one name: in whatever report it stands, or within `scope` (a country, a report)."""
    return digest("p", normal_name(name), *([scope] if scope else []))
