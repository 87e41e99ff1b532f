"""Footnotes and endnotes: their texts, and the marks that lead to them."""

from dataclasses import dataclass, field

from reportminer.parse.docx.styles import value_of
from reportminer.parse.markup.node import Node
from reportminer.parse.markup.numbers import written

_NOT_NOTES = frozenset({"separator", "continuationSeparator", "continuationNotice"})


@dataclass(slots=True)
class Notes:
    """The notes of one kind, and how far they are counted."""

    form: str
    """How their numbers are written."""
    _nodes: dict[str, Node] = field(default_factory=dict)
    _marks: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, tree: Node | None, kind: str, settings: Node | None) -> "Notes":
        """From footnotes.xml or endnotes.xml; `kind` is footnote or endnote."""
        said = next((n for n in settings.nodes if n.tag == "w:settings"), None) if settings else None
        form = value_of(said.child(f"w:{kind}Pr", "w:numFmt")) if said else ""
        found = cls(form or ("decimal" if kind == "footnote" else "lowerRoman"))
        for node in tree.below() if tree else ():
            if node.tag == f"w:{kind}" and node.get("type") not in _NOT_NOTES:
                found._nodes.setdefault(node.get("id"), node)
        return found

    def mark(self, name: str) -> str:
        """The number of a note, counted in the order in which the text leads to them."""
        if name not in self._nodes:
            return ""
        if name not in self._marks:
            self._marks[name] = written(len(self._marks) + 1, self.form, repeat=True)
        return self._marks[name]

    def node(self, name: str) -> Node | None:
        """The note itself."""
        return self._nodes.get(name)
