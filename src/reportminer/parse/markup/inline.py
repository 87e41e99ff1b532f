"""Gathers the words of one block: runs of text and how they are set, to pieces of single-spaced text."""

import re
from dataclasses import dataclass, replace

from reportminer.labels import BlockKind
from reportminer.parse.compose import Draft, Piece
from reportminer.parse.text.inline import tidy

_SPACE = re.compile(r"\s+")
_SEPARATOR = re.compile("[\u2028\u2029\x85]")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_RAISED_NUMBER = re.compile(r"\s*\d{1,4}(?:\s?[,–-]\s?\d{1,4}){0,9}\s*")


@dataclass(frozen=True, slots=True)
class Face:
    """How a run of text is set."""

    bold: bool = False
    italic: bool = False
    raised: bool = False


PLAIN = Face()


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a block."""

    pieces: tuple[Piece, ...] = ()
    bold: bool = False
    lead: int = 0
    """See `Block.lead`; counted without a marker."""

    @property
    def text(self) -> str:
        """All of it in one line."""
        return "".join(piece.text + piece.glue for piece in self.pieces).strip()


@dataclass(slots=True)
class _Run:
    parts: list[str]
    face: Face
    page: int


class Inline:
    """Takes runs of text, gives the `Words` of the block they make."""

    def __init__(self) -> None:
        self._lines: list[list[_Run]] = [[]]

    @property
    def empty(self) -> bool:
        """Whether nothing at all was added."""
        return len(self._lines) == 1 and not self._lines[0]

    def add(self, text: str, face: Face = PLAIN, page: int = 1) -> None:
        """Add text as it stands in the file; white space counts as a space. A new page is a new line."""
        line = self._lines[-1]
        if line and line[-1].face is face and line[-1].page == page:
            line[-1].parts.append(text)
        elif not line or line[-1].page == page:
            line.append(_Run([text], face, page))
        else:
            self._lines.append([_Run([text], face, page)])

    def break_line(self, page: int = 1) -> None:
        """End the printed line."""
        self.add(" ", page=page)
        self._lines.append([])

    def take(self) -> Words:
        """The words gathered so far; begins anew."""
        lines, self._lines = self._lines, [[]]
        pieces: list[Piece] = []
        set_off = _SetOff()
        after_space = True
        for line in lines:
            text, begins_spaced, ends_spaced = _laid(line, set_off)
            if text:
                if pieces:
                    glue = " " if after_space or begins_spaced else ""
                    pieces[-1] = replace(pieces[-1], glue=glue)
                    set_off.at += len(glue)
                pieces.append(Piece(text, line[0].page))
                set_off.line_done(len(text))
            after_space = ends_spaced or (after_space and not text)
        return Words(tuple(pieces), set_off.bold, set_off.lead)


class _SetOff:
    """Watches how far from the beginning a block's words are bold or italic."""

    def __init__(self) -> None:
        self.at = 0
        self._reach = 0
        self._open = True
        self._all_bold = True
        self._any = False

    def run(self, run: _Run, text: str, upto: int) -> None:
        """A run of the present line that ends `upto` characters into it."""
        if run.face.raised or not any(c.isalnum() for c in text):
            if self._open and self._reach and (run.face.bold or run.face.italic):
                self._reach = self.at + upto
            return
        self._any = True
        self._all_bold &= run.face.bold
        if self._open and (run.face.bold or run.face.italic):
            self._reach = self.at + upto
        else:
            self._open = False

    def line_done(self, length: int) -> None:
        self.at += length

    @property
    def bold(self) -> bool:
        return self._any and self._all_bold

    @property
    def lead(self) -> int:
        return 0 if self._open else self._reach


def _laid(line: list[_Run], set_off: _SetOff) -> tuple[str, bool, bool]:
    """Text of a line, and whether white space stood at its beginning and end."""
    text = ""
    begins_spaced = False
    for run in line:
        clean = clean_text("".join(run.parts))
        if run.face.raised and _RAISED_NUMBER.fullmatch(clean):
            clean = clean.strip().translate(_RAISED)
        if not text:
            begins_spaced |= clean.startswith(" ")
        if not text or text.endswith(" "):
            clean = clean.lstrip()
        text += clean
        set_off.run(run, clean, len(text.rstrip()))
    return text.rstrip(), begins_spaced, text.endswith(" ") or not text


def clean_text(text: str) -> str:
    """Without what nobody sees, each run of white space one space; spaces at the ends stay."""
    return _SPACE.sub(" ", tidy(_SEPARATOR.sub("\n", text)))


def draft_of(kind: BlockKind, words: Words, *, level: int = 0, marker: str = "") -> Draft:
    """A draft whose text begins with its marker, as a reader sees it."""
    pieces, lead = words.pieces, words.lead
    if marker and pieces:
        pieces = (replace(pieces[0], text=f"{marker} {pieces[0].text}"), *pieces[1:])
        lead = lead + len(marker) + 1 if lead else 0
    return Draft(kind, pieces, level=level, marker=marker, bold=words.bold, lead=lead)
