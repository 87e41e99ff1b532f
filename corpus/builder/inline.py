"""What stands inside a line: bold, italic, footnotes and marks, read into plain text with stand-off spans."""

import re
from dataclasses import dataclass, field

from builder.faults import Place, SourceError

_TOKEN = re.compile(
    r"(?P<bold>\*\*)|(?P<italic>(?<!\w)_(?=\S)|(?<=\S)_(?!\w))|\{(?P<names>[^{}:\s]*):|(?P<close>\})|(?P<note>\^\[)|"
    r"(?P<open>\[)|(?P<shut>\])|(?P<brace>\{)"
)
_NAME = re.compile(r"[clr]\d+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A sentence that states findings (`names`), or a near miss (no names)."""

    start: int
    end: int
    names: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Rich:
    """Plain text and what stands off from it; offsets are characters of `text`, notes left out."""

    text: str
    bold: tuple[tuple[int, int], ...] = ()
    italic: tuple[tuple[int, int], ...] = ()
    notes: tuple[tuple[int, "Rich"], ...] = ()
    marks: tuple[Mark, ...] = ()

    def cuts(self) -> list[int]:
        """Every offset at which a style begins or ends or a footnote hangs, ends of the text included."""
        spans = [*self.bold, *self.italic]
        return sorted(
            {0, len(self.text), *(at for span in spans for at in span), *(at for at, _ in self.notes)}
        )


@dataclass(slots=True)
class _State:
    place: Place
    text: str = ""
    bold: list[tuple[int, int]] = field(default_factory=list)
    italic: list[tuple[int, int]] = field(default_factory=list)
    notes: list[tuple[int, Rich]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    open_bold: int = -1
    open_italic: int = -1
    open_mark: tuple[int, tuple[str, ...], int] | None = None

    def add(self, raw: str) -> None:
        """Add text with its white space made single."""
        clean = _SPACE.sub(" ", raw)
        self.text += (
            clean[1:] if clean.startswith(" ") and (not self.text or self.text.endswith(" ")) else clean
        )


def read(raw: str, place: Place) -> Rich:
    """Read one block of marked-up text; its lines may be several."""
    rich, _ = _read(raw, 0, place, inside_note=False)
    return rich


def _read(raw: str, at: int, place: Place, *, inside_note: bool) -> tuple[Rich, int]:
    state = _State(place)
    depth = 0
    while token := _TOKEN.search(raw, at):
        here = place.at(place.line + raw.count("\n", 0, token.start()))
        state.add(raw[at : token.start()])
        at = token.end()
        kind = token.lastgroup
        if kind == "note":
            note, at = _read(raw, at, place, inside_note=True)
            state.notes.append((len(state.text), note))
        elif kind == "shut" and inside_note and not depth:
            return _closed(state, here), at
        elif kind in ("open", "shut"):
            depth += 1 if kind == "open" else -1 if depth else 0
            state.add(token[0])
        else:
            _toggle(state, kind or "", token, here)
    state.add(raw[at:])
    if inside_note:
        raise SourceError(place, "footnote `^[` without its `]`")
    return _closed(state, place), len(raw)


def _toggle(state: _State, kind: str, token: re.Match[str], here: Place) -> None:
    if kind == "bold":
        state.open_bold = _span(state.bold, state.open_bold, len(state.text))
    elif kind == "italic" and not _turns(token, opened=state.open_italic >= 0):
        state.add("_")
    elif kind == "italic":
        state.open_italic = _span(state.italic, state.open_italic, len(state.text))
    elif kind == "names":
        _open_mark(state, token["names"], here)
    elif kind == "close" and state.open_mark:
        _close_mark(state, here)
    else:
        raise SourceError(here, f"`{token[0]}` that belongs to no mark; a mark looks like {{c1:A sentence.}}")


def _turns(token: re.Match[str], *, opened: bool) -> bool:
    """Whether a `_` opens italics (before a word) or closes them (after one); else it is just a sign."""
    before, after = token.string[: token.start()][-1:], token.string[token.end() :][:1]
    return (
        not (after.isalnum() or not before.strip())
        if opened
        else bool(after.strip()) and not before.isalnum()
    )


def _span(spans: list[tuple[int, int]], opened: int, here: int) -> int:
    """Open or close a style at `here`."""
    if opened < 0:
        return here
    if here > opened:
        spans.append((opened, here))
    return -1


def _open_mark(state: _State, names: str, here: Place) -> None:
    if state.open_mark:
        raise SourceError(here, f"mark {names!r} inside another mark")
    found = () if names == "n" else tuple(names.split("+"))
    for name in found:
        if not _NAME.fullmatch(name):
            raise SourceError(here, f"{name!r} is no mark: c1, l1, r1, c1+r1 or n")
    if len({name[0] for name in found}) < len(found):
        raise SourceError(here, f"mark {names!r} gives one label twice")
    state.open_mark = (len(state.text), found, here.line)


def _close_mark(state: _State, here: Place) -> None:
    assert state.open_mark is not None
    start, names, line = state.open_mark
    state.open_mark = None
    held = state.text[start:]
    if not held.strip():
        raise SourceError(here, "a mark around nothing")
    start += len(held) - len(held.lstrip())
    state.marks.append(Mark(start, len(state.text.rstrip()), names, line))


def _closed(state: _State, here: Place) -> Rich:
    if state.open_mark:
        raise SourceError(here.at(state.open_mark[2]), "a mark without its `}` in the same block")
    if state.open_bold >= 0:
        raise SourceError(here, "`**` without its other half in the same block")
    if state.open_italic >= 0:
        raise SourceError(here, "`_` without its other half in the same block")
    text = state.text.rstrip()
    return Rich(text, tuple(state.bold), tuple(state.italic), tuple(state.notes), tuple(state.marks))
