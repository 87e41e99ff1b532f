"""What decides the rows of a report besides its bytes: code, libraries, models, codebook, settings."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from reportminer.config import Settings, models_dir
from reportminer.export.runfile import versions
from reportminer.gather.codebook import Codebook
from reportminer.parse.ocr import engine

SOURCES = frozenset({".py", ".yaml", ".yml", ".json", ".jsonl", ".txt", ".csv", ".html", ".css", ".js"})


def tree_hash(root: Path, endings: frozenset[str] | None = None) -> str:
    """Hash of the names and bytes of the files below `root`."""
    digest = sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and (not endings or path.suffix in endings):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0")
            digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides the rows of a report besides its bytes."""

    code: str
    libraries: str
    models: str
    codebook: str
    settings: str

    @property
    def key(self) -> str:
        """Short hash of all of it."""
        parts = (self.code, self.libraries, self.models, self.codebook, self.settings)
        return sha256("\n".join(parts).encode()).hexdigest()[:12]


def recipe_of(settings: Settings, codebook: Codebook) -> Recipe:
    """Hash code, libraries, models, codebook and settings as they lie on disk now.

    Time and memory for a file are left out: they decide whether a report is read, never what is found
    in it, and who raises them for one report should not wait for all others again.
    """
    limits = settings.limits
    read_by = engine() if settings.ocr else ""
    sizes = (limits.max_bytes, limits.max_pages, limits.max_characters)
    decisive = (settings.recall, settings.fast, read_by, *sizes, limits.max_page_seconds)
    return Recipe(
        code=tree_hash(Path(__file__).parents[1], SOURCES),
        libraries=sha256(json.dumps(versions(), sort_keys=True).encode()).hexdigest(),
        models=tree_hash(settings.models or models_dir()),
        codebook=codebook.sha256,
        settings=sha256(repr(decisive).encode()).hexdigest(),
    )
