"""Hostile PDFs, made byte by byte, and variants of good ones."""

import random
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]
LETTER = "/MediaBox [0 0 612 792]"
TEXT = b"BT /F1 12 Tf 72 700 Td (The partnership should keep one inspector at each port.) Tj ET"


class Pdf:
    """A PDF written object by object. `add` gives the number of the new object."""

    def __init__(self) -> None:
        self.objects: list[bytes] = []
        self.catalog = self.add(b"")
        self.tree = self.add(b"")
        self.font = self.add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
        self.pages: list[int] = []
        self.root_extra = ""

    def add(self, body: bytes | str) -> int:
        self.objects.append(body.encode() if isinstance(body, str) else body)
        return len(self.objects)

    def stream(self, data: bytes, extra: str = "", rounds: int = 1, times: int = 1) -> int:
        """A stream of `data`, `times` one after the other, compressed `rounds` times over."""
        for _ in range(rounds):
            press = zlib.compressobj(9)
            data = b"".join(press.compress(data) for _ in range(times)) + press.flush()
            times = 1
        head = f"<< /Length {len(data)} /Filter [{'/FlateDecode ' * rounds}] {extra} >>"
        return self.add(head.encode() + b"\nstream\n" + data + b"\nendstream")

    def page(self, contents: str, box: str = LETTER, extra: str = "") -> int:
        """A page; `contents` as it stands after /Contents, `extra` within its resources."""
        resources = f"/Resources << /Font << /F1 {self.font} 0 R >> {extra} >>"
        number = self.add(f"<< /Type /Page /Parent {self.tree} 0 R {box} {resources} /Contents {contents} >>")
        self.pages.append(number)
        return number

    def written(self, count: int | None = None, kids: str = "") -> bytes:
        """The file. `count` and `kids` lie about the pages where given."""
        kids = kids or " ".join(f"{page} 0 R" for page in self.pages)
        count = len(self.pages) if count is None else count
        self.objects[self.catalog - 1] = (
            f"<< /Type /Catalog /Pages {self.tree} 0 R {self.root_extra} >>".encode()
        )
        self.objects[self.tree - 1] = f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode()
        out, offsets = bytearray(b"%PDF-1.7\n"), []
        for number, body in enumerate(self.objects, 1):
            offsets.append(len(out))
            out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        start = len(out)
        out += f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        out += f"trailer << /Size {len(offsets) + 1} /Root {self.catalog} 0 R >>\n".encode()
        return bytes(out + f"startxref\n{start}\n%%EOF\n".encode())


def one_page(content: bytes, box: str = LETTER, rounds: int = 1, times: int = 1) -> bytes:
    pdf = Pdf()
    pdf.page(f"{pdf.stream(content, rounds=rounds, times=times)} 0 R", box)
    return pdf.written()


def plain(pages: int = 2, rounds: int = 1) -> bytes:
    """A good small report; with `rounds` 0 its text stands open in the file."""
    pdf = Pdf()
    for number in range(1, pages + 1):
        body = b"BT /F1 18 Tf 72 740 Td (Challenges) Tj ET\n" + TEXT + b"\n"
        body += b"BT /F1 12 Tf 72 660 Td (Page %d: the budget was late by a year.) Tj ET" % number
        pdf.page(f"{pdf.stream(body, rounds=rounds)} 0 R")
    return pdf.written()


def deep_tree(depth: int = 20_000) -> bytes:
    pdf = Pdf()
    page = pdf.page(f"{pdf.stream(TEXT)} 0 R")
    for _ in range(depth):
        page = pdf.add(f"<< /Type /Pages /Kids [{page} 0 R] /Count 1 /Parent {len(pdf.objects) + 2} 0 R >>")
    return pdf.written(1, f"{page} 0 R")


def looping_tree() -> bytes:
    pdf = Pdf()
    pdf.page(f"{pdf.stream(TEXT)} 0 R")
    return pdf.written(100, " ".join([f"{pdf.tree} 0 R"] * 50 + [f"{pdf.pages[0]} 0 R"]))


def boasting_count() -> bytes:
    pdf = Pdf()
    pdf.page(f"{pdf.stream(TEXT)} 0 R")
    return pdf.written(2_000_000_000)


