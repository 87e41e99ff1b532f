"""Which partners of different reports are one organisation."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportminer.errors import SettingsError
from reportminer.link.identity import Known, MergedName, Sighting, partner_id
from reportminer.link.identity.decisions import Decision, Decisions, read_decisions, written
from reportminer.link.identity.organisations import Organisations, read_organisations
from reportminer.link.identity.register import Register

Told = tuple[str, str] | tuple[str, str, tuple[str, ...]]
"""Name, country of the report, aliases: one partner in a report of its own."""


def sightings(partners: Iterable[Told]) -> list[Sighting]:
    return [
        Sighting(f"r{n}", partner_id(told[0]), told[0], told[2] if len(told) > 2 else (told[0],), told[1])
        for n, told in enumerate(partners)
    ]


def settled(
    tmp_path: Path, partners: Iterable[Sighting], known: Known | None = None
) -> tuple[dict[str, str], list[MergedName]]:
    """Final id by report, and what was merged."""
    told = list(partners)
    with Register(tmp_path / "register", known or Known()) as register:
        for sighting in told:
            register.add([sighting])
        register.settle()
        ids = {s.report_id: register.ids(s.report_id)[s.own_id] for s in told}
        merged = sorted(register.merged(), key=lambda row: (row.partner_id, row.merged_id))
    assert not (tmp_path / "register").exists()
    return ids, merged


def ids_of(tmp_path: Path, *partners: Told, known: Known | None = None) -> list[str]:
    return list(settled(tmp_path, sightings(partners), known)[0].values())


ONE = [
    (("Global Shelter Cluster", "Sudan"), ("Global Shelter Cluster", "Yemen")),
    (("UNICEF", "Kenya"), ("United Nations Children’s Fund", "Nepal")),
    (("DFID", "Kenya"), ("Department for International Development", "")),
    (("QuarrelSMS", "Kenya"), ("QuarrelSMS", "")),
    (("Netherlands", "Kenya"), ("Government of the Netherlands", "")),
    (("Quarrel Bay Trust", "Kenya"), ("Quarrel Bay Trust", "Nepal")),
    (("Quarrel Bay Trust", "Kenya"), ("The QUARREL BAY Trust", "")),
    (("Quarrel Bay Organisation", "Kenya"), ("Quarrel Bay Organization", "Kenya")),
    (("Quarrel Ferries Ltd", "Kenya"), ("Quarrel Ferries", "Malawi")),
    (("Ministry of Health", "Malawi"), ("Ministry of Health", "Malawi")),
    (("Ministry of Health", "Malawi"), ("Malawi Ministry of Health", "")),
    (("Government of Malawi", ""), ("Government", "Malawi")),
    (("Malawian Government", "Zambia"), ("Government of Malawi", "Kenya")),
    (("National Quay Council", "Malawi", ("NAQUAC", "National Quay Council")), ("NAQUAC", "Malawi")),
    (("Quarrel Bay Harbour Trust", "Malawi"), ("Quarel Bay Harbour Trust", "Malawi")),
    (("Wendle Borough Council", "United Kingdom"), ("Wendle Borough Council", "")),
    (
        ("Orrin Aid", "Malawi", ("Orrin Aid", "Orrin Relief and Development")),
        ("Orrin Relief and Development", "Kenya"),
    ),
]
TWO = [
    (("Humanitarian Country Team", "Sudan"), ("Humanitarian Country Team", "Yemen")),
    (("Shelter Cluster", "Sudan"), ("Shelter Cluster", "Yemen")),
    (("Shelter Cluster", "Sudan"), ("Global Shelter Cluster", "")),
    (("Ministry of Health", "Malawi"), ("Ministry of Health", "Zambia")),
    (("Ministry of Health", "Malawi"), ("Ministry of Health", "")),
    (("Ministry of Health of Malawi", "Kenya"), ("Ministry of Health of Zambia", "Kenya")),
    (("National Police", "Peru"), ("National Police", "Chile")),
    (("Wendle Police", "Jamaica"), ("Wendle Police", "United Kingdom")),
    (("Town Council", "United Kingdom"), ("Town Council", "United Kingdom")),
    (("Wendle Town Council", "Canada"), ("Wendle Town Council", "United Kingdom")),
    (("Steering Committee", "Malawi"), ("Steering Committee", "Malawi")),
    (("Department of Health", "Australia"), ("Department of Health", "Australia")),
    (("Department of Health", "Australia"), ("Department of Health", "Pakistan")),
    (("Government", "Malawi"), ("Government", "Zambia")),
    (("Scottish Government", "United Kingdom"), ("Welsh Government", "United Kingdom")),
    (("NAC", "Malawi"), ("NAC", "Malawi")),
    (("NAQUAC", "Malawi"), ("NAQUAC", "Zambia")),
    (("National Quay Council", "Malawi", ("NAQUAC",)), ("NAQUAC", "Zambia")),
    (
        ("Wendle Health Board", "New Zealand", ("Wendle Health Board", "DHB")),
        ("Orrin Health Board", "New Zealand", ("Orrin Health Board", "DHB")),
    ),
    (("Orrin Growth Lab of Ghana", ""), ("Growth Lab", "Georgia")),
    (("Accelerator Lab", "Ghana"), ("Accelerator Lab", "Georgia")),
    (("North Quarrel Bay Trust", "Malawi"), ("South Quarrel Bay Trust", "Malawi")),
    (("Quarrel Bay Region 7 Trust", "Malawi"), ("Quarrel Bay Region 8 Trust", "Malawi")),
    (("Arlow County Harbour Council", "Ireland"), ("Arnow County Harbour Council", "Ireland")),
    (("St Mary's Hospital", "United Kingdom"), ("St Mary's Hospital", "United Kingdom")),
    (("Red Cross of Mozambique", "Malawi"), ("Red Cross of Malawi", "Malawi")),
    (
        ("Quarrel Refugee Council", "Malawi", ("Quarrel Refugee Council", "NRC")),
        ("Norwegian Refugee Council", "Malawi", ("Norwegian Refugee Council", "NRC")),
    ),
]


@pytest.mark.parametrize(("one", "other"), ONE)
def test_one_organisation(tmp_path: Path, one: Told, other: Told) -> None:
    assert len(set(ids_of(tmp_path, one, other))) == 1


@pytest.mark.parametrize(("one", "other"), TWO)
def test_two_organisations(tmp_path: Path, one: Told, other: Told) -> None:
    assert len(set(ids_of(tmp_path, one, other))) == 2


def test_one_without_a_country_is_left_alone_where_there_are_two_of_its_name(tmp_path: Path) -> None:
    found = ids_of(
        tmp_path, ("Wendle Council", "Canada"), ("Wendle Council", "Ireland"), ("Wendle Council", "")
    )
    assert len(set(found)) == 3


def test_an_acronym_of_two_bodies_of_a_country_is_neither(tmp_path: Path) -> None:
    first = ("National Quay Council", "Malawi", ("NAQUAC",))
    second = ("Natural Quarry Commission", "Malawi", ("NAQUAC",))
    found = ids_of(tmp_path, first, second, ("NAQUAC", "Malawi"))
    assert len(set(found)) == 3


def test_every_merge_is_listed_with_its_reason(tmp_path: Path) -> None:
    partners = (("UNICEF", ""), ("Quarrel Ferries Ltd", ""), ("Quarrel Ferries", ""), ("Orrin Trust", ""))
    _, merged = settled(tmp_path, sightings(partners))
    assert {(row.merged_name, row.name) for row in merged} == {
        ("UNICEF", "United Nations Children's Fund"),
        ("Quarrel Ferries", "Quarrel Ferries Ltd"),
    }
    assert all(row.reason and 0 < row.score <= 1 and row.reports == 1 for row in merged)


MANY = sightings([told for pair in (*ONE, *TWO) for told in pair])


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(MANY))
def test_the_order_of_reports_decides_nothing(tmp_path: Path, shuffled: list[Sighting]) -> None:
    ids, merged = settled(tmp_path, MANY)
    again, merged_again = settled(tmp_path, shuffled)
    assert (again, merged_again) == ({report: again[report] for report in again}, merged)
    assert {report: ids[report] for report in again} == again


def test_an_id_that_changes_in_company_is_told(tmp_path: Path) -> None:
    together, merged = settled(tmp_path, MANY)
    new_id = {row.merged_id: row.partner_id for row in merged}
    for sighting in MANY:
        (alone,) = settled(tmp_path, [sighting])[0].values()
        assert together[sighting.report_id] == new_id.get(alone, alone)


# what the user knows better


def listed(tmp_path: Path, text: str) -> Organisations:
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    return read_organisations(path)


def test_the_users_list_takes_precedence(tmp_path: Path) -> None:
    mine = listed(tmp_path, "id,name,aliases,kind\nORG-1,Harbour Fund,UNICEF; Quay Fund,un\n")
    known = Known(mine)
    found = ids_of(tmp_path, ("UNICEF", ""), ("quay fund", "Kenya"), ("Orrin Trust", ""), known=known)
    assert found == ["ORG-1", "ORG-1", partner_id("Orrin Trust")]


def test_a_row_with_a_country_counts_in_reports_on_it(tmp_path: Path) -> None:
    text = "id,name,country\nMW,Ministry of Health,Malawi\nZM,Ministry of Health,Zambia\n"
    known = Known(listed(tmp_path, text))
    told = [("Ministry of Health", country) for country in ("Malawi", "Zambia", "Kenya")]
    found = ids_of(tmp_path, *told, known=known)
    assert found[:2] == ["MW", "ZM"]
    assert found[2] not in ("MW", "ZM")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,nom\n", "line 1: column 'nom' is not known"),
        ("id,aliases\n", "line 1: column 'name' is missing"),
        ("id,id,name\n", "line 1: a column stands twice"),
        ("id,name\n1,A,B\n", "line 2: 3 cells, not 2"),
        ("id,name\n1,\n", "line 2: an id and a name are needed"),
        ("id,name\n=1+2,Orrin\n", "line 2: '=1+2' cannot be an id"),
        ("id,name\n1,Orrin\n1,Wendle\n", "line 3: id 1 stands in mine.csv, line 2 already"),
        ("id,name\n1,Orrin\n2,The ORRIN\n", "line 3: 'The ORRIN' is 1 by mine.csv, line 2"),
        ("id,name,country\n1,Orrin,Atlantis\n", "line 2: 'Atlantis' is not one country"),
        ('id,name\n1,"Orrin\n', "cannot be read"),
    ],
)
def test_a_wrong_list_is_refused_with_file_line_and_remedy(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as told:
        listed(tmp_path, text)
    assert said in told.value.message
    assert "mine.csv" in told.value.message
    assert told.value.hint


def decided(*rows: Decision) -> Known:
    return Known(decisions=Decisions(rows))


def test_decided_to_be_one_and_to_be_two(tmp_path: Path) -> None:
    partners = ("Orrin Trust", ""), ("Wendle Fund", "")
    one, other = map(partner_id, ("Orrin Trust", "Wendle Fund"))
    assert len(set(ids_of(tmp_path, *partners, known=decided(Decision("same", one, other))))) == 1
    ferries = ("Quarrel Ferries Ltd", ""), ("Quarrel Ferries", "")
    one, other = (partner_id(name) for name, _ in ferries)
    assert len(set(ids_of(tmp_path, *ferries, known=decided(Decision("different", one, other))))) == 2


def test_a_report_taken_out_of_a_partner_has_one_of_its_own(tmp_path: Path) -> None:
    for name in ("Orrin Trust", "UNICEF"):
        partners = [(name, "")] * 3
        (whole,) = set(ids_of(tmp_path, *partners))
        found = ids_of(tmp_path, *partners, known=decided(Decision("different", whole, "r1")))
        assert found[0] == found[2] == whole != found[1]


def test_a_name_taken_out_of_a_well_known_organisation(tmp_path: Path) -> None:
    partners = ("CARE International", ""), ("CARE", "")
    whole = ids_of(tmp_path, *partners)
    assert whole[0] == whole[1]
    found = ids_of(tmp_path, *partners, known=decided(Decision("different", whole[0], partner_id("CARE"))))
    assert found[0] == whole[0] != found[1]


def test_the_users_word_stands_above_a_border(tmp_path: Path) -> None:
    partners = ("Ministry of Health", "Malawi"), ("Ministry of Health", "Zambia")
    one, other = ids_of(tmp_path, *partners)
    assert len(set(ids_of(tmp_path, *partners, known=decided(Decision("same", one, other))))) == 1


def test_decisions_are_read_as_written_and_the_later_counts(tmp_path: Path) -> None:
    rows = (
        Decision("same", "p1", "p2", "Orrin, Trust", 'the "O"', "told by phone"),
        Decision("different", "p3", "r1"),
    )
    path = tmp_path / "decisions.csv"
    path.write_text(written(Decisions(rows)), encoding="utf-8")
    assert read_decisions(path).rows == rows
    later = read_decisions(path).with_rows([Decision("different", "p2", "p1")])
    assert later.apart("p1", "p2")
    assert len(later.rows) == 2


@pytest.mark.parametrize(
    ("told", "overruled"),
    [
        ("a=b a/b", "a=b"),
        ("a/b a=b", "a/b"),
        ("a/b c=a c=b", "a/b"),
        ("c=a c=b a/b", "c=a"),
        ("a/b c/d a=c b=d", ""),
        ("a/b c/d a=c b=d a=d", "a/b c/d"),
        ("a=b a=b b=c a/r", ""),
    ],
)
def test_of_rows_that_contradict_each_other_over_any_chain_the_later_counts(
    told: str, overruled: str
) -> None:
    found = Decisions(tuple(map(row_of, told.split())))
    assert found.overruled == [row_of(row) for row in overruled.split()]


def row_of(told: str) -> Decision:
    return Decision("same" if told[1] == "=" else "different", told[0], told[2])


@pytest.mark.parametrize(
    ("told", "new", "left"),
    [
        ("c=a c=b", "a/b", "c=a a/b"),  # the other leaves, with what was made one by way of it
        ("a=b b=c c=d", "a/c", "a=b c=d a/c"),
        ("a/b", "c=a c=b", "c=a c=b"),
        ("a/b c=d", "a=c", "a/b c=d a=c"),
    ],
)
def test_new_rows_take_out_what_they_contradict(told: str, new: str, left: str) -> None:
    before = Decisions(tuple(map(row_of, told.split())))
    later = before.with_rows(map(row_of, new.split()))
    assert later.rows == tuple(map(row_of, left.split()))
    assert set(before.undone_by(later)) == set(before.rows) - set(later.rows)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("decision,partner_id\nsame,p1\n", "line 1: column 'other_id' is missing"),
        ("decision,partner_id,other_id\nequal,p1,p2\n", "line 2: 'equal' is no decision"),
        ("decision,partner_id,other_id\nsame,p1,p1\n", "line 2: two ids are needed"),
    ],
)
def test_a_wrong_file_of_decisions_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as told:
        read_decisions(path)
    assert said in told.value.message
    assert told.value.hint


def test_ten_thousand_partners_take_seconds_and_hold_no_names_in_memory(tmp_path: Path) -> None:
    import tracemalloc

    with Register(tmp_path / "register", Known()) as register:
        tracemalloc.start()
        for n in range(10_000):
            name = f"Harbour {'abcdefghij'[n % 10]}{n}quay Trust"
            register.add([Sighting(f"r{n}", partner_id(name), name, (name,), "Kenya")])
        register.settle()
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert held < 40 * 2**20
