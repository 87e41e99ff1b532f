"""What a Word file says of itself: its core properties."""

from reportminer.parse.docx.package import Package
from reportminer.parse.markup.inline import clean_text

_FIELDS = {"title": "title", "creator": "author", "subject": "subject", "created": "created"}
_MOST = 500


def properties_of(package: Package) -> dict[str, str]:
    """title, author, subject, created: as found, empty ones left out."""
    tree = package.tree(package.related("core-properties", of=""))
    found: dict[str, str] = {}
    for node in tree.below() if tree else ():
        value = clean_text(node.text()).strip()[:_MOST]
        if node.tag in _FIELDS and value:
            found.setdefault(_FIELDS[node.tag], value)
    return found
