"""When a name goes on: over "of", "for", "and", over the commas of a list inside it.

A part is a stretch of capitalised words; parts are joined where the left one is open for more (it
begins with a word such as "Ministry of" or "Committee on") and the right one is no name by itself.
"""

from collections.abc import Sequence

from reportminer.tag.partners.rules import countries, known, regions, words
from reportminer.tag.partners.tokens import Token, is_acronym, is_capital

Part = list[Token]
_ABOUT = ("on", "to", "against", "with", "under", "living", "by", "from")
_LEADS_ON = frozenset({"of", "for", "on", "to", "against", "with", "from"})
_LISTED = 8
"""Parts of a list inside a name."""


def listed(left: Part, chunks: Sequence[Part], links: Sequence[Part], at: int) -> int:
    """How many chunks a list inside a name takes: "Ministry of A, B and C", "A, B and C Organization"."""
    last = at
    while last < min(len(chunks), at + _LISTED) and _plain(links[last - 1]) == ",":
        last += 1
    if last == at or last >= len(chunks) or _plain(links[last - 1]) not in {"and", "&", ", and", ", &"}:
        return 0
    middle = chunks[at:last]
    if any(_complete(chunk) or len(chunk) > 3 for chunk in middle):
        return 0
    opened = _opened(left) and not _complete(chunks[last]) and len(chunks[last]) <= 4
    ended = (
        not _complete(left)
        and len(left) <= 3
        and _ends_as_body(chunks[last])
        and not _begins_as_body(chunks[last])
    )
    return last - at + 1 if opened or ended else 0


def _plain(link: Part) -> str:
    return " ".join(token.low for token in link)


def joins(left: Part, link: Part, right: Part) -> bool:
    """Whether a name goes on over `link`."""
    between = _plain(link)
    if not between:
        return False
    if "," in between:
        return _comma_joins(between, right)
    if between in {"and", "&"}:
        return _and_joins(left, between, right)
    if _whole(left):
        return False
    return _small_joins(left, between, right)


def _comma_joins(between: str, right: Part) -> bool:
    return between == "," and right[0].low in words().legal


def _and_joins(left: Part, between: str, right: Part) -> bool:
    if between == "&":
        return not _whole(right) or len(left) == 1
    if _opened(left):
        return not _whole(right) and not _begins_as_body(right) and (not _complete(right) or len(right) == 1)
    if _complete(right) and (_begins_as_body(right) or not _ends_as_body(right)):
        return False
    short = len(left) <= 2 or (len(left) <= 5 and len(right) <= 2)
    return short and not _complete(left) and _complete(right) and not _whole(right)


def _small_joins(left: Part, between: str, right: Part) -> bool:
    first = between.split(maxsplit=1)[0]
    if first in words().foreign:
        return True
    if first == "of":
        return not _title(left) and (_holds_body(left) or not _complete(right) or _whole(right))
    if between.endswith(" the") and (first == "to" or len(left) > 4 or not is_capital(left[-1].text)):
        return False
    return _JOINS.get(first, _never)(left, right)


def _never(_left: Part, _right: Part) -> bool:
    return False


def _for(left: Part, _right: Part) -> bool:
    return not _title(left) and (not _is_acronym(left) or len(left) > 1)


def _the(left: Part, right: Part) -> bool:
    """As in "Fund for Saving the Lakes"."""
    return left[-1].last.endswith("ing") and _opened(left) and not _complete(right)


def _in(left: Part, right: Part) -> bool:
    if text_of(right) in regions():
        return _opened(left)
    return not _holds_body(left) and _ends_as_body(right) and not _whole(right)


def _about(left: Part, right: Part) -> bool:
    """As in "Committee on Sport": what a body is about, and no body itself."""
    matter = _is_acronym(right) and right[0].text not in known().number
    return _holds_body(left) and (not _complete(right) or matter)


_JOINS = {"for": _for, "the": _the, "in": _in, **dict.fromkeys(_ABOUT, _about)}


def text_of(part: Part) -> str:
    """The part as one name."""
    return " ".join(token.text for token in part)


def _whole(part: Part) -> bool:
    """A name that is known as it stands, an acronym or a country."""
    text = text_of(part)
    return text in known().number or text in countries() or _is_acronym(part)


def _is_acronym(part: Part) -> bool:
    return len(part) == 1 and is_acronym(part[0].text)


def _complete(part: Part) -> bool:
    """It could stand as a name of its own."""
    return (
        _whole(part) or _begins_as_body(part) or (_ends_as_body(part) and part[-1].last not in words().weak)
    )


def _ends_as_body(part: Part) -> bool:
    return part[-1].last in words().organisation


def _begins_as_body(part: Part) -> bool:
    return part[0].first in words().organisation and part[0].first not in words().weak


def _holds_body(part: Part) -> bool:
    return any(token.first in words().organisation or token.last in words().organisation for token in part)


def _opened(left: Part) -> bool:
    """As in "Ministry of Health": a body's word, then a small word, then what it is about."""
    small = [n for n, token in enumerate(left) if token.low in _LEADS_ON]
    return (
        bool(small)
        and any(token.low in words().organisation for token in left[: small[0]])
        and not _closed(left)
    )


def _closed(left: Part) -> bool:
    """As in "University of X", "Government of X": what follows "of" is a place, and the name ends there."""
    return (
        left[0].low in words().closed
        or (left[-1].low in words().organisation and len(left) > 3)
        or text_of(left) in known().number
        or left[-1].text in countries()
    )


def _title(left: Part) -> bool:
    return left[-1].low in words().titles or text_of(left).lower() in words().titles
