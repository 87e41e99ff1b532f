"""Findings: which segments state a challenge, a lesson or a recommendation, and why we think so.

Two spaCy components do the work and can be added to anyone's pipeline: `reportminer_cues` matches
the rules, `reportminer_findings` weighs them together with the learnt model. Each Doc is one
segment; where it stands in its report is told by `doc._.reportminer` (a `SegmentContext`). Results:
`doc.cats` (probability by label) and `doc._.findings` (the labels that stand, as `Verdict`s).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby, islice
from pathlib import Path
from typing import cast

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from reportminer.config import Settings, models_dir
from reportminer.labels import DECLARED, Label, Method
from reportminer.manifest import has_file
from reportminer.tag import joint
from reportminer.tag.arbiter import HEAD, MARGIN, Arbiter, Floats, Judged, load, method_of, untrained
from reportminer.tag.context import contexts
from reportminer.tag.cues import HITS, LABELS, CueComponent, Hit
from reportminer.tag.data import read_yaml
from reportminer.tag.encoder import model as encoder
from reportminer.tag.encoder.windows import Passage
from reportminer.tag.features import ALONE, Describer, SegmentContext, Signals, columns, linked
from reportminer.tag.joint import Reader, denials, fitting
from reportminer.tag.segment import items
from reportminer.types import Finding, Outline, Report, Segment

BATCH = 256
CHUNK = 1024
"""Segments that the encoder is given together: neighbours that it reads are among these."""
LONGEST = 4000
"""Characters of a segment that are looked at."""
LEAST_WORDS = 3
"""A segment with fewer words ("Accepted.") is no finding: of 1,400 such, annotators labelled four."""
LEAD_IN = 20
"""Nor is one of no more words that ends in a colon ("The council should:"): of 170, they labelled three."""

_EDGES = " ,;:"


@cache
def plain_words() -> frozenset[str]:
    """Words that give no reason, alone or in pairs."""
    return frozenset(read_yaml("plain.yaml", allowed=("plain",))["plain"].split())


def tells(text: str) -> bool:
    """Whether a segment is long enough to be a finding, and does not only lead to what follows it."""
    words = len(text.split())
    leads = words <= LEAD_IN and text.rstrip("*_ ").endswith(":")
    return words >= LEAST_WORDS and not leads


@dataclass(frozen=True, slots=True)
class Verdict:
    """A label that stands on a segment."""

    label: Label
    probability: float
    method: Method
    cue: str
    negated: bool


def _extend() -> None:
    for name, default in (("reportminer", None), ("findings", ())):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)


_extend()


def arbiter(trained: bool = True) -> Arbiter:
    """The arbiter of this installation; read once a process. `trained=False`: rules alone."""
    return _arbiter(models_dir() / "findings" if trained else None)


@lru_cache(maxsize=4)
def _arbiter(folder: Path | None) -> Arbiter:
    there = folder and has_file(folder.parent, f"{folder.name}/{HEAD}")
    return Arbiter(load(folder) if folder and there else untrained())


def reader() -> Reader | None:
    """The encoder of this installation with the weights that join it; None where there is none."""
    return _reader(models_dir())


@lru_cache(maxsize=2)
def _reader(folder: Path) -> Reader | None:
    return fitting(joint.load(folder / "findings"), encoder.load(folder / "encoder"))


class FindingsComponent:
    """The spaCy component `reportminer_findings`. Put `reportminer_cues` before it."""

    def __init__(
        self, cues: CueComponent, judge: Arbiter, read: Reader | None = None, *, recall: bool = False
    ) -> None:
        self._rules = cues.rule_set
        self._describer = Describer(cues.rule_set)
        self._arbiter = judge
        self._reader = read
        self._recall = recall
        self._thresholds = read.joint.thresholds[int(recall)] if read else judge.thresholds(recall=recall)

    def __call__(self, doc: Doc) -> Doc:
        """Weigh one segment that stands alone."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = BATCH) -> Iterator[Doc]:
        """Weigh segments in order; those of one sequence see their neighbours. Memory stays flat."""
        for sequence, docs in groupby(stream, key=_sequence):
            if sequence:
                yield from self._sequence(docs, batch_size)
            else:
                for doc in docs:
                    yield from self._sequence(iter([doc]), 1)

    def _sequence(self, docs: Iterator[Doc], batch_size: int) -> Iterator[Doc]:
        """Chunks weighed by rules and words, then read by the encoder where there is one."""
        weighed = self._weighed(docs, batch_size)
        while chunk := list(islice(weighed, CHUNK)):
            ready = [doc for doc, _ in chunk]
            judged = Judged(*(np.stack(part) for part in zip(*(rows for _, rows in chunk), strict=True)))
            if self._reader:
                # what the sieve holds back may stand at the low thresholds
                passages = [_passage(doc) for doc in ready]
                denied = denials([self._fired(doc) for doc in ready])
                judged = self._reader.judge(passages, judged, denied, all_read=self._recall)
            yield from self._settle(ready, judged)

    def _fired(self, doc: Doc) -> list[tuple[str, bool]]:
        """The rules that fired, and whether each stands under a negation."""
        hits: Sequence[Hit] = doc.user_data.get(HITS, ())
        return [(self._rules.rules[hit.rule].id, hit.negated) for hit in hits]

    def _weighed(self, docs: Iterator[Doc], batch_size: int) -> Iterator[tuple[Doc, tuple[Floats, ...]]]:
        """Each segment with its rows of `Judged`, from batches that overlap by the neighbours looked at."""
        window = _Window(self._arbiter)
        while batch := list(islice(docs, batch_size)):
            window.add(batch, [self._describer.describe(doc) for doc in batch])
            yield from window.ready(last=False)
        yield from window.ready(last=True)

    def _settle(self, ready: Sequence[Doc], judged: Judged) -> Iterator[Doc]:
        for at, doc in enumerate(ready):
            doc.cats.update(
                {label: float(p) for label, p in zip(LABELS, judged.probability[at], strict=True)}
            )
            doc._.findings = tuple(self._verdicts(doc, judged, at))
            yield doc

    def _verdicts(self, doc: Doc, judged: Judged, at: int) -> Iterator[Verdict]:
        for number, label in enumerate(Label):
            if judged.probability[at, number] < self._thresholds[number]:
                continue
            method = method_of(
                bool(judged.by_rules[at, number] >= self._thresholds[number]),
                bool(judged.by_words[at, number] >= self._thresholds[number]),
            )
            cue, negated = self._cue(doc, number)
            yield Verdict(label, float(judged.probability[at, number]), method, cue, negated)

    def _cue(self, doc: Doc, number: int) -> tuple[str, bool]:
        """The words that speak loudest for a label, and whether they stand under a negation."""
        hits: Sequence[Hit] = doc.user_data.get(HITS, ())
        loud = [(self._loudness(hit, number), -hit.start, hit) for hit in hits]
        best = max((entry for entry in loud if entry[0] > 0), key=lambda e: e[:2], default=None)
        heading = _declaring_heading(doc._.reportminer or ALONE, LABELS[number])
        if heading and (best is None or best[0] < self._declared_strength(doc, number)):
            return heading, False
        if best is None:
            return self._loudest_words(doc, number), False
        return doc[best[2].start : best[2].end].text.strip(_EDGES), best[2].negated

    def _loudest_words(self, doc: Doc, number: int) -> str:
        """The word or pair of words that the learnt model counts most, of those that tell a reader why.

        That "was" speaks for a challenge is true of reports at large, and explains nothing.
        """
        words, places = self._describer.words(doc)
        if not places:
            return ""
        pairs, _ = linked(words, np.zeros(len(words), np.int64))
        weights = self._arbiter.word_weights(columns(np.concatenate([words, pairs])), number)
        plain = np.array([doc[place].lower_ in plain_words() for place in places])
        weights = np.where(np.concatenate([plain, plain[:-1] & plain[1:]]), 0.0, weights)
        at = int(np.argmax(weights))
        if weights[at] <= 0:
            return ""
        first = at if at < len(words) else at - len(words)
        return doc[places[first] : places[first + (at >= len(words))] + 1].text

    def _loudness(self, hit: Hit, number: int) -> float:
        rule = self._rules.rules[hit.rule]
        if rule.label != LABELS[number] or rule.weight <= 0:
            return 0.0
        return max(self._arbiter.strength(f"{'not' if hit.negated else 'cue'}:{rule.id}", number), 0.01)

    def _declared_strength(self, doc: Doc, number: int) -> float:
        context = doc._.reportminer or ALONE
        how = "own" if context.declared else "above"
        return self._arbiter.strength(f"declared:{context.role}:{how}:{context.kind}", number)


