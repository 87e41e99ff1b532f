"""Who is named with whom: pairs, the graph over all reports, and the GraphML file."""

from itertools import combinations
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from reportminer.errors import OutputError
from reportminer.export.csvs import TableWriter, read_typed
from reportminer.export.network import GRAPHML, ROLL_CALL, Graph, graph_of, write_network
from reportminer.export.network.pairs import LONGEST, pair_rows

NS = "{http://graphml.graphdrawing.org/xmlns}"


def told(text, *names):
    """Rows of partners and mentions for every place where a name stands in the text."""
    partners = [
        {"report_id": "r0", "partner_id": f"p{name}", "name": name, "role": "unknown", "mentions": 1}
        for name in names
    ]
    mentions = []
    for name in names:
        at = text.find(name)
        while at >= 0:
            mentions.append(
                {"partner_id": f"p{name}", "char_start": at, "char_end": at + len(name), "page": 1}
            )
            at = text.find(name, at + 1)
    return partners, mentions, text


def ties(rows):
    return {(row["name"], row["with_name"]): row for row in rows}


def test_two_in_one_passage_are_a_pair_and_two_in_one_report_are_not():
    text = "Aspen met Birch. They signed.\n\nCedar paid.\n\n• Birch and Cedar shared a van."
    found = ties(pair_rows(*told(text, "Aspen", "Birch", "Cedar")))
    assert set(found) == {("Aspen", "Birch"), ("Birch", "Cedar")}
    assert found["Aspen", "Birch"]["evidence"] == "Aspen met Birch."
    # A bullet is no part of the quote: a spreadsheet would run it, and the cell would not be verbatim.
    assert found["Birch", "Cedar"]["evidence"] == "Birch and Cedar shared a van."


def test_the_evidence_is_the_shortest_run_of_sentences():
    text = "Aspen began. Rain fell. Birch came. Aspen and Birch left late.\n\nAspen rang Birch."
    (row,) = pair_rows(*told(text, "Aspen", "Birch"))
    assert (row["passages"], row["sentences"]) == (2, 2)
    assert row["evidence"] == "Aspen rang Birch."
    (row,) = pair_rows(*told("Aspen began. Rain fell. Birch came. Snow fell.", "Aspen", "Birch"))
    assert row["evidence"] == "Aspen began. Rain fell. Birch came."
    assert row["sentences"] == 0


def test_a_long_list_weighs_as_much_as_one_tie_for_each():
    names = [f"N{number:03}" for number in range(ROLL_CALL)]
    rows = pair_rows(*told("Members: " + ", ".join(names) + ".", *names))
    assert len(rows) == ROLL_CALL * (ROLL_CALL - 1) // 2
    of_one = [row["weight"] for row in rows if "N000" in (row["name"], row["with_name"])]
    assert sum(of_one) == pytest.approx(1, abs=0.01)
    more = [*names, "N999"]
    assert pair_rows(*told("Members: " + ", ".join(more) + ".", *more)) == []


def test_a_name_within_a_name_is_no_second_partner():
    assert pair_rows(*told("The Aspen Trust ran it.", "Aspen", "Aspen Trust")) == []
    (row,) = pair_rows(*told("The Aspen Trust ran it for Aspen.", "Aspen", "Aspen Trust"))
    assert row["evidence"] == "The Aspen Trust ran it for Aspen."


