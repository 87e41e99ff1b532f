"""The writer's annotations of a report, as a record of the project's format."""

import re
from collections.abc import Iterable, Iterator, Sequence

from builder.faults import Place, SourceError
from builder.plain import Placed
from builder.sections import sections
from builder.source import Source
from builder.splits import Splits
from builder.tail import Note
from builder.tail import Partner as Named
from reportminer.annotations import (
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
    text_hash,
)
from reportminer.labels import Label, PartnerRole, Role

ANNOTATOR = "writer"
GUIDELINE = "2"
_LABELS = {"c": Label.CHALLENGE, "l": Label.LESSON, "r": Label.RECOMMENDATION}


def document(source: Source, text: str, placed: Sequence[Placed], splits: Splits) -> Document:
    """Everything the source says, anchored in `text`."""
    partners = source.tail.partners
    return Document(
        id=source.head.id,
        source=f"{source.head.id}.txt",
        sha256=text_hash(text),
        text=text,
        about=_about(source, splits.parts[source.head.id]),
        annotator=ANNOTATOR,
        guideline=GUIDELINE,
        time=splits.annotated,
        findings=tuple(_findings(source, text, placed)),
        near_misses=tuple(_near_misses(text, placed)),
        partners=tuple(_partner(number, held) for number, held in enumerate(partners, 1)),
        mentions=tuple(_mentions(source, text)),
        mentioned=tuple(name for name, _ in source.tail.mentioned),
        relations=tuple(_relations(source.tail.notes.values())),
        sections=tuple(_section_roles(text, placed)),
    )


def _about(source: Source, split: str) -> About:
    head = source.head
    return About(
        title=head.title,
        organisation=head.organisation,
        year=head.year,
        country=head.country,
        genre=head.genre,
        variety=head.variety,
        design=head.design,
        split=Split(split),
    )


def _spans(placed: Sequence[Placed]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    for held in placed:
        for mark in held.block.marks:
            yield held.start + mark.start, held.start + mark.end, mark.names


def _findings(source: Source, text: str, placed: Sequence[Placed]) -> Iterator[Finding]:
    """One for each name of a mark: a sentence with two labels has different attributes for each."""
    for start, end, names in _spans(placed):
        for name in names:
            note = source.tail.notes[name]
            yield Finding(
                id=name,
                start=start,
                end=end,
                text=text[start:end],
                labels=(_LABELS[name[0]],),
                codes=note.codes,
                actor=note.actor,
                modality=note.modality,  # type: ignore[arg-type]
                deadline=note.deadline,
                negated=note.negated,
                speaker=note.speaker,
                number=note.number,
            )


def _near_misses(text: str, placed: Sequence[Placed]) -> Iterator[NearMiss]:
    missed = [(start, end) for start, end, names in _spans(placed) if not names]
    for number, (start, end) in enumerate(missed, 1):
        yield NearMiss(f"n{number}", start, end, text[start:end])


def _relations(notes: Iterable[Note]) -> Iterator[Relation]:
    for note in notes:
        for target in note.answers:
            yield Relation(RelationKind.ANSWERS, note.name, target)
        for target in note.origins:
            yield Relation(RelationKind.FROM, note.name, target)


def _partner(number: int, held: Named) -> Partner:
    return Partner(f"p{number}", held.name, held.aliases, PartnerRole(held.role), parent=held.parent)


def _mentions(source: Source, text: str) -> Iterator[Mention]:
    """Whole words, longest names first; inside the name of another organisation nothing is a mention."""
    owners: dict[str, str] = {name: "" for name, _ in source.tail.mentioned}
    for number, held in enumerate(source.tail.partners, 1):
        owners.update(dict.fromkeys((held.name, *held.aliases), f"p{number}"))
    found = _places(text, owners)
    for held in source.tail.partners:
        if not {held.name, *held.aliases} & {name for _, name in found}:
            raise SourceError(Place(source.path, held.line), f"{held.name!r} has no mention of its own")
    for start, name in found:
        if owners[name]:
            yield Mention(owners[name], start, start + len(name), name)


def _places(text: str, names: Iterable[str]) -> list[tuple[int, str]]:
    """Where the names stand: the longest takes its place first, and nothing overlaps."""
    taken = bytearray(len(text))
    found: list[tuple[int, str]] = []
    for name in sorted(names, key=lambda name: (-len(name), name)):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            if not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = b"\1" * len(name)
                found.append((match.start(), name))
    return sorted(found)


def _section_roles(text: str, placed: Sequence[Placed]) -> Iterator[SectionRole]:
    for section in sections(placed, len(text)):
        yield SectionRole(
            section.start, section.end, section.heading, Role(section.role), section.level, section.declared
        )
