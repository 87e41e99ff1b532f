"""Codes added to and extended in a codebook file: what stands there stays as it is, remarks included."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import yaml

from reportminer.errors import CodebookError
from reportminer.gather.codebook import Codebook, load_codebook, parse_codebook
from reportminer.gather.codebook_file import id_of
from reportminer.nearest import meant

Fields = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Edit:
    """A codebook as it will be; its file is as it was until `write` is called, if that is given."""

    book: Codebook
    write: Callable[[], object] | None = None


def add_code(path: Path, fields: Fields, *, trial: bool = False) -> Codebook:
    """Add a code at the end of the codebook at `path` and give the codebook as it is then.

    Where there is no such file, it begins as a copy of the partnership codebook. Raises `CodebookError`
    where the file is no codebook, or would be none with the code; it is then left as it was. In a `trial`
    it is left as it was in any case: what would be refused is refused, what would be given is given.
    """
    text = _text(path)
    made = _in_csv(text, fields) if _is_csv(path) else _in_yaml(path, text, fields)
    return _kept(path, made, trial=trial)


def extend_code(
    path: Path, code: str, lists: Mapping[str, Sequence[str]], *, trial: bool = False
) -> Codebook:
    """Add to the lists (`terms`, `examples`) of a code of the codebook at `path`; nothing is said twice.

    As `add_code` otherwise; raises `CodebookError` also where there is no such code.
    """
    text = _text(path)
    book = parse_codebook(str(path) if path.exists() else "", text.encode())
    own = next((one for one in book.codes if one.id == code), None)
    if own is None:
        known = ", ".join(one.id for one in book.codes)
        hint = f"{meant(code, [one.id for one in book.codes])} it has {known}".strip()
        raise CodebookError(f"{path}: there is no code `{code}`", hint=hint)
    new = {
        key: [told for told in dict.fromkeys(lists[key]) if told not in getattr(own, key)] for key in lists
    }
    for key, told in new.items():
        if told:
            text = (
                _more_in_csv(text, code, key, told) if _is_csv(path) else _more(path, text, code, key, told)
            )
    return _kept(path, text, trial=trial)


def _is_csv(path: Path) -> bool:
    return path.suffix.lower() == ".csv" and path.exists()


def _text(path: Path) -> str:
    """The codebook as it stands, or the one to begin with."""
    if path.suffix.lower() == ".qdc":
        raise CodebookError(
            f"{path}: codes are added to YAML and CSV only",
            hint=f"make YAML of it: `reportminer codebook {path} {path.stem}.yaml`",
        )
    if path.exists():
        load_codebook(path)
        return path.read_bytes().decode("utf-8-sig")
    return (files("reportminer.gather") / "codebooks/partnership.yaml").read_text("utf-8")


def _kept(path: Path, made: str, *, trial: bool) -> Codebook:
    """Write it, where it is a codebook; in a trial only beside the file, to see that this can be done."""
    book = parse_codebook(str(path), made.encode())
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(made, "utf-8", newline="\n")
        part.unlink() if trial else part.replace(path)
    except OSError as error:
        hint = "name a file in a folder that is there and can be written to"
        raise CodebookError(f"{path} cannot be written: {error.strerror}", hint=hint) from error
    return book


def _in_yaml(path: Path, text: str, fields: Fields) -> str:
    """The block of the code goes behind the last one, indented as it is."""
    node = _codes(path, text)
    lines = [*text.rstrip("\n").split("\n"), ""]
    ends = [leaf.end_mark for leaf in _scalars(node)]
    last = max(end.line + (end.column > 0) for end in ends)
    indent = " " * node.start_mark.column
    block = yaml.safe_dump([dict(fields)], allow_unicode=True, sort_keys=False, width=100)
    new = [indent + line if line else line for line in block.rstrip("\n").split("\n")]
    while last > 0 and not lines[last - 1].strip():
        last -= 1
    return "\n".join([*lines[:last], "", *new, *lines[last:]]).rstrip("\n") + "\n"


def _codes(path: Path, text: str) -> yaml.SequenceNode:
    """The node of the codes. Raises `CodebookError` where nothing can be added to it."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    node = root
    if isinstance(root, yaml.MappingNode):
        node = next(value for key, value in root.value if key.value == "codes")
    if not isinstance(node, yaml.SequenceNode) or node.flow_style or not node.value:
        raise CodebookError(
            f"{path}: its codes stand in brackets: nothing can be added there",
            hint="write them one below the other: each begins with `- id: `",
        )
    return node