def test_names_too_far_apart_to_read_together_are_no_pair():
    text = "Aspen came." + " It rained." * (LONGEST // 10) + " Birch left."
    assert pair_rows(*told(text, "Aspen", "Birch")) == []


def test_a_hostile_passage_takes_time_as_its_length():
    text = "Aspen or Birch. " * 20_000
    begin = process_time()
    (row,) = pair_rows(*told(text, "Aspen", "Birch"))
    assert row["sentences"] == 20_000
    assert process_time() - begin < 20


def test_two_hundred_partners_stay_bounded():
    names = [f"N{number:03}" for number in range(200)]
    groups = [names[at : at + 20] for at in range(0, 200, 20)]
    text = "\n\n".join(", ".join(group) + " met." for group in groups)
    assert len(pair_rows(*told(text, *names))) == 10 * 190


@given(st.text(alphabet="AB .\n|-=🐟", max_size=200))
def test_evidence_is_verbatim_and_names_both(text):
    partners, mentions, text = told(text, "A", "B")
    for row in pair_rows(partners, mentions, text):
        quote = text[row["char_start"] : row["char_end"]]
        assert row["evidence"] == quote
        assert "A" in quote
        assert "B" in quote
        assert "\n\n" not in quote
        assert row["sentences"] <= text.count("A")


def test_the_table_of_an_output_holds(out):
    rows = list(read_typed(out, "partnerships"))
    assert [row["report_id"] for row in rows] == [row["report_id"] for row in read_typed(out, "reports")]
    for row in rows:
        text = (out / "texts" / f"{row['report_id']}.txt").read_bytes().decode("utf-8")
        assert text[row["char_start"] : row["char_end"]] == row["evidence"]
        assert row["partner_id"] < row["with_partner_id"]
        assert {row["name"], row["with_name"]} == {"Harbour Trust", "Tidewater Agency"}


def test_the_graph_gathers_the_reports(out):
    with graph_of(out) as graph:
        nodes, edges = {node.name: node for node in graph.nodes()}, list(graph.edges())
    assert set(nodes) == {"Harbour Trust", "Tidewater Agency"}
    trust, agency = nodes["Harbour Trust"], nodes["Tidewater Agency"]
    assert (trust.role, trust.reports, trust.mentions) == ("lead", 2, 4)
    assert (agency.role, agency.reports, agency.mentions) == ("funder", 2, 6)
    (edge,) = edges
    assert (edge.reports, edge.passages, edge.weight) == (2, 2, 2.0)


def test_an_organisation_is_what_most_reports_call_it():
    def row(name, role, kind):
        return {"partner_id": "p1", "name": name, "role": role, "kind": kind, "mentions": 1}

    with Graph() as graph:
        graph.add([row("TWA", "unknown", ""), row("Tidewater Agency", "lead", "ngo")], [])
        graph.add([row("TWA", "unknown", ""), row("TWA", "funder", "un"), row("T", "funder", "un")], [])
        (node,) = graph.nodes()
    assert (node.name, node.role, node.kind, node.reports) == ("Tidewater Agency", "funder", "un", 5)


def test_graphml_is_xml_that_says_what_the_tables_say(out):
    root = etree.parse(out / GRAPHML).getroot()
    keys = {key.get("id"): key for key in root.iter(f"{NS}key")}
    assert all(key.get("attr.type") in ("string", "int", "double") for key in keys.values())
    nodes = {node.get("id"): node for node in root.iter(f"{NS}node")}
    assert set(nodes) == {row["partner_id"] for row in read_typed(out, "partners")}
    (edge,) = root.iter(f"{NS}edge")
    assert {edge.get("source"), edge.get("target")} == set(nodes)
    said = {keys[data.get("key")].get("attr.name"): data.text for data in edge}
    assert said == {"reports": "2", "passages": "2", "sentences": "2", "weight": "2.0"}


def test_names_of_hostile_reports_stay_names(evil, evil_words):
    root = etree.parse(evil / GRAPHML).getroot()
    labels = [data.text for data in root.iter(f"{NS}data") if data.get("key") == "label"]
    assert len(labels) == 2
    assert all(label.startswith(evil_words) for label in labels)


def test_what_xml_cannot_hold_is_replaced(out):
    path = out / "partners.csv"
    path.write_text(path.read_text().replace("Harbour Trust", "Harbour\x0b\ufffeTrust"))
    write_network(out)
    root = etree.parse(out / GRAPHML).getroot()
    assert "Harbour\ufffd\ufffdTrust" in {data.text for data in root.iter(f"{NS}data")}


def test_networkx_reads_it(out):
    networkx = pytest.importorskip("networkx", reason="networkx is not installed")
    graph = networkx.read_graphml(out / GRAPHML)
    assert sorted(data["name"] for _, data in graph.nodes(data=True)) == ["Harbour Trust", "Tidewater Agency"]
    assert [data["weight"] for *_, data in graph.edges(data=True)] == [2.0]


def test_the_same_tables_give_the_same_bytes(out, tmp_path, make, write):
    again = write(tmp_path / "again", [make(), make("cd" * 32, "second.pdf")])
    assert (again / GRAPHML).read_bytes() == (out / GRAPHML).read_bytes()


def test_an_output_without_partners_has_an_empty_graph(tmp_path):
    with TableWriter(tmp_path):
        pass
    write_network(tmp_path)
    assert list(etree.parse(tmp_path / GRAPHML).getroot().iter(f"{NS}node")) == []


def test_a_missing_table_is_told(tmp_path):
    with pytest.raises(OutputError, match=r"partner.*missing"):
        write_network(tmp_path)


def test_pairs_of_more_than_two():
    rows = pair_rows(*told("Aspen, Birch and Cedar met.", "Aspen", "Birch", "Cedar"))
    assert set(ties(rows)) == set(combinations(("Aspen", "Birch", "Cedar"), 2))
    assert {row["weight"] for row in rows} == {0.5}
