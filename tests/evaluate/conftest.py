"""Annotated texts made of a few words."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from reportminer.annotations import Document, Finding, Partner, Unit, text_hash
from reportminer.labels import Label

SHORT = {"C": Label.CHALLENGE, "L": Label.LESSON, "R": Label.RECOMMENDATION}


@pytest.fixture
def record() -> Callable[..., Document]:
    """A record of sentences (`{"Rain fell.": "C"}`), each a unit with the labels of its letters."""

    def make(
        sentences: Mapping[str, str], name: str = "a", partners: tuple[Partner, ...] = (), **more: Any
    ) -> Document:
        text = " ".join(sentences)
        units, findings = [], []
        for words, letters in sentences.items():
            start = text.index(words)
            units.append(Unit(start, start + len(words), words))
            if letters:
                labels = tuple(SHORT[letter] for letter in letters)
                findings.append(Finding(f"f{start}", start, start + len(words), words, labels))
        return Document(
            name,
            f"{name}.txt",
            text_hash(text),
            text=text,
            segments=tuple(units),
            findings=tuple(findings),
            partners=partners,
            **more,
        )

    return make
