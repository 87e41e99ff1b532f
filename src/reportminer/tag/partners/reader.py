"""The reader of partners: a small transformer that sees a body in the words around its mentions.

It stands on the lower layers of the encoder (`reportminer.tag.encoder.lower`), was fine-tuned on judged
bodies (`reportminer.train.reader`), and marks names as Soares and others do (2019, Matching the Blanks).
"""

import json
from collections.abc import Callable, Iterable, Iterator
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
from reportminer.tag.partners.portrait import Glimpse, Portrait

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]

ROLES = tuple(role.value for role in PartnerRole if role is not PartnerRole.UNKNOWN)
"""What it tells of a body beside whether it is a partner, in this order."""
GRAPH, ABOUT = "reader.onnx", "reader.json"
BEGIN, END = 2, 3
"""Tokens that stand before and after a name; the vocabulary keeps them for such use."""
NAME = 24
"""Tokens kept of its name."""
HEADING, SIDE, MENTION = 12, 28, 16
"""Tokens kept of a heading (its last), of each side of a mention, and of the mention."""
ENOUGH = 150
"""Tokens from which on no further mention is shown."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A portrait as tokens, and where the names stand among them."""

    ids: tuple[int, ...]
    names: tuple[tuple[int, int], ...]

    def pool(self) -> Floats:
        """The share that the names have in every token: 1 x 1 x tokens."""
        pool = np.zeros((1, 1, len(self.ids)), np.float32)
        for start, end in self.names:
            pool[0, 0, start:end] = 1
        pool /= max(float(pool.sum()), 1.0)
        return pool


def lay(tokenizer: "Tokenizer", portrait: Portrait) -> Laid:
    """A portrait as tokens."""

    def tokens(text: str) -> list[int]:
        return list(tokenizer.encode(text, add_special_tokens=False).ids)

    ids = [CLS, *tokens(portrait.name)[:NAME], *tokens(f"; {portrait.often}"), SEP]
    names: list[tuple[int, int]] = []
    for glimpse in portrait.glimpses:
        if len(ids) > ENOUGH:
            break
        before, name, after = _told(glimpse, tokens)
        ids += before
        names.append((len(ids), len(ids) + len(name)))
        ids += [*name, *after, SEP]
    return Laid(tuple(ids), tuple(names))


def _told(glimpse: Glimpse, tokens: Callable[[str], list[int]]) -> tuple[list[int], list[int], list[int]]:
    before = [*tokens(glimpse.heading)[-HEADING:], CLOSE, *tokens(glimpse.before)[-SIDE:]]
    return before, [BEGIN, *tokens(glimpse.name)[:MENTION], END], tokens(glimpse.after)[:SIDE]


class Reader:
    """A loaded reader. Holds no state of reports between calls."""

    def __init__(self, lower: Lower, upper: "onnxruntime.InferenceSession", about: dict[str, object]) -> None:
        self._lower = lower
        self._upper = upper
        self.about = about
        self.digest = str(about["sha256"])

    def read(self, shown: Iterable[Portrait]) -> Floats:
        """Bodies x (partner, then each of `ROLES`): log odds."""
        rows = list(self._rows(shown))
        return np.array(rows, np.float32).reshape(len(rows), 1 + len(ROLES))

    def _rows(self, shown: Iterable[Portrait]) -> Iterator[Floats]:
        for portrait in shown:
            laid = lay(self._lower.tokenizer, portrait)
            (odds,) = self._upper.run(["odds"], {**self._lower.states(laid.ids), "pool": laid.pool()})
            yield odds[0, 0]


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
