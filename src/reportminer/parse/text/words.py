"""The lists of words that the text reader goes by: `words.yaml`."""

from functools import partial

from reportminer.parse import lists

any_of = partial(lists.any_of, "reportminer.parse.text")
