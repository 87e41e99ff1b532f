"""Which names of one report are one organisation: spellings, acronyms, short names."""

import re
import unicodedata
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from reportminer.tag.partners.acronyms import initials
from reportminer.tag.partners.kinds import is_short_form, kind_of, name_key
from reportminer.tag.partners.rules import common, countries, is_plain, known, nations, peoples, words
from reportminer.tag.partners.tokens import is_acronym

_LINKS = frozenset({"of", "for", "on", "to", "in", "and", "against"})
LEADS = ("un", "uk", "us", "u s", "united nations", "hm", "royal")
_SPELT_LEADS = {
    "un": "united nations",
    "uk": "united kingdom",
    "us": "united states",
    "u s": "united states",
    "eu": "european union",
}
_LEAD = re.compile(rf"(?:{'|'.join(_SPELT_LEADS)})(?= )")
_MINISTRY_FOR = re.compile(r"\b(ministry|department) for ")
_AFTER_HYPHEN = re.compile(r"-([a-z])")
_STATE = 2
"""Letters of an acronym that is never shortened: UK, EU, UN, HM."""
_APART = re.compile(r"\s*[-–]\s*|\s+")
_OFFICES = frozenset({"country office", "country offices", "headquarters", "regional office"})
_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "8": "b", "z": "s", " ": None})
_ENDINGS = re.compile(r"(?<=m)me\b|(?<=o)u(?=r)|(?<=cent)re\b|(?<=theat)re\b|(?<=defen)ce\b|(?<=licen)ce\b")
_RESTORED = {"re": "er", "ce": "se"}
_POSSESSIVE = re.compile(r"(?<=\w) s(?= )")
_INNER_PLURAL = re.compile(r"\b(\w{4,}[^\Wsui])s(?= )")
_LOOSE = 9
"""Letters that a name needs to be one with another that merely looks like it."""


class Joined:
    """Union-find over name keys; the smaller key names the set, so that order decides nothing."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def find(self, key: str) -> str:
        """The key that names the set of `key`."""
        root = key
        while self.parent.setdefault(root, root) != root:
            root = self.parent[root]
        while self.parent[key] != root:
            self.parent[key], key = root, self.parent[key]
        return root

    def join(self, one: str, other: str) -> None:
        """Make one set of two."""
        a, b = sorted((self.find(one), self.find(other)))
        self.parent[b] = a


@lru_cache(maxsize=20_000)
def loose_key(key: str) -> str:
    """What is left of a name key where spelling differs: accents, spaces, British or American, OCR's slips.

    Two names of one loose key look alike on paper: `Organisation`/`Organization`, `lnstitute`/`Institute`,
    `Centre`/`Center`, `Health care`/`Healthcare`; or one spells a lead out (`UN`/`United Nations`), or says
    `Department of` where the other says `Department for`; or a word inside it is in the possessive or plural:
    `Coordinator's Office`, `Coordinators Office`, `Coordinator Office`.
    """
    led = _LEAD.sub(lambda m: _SPELT_LEADS[m.group()], key, count=1) if _LEAD.match(key) else key
    led = _singular(_MINISTRY_FOR.sub(r"\1 of ", led))
    plain = "".join(c for c in unicodedata.normalize("NFKD", led) if not unicodedata.combining(c))
    same = _ENDINGS.sub(lambda m: _RESTORED.get(m.group(), ""), plain)
    return same.translate(_ALIKE).replace("rn", "m")


def _singular(key: str) -> str:
    """A name key without possessives and plurals inside."""
    return _INNER_PLURAL.sub(r"\1", _POSSESSIVE.sub("", key))


def join(
    spellings: dict[str, str],
    defined: Sequence[tuple[str, str]],
    places: set[str],
    of_nations: Set[str] = frozenset(),
) -> Joined:
    """Join the names of a report: `spellings` are name key → spelling, `defined` (acronym, long form).

    `places` are keys of names that stand somewhere as a place ("in Saltmere"): none is a body's short name.
    Nor is one of `of_nations`, which a part of a state has, short for a body of the whole.
    """
    joined = Joined()
    for short, long in defined:
        if not is_short_form(short):
            joined.join(name_key(short), name_key(long))
    index = _index(spellings)
    for key, text in spellings.items():
        for other in _twins(key, text, index):
            joined.join(key, other)
    for key, text in spellings.items():
        if key in of_nations:
            continue
        bodies = sorted({joined.find(k) for k in _longer(key, text, index, places)} - {joined.find(key)})
        if len(bodies) == 1:
            joined.join(key, bodies[0])
    _join_acronyms(joined, index)
    return joined


def _join_acronyms(joined: Joined, index: "_Index") -> None:
    """Acronyms that fit several names, where all of these have proved to be one body."""
    for key, text in index.spellings.items():
        bodies = {joined.find(k) for k in _spelt_out(text, index)}
        if len(bodies) == 1:
            joined.join(key, bodies.pop())


def _spelt_out(text: str, index: "_Index") -> Sequence[str]:
    """Keys of the names of which a name is the initials."""
    short = text.isupper() and len(text) > 2 and is_acronym(text)
    return index.by_initials.get(text, ()) if short else ()


@dataclass(frozen=True, slots=True)
class _Index:
    """Spellings of a report, found by key, look, initials, and by the names they may be shortened to."""

    spellings: dict[str, str]
    by_look: dict[str, str]
    by_initials: dict[str, list[str]]
    cut_at_link: dict[str, list[str]]
    by_beginning: dict[str, list[str]]
    of_a_place: dict[str, list[str]]
    """"Kerk en Veld" → "Kerk en Veld of Utrecht"."""


def _index(spellings: dict[str, str]) -> _Index:
    index = _Index(spellings, {}, {}, {}, {}, {})
    for key in sorted(spellings):
        text = spellings[key]
        index.by_look.setdefault(_look(key), key)
        if " " in text and not text.isupper():
            for short in _initials(text):
                index.by_initials.setdefault(short, []).append(key)
        if kind_of(text).startswith("not_"):
            continue  # no body: nothing is short for it
        for shorter in _cut(key):
            index.cut_at_link.setdefault(_look(shorter), []).append(key)
        before, of, place = key.partition(" of ")
        if of and " " in before and " " not in place:
            index.of_a_place.setdefault(before, []).append(key)
        for shorter in _beginnings(key, text):
            index.by_beginning.setdefault(shorter, []).append(key)
    return index


def _look(key: str) -> str:
    """The loose key of a name that is long enough for it, and has no number; else the key itself."""
    return loose_key(key) if len(key) >= _LOOSE and not any(c.isdigit() for c in key) else key


def _initials(text: str) -> Iterable[str]:
    """Of the whole name, and without its first word: "Whakaroa District Health Board" gives WDHB, DHB.

    "Inter-harbour Working Group" gives IWG and IHWG, "UK Tide Agency" UKTA, "AIDS Tide Fund" ATF and AIDSTF.
    """
    whole = initials(text)
    first = text.split(maxsplit=1)[0]
    if is_acronym(first):
        yield first + whole[1:]
    if len(first) > _STATE or not is_acronym(first):
        yield whole
    if _AFTER_HYPHEN.search(text):
        yield initials(_AFTER_HYPHEN.sub(lambda m: "-" + m.group(1).upper(), text))
    if len(whole) > 3 and first.lower() not in words().organisation:
        yield whole[1:]


def _twins(key: str, text: str, index: _Index) -> Iterable[str]:
    """Keys of other names that are certainly the same body."""
    if text in known().number:
        yield name_key(known().names[known().number[text]][0])
    yield from _country_office(text)
    yield from _without_lead(key, index)
    if key + "s" in index.spellings:
        yield key + "s"
    yield index.by_look[_look(key)]
    long = _spelt_out(text, index)
    if len(long) == 1:
        yield long[0]


def _longer(key: str, text: str, index: _Index, places: set[str]) -> Iterable[str]:
    """Keys of longer names that this one may be short for; it is so where they are one body."""
    if " " in key and _is_body(text):
        yield from index.cut_at_link.get(_look(key), ())
    if _may_be_short(key, text):
        yield from index.of_a_place.get(key, ())
    if key not in places and _may_be_short(key, text):
        yield from index.by_beginning.get(key, ())


def _may_be_short(key: str, text: str) -> bool:
    """Whether a name says nothing by itself, so that it may be a body's name without its last words."""
    if is_acronym(text) or is_short_form(text) or text in common().given_names or text in countries():
        return False
    if (
        text in known().number
        or _is_finished(text)
        or text in peoples()
        or text.rsplit(maxsplit=1)[-1] in countries()
    ):
        return False
    if all(is_plain(word) for word in key.split()):
        return False
    kind = kind_of(text)
    return len(key) > 3 and not kind.startswith("not_") and kind not in ("country", "place", "state")


