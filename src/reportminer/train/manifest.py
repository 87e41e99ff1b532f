"""The last step of making models: `python -m reportminer.train.manifest [FOLDER]` writes their manifest."""

import argparse
import json
from pathlib import Path

from reportminer.config import models_dir
from reportminer.errors import ModelError
from reportminer.manifest import NAME, write_manifest
from reportminer.tag.arbiter import HEAD
from reportminer.tag.cues import rules_hash


def learnt_by_rules_now(models: Path) -> bool:
    """Whether the weights of findings were fitted to the rules as they are now, or do not say."""
    path = models / "findings" / HEAD
    if not path.is_file():
        return True
    try:
        told = json.loads(path.read_text(encoding="utf-8")).get("rules_sha256")
    except (OSError, ValueError, AttributeError) as error:
        raise ModelError(f"{path} cannot be read: {error}", hint="train the findings again") from error
    return told in (None, rules_hash())


def main() -> None:
    """Hash what lies in the folder now."""
    parser = argparse.ArgumentParser(description="Write the manifest of a folder of models.")
    parser.add_argument("models", type=Path, nargs="?", help="the folder [default: the models in use]")
    models = parser.parse_args().models or models_dir()
    if not models.is_dir():
        parser.error(f"no folder {models}")
    made = write_manifest(models)
    print(f"{models / NAME}: {len(made.files)} files, version {made.version}")
    if not learnt_by_rules_now(models):
        print("warning: findings were trained with other rules than these: train them again")


if __name__ == "__main__":
    main()
