"""One partner over several reports: the tables of a run, and what is decided afterwards."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reportminer.batch.partner_edits import apply, merge, shown, split
from reportminer.batch.partners import beginning
from reportminer.batch.run import Job, run
from reportminer.batch.store import held
from reportminer.errors import OutputError, SettingsError, UsageError
from reportminer.export.rows import title_of
from reportminer.link.identity import normal_name

REPORT = """# {place} ferry project

The {place} ferry project in {country} was led by the {place} Harbour Trust in partnership with the
Ministry of Fisheries, {donor} and {firm}. It was funded by {donor}.

## Partners

{place} Harbour Trust worked closely with the Ministry of Fisheries. {firm} repaired the pier with {donor}.
The Ministry of Fisheries of the day provided two boats in {country}. {donor} trained the crews.

## Challenges

Funding was delayed by a year, and {firm} had no spare parts. Staff left because pay was late.

## Recommendations

{donor} should pay on time. The Ministry of Fisheries should keep spare parts in {country}.
"""
TOLD = {
    "arlow": ("Arlow", "Malawi", "UNICEF", "Quarrel Ferries Ltd"),
    "brent": ("Brent", "Zambia", "United Nations Children's Fund", "Quarrel Ferries"),
    "carse": ("Carse", "Malawi", "UNICEF", "Quarrel Ferries Ltd"),
}


def rows(out: Path, table: str) -> list[dict[str, str]]:
    with (out / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def named(out: Path, *names: str) -> set[str]:
    """Ids of partners by any of these names."""
    return {
        row["partner_id"]
        for row in rows(out, "partners")
        if set(names) & {row["name"], *json.loads(row["aliases"])}
    }


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    for name, (place, country, donor, firm) in TOLD.items():
        text = REPORT.format(place=place, country=country, donor=donor, firm=firm)
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def mined(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("mined") / "out"
    run(Job((str(reports),), out))
    return out


@pytest.fixture
def out(mined: Path, tmp_path: Path) -> Path:
    """A copy of the output that a test may change."""
    return Path(shutil.copytree(mined, tmp_path / "out"))


def test_one_id_for_an_organisation_and_two_for_two_ministries(mined: Path) -> None:
    assert len(named(mined, "UNICEF", "United Nations Children's Fund")) == 1
    assert len(named(mined, "Quarrel Ferries", "Quarrel Ferries Ltd")) == 1
    assert len(named(mined, "Ministry of Fisheries")) == 2
    merged = {row["merged_name"]: row for row in rows(mined, "partner_links")}
    assert merged["UNICEF"]["reason"] == "a well-known organisation"
    assert merged["Quarrel Ferries"]["partner_id"] in named(mined, "Quarrel Ferries Ltd")


def whole(out: Path) -> None:
    """Every id of a partner stands in partners.csv; no key stands twice; quotes are verbatim."""
    partners = [(row["report_id"], row["partner_id"]) for row in rows(out, "partners")]
    assert len(set(partners)) == len(partners)
    mentions = rows(out, "partner_mentions")
    assert {(row["report_id"], row["partner_id"]) for row in mentions} == set(partners)
    counted = [(row["report_id"], row["partner_id"], row["char_start"]) for row in mentions]
    assert len(set(counted)) == len(counted)
    for row in rows(out, "partners"):
        own = [
            m for m in mentions if (m["report_id"], m["partner_id"]) == (row["report_id"], row["partner_id"])
        ]
        assert int(row["mentions"]) == len(own)
    for row in rows(out, "findings"):
        assert not row["actor_id"] or (row["report_id"], row["actor_id"]) in partners
    for row in rows(out, "partnerships"):
        assert {(row["report_id"], row["partner_id"]), (row["report_id"], row["with_partner_id"])} <= set(
            partners
        )
    known = {own for _, own in partners}
    assert {row["partner_id"] for row in rows(out, "partner_links")} <= known
    for row in mentions:
        text = (out / "texts" / f"{row['report_id']}.txt").read_bytes().decode()
        assert text[int(row["char_start"]) : int(row["char_end"])] == row["text"]


def test_the_tables_hang_together(mined: Path) -> None:
    for table in ("partners", "partner_mentions", "partner_links", "partnerships"):
        assert rows(mined, table), f"nothing in {table} to look at"
    assert any(row["actor_id"] for row in rows(mined, "findings"))
    whole(mined)


def same_tables(one: Path, other: Path) -> None:
    for path in sorted(one.glob("*.csv")):
        if path.name not in ("reports.csv", "partner_decisions.csv"):
            assert path.read_bytes() == (other / path.name).read_bytes(), path.name
    assert (one / "report.html").read_bytes() == (other / "report.html").read_bytes()


def test_merged_by_hand_is_what_a_run_with_the_decision_gives(
    out: Path, reports: Path, tmp_path: Path
) -> None:
    merge(out, sorted(named(out, "Ministry of Fisheries")), note="one for this study")
    assert len(named(out, "Ministry of Fisheries")) == 1
    whole(out)
    again = tmp_path / "again"
    shutil.copytree(out, again)
    (again / "findings.csv").unlink()  # so that the run makes all tables anew
    run(Job((str(reports),), again))
    same_tables(out, again)
    (decision,) = rows(out, "partner_decisions")
    assert (decision["decision"], decision["note"]) == ("same", "one for this study")


def test_a_merge_inside_a_report_leaves_one_row(out: Path) -> None:
    before = rows(out, "partner_mentions")
    merge(out, ["Arlow Harbour Trust", *named(out, "Quarrel Ferries Ltd")])
    whole(out)
    assert len(rows(out, "partner_mentions")) == len(before)


def test_a_title_of_the_users_own_stays_when_partners_are_merged(reports: Path, tmp_path: Path) -> None:
    mine, out = tmp_path / "mine.csv", tmp_path / "out"
    mine.write_text("source,title\narlow.md,Ferries at Arlow\n", encoding="utf-8")
    run(Job((str(reports / "arlow.md"), str(reports / "brent.md")), out, metadata=mine))
    one, two = named(out, "Arlow Harbour Trust"), named(out, "Brent Harbour Trust")
    merge(out, [*one, *two])
    assert {row["report_title"] for row in rows(out, "partners")} == {
        "Ferries at Arlow",
        "Brent ferry project",
    }


def test_split_off_a_name_and_a_report(out: Path) -> None:
    (ferries,) = named(out, "Quarrel Ferries Ltd")
    (link,) = [row for row in rows(out, "partner_links") if row["merged_name"] == "Quarrel Ferries"]
    split(out, ferries, [link["merged_id"]], note="=1+1")
    assert len(named(out, "Quarrel Ferries", "Quarrel Ferries Ltd")) == 2
    (unicef,) = named(out, "UNICEF")
    report = next(row["report_id"] for row in rows(out, "partners") if row["partner_id"] == unicef)
    split(out, "UNICEF", [report])
    found = {
        row["report_id"]: row["partner_id"] for row in rows(out, "partners") if row["partner_id"] == unicef
    }
    assert report not in found
    assert len(found) == 2
    assert rows(out, "partner_decisions")[0]["note"] == "'=1+1"  # no formula, however often it is written
    whole(out)


def told(out: Path) -> list[tuple[str, str, str]]:
    return [(row["decision"], row["name"], row["other_name"]) for row in rows(out, "partner_decisions")]


ARLOW, BRENT, CARSE = (f"{place} Harbour Trust" for place in ("Arlow", "Brent", "Carse"))


def test_what_is_decided_later_takes_out_what_it_contradicts(out: Path) -> None:
    merge(out, [ARLOW, BRENT])
    split(out, BRENT, [ARLOW])
    assert len(named(out, ARLOW, BRENT)) == 2
    decided = merge(out, [CARSE, ARLOW, BRENT])
    assert len(named(out, ARLOW, BRENT, CARSE)) == 1
    assert [row.decision for row in decided.undone] == ["different"]
    assert told(out) == [("same", CARSE, ARLOW), ("same", CARSE, BRENT)]
    split(out, CARSE, [BRENT])
    assert named(out, CARSE) == named(out, ARLOW) != named(out, BRENT)


def test_a_part_taken_out_of_a_chain_leaves_the_rest_together(out: Path) -> None:
    merge(out, [CARSE, ARLOW, BRENT])
    decided = split(out, ARLOW, [BRENT])
    assert named(out, CARSE) == named(out, ARLOW) != named(out, BRENT)
    assert [row.decision for row in decided.undone] == ["same"]


def test_parts_kept_apart_are_merged_with_the_partners_they_are_in(out: Path) -> None:
    merge(out, [ARLOW, BRENT])
    ferries = sorted(named(out, "Quarrel Ferries Ltd"))
    merge(out, [CARSE, "UNICEF"])
    (unicef,) = named(out, "UNICEF")
    (link,) = [row for row in rows(out, "partner_links") if row["merged_name"] == "Quarrel Ferries"]
    split(out, link["partner_id"], [link["merged_id"]])
    merge(out, [unicef, link["merged_id"]])
    merge(out, [unicef, *ferries])
    assert len(named(out, "UNICEF", "Quarrel Ferries", "Quarrel Ferries Ltd", CARSE)) == 1


def test_merged_names_are_split_by_name_and_each_row_tells_both(out: Path) -> None:
    merge(out, ["UNICEF", ARLOW])
    split(out, ARLOW, ["United Nations Children's Fund"])
    ((decision, name, other),) = told(out)
    assert (decision, name, normal_name(other)) == ("different", ARLOW, "united nations children s fund")
    assert named(out, ARLOW).isdisjoint(named(out, "UNICEF"))
    split(out, "Quarrel Ferries Ltd", ["Quarrel Ferries"])  # which the program had made one
    assert len(named(out, "Quarrel Ferries", "Quarrel Ferries Ltd")) == 2
    merge(out, sorted(named(out, "Ministry of Fisheries")))
    split(out, "Ministry of Fisheries", ["Ministry of Fisheries"])
    assert len(named(out, "Ministry of Fisheries")) == 2


def test_a_report_split_off_merged_and_split_off_again(out: Path) -> None:
    (ferries,) = named(out, "Quarrel Ferries Ltd")
    report = next(row["report_id"] for row in rows(out, "partners") if row["partner_id"] == ferries)
    split(out, ferries, [report])
    merge(out, sorted(named(out, "Quarrel Ferries Ltd")))
    split(out, "Quarrel Ferries Ltd", [report])
    whole(out)
    assert len(named(out, "Quarrel Ferries Ltd")) == 2


def test_partners_merged_in_a_report_are_named_in_full(out: Path) -> None:
    before = {row["name"]: row for row in rows(out, "partners") if "Arlow" in row["report_title"]}
    assert int(before["UNICEF"]["mentions"]) > int(before[ARLOW]["mentions"])
    merge(out, ["UNICEF", ARLOW])
    (row,) = [row for row in rows(out, "partners") if row["name"] == ARLOW]
    assert set(json.loads(row["aliases"])) == {"UNICEF", *json.loads(before[ARLOW]["aliases"])}


def test_rows_of_a_file_that_later_ones_contradict_are_told(out: Path) -> None:
    one, two, three = (min(named(out, name)) for name in (ARLOW, BRENT, CARSE))
    mine = out / "partner_decisions.csv"
    mine.write_text(
        f"decision,partner_id,other_id\ndifferent,{one},{two}\nsame,{three},{one}\nsame,{three},{two}\n"
    )
    assert [(row.decision, *row.pair) for row in apply(out)] == [("different", *sorted((one, two)))]
    assert len(named(out, ARLOW, BRENT, CARSE)) == 1
    assert mine.read_text().count("different") == 1  # the user's file is the user's


def test_decisions_in_a_file_of_the_users_own(out: Path, tmp_path: Path) -> None:
    mine = tmp_path / "project" / "partners.csv"
    mine.parent.mkdir()
    ids = sorted(named(out, "Ministry of Fisheries"))
    merge(out, ids, mine)
    assert not (out / "partner_decisions.csv").exists()
    assert json.loads((out / "run.json").read_text())["settings"]["partner_decisions"] == str(mine)
    mine.write_text(mine.read_text().replace("same", "different"))
    apply(out)
    assert named(out, "Ministry of Fisheries") == set(ids)


@pytest.mark.parametrize(
    "call",
    [
        lambda out: merge(out, ["Nobody", "UNICEF"]),
        lambda out: merge(out, ["UNICEF"]),
        lambda out: split(out, "UNICEF", ["p000000000000"]),
        lambda out: split(out, "UNICEF", ["UNICEF"]),
    ],
)
def test_a_wrong_call_is_refused_and_changes_nothing(out: Path, call: Callable[[Path], object]) -> None:
    before = (out / "partners.csv").read_bytes()
    with pytest.raises(UsageError) as told:
        call(out)
    assert told.value.hint
    assert (out / "partners.csv").read_bytes() == before
    assert not (out / "partner_decisions.csv").exists()


def test_decisions_are_found_from_any_folder(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is that of the run, not one of the same name where the next command is given."""
    first, elsewhere, out = tmp_path / "first", tmp_path / "elsewhere", tmp_path / "out"
    first.mkdir()
    elsewhere.mkdir()
    monkeypatch.chdir(first)
    Path("mine.csv").write_text("decision,partner_id,other_id\n")
    run(Job((str(reports),), out, partner_decisions=Path("mine.csv")))
    merge(out, sorted(named(out, "Ministry of Fisheries")))
    monkeypatch.chdir(elsewhere)
    merge(out, ["Arlow Harbour Trust", "Brent Harbour Trust"])
    assert len(named(out, "Ministry of Fisheries")) == 1
    assert (first / "mine.csv").read_text().count("same") == 2
    assert not list(elsewhere.iterdir())
    (first / "mine.csv").unlink()
    with pytest.raises(OutputError, match="not there") as told:
        merge(out, ["Carse Harbour Trust", "Brent Harbour Trust"])
    assert "--decisions" in (told.value.hint or "")
    assert len(named(out, "Ministry of Fisheries")) == 1


