"""The log of a run on standard error: lines for people, or JSON for machines."""

import json
import logging
from datetime import UTC, datetime

from reportminer.cli.options import Level, LogFormat

LOGGER = "reportminer"
TOLD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
"""What every record has; the rest was given by whoever logged."""


class JsonLines(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message, and what else was given."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = {"time": when, "level": record.levelname.lower(), "logger": record.name}
        more = {key: value for key, value in vars(record).items() if key not in TOLD}
        return json.dumps(told | {"message": record.getMessage()} | more, ensure_ascii=False, default=str)


def log_to_stderr(level: Level | None, form: LogFormat) -> None:
    """Show what reportminer logs from this level on; without a level nothing."""
    logger = logging.getLogger(LOGGER)
    logger.handlers.clear()
    logger.propagate = False
    if level is None:
        logger.addHandler(logging.NullHandler())
        return
    handler = logging.StreamHandler()
    text = logging.Formatter("%(asctime)s %(levelname)-7s %(message)s", "%H:%M:%S")
    handler.setFormatter(JsonLines() if form is LogFormat.JSON else text)
    logger.addHandler(handler)
    logger.setLevel(level.value.upper())


def is_json() -> bool:
    """Whether standard error holds a log for machines, and nothing else may stand there."""
    return any(isinstance(handler.formatter, JsonLines) for handler in logging.getLogger(LOGGER).handlers)


def end(message: str, hint: str) -> None:
    """The last line of such a log: why the program ends."""
    logging.getLogger(LOGGER).error("%s", message, extra={"hint": hint})
