"""spaCy's DocBin (`.spacy`): findings in `doc.spans["findings"]`, mentions of partners in `doc.ents`.

Near misses, sections and segments are span groups too (`near_misses`, `sections`, `segments`; the
group `sc` is read as findings where there is no other). Ids are the spans' ids, partners the
entities' `kb_id`. What spans have no field for stands, as our record without its text and spans, in
`doc.user_data["reportminer"]`; on reading, spans and labels are those of the document. Tokens never
cross the edge of a span. Entities cannot overlap: a mention inside another is lost, and counted.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, DocBin, Span
from spacy.util import filter_spans
from spacy.vocab import Vocab

from reportminer.annotate.inward import fitted, to_document
from reportminer.annotate.sheets import PARTNER, Intake, Mark, Read, Rename, Sheet
from reportminer.annotate.tokens import places, tokens
from reportminer.annotations import Document, to_json, verify
from reportminer.annotations.jsonl import parse_record
from reportminer.errors import AnnotationError
from reportminer.labels import Label

KEY = "reportminer"
OURS = ("segments", "sections")
"""Groups of which our own record, kept beside, says more."""


def write(path: Path, documents: Sequence[Document]) -> None:
    """One Doc a record."""
    vocab = Vocab()
    docs = (_doc(document, vocab) for document in documents)
    path.write_bytes(DocBin(store_user_data=True, docs=docs).to_bytes())


def _doc(document: Document, vocab: Vocab) -> Doc:
    cut = tokens(document.text, _spans(document))
    words = [document.text[t.start : t.end] for t in cut]
    doc = Doc(vocab, words=words, spaces=[t.space for t in cut])
    starts, ends = places(cut)

    def span(start: int, end: int, label: str, **names: Any) -> Span:
        return Span(doc, starts[start], ends[end] + 1, label=label, **names)

    doc.spans["findings"] = [
        span(f.start, f.end, label, span_id=f.id) for f in document.findings for label in f.labels
    ]
    doc.spans["near_misses"] = [span(n.start, n.end, "NEAR_MISS", span_id=n.id) for n in document.near_misses]
    doc.spans["segments"] = [span(u.start, u.end, u.kind) for u in document.segments]
    doc.spans["sections"] = [
        span(s.start, s.start + len(s.heading), s.role) for s in document.sections if s.heading
    ]
    doc.ents = filter_spans([span(m.start, m.end, PARTNER, kb_id=m.partner) for m in document.mentions])
    doc.user_data[KEY] = to_json(document)
    return doc


def _spans(document: Document) -> list[tuple[int, int]]:
    """Every span that the Doc is to hold."""
    spans = [(f.start, f.end) for f in document.findings] + [(n.start, n.end) for n in document.near_misses]
    spans += [(m.start, m.end) for m in document.mentions] + [(u.start, u.end) for u in document.segments]
    return spans + [(s.start, s.start + len(s.heading)) for s in document.sections if s.heading]


def read(path: Path, rename: Rename) -> Read:
    """Every Doc of a file, ours or anyone's."""
    intake = Intake(rename)
    documents = []
    try:
        docs = list(DocBin().from_bytes(path.read_bytes()).get_docs(Vocab()))
    except (OSError, ValueError, KeyError, TypeError, zlib.error) as error:
        raise AnnotationError(f"{path.name} is no DocBin: {error}", hint="give a .spacy file") from error
    for number, doc in enumerate(docs, 1):
        where = f"{path.name} doc {number}"
        kept = doc.user_data.get(KEY)
        sheet = Sheet(doc.text, tuple(_marks(doc, intake, OURS if isinstance(kept, str) else ())))
        found = to_document(sheet, where, f"{path.stem}-{number}", intake)
        found = _restored(found, kept, where, intake) if isinstance(kept, str) else found
        documents.append(intake.claim(found, where))
    return Read(tuple(documents), intake.passed)


def _marks(doc: Doc, intake: Intake, ours: Sequence[str]) -> Iterator[Mark]:
    """Of findings, near misses and entities; spans of groups that are not `ours` are counted."""
    groups: dict[str, Any] = dict(doc.spans.items())
    findings = "findings" if "findings" in groups else "sc"
    for name in sorted(groups.keys() - {findings, "near_misses", *ours}):
        intake.skip(f"spans of the group {name}", len(groups[name]))
    found: Iterable[Span] = groups.get(findings, ())
    for span in (*found, *groups.get("near_misses", ()), *doc.ents):
        labels = intake.labels([span.label_])
        values = {"partner": (span.kb_id_,)} if span.kb_id_ and PARTNER in labels else {}
        if labels:
            yield Mark(span.start_char, span.end_char, labels, values, span.id_)


def _restored(found: Document, kept: str, where: str, intake: Intake) -> Document:
    """Our record with the spans and labels of the Doc, which may have been changed since."""
    record = replace(parse_record(kept, where), text=found.text)
    known = {finding.id: finding for finding in record.findings}
    notes = {miss.id: miss.note for miss in record.near_misses}
    findings = tuple(
        replace(known[f.id], start=f.start, end=f.end, text=f.text, labels=_labels(f.labels))
        if f.id in known
        else f
        for f in found.findings
    )
    misses = tuple(replace(miss, note=notes.get(miss.id, "")) for miss in found.near_misses)
    names = {partner.id: partner.name for partner in found.partners}
    ids = {partner.id for partner in record.partners}
    mentions = tuple(replace(m, partner=names[m.partner]) for m in found.mentions if names[m.partner] in ids)
    intake.skip("mentions of no known partner", len(found.mentions) - len(mentions))
    ends = {finding.id for finding in findings}
    relations = tuple(r for r in record.relations if {r.source, r.target} <= ends)
    intake.skip("relations whose findings are gone", len(record.relations) - len(relations))
    restored = replace(record, findings=findings, near_misses=misses, mentions=mentions, relations=relations)
    restored = fitted(restored, intake)
    verify(restored, where)
    return restored


def _labels(labels: Sequence[str]) -> tuple[Label, ...]:
    return tuple(Label(label) for label in labels)
