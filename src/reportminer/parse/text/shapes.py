"""What the shape of a single line says: bullets, numbers, table rows, rules, captions."""

import re
from dataclasses import dataclass

from reportminer.parse.roman import roman
from reportminer.parse.text.words import any_of

_BULLETS = "•‣◦▪▫●○■□◆◇►▶▸▹➢➤➔→✓✔✗✘·∙⁃‧*+\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf02d\u2043\u204c\u25aa\u2022"
_DASHES = "–—−‒-"
_BULLET = re.compile(
    rf"^(?P<mark>[{re.escape(_BULLETS)}]|[{re.escape(_DASHES)}](?=[ \t])|o(?=[ \t]+\S))"
    r"[ \t]*(?:\[[ xX]\][ \t]+)?(?P<rest>\S.*)?$"
)
_SPACED = frozenset("*+·-–—−‒→")
_NUMBER = re.compile(
    r"^(?P<mark>(?:\(\s?)?(?P<value>\d{1,3}(?:\.\d{1,3}){0,5}|[ivxlcIVXLC]{1,7}|[A-Za-z])"
    r"(?P<close>\s?[.)]|\.?(?=[ \t])))[ \t]*(?P<rest>\S.*)$"
)
_RULE = re.compile(r"^(?:[-_=*~•·.–—#]\s?){3,400}$")
_SETEXT = re.compile(r"^(?:={3,200}|-{3,200})$")
_ATX = re.compile(r"^(#{1,6})[ \t]+(.*)$")
_MOST_CLOSING = 6
_CAPTION = re.compile(
    rf"^(?:{any_of('captions')})\s*"
    r"(?:\d{1,3}(?:\.\d{1,3})?|[ivx]{1,5}|[a-z])?\s*[.:–—-]\s*\S",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"^(?:©|\(c\)|copyright\b|photos? (?:by|courtesy|credit|©)|all rights reserved)", re.IGNORECASE
)
_PAGE_NUMBER = re.compile(
    r"^(?:[-–—|]\s?)?(?:page\s+|p\.\s?)?(\d{1,4}|[ivxl]{1,6})(?:\s?(?:of|/)\s?\d{1,4})?(?:\s?[-–—|])?$",
    re.IGNORECASE,
)
_PIPE_RULE = re.compile(r"^\|?\s*:?-{2,100}:?\s*(?:\|\s*:?-{2,100}:?\s*){0,60}\|?$")


@dataclass(frozen=True, slots=True)
class Mark:
    """The bullet or number at the head of a line, and what stands after it."""

    text: str
    """The mark as it stands."""
    rest: str
    scheme: str
    """`bullet` followed by the sign, or the kind of number: 1 1. 1) (1) a. (a) i. A. 1.1 …"""
    order: int = 0
    """Place in the sequence: 3 for `3.`, `c)`, `iii.`; the last part of `2.3`."""


def mark_of(line: str) -> Mark | None:
    """The bullet or number that begins `line`, if it begins with one."""
    return bullet_of(line) or number_of(line)


def bullet_of(line: str) -> Mark | None:
    """The bullet; two in a row (`- •`) count as one."""
    found = _BULLET.match(line)
    if not found or not found["rest"]:
        return None
    mark, rest = found["mark"], found["rest"]
    if mark in _SPACED and not line[len(mark)].isspace():
        return None
    if mark == "o" and not rest[0].isalnum():
        return None
    inner = _BULLET.match(rest)
    if inner and inner["rest"] and inner["mark"] not in "*+" and rest[len(inner["mark"])].isspace():
        rest = inner["rest"]
    return Mark(line[: len(line) - len(rest)].rstrip(), rest, f"bullet{mark}")


def number_of(line: str) -> Mark | None:
    """The number: 1. 1) (1) 2.3 a) (a) iv. A. — but no year, no initial of a name, no plain word."""
    found = _NUMBER.match(line)
    if not found:
        return None
    mark, value, rest = found["mark"], found["value"], found["rest"]
    glued = not line[len(mark) : len(mark) + 1].isspace()
    bare = mark == value
    if value[0].isdigit():
        quantity = bare and not (rest[0].isupper() or rest[0] in "\"“‘'(")
        if (bare and "." not in value) or quantity or (glued and not rest[0].isupper()) or rest[0] == "%":
            return None
    elif bare or glued or (mark[0] != "(" and len(value) == 1 and value.isupper() and _initial(rest)):
        return None
    scheme, order = _scheme(value)
    if scheme == "word":
        return None
    shape = mark.replace(value, scheme).replace(" ", "")
    return Mark(mark.strip(), rest, shape, order)


def _initial(rest: str) -> bool:
    """`J. Smith`, `A. B. Smith`: an initial, not the letter of a list."""
    return bool(re.match(r"[A-Z](?:\.|[a-z]+(?:,|\s+(?:and|\()|\s*$))", rest)) and len(rest) < 40


def _scheme(value: str) -> tuple[str, int]:
    if value[0].isdigit():
        parts = value.split(".")
        return ".".join("1" * len(parts)), int(parts[-1])
    if len(value) == 1 and value.lower() not in "ivx":
        return ("a" if value.islower() else "A"), ord(value.lower()) - 96
    order = roman(value)
    if order:
        return ("i" if value.islower() else "I"), order
    return "word", 0


def is_listed(line: str) -> bool:
    """Whether a line begins a list item."""
    return mark_of(line) is not None


def is_rule(line: str) -> bool:
    """A line drawn with signs."""
    return bool(_RULE.match(line))


def setext_level(line: str) -> int:
    """1 for a line of `=`, 2 for a line of `-`, else 0."""
    return (1 if line[0] == "=" else 2) if _SETEXT.match(line) else 0


def atx(line: str) -> tuple[int, str] | None:
    """Level and text of `## A Markdown heading`."""
    found = _ATX.match(line)
    text = _without_closing(found[2]) if found else ""
    return (len(found[1]), text) if found and text else None


def _without_closing(text: str) -> str:
    """Without the signs that may stand after a heading as well, apart from it: `## Lamps ##`."""
    bare = text.rstrip("#")
    closed = len(text) - len(bare) <= _MOST_CLOSING and bare.endswith((" ", "\t"))
    return bare.rstrip(" \t") if closed else text


def is_caption(line: str) -> bool:
    """`Figure 3: …`, `Table 2. …`, `Source: …`."""
    return bool(_CAPTION.match(line))


def is_credit(line: str) -> bool:
    """A copyright or photo credit."""
    return bool(_CREDIT.match(line))


def page_number(line: str) -> str:
    """The number of a line that holds only a page number (`12`, `Page 3 of 9`, `- iv -`), else nothing."""
    found = _PAGE_NUMBER.match(line)
    return found[1] if found else ""


def pipe_cells(line: str) -> list[str] | None:
    """The cells of `| a | b |`; an empty list for the rule under a table's head; None for other lines."""
    if "|" not in line:
        return None
    if _PIPE_RULE.match(line) and "-" in line and line.count("|") >= 1:
        return []
    if line.startswith("|") and line.count("|") >= 3:
        return [cell.strip() for cell in line.strip("|").split("|")]
    return None


def tab_cells(line: str) -> list[str]:
    """The parts of a line between its tabs."""
    return [cell.strip() for cell in line.split("\t")]
