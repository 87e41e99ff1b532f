"""Marks inside a line that are no part of what it says: emphasis, links, tags, odd spaces."""

import html
import re
import unicodedata

# Lengths are bounded everywhere: a hostile file must not make a pattern run away.
_STRONG = re.compile(r"(?<![*\w\\])(\*{1,3})(?=[^\s*])([^*]{1,2000}?)(?<=[^\s*\\])\1(?![*\w])")
_SCORED = re.compile(r"(?<![_\w\\])(_{1,3})(?=[^\s_])([^_]{1,2000}?)(?<=[^\s_\\])\1(?![_\w])")
_IMAGE = re.compile(r"!\[([^\]\n]{0,300})\]\([^()\s]{0,2000}(?:\s\"[^\"\n]{0,300}\")?\)")
_LINK = re.compile(r"\[([^\[\]\n]{1,500})\]\([^()\s]{0,2000}(?:\s\"[^\"\n]{0,300}\")?\)")
_REFERENCE = re.compile(r"\[([^\[\]\n]{1,500})\]\[[^\[\]\n]{0,100}\]")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
_CODE = re.compile(r"(?<!`)`([^`\n]{1,500})`(?!`)")
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|br|center|cite|code|details|div|em|font|h[1-6]|hr|i|img|li|mark|ol|p|q|s|section|small|span|"
    r"strike|strong|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul)(?:\s[^<>\n]{0,500})?/?>",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--.{0,2000}?-->", re.DOTALL)
_NOTE = re.compile(r"\[\^([\w-]{1,50})\]:?")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>|~])")
_STRUCK = re.compile(r"~~(?=\S)([^~\n]{1,500}?)(?<=\S)~~")
_LEAD = re.compile(r"\s{0,9}(\*\*|__)(?=[^\s*_])[^*_\n]{1,150}(?<=[^\s*_])\1[.:]?(?=\s*\S)")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufe0e\ufe0f\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_SPACES = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LIGATURE = re.compile("[ﬀ-ﬆ]")


def tidy(line: str) -> str:
    """Take out characters that nobody sees, spell out ligatures; leave tabs and spaces be."""
    if line.isascii() and line.isprintable():
        return line
    line = _INVISIBLE.sub("", _CONTROL.sub("", line))
    line = _LIGATURE.sub(lambda m: _LIGATURES[m.group()], line)
    return unicodedata.normalize("NFC", line)


def squeeze(text: str) -> str:
    """One plain space for any run of spaces, none at the ends."""
    return _SPACES.sub(" ", text).strip()


def plain(text: str, *, markdown: bool) -> str:
    """Take the markup out of `text`, which may hold several lines; their number stays the same.

    Emphasis and links are taken out of every text, for converted reports carry them too; tags,
    code marks, escapes only of Markdown files.
    """
    if "[" in text:
        text = _REFERENCE.sub(r"\1", _LINK.sub(r"\1", _IMAGE.sub(r"\1", text)))
    if markdown:
        text = _unmark(text)
    for _ in range(2):
        text = _SCORED.sub(r"\2", _STRONG.sub(r"\2", text))
    if "&" in text:
        text = _ENTITY.sub(_entity, text)
    return _ESCAPE.sub(r"\1", text) if markdown else text


def _unmark(text: str) -> str:
    if "[^" in text:
        text = _NOTE.sub(_note_mark, text)
    text = _AUTOLINK.sub(r"\1", _COMMENT.sub(_line_ends, text))
    return _STRUCK.sub(r"\1", _CODE.sub(r"\1", _TAG.sub(" ", text)))


def _note_mark(match: re.Match[str]) -> str:
    """As it is printed: a number alone before the note, raised behind a word. A name is never printed."""
    begins = match.start() == 0 and match.group().endswith(":")
    mark = match[1] if match[1].isdecimal() else ""
    rest = ":" if match.group().endswith(":") and not begins else ""
    return (mark if begins else mark.translate(_RAISED)) + rest


def _line_ends(match: re.Match[str]) -> str:
    return "\n" * match.group().count("\n")


def _entity(match: re.Match[str]) -> str:
    """The character that an entity stands for, unless it would break the line."""
    text = html.unescape(match.group())
    return text if text.isprintable() and len(text) <= 2 else " "


def lead_of(text: str) -> str:
    """The words between strong marks at the beginning of `text`, as they stand, where more follows."""
    found = _LEAD.match(text)
    return found[0].strip() if found else ""


def is_bold(text: str) -> bool:
    """Whether the whole of `text` is set between strong marks (`**so**`, `__so__`)."""
    text = text.strip()
    for mark in ("**", "__"):
        inner = text[2:-2]
        if len(text) > 4 and text.startswith(mark) and text.endswith(mark) and mark not in inner:
            return True
    return False
