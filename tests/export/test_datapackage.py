import json

from reportminer.export.tables import tables


def test_frictionless_finds_nothing_wrong(out):
    from frictionless import Package

    report = Package(str(out / "datapackage.json")).validate()
    assert report.valid, report.flatten(["taskName", "rowNumber", "fieldName", "note"])
    assert len(report.tasks) == len(tables())


def test_frictionless_sees_a_broken_link(out):
    from frictionless import Package

    path = out / "theme_findings.csv"
    path.write_text(path.read_text().replace("trust,", "distrust,"))
    report = Package(str(out / "datapackage.json")).validate()
    assert not report.valid
    assert {error[0] for error in report.flatten(["type"])} == {"foreign-key"}


def test_every_column_is_told_and_themes_are_named(out):
    package = json.loads((out / "datapackage.json").read_text())
    assert [resource["path"] for resource in package["resources"]] == [t.file_name for t in tables().values()]
    for resource in package["resources"]:
        header = (out / resource["path"]).read_text().splitlines()[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == header
        assert all(field["description"] for field in resource["schema"]["fields"])
    matrix = next(r for r in package["resources"] if r["name"] == "theme_matrix")
    assert "Trust" in matrix["schema"]["fields"][1]["description"]


def test_it_is_the_same_everywhere(out, tmp_path, make, write):
    again = write(tmp_path / "elsewhere", [make(), make("cd" * 32, "second.pdf")])
    assert (again / "datapackage.json").read_bytes() == (out / "datapackage.json").read_bytes()
    for name in tables():
        assert (again / f"{name}.csv").read_bytes() == (out / f"{name}.csv").read_bytes()
