"""The lists of words that the PDF reader goes by: `words.yaml`."""

from functools import partial

from reportminer.parse import lists

words_of = partial(lists.words_of, "reportminer.parse.pdf")
any_of = partial(lists.any_of, "reportminer.parse.pdf")
