"""What `import reportminer` offers to a script or a notebook: the command line's work as functions."""

from reportminer.api.dataset import Dataset, open
from reportminer.api.reading import MinedReport, read_report
from reportminer.api.running import run
from reportminer.config import Limits
from reportminer.errors import ReportminerError

__all__ = ["Dataset", "Limits", "MinedReport", "ReportminerError", "open", "read_report", "run"]