def _passage(doc: Doc) -> Passage:
    context: SegmentContext = doc._.reportminer or ALONE
    return Passage(doc.text, context.kind, context.headings)


def _sequence(doc: Doc) -> str:
    return (doc._.reportminer or ALONE).sequence


def _declaring_heading(context: SegmentContext, label: str) -> str:
    """The heading of a section whose role declares the label."""
    declared = DECLARED.get(context.role)
    return context.declaring if declared is not None and declared == label else ""


class _Window:
    """Segments of one sequence that still wait for their neighbours."""

    def __init__(self, judge: Arbiter) -> None:
        self._arbiter = judge
        self._docs: list[Doc] = []
        self._scores: list[Floats] = []
        self._before = 0
        """Scores at the front whose docs are settled: they only serve as neighbours."""

    def add(self, docs: list[Doc], signals: list[Signals]) -> None:
        self._docs.extend(docs)
        self._scores.extend(self._arbiter.scores(signals))

    def ready(self, *, last: bool) -> Iterator[tuple[Doc, tuple[Floats, ...]]]:
        """The docs whose neighbours are known, and what the arbiter says of them."""
        scores = np.array(self._scores, np.float32).reshape(-1, 3 * len(LABELS))
        judged = self._arbiter.judge(scores)
        start = self._before
        stop = max(start, len(scores) - (0 if last else MARGIN))
        docs, self._docs = self._docs[: stop - start], self._docs[stop - start :]
        cut = max(stop - MARGIN, 0)
        self._scores, self._before = self._scores[cut:], stop - cut
        parts = [getattr(judged, name)[start:stop] for name in Judged.__slots__]
        return zip(docs, zip(*parts, strict=True), strict=True)