def _is_finished(text: str) -> bool:
    """It ends with what it is ("Quarrel Space Agency"): what follows elsewhere is something of it, not it."""
    last = text.lower().split()[-1]
    return " " in text and last in words().short_forms


def _without_lead(key: str, index: _Index) -> Iterable[str]:
    """As in "UK QHCs" beside "QHCs", where no "US QHCs" is told from it."""
    lead, _, rest = key.partition(" ")
    if lead not in LEADS or rest not in index.spellings or not is_acronym(index.spellings[rest]):
        return
    if sum(f"{other} {rest}" in index.spellings for other in LEADS) == 1:
        yield rest


def _country_office(text: str) -> Iterable[str]:
    """As in "UNDP Liberia", "Sida – Sweden", "UNDP Country Office": the organisation itself.

    What a state has in one of its nations is no office of it: "NHS Wales".
    """
    if text in known().number:
        return
    parts = _APART.split(text)
    for at in range(1, len(parts)):
        first, rest = " ".join(parts[:at]), " ".join(parts[at:])
        whole = first in known().number or (at == 1 and is_acronym(first))
        abroad = rest in countries() - nations() and not _is_national(first)
        office = rest.lower() in _OFFICES or (rest == "Office" and " " in first)
        if whole and (abroad or office):
            yield name_key(first)


def _is_national(name: str) -> bool:
    return name in known().number and known().kinds[known().number[name]] == "government"


def _is_body(text: str) -> bool:
    kind = kind_of(text)
    return bool(kind) and kind != "country" and not kind.startswith("not_")


def _cut(key: str) -> Iterable[str]:
    """What a longer name may be cut to: up to "of" or "Ltd", or without "UN" before it."""
    parts = key.split()
    for at in range(2, len(parts)):
        if parts[at] in _LINKS or parts[-1] in words().legal:
            yield " ".join(parts[:at])
    for lead in LEADS:
        if key.startswith(lead + " "):
            yield key[len(lead) + 1 :]


def _beginnings(key: str, text: str) -> Iterable[str]:
    """What a name may be called for short: its own words without those that say what it is.

    "Ropewalk Trust" gives "Ropewalk", "Loon Crossing First Nation" gives "Loon Crossing" and "Loon".
    """
    if not _is_body(text) and " of " not in text:
        return
    parts = key.split()
    for at in range(1, len(parts)):
        if parts[0] in words().organisation or parts[at - 1] in _LINKS:
            return
        yield " ".join(parts[:at])
