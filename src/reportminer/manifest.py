"""`manifest.json` of a folder of models: the hash of every file that is loaded, checked when it is.

A folder without one (of models in the making, or put together by hand) is taken as it is; only the
installed models must have theirs.
"""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile

from reportminer import __version__
from reportminer.config import INSTALLED
from reportminer.errors import ModelError

NAME = "manifest.json"
DAMAGED = (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error)
"""What reading a damaged .npz or .json raises."""
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder of models holds."""

    version: str
    """Version of the program that made it, and the beginning of a hash over all files."""
    files: Mapping[str, str]
    """SHA-256 of each file by its path below the folder."""
    digest: str
    """SHA-256 of the manifest itself."""


def manifest_of(models: Path) -> Manifest | None:
    """The manifest of a folder of models; None where it has none.

    Raises ModelError where it cannot be used, or is missing from the installed models.
    """
    path = models / NAME
    try:
        content = path.read_bytes()
        told = json.loads(content)
        if told["format"] != FORMAT:
            raise ValueError("of another version")
        files = {str(place): str(digest) for place, digest in told["files"].items()}
        return Manifest(str(told["version"]), files, sha256(content).hexdigest())
    except FileNotFoundError:
        if models != INSTALLED:
            return None
        raise ModelError(f"the installed models have no {NAME}", hint="install reportminer again") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{path} cannot be used: {error}", hint=_hint(models)) from error


def model_file(models: Path, place: str) -> bytes:
    """The bytes of a file of a folder of models, by its path below it.

    Raises ModelError where the manifest knows it not, or knows another; OSError where it cannot be read.
    """
    manifest = manifest_of(models)
    content = (models / place).read_bytes()
    if manifest:
        _check(models, place, content, manifest)
    return content


def has_file(models: Path, place: str) -> bool:
    """Whether a folder holds a file. Raises ModelError where its manifest tells of one that is not there."""
    if (models / place).is_file():
        return True
    manifest = manifest_of(models)
    if manifest and place in manifest.files:
        raise ModelError(f"{models / place} is missing", hint=_hint(models))
    return False


def check_folder(models: Path, place: str) -> None:
    """Check all model files below a folder, for what others load from it. Raises ModelError."""
    manifest = manifest_of(models)
    if manifest is None:
        return
    own = {name for name in manifest.files if name.startswith(f"{place}/")}
    there = {name for name in _files(models) if name.startswith(f"{place}/")}
    for name in sorted(own | there):
        if has_file(models, name):
            _check(models, name, (models / name).read_bytes(), manifest)


def _check(models: Path, place: str, content: bytes, manifest: Manifest) -> None:
    told = manifest.files.get(place)
    if told is None:
        raise ModelError(f"{models / place} is not in {NAME}", hint=_hint(models))
    if told != sha256(content).hexdigest():
        raise ModelError(f"{models / place} is not the file that {NAME} tells of", hint=_hint(models))


def _hint(models: Path) -> str:
    return (
        "install reportminer again, or take the folder from where it was made; if you changed it: "
        f"python -m reportminer.train.manifest {models}"
    )


def write_manifest(models: Path, known: Mapping[str, str] | None = None) -> Manifest:
    """Hash the files of a folder of models and write its manifest: the same files, the same bytes.

    `known` are hashes that are taken as they are, of files copied from a folder that had a manifest: a file
    that was damaged there is refused here too.
    """
    known = known or {}
    files = {
        name: known.get(name) or sha256((models / name).read_bytes()).hexdigest() for name in _files(models)
    }
    whole = sha256("".join(f"{name} {digest}\n" for name, digest in files.items()).encode()).hexdigest()
    told = {"format": FORMAT, "version": f"{__version__}+{whole[:10]}", "files": files}
    content = (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()
    (models / NAME).write_bytes(content)
    return Manifest(str(told["version"]), files, sha256(content).hexdigest())


def _files(models: Path) -> Iterator[str]:
    """What is loaded: neither cards and licences, nor what lies beside the folders of the models."""
    for path in sorted(models.glob("*/**/*")):
        if path.is_file() and path.suffix != ".md" and not path.name.startswith("LICENSE"):
            yield path.relative_to(models).as_posix()
