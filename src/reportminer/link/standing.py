"""What shows that a phrase names no one who is to act: who says so, whose advice it was, part of a name."""

from collections.abc import Sequence

from reportminer.link.clause import begins_clause
from reportminer.link.data import grammar
from reportminer.link.nounphrase import IsName, is_actor, is_other
from reportminer.link.phrases import is_closed, is_noun_as_verb, is_verbal
from reportminer.link.tokens import Token
from reportminer.link.wordlists import rules

_DASHES = frozenset("-–‑")
"""Those that join words; a long one sets a clause apart."""
_APPOSITION = 24
"""Words between a speaker and the verb of saying: `Ada Quill, head of the lock at Fenmouth, said`."""
_LEAST = 6
"""Letters from which the ending of a word is looked at."""


def recommends(tokens: Sequence[Token], at: int, *, plain: bool) -> bool:
    """`the inspectors therefore suggest`; unless `plain` only with `that`: not `found it hard`."""
    passed = rules().adverbs | grammar("have") | grammar("be")
    be = False
    while at < len(tokens) and (tokens[at].low in passed or tokens[at].low.endswith("ly")):
        be = be or tokens[at].low in grammar("be")
        at += 1
    if at >= len(tokens) or tokens[at].low not in grammar("recommends"):
        return False
    said = at + 1 < len(tokens) and tokens[at + 1].low == "that"
    # `is asked to` has the one asked before it; `that the board consider` and not `the board considers`.
    asked = (be and not said and not tokens[at].low.endswith("ing")) or (
        tokens[at].low in rules().bare and _introduced(tokens, at)
    )
    return not asked and (plain or said)


def _introduced(tokens: Sequence[Token], at: int) -> bool:
    """Whether the clause begins with `that`: `we ask that the board consider it`."""
    before = reversed(tokens[max(0, at - _APPOSITION) : at])
    return any(token.low == "that" for token in before)


def speaks_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether names, offices and commas alone stand between a phrase and a verb of saying."""
    last = min(at + _APPOSITION, len(tokens))
    while at < last and (tokens[at].text == "," or _of_name(tokens[at])):
        at += 1
    said = at < last and tokens[at].text.islower() and tokens[at].low in grammar("recommends")
    return said and tokens[at].low not in rules().bare


def _of_name(token: Token) -> bool:
    known = rules()
    small = known.determiners | {"and", "of", "at", "for", "in", "from", "on", "&"}
    return token.text[0].isupper() or token.low in small or token.low in known.heads


def credited(tokens: Sequence[Token], first: int) -> bool:
    """`as recommended by the board`, `modelled after the trust`."""
    at = first - 1
    while at > 0 and tokens[at].low in rules().determiners:
        at -= 1
    if at < 1 or tokens[at].low not in ("by", "after", "from"):
        return False
    before = tokens[at - 1].low
    be = at > 1 and tokens[at - 2].low == "be"
    return (before in grammar("recommends") or before in grammar("credited")) and not be


def of_another(tokens: Sequence[Token], first: int, last: int, is_name: IsName) -> bool:
    """Whether a longer word or name holds the phrase: `South–South`, `the council strategy`."""
    if _dashed(tokens, last - 1, last) or _dashed(tokens, first - 1, first) or _compound(tokens, last):
        return True
    if last >= len(tokens) or tokens[last].start - tokens[last - 1].end != 1:
        return False
    behind = tokens[last]
    if not behind.text.islower() or tokens[last - 1].low.endswith(("'s", "s'")):
        return False
    if is_closed(behind) or (is_verbal(behind.low) and not _verb_at(tokens, last + 1)):
        return False
    if is_noun_as_verb(tokens, last) and _introduced(tokens, last):
        return False
    acts = is_actor(behind, is_name) and behind.low not in grammar("organs")
    return acts or is_other(behind.low) or _noun(behind.low)


def _compound(tokens: Sequence[Token], at: int) -> bool:
    """`management responses`: a noun behind one that acts only as that of a body; not `management agreed`."""
    if at >= len(tokens) or tokens[at - 1].low not in grammar("of_bodies"):
        return False
    low, near = tokens[at].low, tokens[at].start - tokens[at - 1].end == 1
    if not near or is_closed(tokens[at]) or low.endswith("ly") or low in grammar("organs"):
        return False
    return not is_verbal(low) or _verb_at(tokens, at + 1)


def _verb_at(tokens: Sequence[Token], at: int) -> bool:
    """`project plans should`: what could be a verb is none before another."""
    return at < len(tokens) and tokens[at].low in grammar("asks") | grammar("be")


def belongs(tokens: Sequence[Token], first: int, last: int) -> bool:
    """`read the board's leaflet`: not who owns it is asked; `the board's leaflet should` asks the board."""
    if last >= len(tokens) or not tokens[last - 1].low.endswith(("'s", "s'")):
        return False
    return not begins_clause(tokens, first) and tokens[last].low not in grammar("organs")


def _dashed(tokens: Sequence[Token], left: int, right: int) -> bool:
    """Whether a dash alone, without a space, stands behind the one or before the other."""
    return any(
        0 < at < len(tokens) - 1
        and tokens[at].text in _DASHES
        and tokens[at - 1].end == tokens[at].start
        and tokens[at].end == tokens[at + 1].start
        for at in {left, right}
    )


def _noun(low: str) -> bool:
    """Whether a word ends as nouns do that name no one."""
    return len(low) >= _LEAST and low.endswith(tuple(grammar("noun_endings")))
