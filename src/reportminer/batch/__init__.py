"""Many reports: workers, results on disk, and the tables made from them."""

from reportminer.batch.run import Outcome, RunResult, run

__all__ = ["Outcome", "RunResult", "run"]
