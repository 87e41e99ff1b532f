"""The annotation guideline that came with the program."""

from pathlib import Path

_NAME = "GUIDELINE.md"


def shipped() -> str:
    """Its text: inside the installed package, or in `annotations/` of a checkout."""
    here = Path(__file__).parents[1]
    for path in (here / "_guideline" / _NAME, here.parents[1] / "annotations" / _NAME):
        if path.is_file():
            return path.read_text(encoding="utf-8")
    return "# Annotation guideline\n\nNone came with the program: write what the labels mean here.\n"
