"""A code added to a codebook file: what stands in the file stays as it is, remarks included."""

import csv
import io
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import yaml

from reportminer.errors import CodebookError
from reportminer.gather.codebook import Codebook, load_codebook, parse_codebook

Fields = Mapping[str, str | Sequence[str]]


def add_code(path: Path, fields: Fields) -> Codebook:
    """Add a code at the end of the codebook at `path` and give the codebook as it is then.

    Where there is no such file, it begins as a copy of the partnership codebook. Raises `CodebookError`
    where the file is no codebook, or would be none with the code; it is then left as it was.
    """
    if path.exists():
        load_codebook(path)
        text = path.read_bytes().decode("utf-8-sig")
    else:
        text = (files("reportminer.gather") / "codebooks/partnership.yaml").read_text("utf-8")
    made = (
        _in_csv(text, fields)
        if path.suffix.lower() == ".csv" and path.exists()
        else _in_yaml(path, text, fields)
    )
    book = parse_codebook(str(path), made.encode())
    part = path.with_name(f".{path.name}.part")
    part.write_text(made, "utf-8", newline="\n")
    part.replace(path)
    return book


def _in_yaml(path: Path, text: str, fields: Fields) -> str:
    """The block of the code goes behind the last one, indented as it is."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    node = root
    if isinstance(root, yaml.MappingNode):
        node = next(value for key, value in root.value if key.value == "codes")
    if not isinstance(node, yaml.SequenceNode) or node.flow_style or not node.value:
        raise CodebookError(
            f"{path}: its codes stand in brackets: nothing can be added there",
            hint="write them one below the other: each begins with `- id: `",
        )
    lines = [*text.rstrip("\n").split("\n"), ""]
    ends = [leaf.end_mark for leaf in _scalars(node)]
    last = max(end.line + (end.column > 0) for end in ends)
    indent = " " * node.start_mark.column
    block = yaml.safe_dump([dict(fields)], allow_unicode=True, sort_keys=False, width=100)
    new = [indent + line if line else line for line in block.rstrip("\n").split("\n")]
    while last > 0 and not lines[last - 1].strip():
        last -= 1
    return "\n".join([*lines[:last], "", *new, *lines[last:]]).rstrip("\n") + "\n"


def _scalars(node: yaml.Node) -> list[yaml.Node]:
    """Nodes whose end is where their text ends (a block's end is where the next thing begins)."""
    if isinstance(node, yaml.MappingNode):
        return [leaf for _, value in node.value for leaf in _scalars(value)]
    if isinstance(node, yaml.SequenceNode) and not node.flow_style:
        return [leaf for value in node.value for leaf in _scalars(value)]
    return [node]


def _in_csv(text: str, fields: Fields) -> str:
    header = text.split("\n", 1)[0]
    mark = max(",;\t", key=header.count)
    columns = [cell.strip().lower() for cell in next(csv.reader([header.rstrip("\r")], delimiter=mark))]
    cells = []
    for column in columns:
        told = fields.get(column, "")
        joined = "\n" if column == "examples" else "; "
        cells.append(told if isinstance(told, str) else joined.join(told))
    line = io.StringIO()
    csv.writer(line, delimiter=mark, lineterminator="\n").writerow(cells)
    return text.rstrip("\r\n") + "\n" + line.getvalue()
