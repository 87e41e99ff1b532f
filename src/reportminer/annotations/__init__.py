"""The annotation format: what people say of a report's text, beside the text and never in it.

A file is JSON Lines in UTF-8: one record (`Document`) a line, one line a report and annotator.
Offsets count code points of the report's text, half open, and every span carries its own text, so
that one that is not where it says is noticed. The text itself stands in the record (`text`) or
beside the file in `ID.txt`, read as it is, line ends and all. Values that are empty are not written;
an unknown key, a wrong type or a span out of place is refused with file, line and remedy. What was
written here is read and written again to the same bytes. `annotations/README.md` shows a record.
"""

from reportminer.annotations.check import (
    Problem,
    is_time,
    locate,
    problems,
    unknown_codes,
    verify,
)
from reportminer.annotations.jsonl import (
    load,
    read_documents,
    read_lines,
    to_json,
    write_documents,
)
from reportminer.annotations.records import (
    ENDS,
    FORMAT,
    About,
    Document,
    Finding,
    Mention,
    NearMiss,
    Partner,
    Relation,
    RelationKind,
    SectionRole,
    Split,
    Unit,
    UnitKind,
    text_hash,
)

__all__ = [
    "ENDS",
    "FORMAT",
    "About",
    "Document",
    "Finding",
    "Mention",
    "NearMiss",
    "Partner",
    "Problem",
    "Relation",
    "RelationKind",
    "SectionRole",
    "Split",
    "Unit",
    "UnitKind",
    "is_time",
    "load",
    "locate",
    "problems",
    "read_documents",
    "read_lines",
    "text_hash",
    "to_json",
    "unknown_codes",
    "verify",
    "write_documents",
]
