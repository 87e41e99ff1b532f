"""When a name goes on: over "of", "for", "and", over the commas of a list inside it.

A part is a stretch of capitalised words; parts are joined where the left one is open for more (it
begins with a word such as "Ministry of" or "Committee on") and the right one is no name by itself.
"""

from collections.abc import Sequence

from reportminer.tag.partners.rules import countries, is_plain, is_subject, known, regions, words
from reportminer.tag.partners.tokens import Token, is_acronym, is_capital

Part = list[Token]
_ABOUT = ("on", "to", "against", "with", "living", "from")
_DONE = frozenset({"of", "in", "with", "to", "from"})
"""Small words after which stands the body in which something is done: "Participation in the Committee"."""
_SENDERS = ("system", "regional")
_SUBJECT_HEADS = frozenset({"ministry", "department"})
_PRONOUNS = frozenset({"his", "her"})
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
    if _titled(left) or any(len(chunk) > 3 for chunk in middle):
        return 0
    end = chunks[last]
    opened = _opened(left) and not _complete(end) and len(end) <= 4
    ended = not _complete(left) and len(left) <= 3 and _ends_as_body(end) and not _begins_as_body(end)
    if opened and all(_in_topic(left, chunk, end) for chunk in middle):
        return last - at + 1
    if ended and not _placed(left) and all(_in_list(left, chunk) for chunk in middle):
        return last - at + 1
    return 0


def _in_topic(left: Part, chunk: Part, end: Part) -> bool:
    """A part between the commas of "Ministry of A, B and C": no body."""
    on = any(token.low == "on" for token in left)
    return not _complete(chunk) or (on and _is_matter(chunk) and is_subject(end[-1].low))


def _in_list(left: Part, chunk: Part) -> bool:
    """A part between the commas of "A, B and C Organization": no body and nothing of another country."""
    if len(chunk) == len(left) == 1 and chunk[0].low in words().attributive:
        return True
    return not _complete(chunk) and not _placed(chunk[:1])


def _placed(part: Part) -> bool:
    return part[-1].text in countries()


def _is_matter(part: Part) -> bool:
    """An abbreviation that is no known organisation's: "Working Group on Roads, GIS and Statistics"."""
    return _is_acronym(part) and part[0].text not in known().number


def _titled(part: Part) -> bool:
    """A person: "Dr Orla Finch"."""
    return part[0].low in words().honorifics


def _plain(link: Part) -> str:
    return " ".join(token.low for token in link)


def joins(left: Part, link: Part, right: Part) -> bool:
    """Whether a name goes on over `link`."""
    between = _plain(link)
    if not between or _titled(left) or _titled(right):
        return False
    if "," in between:
        return _comma_joins(between, right)
    if between in {"and", "&"}:
        return _and_joins(left, between, right)
    if right[0].low in _PRONOUNS:
        return False
    if _whole(left):
        return between == "for" and _is_namesake(left, right)
    return _small_joins(left, between, right)


def _is_namesake(left: Part, right: Part) -> bool:
    """A body whose name begins as a known one does: "World Bank", "World Bank for Tide Mills"."""
    body = " " in text_of(left) and left[-1].last in words().organisation
    return body and len(right) > 1 and not _complete(right) and text_of(right) not in regions()


def _comma_joins(between: str, right: Part) -> bool:
    return between == "," and right[0].low in words().legal


def _and_joins(left: Part, between: str, right: Part) -> bool:
    if between == "&":
        return not _whole(right) or len(left) == 1
    if _opened(left):
        return not _whole(right) and not _begins_as_body(right) and (not _complete(right) or len(right) == 1)
    firm = _is_firm(right) and not _placed(left)
    if _complete(right) and (_begins_as_body(right) or not _ends_as_body(right) or firm):
        return False
    if _is_known_ministry(left):
        return not _complete(right) and all(is_plain(token.low) for token in right)
    if _is_of_known(left) and not _complete(left) and all(is_subject(token.low) for token in right):
        return True
    short = len(left) <= 2 or (len(left) <= 5 and len(right) <= 2)
    return (
        short
        and not _each_named(left, right)
        and not _complete(left)
        and _complete(right)
        and not _whole(right)
    )


def _each_named(left: Part, right: Part) -> bool:
    """As in "TQB GovLab and Quarrel University Centre": two bodies, each with a name of its own."""
    return len(left) > 1 and _is_acronym(left[:1]) and len(right) > 2 and not is_plain(right[0].low)


