"""`import reportminer` as scripts, notebooks and spaCy users meet it."""

import json
import os
import re
import shutil
import subprocess
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

import pytest

import reportminer
from reportminer import api
from reportminer.config import MODELS, models_dir
from reportminer.errors import OutputError, UnreadableError, UsageError
from reportminer.export.csvs import TableWriter
from reportminer.export.tables import tables

REPO = Path(__file__).parents[1]
BLOCKS = re.findall(r"```python\n(.*?)```", (REPO / "README.md").read_text(encoding="utf-8"), re.DOTALL)
DTYPES = {
    "string": "string",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "array": "object",
}


def script(code: str, folder: Path) -> str:
    """Run a script, without any `if __name__`; gives what it printed."""
    (folder / "script.py").write_text(code, encoding="utf-8")
    env = {name: value for name, value in os.environ.items() if name != MODELS}
    command = [sys.executable, "script.py"]
    ended = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, timeout=500, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@dataclass
class Session:
    """Somebody's folder after they ran every example of the README."""

    folder: Path
    printed: str

    @property
    def out(self) -> Path:
        return self.folder / "out"


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    folder = tmp_path_factory.mktemp("session")
    (folder / "my-reports").mkdir()
    for name, text in (
        ("first.txt", "library_digital_share.txt"),
        ("second.txt", "mzintlava_clinics_reply.txt"),
    ):
        shutil.copy(REPO / "corpus" / "text" / text, folder / "my-reports" / name)
    (folder / "my-reports" / "empty.txt").touch()
    return Session(folder, script("\n".join(BLOCKS), folder))


@pytest.fixture
def dataset(session: Session) -> reportminer.Dataset:
    pytest.importorskip("pandas")
    return reportminer.open(session.out)


def test_the_examples_of_the_readme_run(session: Session) -> None:
    assert len(BLOCKS) >= 3
    assert "empty.txt: is empty" in session.printed
    assert "get the file again" in session.printed
    assert re.search(r"CHALLENGE 0\.\d+ .* in: Two of the three clinics", session.printed)
    assert re.search(r"RECOMMENDATION 0\.\d+ .* in: The councils", session.printed)
    assert (session.out / "reportminer.xlsx").is_file()


def test_every_table_is_a_frame_with_the_types_of_the_schema(dataset: reportminer.Dataset) -> None:
    pd = pytest.importorskip("pandas")
    for name, table in tables().items():
        frame, rows = dataset.table(name), list(dataset.rows(name))
        names = list(rows[0]) if rows else table.header
        assert list(frame.columns) == names
        assert len(frame) == len(rows)
        for column in table.columns:
            assert frame[column.name].dtype == DTYPES[column.type], (name, column.name)
            wanted = [row[column.name] for row in rows]
            assert [
                None if not isinstance(cell, list) and pd.isna(cell) else cell for cell in frame[column.name]
            ] == wanted
    assert dataset.findings.label.isin(["CHALLENGE", "LESSON", "RECOMMENDATION"]).all()
    assert dataset.findings is dataset.findings
    assert len(dataset.theme_matrix.columns) > 10
    assert dataset.theme_matrix.dtypes.iloc[1] == "Int64"


def test_a_dataset_tells_what_it_is(session: Session) -> None:
    dataset = reportminer.open(str(session.out))
    assert dataset.out == session.out
    assert re.fullmatch(
        r"<Dataset '.*out': 2 reports, \d+ findings, \d+ partners, 1 not read>", repr(dataset)
    )
    assert [failure.source for failure in dataset.failures] == ["my-reports/empty.txt"]
    assert set(tables()) <= set(dir(dataset))
    assert dataset.tables == tuple(tables())
    for row in dataset.rows("findings"):
        text = dataset.text(str(row["report_id"]))
        assert text[row["char_start"] : row["char_end"]] == row["text"]  # type: ignore[misc]
    assert [set(row) for row in dataset.rows("reports", ["title", "year"])] == [{"title", "year"}] * 2


