"""The words of one paragraph, as printed: without what was deleted, hidden or only instructs Word."""

from collections.abc import Callable
from dataclasses import dataclass, field

from reportminer.parse.docx.diagrams import DRAWN
from reportminer.parse.docx.notes import Notes
from reportminer.parse.docx.pages import Pages
from reportminer.parse.docx.styles import Setting, Styles, is_on, setting_of, value_of
from reportminer.parse.markup.inline import PLAIN, Face, Inline
from reportminer.parse.markup.node import Node, travel

_LEFT_OUT = frozenset(
    {"w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:instrText", "w:delText", "w:delInstrText", "w:sdtPr"}
    | {"w:sdtEndPr", "w:fldData", "w:ffData", "w:annotationRef", "w:tblPr", "w:smartTagPr", "w:rt"}
)
_SPACES = {"w:tab": " ", "w:ptab": " ", "w:noBreakHyphen": "-", "w:softHyphen": "", "w:pgNum": ""}
_CHECKED = {
    "00FE": "☑",
    "00FC": "✓",
    "0052": "☑",
    "00A8": "☐",
    "006F": "☐",
    "00E0": "→",
    "00B7": "•",
    "00A7": "▪",
}
"""Codes of Wingdings and Symbol that say something in running text."""

Noted = tuple[int, bool, str]
"""A note that the text leads to: the page on which it does, whether it is an endnote, its id."""


@dataclass(slots=True)
class Gatherer:
    """Visitor of a paragraph that fills an `Inline`."""

    styles: Styles
    pages: Pages
    footnotes: Notes
    endnotes: Notes
    base: Setting
    """How text of the paragraph's style is set."""
    inline: Inline
    boxed: Callable[[Node], None]
    """Takes the text boxes and diagrams that are anchored in the paragraph."""
    noted: list[Noted] = field(default_factory=list)
    """Notes that the paragraph leads to."""
    _faces: list[Face | None] = field(default_factory=list)
    """Of the runs that are open; None for one that is not printed."""

    def walk(self, paragraph: Node) -> None:
        """Gather all that is in a paragraph."""
        travel(paragraph, self)

    def enter(self, node: Node) -> bool:
        """See `markup.node.Visitor`."""
        tag = node.tag
        if tag in _LEFT_OUT or (tag == "w:sdt" and is_placeholder(node)):
            return False
        if tag == "w:r":
            self._faces.append(self._face(node))
            return True
        if tag in ("mc:AlternateContent", "mc:Choice", "mc:Fallback", "w:t", "m:t"):
            return self._may_pass(node)
        if tag == "w:txbxContent" or tag in DRAWN:
            self.boxed(node)
            return False
        return self._sign(node)

    def words(self, text: str) -> None:
        """Only text elements hold printed text; white space between others is layout of the XML."""

    def leave(self, node: Node) -> None:
        """See `markup.node.Visitor`."""
        if node.tag == "w:r":
            self._faces.pop()

    def _may_pass(self, node: Node) -> bool:
        """Print a text element; of alternatives take the first that is offered."""
        if node.tag in ("w:t", "m:t"):
            self._print("".join(child for child in node.children if isinstance(child, str)))
            return False
        if node.tag == "mc:AlternateContent" and node.child("mc:Choice"):
            node.children[:] = [child for child in node.nodes if child.tag == "mc:Choice"][:1]
        return True

    def _sign(self, node: Node) -> bool:
        """Breaks, tabs, signs, note marks; False where that was all."""
        tag = node.tag
        if tag in _SPACES:
            self._print(_SPACES[tag])
        elif tag == "w:lastRenderedPageBreak":
            self.pages.rendered()
        elif tag in ("w:br", "w:cr"):
            self._break(node)
        elif tag == "w:sym":
            self._print(_CHECKED.get(node.get("char").upper().replace("F0", "00", 1), " "))
        elif tag in ("w:footnoteReference", "w:endnoteReference"):
            self._note(node)
        else:
            return True
        return False

    def _break(self, node: Node) -> None:
        if self._printed_now() is None:
            return
        if node.get("type") == "page":
            self.pages.explicit()
            self._print(" ")
        elif not self.inline.empty:
            self.inline.break_line(self.pages.now)

    def _note(self, node: Node) -> None:
        if self._printed_now() is None:
            return
        endnote = node.tag == "w:endnoteReference"
        mark = (self.endnotes if endnote else self.footnotes).mark(node.get("id"))
        if mark:
            self.noted.append((self.pages.now, endnote, node.get("id")))
            if not is_on(node.get("customMarkFollows") or "0"):
                shown = mark if mark.isdigit() else f"[{mark}]"  # a raised letter would run into the word
                self.inline.add(shown, Face(raised=True), self.pages.now)

    def _print(self, text: str) -> None:
        face = self._printed_now()
        if text and face is not None:
            self.inline.add(text, face, self.pages.now)

    def _printed_now(self) -> Face | None:
        return self._faces[-1] if self._faces else PLAIN

    def _face(self, run: Node) -> Face | None:
        properties = run.child("w:rPr")
        setting = setting_of(properties)
        named = value_of(properties.child("w:rStyle")) if properties else ""
        if named:
            setting = setting.over(self.styles.style(named).setting)
        setting = setting.over(self.base)
        if setting.hidden or setting.struck:
            return None
        bold = bool(setting.bold) or self.styles.is_large(setting.size)
        return Face(bold, bool(setting.italic), bool(setting.raised))


def is_placeholder(sdt: Node) -> bool:
    """Whether a form field still shows "Click here to enter text"."""
    shown = sdt.child("w:sdtPr", "w:showingPlcHdr")
    return shown is not None and is_on(value_of(shown, "1"))
