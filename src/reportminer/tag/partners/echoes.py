"""Names that stand for a body named before: "the Ministry", "the Tribal Council", "the Desk"."""

from collections import Counter
from collections.abc import Iterable, Sequence

from reportminer.tag.partners.joining import Joined
from reportminer.tag.partners.kinds import is_short_form, kind_of, name_key
from reportminer.tag.partners.records import Name
from reportminer.tag.partners.rules import countries, known, words
from reportminer.tag.partners.tokens import is_acronym

_REMEMBERED = 4000
"""Characters after which "the Ministry" is no longer one named before, where there are several."""
_NEAR = 600
"""Characters in which the one named before must be alone, where several were named within those."""
_OFTENER = 3
"""How many times more often than all that it may stand for a name may stand and still be an echo."""
_THROUGH = 12
"""Times that a name stands all through a report."""
_SHARE = 0.75
"""Of what is said of governments, what one must have to be "the Government"."""
_LINKS = frozenset({"of", "for", "on", "to", "in", "and", "against", "de", "des", "du", "da", "do", "del"})
_LONGEST = 4
"""Words of an echo."""


class Echoes:
    """What short names stand for, told while the names of a report are gone through in the text's order."""

    def __init__(self, names: Sequence[Name], joined: Joined, stands_for: dict[str, str]) -> None:
        """`stands_for`: short forms that the report ties to a body by its own words, in lower case."""
        self._joined = joined
        self._stands_for = stands_for
        self._last: dict[str, dict[str, int]] = {}
        self._all: dict[str, set[str]] = {}
        self._with_article = {name_key(name.text) for name in names if name.article}
        self._counts = Counter(name_key(name.text) for name in names)
        self._mentions = Counter[str]()
        for text in dict.fromkeys(name.text for name in names):
            key = joined.find(name_key(text))
            self._mentions[key] += self._counts[name_key(text)]
            for echo in _echoes(text):
                self._all.setdefault(echo, set()).add(key)

    def of(self, name: Name) -> str:
        """The key of the body that a name echoes; empty where it is none or stands for itself."""
        key = name_key(name.text)
        if key in self._stands_for:
            return self._stands_for[key]
        alone = len(self._all.get(key, ())) == 1
        bare = alone and key in self._with_article and not is_short_form(name.text)
        if not (name.article or bare) or not _may_echo(name.text):
            return ""
        meant = self._meant(self._last.get(key, {}), name.start, alone=alone)
        return "" if self._is_another(key, meant, alone=alone) else meant

    def _is_another(self, key: str, meant: str, *, alone: bool) -> bool:
        """Whether a name stands for a body of its own: that which made the report, or one so called.

        "The Committee" of a committee's report is not one of those that it names; "Quarrel Post Office" is
        no more than a branch of a Post Office that is named all through the report.
        """
        if alone or not meant:
            return False
        own = self._mentions[meant]
        every = sum(self._mentions[other] for other in {*self._all.get(key, ()), meant})
        through = self._counts[key] >= _THROUGH
        return (through and self._counts[key] > _OFTENER * every) or (
            key == "government" and own < _SHARE * every
        )

    def heard(self, name: Name, key: str) -> None:
        """A body was named here: what echoes it from now on."""
        for echo in {*_echoes(name.text), name_key(name.text)}:
            self._last.setdefault(echo, {})[key] = name.start

    def _meant(self, heard: dict[str, int], start: int, *, alone: bool) -> str:
        """The one body of `heard` (key → where it was named last) that was named so far, or near; or none.

        Where the report has several (it is not `alone`), one named far before is not meant any more.
        """
        for reach in (start if alone else _REMEMBERED, _REMEMBERED, _NEAR):
            meant = [key for key, at in heard.items() if start - at <= reach]
            if len(meant) < 2:
                return next(iter(meant), "")
        return ""


def _may_echo(text: str) -> bool:
    """Whether a name is made of words that say what a body is, and so may stand for one named in full."""
    if text in known().number or text in countries() or is_acronym(text):
        return False
    return is_short_form(text) or not kind_of(text).startswith("not_")


def _echoes(text: str) -> Iterable[str]:
    """What may stand for a body: its last words, or its first where they say what it is ("Ministry of …")."""
    parts = name_key(text).split()
    if len(parts) < 2:
        return
    headed = next((at for at, part in enumerate(parts) if part in _LINKS), 0)
    if headed:
        yield from (" ".join(parts[at:headed]) for at in range(headed))
    elif _is_headed(parts):
        yield parts[0]
    if not headed:
        yield from (" ".join(parts[at:]) for at in range(max(1, len(parts) - _LONGEST), len(parts)))


def _is_headed(parts: Sequence[str]) -> bool:
    """Whether what it is stands first, as in "Instituto Quarrel"; not in "Government Service"."""
    if parts[0] in words().attributive or parts[1] == "s":
        return False
    return parts[0] in words().organisation and parts[-1] not in words().organisation
