"""How figures are told."""


def counted(count: int, what: str) -> str:
    """`1 report`, `1,200 reports`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
