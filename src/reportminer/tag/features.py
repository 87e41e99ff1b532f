"""What the arbiter sees of a segment: named signals (cues, place, form) and hashed word n-grams.

Training and running use this one module, so that both see the same. Words are hashed with spaCy's
own 64-bit string hash, which is the same on every machine; no vocabulary is shipped.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from spacy.strings import hash_string  # type: ignore[attr-defined]
from spacy.tokens import Doc
from spacy.vocab import Vocab

from reportminer.labels import DECLARED, Role
from reportminer.tag.cues import HITS, LABELS, Hit, RuleSet
from reportminer.tag.data import read_yaml

BITS = 17
COLUMNS = 2**BITS
"""Width of the hashed word features."""

UInts = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class SegmentContext:
    """Where a segment stands: what the tagger tells the components through `doc._.reportminer`.

    In a pipeline of someone else's, where it is missing, the segment is taken as standing alone.
    """

    sequence: str = ""
    """Docs that follow one another with the same non-empty value are neighbours in one report."""
    role: Role = Role.OTHER
    declared: bool = False
    """The role comes from the section's own heading."""
    headings: tuple[str, ...] = ()
    """From the outside in."""
    declaring: str = ""
    """The heading from which the role comes."""
    kind: str = "sentence"
    index: int = 0
    """Place in its section, from 0."""
    count: int = 1
    """Segments of its section."""
    numbered: bool = False
    run_in: bool = False
    lead: str = ""
    """The sentence that introduces the list in which the segment stands."""


ALONE = SegmentContext()


@dataclass(frozen=True, slots=True)
class Signals:
    """One segment, ready to be weighed."""

    names: tuple[str, ...]
    """Signals of cues and context that hold."""
    words: UInts
    """Hashes of its words, in order."""
    around: UInts
    """Hashes of the words of its headings and of the sentence that leads to it."""


