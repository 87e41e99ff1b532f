"""Who may be meant as the actor of a finding, and what speaks for each: features for a small model.

Candidates are the partners that a segment names, noun phrases whose head acts, what the grammar rules
of `actors` find, the sentence or heading that leads in to a list, and the partner named last before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from reportminer.link.actors import who_has_it, who_should_act
from reportminer.link.clause import asked
from reportminer.link.data import grammar
from reportminer.link.modality import imperative_at, opening
from reportminer.link.nounphrase import IsName
from reportminer.link.parties import Parties
from reportminer.link.phrases import phrases
from reportminer.link.said import words as said_words
from reportminer.link.standing import belongs, credited, of_another, recommends, speaks_on
from reportminer.link.tokens import Phrases, Token
from reportminer.link.wordlists import rules
from reportminer.types import Span

IN_BRACKETS = "in_brackets_at_end"
PLAIN = (IN_BRACKETS, "rule", "led")
"""Ways of being found that need no model: the first that any candidate has decides."""
PASSIVE = frozenset(("passive_subject", "passive_title", "recommender"))
"""Whom something is done to (`staff should be trained`), and who recommends it."""
MOST = 12
"""Candidates of one finding that are looked at."""


@dataclass(frozen=True, slots=True)
class Place:
    """A finding as its actor is sought: its tokens (offsets of the report), and what stands around."""

    text: str
    tokens: Sequence[Token]
    parties: Parties
    is_name: IsName
    challenge: bool
    led: Span | None = None
    """Noun phrase of the sentence or heading that leads in."""
    before: Span | None = None
    """The partner named last, in the sentences right before."""
    before_first: Span | None = None
    """The one named first in the last of them that names any."""
    item: bool = False
    """A point of a list or a table's cell."""
    things: frozenset[str] = frozenset()
    """Acronyms that the report explains as something that does not act."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A noun phrase of the report, the partner it names (or -1), and its features."""

    span: Span
    partner: int
    features: frozenset[str]


def candidates(place: Place) -> list[Candidate]:
    """At most `MOST`, in the order of the text."""
    spans = {
        span: ways for span, ways in _spans(place).items() if "led" in ways or not _is_thing(place, span)
    }
    known = sorted(spans)[:MOST]
    found = [
        Candidate(
            span,
            place.parties.of(span, place.text),
            frozenset(_features(place, span, spans[span], known)),
        )
        for span in known
    ]
    return found if place.challenge else [one for one in found if not one.features & PASSIVE]


def _is_thing(place: Place, span: Span) -> bool:
    """A thing by its acronym, a title without a name, or part of a longer name or word."""
    words = place.text[span[0] : span[1]].split()
    if words and words[-1] in place.things and place.parties.of(span, place.text) < 0:
        return True
    if len(words) == 1 and words[0].lower() in set(said_words("titles")) - rules().heads:
        return True
    inside = [at for at, token in enumerate(place.tokens) if span[0] <= token.start < span[1]]
    if not inside:
        return False
    last = inside[-1] + 1
    if not place.challenge and belongs(place.tokens, inside[0], last):
        return True
    return of_another(place.tokens, inside[0], last, place.is_name)


def _says(place: Place, first: int, last: int) -> bool:
    """Whether the phrase names who recommends, or whose recommendation it was."""
    if recommends(place.tokens, last, plain=not place.challenge):
        return True
    return not place.challenge and (speaks_on(place.tokens, last) or credited(place.tokens, first))


def _spans(place: Place) -> dict[Span, set[str]]:
    """Spans with the ways in which each was found."""
    found: dict[Span, set[str]] = {}
    for span in _merged(place):
        if not _is_thing(place, span):
            found.setdefault(span, set()).add("named")
    for span in () if place.challenge else phrases(place.tokens, place.is_name):
        inside = [other for other in found if _overlap(span, other)]
        if not inside:
            found[span] = {"phrase"}
        elif all(span[0] <= other[0] and other[1] <= span[1] and other != span for other in inside):
            found[span] = {"phrase", "holds_named"}
            for other in inside:
                found[other].add("inside_phrase")
    if rule := _ruled(place):
        _with_rule(found, rule)
    around = (("led", place.led), ("before", place.before), ("before_first", place.before_first))
    for way, told in around:
        if told is not None:
            found.setdefault(told, set()).add(way)
    return found


def _with_rule(found: dict[Span, set[str]], rule: Span) -> None:
    """What the rules found: the same span, or in place of phrases that are only parts of it."""
    parts = [span for span in found if _overlap(span, rule)]
    if rule not in found and parts and all("named" in found[span] for span in parts):
        for span in parts:
            found[span].add("rule" if span[0] - rule[0] <= _ARTICLE else "near_rule")
        return
    for span in parts:
        if span != rule and "named" not in found[span] and rule[0] <= span[0] and span[1] <= rule[1]:
            del found[span]
    found.setdefault(rule, {"phrase"}).add("rule")


_ARTICLE = 4


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _ruled(place: Place) -> Span | None:
    """What the grammar rules take for the actor."""
    find = who_has_it if place.challenge else who_should_act
    tokens = find(place.tokens if place.challenge else opening(place.tokens), place.is_name)
    return (tokens[0].start, tokens[-1].end) if tokens else None


