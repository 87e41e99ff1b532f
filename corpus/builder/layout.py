"""The layout truth of a PDF: its blocks in reading order, and what is furniture on which page."""

import json
from collections.abc import Iterator, Sequence

from builder.flow import Flowed
from builder.source import Source
from builder.typeset import Printed, is_wide

FORMAT = "corpus-layout-1"


def layout(source: Source, blocks: Sequence[Flowed], printed: Printed) -> str:
    """The JSON text. Blocks come in reading order; running heads and feet follow, page by page."""
    told = [_block(block, source, printed) for block in blocks]
    running = [
        {"kind": kind, "text": " ".join(parts), "parts": list(parts), "page": page}
        for kind, page, parts in sorted(printed.furniture, key=lambda item: (item[1], item[0] == "footer"))
    ]
    head = {"format": FORMAT, "id": source.head.id, "design": source.head.design}
    return _lines(head, [*_contents(source, blocks), *told, *running])


def _block(block: Flowed, source: Source, printed: Printed) -> dict[str, object]:
    told: dict[str, object] = {"kind": block.kind, "text": block.text}
    if block.level:
        told["level"] = block.level
    if block.at in printed.pages:
        told["page"] = printed.pages[block.at]
    if block.boxed or (block.kind == "table_row" and _floats(source, block)):
        told["moves"] = True
    return told


def _floats(source: Source, block: Flowed) -> bool:
    return is_wide(source.head.design, len(source.blocks[block.at].cells))


def _contents(source: Source, blocks: Sequence[Flowed]) -> Iterator[dict[str, object]]:
    """Entries of the contents page, where the report has one."""
    if source.head.contents:
        for block in blocks:
            if block.kind == "heading" and block.level == 1:
                yield {"kind": "contents", "text": block.text}


def _lines(head: dict[str, str], blocks: Sequence[dict[str, object]]) -> str:
    """A block a line, so that changes can be seen."""
    inside = ",\n".join("  " + json.dumps(block, ensure_ascii=False) for block in blocks)
    start = json.dumps(head, ensure_ascii=False)[:-1]
    return f'{start}, "blocks": [\n{inside}\n]}}\n'