class Describer:
    """Makes signals of Docs that have been through `reportminer_cues`."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._stems: dict[int, int] = {}
        self._marks = np.array([_hash(mark) for mark in _form_words()["marks"]], dtype=np.uint64)
        self._texts: dict[tuple[str, str], tuple[tuple[str, ...], list[int]]] = {}

    def describe(self, doc: Doc) -> Signals:
        """The signals of one segment."""
        context: SegmentContext = doc._.reportminer or ALONE
        names = [*self._cues(doc.user_data.get(HITS, ())), *_place(context), *_form(doc)]
        around: list[int] = []
        for field, text in _surroundings(context):
            cues, words = self._text(doc, field, text)
            names.extend(cues)
            around.extend(words)
        own, _ = self.words(doc)
        return Signals(tuple(dict.fromkeys(names)), own, np.array(around, dtype=np.uint64))

    def _cues(self, hits: Iterable[Hit]) -> list[str]:
        found = [f"{'not' if hit.negated else 'cue'}:{self._rules.rules[hit.rule].id}" for hit in hits]
        return found + list(self._strengths(hits))

    def _strengths(self, hits: Iterable[Hit]) -> Iterable[str]:
        """How many cues speak for each label, in steps."""
        counts: Counter[str] = Counter()
        for hit in hits:
            rule = self._rules.rules[hit.rule]
            if rule.label in LABELS and rule.weight > 0 and not hit.negated:
                counts[rule.label] += 1
        return [f"many:{label}:{min(n, 4)}" for label, n in sorted(counts.items())]

    def _text(self, doc: Doc, field: str, text: str) -> tuple[tuple[str, ...], list[int]]:
        """Cues and word hashes of a heading or a lead; the same ones come again and again."""
        known = self._texts.get((field, text))
        if known is None:
            if len(self._texts) > 5000:
                self._texts.clear()
            other = Doc(doc.vocab, words=[w for w in text.split() if w][:60])
            ids = [f"{field}:{self._rules.rules[hit.rule].id}" for hit in self._rules.hits(other)]
            salt = _salt(field)
            known = tuple(ids), [int(word ^ salt) for word in self.words(other)[0]]
            self._texts[field, text] = known
        return known

    def words(self, doc: Doc) -> tuple[UInts, list[int]]:
        """One hash a word, and the token of each.

        Endings are cut; all numbers are one word, and all names within a sentence are one, so that
        what is learnt is not who did it; marks that say nothing are left out. Words of a cue that is
        denied ("no delays") are other words than those of one that is not.
        """
        table: UInts = doc.to_array(FLAGS).astype(np.uint64, copy=False)
        lower = table[:, 0]
        dropped = (table[:, 1] | table[:, 2]).astype(bool)
        names = (table[:, 4] | (table[:, 5] & (table[:, 6] > 1))).astype(bool)
        names[:1] = False
        keys = np.where(table[:, 3].astype(bool), np.uint64(NUMBER), np.where(names, np.uint64(NAME), 0))
        keys = np.where(dropped, np.where(np.isin(lower, self._marks), lower, 1), keys)
        found = [
            key or self._stem(int(word), doc.vocab) for key, word in zip(keys.tolist(), lower, strict=True)
        ]
        kept = [at for at, key in enumerate(found) if key != 1]
        denied = _denied(doc)
        said = [found[at] ^ DENIED if at in denied else found[at] for at in kept]
        return np.array(said, dtype=np.uint64), kept

    def _stem(self, key: int, vocab: Vocab) -> int:
        if key not in self._stems:
            if len(self._stems) > 200_000:
                self._stems.clear()
            self._stems[key] = _hash(stem(vocab.strings[key]))
        return self._stems[key]


NUMBER = 0x6E756D62
NAME = 0x6E616D65
DENIED = 0x6E6F7400
FLAGS: list[int | str] = ["LOWER", "IS_PUNCT", "IS_SPACE", "LIKE_NUM", "IS_TITLE", "IS_UPPER", "LENGTH"]


def _denied(doc: Doc) -> set[int]:
    """Tokens of cues that stand under a negation."""
    hits: Iterable[Hit] = doc.user_data.get(HITS, ())
    return {at for hit in hits if hit.negated for at in range(hit.start, hit.end)}


def _hash(word: str) -> int:
    return int(hash_string(word))


def _salt(field: str) -> np.uint64:
    return np.uint64(_hash(f"field:{field}"))


@lru_cache(maxsize=1)
def _form_words() -> dict[str, tuple[str, ...]]:
    names = ("endings", "openers", "marks")
    data = read_yaml("form.yaml", allowed=names)
    return {name: tuple(str(data[name]).split()) for name in names}


def stem(word: str) -> str:
    """A rough stem: one common ending cut where at least four letters stay."""
    for ending in _form_words()["endings"]:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _surroundings(context: SegmentContext) -> Iterable[tuple[str, str]]:
    if context.headings:
        yield "head", context.headings[-1]
    for heading in context.headings[-3:-1]:
        yield "above", heading
    if context.lead:
        yield "lead", context.lead


def _place(context: SegmentContext) -> list[str]:
    """Signals of where a segment stands; of one that stands alone nothing is known."""
    if context == ALONE:
        return []
    names = [f"role:{context.role}", f"kind:{context.kind}"]
    if context.role in DECLARED:
        names.append(f"declared:{context.role}:{'own' if context.declared else 'above'}:{context.kind}")
    names.append(f"from_start:{_step(context.index)}")
    names.append(f"from_end:{_step(context.count - 1 - context.index)}")
    names.append(f"depth:{min(len(context.headings), 4)}")
    for name in ("numbered", "run_in", "lead"):
        if getattr(context, name):
            names.append(f"has:{name}")
    return names


def _form(doc: Doc) -> list[str]:
    """How the segment looks: length, beginning, end, figures, names."""
    count = len(doc)
    if not count:
        return []
    text = doc.text
    first, last = doc[0], text.rstrip("\"'”’)* ")[-1:]
    names = [f"length:{_step(count // 4)}", f"ends:{last if last in '.:;?!,' else 'open'}"]
    digits = sum(map(str.isdigit, text[:2000]))
    upper = sum(map(str.isupper, text[:2000]))
    size = min(len(text), 2000)
    names += ["form:figures"] * (digits > 0.08 * size) + ["form:capitals"] * (upper > 0.15 * size)
    names += ["form:small_start"] * first.text[:1].islower() + ["form:quote"] * (text[:1] in "“\"‘'")
    names += ["form:quoted"] * ("“" in text or '"' in text) + [f"first:{_first(doc)}"]
    return names


def _first(doc: Doc) -> str:
    word = doc[0].lower_
    if word in _form_words()["openers"]:
        return word
    if word.endswith("ing"):
        return "ing"
    return "name" if doc[0].is_title and len(doc) > 1 and (doc[1].is_title or doc[0].is_upper) else "other"


def _step(number: int) -> int:
    """0, 1, 2, 3, 5, 8, 13, 21 …: the largest step not above the number."""
    low, high = 0, 1
    while high <= number and high < 34:
        low, high = high, low + high if low else 2
    return low


def ngrams(rows: Sequence[Signals]) -> csr_matrix:
    """Hashed stems and pairs of stems at unit length, words around at half of it: a row a segment."""
    words, owner = _joined([row.words for row in rows])
    pairs, pair_owner = linked(words, owner)
    own = _matrix(
        np.concatenate([columns(words), columns(pairs)]), np.concatenate([owner, pair_owner]), len(rows)
    )
    around, around_owner = _joined([row.around for row in rows])
    return own + _matrix(columns(around), around_owner, len(rows)) * np.float32(0.5)


def _joined(parts: Sequence[UInts]) -> tuple[UInts, NDArray[np.int64]]:
    owner = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    return np.concatenate(parts) if parts else np.zeros(0, np.uint64), owner


def linked(words: UInts, owner: NDArray[np.int64]) -> tuple[UInts, NDArray[np.int64]]:
    """Hashes of neighbouring words of one segment."""
    together = owner[1:] == owner[:-1]
    keys = words[:-1] * np.uint64(0x9E3779B97F4A7C15) + words[1:]
    return keys[together], owner[1:][together]


def columns(keys: UInts) -> NDArray[np.int64]:
    """Column of each hash, after splitmix64's last step, by which every bit has its say."""
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    keys = keys ^ (keys >> np.uint64(31))
    return (keys & np.uint64(COLUMNS - 1)).astype(np.int64)


def _matrix(places: NDArray[np.int64], owners: NDArray[np.int64], count: int) -> csr_matrix:
    matrix = csr_matrix((np.ones(len(places), np.float32), (owners, places)), shape=(count, COLUMNS))
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    lengths = np.sqrt(np.maximum(matrix.getnnz(axis=1), 1)).astype(np.float32)
    matrix.data /= np.repeat(lengths, matrix.getnnz(axis=1))
    return matrix
