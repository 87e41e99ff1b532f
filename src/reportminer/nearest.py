"""What the user may have meant by a name that is not known: a slip of the pen is told with its mend."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

ALIKE = 0.75
"""Likeness (0 to 1) from which one name may stand for another."""
MOST = 3


def nearest(said: str, known: Mapping[str, str] | Iterable[str]) -> list[str]:
    """Names that look like what was said, in any case, the most alike first.

    `known` is names, or what each form of a name stands for.
    """
    pairs = known.items() if isinstance(known, Mapping) else ((name, name) for name in known)
    forms: dict[str, list[str]] = {}
    for form, name in pairs:
        forms.setdefault(form.casefold(), []).append(name)
    close = get_close_matches(said.casefold(), forms, MOST, ALIKE)
    return list(dict.fromkeys(name for form in close for name in forms[form]))[:MOST]


def meant(said: str, known: Mapping[str, str] | Iterable[str]) -> str:
    """`did you mean coordination?`, or nothing where no name looks like it."""
    *first, last = nearest(said, known) or [""]
    return f"did you mean {' or '.join(filter(None, (', '.join(first), last)))}?" if last else ""
