"""What an annotated corpus lacks: sentences told twice, words that give a label away, worn phrases."""

from reportminer.evaluate.lint.run import Lint, LintSettings, lint

__all__ = ["Lint", "LintSettings", "lint"]
