"""What the head of a page says of it: title, author, date."""

from collections.abc import Iterator

from reportminer.parse.markup.inline import clean_text
from reportminer.parse.markup.node import Node

_NAMES = {
    "title": ("citation_title", "dc.title", "dcterms.title", "og:title"),
    "author": ("citation_author", "dc.creator", "dcterms.creator", "author"),
    "publisher": ("citation_publisher", "dc.publisher", "dcterms.publisher", "og:site_name"),
    "subject": ("dc.description", "og:description", "description"),
    "created": (
        "citation_publication_date",
        "dcterms.issued",
        "dcterms.created",
        "dc.date",
        "dc.date.issued",
        "article:published_time",
        "date",
    ),
}
_MOST = 500


def properties_of(root: Node) -> dict[str, str]:
    """title, author, publisher, subject, created: as found, the most telling tag first."""
    said: dict[str, str] = {}
    for name, value in _tags(root):
        said.setdefault(name, value)
    found = {key: next((said[n] for n in names if said.get(n)), "") for key, names in _NAMES.items()}
    found["title"] = found["title"] or said.get("<title>", "")
    return {key: value for key, value in found.items() if value}


def _tags(root: Node) -> Iterator[tuple[str, str]]:
    for node in root.below():
        if node.tag == "meta":
            name = node.get("name") or node.get("property")
            yield name.strip().lower(), clean_text(node.get("content")).strip()[:_MOST]
        elif node.tag == "title":
            yield "<title>", clean_text(node.text()).strip()[:_MOST]
