"""The recipe: the stages that one report goes through, in order, with the time each took."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING

from reportminer.config import Settings, use_models
from reportminer.labels import ENGLISH, UNREAD, PageStatus
from reportminer.types import Metadata, Mined, Outline, Report, Source

if TYPE_CHECKING:
    from reportminer.gather.coding import Coder
    from reportminer.tag.findings import FindingTagger
    from reportminer.tag.partners import PartnerTagger


class Stopwatch:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Time what runs inside."""
        begin = perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + perf_counter() - begin


class Pipeline:
    """Mines reports one by one. Models are loaded when first needed and kept."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        use_models(settings.models)

    @cached_property
    def findings(self) -> "FindingTagger":
        """Tagger of challenges, lessons and recommendations."""
        from reportminer.tag.findings import FindingTagger  # noqa: PLC0415

        return FindingTagger(self.settings)

    @cached_property
    def partners(self) -> "PartnerTagger":
        """Tagger of partners and their mentions."""
        from reportminer.tag.partners import PartnerTagger  # noqa: PLC0415

        return PartnerTagger(fast=self.settings.fast)

    @cached_property
    def coder(self) -> "Coder":
        """Codes findings by the codebook."""
        from reportminer.gather.codebook import load_codebook  # noqa: PLC0415
        from reportminer.gather.coding import Coder  # noqa: PLC0415

        return Coder(load_codebook(self.settings.codebook), fast=self.settings.fast)

    def mine(self, source: Source) -> Mined:
        """Everything in one report. Raises InputError where it cannot be read at all."""
        watch = Stopwatch()
        bare = self._read(source, watch)
        mined = self._tagged(bare, watch) if bare.metadata.language in ENGLISH else bare
        with watch("link"):
            metadata = _metadata(bare.report, bare.outline, bare.metadata.language)
            return replace(mined, metadata=metadata, seconds=watch.seconds)

    def _read(self, source: Source, watch: Stopwatch) -> Mined:
        """A report with its language and its sections."""
        from reportminer.parse import read  # noqa: PLC0415
        from reportminer.parse.language import language_of  # noqa: PLC0415
        from reportminer.section import outline as outline_of  # noqa: PLC0415

        with watch("parse"):
            report = read(source, self.settings.limits, ocr=self.settings.ocr)
            language = language_of(report.text)
        with watch("section"):
            outline = outline_of(report)
        return Mined(
            report=report,
            metadata=Metadata(language=language),
            outline=outline,
            segments=(),
            findings=(),
            partners=(),
            mentions=(),
            codings=(),
            warnings=_warnings(report, language),
        )

    def _tagged(self, mined: Mined, watch: Stopwatch) -> Mined:
        """Segments, findings, partners and codings of a report in English."""
        from reportminer.link.attributes import attribute  # noqa: PLC0415
        from reportminer.link.relations import relate  # noqa: PLC0415
        from reportminer.link.repeats import with_repeats  # noqa: PLC0415
        from reportminer.tag.findings import told_whole  # noqa: PLC0415
        from reportminer.tag.segment import segments as segments_of  # noqa: PLC0415

        report, outline = mined.report, mined.outline
        with watch("segment"):
            segments = segments_of(report, outline)
        with watch("findings"):
            findings = self.findings.tag(report, outline, segments)
        with watch("partners"):
            partners, mentions = self.partners.tag(report, outline, segments)
        with watch("link"):
            # sentence by sentence: what the rest of an item says is not said of its finding
            findings = attribute(report, segments, findings, outline, (partners, mentions))
            findings = with_repeats(report, told_whole(report, segments, findings))
        with watch("gather"):
            codings = self.coder.code(report, outline, findings)
        whole = replace(
            mined, segments=segments, findings=findings, partners=partners, mentions=mentions, codings=codings
        )
        with watch("link"):
            return replace(whole, relations=relate(whole))


def _metadata(report: Report, outline: Outline, language: str) -> Metadata:
    from reportminer.link.metadata import metadata_of  # noqa: PLC0415

    return metadata_of(report, outline, language)


def _warnings(report: Report, language: str) -> tuple[str, ...]:
    """What a reader of the tables must know about this report."""
    said = list(report.warnings)
    unread = [page.number for page in report.pages if page.status in UNREAD]
    if unread:
        said.append(f"{len(unread)} of {len(report.pages)} pages could not be read (pages.csv says which)")
    if report.pages and all(page.status is PageStatus.BLANK for page in report.pages):
        said.append("no text: all pages are blank")
    if language not in ENGLISH:
        said.append(f"not in English ({language}): read, not tagged")
    return tuple(said)
