"""What an annotator can do, as changes of the state of a layer. Nothing here touches the disk.

Keys of the state, each with a value of its own, so that two who work on one segment do not undo each
other's work:

    s/12/done            "yes", "skip" or "unsure": somebody has judged segment 12
    s/12/label/LESSON    true            s/12/code/trust     true
    s/12/comment         words           s/12/flag           true
    p/3/name  p/3/role   of partner 3    m/120-131           3: these characters name partner 3
    r/answers/40/12      true: what segment 40 recommends answers the challenge in segment 12
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportminer.annotations import ENDS, RelationKind
from reportminer.desk.store import Mark, Past, Plan, State, Value
from reportminer.errors import AnnotationError
from reportminer.labels import Label, PartnerRole

LONGEST = 10_000
"""Characters of a comment or a name."""
DONE = ("yes", "skip", "unsure")
Wanted = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Ground:
    """What commands are checked against."""

    segments: int
    characters: int
    codes: Collection[str]


def plan_of(told: Mapping[str, Any], ground: Ground) -> Plan:
    """The plan of a command. Raises AnnotationError where it makes no sense."""
    _writable(told)
    kind = told.get("kind")
    if kind in ("undo", "redo"):
        return lambda state, past: _back(past, again=kind == "redo")
    command = _COMMANDS.get(str(kind))
    if command is None:
        raise _wrong(f"no command {kind!r}")
    return lambda state, past: (command(told, state, ground), None)


def _wrong(message: str) -> AnnotationError:
    return AnnotationError(message, hint="load the page again")


def _writable(told: Mapping[str, Any]) -> None:
    """Raises AnnotationError where there is half a letter (a lone surrogate), which no file can hold."""
    try:
        json.dumps(told, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise AnnotationError(
            "there is half a letter in the text", hint="take away the last sign you put in, type it again"
        ) from error


def _number(told: Mapping[str, Any], name: str, below: int) -> int:
    value = told.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < below:
        raise _wrong(f"{name} {value!r} is out of range")
    return value


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name, "")
    if not isinstance(value, str) or len(value) > LONGEST:
        raise _wrong(f"{name} is no text of at most {LONGEST} characters")
    return value.strip()


def _one_of(told: Mapping[str, Any], name: str, known: Collection[str]) -> str:
    value = told.get(name)
    if not isinstance(value, str) or value not in known:
        raise _wrong(f"{name} {value!r} is not known")
    return value


def _judge(told: Mapping[str, Any], state: State, ground: Ground) -> Wanted:
    """`{kind: judge, segment, labels, done}`: these labels and no other."""
    at = _number(told, "segment", ground.segments)
    done = _one_of(told, "done", DONE)
    given = told.get("labels", [])
    if not isinstance(given, list) or not all(
        isinstance(label, str) and label in set(Label) for label in given
    ):
        raise _wrong(f"labels {given!r} are not known")
    wanted: dict[str, Value] = {f"s/{at}/label/{label}": label in given or None for label in Label}
    return {**wanted, f"s/{at}/done": done, **_loose(state, at, given)}


def _loose(state: State, at: int, labels: Collection[str]) -> dict[str, Value]:
    """Relations of a segment go where it has not the label that they need."""
    gone: dict[str, Value] = {}
    for key in state:
        if key.startswith("r/"):
            _, kind, source, target = key.split("/")
            ends = ENDS[RelationKind(kind)]
            if (int(source) == at and ends[0] not in labels) or (int(target) == at and ends[1] not in labels):
                gone[key] = None
    return gone


def _open(told: Mapping[str, Any], state: State, ground: Ground) -> Wanted:
    """`{kind: open, segment}`: nobody has judged it."""
    at = _number(told, "segment", ground.segments)
    wanted: dict[str, Value] = {f"s/{at}/label/{label}": None for label in Label}
    return {**wanted, f"s/{at}/done": None, **_loose(state, at, ())}


def _code(told: Mapping[str, Any], state: State, ground: Ground) -> Wanted:
    """`{kind: code, segment, code, on}`."""
    at = _number(told, "segment", ground.segments)
    code = _one_of(told, "code", ground.codes)
    return {f"s/{at}/code/{code}": bool(told.get("on")) or None}


def _comment(told: Mapping[str, Any], state: State, ground: Ground) -> Wanted:
    at = _number(told, "segment", ground.segments)
    return {f"s/{at}/comment": _text(told, "text") or None}


def _flag(told: Mapping[str, Any], state: State, ground: Ground) -> Wanted:
    at = _number(told, "segment", ground.segments)
    return {f"s/{at}/flag": bool(told.get("on")) or None}


def _mark(told: Mapping[str, Any], state: State, ground: Ground) -> Wanted:
    """`{kind: partner, start, end, name, role, partner?}`: words that name a partner, known or new."""
    start = _number(told, "start", ground.characters)
    end = _number(told, "end", ground.characters + 1)
    if end <= start:
        raise _wrong("a partner needs words")
    new = told.get("partner") is None
    partner = max(partners_of(state), default=0) + 1 if new else _known_partner(told, state)
    wanted: dict[str, Value] = {f"m/{start}-{end}": partner}
    return wanted | _partner({**told, "partner": partner}, {**state, f"p/{partner}/name": "-"}, ground)


def partners_of(state: State) -> list[int]:
    """Numbers of the partners of a layer."""
    return sorted(int(key.split("/")[1]) for key in state if key.startswith("p/") and key.endswith("/name"))


def _known_partner(told: Mapping[str, Any], state: State) -> int:
    partner = told.get("partner")
    if type(partner) is not int or partner not in partners_of(state):  # 1.0 and true are equal to 1
        raise _wrong(f"there is no partner {partner!r}")
    return partner


def _partner(told: Mapping[str, Any], state: State, ground: Ground) -> dict[str, Value]:
    """`{kind: rename, partner, name, role}`."""
    partner = _known_partner(told, state)
    wanted: dict[str, Value] = {}
    if "name" in told:
        name = _text(told, "name")
        if not name:
            raise _wrong("a partner needs a name")
        wanted[f"p/{partner}/name"] = name
    if "role" in told:
        wanted[f"p/{partner}/role"] = _one_of(told, "role", set(PartnerRole))
    return wanted


def _unmark(told: Mapping[str, Any], state: State, ground: Ground) -> Wanted:
    """`{kind: unmark, start, end}`: the last mention of a partner takes the partner with it."""
    key = f"m/{told.get('start')}-{told.get('end')}"
    partner = state.get(key)
    if partner is None:
        raise _wrong("no partner is marked there")
    wanted: dict[str, Value] = {key: None}
    others = [k for k, value in state.items() if k.startswith("m/") and value == partner and k != key]
    return wanted if others else wanted | _without(state, partner)


def _without(state: State, partner: Value) -> dict[str, Value]:
    return {key: None for key in state if key.startswith(f"p/{partner}/")}


def _drop(told: Mapping[str, Any], state: State, ground: Ground) -> Wanted:
    """`{kind: drop, partner}`: a partner with all its mentions."""
    partner = _known_partner(told, state)
    mentions: dict[str, Value] = {k: None for k, v in state.items() if k.startswith("m/") and v == partner}
    return mentions | _without(state, partner)


def _relate(told: Mapping[str, Any], state: State, ground: Ground) -> Wanted:
    """`{kind: relate, source, target, on}`: which kind it is follows from the labels."""
    source, target = (_number(told, name, ground.segments) for name in ("source", "target"))
    if source == target:
        raise AnnotationError("a segment cannot be related to itself", hint="choose another one")
    for kind, (first, second) in ENDS.items():
        for one, two in ((source, target), (target, source)):
            if state.get(f"s/{one}/label/{first}") and state.get(f"s/{two}/label/{second}"):
                return {f"r/{kind}/{one}/{two}": bool(told.get("on", True)) or None}
    raise AnnotationError(
        "a relation joins a recommendation or a lesson with a challenge",
        hint="label both segments first",
    )


_COMMANDS: dict[str, Callable[[Mapping[str, Any], State, Ground], Wanted]] = {
    "judge": _judge,
    "open": _open,
    "code": _code,
    "comment": _comment,
    "flag": _flag,
    "partner": _mark,
    "rename": _partner,
    "unmark": _unmark,
    "drop": _drop,
    "relate": _relate,
}


def stacks(marks: Sequence[Mark]) -> tuple[list[int], list[int]]:
    """Ids of what can be undone and of what can be done again, the next one last."""
    undo: list[int] = []
    redo: list[int] = []
    for mark in marks:
        if mark.undoes is not None:
            source, target = (undo, redo) if mark.kind == "undo" else (redo, undo)
            target.append(source.pop())  # always the last: `_back` takes no other, in a transaction
        elif mark.changed:
            undo.append(mark.id)
            redo.clear()
    return undo, redo


def _back(past: Past, *, again: bool) -> tuple[Wanted, int | None]:
    undo, redo = stacks(past.marks())
    stack = redo if again else undo
    if not stack:
        return {}, None
    changes = past.changes(stack[-1])
    return {key: after if again else before for key, before, after in changes}, stack[-1]