def test_decisions_with_semicolons_are_read_as_a_run_reads_them(out: Path, tmp_path: Path) -> None:
    mine, ids = tmp_path / "mine.csv", sorted(named(out, "Ministry of Fisheries"))
    mine.write_text(f"decision;partner_id;other_id\nsame;{ids[0]};{ids[1]}\n")
    merge(out, ["Arlow Harbour Trust", "Brent Harbour Trust"], mine)
    assert len(named(out, "Ministry of Fisheries")) == 1
    assert mine.read_text().count("same") == 2


def test_a_refused_command_leaves_the_decisions_as_they_were(out: Path, tmp_path: Path) -> None:
    mine, two = tmp_path / "mine.csv", ["Arlow Harbour Trust", "Brent Harbour Trust"]
    (unicef,) = named(out, "UNICEF")
    report = next(row["report_id"] for row in rows(out, "partners") if row["partner_id"] == unicef)
    with held(out):
        with pytest.raises(OutputError, match="another run"):
            merge(out, two, mine)
        with pytest.raises(OutputError, match="another run"):
            split(out, "UNICEF", [report], mine)
    record = (out / "run.json").read_text()
    (out / "run.json").write_text("{")
    with pytest.raises(OutputError, match=r"run\.json is damaged"):
        merge(out, two, mine)
    (out / "run.json").write_text(record)
    for path in (out / ".reportminer" / "results").iterdir():
        path.unlink()
    with pytest.raises(OutputError, match="not in"):
        merge(out, two, mine)
    assert not mine.exists()


