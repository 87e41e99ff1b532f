"""Where a name begins and ends: what stands before and after it with a capital and is no part of it."""

from reportminer.tag.partners.rules import countries, known, words
from reportminer.tag.partners.tokens import Token, is_acronym, is_capital

_SOVEREIGN = frozenset({"his", "her"})


def trimmed(part: list[Token], *, opening: bool) -> list[Token]:
    """A part of a run without what is no name at its beginning ("However", "The") and end ("June")."""
    if len(part) > 2 and part[0].low == "governments" and part[1].low == "of":
        return part[2:]
    at = 0
    while at < len(part) and _stands_before(part, at, opening=opening):
        at += 1
    rest = _without_tail(part[at:])
    return [] if _is_no_name(rest) else rest


def _is_no_name(rest: list[Token]) -> bool:
    """As in "His Majesty", "Participation", "Rt"."""
    if len(rest) == 1:
        return rest[0].low in words().deeds or rest[0].low in words().honorifics
    return len(rest) == 2 and is_majesty(rest)


def _stands_before(part: list[Token], at: int, *, opening: bool) -> bool:
    token = part[at]
    if not is_capital(token.text):
        return True
    if is_majesty(part[at : at + 2]) or token.text in known().number:
        return False
    if token.low in words().articles:
        return True
    whole = at + 1 < len(part) and _is_whole(part[at + 1])
    return ((opening or whole) and _opens(token)) or (whole and token.low in words().ordinary)


def is_majesty(part: list[Token]) -> bool:
    """As in "His Majesty’s Mint"."""
    return len(part) > 1 and part[0].low in _SOVEREIGN and part[1].low.startswith("majesty")


def _opens(token: Token) -> bool:
    """As in "However", "Eighty-eight"."""
    return words().opening.issuperset(token.low.split("-"))


def _is_whole(token: Token) -> bool:
    """A known name or an acronym, to which a word before it need not belong."""
    return token.text in known().number or (is_acronym(token.text) and token.text not in countries())


def _without_tail(part: list[Token]) -> list[Token]:
    rest = part
    while rest and _stands_after(rest):
        rest = rest[:-1]
    return rest


def _stands_after(rest: list[Token]) -> bool:
    last = rest[-1]
    if not is_capital(last.text):
        return not last.low.startswith("government")
    return len(rest) > 1 and last.low in words().trailing
