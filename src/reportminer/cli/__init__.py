"""The command line: one thin file a command. `main` is the entry point.

Next to nothing is imported here: a Ctrl-C that comes while commands are loaded is answered as any other.
"""

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportminer.cli.commands import app
    from reportminer.errors import ReportminerError

__all__ = ["app", "main"]

STOPPED = 130


def __getattr__(name: str) -> Any:
    """`app`, with all that it needs, when it is first asked for."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from reportminer.cli.commands import app

    return app


def main() -> None:
    """Run the command line; an error made by the user ends with status 2 and a hint."""
    _steady_streams()
    _hear_shutdowns()
    try:
        _main()
    except KeyboardInterrupt:
        _stopped()
    except SystemExit as end:
        if end.code == STOPPED:  # typer's answer to Ctrl-C, without a word
            _stopped()
        raise


def _steady_streams() -> None:
    """No name of a report can break what is printed, nor can whoever started us with a closed stream."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - stays
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _hear_shutdowns() -> None:
    """A shutdown, or a terminal that goes away, ends a program as Ctrl-C does: nothing is left half there."""
    import signal

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) is signal.SIG_DFL:  # `nohup` has it ignored
            signal.signal(number, signal.default_int_handler)


def _main() -> None:
    from reportminer.cli.commands import app
    from reportminer.errors import ReportminerError

    try:
        app()
    except ReportminerError as error:
        _refused(error)


def _refused(error: "ReportminerError") -> None:
    say(error.message, error.hint)
    sys.exit(2)


def _stopped() -> None:
    """Say so, and leave; a second Ctrl-C changes nothing any more."""
    import signal

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    more = "; the same command goes on where it stopped" if sys.argv[1:2] == ["run"] else ""
    say(f"stopped{more}")
    sys.exit(STOPPED)


def say(message: str, hint: str = "") -> None:
    """Tell why the program ends, on standard error: as a line of the log where that is for machines."""
    log = sys.modules.get("reportminer.cli.log")  # where it was never loaded, nobody asked for a log
    if log and log.is_json():
        log.end(message, hint)
        return
    with suppress(OSError):  # of a terminal that went away
        print(f"reportminer: {message}", file=sys.stderr)
        if hint:
            print(f"  hint: {hint}", file=sys.stderr)
