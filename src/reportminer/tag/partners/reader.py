"""The reader of partners: a small transformer that sees a mention of a body in the words around it.

It stands on the lower layers of the encoder (`reportminer.tag.encoder.lower`), was fine-tuned on judged
mentions (`reportminer.train.reader`), and marks names as Soares and others do (2019, Matching the Blanks).
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reportminer.config import models_dir, once_per_models
from reportminer.errors import ModelError
from reportminer.labels import PartnerRole
from reportminer.manifest import has_file, model_file
from reportminer.tag.encoder.lower import HINT, LOWER, Lower, load_lower, session_of
from reportminer.tag.encoder.windows import CLOSE, CLS, SEP
from reportminer.tag.partners.portrait import Glimpse

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]

ROLES = tuple(role.value for role in PartnerRole if role is not PartnerRole.UNKNOWN)
"""What it tells of a body beside whether it is a partner, in this order."""
GRAPH, ABOUT = "reader.onnx", "reader.json"
VERSION = 2
"""Of what it is shown: 1 saw three mentions of a body at once."""
BEGIN, END = 2, 3
"""Tokens that stand before and after a name; the vocabulary keeps them for such use."""
NAME = 24
"""Tokens kept of its name."""
HEADING, SIDE, MENTION = 12, 36, 16
"""Tokens kept of a heading (its last), of each side of a mention, and of the mention."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A glimpse as tokens, and where the name stands among them."""

    ids: tuple[int, ...]
    start: int
    end: int

    def pool(self) -> Floats:
        """The share that the name has in every token: 1 x 1 x tokens."""
        pool = np.zeros((1, 1, len(self.ids)), np.float32)
        pool[0, 0, self.start : self.end] = 1 / (self.end - self.start)
        return pool


def lay(tokenizer: "Tokenizer", glimpse: Glimpse) -> Laid:
    """A glimpse as tokens."""

    def tokens(text: str) -> list[int]:
        return list(tokenizer.encode(text, add_special_tokens=False).ids)

    called = [CLS, *tokens(glimpse.body)[:NAME], *tokens(f"; {glimpse.often}"), SEP]
    before = [*called, *tokens(glimpse.heading)[-HEADING:], CLOSE, *tokens(glimpse.before)[-SIDE:]]
    name = [BEGIN, *tokens(glimpse.name)[:MENTION], END]
    ids = (*before, *name, *tokens(glimpse.after)[:SIDE], SEP)
    return Laid(ids, len(before), len(before) + len(name))


def most_telling(rows: Sequence[Floats]) -> Floats:
    """What is said of a body: that of the mention that shows best that it is a partner."""
    return max(rows, key=lambda row: float(row[0]))


class Reader:
    """A loaded reader. Holds no state of reports between calls."""

    def __init__(self, lower: Lower, upper: "onnxruntime.InferenceSession", about: dict[str, object]) -> None:
        self._lower = lower
        self._upper = upper
        self.about = about
        self.digest = str(about["sha256"])

    def read(self, shown: Iterable[Sequence[Glimpse]]) -> Floats:
        """Bodies x (partner, then each of `ROLES`): log odds, of each body by its most telling mention.

        Each body has one glimpse at least.
        """
        rows = [most_telling([self._odds(glimpse) for glimpse in glimpses]) for glimpses in shown]
        return np.array(rows, np.float32).reshape(len(rows), 1 + len(ROLES))

    def _odds(self, glimpse: Glimpse) -> Floats:
        laid = lay(self._lower.tokenizer, glimpse)
        (odds,) = self._upper.run(["odds"], {**self._lower.states(laid.ids), "pool": laid.pool()})
        found: Floats = odds[0, 0]
        return found


@once_per_models
def load() -> Reader | None:
    """The reader of the models in use; None where they have none, or no encoder that it could stand on.

    Raises ModelError where it is damaged, or was trained on other lower layers than there are.
    """
    models = models_dir()
    folder = models / "partners"
    if not has_file(models, f"partners/{ABOUT}"):
        return None
    try:
        about = json.loads(model_file(models, f"partners/{ABOUT}"))
        graph, lower = model_file(models, f"partners/{GRAPH}"), load_lower(models / "encoder")
        if lower is None:
            return None
        fits = lower.about["sha256"][LOWER] == about["lower_sha256"]
        if about["version"] != VERSION:
            raise ValueError("it was trained on whole bodies and not on mentions")
        if tuple(about["roles"]) != ROLES:
            raise ValueError("it tells of other roles")
        whole = sha256(graph).hexdigest() == about["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"the reader in {folder} cannot be read: {error}", hint=HINT) from error
    if not whole:
        raise ModelError(f"{folder / GRAPH} is not the file that was trained", hint=HINT)
    if not fits:
        raise ModelError(f"the reader in {folder} was trained on other lower layers", hint=HINT)
    return Reader(lower, session_of(graph), about)
