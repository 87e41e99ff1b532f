"""Find the reports among what the user named: files, folders and globs."""

from reportminer.ingest.find import Found, Refused, find, kind_of

__all__ = ["Found", "Refused", "find", "kind_of"]