def test_what_does_not_exist_is_told(session: Session, tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    dataset = reportminer.open(session.out)
    with pytest.raises(UsageError, match="no table finding"):
        dataset.table("finding")
    with pytest.raises(UsageError, match="has no column colour"):
        dataset.table("findings", ["label", "colour"])
    with pytest.raises(UsageError, match="has no column colour"):
        dataset.rows("findings", ["colour"])
    with pytest.raises(AttributeError, match="finding"):
        dataset.finding  # noqa: B018
    for unknown in ("r000000000000", "../run"):
        with pytest.raises(UsageError, match="no text of"):
            dataset.text(unknown)
    with pytest.raises(OutputError, match="holds no finished run"):
        reportminer.open(tmp_path)
    with pytest.raises(UnreadableError, match="cannot be opened"):
        reportminer.read_report(tmp_path / "gone.txt")


def test_awkward_cells_come_back_as_they_were(tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    awkward = [
        "=1+1",
        "'=1+1",
        "-",
        "NA",
        "nan",
        "null",
        "",
        "  led",
        "a\nb",
        '"q", r',
        "é\u2028\U0001f6b2",
        "'tis",
    ]
    with TableWriter(tmp_path, ["failures"]) as writer:
        writer.write("failures", [{"source": a, "stage": "find", "error": "e", "hint": a} for a in awkward])
    (tmp_path / "run.json").write_text("{}")
    dataset = reportminer.open(tmp_path)
    assert list(dataset.table("failures").source) == awkward
    assert [failure.hint for failure in dataset.failures] == awkward


def test_without_pandas_frames_tell_the_remedy_and_rows_are_there(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    dataset = reportminer.open(session.out)
    with pytest.raises(UsageError, match="need pandas") as raised:
        dataset.findings  # noqa: B018
    shown = "".join(traceback.format_exception(raised.value))
    assert "hint: pip install 'reportminer[pandas]'" in shown
    assert dataset.failures
    assert next(dataset.rows("findings"))["label"]


def test_one_report_is_read_as_a_run_reads_it(session: Session) -> None:
    dataset = reportminer.open(session.out)
    report = reportminer.read_report(session.folder / "my-reports" / "second.txt")
    about = dict(report.about)
    for table, records in (
        ("findings", report.findings),
        ("sections", report.sections),
        ("pages", report.pages),
        ("theme_findings", report.theme_findings),
        ("relations", report.relations),
    ):
        wanted = [row for row in dataset.rows(table) if row["report_id"] == about["report_id"]]
        told = [{name: "" if value is None else value for name, value in row.items()} for row in records]
        kept = [{name: "" if value is None else value for name, value in row.items()} for row in wanted]
        if table == "findings":  # who an actor is over all reports only a run knows
            told, kept = ([row | {"actor_id": ""} for row in rows] for rows in (told, kept))
        assert sorted(told, key=json.dumps) == sorted(kept, key=json.dumps), table
    assert report.findings
    assert report.partners
    assert report.text == dataset.text(str(about["report_id"]))
    assert report.mined.report.text == report.text
    assert repr(report).startswith("<MinedReport ")
    assert len(repr(report)) < 200


def test_records_become_frames(session: Session) -> None:
    pd = pytest.importorskip("pandas")
    report = reportminer.read_report(session.folder / "my-reports" / "first.txt")
    frame = report.to_frame()
    assert len(frame) == len(report.findings)
    of_run = reportminer.open(session.out).findings
    pd.testing.assert_series_equal(frame.dtypes, of_run.dtypes)
    assert report.to_frame("reports", ["title", "year"]).shape == (1, 2)
    with pytest.raises(UsageError, match="of one report"):
        report.to_frame("themes")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"formats": "word"}, "no format word"),
        ({"formats": ["csv", "xlsx"]}, "no format csv"),
        ({"jobs": -1}, "jobs must not be below zero"),
        ({"codebook": "gone.yaml"}, "codebook gone.yaml cannot be read: No such file"),
    ],
)
def test_a_wrong_call_is_told_before_anything_is_written(
    wrong: dict[str, object], said: str, tmp_path: Path, report_text: str
) -> None:
    (tmp_path / "a.txt").write_text(report_text)
    with pytest.raises(UsageError, match=said):
        reportminer.run(tmp_path / "a.txt", tmp_path / "out", **wrong)  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


NO_GUARD = """
import json
import reportminer
import reportminer.batch.workers as workers
from multiprocessing import get_context

print("script runs")
workers._context = lambda preload: get_context("spawn")
told = []
reports = ["a.txt", "b.txt"]
dataset = reportminer.run(reports, "spawned", jobs=1, progress=lambda outcome: told.append(outcome.done))
print(json.dumps([told, len(list(dataset.rows("findings")))]))
"""


