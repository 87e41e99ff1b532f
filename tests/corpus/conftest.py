"""The builder of the corpus and the scores of layout are no part of the package: found by their folders."""

import sys
from pathlib import Path

HERE = Path(__file__).parent

for folder in (HERE, HERE.parents[1] / "corpus"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
