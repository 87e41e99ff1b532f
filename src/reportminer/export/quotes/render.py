"""Quotes as text, Markdown, CSV or a Word table."""

import csv
import io
import re
import textwrap
from collections.abc import Callable, Sequence

from reportminer.export.cells import WRITE
from reportminer.export.page.words import words
from reportminer.export.quotes.choose import ASKED, Quote
from reportminer.export.quotes.docx import document

_MARKS = re.compile(r"([\\`*_\[\]<>#|~&])")
_LIST = re.compile(r"^(\s*)(\d+)?([.)+-])(?=\s)", re.MULTILINE)
_CSV = (
    *("finding_ids", "labels", "text", "report", "organisation", "year", "country", "source", "page"),
    *ASKED,
    *("section", "themes", "confidence", "confidences", "citation", "before", "after"),
)


def render(quotes: Sequence[Quote], title: str, form: str) -> bytes:
    """The quotes in a form of `FORMATS`, under a title; text is UTF-8."""
    return FORMATS[form](quotes, title)


def _text(quotes: Sequence[Quote], title: str) -> bytes:
    lines = [f"{title}: {_counted(quotes)}", ""]
    for quote in quotes:
        lines += [_one(quote), *_wrapped(_quoted(quote), "  "), *_wrapped(f"— {quote.citation}", "  ")]
        lines += [*_wrapped(_more(quote), "    "), ""]
    return "\n".join(lines).encode()


def _quoted(quote: Quote) -> str:
    """The quote in its marks, with what stands around it in brackets where that was asked for."""
    around = (f"[{quote.before}]" if quote.before else "", f"[{quote.after}]" if quote.after else "")
    return "\n".join(filter(None, (around[0], f"“{quote.text}”", around[1])))


def _wrapped(text: str, indent: str) -> list[str]:
    lines = (line for part in text.split("\n") for line in textwrap.wrap(part, 96, break_long_words=False))
    return [indent + line for line in lines]


def _markdown(quotes: Sequence[Quote], title: str) -> bytes:
    lines = [f"# {_plain(title)}", "", f"{_counted(quotes)}.", ""]
    for quote in quotes:
        told = "\n\n".join(filter(None, (_aside(quote.before), _plain(quote.text), _aside(quote.after))))
        said = [f"> {line}".rstrip() for line in told.split("\n")]
        lines += [f"**{_one(quote)}**", "", *said, ">", f"> — {_plain(quote.citation)}", ""]
        lines += [_plain(_more(quote)), ""] if _more(quote) else []
    return "\n".join(lines).encode()


def _aside(context: str) -> str:
    return f"*\\[{_plain(context)}\\]*" if context else ""


def _plain(text: str) -> str:
    """Text in which Markdown sees no marks."""
    return _LIST.sub(r"\1\2\\\3", _MARKS.sub(r"\\\1", text))


def _csv(quotes: Sequence[Quote], _: str) -> bytes:
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(_CSV)
    for quote in quotes:
        values = ((name, getattr(quote, name)) for name in _CSV)
        writer.writerow([_cell(name, value) for name, value in values])
    return held.getvalue().encode()


def _cell(name: str, value: object) -> str:
    if isinstance(value, tuple):
        value = "; ".join(map(str, value))
    return WRITE["integer" if name in ("page", "year") else "number" if name == "confidence" else "string"](
        value
    )


def _docx(quotes: Sequence[Quote], title: str) -> bytes:
    rows = [
        (
            str(at),
            _quoted(quote) if quote.before or quote.after else quote.text,
            "\n".join([_one(quote), *_asked(quote)]),
            quote.citation,
            quote.themes,
            f"{quote.confidence:.2f}",
        )
        for at, quote in enumerate(quotes, 1)
    ]
    return document(title, f"{_counted(quotes)}. {_NOTE}", rows)


_NOTE = (
    "Quotes are the exact words of the reports; the page counts from the first page of the file. Confidence "
    "is the program’s own estimate, from 0 to 1, that the label is right; where a quote has several, each "
    "has its own in brackets, and that of the surest stands in the column."
)


def _counted(quotes: Sequence[Quote]) -> str:
    reports = len({quote.order[0] for quote in quotes})
    found = f"{len(quotes):,} quote{'' if len(quotes) == 1 else 's'}"
    return f"{found} from {reports:,} report{'' if reports == 1 else 's'}"


def _one(quote: Quote) -> str:
    """`Challenge`, or `Challenge (0.50), recommendation (0.99)`."""
    names = [str(words()["labels"][label]["one"]) for label in quote.labels]
    if len(names) == 1:
        return names[0]
    told = [names[0], *(name.lower() for name in names[1:])]
    return ", ".join(f"{name} ({sure:.2f})" for name, sure in zip(told, quote.confidences, strict=True))


def _asked(quote: Quote) -> list[str]:
    """Number, who, how strongly and by when, as far as told."""
    told = ((name, getattr(quote, name)) for name in ASKED)
    return [f"{name}: {value}" for name, value in told if value]


def _more(quote: Quote) -> str:
    """What is said of a quote besides its citation."""
    parts = (quote.section, *_asked(quote), f"themes: {quote.themes}" if quote.themes else "")
    return "; ".join([*filter(None, parts), f"confidence {quote.confidence:.2f}"])


FORMATS: dict[str, Callable[[Sequence[Quote], str], bytes]] = {
    "text": _text,
    "markdown": _markdown,
    "csv": _csv,
    "docx": _docx,
}
