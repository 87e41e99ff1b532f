"""The lists of words beside the readers."""

import re
from importlib.resources import files

import pytest
import yaml

from reportminer.parse import lists

PACKAGES = ["reportminer.parse.text", "reportminer.parse.pdf", "reportminer.section"]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_list_is_read_and_holds_words(package):
    code = "".join(path.read_text("utf-8") for path in files(package).iterdir() if path.name.endswith(".py"))
    for name in yaml.safe_load(files(package).joinpath("words.yaml").read_text("utf-8")):
        assert lists.words_of(package, name)
        assert re.search(rf"[\"']{name}[\"']", code), f"{package}: nobody reads {name}"


def test_alternatives_are_plain_words_the_longest_first():
    either = lists.any_of("reportminer.section", "labels")
    assert re.match(either, "lesson learned")[0] == "lesson learned"
    assert re.fullmatch(lists.any_of("reportminer.section", "captions"), "figs") is None


def test_a_bare_on_is_refused(monkeypatch):
    monkeypatch.setattr(lists, "_lists", lambda package: {"small": ["at", True]})
    lists.words_of.cache_clear()
    with pytest.raises(ValueError, match="quotation marks"):
        lists.words_of("made.up", "small")
