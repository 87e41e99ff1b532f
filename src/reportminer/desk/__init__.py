"""The annotator's desk: a local page on which people correct what was found, and the machine learns.

A project is a folder: `project.sqlite` (reports, history, layers, models by name), `features/` (what
the machine sees of each segment) and `models/` (each that was learnt). Above annotate, evaluate and
train, whose work it brings together.
"""

from reportminer.desk.project import Project

__all__ = ["Project"]
