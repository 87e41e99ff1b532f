"""What many tests need: small reports of their own, and the real ones where they are at hand."""

import csv
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# No deadline for a single example: the machine may be busy with other things.
settings.register_profile("project", deadline=None)
settings.load_profile("project")

REPO = Path(__file__).parents[1]

REPORT = """Harbour Lights Partnership: closing report

Introduction

The Harbour Lights Partnership ran from March 2014 to June 2016 in three port towns. It was led by the
Seamen's Welfare Trust (SWT) together with Dockside Community Council and the Ministry of Labour.
Funding came from the Ostrava Foundation.

Challenges

- Two of the three drop-in centres had no running water for the whole of the first winter.
- Staff turnover at Dockside Community Council delayed the legal clinics by seven months.

What we learned

We learned that crews come to a clinic when somebody who speaks their language stands at the gangway.

Recommendations

1. The Ministry of Labour should keep one inspector on call at each port.
2. SWT should share its vessel list with the clinics every Monday.
"""


@pytest.fixture
def report_text() -> str:
    """A short partnership report with findings of every label."""
    return REPORT


@pytest.fixture
def read_rows() -> Callable[[Path], list[dict[str, str]]]:
    """Rows of a CSV table as they stand in the file."""

    def rows(path: Path) -> list[dict[str, str]]:
        with path.open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    return rows


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports and gold, which is no part of the project."""
    folder = Path(os.environ.get("REPORTMINER_SHARED", REPO.parent / "shared"))
    if not (folder / "gold").is_dir():
        pytest.skip("real annotated reports are not at hand (set REPORTMINER_SHARED)")
    return folder
