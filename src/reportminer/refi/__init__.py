"""REFI-QDA 1.5: the exchange format of qualitative data analysis software, read and written.

A project (`.qdpx`) is a zip file with `project.qde` (XML: users, codes, sources, coded selections)
and the texts in `sources/`; a codebook (`.qdc`) is the XML of the codes alone. Positions count
Unicode code points of a text as it is stored, line ends included, from 0, the end not included.
"""

from reportminer.refi.codes import as_codes, as_rows, read_codebook, write_codebook
from reportminer.refi.package import write_project
from reportminer.refi.reading import Limits, read_project
from reportminer.refi.records import Code, Link, Project, Selection, Text, User, guid

__all__ = [
    "Code",
    "Limits",
    "Link",
    "Project",
    "Selection",
    "Text",
    "User",
    "as_codes",
    "as_rows",
    "guid",
    "read_codebook",
    "read_project",
    "write_codebook",
    "write_project",
]
