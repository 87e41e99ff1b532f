"""Who is named with whom: `partnerships.csv` and `network.graphml`, made from the tables in OUT.

Two partners of a report are a pair where one passage (a paragraph, a list item, a table row) names
both: then there are words to read, and that both stand somewhere in two hundred pages is no tie. A
passage that names k partners weighs 1 / (k - 1) for each pair, so that each of them has one tie to
give away, however long the list (M. E. J. Newman, Scientific collaboration networks II, Physical
Review E 64, 016132, 2001). A passage of more than `ROLL_CALL` names is a list of members and ties
nobody to anybody in particular.
"""

from pathlib import Path

from reportminer.export.csvs import TableWriter
from reportminer.export.network.graph import Edge, Graph, Node
from reportminer.export.network.graphml import GRAPHML, write_graphml
from reportminer.export.network.pairs import ROLL_CALL, pair_rows
from reportminer.export.network.tables import by_report

__all__ = ["GRAPHML", "ROLL_CALL", "Edge", "Graph", "Node", "graph_of", "write_network"]


def write_network(out: Path) -> None:
    """Write `partnerships.csv` and `network.graphml` from the tables and texts in OUT.

    Memory holds one report; the graph over all reports lies in a file of SQLite's own while it is made.
    Raises `OutputError` where a table is missing.
    """
    with Graph() as graph:
        with TableWriter(out, ("partnerships",)) as writer:
            for partners, mentions, text in by_report(out):
                pairs = pair_rows(partners, mentions, text)
                graph.add(partners, pairs)
                writer.write("partnerships", pairs)
        write_graphml(out / GRAPHML, graph)


def graph_of(out: Path) -> Graph:
    """The graph over all reports of OUT, from partners.csv and partnerships.csv. Close it after use."""
    graph = Graph()
    graph.read(out)
    return graph