def _more(path: Path, text: str, code: str, key: str, told: Sequence[str]) -> str:
    """The items go to the end of the list, written as the list is; a list of its own where there is none."""
    node = _codes(path, text)
    own = next(one for one in node.value if any(k.value == "id" and v.value == code for k, v in one.value))
    found = next((value for name, value in own.value if name.value == key), None)
    if isinstance(found, yaml.SequenceNode) and found.flow_style:
        at = found.end_mark.index - 1
        comma = ", " if found.value else ""
        return text[:at].rstrip().rstrip(",") + comma + ", ".join(map(_quoted, told)) + text[at:]
    if isinstance(found, yaml.SequenceNode):
        column, last = found.start_mark.column, _scalars(found)[-1]
        lines = [f"{' ' * column}- {_quoted(item)}" for item in told]
    else:
        last = max((leaf for leaf in _scalars(own)), key=lambda leaf: leaf.end_mark.index)
        column = own.start_mark.column
        lines = [f"{' ' * column}{key}: [{', '.join(map(_quoted, told))}]"]
    at = _line_end(text, last.end_mark)
    return text[:at] + "".join(f"\n{line}" for line in lines) + text[at:]


def _quoted(item: str) -> str:
    """As YAML reads it for certain: JSON is a part of it."""
    return json.dumps(item, ensure_ascii=False)


def _line_end(text: str, mark: yaml.Mark) -> int:
    """Where the line ends on which something ends; a block's end is the begin of the next line."""
    at = mark.index if mark.column else text.rfind("\n", 0, max(mark.index, 1))
    while mark.column == 0 and text[:at].endswith("\n"):
        at -= 1
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _more_in_csv(text: str, code: str, key: str, told: Sequence[str]) -> str:
    """The items go to the end of the cell; other rows keep what they say."""
    (header, *rows), mark = _table(text, [key])
    columns = _columns(header)
    for row in filter(None, rows):
        if _id_of_row(row, columns) == code:
            place = columns.index(key)
            row[place] = _joined(key, [row[place].strip(), *map(_harmless, told)])
    return _lines([header, *rows], mark)


def _table(text: str, needed: Sequence[str]) -> tuple[list[list[str]], str]:
    """Header and rows, with columns for what is `needed`, and the sign between cells."""
    mark = max(",;\t", key=text.split("\n", 1)[0].count)
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    header += [key for key in needed if key not in _columns(header)]
    # A row may end before its last cells.
    return [header, *(row and row + [""] * (len(header) - len(row)) for row in rows)], mark


def _columns(header: Sequence[str]) -> list[str]:
    return [cell.strip().lower() for cell in header]


def _lines(rows: Sequence[Sequence[str]], mark: str) -> str:
    made = io.StringIO()
    csv.writer(made, delimiter=mark, lineterminator="\n").writerows(rows)
    return made.getvalue()


def _joined(key: str, items: Sequence[str]) -> str:
    """The cell of a list."""
    return ("\n" if key == "examples" else "; ").join(filter(None, items))


def _id_of_row(row: Sequence[str], columns: Sequence[str]) -> str:
    told = row[columns.index("id")].strip() if "id" in columns else ""
    return told or id_of(row[columns.index("name")])


def _scalars(node: yaml.Node) -> list[yaml.Node]:
    """Nodes whose end is where their text ends (a block's end is where the next thing begins)."""
    if isinstance(node, yaml.MappingNode):
        return [leaf for _, value in node.value for leaf in _scalars(value)]
    if isinstance(node, yaml.SequenceNode) and not node.flow_style:
        return [leaf for value in node.value for leaf in _scalars(value)]
    return [node]


def _harmless(told: str) -> str:
    """Words of a report without the signs that a spreadsheet takes for the beginning of a formula."""
    return told.lstrip("=+-@\t\r\n＝＋－＠ ")


def _in_csv(text: str, fields: Fields) -> str:
    """A row at the end. What stands there is written anew only where a column is added."""
    made = id_of(str(fields.get("name", "")))
    needed = [key for key in fields if key != "id" or fields["id"] != made]
    (had, *_), mark = _table(text, [])
    (header, *rows), _ = _table(text, needed)
    kept = text.rstrip("\r\n") + "\n" if header == had else _lines([header, *rows], mark)
    told = {key: [value] if isinstance(value, str) else value for key, value in fields.items()}
    row = [_joined(key, [*map(_harmless, told.get(key, ()))]) for key in _columns(header)]
    return kept + _lines([row], mark)
