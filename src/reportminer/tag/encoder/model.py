"""The encoder at work: windows in, log odds of the labels and a vector a segment out."""

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
from reportminer.tag.cues import LABELS
from reportminer.tag.encoder.windows import Cutter, Passage, Window, runs_of

if TYPE_CHECKING:
    import onnxruntime

Floats = NDArray[np.float32]

GRAPH, TOKENIZER, ABOUT = "encoder.onnx", "tokenizer.json", "encoder.json"
VERSION = 1
BATCH = 8
"""Windows that go through the graph together."""
BESIDE = 1
"""Neighbours on each side that are read along with a segment: the last word asks what was said of them."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the encoder says of passages; rows of those that were not read are NaN."""

    odds: Floats
    """passages x labels: log odds."""
    vectors: Floats
    """passages x width: the mean of each passage's token states."""


class Encoder:
    """A loaded encoder. Holds no state of reports between calls."""

    def __init__(
        self, session: "onnxruntime.InferenceSession", cutter: Cutter, about: dict[str, Any]
    ) -> None:
        self._session = session
        self._cutter = cutter
        self.about = about
        self.width = int(about["width"])
        self.digest = str(about["sha256"][GRAPH])

    def read(self, passages: Sequence[Passage], wanted: Sequence[bool]) -> Read:
        """Read the wanted passages, each among its neighbours, which are read along with it."""
        read = Read(
            np.full((len(passages), len(LABELS)), np.nan, np.float32),
            np.full((len(passages), self.width), np.nan, np.float32),
        )
        windows = list(self._cutter.cut(passages, runs_of(wanted, BESIDE)))
        windows.sort(key=lambda window: len(window.ids))
        for at in range(0, len(windows), BATCH):
            self._fill(read, windows[at : at + BATCH])
        return read

    def _fill(self, read: Read, windows: Sequence[Window]) -> None:
        odds, vectors = self._session.run(["odds", "vectors"], _feed(windows))
        for row, window in enumerate(windows):
            numbers = [number for number, _, _ in window.spans]
            read.odds[numbers] = odds[row, : len(numbers)]
            read.vectors[numbers] = vectors[row, : len(numbers)]


def _feed(windows: Sequence[Window]) -> dict[str, NDArray[Any]]:
    """Ids and mask (windows x tokens), and the shares of tokens in segments (windows x segments x tokens)."""
    length = max(len(window.ids) for window in windows)
    most = max(max(len(window.spans), 1) for window in windows)
    ids = np.zeros((len(windows), length), np.int64)
    mask = np.zeros((len(windows), length), np.float32)
    pool = np.zeros((len(windows), most, length), np.float32)
    for row, window in enumerate(windows):
        ids[row, : len(window.ids)] = window.ids
        mask[row, : len(window.ids)] = 1
        for place, (_, start, end) in enumerate(window.spans):
            pool[row, place, start:end] = 1 / (end - start)
    return {"ids": ids, "mask": mask, "pool": pool}


@lru_cache(maxsize=2)
def load(folder: Path) -> Encoder | None:
    """The encoder that lies in a folder, read once a process; None where there is none.

    Raises ModelError where files are missing, changed or of another version.
    """
    if not (folder / ABOUT).is_file():
        return None
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        parts = {name: (folder / name).read_bytes() for name in (GRAPH, TOKENIZER)}
    except (OSError, ValueError) as error:
        raise ModelError(f"the encoder cannot be read: {error}", hint="install reportminer again") from error
    _check(about, parts)
    return Encoder(_session(parts[GRAPH]), Cutter(_tokenizer(parts[TOKENIZER])), about)


def _check(about: dict[str, Any], parts: dict[str, bytes]) -> None:
    if about.get("version") != VERSION or tuple(about.get("labels", ())) != LABELS:
        raise ModelError("the encoder is of another version", hint="run `make models`")
    for name, content in parts.items():
        if about.get("sha256", {}).get(name) != sha256(content).hexdigest():
            raise ModelError(
                f"{name} of the encoder is not the file that was trained", hint="install reportminer again"
            )


def _session(graph: bytes) -> "onnxruntime.InferenceSession":
    import onnxruntime  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _tokenizer(content: bytes) -> Any:
    from tokenizers import Tokenizer  # noqa: PLC0415

    tokenizer = Tokenizer.from_buffer(content)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
