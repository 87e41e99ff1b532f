"""The project's own data files in YAML: words, rules, tables."""

from typing import Any

import yaml

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's, where it is installed: some fifteen times as fast."""


def from_yaml(text: str) -> Any:
    """What a data file of the project holds; as `yaml.safe_load`."""
    return yaml.load(text, _LOADER)
