"""`network.graphml`: the partner network for Gephi, networkx, igraph, Cytoscape (GraphML 1.0)."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from reportminer.export.cells import clean
from reportminer.export.files import begin, commit, discard, refused
from reportminer.export.network.graph import Edge, Graph, Node

GRAPHML = "network.graphml"
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_TYPES = {str: "string", int: "int", float: "double"}
_NODE = [field for field in fields(Node) if field.name != "partner_id"]
_EDGE = [field for field in fields(Edge) if field.name not in ("a", "b")]


def write_graphml(path: Path, graph: Graph) -> None:
    """Write the graph: nodes with label, name, role, kind, reports, mentions, edges with counts and weight.

    `label` is the name again, which Gephi shows. The same graph gives the same bytes.
    """
    try:
        file = begin(path)
    except OSError as error:
        raise refused(error, str(path)) from error
    try:
        file.writelines(_lines(graph))
    except BaseException:
        discard(file)
        raise
    commit(file, path)


def _lines(graph: Graph) -> Iterator[str]:
    yield _HEAD
    yield ' <key id="label" for="node" attr.name="label" attr.type="string"/>\n'
    for scope, columns in (("node", _NODE), ("edge", _EDGE)):
        for column in columns:
            told = f'for="{scope}" attr.name="{column.name}" attr.type="{_TYPES[column.type]}"'  # type: ignore[index]
            yield f' <key id="{scope}_{column.name}" {told}/>\n'
    yield ' <graph id="partners" edgedefault="undirected">\n'
    for node in graph.nodes():
        values = {f"node_{column.name}": getattr(node, column.name) for column in _NODE}
        yield f"  <node id={_id(node.partner_id)}>{_data({'label': node.name, **values})}</node>\n"
    for edge in graph.edges():
        values = {f"edge_{column.name}": getattr(edge, column.name) for column in _EDGE}
        yield f"  <edge source={_id(edge.a)} target={_id(edge.b)}>{_data(values)}</edge>\n"
    yield " </graph>\n</graphml>\n"


def _id(partner_id: str) -> str:
    return quoteattr(_text(partner_id))


def _data(values: dict[str, object]) -> str:
    return "".join(f'<data key="{key}">{escape(_text(str(value)))}</data>' for key, value in values.items())


def _text(text: str) -> str:
    """Text that XML 1.0 can hold: control characters and non-characters become U+FFFD."""
    return "".join(sign if _allowed(sign) else "\ufffd" for sign in clean(text))


def _allowed(sign: str) -> bool:
    return sign in "\t\n" or (sign >= " " and sign not in "\ufffe\uffff")
