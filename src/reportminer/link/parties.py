"""The partners of a report, ready to be found in its text and by their names."""

import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

from reportminer.link.data import grammar
from reportminer.types import Mention, Partner, Span

_OFTEN, _MOST = 10, 0.4
"""Mentions, and share of all, from which a partner is the one that a report is about."""
_ARTICLES = frozenset(
    ("the", "a", "an", "our", "this", "that", "every", "each", "any", "all", "both", "these")
)


def name_key(name: str) -> str:
    """A name as it is compared: without case, marks, possessive and a leading article."""
    plain = unicodedata.normalize("NFKC", name).casefold().replace("’", "'").strip().removesuffix("'s")
    words = "".join(c if c.isalnum() else " " for c in plain.replace("&", " and ")).split()
    while len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words)


def _foremost(mentions: Sequence[Mention]) -> int:
    """The partner named in a good part of all mentions, or -1: whose `management` needs no name."""
    counts = Counter(mention.partner for mention in mentions)
    partner, count = max(counts.items(), key=lambda entry: (entry[1], -entry[0]), default=(-1, 0))
    return partner if count >= _OFTEN and count >= _MOST * len(mentions) else -1


class Parties:
    """Partners by place and by name. Partners are numbered as they were given."""

    def __init__(self, partners: Sequence[Partner] = (), mentions: Sequence[Mention] = ()) -> None:
        self._mentions = sorted(mentions, key=lambda m: (m.start, -m.end, m.partner))
        self._starts = [mention.start for mention in self._mentions]
        self._by_name: dict[str, int] = {}
        self._foremost = _foremost(mentions)
        for number, partner in enumerate(partners):
            for name in (partner.name, *partner.aliases):
                self._by_name.setdefault(name_key(name), number)

    def within(self, start: int, end: int) -> list[Mention]:
        """Mentions that lie in `start:end`, in order, none inside another."""
        found: list[Mention] = []
        for mention in self._mentions[bisect_left(self._starts, start) : bisect_right(self._starts, end)]:
            if mention.end <= end and (not found or mention.start >= found[-1].end):
                found.append(mention)
        return found

    def named(self, name: str) -> int:
        """The partner of that name or alias, or -1."""
        return self._by_name.get(name_key(name), -1)

    def _organ(self, words: str) -> int:
        """`Quay Trust management` is the trust; `the management` that of whom the report tells most."""
        key = name_key(words).split()
        last = len(key)
        while last and key[last - 1] in grammar("organs"):
            last -= 1
        if last == len(key):
            return -1
        return self._by_name.get(" ".join(key[:last]), -1) if last else self._foremost

    def of(self, span: Span, text: str) -> int:
        """The one partner that a noun phrase names: by its words, or by the mention it holds; or -1."""
        words = text[span[0] : span[1]]
        known = self.named(words)
        if known < 0:
            known = self._organ(words)
        if known >= 0:
            return known
        inside = {mention.partner for mention in self.within(*span)}
        longest = max((m.end - m.start for m in self.within(*span)), default=0)
        # A phrase that is more than the name (`the clinics of the council`) is someone else.
        return inside.pop() if len(inside) == 1 and longest >= 0.7 * (span[1] - span[0]) else -1
