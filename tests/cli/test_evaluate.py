"""`reportminer evaluate` from annotated reports to page and tables."""

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from made_up import KINDS, THINGS, annotated_reports, document, rows_of
from reportminer.annotations import Unit, write_documents
from reportminer.annotations.records import About
from reportminer.cli import app
from reportminer.cli.judging import blank
from reportminer.errors import AnnotationError, SettingsError, UsageError
from reportminer.evaluate.board import board_of
from reportminer.evaluate.figures import counts
from reportminer.evaluate.predictions import LABELS, read_predictions
from reportminer.train import evaluation
from reportminer.train.align import count
from reportminer.train.corpus import Sources, annotated
from reportminer.train.findings import WITH_ENCODER
from reportminer.train.fit import Recipe

PLACES = ["harbour", "port", "bay", "quay"]


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """A folder of annotations and a folder of their reports, one a place."""
    return annotated_reports(tmp_path_factory, {place: rows_of(place) for place in PLACES})


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The same for two written reports, whose annotations hold their findings alone."""
    folder = tmp_path_factory.mktemp("written")
    documents = [
        document(folder, place, About(organisation=place, genre="review")) for place in ("beach", "pier")
    ]
    write_documents(folder / "corpus.jsonl", documents)
    return folder / "corpus.jsonl"


FAST = {"rules alone": Recipe(words=False, least=20), "both": Recipe(words=False)}
"""Two variants without words, which take seconds to learn; tests of training try the others."""


def call(*words):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluation, "VARIANTS", FAST)
        return _call(*words)


def _call(*words):
    return CliRunner().invoke(app, ["evaluate", "--resamples", "100", *map(str, words)])


def _figures(out: Path):
    with (out / "figures.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(r["variant"], r["thresholds"], r["label"]): r for r in rows if r["scope"] == "all"}


@pytest.fixture(scope="module")
def folded(real, tmp_path_factory):
    gold, reports = real
    out = tmp_path_factory.mktemp("out")
    return out, call("--data", gold, "--reports", reports, "--folds", 2, "--learning-curve", "--out", out)


def test_folds_judge_reports_of_organisations_not_seen(folded):
    out, result = folded
    assert result.exit_code == 0, result.output
    size = len(KINDS) * len(THINGS) * len(PLACES)
    assert f"{size} annotated segments of 4 reports by 4 organisations; 2 folds" in result.output
    assert "Only 4 organisations" in result.output
    figures = _figures(out)
    assert {variant for variant, _, _ in figures} == set(FAST)
    assert float(figures["both", "best", "ALL"]["f1"]) > 0.9
    for label in LABELS:
        row = figures["both", "best", label]
        assert int(row["right"]) + int(row["missed"]) == len(PLACES) * len(THINGS)


def test_what_is_written_is_what_the_page_and_the_figures_say(folded):
    out, _ = folded
    told = json.loads((out / "evaluation.json").read_text(encoding="utf-8"))
    assert [point["share"] for point in told["learning"]] == [0.25, 0.5, 1.0]
    assert told["learning"][-1]["groups"] == 2
    assert sum(map(sum, told["confusion"]["counts"])) >= told["units"]
    page = (out / "evaluation.html").read_text(encoding="utf-8")
    assert "Learning curve" in page
    assert {p.name for p in out.iterdir()} == {
        "predictions.jsonl", "evaluation.json", "evaluation.html", "figures.csv", "calibration.csv",
        "confusion.csv", "curves.csv", "errors.csv", "learning.csv",
    }  # fmt: skip


def test_predictions_give_the_same_figures_again(folded, tmp_path):
    out, _ = folded
    result = call("--predictions", out / "predictions.jsonl", "--out", tmp_path)
    assert result.exit_code == 0, result.output
    for name in ("figures.csv", "calibration.csv", "curves.csv", "errors.csv", "predictions.jsonl"):
        assert (tmp_path / name).read_bytes() == (out / name).read_bytes()


def test_learnt_from_the_written_corpus_alone(real, written, tmp_path):
    gold, reports = real
    words = ("--data", gold, "--reports", reports, "--train-on", written, "--quiet", "--out", tmp_path)
    result = call(*words)
    assert (result.exit_code, result.output) == (0, ""), result.output
    told = json.loads((tmp_path / "evaluation.json").read_text(encoding="utf-8"))
    assert told["about"]["split"] == "one model, learnt from other organisations alone"
    assert told["about"]["learnt"] == ["corpus.jsonl"]
    assert float(_figures(tmp_path)["both", "best", "ALL"]["f1"]) > 0.9


def test_the_shipped_model_is_judged_with_a_warning(written, tmp_path):
    """What is not annotated in a written report is cut into segments, each of which can be found wrongly."""
    result = call("--data", written, "--model", "shipped", "--out", tmp_path)
    assert result.exit_code == 0, result.output
    assert "may have learnt from these very reports" in result.output
    found = read_predictions(tmp_path / "predictions.jsonl")
    plain = [unit for report in found for unit in report.units if not unit.labels]
    assert len(plain) >= 2 * len(THINGS) * 2
    assert {report.genre for report in found} == {"review"}


def _by_two(folder, cut):
    """The record of one report, told by two people, each with a list of the segments that they judged."""
    first = document(folder, "mole", About(organisation="mole"))
    spans = sorted((f.start, f.end, f.text) for f in first.findings)
    records = []
    for name, own in (("anna", spans[:cut]), ("ben", spans[-cut:])):
        found = tuple(f for f in first.findings if (f.start, f.end, f.text) in own)
        units = tuple(Unit(*span) for span in own)
        records.append(replace(first, annotator=name, segments=units, findings=found))
    write_documents(folder / "both.jsonl", records)
    return folder / "both.jsonl", len(spans)


def test_a_report_that_two_people_judged_is_told_of(tmp_path):
    data, size = _by_two(tmp_path, 8)
    result = call("--data", data, "--model", "shipped", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert f"{2 * 8} annotated segments of 1 report by 1 organisation;" in result.output
    assert "Only 1 organisation:" in result.output
    assert "1 report is annotated by more than one person (anna, ben)" in result.output
    page = (tmp_path / "out" / "evaluation.html").read_text(encoding="utf-8")
    assert "16 segments that annotators judged, in 1 report by 1 organisation" in page
    assert "more than one person (anna, ben)" in page
    assert size < 16


def test_a_report_of_which_each_judged_a_part_is_told_by_one(tmp_path):
    data, size = _by_two(tmp_path, 6)
    result = call("--data", data, "--model", "shipped", "--out", tmp_path / "out")
    assert f"{size} annotated segments of 1 report by" in result.output
    assert "more than one person" not in result.output


def test_counts_are_those_of_training(folded, real):
    """The same counts as those by which models are trained and chosen."""
    out, _ = folded
    gold, reports = real
    judged = {report.report: report for report in read_predictions(out / "predictions.jsonl")}
    for each in annotated(Sources((gold,), (reports,))):
        own = judged[each.example.name]
        table = counts(board_of([own]), "rules alone", 0)[0]
        by_index = {p.index: p for p in own.inside()}
        for at, label in enumerate(LABELS):
            limit = own.thresholds["rules alone"][0][at]
            hits = [
                n in by_index and by_index[n].probability["rules alone"][at] >= limit
                for n in range(len(each.example.laid))
            ]
            known = count(each.example.gold, each.example.laid, hits, label)
            assert tuple(table[at]) == (known.right, known.wrong, known.missed)


def test_segments_are_told_with_their_place(real):
    gold, reports = real
    report = blank(next(annotated(Sources((gold,), (reports,)))))
    assert report.genre == "evaluation"
    assert report.predictions[0].headings.endswith("Findings")
    assert report.predictions[0].text == rows_of("bay")[0][0]


@pytest.fixture(scope="module")
def odds(real, tmp_path_factory):
    """What an encoder says that is right, for today's segments; those of one report were cut otherwise."""
    gold, reports = real
    parts = {"graph": np.array("abc")}
    for each in annotated(Sources((gold,), (reports,))):
        moved = each.example.name.startswith("bay")
        said = np.full((len(each.segments), len(LABELS)), -3, np.float32)
        said[each.example.inside] += 5 * each.example.labels()
        spans = [(s.start, s.end - moved) for s in each.segments]
        parts |= {f"spans/{each.report.report_id}": np.array(spans), f"odds/{each.report.report_id}": said}
    path = tmp_path_factory.mktemp("odds") / "encoder-odds.npz"
    np.savez_compressed(path, **parts)
    return path


