"""Whose words a finding is: quoted speech with a speaker that the text names.

Looked for in this order: a line of attribution behind it (`— Name, office`), a verb of saying with a
name in the sentence or the quotation's own paragraph, the name in brackets at the end of a point,
minutes that begin with the speaker's name.
"""

import re
from functools import cache

from reportminer.link.cover import words as cover_words
from reportminer.link.data import grammar
from reportminer.link.nounphrase import IsName
from reportminer.link.parties import Parties
from reportminer.link.people import NAME, REACH, People, titled
from reportminer.link.said import words

_DASH = re.compile(r"[\"”’'»]?\s{0,3}(?:—|–|―|--)\s?([^\n]{2,80})")
_CELL = re.compile(r"\s{0,3}\|\s?([^\n|]{2,60})(?=\s?[\n|]|$)")
"""The next cell of a table's row."""
_BRACKETS = re.compile(rf"\((?P<name>{NAME})\)[.!?\"”’]*$")
_OPEN = '“«‘"'
_QUOTED = re.compile(
    r"“[^”]{1,3000}”|\"[^\"]{1,3000}\"|(?:(?<=\s)|^)‘[^‘\n]{1,1000}’(?=[\s,.;]|$)|«[^»]{1,3000}»"
)
_OF_OFFICE = re.compile(rf"\s[a-z][a-z -]{{2,40}},\s({NAME})")
"""Behind a body in the possessive: `says the Trust's director, Dora Vance`."""
_CALLED = re.compile(rf",\s({NAME})")
"""Behind a kind of person: `said the warden, Dora Vance`."""
_BEHIND = re.compile(
    rf"(?:(?P<of>(?:{NAME})\s[A-ZÀ-Þ][\w'’-]{{0,24}})\s)?\b(?:in|from|at|for|by|to|of)\s(?:the\s)?$"
)
"""What stands before a name that a preposition governs."""
_NAMED = 160
"""Characters looked at before a name."""
_MARK = re.compile(r"[\d_]")
"""What stands in the number of a document and not in a person's name."""
_SHORT = re.compile(r"[A-ZÀ-Þ]['’]?s?$")
"""How short forms end and no name does: `CLS`, `MoUs`."""
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
    who = rf"(?:{kind}|(?:(?:{titles})\.?\s)?{NAME})"
    between = (
        rf"(?:\sof\s(?:the\s)?{NAME})?"
        + r"(?:,\s[^,.“”\"]{2,110},)?,?\s(?:(?:also|once|then|has|have|had)\s)?"
    )
    return re.compile(
        rf"(?P<verb>\b(?:{verbs})\b)\s(?P<after>{who})|(?P<before>{who}){between}(?:{verbs})\b",
    )


@cache
def _she_says() -> re.Pattern[str]:
    """`she says`, `he has told us`: whom the text named before."""
    verbs = "|".join(sorted((re.escape(verb) for verb in words("speech")), key=lambda v: (-len(v), v)))
    return re.compile(rf"(?:^|[,”\"]\s?)(?:[Hh]e|[Ss]he)\s(?:also\s|has\s|had\s)?(?:{verbs})\b")


def quoted(text: str, start: int, end: int) -> bool:
    """Whether `start:end` is quoted speech: a good part of it stands in quotation marks, or inside them."""
    return _quotes(text[start:end]) or _inside_quotation(text, start)


