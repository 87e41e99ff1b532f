"""The encoder at work: windows in, log odds of the labels a segment out."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from reportminer.errors import ModelError
from reportminer.manifest import has_file, model_file
from reportminer.tag.cues import LABELS
from reportminer.tag.encoder.windows import MARKS, Cutter, Passage, Window, runs_of

if TYPE_CHECKING:
    import onnxruntime

Floats = NDArray[np.float32]

GRAPH, TOKENIZER, ABOUT = "encoder.onnx", "tokenizer.json", "encoder.json"
VERSION = 1
HINT = "install reportminer again, or take the folder of models from where it was made"
BESIDE = 2
"""Neighbours on each side that are read along with a segment, as its context."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the encoder says of passages."""

    odds: Floats
    """passages x labels: log odds; rows of passages that were not read are NaN."""


class Encoder:
    """A loaded encoder. Holds no state of reports between calls."""

    def __init__(
        self, session: "onnxruntime.InferenceSession", cutter: Cutter, about: dict[str, Any]
    ) -> None:
        self._session = session
        self._cutter = cutter
        self.about = about
        self.digest = str(about["sha256"][GRAPH])

    def read(self, passages: Sequence[Passage], wanted: Sequence[bool]) -> Read:
        """Read the wanted passages, each among its neighbours, which are read along with it.

        Window by window: the graph scales its 8-bit numbers to whatever goes through it together, so what
        it says of a window would otherwise depend on windows elsewhere in the report. It is no slower.
        """
        read = Read(np.full((len(passages), len(LABELS)), np.nan, np.float32))
        for window in self._cutter.cut(passages, runs_of(wanted, BESIDE)):
            if window.spans:  # a window may hold nothing but headings
                (odds,) = self._session.run(["odds"], _feed(window))
                read.odds[[number for number, _, _ in window.spans]] = odds[0]
        return read


def _feed(window: Window) -> dict[str, NDArray[Any]]:
    """Ids and mask (1 x tokens), and the shares of tokens in segments (1 x segments x tokens)."""
    length = len(window.ids)
    pool = np.zeros((1, len(window.spans), length), np.float32)
    for place, (_, start, end) in enumerate(window.spans):
        pool[0, place, start:end] = 1 / (end - start)
    return {"ids": np.array([window.ids], np.int64), "mask": np.ones((1, length), np.float32), "pool": pool}


@lru_cache(maxsize=2)
def load(folder: Path) -> Encoder | None:
    """The encoder that lies in a folder, read once a process; None where there is none.

    Raises ModelError where files are missing, changed or of another version.
    """
    models = folder.parent
    if not has_file(models, f"{folder.name}/{ABOUT}"):
        return None
    try:
        about = json.loads(model_file(models, f"{folder.name}/{ABOUT}"))  # which tells the others' hashes
        parts = {name: (folder / name).read_bytes() for name in (GRAPH, TOKENIZER)}
    except (OSError, ValueError) as error:
        raise ModelError(f"the encoder in {folder} cannot be read: {error}", hint=HINT) from error
    _check(folder, about, parts)
    return Encoder(_session(parts[GRAPH]), Cutter(_tokenizer(parts[TOKENIZER])), about)


def _check(folder: Path, about: dict[str, Any], parts: dict[str, bytes]) -> None:
    if about.get("version") != VERSION or tuple(about.get("labels", ())) != LABELS:
        raise ModelError(f"the encoder in {folder} is of another version", hint=HINT)
    for name, content in parts.items():
        if about.get("sha256", {}).get(name) != sha256(content).hexdigest():
            raise ModelError(f"{folder / name} is not the file that was trained", hint=HINT)


def _session(graph: bytes) -> "onnxruntime.InferenceSession":
    import onnxruntime  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _tokenizer(content: bytes) -> Any:
    from tokenizers import Tokenizer  # noqa: PLC0415

    try:
        tokenizer = Tokenizer.from_buffer(content)
    except Exception as error:  # the library raises nothing more special
        raise ModelError(f"{TOKENIZER} cannot be read: {error}", hint=HINT) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    strange = sorted(word for word, number in MARKS.items() if tokenizer.token_to_id(word) != number)
    if strange:
        raise ModelError(
            f"{TOKENIZER} has another vocabulary than windows are cut for: {' '.join(strange)}", hint=HINT
        )
    return tokenizer
