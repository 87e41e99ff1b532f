"""Whose words a finding is: quoted speech with a speaker that the text names.

Looked for in this order: a line of attribution behind it (`— Name, office`), a verb of saying with a
name in the sentence or the quotation's own paragraph, the name in brackets at the end of a point,
minutes that begin with the speaker's name.
"""

import re
from functools import cache

from reportminer.link.data import grammar
from reportminer.link.parties import Parties
from reportminer.link.said import words

_REACH = 700
"""Characters looked at before and behind a finding."""
_NAME = r"(?:[A-ZÀ-Þ][\w'’.-]{0,24}[ \u00a0]){0,4}[A-ZÀ-Þ][\w'’-]{0,24}"
_DASH = re.compile(r"[\"”’'»]?\s{0,3}(?:—|–|―|--)\s?([^\n]{2,80})")
_BRACKETS = re.compile(rf"\((?P<name>{_NAME})\)[.!?\"”’]*$")
_OPEN = '“«‘"'
_QUOTED = re.compile(
    r"“[^”]{1,3000}”|\"[^\"]{1,3000}\"|(?:(?<=\s)|^)‘[^‘\n]{1,1000}’(?=[\s,.;]|$)|«[^»]{1,3000}»"
)
_PART = 0.35
_INDIRECT = 90
"""Characters of an unquoted sentence within which `Mr Lee said that` has to stand."""
_OFFICE = re.compile(
    r"\b(?:recommendation|report|page|section|paragraph|chapter|article|source|table|figure|box)\b", re.I
)


@cache
def _saying() -> re.Pattern[str]:
    verbs = "|".join(sorted((re.escape(verb) for verb in words("speech")), key=lambda v: (-len(v), v)))
    titles = "|".join(sorted(map(re.escape, words("titles"))))
    kinds = "|".join(sorted(map(re.escape, words("speakers"))))
    kind = rf"(?:the|a|an|one|our)\s(?:[\w'’-]{{1,20}}\s){{0,3}}(?:{kinds})(?:\sthere)?"
    who = rf"(?:{kind}|(?:(?:{titles})\.?\s)?{_NAME})"
    between = r"(?:,\s[^,.“”\"]{2,60})?,?\s(?:also\s|once\s|then\s)?"
    return re.compile(
        rf"(?P<verb>\b(?:{verbs})\b)\s(?P<after>{who})|(?P<before>{who}){between}(?:{verbs})\b",
    )


@cache
def _person() -> re.Pattern[str]:
    titles = "|".join(
        sorted((re.escape(title.title()) for title in words("titles")), key=lambda t: (-len(t), t))
    )
    return re.compile(rf"\b(?:{titles})\.?\s{_NAME}|[A-ZÀ-Þ][\w'’-]{{1,24}}\s[A-ZÀ-Þ][\w'’-]{{1,24}}\b")


def speaker_of(text: str, start: int, end: int, parties: Parties) -> str:
    """The name as it stands, or nothing. `start:end` is the finding; a partner in brackets is no speaker."""
    own = text[start:end]
    if behind := _attributed(text, start, end):
        return behind
    if found := _BRACKETS.search(own):
        return "" if parties.named(found["name"]) >= 0 else found["name"]
    if minutes := _of_minutes(text, start):
        return minutes
    inside = _inside_quotation(text, start)
    if not (_quotes(own) or inside):
        return _sayer(own[:_INDIRECT])
    return _sayer(own) or _sayer_of_paragraph(text, start, end) or _person_before(text, start, parties)


def _attributed(text: str, start: int, end: int) -> str:
    """The line of attribution behind a quotation, which may go on for some sentences."""
    open_here = text.count("“", start, end) > text.count("”", start, end) or _inside_quotation(text, start)
    close = text.find("”", end, end + _REACH) if open_here else -1
    found = _DASH.match(text, close if close >= 0 else end)
    quoted = _quotes(text[start:end]) or text[max(0, start - 2) : start].strip() in tuple(_OPEN)
    own_line = "\n" in text[max(0, start - 2) : start] or start == 0 or quoted or open_here
    if not found or not own_line or _OFFICE.search(found[1]):
        return ""
    name = re.split(r"[,;(]", found[1], maxsplit=1)[0].strip(" .“”\"'")
    large = name[:1].isupper() or name.lower().startswith(("the ", "a ", "one "))
    return name if large and len(name.split()) <= 6 else ""


def _person_before(text: str, start: int, parties: Parties) -> str:
    """Whom `she says` means: the person named last before, with a title or two names, and no partner."""
    before = text[max(0, start - _REACH // 2) : start]
    names = [found[0] for found in _person().finditer(before)]
    people = [
        name
        for name in names
        if parties.named(name) < 0
        and name.split()[0].lower().replace("’", "'") not in grammar("not_speakers")
    ]
    return people[-1] if people else ""


def _quotes(own: str) -> bool:
    """Whether quoted words make up a good part of it: a word in inverted commas is no speech."""
    quoted = sum(len(found[0]) for found in _QUOTED.finditer(own))
    return quoted >= _PART * len(own) or own.count("“") != own.count("”") or own.count('"') % 2 == 1


def _inside_quotation(text: str, start: int) -> bool:
    """Whether a quotation that began earlier in the paragraph is still open."""
    before = _paragraph(text, start)[0]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _paragraph(text: str, start: int) -> tuple[str, int]:
    """What stands before `start` in its paragraph, and where that begins."""
    begin = max(text.rfind("\n", 0, start) + 1, start - _REACH)
    return text[begin:start], begin


def _sayer(passage: str) -> str:
    """Who says it, outside the quotation marks."""
    outside = re.sub(r"“[^”]{0,2000}”|\"[^\"]{0,2000}\"", " “” ", passage)
    articles = ("one", "a", "an", "the")
    for found in _saying().finditer(outside):
        name = (found["after"] or found["before"] or "").split()
        # `As Mr Lee put it`: a small word that begins the sentence is no part of the name.
        while name and name[0].lower().replace("’", "'") in grammar("not_speakers") - set(articles):
            name = name[1:]
        if name and (len(name) > 1 or name[0].lower() not in articles) and not " ".join(name).isupper():
            return " ".join(name).removesuffix("'s").removesuffix("’s").strip(" .")
    return ""


def _sayer_of_paragraph(text: str, start: int, end: int) -> str:
    """A verb of saying in the sentences next to a quotation, the nearest first."""
    before, _ = _paragraph(text, start)
    stop = text.find("\n", end)
    behind = text[end : min(stop if stop >= 0 else len(text), end + _REACH // 3)]
    sentences = re.split(r"(?<=[.?!”])\s", before[-_REACH // 2 :])
    return _sayer(behind.split(". ")[0]) or next(
        (name for sentence in reversed(sentences[-2:]) if (name := _sayer(sentence))), ""
    )


def _of_minutes(text: str, start: int) -> str:
    """`3.7 Aasen. Was sorry to bring it up again.`: the name that begins the entry."""
    before, begin = _paragraph(text, start)
    head = re.match(rf"\d{{1,2}}(?:\.\d{{1,2}}){{1,2}}\.?\s(?P<name>{_NAME})[.:]\s", before)
    known = head and begin + head.end() <= start and not head["name"].isupper()
    return head["name"] if head and known and len(head["name"].split()) <= 3 else ""
