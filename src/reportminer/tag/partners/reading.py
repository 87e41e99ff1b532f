"""From a report to what the classifier needs: places, bodies, contexts, votes, mention scores."""

from collections.abc import Callable, Sequence

from reportminer.tag.partners.company import companies
from reportminer.tag.partners.context import contexts, mention_features
from reportminer.tag.partners.features import Reading, kind_of_body, lead_of, small_words
from reportminer.tag.partners.identity import bodies
from reportminer.tag.partners.places import places, read_names
from reportminer.tag.partners.recogniser import votes
from reportminer.tag.partners.records import Body, Place
from reportminer.types import Outline, Report, Segment

Score = Callable[[list[str]], float]


def read(report: Report, outline: Outline, segments: Sequence[Segment], score: Score) -> Reading:
    """Every body of a report with the contexts of its mentions, scored by `score`."""
    found = places(report, outline, segments)
    named, defined = read_names(report.text, found)
    gathered = [body for body in bodies(named, found, defined) if _asked(body)]
    _ask(report.text, found, gathered)
    around = dict(zip((n.name.start for n in named), contexts(report.text, named, found), strict=True))
    words = small_words(report.text)
    beside = companies(gathered, lead_of(gathered, words))
    by_body = [(kind_of_body(body), body) for body in gathered]
    kinds = {m.name.start: (kind, m.place) for kind, body in by_body for m in body.mentions}
    scores = {
        start: score(list(mention_features(around[start], beside[start], found[place], kind)))
        for start, (kind, place) in kinds.items()
    }
    return Reading(
        places=found,
        bodies=gathered,
        contexts={start: around[start] for start in kinds},
        company=beside,
        scores=scores,
        pages={start: report.page_of(start) for start in kinds},
        small_words=words,
        text=report.text,
    )


def _asked(body: Body) -> bool:
    """Whether it may be an organisation at all: the rest is not even read by the recogniser."""
    return not kind_of_body(body).startswith("not_") or body.defined


def _ask(text: str, found: Sequence[Place], gathered: Sequence[Body]) -> None:
    wanted = sorted(
        (m.name.start, m.name.end, number, m.place)
        for number, body in enumerate(gathered)
        for m in body.mentions
    )
    spans = [(place.start, place.end) for place in found]
    answers = votes(text, spans, ((str(number), place, (start, end)) for start, end, number, place in wanted))
    for number, body in enumerate(gathered):
        body.votes.update(sorted(answers.get(str(number), {}).items()))
