"""What became of each page: text that is no language is marked as garbled.

Told by statistics that hold for any language: replacement characters and the share of letters; for Latin
script also vowels, the length of words, and pairs of letters that no language has (`pairs.yaml`).
"""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from unicodedata import normalize

import numpy as np
import numpy.typing as npt

from reportminer.labels import PageStatus
from reportminer.parse.pdf.model import Area, Flags, PageLayout
from reportminer.ruledata import from_yaml

_LEAST = 200
"""Characters; fewer tell nothing."""
_LETTERS, _VOWELS, _BROKEN, _LONG = 0.45, 0.18, 0.08, 14.0
_UNMAPPED = 0.3
_RARE, _FEWEST_PAIRS = 0.06, 120
_SAMPLE = 4000
_LEADERS = ".…_·-"
_LEADER_RUNS = re.compile(r"[.…_·-]{2,}")
_VOWEL = "aeiouyœæø"
_LATIN_END = 0x250
_ASTRAL = 0x4E00
"""A letter: stands for what lies beyond the first plane."""
_OTHER = 26
# Forms that only a machine reads: a capital within or at the end of a word in small letters, punctuation
# or digits inside it. Names of things (vCJD, e.g., addresses) have such forms too, but few different ones.
_MISREAD = re.compile(
    r"""^[a-z]+[A-Z]|[a-z][A-Z]$|[a-z]I[a-z]|[a-z][,;!|{}^~<>"\\][a-z]|^[a-z]+\.[a-z]{4,}$|[a-z]''|[a-z][01][a-z]"""
)
_ADDRESS = re.compile(r"[/@_=&%#]|www|http")
_FEWEST_MISREAD, _MANY_MISREAD = 3, 0.006


def judge(layout: PageLayout) -> None:
    """Set the status of a page whose text layer makes no words, and warn; warn of badly read scans."""
    if layout.status not in (PageStatus.OK, PageStatus.OCR) and not layout.unmapped:
        return
    text = " ".join([line.text for line in layout.lines if line.area is not Area.FIGURE])
    if layout.unmapped > max(_UNMAPPED * len(text), _LEAST) or garbled(text):
        layout.status = PageStatus.GARBLED
        layout.warnings.append(
            f"page {layout.number}: its text layer cannot be read as words (missing character map, "
            "or bad character recognition)"
        )
    elif layout.scanned and badly_read(text):
        layout.poor = True
        layout.warnings.append(f"page {layout.number}: a scan whose text was badly recognised")


class _Table(NamedTuple):
    """What each code of the first plane is."""

    letter: Flags
    digit: Flags
    strange: Flags
    space: Flags
    leader: Flags
    vowel: Flags
    latin: npt.NDArray[np.int64]
    """0 to 25: its plain letter; `_OTHER` for all else."""
    rare: Flags
    """Of each pair of plain letters, by 27 times the first and the second."""


@cache
def _table() -> _Table:
    characters = [chr(code) for code in range(0x10000)]
    plain = np.full(0x10000, _OTHER)
    vowel = np.zeros(0x10000, bool)
    for code, character in enumerate(characters[:_LATIN_END]):
        letter = normalize("NFD", character)[0].lower()
        if "a" <= letter <= "z":
            plain[code] = ord(letter) - ord("a")
        vowel[code] = letter in _VOWEL
    return _Table(
        letter=np.array([character.isalpha() for character in characters]),
        digit=np.array([character.isdecimal() for character in characters]),
        strange=np.array([code < 32 or code == 0xFFFD for code in range(0x10000)]),
        space=np.array([character.isspace() for character in characters]),
        leader=np.array([character in _LEADERS for character in characters]),
        vowel=vowel,
        latin=plain,
        rare=_rare_pairs(),
    )


def _rare_pairs() -> Flags:
    data = from_yaml(files(__package__).joinpath("pairs.yaml").read_text("utf-8"))
    rare = np.zeros((_OTHER + 1, _OTHER + 1), bool)
    for first, others in data["rare"].items():
        for second in others:
            rare[ord(first) - ord("a"), ord(second) - ord("a")] = True
    return rare.ravel()


def garbled(text: str) -> bool:
    """Whether a text is too far from any language to be of use."""
    table = _table()
    code = np.frombuffer(text[:_SAMPLE].encode("utf-32-le", "replace"), np.uint32)
    code = np.where(code > 0xFFFF, _ASTRAL, code)
    packed = code[~(table.space[code] | table.leader[code])]
    count = len(packed)
    if count < _LEAST:
        return False
    letters = int(np.count_nonzero(table.letter[packed]))
    if np.count_nonzero(table.strange[packed]) > _BROKEN * count:
        return True
    if letters + np.count_nonzero(table.digit[packed]) < _LETTERS * count:
        return True
    latin = int(np.count_nonzero(table.letter[packed] & (packed < _LATIN_END)))
    if latin < max(0.8 * letters, _LEAST):
        return False
    vowels = np.count_nonzero(table.vowel[packed])
    return bool(vowels < _VOWELS * latin) or _mostly_rare(code, table) or _endless(text[:_SAMPLE])


def _mostly_rare(code: npt.NDArray[np.uint32], table: _Table) -> bool:
    """Pairs of letters that stand in no words."""
    plain = table.latin[code]
    pair = (plain[:-1] < _OTHER) & (plain[1:] < _OTHER)
    count = int(np.count_nonzero(pair))
    rare = table.rare[plain[:-1] * (_OTHER + 1) + plain[1:]]
    return count >= _FEWEST_PAIRS and int(np.count_nonzero(rare)) > _RARE * count


def _endless(text: str) -> bool:
    """Words far too long on average, addresses apart."""
    words = _LEADER_RUNS.sub(" ", text).split()
    words = [word for word in words if word[:1].isalnum() and "/" not in word]
    return sum(map(len, words)) > _LONG * max(len(words), 1)


def badly_read(text: str) -> bool:
    """Whether many different words have forms that only bad character recognition gives."""
    words = [word.strip(".,;:()[]“”‘’\"'") for word in text.split()]
    words = [word for word in words if any(map(str.isalpha, word))]
    odd = {word for word in words if _MISREAD.search(word) and not _ADDRESS.search(word)}
    return len(odd) >= _FEWEST_MISREAD and len(odd) > _MANY_MISREAD * len(words)
