"""Typeset the corpus: each corpus/source/*.typ to corpus/pdf/*.pdf, the same bytes every time."""

from pathlib import Path

import typst

HERE = Path(__file__).parent
MARKS = "marks.typ"


def main() -> None:
    """Compile every report; the fonts are those that come with typst, so machines agree."""
    (HERE / "pdf").mkdir(exist_ok=True)
    for source in sorted((HERE / "source").glob("*.typ")):
        if source.name == MARKS:
            continue
        target = HERE / "pdf" / f"{source.stem}.pdf"
        typst.compile(str(source), output=str(target), root=str(HERE / "source"), ignore_system_fonts=True)
        print(f"{target.relative_to(HERE.parent)}")


if __name__ == "__main__":
    main()