def recursive_form(calls: int, levels: int) -> bytes:
    """Forms that draw the next one `calls` times; the last draws the first again."""
    pdf = Pdf()
    first = len(pdf.objects) + 1
    for level in range(levels):
        following = first + (level + 1) % levels
        inner = f"/Font << /F1 {pdf.font} 0 R >> /XObject << /X {following} 0 R >>"
        extra = f"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << {inner} >>"
        pdf.stream(TEXT + b" /X Do" * calls, extra)
    pdf.page(f"{pdf.stream(b'/X Do')} 0 R", extra=f"/XObject << /X {first} 0 R >>")
    return pdf.written()


def huge_image() -> bytes:
    pdf = Pdf()
    extra = (
        "/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB /BitsPerComponent 8"
    )
    image = pdf.stream(b"\0" * 3_000_000, extra)
    pdf.page(f"{pdf.stream(b'600 0 0 700 0 0 cm /I Do')} 0 R", extra=f"/XObject << /I {image} 0 R >>")
    return pdf.written()


def repeated_contents() -> bytes:
    """A megabyte of content that a page names twenty thousand times."""
    pdf = Pdf()
    content = pdf.stream(b"0 0 m 9 9 l S\n" * 70_000)
    pdf.page("[" + f"{content} 0 R " * 20_000 + "]")
    return pdf.written()


def scattered(count: int = 120_000) -> bytes:
    """Words all over one page, each an object of its own."""
    dice = random.Random(7)
    words = (
        b"BT /F1 %d Tf %d %d Td (word) Tj ET\n"
        % (dice.randint(4, 12), dice.randint(0, 600), dice.randint(0, 780))
        for _ in range(count)
    )
    return one_page(b"".join(words))


def ruled(count: int = 3_000) -> bytes:
    """A grid of hair lines with a letter here and there."""
    lines = [b"%.2f 0 m %.2f 792 l S\n" % (k * 612 / count, k * 612 / count) for k in range(count)]
    lines += [b"0 %.2f m 612 %.2f l S\n" % (k * 792 / count, k * 792 / count) for k in range(count)]
    lines += [
        b"BT /F1 5 Tf %d %d Td (ab) Tj ET\n" % (x, y) for x in range(0, 600, 12) for y in range(0, 780, 8)
    ]
    return one_page(b"".join(lines))


def looping_bookmarks() -> bytes:
    pdf = Pdf()
    pdf.page(f"{pdf.stream(TEXT)} 0 R")
    one = len(pdf.objects) + 1
    pdf.add(f"<< /Title ({'x' * 200_000}) /Next {one + 1} 0 R /First {one} 0 R /Parent {one} 0 R >>")
    pdf.add(f"<< /Title (b) /Next {one} 0 R /First {one + 1} 0 R /Parent {one} 0 R >>")
    pdf.root_extra = f"/Outlines << /First {one} 0 R /Last {one + 1} 0 R /Count 2000000000 >>"
    return pdf.written()


def looping_xref() -> bytes:
    data = plain()
    at = data.rindex(b"xref\n0")
    return data.replace(b"trailer << ", b"trailer << /Prev %d " % at)


def tiny_tiles() -> bytes:
    """A pattern of tiles a thousandth of a point wide: harmless to read, endless to draw."""
    pdf = Pdf()
    extra = "/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.001 /YStep 0.001"
    tile = pdf.stream(b"1 0 0 rg 0 0 1 1 re f", extra)
    pdf.page(
        f"{pdf.stream(b'/Pattern cs /P scn 0 0 612 792 re f ' + TEXT)} 0 R",
        extra=f"/Pattern << /P {tile} 0 R >>",
    )
    return pdf.written()


def many_pages(count: int) -> bytes:
    pdf = Pdf()
    content = pdf.stream(TEXT)
    for _ in range(count):
        pdf.page(f"{content} 0 R")
    return pdf.written()


