"""Names of organisations as they are compared: case, signs and a leading `the` don't matter."""

import re
import unicodedata

_SIGNS = re.compile(r"[^\w ]+")


def name_key(name: str) -> str:
    """The form in which two spellings of a name are alike."""
    words = " ".join(_SIGNS.sub(" ", unicodedata.normalize("NFKC", name).lower()).split())
    return words.removeprefix("the ")
