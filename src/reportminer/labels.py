"""The names of the field, once: labels, roles, kinds and statuses used throughout reportminer."""

from enum import StrEnum


class Label(StrEnum):
    """What a finding is (see the annotation guideline)."""

    CHALLENGE = "CHALLENGE"
    LESSON = "LESSON"
    RECOMMENDATION = "RECOMMENDATION"


class BlockKind(StrEnum):
    """What a block of a page is. `heading`, `paragraph` and `list_item` are the narrative."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    HEADER = "header"
    FOOTER = "footer"
    CONTENTS = "contents"
    FIGURE = "figure"


class PageStatus(StrEnum):
    """What became of a page: the ledger of what was read and what was not."""

    OK = "ok"
    BLANK = "blank"
    NO_TEXT = "no_text"
    OCR = "ocr"
    GARBLED = "garbled"
    FAILED = "failed"


class ReportStatus(StrEnum):
    """What became of a report. `partial`: some pages could not be read; `failed`: none could.

    `untagged`: not in English.
    """

    OK = "ok"
    PARTIAL = "partial"
    UNTAGGED = "untagged"
    FAILED = "failed"


class Role(StrEnum):
    """What a section is for. Inherited by subsections that have no role of their own."""

    SUMMARY = "summary"
    BACKGROUND = "background"
    METHOD = "method"
    PARTNERS = "partners"
    ACTIVITIES = "activities"
    RESULTS = "results"
    GOOD_PRACTICE = "good_practice"
    CHALLENGES = "challenges"
    LESSONS = "lessons"
    RECOMMENDATIONS = "recommendations"
    CONCLUSIONS = "conclusions"
    CASE_STUDY = "case_study"
    REFERENCES = "references"
    CONTENTS = "contents"
    ANNEX = "annex"
    OTHER = "other"


class PartnerRole(StrEnum):
    """What a partner does in the partnership. `unknown` where the text does not say."""

    LEAD = "lead"
    IMPLEMENTING = "implementing"
    GOVERNMENT = "government"
    FUNDER = "funder"
    TECHNICAL = "technical"
    RESEARCH = "research"
    PRIVATE = "private"
    NETWORK = "network"
    COMMUNITY = "community"
    OTHER = "other"
    UNKNOWN = "unknown"


class SegmentKind(StrEnum):
    """The unit that is labelled."""

    SENTENCE = "sentence"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"


class Method(StrEnum):
    """How a finding was found."""

    RULE = "rule"
    MODEL = "model"
    BOTH = "both"


DECLARED: dict[Role, Label] = {
    Role.CHALLENGES: Label.CHALLENGE,
    Role.LESSONS: Label.LESSON,
    Role.RECOMMENDATIONS: Label.RECOMMENDATION,
}
"""Sections whose heading declares what stands in them."""

MINEABLE = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW})
"""Kinds whose segments may carry a label."""

READ = frozenset({PageStatus.OK, PageStatus.OCR})
"""Pages whose words are in the text."""

UNREAD = frozenset({PageStatus.NO_TEXT, PageStatus.GARBLED, PageStatus.FAILED})
"""Pages that hold something which could not be read."""

ENGLISH = frozenset({"en", ""})
"""Languages that are tagged; empty where there is too little text to tell."""
