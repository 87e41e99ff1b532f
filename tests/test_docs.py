"""What is written about the program is what the program does."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from reportminer.export.tables import tables

REPO = Path(__file__).parents[1]
README = (REPO / "README.md").read_text(encoding="utf-8")


def _builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_build", REPO / "docs" / "build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BUILD = _builder()
COMMANDS = BUILD.commands()


@pytest.mark.parametrize("name", sorted(BUILD.PAGES))
def test_a_page_of_the_docs_is_what_the_program_says(name: str) -> None:
    kept = (REPO / "docs" / name).read_text(encoding="utf-8")
    assert kept == BUILD.PAGES[name](), "run .venv/bin/python docs/build.py"


def test_every_option_stands_in_the_docs() -> None:
    sections = BUILD.commands_page().split("\n## ")[1:]
    assert [section.partition("\n")[0] for section in sections] == list(COMMANDS)
    for section, command in zip(sections, COMMANDS.values(), strict=True):
        options = [option for param in command.params for option in param.opts if option.startswith("-")]
        assert [
            option for option in options if f"{option}`" not in section and f"{option}," not in section
        ] == []


@pytest.mark.parametrize("words", sorted(COMMANDS))
def test_every_command_is_named_in_the_readme_and_explains_itself(words: str) -> None:
    assert re.search(rf"{re.escape(words)}\b", README)
    assert COMMANDS[words].help
    assert [param.name for param in COMMANDS[words].params if not getattr(param, "help", None)] == []


def test_every_option_that_the_readme_names_exists() -> None:
    calls = re.findall(r"reportminer ((?:[a-z]+ )+)([^\n`]*)", README)
    assert len(calls) > 20
    for words, rest in calls:
        parts = words.split()
        command = COMMANDS.get(f"reportminer {' '.join(parts[:2])}") or COMMANDS[f"reportminer {parts[0]}"]
        known = {option for param in command.params for option in (*param.opts, *param.secondary_opts)}
        line = re.split(r"\s{2,}", rest)[0]
        assert set(re.findall(r"(?<!\S)--?[a-z][a-z-]*", line)) <= known, line


def test_every_table_is_named_in_the_readme() -> None:
    assert [table.file_name for table in tables().values() if f"`{table.file_name}`" not in README] == []


def test_every_file_that_the_readme_links_to_exists() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert links
    assert [link for link in links if not (REPO / link).is_file()] == []