def test_what_the_encoder_says_is_judged_too(real, odds, tmp_path):
    gold, reports = real
    words = ("--data", gold, "--reports", reports, "--folds", 2, "--learning-curve", "--out", tmp_path)
    result = call(*words, "--odds", odds)
    assert result.exit_code == 0, result.output
    figures = _figures(tmp_path)
    assert {variant for variant, _, _ in figures} == {*FAST, WITH_ENCODER}
    assert float(figures[WITH_ENCODER, "best", "ALL"]["f1"]) > 0.8  # one of two teachers is not read
    told = json.loads((tmp_path / "evaluation.json").read_text(encoding="utf-8"))
    (warning,) = [text for text in told["about"]["warnings"] if "cut differently" in text]
    assert f"of {len(KINDS) * len(THINGS) * len(PLACES)} annotated segments (25.0%)" in warning
    points = told["learning"]
    assert [point["share"] for point in points] == [0.25, 0.5, 1.0]
    assert {row["variant"] for point in points for row in point["rows"]} == {"both"}
    last = next(row for row in points[-1]["rows"] if row["label"] == "ALL")
    assert last["figure"]["f1"] == pytest.approx(float(figures["both", "best", "ALL"]["f1"]), abs=1e-3)


def test_odds_of_an_encoder_that_learnt_from_more_than_it_may_are_refused(real, written, odds, tmp_path):
    gold, reports = real
    words = ("--data", gold, "--reports", reports, "--odds", odds, "--out", tmp_path / "out")
    result = call(*words, "--train-on", written)
    assert isinstance(result.exception, SettingsError)
    assert "--train-on leaves these out" in result.exception.message
    assert result.exception.hint
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "kind", "told"),
    [
        (("--folds", "1"), SettingsError, "--folds cannot be '1'"),
        (
            ("--folds", "leave-one-out", "--train-on", "{one}"),
            SettingsError,
            "reports of 1 organisation (bay), and 3 are",
        ),
        (("--config", "{cfg}"), SettingsError, "no setting colour"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_reason(real, tmp_path, words, kind, told):
    gold, reports = real
    one, cfg = tmp_path / "one", tmp_path / "train.cfg"
    one.mkdir()
    (one / "bay_report.json").write_bytes((gold / "bay_report.json").read_bytes())
    cfg.write_text('[findings]\ncolour = "blue"\n', encoding="utf-8")
    told_words = [word.format(one=one, cfg=cfg) for word in words]
    result = call("--data", one, "--reports", reports, "--out", tmp_path / "out", *told_words)
    assert isinstance(result.exception, kind)
    assert told in result.exception.message
    assert not (tmp_path / "out").exists()


def test_a_wrong_call_is_told_so(tmp_path):
    assert call("--out", tmp_path).exit_code == 2
    missing = call("--data", tmp_path / "gone.jsonl", "--out", tmp_path / "out")
    assert isinstance(missing.exception, AnnotationError)
    assert "cannot read" in missing.exception.message


@pytest.mark.parametrize(
    ("choice", "idle"),
    [
        *[("--model shipped", option) for option in ("--train-on gone", "--odds gone", "--config gone")],
        *[("--model shipped", option) for option in ("--folds 5", "--learning-curve")],
        ("--model shipped --partners", "--train-on gone"),
        *[("--predictions gone", option) for option in ("--data gone", "--reports .", "--part dev")],
        *[("--predictions gone", option) for option in ("--model shipped", "--model folds", "--partners")],
        *[("--predictions gone", option) for option in ("--folds 2", "--odds gone", "--learning-curve")],
    ],
)
def test_an_option_without_effect_is_refused_by_name(tmp_path, choice, idle):
    data = () if "--predictions" in choice else ("--data", tmp_path / "gone.jsonl")
    result = call(*choice.split(), *idle.split(), *data, "--out", tmp_path / "out")
    assert isinstance(result.exception, UsageError)
    told = choice.removesuffix(" gone")
    assert result.exception.message == f"{idle.split()[0]} has no effect with {told}"
    assert result.exception.hint


def test_partners_are_measured_in_folders_of_json_alone(written, tmp_path):
    """Beside the shipped model too, where folds are theirs."""
    words = ("--model", "shipped", "--partners", "--folds", "3", "--data", written)
    result = call(*words, "--out", tmp_path / "out")
    assert isinstance(result.exception, SettingsError)
    assert "--partners has no effect: it measures folders of .json files alone" in result.exception.message
    assert not (tmp_path / "out").exists()


def test_too_little_is_told_before_a_report_is_read(real, tmp_path):
    """Lessons of two organisations are too few: one is judged, and two are needed to learn from."""
    gold, _ = real
    thin = tmp_path / "thin"
    thin.mkdir()
    for path in gold.glob("*.json"):
        data = json.loads(path.read_text(encoding="utf-8"))
        for segment in data["segments"] if path.name < "harbour" or path.name > "q" else ():
            segment["labels"] = [label for label in segment["labels"] if label != "LESSON"]
        (thin / path.name).write_text(json.dumps(data), encoding="utf-8")
    nowhere = tmp_path / "nowhere"
    nowhere.mkdir()
    result = call("--data", thin, "--reports", nowhere, "--folds", 2, "--out", tmp_path / "out")
    assert isinstance(result.exception, SettingsError)  # and not that there are no reports
    assert "LESSON of 2 organisations (harbour, port), and 3 are needed" in result.exception.message
    assert "--train-on" in result.exception.hint


def test_progress_names_the_file_and_the_fold(folded):
    _, result = folded
    assert "[1/4] reading bay_report.txt" in result.output
    assert re.search(r"\[2/2\] learning and judging fold 2, judging \w+, \w+", result.output)
