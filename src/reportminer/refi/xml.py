"""XML from and to records. What is read is never trusted: no DTD, no entities, no network."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from lxml import etree

from reportminer.errors import UsageError
from reportminer.refi.records import Code

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
ORIGIN = "reportminer"
TIME = "2000-01-01T00:00:00Z"
"""Some programs cannot open a project without times; a fixed one keeps the same bytes."""
DEPTH = 60
"""Levels of codes that are read."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COLOR = re.compile(r"#(?:[A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})")
_GUID = re.compile(r"\{?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?")

Refuse = Callable[[str, str], UsageError]
"""Makes the error for a message and a hint."""


class Maker:
    """Makes elements of one namespace; what XML cannot hold becomes U+FFFD."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace

    def root(self, tag: str, **attributes: str) -> Any:
        """The outermost element."""
        return self._filled(etree.Element(self._name(tag), nsmap={None: self.namespace}), attributes)

    def add(self, parent: Any, tag: str, text: str = "", **attributes: str) -> Any:
        """One more child."""
        child = self._filled(etree.SubElement(parent, self._name(tag)), attributes)
        child.text = clean(text) or None
        return child

    def codes(self, parent: Any, codes: Iterable[Code]) -> None:
        """`Code` elements with all below them."""
        for code in codes:
            told = {"guid": code.guid, "name": code.name, "isCodable": str(code.codable).lower()}
            made = self.add(parent, "Code", **told, **({"color": code.color} if code.color else {}))
            if code.description:
                self.add(made, "Description", code.description)
            self.codes(made, code.children)

    def _name(self, tag: str) -> str:
        return f"{{{self.namespace}}}{tag}"

    @staticmethod
    def _filled(element: Any, attributes: dict[str, str]) -> Any:
        for name, value in attributes.items():
            element.set(name, clean(value))
        return element


def clean(text: str) -> str:
    """Text that XML can hold."""
    return _NOT_XML.sub("\ufffd", text)


def dump(root: Any) -> bytes:
    """The document as UTF-8."""
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return data


def load(data: bytes, where: str, refuse: Refuse) -> Any:
    """The root of a document. Raises what `refuse` makes for anything that is not plain XML."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise refuse(f"{where}: no XML that can be read: {error.msg}", "export it again") from None
    if root.getroottree().docinfo.doctype:
        raise refuse(f"{where}: has a document type", "REFI-QDA files have none: export it again")
    return root


def local(element: Any) -> str:
    """The name of an element without its namespace (programs write it in several spellings)."""
    return str(etree.QName(element).localname)


def children(element: Any, tag: str) -> Iterator[Any]:
    """Children of that name."""
    return (child for child in element if local(child) == tag)


def child_text(element: Any, tag: str) -> str:
    """The text of the first child of that name."""
    return next((child.text or "" for child in children(element, tag)), "")


def guid_of(element: Any, name: str = "guid") -> str:
    """A GUID in small letters without braces; empty where there is none."""
    value = element.get(name, "")
    return value.strip("{}").lower() if _GUID.fullmatch(value) else ""


def read_codes(parent: Any, passed: Counter[str], depth: int = 0) -> tuple[Code, ...]:
    """The codes below an element; those without GUID or name, or too deep, are counted."""
    found = []
    for element in children(parent, "Code"):
        key, name = guid_of(element), element.get("name", "").strip()
        if not key or not name or depth >= DEPTH:
            passed["codes without GUID or name, or too deep"] += 1
            continue
        color = element.get("color", "")
        found.append(
            Code(
                guid=key,
                name=name,
                description=child_text(element, "Description"),
                codable=element.get("isCodable", "true") in ("true", "1"),
                color=color if _COLOR.fullmatch(color) else "",
                children=read_codes(element, passed, depth + 1),
            )
        )
    return tuple(found)