class Stopped(BaseException):
    """As Ctrl-C."""


def test_decisions_are_kept_once_the_new_tables_are_there(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken off before, all is as it was; broken off afterwards, OUT tells where the decisions are."""

    def stopped(*_: object) -> None:
        raise Stopped

    mine, two = tmp_path / "mine.csv", ["Arlow Harbour Trust", "Brent Harbour Trust"]
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    with monkeypatch.context() as patched:
        patched.setattr("reportminer.batch.partner_edits.title_of", stopped)
        with pytest.raises(Stopped):
            merge(out, two, mine)
    assert not mine.exists()
    assert before == {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    with monkeypatch.context() as patched:
        patched.setattr("reportminer.batch.partner_edits.make_anew", stopped)
        with pytest.raises(Stopped):
            merge(out, two, mine)
    assert mine.read_text().count("same") == 1
    apply(out)
    assert len(named(out, *two)) == 1
    whole(out)


def test_what_the_user_decides_while_tables_are_made_stays(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, ids = tmp_path / "mine.csv", sorted(named(out, "Ministry of Fisheries"))

    def slow(title: str, source: str) -> str:
        mine.write_text(f"decision,partner_id,other_id\ndifferent,{ids[0]},{ids[1]}\n")
        return title_of(title, source)

    monkeypatch.setattr("reportminer.batch.partner_edits.title_of", slow)
    merge(out, ["Arlow Harbour Trust", "Brent Harbour Trust"], mine)
    assert [line.partition(",")[0] for line in mine.read_text().splitlines()[1:]] == ["different", "same"]


def test_shown_are_names_reports_and_what_was_merged(mined: Path) -> None:
    (item,) = shown(mined, "children's fund")
    assert len(item.reports) == 3
    assert [row["merged_name"] for row in item.merged] == ["UNICEF"]
    assert shown(mined)[0].reports == item.reports


def test_the_users_organisations_take_precedence(out: Path, reports: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("id,name,aliases,kind\nF-1,The Ferry People,Quarrel Ferries; Quarrel Ferries Ltd,ngo\n")
    run(Job((str(reports),), out, organisations=mine))
    found = [row for row in rows(out, "partners") if row["partner_id"] == "F-1"]
    assert len(found) == 3
    assert {(row["name"], row["kind"]) for row in found} == {("The Ferry People", "ngo")}
    assert all("Quarrel" in row["aliases"] for row in found)
    whole(out)
    apply(out)  # knows the list without being told again
    assert found == [row for row in rows(out, "partners") if row["partner_id"] == "F-1"]
    mine.write_text("id,nom\n")
    with pytest.raises(SettingsError, match=r"mine.csv, line 1"):
        run(Job((str(reports),), out, organisations=mine))
    assert named(out, "The Ferry People") == {"F-1"}


def test_jobs_and_order_of_files_decide_nothing(mined: Path, reports: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    files = sorted(map(str, reports.iterdir()), reverse=True)
    run(Job(tuple(files), other, jobs=2))
    for table in ("partners", "partner_links", "partner_mentions"):
        key = sorted(map(str, rows(mined, table)))
        assert key == sorted(map(str, rows(other, table)))


def test_the_beginning_of_a_result_is_read_without_the_rest(mined: Path, tmp_path: Path) -> None:
    path = next((mined / ".reportminer" / "results").iterdir())
    told = json.loads(path.read_text(encoding="utf-8"))
    assert beginning(path) == {table: told[table] for table in ("reports", "partners")}
    turned = tmp_path / "turned.json"
    turned.write_text(json.dumps(dict(reversed(told.items()))), encoding="utf-8")
    assert beginning(turned) == beginning(path)
    long = tmp_path / "long.json"
    told["partners"] *= 2000
    long.write_text(json.dumps(told), encoding="utf-8")
    assert len(beginning(long)["partners"]) == len(told["partners"])
