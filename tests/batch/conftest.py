"""What tests of whole runs share."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for what tests share, and workers of theirs must find


def pytest_configure(config: pytest.Config) -> None:
    """The marker of tests that cut off hundreds of runs."""
    config.addinivalue_line("markers", "faults: hundreds of runs cut off (`make test-faults`)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """They are for `-m faults` alone; the rest of the suite holds a short form of each."""
    if "faults" in str(config.getoption("markexpr")):
        return
    for item in items:
        if item.get_closest_marker("faults"):
            item.add_marker(pytest.mark.skip(reason="long: `make test-faults`"))


@pytest.fixture(scope="session")
def digest() -> Callable[[Path], dict[str, str]]:
    """Hashes of the files of a dataset, times left out."""
    from run_faults import digest_of

    return digest_of


@pytest.fixture
def many(tmp_path: Path, report_text: str) -> Path:
    """A folder of reports, small and unlike, and one that cannot be read."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number, name in enumerate(("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse")):
        text = report_text.replace("Harbour", name).replace("2014", str(2004 + number))
        (folder / f"{name.lower()}.txt").write_text(text + "\nStaff left in the first year.\n" * number)
    (folder / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    return folder
