"""Word files written by hand: the zip and its parts, so that awkward cases can be told exactly."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest

from reportminer.config import Limits
from reportminer.parse import read
from reportminer.types import Report, Source

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{RELATIONS}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def par(*runs: str, style: str = "", properties: str = "") -> str:
    """A paragraph; runs that are no markup are text."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    inner = "".join(r if r.startswith("<") else run(r) for r in runs)
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{inner}</w:p>"


def item(text: str, num: int, level: int = 0) -> str:
    """A paragraph of a list."""
    numbers = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'
    return par(text, properties=numbers)


def table(*rows: list[str]) -> str:
    """A table; cells are texts or blocks."""
    cells = ("".join(f"<w:tc>{c if c.startswith('<') else par(c)}</w:tc>" for c in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def style(name: str, shown: str, inner: str = "", based_on: str = "", *, default: bool = False) -> str:
    """A paragraph style."""
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    flag = ' w:default="1"' if default else ""
    begin = f'<w:style w:type="paragraph"{flag} w:styleId="{name}"><w:name w:val="{shown}"/>'
    return f"{begin}{base}{inner}</w:style>"


def levels(*forms: tuple[str, str], inner: str = "") -> str:
    """Levels of a list: (form, text) each, all from 1."""
    return "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
        f"{inner}</w:lvl>"
        for at, (form, text) in enumerate(forms)
    )


def lists(**schemes: str) -> str:
    """numbering.xml: list `_1` of scheme 1, and so on."""
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{name[1:]}">{text}</w:abstractNum>'
        for name, text in schemes.items()
    )
    nums = "".join(
        f'<w:num w:numId="{name[1:]}"><w:abstractNumId w:val="{name[1:]}"/></w:num>' for name in schemes
    )
    return abstract + nums


@dataclass
class Word:
    """A Word file in the making. Parts are what stands inside their root elements."""

    body: str = ""
    styles: str = ""
    numbering: str = ""
    footnotes: str = ""
    endnotes: str = ""
    settings: str = ""
    core: str = ""
    main: str = "word/document.xml"
    whole: str = ""
    """document.xml as it stands, instead of `body`."""
    extra: dict[str, bytes] = field(default_factory=dict)

    def data(self) -> bytes:
        """The bytes of the file."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in self.parts().items():
                dated = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
                archive.writestr(dated, part, zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def parts(self) -> dict[str, bytes | str]:
        """Names and contents."""
        kinds = ("styles", "numbering", "footnotes", "endnotes", "settings")
        held = {kind: getattr(self, kind) for kind in kinds if getattr(self, kind)}
        folder, _, file = self.main.rpartition("/")
        document = self.whole or f"<w:document {SPACES}><w:body>{self.body}</w:body></w:document>"
        root = [("officeDocument", self.main)] + (
            [("core-properties", "docProps/core.xml")] if self.core else []
        )
        found: dict[str, bytes | str] = {
            "_rels/.rels": _relations(root),
            f"{folder}/_rels/{file}.rels": _relations([(kind, f"{kind}.xml") for kind in held]),
            self.main: document,
        }
        for kind, inner in held.items():
            found[f"{folder}/{kind}.xml"] = f"<w:{kind} {SPACES}>{inner}</w:{kind}>"
        if self.core:
            found["docProps/core.xml"] = (
                '<cp:coreProperties xmlns:cp="u:cp" xmlns:dc="http://purl.org/dc/elements/1.1/" '
                f'xmlns:dcterms="http://purl.org/dc/terms/">{self.core}</cp:coreProperties>'
            )
        return {**found, **self.extra}


def _relations(pairs: list[tuple[str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="r{at}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(pairs)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


@pytest.fixture(scope="session")
def word() -> SimpleNamespace:
    """The makers of Word files."""
    return SimpleNamespace(
        Word=Word,
        run=run,
        par=par,
        item=item,
        table=table,
        style=style,
        levels=levels,
        lists=lists,
        SPACES=SPACES,
    )


@pytest.fixture(scope="session")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Report]:
    """Reads a Word file, given as bytes or in the making."""
    path = tmp_path_factory.mktemp("docx") / "report.docx"

    def parse(made: Word | bytes, limits: Limits | None = None) -> Report:
        data = made if isinstance(made, bytes) else made.data()
        path.write_bytes(data)
        return read(_source(path, data), limits or Limits())

    return parse


def _source(path: Path, data: bytes) -> Source:
    return Source(str(path), path.name, hashlib.sha256(data).hexdigest(), "docx", len(data))


@pytest.fixture(scope="session")
def seen() -> Callable[[Report], list[tuple[str, int, str]]]:
    """Kind, level and text of each block."""

    def blocks(report: Report) -> list[tuple[str, int, str]]:
        return [(str(b.kind), b.level, report.text[b.start : b.end]) for b in report.blocks]

    return blocks
