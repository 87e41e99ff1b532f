"""Reads reports of partnership programmes and turns them into a dataset that can be trusted.

    import reportminer

    dataset = reportminer.run("my-reports/", "out")        # as on the command line
    dataset.findings                                       # a pandas DataFrame, a row a finding
    dataset = reportminer.open("out")                      # the dataset of an earlier run
    report = reportminer.read_report("my-reports/a.pdf")   # one report, nothing written

Importing this loads nothing heavy: what is named here is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportminer.api import Dataset, Limits, MinedReport, ReportminerError, open, read_report, run

__version__ = "0.1.0"

__all__ = [
    "Dataset",
    "Limits",
    "MinedReport",
    "ReportminerError",
    "__version__",
    "open",
    "read_report",
    "run",
]


def __getattr__(name: str) -> Any:
    """Load what is asked for, once."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # By its name, for `import reportminer.api` here would tie every room to the uppermost one.
    value = getattr(import_module(f"{__name__}.api"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
