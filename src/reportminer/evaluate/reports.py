"""Agreement as text, as a table to fill in, and as a page for settling what differs."""

import csv
import io
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from reportminer.evaluate.agreement import Agreement, Disagreement
from reportminer.labels import Label

_RISKY = ("=", "+", "-", "@", "\t", "\r")


def figure(value: float | None) -> str:
    """Two decimals; a dash where there is nothing to agree on."""
    return "–" if value is None else f"{value:.2f}"


def as_csv(found: Agreement) -> str:
    """A row a disagreement: where, the words, what each coder says; `settled` and `reason` to fill in."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        ["report", "start", "end", "section", "text", *found.coders, "settled", "reason", "before", "after"]
    )
    for item in found.disagreements:
        said = dict(item.said)
        told = [said.get(coder, "") for coder in found.coders]
        row = [
            item.report,
            item.start,
            item.end,
            item.section,
            item.text,
            *told,
            "",
            "",
            item.before,
            item.after,
        ]
        writer.writerow([_safe(cell) for cell in row])
    return out.getvalue()


def _safe(cell: object) -> object:
    """A cell that a spreadsheet would take for a formula is set off by an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RISKY) else cell


def as_page(found: Agreement) -> str:
    """A page that works without a network: decide, give the reason, save as CSV."""
    template = files("reportminer.evaluate").joinpath("settle.html").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined)  # names and texts are hostile
    return environment.from_string(template).render(found=found, figure=figure, choices=_choices)


def _choices(item: Disagreement) -> list[str]:
    """What was said first, then the other single labels."""
    said = [told for _, told in item.said]
    others = [] if any(told.startswith("PARTNER ") for told in said) else [*map(str, Label), "none"]
    return list(dict.fromkeys([*said, *others]))
