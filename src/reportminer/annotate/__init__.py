"""Annotations in and out: the forms of Prodigy, doccano, Label Studio, brat and spaCy, and JSON gold."""

from reportminer.annotate.convert import Done, Order, convert
from reportminer.annotate.formats import FORMATS, guess, read_any

__all__ = ["FORMATS", "Done", "Order", "convert", "guess", "read_any"]
