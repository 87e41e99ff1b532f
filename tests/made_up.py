"""Made-up annotated reports for tests of training and measuring: one a place, in one paragraph."""

import json
from dataclasses import replace
from hashlib import sha256

from reportminer.annotations import Document, Finding, text_hash

THINGS = ["boats", "nets", "ropes", "lamps"]
KINDS = [
    ("The {thing} at the {place} were broken and repairs were delayed.", ("CHALLENGE",)),
    ("Each crew should check the {thing} at the {place} every week.", ("RECOMMENDATION",)),
    ("We learned that shared {thing} at a {place} build trust.", ("LESSON",)),
    ("The {thing} at the {place} are painted blue.", ()),
    ("The committee met at the {place} to count the {thing}.", ()),
]


def rows_of(place, things=THINGS, kinds=KINDS):
    """Sentences with their labels: every kind told of every thing."""
    return [(form.format(thing=thing, place=place), labels) for thing in things for form, labels in kinds]


def text_of(rows, heading="Findings"):
    """The report that holds the sentences."""
    return f"Evaluation report\n\n{heading}\n\n{' '.join(words for words, _ in rows)}\n"


def annotated_reports(made, rows_by_place, heading="Findings"):
    """A folder of annotations and a folder of their reports; `made` is pytest's factory of folders."""
    gold, reports = made.mktemp("gold"), made.mktemp("reports")
    for place, rows in rows_by_place.items():
        content = text_of(rows, heading).encode()
        (reports / f"{place}_report.txt").write_bytes(content)
        data = {
            "source": f"{place}_report.txt",
            "sha256": sha256(content).hexdigest(),
            "segments": [{"text": words, "labels": list(labels)} for words, labels in rows],
        }
        (gold / f"{place}_report.json").write_text(json.dumps(data), encoding="utf-8")
    return gold, reports


def document(folder, place, about):
    """The report of a place as a record of annotations, its text beside it, its findings alone marked."""
    rows = rows_of(place)
    text = text_of(rows)
    (folder / "text").mkdir(exist_ok=True)
    (folder / "text" / f"{place}.txt").write_bytes(text.encode())
    found = [
        Finding(f"f{at}", text.index(words), text.index(words) + len(words), words, labels)
        for at, (words, labels) in enumerate(rows)
        if labels
    ]
    record = Document(place, f"{place}.txt", text_hash(text), text=text, about=about)
    return replace(record, findings=tuple(found))