BOMBS: dict[str, Callable[[], bytes]] = {
    "deep_page_tree": deep_tree,
    "looping_page_tree": looping_tree,
    "boasting_page_count": boasting_count,
    "pages_5000": lambda: many_pages(5000),
    "huge_mediabox": lambda: one_page(TEXT, "/MediaBox [-1000000000 -1000000000 1000000000 1000000000]"),
    "zero_mediabox": lambda: one_page(TEXT, "/MediaBox [0 0 0 0]"),
    "absurd_mediabox": lambda: one_page(TEXT, "/MediaBox [9e99 nan -1 /x]"),
    "huge_user_unit": lambda: one_page(TEXT, LETTER + " /UserUnit 1e9 /Rotate 100000000000"),
    "huge_image": huge_image,
    "endless_text": lambda: one_page(
        b"BT /F1 9 Tf 1 0 0 1 9 9 Tm " + b"(aaaaaaaaaaaaaaaaaaaaaaaaaaaa ) Tj T* " * 300_000 + b"ET"
    ),
    "endless_paths": lambda: one_page(b"0 0 m 9 9 l S\n" * 3_000_000),
    "endless_path": lambda: one_page(b"0 0 m\n" + b"9 9 l 7 1 l\n" * 2_000_000 + b"S"),
    "nested_states": lambda: one_page(b"q " * 4_000_000 + TEXT),
    "nested_arrays": lambda: one_page(b"[" * 2_000_000 + TEXT),
    "nested_dictionaries": lambda: one_page(b"/a <<" * 1_000_000 + TEXT),
    "recursive_form": lambda: recursive_form(1, 1),
    "billion_laughs": lambda: recursive_form(10, 12),
    "inflates_to_gigabytes": lambda: one_page(b" " * 1_000_000, times=600),
    "inflates_twice": lambda: one_page(b"\n" * 1_000_000, rounds=2, times=1000),
    "repeated_contents": repeated_contents,
    "scattered_words": scattered,
    "fine_grid": ruled,
    "looping_bookmarks": looping_bookmarks,
    "looping_xref": looping_xref,
    "tiny_tiles": tiny_tiles,
}
"""Small files that ask for a great deal."""


def variant(bases: list[bytes], number: int) -> bytes:
    """One damaged copy of one of `bases`, decided by its number alone."""
    dice = random.Random(number)
    data = bytearray(dice.choice(bases))
    for _ in range(dice.choice((1, 1, 2, 3))):
        dice.choice(DAMAGE)(data, dice)
    return bytes(data)


def _flip(data: bytearray, dice: random.Random) -> None:
    for _ in range(dice.choice((1, 4, 30, 300))):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)


def _overwrite(data: bytearray, dice: random.Random) -> None:
    at, size = dice.randrange(len(data)), dice.choice((1, 8, 200))
    data[at : at + size] = dice.randbytes(size)


def _cut(data: bytearray, dice: random.Random) -> None:
    del data[max(dice.randrange(len(data)), 1) :]


def _drop(data: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(data))
    del data[at : at + dice.choice((1, 50, 2000)) % max(len(data) - 1, 1)]


def _swap(data: bytearray, dice: random.Random) -> None:
    size = max(len(data) // dice.choice((4, 20, 100)), 1)
    a, b = dice.randrange(len(data)), dice.randrange(len(data))
    data[a : a + size], data[b : b + size] = data[b : b + size], data[a : a + size]


def _repeat(data: bytearray, dice: random.Random) -> None:
    at, size = dice.randrange(len(data)), dice.choice((10, 500, 5000))
    data[at:at] = bytes(data[at : at + size]) * dice.choice((1, 3, 20))


def _enlarge(data: bytearray, dice: random.Random) -> None:
    """Some numbers outside of streams become absurd."""
    found = list(re.finditer(rb"(?<=[ \[/])[0-9]+(?=[ \]\n/>])", bytes(data)))
    for match in sorted(dice.sample(found, min(3, len(found))), key=lambda m: -m.start()):
        new = dice.choice(
            (b"0", b"-1", b"4294967296", b"2147483647", b"99999999999999999999", b"1e38", b"65536")
        )
        data[match.start() : match.end()] = new


DAMAGE = (_flip, _overwrite, _cut, _drop, _swap, _repeat, _enlarge)


@pytest.fixture(scope="session")
def bombs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every bomb, and one good report among them."""
    folder = tmp_path_factory.mktemp("bombs")
    for name, make in BOMBS.items():
        (folder / f"{name}.pdf").write_bytes(make())
    (folder / "good.pdf").write_bytes(plain())
    return folder


@pytest.fixture(scope="session")
def bases() -> list[bytes]:
    """Good PDFs: those of the corpus, and small ones in which a flipped byte hits the skeleton."""
    corpus = [path.read_bytes() for path in sorted((REPO / "corpus" / "pdf").glob("*.pdf"))]
    small = [plain(), plain(rounds=0), many_pages(12), recursive_form(1, 1), looping_xref()]
    return corpus + small


@pytest.fixture(scope="session")
def damaged(bases: list[bytes]) -> Callable[[int], bytes]:
    """The variant of a number, the same on every machine."""
    return lambda number: variant(bases, number)


@pytest.fixture
def good_pdf(tmp_path: Path) -> Path:
    """A report of two pages."""
    path = tmp_path / "good.pdf"
    path.write_bytes(plain())
    return path