@Language.factory(
    "reportminer_findings",
    assigns=["doc.cats"],
    default_config={"recall": False, "trained": True, "encoder": True},
)
def make_findings(nlp: Language, name: str, recall: bool, trained: bool, encoder: bool) -> FindingsComponent:
    """Factory: `nlp.add_pipe("reportminer_findings", config={"recall": True})`; no `encoder` is quicker."""
    if not nlp.has_pipe("reportminer_cues"):
        nlp.add_pipe("reportminer_cues", last=True)
    cues = cast(CueComponent, nlp.get_pipe("reportminer_cues"))
    return FindingsComponent(cues, arbiter(trained), reader() if trained and encoder else None, recall=recall)


class FindingTagger:
    """Finds the findings of a report. Make one and use it for many reports."""

    def __init__(self, settings: Settings | None = None, *, trained: bool = True) -> None:
        settings = settings or Settings()
        self.nlp = spacy.blank("en")
        self.nlp.max_length = LONGEST + 1
        self.nlp.add_pipe("reportminer_cues")
        asked = {"recall": settings.recall, "trained": trained, "encoder": not settings.fast}
        self.nlp.add_pipe("reportminer_findings", config=asked)

    def tag(self, report: Report, outline: Outline, segments: Sequence[Segment]) -> tuple[Finding, ...]:
        """The findings of one report, in the order of the text; a segment may carry several labels."""
        docs = self.docs(report, outline, segments)
        return tuple(
            _finding(segment, verdict)
            for segment, doc in zip(segments, self.nlp.pipe(docs, batch_size=BATCH), strict=True)
            if tells(doc.text)
            for verdict in doc._.findings
        )

    def signals(self, report: Report, outline: Outline, segments: Sequence[Segment]) -> Iterator[Signals]:
        """What the arbiter would see of each segment: for training."""
        cues = cast(CueComponent, self.nlp.get_pipe("reportminer_cues"))
        describer = Describer(cues.rule_set)
        for doc in self.docs(report, outline, segments):
            yield describer.describe(cues(doc))

    def docs(self, report: Report, outline: Outline, segments: Sequence[Segment]) -> Iterator[Doc]:
        """One Doc a segment, with its context, before any component has seen it."""
        for segment, context in zip(segments, contexts(report, outline, segments), strict=True):
            doc = self.nlp.make_doc(report.text[segment.start : min(segment.end, segment.start + LONGEST)])
            doc._.reportminer = context
            yield doc


def told_whole(
    report: Report, segments: Sequence[Segment], findings: Sequence[Finding]
) -> tuple[Finding, ...]:
    """Findings with those of one list item or numbered paragraph as one a label, over all of it.

    All else is as it stands with its surest sentence, which `segment` still names.
    """
    item_of = {at: item for item in items(report, segments) for at in item}
    best: dict[tuple[int, int], Finding] = {}
    for finding in findings:
        key = item_of[finding.segment].start, LABELS.index(finding.label)
        if key not in best or finding.confidence > best[key].confidence:
            best[key] = finding
    return tuple(_over(best[key], segments, item_of[best[key].segment]) for key in sorted(best))


def _over(finding: Finding, segments: Sequence[Segment], item: range) -> Finding:
    return replace(finding, start=segments[item[0]].start, end=segments[item[-1]].end)


def _finding(segment: Segment, verdict: Verdict) -> Finding:
    return Finding(
        label=verdict.label,
        start=segment.start,
        end=segment.end,
        segment=segment.index,
        section=segment.section,
        confidence=round(verdict.probability, 4),
        method=verdict.method,
        cue=verdict.cue,
        negated=verdict.negated,
    )