def test_a_script_without_a_guard_runs_once_where_processes_are_spawned(
    tmp_path: Path, report_text: str
) -> None:
    (tmp_path / "a.txt").write_text(report_text)
    (tmp_path / "b.txt").write_text(report_text + "\nThe piers were too short for most of the ships.\n")
    begun, told = script(NO_GUARD, tmp_path).splitlines()
    assert begun == "script runs"
    heard, findings = json.loads(told)
    assert heard == [1, 2]
    assert findings > 4


OTHER_MODELS = """
import json, os
import reportminer

def labels(out, **more):
    return told(reportminer.run("a.txt", out, **more).rows("findings"))

def told(findings):
    return [[finding["text"], finding["confidence"]] for finding in findings]

other = labels("other", models="models")
assert "REPORTMINER_MODELS" not in os.environ
read = told(reportminer.read_report("a.txt", models="models").findings)
assert "REPORTMINER_MODELS" not in os.environ
usual = labels("usual")
again = told(reportminer.read_report("a.txt").findings)
print(json.dumps([other, read, usual, again]))
"""


def test_models_of_one_call_are_not_those_of_the_next(tmp_path: Path, report_text: str) -> None:
    (tmp_path / "a.txt").write_text(report_text)
    left_out = shutil.ignore_patterns("findings", "encoder", "manifest.json")
    shutil.copytree(models_dir(), tmp_path / "models", ignore=left_out)
    other, read, usual, again = json.loads(script(OTHER_MODELS, tmp_path).splitlines()[-1])
    assert other == read
    assert usual == again
    assert other != usual


IN_A_PIPELINE = """
import sys
import spacy
from spacy.language import Language

@Language.component("shout")
def shout(doc):
    doc.user_data["shout"] = doc.text.upper()
    return doc

assert not [name for name in sys.modules if name.startswith("reportminer")]
nlp = spacy.blank("en")
nlp.add_pipe("sentencizer")
nlp.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "Ministry of Labour"}])
nlp.add_pipe("reportminer_findings", config={"recall": False})
nlp.add_pipe("shout")
nlp.to_disk("kept")
for pipeline in (nlp, spacy.load("kept")):
    assert pipeline.pipe_names[2:] == ["reportminer_cues", "reportminer_findings", "shout"]
    texts = ["The Ministry of Labour should keep an inspector at each port.", "It rained all day."]
    for doc in pipeline.pipe(texts):
        print([v.label.value for v in doc._.findings], [e.text for e in doc.ents], doc.user_data["shout"][:6])
"""


def test_a_component_stands_in_a_pipeline_of_ones_own(tmp_path: Path) -> None:
    first, second, *loaded = script(IN_A_PIPELINE, tmp_path).splitlines()
    assert first == "['RECOMMENDATION'] ['Ministry of Labour'] THE MI"
    assert second == "[] [] IT RAI"
    assert loaded == [first, second]


def test_importing_it_loads_nothing_heavy() -> None:
    code = (
        "import sys, reportminer; dir(reportminer); names = set(sys.modules)\n"
        "print(sorted(n for n in names if n.startswith('reportminer')), sorted(names & {'spacy', 'pandas', "
        "'numpy', 'typer', 'pydantic', 'yaml', 'rich'}))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "['reportminer'] []"


def test_what_is_offered_is_what_there_is() -> None:
    assert set(reportminer.__all__) == {*api.__all__, "__version__"}
    assert set(reportminer.__all__) <= set(dir(reportminer))
    for name in api.__all__:
        assert getattr(reportminer, name) is getattr(api, name)
        assert getattr(reportminer, name).__doc__
    with pytest.raises(AttributeError, match="no attribute 'mine'"):
        reportminer.mine  # noqa: B018


def test_a_function_takes_every_option_of_the_command_that_changes_what_comes_out() -> None:
    import inspect

    from reportminer.cli.run import run as command

    taken = set(inspect.signature(reportminer.run).parameters)
    shell = {"quiet", "log_level", "log_format", "engine"}
    limits = {name for name in inspect.signature(command).parameters if name.startswith("max_")}
    assert set(inspect.signature(command).parameters) - shell - limits == taken - {"limits", "progress"}
    assert set(inspect.signature(reportminer.read_report).parameters) - {"path"} <= taken
