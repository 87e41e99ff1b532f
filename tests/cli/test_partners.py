"""`reportminer partners` over the output of a run, and the options of `run` that go with it."""

import csv
from pathlib import Path

from typer.testing import CliRunner

from reportminer.cli import app
from reportminer.cli.words import counted

REPORT = """# {place} ferry project

The {place} ferry project in Malawi was led by the {place} Harbour Trust in partnership with the Ministry of
Health and Quarrel Ferries. It was funded by UNICEF.

{place} Harbour Trust worked closely with Quarrel Ferries. Quarrel Ferries repaired the pier with UNICEF.
The Ministry of Health provided two boats in Malawi, and UNICEF trained the crews.
"""


def call(*arguments: object) -> str:
    answer = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert answer.exit_code == 0, answer.output
    return answer.output


def ids(out: Path, name: str) -> set[str]:
    with (out / "partners.csv").open(encoding="utf-8", newline="") as file:
        return {row["partner_id"] for row in csv.DictReader(file) if row["name"] == name}


def test_one_is_told_as_one() -> None:
    assert [counted(n, "report") for n in (0, 1, 1200)] == ["0 reports", "1 report", "1,200 reports"]


def test_partners_from_the_command_line(tmp_path: Path) -> None:
    for place in ("Arlow", "Brent"):
        (tmp_path / f"{place}.md").write_text(REPORT.format(place=place), encoding="utf-8")
    mine, out, kept = tmp_path / "mine.csv", tmp_path / "out", tmp_path / "kept.csv"
    mine.write_text("id,name,aliases\nF-1,Ferry People,Quarrel Ferries\n", encoding="utf-8")
    files = [tmp_path / "Arlow.md", tmp_path / "Brent.md"]
    call("run", *files, "--out", out, "--organisations", mine, "-q", "-j", 1)
    assert ids(out, "Ferry People") == {"F-1"}

    told = call("partners", "show", out, "F-1")
    assert "F-1  Ferry People (Quarrel Ferries): 2 reports" in told
    assert "on your list of organisations" in told

    told = call("partners", "merge", out, "Arlow Harbour Trust", "Brent Harbour Trust", "--decisions", kept)
    assert told.startswith("same: Arlow Harbour Trust (p")
    assert len(ids(out, "Arlow Harbour Trust") | ids(out, "Brent Harbour Trust")) == 1
    assert "partners.csv holds them all" in call("partners", "show", out, "nobody of that name")
    assert call("partners", "show", out, "Quarel Feries").endswith("did you mean Quarrel Ferries?\n")
    refused = CliRunner().invoke(app, ["partners", "split", str(out), "Quarel Ferries", "r0"])
    assert "did you mean Quarrel Ferries? `reportminer partners show`" in refused.exception.hint
    assert "your decision" in call("partners", "show", out, "harbour trust")

    (merged,) = [
        row for row in csv.DictReader((out / "partner_links.csv").open()) if row["reason"] == "your decision"
    ]
    told = call(
        "partners", "split", out, merged["partner_id"], merged["merged_id"], "--note", "two after all"
    )
    assert told.startswith("different: ")
    assert "taken out, as it says otherwise: same: Arlow Harbour Trust (p" in told
    assert "two after all" in kept.read_text(encoding="utf-8")
    assert len(ids(out, "Arlow Harbour Trust") | ids(out, "Brent Harbour Trust")) == 2

    kept.write_text(kept.read_text(encoding="utf-8").replace("different", "same"), encoding="utf-8")
    assert call("partners", "apply", out).strip() == f"{out} is as decided"
    assert len(ids(out, "Arlow Harbour Trust") | ids(out, "Brent Harbour Trust")) == 1
    one, other = merged["partner_id"], merged["merged_id"]
    with kept.open("a", encoding="utf-8") as file:
        file.write(f"different,{one},{other},,,\nsame,{other},{one},,,\n")
    told = call("partners", "apply", out)
    assert f"not done, as later rows say otherwise: different: {one}, {other}\n" in told
    assert "as decided" not in told
    call("run", *files, "--out", out, "--organisations", mine, "--partner-decisions", kept, "-q", "-j", 1)
    assert len(ids(out, "Arlow Harbour Trust") | ids(out, "Brent Harbour Trust")) == 1
