"""Settings of the training, from a configuration in spaCy's format; `default.cfg` holds them all."""

from collections.abc import Iterator
from dataclasses import fields, replace
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from thinc.api import Config

from reportminer.errors import SettingsError

Told = TypeVar("Told")


def default_text() -> str:
    """The configuration that is used where the user gives none."""
    return files("reportminer.train").joinpath("default.cfg").read_text(encoding="utf-8")


def settings_of(path: Path | None, section: str, default: Told) -> Told:
    """A settings object with what a section of the file tells; without a file, of `default.cfg`.

    Raises SettingsError at a setting that is unknown or not of its kind.
    """
    return replace(default, **told_of(path, section, default))  # type: ignore[type-var]


def told_of(path: Path | None, section: str, default: object) -> dict[str, Any]:
    """What a section says, checked against the settings there are."""
    return dict(_checked(path, _section(path, section), default))


def _section(path: Path | None, section: str) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8") if path else default_text()
        told: dict[str, Any] = Config().from_str(text).get(section, {})
    except (OSError, ValueError) as error:
        raise SettingsError(f"cannot read {path}: {error}", hint="give a .cfg file") from error
    return {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}


def _checked(path: Path | None, told: dict[str, Any], default: object) -> Iterator[tuple[str, Any]]:
    known = {item.name: getattr(default, item.name) for item in fields(default)}  # type: ignore[arg-type]
    place = path.name if path else "default.cfg"
    for name, value in told.items():
        if name not in known:
            raise SettingsError(f"{place}: no setting {name}", hint=f"known: {', '.join(known)}")
        if not _alike(value, known[name]):
            raise SettingsError(f"{place}: {name} cannot be {value!r}", hint=f"such as {known[name]!r}")
        yield name, value


def _alike(value: object, example: object) -> bool:
    if isinstance(example, bool | str | tuple):
        return isinstance(value, type(example))
    return isinstance(value, int | float) and not isinstance(value, bool)
