"""What a record says, fact by fact: two records that say the same have the same facts.

Ids are no facts: spans and names stand for what they name. A finding with two labels says the same
as two findings of the same span with one each.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields

from reportminer.annotations import Document, Finding, Partner

Fact = tuple[str, ...]
"""Kind of fact first, then what is said."""
_VALUES = ("actor", "modality", "deadline", "speaker", "number", "note")


def lost(before: Iterable[Document], after: Iterable[Document]) -> Counter[str]:
    """How many facts of each kind the records `before` hold that those `after` do not."""
    known = sum(map(facts, before), Counter[Fact]())
    known.subtract(sum(map(facts, after), Counter[Fact]()))
    kinds: Counter[str] = Counter()
    for fact, count in known.items():
        if count > 0:
            kinds[fact[0]] += count
    return kinds


def counted(kinds: Mapping[str, int]) -> list[str]:
    """Kinds of facts with their counts, in words: `1 segment`, `43 segments`."""
    return [f"{count:,} {kind if count == 1 else _plural(kind)}" for kind, count in sorted(kinds.items())]


def _plural(kind: str) -> str:
    if "partner's " in kind:
        kind = kind.replace("partner's ", "partners' ")
    elif kind == "partner of a mention":
        return "partners of mentions"
    if kind.endswith("y"):
        return f"{kind[:-1]}ies"
    return kind if kind == "pages" else f"{kind}{'es' if kind.endswith('s') else 's'}"


def facts(document: Document) -> Counter[Fact]:
    """Every fact of a record, counted."""
    found: Counter[Fact] = Counter((fact[0], document.id, *fact[1:]) for fact in _facts(document))
    return found


def _facts(document: Document) -> Iterator[Fact]:
    yield "text", document.sha256
    yield from _head(document)
    for finding in document.findings:
        yield from _finding(finding)
    for miss in document.near_misses:
        yield "near miss", str(miss.start), str(miss.end)
        if miss.note:
            yield "note", str(miss.start), str(miss.end), miss.note
    for partner in document.partners:
        yield from _partner(partner)
    yield from _between(document)
    for organisation in document.mentioned:
        yield "mentioned organisation", organisation
    for section in document.sections:
        yield "section", str(section)
    for unit in document.segments:
        yield "segment", str(unit)


def _head(document: Document) -> Iterator[Fact]:
    for name in ("source", "annotator", "guideline", "time", "pages"):
        if getattr(document, name):
            yield name, str(getattr(document, name))
    for field in fields(document.about):
        if getattr(document.about, field.name):
            yield field.name, str(getattr(document.about, field.name))


def _finding(finding: Finding) -> Iterator[Fact]:
    for label in finding.labels:
        place = (str(finding.start), str(finding.end), str(label))
        yield "label", *place
        for code in finding.codes:
            yield "code", *place, code
        for name in _VALUES:
            if getattr(finding, name):
                yield name, *place, str(getattr(finding, name))
        if finding.negated:
            yield "negation", *place


def _partner(partner: Partner) -> Iterator[Fact]:
    yield "partner", partner.name
    yield "partner's role", partner.name, partner.role
    for alias in partner.aliases:
        yield "alias", partner.name, alias
    for role in partner.also:
        yield "partner's other role", partner.name, role
    if partner.parent:
        yield "partner's parent", partner.name, partner.parent
    if partner.optional:
        yield "doubtful partner", partner.name


def _between(document: Document) -> Iterator[Fact]:
    names = {partner.id: partner.name for partner in document.partners}
    for mention in document.mentions:
        yield "mention", str(mention.start), str(mention.end)
        yield "partner of a mention", str(mention.start), str(mention.end), names[mention.partner]
    places = {finding.id: f"{finding.start}:{finding.end}" for finding in document.findings}
    for relation in document.relations:
        yield "relation", relation.kind, places[relation.source], places[relation.target]
