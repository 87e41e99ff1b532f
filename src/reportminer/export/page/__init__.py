"""`report.html`: one page to look at, with nothing to load and nothing to run but its own script."""

import base64
import json
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from reportminer.export.files import write_text
from reportminer.export.page.payload import PageLimits, payload
from reportminer.export.page.summary import summary
from reportminer.export.page.texts import report_texts
from reportminer.export.page.ties import picture

__all__ = ["PageLimits", "write_page"]

_SCRIPTS = (
    "dom",
    "state",
    "overview",
    "years",
    "heat",
    "findings",
    "theme",
    "report",
    "partners",
    "network",
    "main",
)


def write_page(out: Path, limits: PageLimits | None = None) -> Path:
    """Write `report.html` from the CSV tables in OUT, and nothing else; gives its path.

    The page is self-contained: style, script and data stand in it, its Content-Security-Policy
    lets nothing else run or load. What comes from reports is escaped here or set as text there.
    """
    limits = limits or PageLimits()
    style, script = _own("page.css"), _script()
    told = summary(out)
    totals = {"reports": told.reports, "findings": told.findings, "partners": told.partners}
    told_data = payload(out, limits)
    page = _environment().get_template("page.html.j2")
    html = page.render(
        summary=told,
        style=Markup(style),
        script=Markup(script),
        data=embedded({"totals": totals, **told_data}),
        picture=picture(out, told_data["partners"]),
        texts=report_texts(out, limits),
        policy=_policy(style, script, pictures=bool(told_data["pictures"])),
    )
    path = out / "report.html"
    write_text(path, html)
    return path


def embedded(data: object) -> Markup:
    """JSON that may stand in a script element: no `<`, `>` or `&` is left in it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


def _policy(style: str, script: str, *, pictures: bool) -> str:
    """What may run and load: its own script and style, and pictures of pages where there are any."""
    beside = "img-src 'self'; " if pictures else ""
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        f"{beside}base-uri 'none'; form-action 'none'"
    )


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(content.encode()).digest()).decode()}'"


def _script() -> str:
    parts = "\n".join(_own(f"js/{name}.js") for name in _SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}}})();\n'


def _own(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_own),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["n"] = lambda number: f"{number:,}"
    return environment
