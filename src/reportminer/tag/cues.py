"""Cue rules: what in the wording of a segment speaks for or against a label.

Rules are data (`rules/*.jsonl`), matched by spaCy's Matcher. A rule is tried only on segments that
hold one of its words, so that hundreds of rules cost little. The component `reportminer_cues` puts
the hits into `doc.spans["cues"]` (the span's label is the rule's id) and those that stand under a
negation, or are told as overcome, into `doc.spans["cues_negated"]`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import accumulate
from typing import Any

from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from reportminer.errors import ModelError
from reportminer.labels import Label
from reportminer.tag.data import read_jsonl, read_yaml, rule_text
from reportminer.tag.patterns import Pattern, PatternError, compile_pattern

FILES = ("challenge.jsonl", "lesson.jsonl", "recommendation.jsonl", "against.jsonl", "scope.jsonl")
ANY = "ANY"
NEGATION, OVERCOME, HEDGE = "NEGATION", "OVERCOME", "HEDGE"
LABELS = tuple(label.value for label in Label)
KINDS = (*LABELS, ANY, NEGATION, OVERCOME, HEDGE)

SCOPE_AFTER = 5
"""A negation reaches this many words ahead, up to the end of its clause."""
OVERCOME_AFTER = 7
OVERCOME_BEFORE = 6
LEAD = 10
"""A lead ends with a colon or dash among so many first tokens."""
MOST_TOKENS = 400
"""Matching looks at this many tokens of a segment: longer ones are tables gone wrong."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a rule file."""

    id: str
    label: str
    """A label, `ANY` (of all three), or what the words do to others: NEGATION, OVERCOME, HEDGE."""
    patterns: tuple[str, ...]
    weight: float
    """How strongly it speaks for the label (below zero: against), in log odds, as its author
    thinks; training replaces it by what the annotated reports say."""
    yes: tuple[str, ...]
    no: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in a segment where a rule matched, in tokens."""

    rule: int
    """Index into `RuleSet.rules`."""
    start: int
    end: int
    negated: bool = False
    """It stands under a negation, or the trouble that it names is told as overcome."""


@lru_cache(maxsize=1)
def load_rules() -> tuple[Rule, ...]:
    """All cue rules, in the order of their files."""
    rules = tuple(_rule(row) for name in FILES for row in _rows(name))
    ids = [rule.id for rule in rules]
    if len(set(ids)) < len(ids):
        twice = sorted({i for i in ids if ids.count(i) > 1})
        raise ModelError(f"rule ids given twice: {', '.join(twice)}", hint="correct the rule file")
    return rules


def rules_hash() -> str:
    """SHA-256 of the rules that signals come from: weights fitted to others are to be fitted anew."""
    return sha256("".join(map(rule_text, (*FILES, "words.yaml"))).encode()).hexdigest()


def _rows(name: str) -> Iterable[dict[str, Any]]:
    return read_jsonl(name, required=("id", "label", "patterns", "weight", "yes"), optional=("no", "note"))


def _rule(row: dict[str, Any]) -> Rule:
    if row["label"] not in KINDS:
        raise ModelError(
            f"rule {row['id']}: unknown label {row['label']}", hint=f"use one of {', '.join(KINDS)}"
        )
    lists = {key: tuple(row.get(key, ())) for key in ("patterns", "yes", "no")}
    return Rule(row["id"], row["label"], weight=float(row["weight"]), note=row.get("note", ""), **lists)


@lru_cache(maxsize=1)
def word_lists() -> dict[str, frozenset[str]]:
    """The named lists of `rules/words.yaml`."""
    return {name: frozenset(str(words).lower().split()) for name, words in read_yaml("words.yaml").items()}


@lru_cache(maxsize=1)
def common_words() -> tuple[str, ...]:
    """The most frequent words of English, the most frequent first."""
    return tuple(str(read_yaml("common.yaml", allowed=("common",))["common"]).split())


@dataclass(frozen=True, slots=True)
class _Try:
    """One pattern of a rule, ready to run."""

    number: int
    pattern: Pattern
    search: frozenset[int]
    needs: tuple[frozenset[int], ...]
    matcher: Matcher

    def places(self, doc: Doc, lower: Sequence[int]) -> list[tuple[int, int]]:
        """Where the pattern matches: only the surroundings of the words searched by are looked at."""
        at = [i for i, word in enumerate(lower) if word in self.search]
        if not self.pattern.before and not self.pattern.after:
            return [(i, i + 1) for i in at]
        found = []
        for start, end in _merged(
            [(i - self.pattern.before, i + self.pattern.after + 1) for i in at], len(lower)
        ):
            found += [(start + s, start + e) for _, s, e in self.matcher(doc[start:end])]
        return found


def _merged(spans: Sequence[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    """Spans in order, cut to `0:size`, those that touch joined."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], min(end, size))
        else:
            merged.append((max(start, 0), min(end, size)))
    return merged


