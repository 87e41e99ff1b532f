"""Rule files that lie beside the code: read as UTF-8, checked for keys that nobody knows."""

import json
from collections.abc import Collection, Iterator
from importlib.resources import files
from typing import Any

from reportminer.errors import ModelError
from reportminer.ruledata import from_yaml


def rule_text(name: str) -> str:
    """The text of `tag/rules/<name>`."""
    try:
        return files("reportminer.tag").joinpath("rules", name).read_text(encoding="utf-8")
    except OSError as error:
        raise ModelError(f"rule file {name} cannot be read", hint="install reportminer again") from error


def read_yaml(name: str, *, allowed: Collection[str] | None = None) -> dict[str, Any]:
    """A YAML mapping. With `allowed`, its keys must be exactly these."""
    data = from_yaml(rule_text(name))
    if not isinstance(data, dict):
        raise ModelError(
            f"{name} does not hold a mapping", hint="compare it with the file of a fresh install"
        )
    if allowed is not None and set(data) != set(allowed):
        odd = ", ".join(sorted(set(data) ^ set(allowed)))
        raise ModelError(f"{name}: unknown or missing keys: {odd}", hint="correct the rule file")
    return data


def read_jsonl(
    name: str, *, required: Collection[str], optional: Collection[str]
) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file, one a line; empty lines and `//` comments are passed over."""
    for number, line in enumerate(rule_text(name).splitlines(), start=1):
        if not line.strip() or line.startswith("//"):
            continue
        row = _row(line, f"{name}:{number}")
        odd = sorted((set(row) - set(required) - set(optional)) | (set(required) - set(row)))
        if odd:
            raise ModelError(
                f"{name}:{number}: unknown or missing keys: {', '.join(odd)}", hint="correct the rule file"
            )
        yield row


def _row(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise ModelError(f"{where}: not JSON: {error}", hint="correct the rule file") from error
    if not isinstance(row, dict):
        raise ModelError(f"{where}: not an object", hint="correct the rule file")
    return row
