"""`run.json`: with what, on what and how long a run went. The one place for times."""

import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePath

from reportminer import __version__
from reportminer.export.files import write_json

_PACKAGES = ("spacy", "pypdfium2", "pdfplumber", "scikit-learn", "numpy", "pandas", "pyarrow", "py3langid")


def versions() -> dict[str, str]:
    """Versions of Python and of the packages on which the output depends."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What is known of a run. Everything but `seconds` is the same for the same run elsewhere."""

    settings: object
    """The settings object, or a mapping of names to values."""
    models: Mapping[str, str]
    """SHA-256 of each model file by its name under the models folder."""
    codebook: Mapping[str, str]
    """Name and SHA-256 of the codebook."""
    inputs: Mapping[str, str]
    """SHA-256 of each input by its name as given."""
    counts: Mapping[str, object]
    """Reports, pages, findings by label and what else was counted."""
    seconds: Mapping[str, float]
    """Wall time by stage, with `total`."""
    versions: Mapping[str, str] = field(default_factory=versions)


def write_run(out: Path, record: RunRecord) -> None:
    """Write `run.json` in OUT, keys sorted within each part."""
    content = {
        "reportminer": __version__,
        "versions": _sorted(record.versions),
        "settings": _sorted(_plain(record.settings)),
        "models": _sorted(record.models),
        "codebook": _sorted(record.codebook),
        "inputs": _sorted(record.inputs),
        "counts": _sorted(record.counts),
        "seconds": {name: round(record.seconds[name], 3) for name in sorted(record.seconds)},
    }
    write_json(out / "run.json", content)


def file_hash(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    found = sha256()
    with open(path, "rb") as file:
        while piece := file.read(2**20):
            found.update(piece)
    return found.hexdigest()


def folder_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file under a folder, by its path in it."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): file_hash(path) for path in paths}


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    # A path says where a file lay on one machine; its name is enough to know it by.
    return value.name if isinstance(value, PurePath) else value


def _sorted(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return value
