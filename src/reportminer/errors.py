"""Every error that reportminer raises on purpose, drawn as one tree.

ReportminerError
├── UsageError            the call was wrong: a flag, a folder, a setting        (exit status 2)
│   ├── SettingsError     a settings object was given a value that makes no sense
│   ├── OutputError       OUT cannot be written, or holds something else
│   ├── CodebookError     a codebook file that cannot be used
│   └── AnnotationError   an annotation file that cannot be used, or a span that is not where it says
├── InputError            one input cannot be read: a row of failures.csv
│   ├── UnreadableError   not what its name says, cut off, empty
│   ├── EncryptedError    needs a password
│   ├── LimitError        over a limit of size, pages or time
│   └── RemoteError       lies in a store that does not hand it over
├── ModelError            a model that is missing, changed or of another version
└── EvidenceError         a quote that does not stand at its offsets: never exported
"""


class ReportminerError(Exception):
    """Root of the tree. `hint` tells the user what to do about it."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if hint:
            self.add_note(f"hint: {hint}")  # shown below the message by Python and by notebooks

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way back from a worker process with the hint in place."""
        return (_rebuild, (type(self), self.message, self.hint))


def _rebuild(kind: type[ReportminerError], message: str, hint: str) -> ReportminerError:
    return kind(message, hint=hint)


class UsageError(ReportminerError):
    """The call was wrong: a flag, a folder, a setting."""


class SettingsError(UsageError):
    """A settings object was given a value that makes no sense."""


class OutputError(UsageError):
    """OUT cannot be written, or holds something that is not ours."""


class CodebookError(UsageError):
    """A codebook file that cannot be used; names file, code and field."""

    @classmethod
    def unread(cls, path: object, why: OSError) -> "CodebookError":
        """There is no such file, or it cannot be opened: said alike by every command."""
        reason = why.strerror or type(why).__name__
        hint = "name a YAML, CSV or .qdc file that is there and can be read"
        return cls(f"codebook {path} cannot be read: {reason}", hint=hint)


class AnnotationError(UsageError):
    """An annotation file that cannot be used; names file, line and place, and shows the text."""


class InputError(ReportminerError):
    """One input cannot be read; it becomes a row of failures.csv and the batch goes on."""


class UnreadableError(InputError):
    """Not what its name says, cut off, or empty."""


class EncryptedError(InputError):
    """Needs a password."""


class LimitError(InputError):
    """Over a limit of size, pages or time."""


class RemoteError(InputError):
    """Lies in a shared or object store that does not hand it over; it may another time."""


class ModelError(ReportminerError):
    """A model that is missing, changed or of another version."""


class EvidenceError(ReportminerError):
    """A quote that does not stand verbatim at its offsets; such a row is never exported."""
