"""Settings, checked once when they are made. Every later layer takes them as they are."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar

from reportminer.errors import CodebookError, ModelError, SettingsError

MOST = {"max_bytes": 2**50, "max_seconds": 10**8, "max_page_seconds": 10**8, "max_memory_mb": 2**30}
"""Beyond these no clock and no system can keep a limit: three years, a petabyte."""


def _positive(settings: object) -> None:
    for item in fields(settings):  # type: ignore[arg-type]
        value = getattr(settings, item.name)
        if not isinstance(value, int | float) or not value > 0:  # so that nan is refused too
            raise SettingsError(
                f"{item.name} must be above zero, not {value}", hint=f"give {item.name} a positive number"
            )
        if value > MOST.get(item.name, value):
            raise SettingsError(
                f"{item.name} must be {MOST[item.name]:,} at most, not {value}", hint="give a smaller number"
            )


Loaded = TypeVar("Loaded")


class once_per_models(Generic[Loaded]):  # noqa: N801 - a decorator
    """A loader that reads each folder of models once a process, and the right one after `use_models`."""

    def __init__(self, load: Callable[[], Loaded]) -> None:
        self.__doc__ = load.__doc__
        self._kept = lru_cache(maxsize=2)(lambda _folder: load())

    def __call__(self) -> Loaded:
        """What was loaded from the folder in force."""
        return self._kept(models_dir())

    def cache_clear(self) -> None:
        """Forget what was loaded."""
        self._kept.cache_clear()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a hostile input is looked at before it is given up."""

    max_bytes: int = 256 * 2**20
    max_pages: int = 3000
    max_seconds: float = 600.0
    """Wall time for one file, all stages."""
    max_page_seconds: float = 60.0
    """Computing time for reading one page of a PDF; the page is marked `failed`, the rest is read."""
    max_characters: int = 20_000_000
    max_memory_mb: int = 6144
    """Address space of one worker, in MiB (held on Linux only)."""

    def __post_init__(self) -> None:
        _positive(self)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that decides what a run gives. Equal settings, model and input give equal bytes."""

    limits: Limits = field(default_factory=Limits)
    codebook: Path | None = None
    """A codebook of the user's own; the partnership codebook where there is none."""
    recall: bool = False
    """Use the low thresholds: more findings, fewer of them right."""
    ocr: bool = False
    """Read pages without text by character recognition."""
    models: Path | None = None
    """A folder of models of the user's own; those of this installation where there is none."""
    fast: bool = False
    """Without the encoder and the readers of partners and themes: rules and words alone."""

    def __post_init__(self) -> None:
        try:
            if self.codebook is not None:
                self.codebook.open("rb").close()
        except OSError as error:
            raise CodebookError.unread(self.codebook, error) from None


INSTALLED = Path(__file__).parent / "_models"
"""Where the models of an installed package lie."""
MODELS = "REPORTMINER_MODELS"
"""Environment variable that names a folder of models of the user's own."""


PARTS = ("encoder", "findings", "links", "partners", "roles", "themes")
"""Folders of a folder of models: at least one is in it."""


def use_models(folder: Path | None) -> None:
    """Load models from this folder from now on, in this process and in those that it starts.

    Raises ModelError where there are none in it.
    """
    if folder is not None:
        if not any((folder / part).is_dir() for part in PARTS):
            raise ModelError(
                f"{folder} holds no models", hint="give --models a folder that `reportminer train` made"
            )
        os.environ[MODELS] = str(folder.absolute())


def models_dir() -> Path:
    """Where trained weights lie: where the user says, inside the installed package, or in a checkout."""
    told = os.environ.get(MODELS)
    if told:
        if not Path(told).is_dir():
            raise ModelError(f"no folder of models at {told}", hint="make one with `reportminer train`")
        return Path(told)
    for place in (INSTALLED, Path(__file__).parents[2] / "models"):
        if place.is_dir():
            return place
    raise ModelError(
        "no models folder found", hint="install reportminer again from its wheel, or run `make models`"
    )
