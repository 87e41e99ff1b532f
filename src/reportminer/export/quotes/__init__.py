"""Quotes with their citations, chosen from an output folder: evidence for a report of one's own."""

from reportminer.export.quotes.choose import Choice, Quote, choose, told, unknown
from reportminer.export.quotes.context import in_context
from reportminer.export.quotes.render import FORMATS, render

__all__ = ["FORMATS", "Choice", "Quote", "choose", "in_context", "render", "told", "unknown"]