def speaker_of(
    text: str,
    start: int,
    end: int,
    parties: Parties,
    is_name: IsName = lambda word: word != "",
    *,
    is_small: IsName = lambda word: word == "",
) -> str:
    """The name as it stands, or nothing. `start:end` is the finding; a partner in brackets is no speaker.

    `is_name` tells a name from a word that begins a sentence or a title; `is_small`, whether the report
    writes a word small, too.
    """
    own = text[start:end]
    if behind := _attributed(text, start, end):
        return behind
    if (found := _BRACKETS.search(own)) and not (_MARK.search(found["name"]) or _SHORT.search(found["name"])):
        return "" if parties.named(found["name"]) >= 0 else found["name"]
    minutes = _of_minutes(text, start)
    # A title (`3.2 Mend Locks: ...`) is made of words that stand elsewhere in small letters.
    if minutes and not any(is_small(part) for part in minutes.replace("-", " ").split()):
        return minutes
    before = People(parties, is_name)
    near = own if quoted(text, start, end) else own[:_INDIRECT]
    if _she_says().search(near) and (person := before.last(text, start, single=True)):
        return person
    if not quoted(text, start, end):
        return before.person(_sayer(near))
    # Words of its own before the quotation have a subject of their own: nobody named earlier says it.
    whole = own.lstrip()[:1] in tuple(_OPEN) or _inside_quotation(text, start)
    told = _sayer(own) or _sayer_of_paragraph(text, start, end)
    return told or (before.last(text, start) if whole else "")


def _attributed(text: str, start: int, end: int) -> str:
    """The line of attribution behind a quotation, which may go on for some sentences."""
    open_here = text.count("“", start, end) > text.count("”", start, end) or _inside_quotation(text, start)
    close = text.find("”", end, end + REACH) if open_here else -1
    if cell := _CELL.match(text, end):
        named = titled().fullmatch(cell[1].strip())
        return named[0] if named else ""
    found = _DASH.match(text, close if close >= 0 else end)
    quoted = _quotes(text[start:end]) or text[max(0, start - 2) : start].strip() in tuple(_OPEN)
    own_line = "\n" in text[max(0, start - 2) : start] or start == 0 or quoted or open_here
    if not found or not own_line or _OFFICE.search(found[1]):
        return ""
    name = re.split(r"[,;(]", found[1], maxsplit=1)[0].strip(" .“”\"'")
    large = name[:1].isupper() or name.lower().startswith(("the ", "a ", "one "))
    return name if large and len(name.split()) <= 6 else ""


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
    begin = max(text.rfind("\n", 0, start) + 1, start - REACH)
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
        if name and name[0].islower() and (called := _CALLED.match(outside, found.end())):
            return called[1]
        if name and name[-1].endswith(("'s", "’s")) and (office := _OF_OFFICE.match(outside, found.end())):
            return office[1]
        alone = len(name) == 1 and (name[0].lower() in articles or name[0].lower() in cover_words("months"))
        start = found.start("before")
        if found["before"] and (behind := _BEHIND.search(outside[max(0, start - _NAMED) : start])):
            # `Ada Quill of the Quay says` is she; `the review in Fenland notes` is nobody named.
            name = behind["of"].split() if behind["of"] else []
        # `And to the Fund I say`: the writer's own word.
        if name and not alone and name[-1] != "I" and not " ".join(name).isupper():
            return _bare(" ".join(name))
    return ""


def _bare(name: str) -> str:
    """A name without possessive and marks."""
    return re.sub(r"(?:['’]s|(?<=s)['’])$", "", name).strip(" .")


def _sayer_of_paragraph(text: str, start: int, end: int) -> str:
    """A verb of saying in the sentences next to a quotation, the nearest first."""
    before, _ = _paragraph(text, start)
    stop = text.find("\n", end)
    behind = text[end : min(stop if stop >= 0 else len(text), end + REACH // 3)]
    sentences = re.split(r"(?<=[.?!”])\s", before[-REACH // 2 :])
    return _sayer(behind.split(". ")[0]) or next(
        (name for sentence in reversed(sentences[-2:]) if (name := _sayer(sentence))), ""
    )


def _of_minutes(text: str, start: int) -> str:
    """`3.7 Aasen. Was sorry to bring it up again.`: the name that begins the entry."""
    before, begin = _paragraph(text, start)
    head = re.match(rf"\d{{1,2}}(?:\.\d{{1,2}}){{1,2}}\.?\s(?P<name>{NAME})[.:]\s", before)
    known = head and begin + head.end() <= start and not head["name"].isupper()
    return head["name"] if head and known and len(head["name"].split()) <= 3 else ""
