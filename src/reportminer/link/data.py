"""Rule files that lie beside the code: read as UTF-8, checked for keys that nobody knows."""

from collections.abc import Collection
from importlib.resources import files

import yaml


def read_words(name: str, allowed: Collection[str]) -> dict[str, list[str]]:
    """Lists of words and phrases of `rules/<name>`. Raises `ValueError` on a key not in `allowed`."""
    data = yaml.safe_load((files(__package__) / "rules" / name).read_text("utf-8"))
    if set(data) != set(allowed):
        raise ValueError(f"{name}: these keys are unknown or missing: {sorted(set(data) ^ set(allowed))}")
    return {key: [str(word) for word in words] for key, words in data.items()}