class RuleSet:
    """Rules compiled for one vocabulary; finds the hits of a segment."""

    def __init__(self, vocab: Vocab, rules: tuple[Rule, ...] | None = None) -> None:
        self.rules = load_rules() if rules is None else rules
        self._tries: list[_Try] = []
        self._by_word: dict[int, list[int]] = {}
        self._clause_ends = frozenset(vocab.strings.add(word) for word in sorted(word_lists()["clause"]))
        self._colons = frozenset(vocab.strings.add(mark) for mark in ":–—")
        for number, rule in enumerate(self.rules):
            for text in rule.patterns:
                self._add(vocab, number, text)

    def _add(self, vocab: Vocab, number: int, text: str) -> None:
        try:
            pattern = compile_pattern(text, word_lists(), common_words())
        except PatternError as error:
            raise ModelError(
                f"rule {self.rules[number].id}: {error}", hint="correct the rule file"
            ) from error
        matcher = Matcher(vocab, validate=False)
        matcher.add("r", [list(variant) for variant in pattern.variants], greedy="LONGEST")
        search = frozenset(vocab.strings.add(word) for word in sorted(pattern.search))
        needs = tuple(frozenset(vocab.strings.add(word) for word in sorted(words)) for words in pattern.needs)
        for word in search:
            self._by_word.setdefault(word, []).append(len(self._tries))
        self._tries.append(_Try(number, pattern, search, needs, matcher))

    def hits(self, doc: Doc) -> list[Hit]:
        """What matches in a segment, in the order of the rules; each place of a rule once."""
        view = doc if len(doc) <= MOST_TOKENS else doc[:MOST_TOKENS].as_doc()
        lower: list[int] = view.to_array("LOWER").tolist()
        starts = _beginnings(view, lower, self._colons)
        found: set[tuple[int, int, int]] = set()
        for attempt in self._worth_trying(frozenset(lower)):
            anchors = attempt.pattern
            for start, end in attempt.places(view, lower):
                if (start in starts or not anchors.start) and (end == len(lower) or not anchors.end):
                    found.add((attempt.number, start, end))
        return self._scoped(lower, [Hit(*place) for place in sorted(found)])

    def _worth_trying(self, words: frozenset[int]) -> list[_Try]:
        """The patterns all of whose needed words stand in the segment."""
        tries: set[int] = set()
        for word in self._by_word.keys() & words:
            tries.update(self._by_word[word])
        chosen = [self._tries[at] for at in sorted(tries)]
        return [t for t in chosen if not any(words.isdisjoint(need) for need in t.needs)]

    def _scoped(self, lower: Sequence[int], hits: list[Hit]) -> list[Hit]:
        """The hits, those of challenge cues under a negation or told as overcome marked so."""
        kinds = {kind: [h for h in hits if self.rules[h.rule].label == kind] for kind in (NEGATION, OVERCOME)}
        if not kinds[NEGATION] and not kinds[OVERCOME]:
            return hits
        ends = self._clause_ends
        clauses = list(accumulate(int(word in ends) for word in lower))
        marked = [self._mark(hit, kinds, clauses) for hit in hits]
        return [self._mark_absence(hit, marked, kinds[NEGATION], clauses) for hit in marked]

    def _mark_absence(
        self, hit: Hit, others: Sequence[Hit], denials: Sequence[Hit], clauses: list[int]
    ) -> Hit:
        """A cue that tells of an absence ("there were no ...") is denied where trouble is absent."""
        if hit.negated or self.rules[hit.rule].label != Label.CHALLENGE or self.rules[hit.rule].weight <= 0:
            return hit
        inside = [d for d in denials if hit.start <= d.start and d.end <= hit.end]
        trouble = [o for o in others if o.negated and self.rules[o.rule].label == Label.CHALLENGE]
        absent = any(_reaches(d, o, clauses, SCOPE_AFTER, 0) for d in inside for o in trouble)
        return Hit(hit.rule, hit.start, hit.end, absent)

    def _mark(self, hit: Hit, scopes: dict[str, list[Hit]], clauses: list[int]) -> Hit:
        rule = self.rules[hit.rule]
        if rule.label not in LABELS or rule.weight <= 0:
            return hit
        negated = any(_reaches(n, hit, clauses, SCOPE_AFTER, 0) for n in scopes[NEGATION])
        if not negated and rule.label == Label.CHALLENGE:
            over = scopes[OVERCOME]
            negated = any(_reaches(o, hit, clauses, OVERCOME_AFTER, OVERCOME_BEFORE) for o in over)
        return Hit(hit.rule, hit.start, hit.end, negated) if negated else hit


def _reaches(scope: Hit, hit: Hit, clauses: list[int], after: int, before: int) -> bool:
    """Whether the words of `scope` lie outside the hit, in its clause and near enough."""
    if scope.end <= hit.start:
        near = hit.start - scope.end < after
    elif scope.start >= hit.end:
        near = scope.start - hit.end < before
    else:
        return False
    return near and clauses[scope.start] == clauses[hit.start]


def _beginnings(doc: Doc, lower: Sequence[int], colons: frozenset[int]) -> frozenset[int]:
    """Tokens at which the segment may be said to begin: its first word, and that after a lead ("Note: …")."""
    alpha: list[int] = doc.to_array("IS_ALPHA").tolist()
    if 1 not in alpha:
        return frozenset((0,))
    first = alpha.index(1)
    colon = next((at for at, word in enumerate(lower[:LEAD]) if word in colons), -1)
    after = alpha.index(1, colon) if colon >= 0 and 1 in alpha[colon:] else first
    return frozenset((first, after))


class CueComponent:
    """The spaCy component `reportminer_cues`."""

    def __init__(self, vocab: Vocab) -> None:
        self.rule_set = RuleSet(vocab)

    def __call__(self, doc: Doc) -> Doc:
        """Write the hits of one segment into its span groups."""
        hits = self.rule_set.hits(doc)
        doc.user_data[HITS] = hits
        for group, negated in (("cues", False), ("cues_negated", True)):
            doc.spans[group] = [
                Span(doc, h.start, h.end, label=self.rule_set.rules[h.rule].id)
                for h in hits
                if h.negated is negated
            ]
        return doc


HITS = "reportminer_hits"
"""Key of `doc.user_data` under which the hits lie for the component that weighs them."""


@Language.factory("reportminer_cues", assigns=["doc.spans"])
def make_cues(nlp: Language, name: str) -> CueComponent:
    """Factory, so that `nlp.add_pipe("reportminer_cues")` works in anyone's pipeline."""
    return CueComponent(nlp.vocab)
