"""What a report is: title, organisation, year, country, kind, each with the place that tells it."""

from reportminer.link.capitals import in_small_letters
from reportminer.link.country import country_of
from reportminer.link.cover import cover_of
from reportminer.link.kind import kind_of
from reportminer.link.organisation import organisation_of
from reportminer.link.title import title_of
from reportminer.link.year import year_of
from reportminer.types import Metadata, Outline, Report


def metadata_of(report: Report, outline: Outline, language: str) -> Metadata:
    """Read cover, properties and text. A field is empty where nothing is plain.

    `year` is the year of publication in four digits; `country` the country that the report is about, or
    two joined by `and`; `sources` says of each field where it was found. `outline` tells where the cover
    ends.
    """
    cover = cover_of(report)
    title = title_of(report, cover)
    country = country_of(report.text, cover, title.value)
    told = {
        "title": title,
        "organisation": organisation_of(report, cover, title.value, country.value),
        "year": year_of(report, cover, title.value, outline),
        "country": country,
        "kind": kind_of(report, cover, title.value),
    }
    return Metadata(
        language=language,
        sources=tuple((name, found.source) for name, found in told.items() if found.value),
        **{name: _shown(name, found.value, report.text) for name, found in told.items()},
    )


def _shown(name: str, value: str, text: str) -> str:
    return in_small_letters(value, text) if name in ("title", "organisation") else value
