"""Which challenge a recommendation answers, and which challenge a lesson came from, within a report.

Two logistic models (`models/links`) over the features of `pairs`; a source is tied to its best
challenge, and to a second one that is as plain, or to none.
"""

from collections.abc import Iterable, Mapping, Sequence

from reportminer.labels import Label
from reportminer.link.pairs import Pair, Pairing, Scene
from reportminer.link.parties import Parties
from reportminer.link.weights import Logistic, link_models
from reportminer.types import Mined, Relation

KINDS = {Label.RECOMMENDATION: "answers", Label.LESSON: "from"}
SECOND = 0.6
"""Probability from which a second challenge is tied to the same source."""
_REASONS = (
    ("number", "refers to its number"),
    ("same_words", "same sentence"),
    ("same:block", "same paragraph"),
    ("neighbours:before", "stands right behind it"),
    ("same:section", "same section"),
    ("actor", "same actor"),
    ("partner", "same partner"),
    ("most_alike", "most alike in words"),
    ("codes:2", "same themes"),
    ("codes:1", "same theme"),
)


def relate(mined: Mined) -> tuple[Relation, ...]:
    """Relations of a report by source, then by falling score; from findings, codings, partners, outline."""
    scene = scene_of(mined)
    pairing = Pairing(scene)
    if not pairing.challenges:
        return ()
    found: list[Relation] = []
    for number, finding in enumerate(scene.findings):
        if kind := KINDS.get(finding.label):
            found.extend(_tied(pairing.pairs(number), kind, link_models()[kind]))
    return tuple(found)


def scene_of(mined: Mined) -> Scene:
    """What is needed of a report."""
    codes: dict[int, set[str]] = {}
    for coding in mined.codings:
        codes.setdefault(coding.finding, set()).add(coding.theme_id)
    return Scene(
        mined.report,
        mined.outline,
        mined.segments,
        mined.findings,
        Parties(mined.partners, mined.mentions),
        {number: frozenset(themes) for number, themes in codes.items()},
    )


def chosen(scored: Sequence[tuple[float, int]], threshold: float) -> list[tuple[float, int]]:
    """The best challenge where it reaches the threshold, and a second from `SECOND` on: (score, target)."""
    ranked = sorted(scored, key=lambda entry: (-entry[0], entry[1]))[:2]
    least = (threshold, max(threshold, SECOND))
    if not ranked or ranked[0][0] < threshold:
        return []
    return [entry for entry, enough in zip(ranked, least, strict=False) if entry[0] >= enough]


def _tied(pairs: Sequence[Pair], kind: str, model: Logistic) -> Iterable[Relation]:
    by_target = {pair.target: pair for pair in pairs}
    scored = [(model.probability(pair.features), pair.target) for pair in pairs]
    for score, target in chosen(scored, model.threshold):
        yield Relation(kind, by_target[target].source, target, score, reason_of(by_target[target].features))


def reason_of(features: Mapping[str, float]) -> str:
    """What ties the two, in words, the plainest first: at most three."""
    told = [words for name, words in _REASONS if name in features]
    return "; ".join(told[:3]) or "place and words together"