def paired(left: Part, link: Part, right: Part) -> bool:
    """As in "Marsh Technology Centre and Network": the name of a body goes on with one more word for it."""
    if _plain(link) not in {"and", "&"} or len(right) > 1 or right[0].low not in words().short_forms:
        return False
    return len(left) > 2 and not _titled(left) and _ends_as_body(left) and not _placed(left)


def leads_on(link: Part) -> bool:
    """Whether it is a small word after which stands what the left part is of."""
    return bool(link) and link[0].low in _LEADS_ON


def _small_joins(left: Part, between: str, right: Part) -> bool:
    first = between.split(maxsplit=1)[0]
    if first in words().foreign:
        return True
    if (_is_deed(left) and first in _DONE) or between.endswith((" a", " an")):
        return False
    if first == "of":
        return not _title(left) and (_holds_body(left) or not _complete(right) or _whole(right))
    if (
        between.endswith(" the")
        and not _is_sent(left)
        and (first == "to" or len(left) > 4 or not is_capital(left[-1].text))
    ):
        return False
    return _JOINS.get(first, _never)(left, right)


def _never(_left: Part, _right: Part) -> bool:
    return False


def _is_deed(left: Part) -> bool:
    """As in "Participation in the Committee"."""
    return len(left) == 1 and left[0].low in words().deeds


def _is_firm(right: Part) -> bool:
    """A firm's whole name: "Quarrel Ferry Technologies Ltd"."""
    return len(right) > 2 and right[-1].low in words().legal


def _is_known_ministry(left: Part) -> bool:
    """A known name that may be a longer one's beginning: "Ministry of Justice [and Public Security]"."""
    parts = left[0].low.split()
    return len(left) == 1 and len(parts) > 2 and parts[0] in _SUBJECT_HEADS and parts[1] in {"of", "for"}


def _is_of_known(left: Part) -> bool:
    """As in "NHS Blood": an acronym and what of it."""
    return len(left) > 1 and _whole(left[:1]) and is_subject(left[-1].low)


def _for(left: Part, _right: Part) -> bool:
    ended = (
        len(left) > 2
        and any(t.low == "of" for t in left)
        and (_placed(left) or left[0].low in words().closed)
    )
    return not _title(left) and not ended and (not _is_acronym(left) or len(left) > 1)


def _the(left: Part, right: Part) -> bool:
    """As in "Fund for Saving the Lakes"."""
    return left[-1].last.endswith("ing") and _opened(left) and not _complete(right)


def _in(left: Part, right: Part) -> bool:
    if text_of(right) in regions():
        return _opened(left)
    if _is_sent(left):
        return _placed(right)
    if len(right) == 1 and right[0].low in words().short_forms:
        return False
    return not _holds_body(left) and _ends_as_body(right) and not _whole(right)


def _at(left: Part, right: Part) -> bool:
    return _is_sent(left) and len(right) == 1 and not _whole(right)


def _is_sent(left: Part) -> bool:
    """As in "United Nations Observer Mission", which goes on with the place it is sent to."""
    kind = known().kinds[known().number[left[0].text]] if left[0].text in known().number else ""
    return len(left) > 1 and kind in _SENDERS and left[-1].low in words().posted


def _about(left: Part, right: Part) -> bool:
    """As in "Committee on Sport": what a body is about, and no body itself."""
    return _holds_body(left) and (not _complete(right) or _is_matter(right))


def _with(left: Part, right: Part) -> bool:
    """As in "Federation of Persons with Disabilities", not "Protection Cluster with Harbour Watch"."""
    return left[-1].last not in words().organisation and not _title(left) and _about(left, right)


_JOINS = {
    "for": _for,
    "the": _the,
    "in": _in,
    **dict.fromkeys(_ABOUT, _about),
    "with": _with,
    "from": _with,
    "at": _at,
}


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
    ends = _ends_as_body(part) and (part[-1].last not in words().weak or _stands_alone(part))
    if text_of(part).lower() in words().matters:
        return False
    return _whole(part) or _begins_as_body(part) or ends


def _stands_alone(part: Part) -> bool:
    """Of a country or a known body: "Northern Ireland Ferry Service"."""
    return len(part) > 2 and _whole(part[:1])


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
        or (left[-1].low in words().organisation and len(left) > 3 and not _on_a_subject(left))
        or text_of(left) in known().number
        or left[-1].text in countries()
    )


def _on_a_subject(left: Part) -> bool:
    """As in "Ministry of Social Welfare", whose last word is as often a subject as a body."""
    return left[0].low in _SUBJECT_HEADS and left[-1].low in words().weak


def _title(left: Part) -> bool:
    return left[-1].low in words().titles or any(
        text_of(left[at:]).lower() in words().titles for at in (0, -2, -3)
    )
