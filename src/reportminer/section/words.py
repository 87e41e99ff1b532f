"""The lists of words that sections are read by: `words.yaml`."""

from functools import partial

from reportminer.parse import lists

words_of = partial(lists.words_of, "reportminer.section")
any_of = partial(lists.any_of, "reportminer.section")
