"""PDF to `Report`: characters, lines, columns, blocks. No network, neither kind."""

from reportminer.parse.pdf.reader import read_pdf

__all__ = ["read_pdf"]
