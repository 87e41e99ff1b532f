"""The options that name written reports."""

from argparse import ArgumentParser
from pathlib import Path

import pytest

from reportminer.train.written import TEXTS, add_written, written_of


def given(*words: str) -> tuple[tuple[Path, Path], ...]:
    parser = ArgumentParser()
    add_written(parser)
    return written_of(parser, parser.parse_args(words))


def test_each_file_has_the_folder_of_its_texts() -> None:
    assert given() == ()
    assert given("--written", "a") == ((Path("a"), TEXTS),)
    two = given("--written", "a", "--texts", "x", "--written", "b", "--texts", "y")
    assert two == ((Path("a"), Path("x")), (Path("b"), Path("y")))


def test_a_folder_too_few_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        given("--written", "a", "--texts", "x", "--written", "b")
    assert "give one for each" in capsys.readouterr().err
