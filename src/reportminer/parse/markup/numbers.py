"""Numbers as list items are counted: 3, c, iii. Forms are named as Word names them."""

_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_MOST_ROMAN = 3999
_MOST_LETTERS = 260


def written(number: int, form: str, *, repeat: bool = False) -> str:
    """`number` in a form: decimal, decimalZero, lowerLetter, upperLetter, lowerRoman, upperRoman, ordinal.

    After z comes aa, ab (browsers) or, with `repeat`, aa, bb (Word). Unknown forms, and numbers that
    a form cannot write, come in decimals.
    """
    if form == "decimalZero":
        return f"{number:02d}"
    if form == "ordinal":
        return f"{number}{_ordinal(number)}"
    if form.endswith("Letter") and 0 < number <= _MOST_LETTERS:
        text = _repeated(number) if repeat else _letters(number)
    elif form.endswith("Roman") and 0 < number <= _MOST_ROMAN:
        text = _roman(number)
    else:
        return str(number)
    return text.upper() if form.startswith("upper") else text


def _repeated(number: int) -> str:
    return chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(97 + rest) + text
    return text


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        text += sign * count
    return text


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
