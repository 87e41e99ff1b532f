"""The report's own number of a recommendation: `Recommendation 4(b):`, `R3`, the number of a list."""

import re

from reportminer.labels import BlockKind, Role
from reportminer.types import Block, Finding, Outline, Report, Span

_WORD = r"(?:recommendation|rec\.?|action|proposal)"
_NUMBER = r"[A-Z]{0,2}\d{1,3}(?:\.\d{1,3}){0,2}[a-z]?(?:\([a-z0-9]{1,3}\))?"
_OWN = re.compile(rf"{_WORD}\s(?:no\.?\s)?({_NUMBER})\s?[:.–—-]", re.IGNORECASE)
_BEFORE = re.compile(rf"(?:{_WORD}\s(?:no\.?\s)?|\b(?=R\d))({_NUMBER})\s?[:.)–—|-]?\s*$", re.IGNORECASE)
_BEHIND = re.compile(rf"[\s\"”’.]{{0,4}}[(—–-]\s?[^\n.]{{0,40}}?{_WORD}\s({_NUMBER})", re.IGNORECASE)
_LISTED = re.compile(r"(?:^|\n)\s{0,8}[(\[]?(\d{1,2}[a-z]?|[a-z])[.)\]]\s*$")
_CELL = re.compile(r"(?:^|\n)\s{0,4}(\d{1,3}[a-z]?(?:\.\d{1,2})?)\s?\|\s?$")
_LETTERED = re.compile(r"\s{0,4}(R\d{1,3}[a-z]?)[\s:.)]")
_HEADING = re.compile(rf"{_WORD}\s(?:no\.?\s)?({_NUMBER})\s?(?:[:.–—-].{{0,120}})?", re.IGNORECASE)
"""A line of its own right before what is recommended."""
_TITLE = re.compile(
    rf"[\"“‘']?(?:recommendation|rec\.?)\s(?:no\.?\s|number\s)?({_NUMBER})"
    r"(?:\s?[:.)(|].*|\s?[–—-](?!\s?[A-Z]{0,2}\d).*|(?-i:\s[A-Z](?:[a-z]|\s).*))?",
    re.IGNORECASE | re.DOTALL,
)
"""Of a section that holds one recommendation: `Recommendation 4: Ferries`, not `4. Recommendations`."""
_REACH = 40
_LINE = 300
"""Characters that a heading and the gap behind it take at most."""


def number_of(
    report: Report, outline: Outline | None, finding: Finding, block: Block | None, lead: Span | None
) -> str:
    """As the report writes it, without the word before it; empty where there is none.

    A number that stands alone counts where a list or a section of recommendations has it, not where
    paragraphs are numbered; points of a list take the number of what leads in to them (`R2 ... should:`),
    and all that has none the number of the nearest heading above it that states one.
    """
    text = report.text
    line = text.rfind("\n", 0, finding.start) + 1
    before = text[max(line, finding.start - _REACH) : finding.start]
    found = (
        _OWN.match(text, finding.start)
        or _LETTERED.match(text, finding.start)
        or _BEFORE.search(before)
        or _CELL.search(before)
        or _BEHIND.match(text, finding.end)
        or (_LISTED.search(before) if _listed(outline, finding, block) else None)
        or (_HEADING.fullmatch(_line_before(text, block.start)) if block is not None else None)
    )
    if found:
        return found[1]
    return (_of_lead(text, lead) if lead else "") or _of_section(outline, finding)


def _of_section(outline: Outline | None, finding: Finding) -> str:
    """What the headings above say, the nearest first."""
    if outline is None:
        return ""
    path = outline.path(outline.sections[finding.section])
    stated = (_TITLE.fullmatch(section.heading.strip()) for section in reversed(path))
    return next((found[1] for found in stated if found), "")


def _line_before(text: str, start: int) -> str:
    """The last line with words before a block."""
    end = len(text[max(0, start - _LINE) : start].rstrip()) + max(0, start - _LINE)
    return text[text.rfind("\n", 0, end) + 1 : end].strip()


def _listed(outline: Outline | None, finding: Finding, block: Block | None) -> bool:
    if block is not None and block.kind is BlockKind.LIST_ITEM:
        return True
    return outline is not None and outline.sections[finding.section].role is Role.RECOMMENDATIONS


def _of_lead(text: str, lead: Span) -> str:
    line = text.rfind("\n", 0, lead[0]) + 1
    found = (
        _OWN.match(text, lead[0])
        or _LETTERED.match(text, lead[0])
        or _HEADING.fullmatch(_line_before(text, lead[0]))
        or _BEFORE.search(text[max(line, lead[0] - _REACH) : lead[0]])
    )
    return found[1] if found else ""