def _merged(place: Place) -> list[Span]:
    """Mentions of partners; those joined by `and` or a comma are one actor."""
    if not place.tokens:
        return []
    mentions = place.parties.within(place.tokens[0].start, place.tokens[-1].end)
    spans: list[Span] = []
    for mention in mentions:
        between = place.text[spans[-1][1] : mention.start] if spans else "."
        words = between.replace(",", " , ").replace("/", " / ").replace(" the ", " ").split()
        if spans and len(between) < 12 and words and all(word.lower() in grammar("joins") for word in words):
            spans[-1] = (spans[-1][0], mention.end)
        else:
            spans.append((mention.start, mention.end))
    return spans


def _features(place: Place, span: Span, ways: set[str], known: Sequence[Span]) -> Iterator[str]:
    inside = [at for at, token in enumerate(place.tokens) if span[0] <= token.start < span[1]]
    yield from ways
    partner = place.parties.of(span, place.text) >= 0
    yield "partner" if partner else "no_partner"
    yield "item" if place.item else "prose"
    imperative = imperative_at(place.tokens) >= 0 and not place.challenge
    if imperative:
        yield "imperative"
    if place.tokens and place.tokens[0].low in grammar("pronouns"):
        yield from ("begins_pronoun", *(f"begins_pronoun:{way}" for way in ways))
    if not inside:
        yield "outside"
        return
    before, after = _left(place.tokens, inside[0]), _right(place.tokens, inside[-1] + 1)
    yield from asked(place.tokens, inside[0], inside[-1] + 1)
    if _says(place, inside[0], inside[-1] + 1):
        yield "recommender"
    if _be_follows(place.tokens, inside[-1] + 1):
        yield from ("be_follows", f"be_follows:{after}")
    yield from _around(place.tokens, inside[0], inside[-1] + 1)
    yield f"left:{before}"
    if place.challenge:
        yield f"right:{after}"
    where = "head" if inside[0] <= 2 else "early" if inside[0] <= 7 else "late"
    yield where
    yield f"{where}:{'partner' if partner else 'other'}"
    yield f"{where}:{'named' if 'named' in ways else 'phrase'}:{'imperative' if imperative else ''}"
    own = [other for other in known if place.tokens[0].start <= other[0]]
    yield "first" if own and own[0] == span else "not_first"
    yield "only" if len(own) == 1 else "several"
    if any(token.text[0].isupper() for token in place.tokens[inside[0] : inside[-1] + 1]):
        yield "large"
    if before == "paren" and (partner or "named" in ways) and _closes(place.tokens, inside[-1] + 1):
        yield IN_BRACKETS


def _closes(tokens: Sequence[Token], at: int) -> bool:
    """`(Ministry, 2009)` or `(Ministry)` at the end of a point: whom it is addressed to."""
    rest = [token.low for token in tokens[at:]]
    return ")" in rest[:4] and len(rest) <= 5 and all(word.isdigit() or word in ",.;)" for word in rest)


def _be_follows(tokens: Sequence[Token], at: int) -> bool:
    """`should be given`, `to be repaid`: the phrase may stand for the one who is acted upon."""
    return any(token.low == "be" for token in tokens[at : at + 4])


def _around(tokens: Sequence[Token], first: int, last: int) -> Iterator[str]:
    """Denials close behind, and whether the phrase begins its clause."""
    if any(token.low in grammar("denials") for token in tokens[last : last + 4]):
        yield "denied"
    if first and tokens[first - 1].low in grammar("denials"):
        yield "denies"
    clause = next((at for at in range(first - 1, -1, -1) if not tokens[at].is_word), -1)
    yield "begins_clause" if first - clause <= _NEAR else "inside_clause"
    if any(tokens[at].low in grammar("finite") for at in range(clause + 1, first)):
        yield "behind_verb"


_NEAR = 3


def _left(tokens: Sequence[Token], at: int) -> str:
    """What kind of word stands before a phrase (its article left out)."""
    at -= 1
    while at >= 0 and tokens[at].low in rules().determiners:
        at -= 1
    if at < 0:
        return "start"
    low = tokens[at].low
    if low in grammar("prepositions"):
        return low
    if low in rules().urge or low in ("let", "press", "implore", "want", "tell", "beg"):
        return "urge"
    if low in grammar("clauses"):
        return low
    if not tokens[at].is_word:
        return {",": "comma", ";": "stop", ":": "colon", ".": "stop", "(": "paren", "|": "cell"}.get(
            low, "mark"
        )
    return "verb" if low in rules().bare or low.endswith(("ed", "ing")) else "word"


def _right(tokens: Sequence[Token], at: int) -> str:
    """What kind of word stands behind a phrase."""
    if at and tokens[at - 1].low.endswith(("'s", "s'")):
        return "possessive"
    if at >= len(tokens):
        return "end"
    if _modals().at(tokens, at):
        return "modal"
    past = at + 1 < len(tokens) and tokens[at].low in rules().adverbs
    return _kind(tokens[at + 1] if past else tokens[at])


_MARKS = {",": "comma", ")": "paren", "|": "cell", ":": "colon"} | dict.fromkeys(".;!?", "stop")


def _kind(token: Token) -> str:
    """Verb, preposition, mark: the kind of a word behind a phrase."""
    low = token.low
    if not token.is_word:
        return _MARKS.get(low, "mark")
    if low in ("to", "and", "or", "who", "which", "that"):
        return low
    for kind in ("be", "have", "do", "prepositions"):
        if low in grammar(kind):
            return kind
    verb = low.endswith("ed") or low in rules().participles or low in rules().bare
    return "verb" if verb else "verb_s" if low.endswith("s") else "word"


@cache
def _modals() -> Phrases:
    return Phrases({"modal": rules().modals, "told": rules().told})
