"""The lower layers of the encoder, which whatever reads here shares: tokens in, a state each out.

They are those of all-MiniLM-L6-v2, unchanged; what was trained stands on them (`model`, and the readers of
`reportminer.tag.partners` and `reportminer.gather`), so that the table of words is kept once.
"""

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
from reportminer.tag.encoder.windows import MARKS

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]

LOWER, TOKENIZER, ABOUT = "lower.onnx", "tokenizer.json", "encoder.json"
VERSION = 3
SLOW = "SkipLayerNormFusion"
"""What onnxruntime does to graphs of this kind that makes them slower on a CPU, by a sixth."""
HINT = "install reportminer again, or take the folder of models from where it was made"


@dataclass(frozen=True, slots=True)
class Lower:
    """The lower layers, loaded. Holds no state of reports between calls."""

    session: "onnxruntime.InferenceSession"
    tokenizer: "Tokenizer"
    about: dict[str, Any]
    """What `encoder.json` tells."""

    def states(self, ids: Sequence[int]) -> dict[str, Floats]:
        """What an upper graph is fed of one window: `states` (1 x tokens x width)."""
        (states,) = self.session.run(["states"], {"ids": np.array([ids], np.int64)})
        return {"states": states}


@lru_cache(maxsize=2)
def load_lower(folder: Path) -> Lower | None:
    """The lower layers that lie in the folder of the encoder, read once a process; None where there are none.

    Raises ModelError where files are missing, changed or of another version.
    """
    models = folder.parent
    if not has_file(models, f"{folder.name}/{ABOUT}"):
        return None
    try:
        about = json.loads(model_file(models, f"{folder.name}/{ABOUT}"))  # which tells the others' hashes
        if not isinstance(about, dict) or not isinstance(about.get("sha256"), dict):
            raise ValueError("it is no table with hashes")
    except (OSError, ValueError) as error:
        raise ModelError(f"the encoder in {folder} cannot be read: {error}", hint=HINT) from error
    if about.get("version") != VERSION:
        raise ModelError(f"the encoder in {folder} is of another version", hint=HINT)
    graph, words = part(folder, about, LOWER), part(folder, about, TOKENIZER)
    return Lower(session_of(graph), _tokenizer(words), about)


def part(folder: Path, about: dict[str, Any], name: str) -> bytes:
    """A file of a folder whose hash `about` tells. Raises ModelError where it is missing or another one."""
    try:
        content = (folder / name).read_bytes()
    except OSError as error:
        raise ModelError(f"the encoder in {folder} cannot be read: {error}", hint=HINT) from error
    if about["sha256"].get(name) != sha256(content).hexdigest():
        raise ModelError(f"{folder / name} is not the file that was trained", hint=HINT)
    return content


def session_of(graph: bytes) -> "onnxruntime.InferenceSession":
    """A graph ready to run on one thread. Raises ModelError where it is none."""
    import onnxruntime  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(
            graph, options, providers=["CPUExecutionProvider"], disabled_optimizers=[SLOW]
        )
    except Exception as error:  # the library's own classes are hidden
        raise ModelError(f"the graph of a model cannot be read: {error}", hint=HINT) from error


def _tokenizer(content: bytes) -> "Tokenizer":
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
