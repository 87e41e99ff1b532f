"""Training the judge of section roles: keys, truth laid over the report again, a model that is read back."""

import json

import pytest

from reportminer.labels import Role
from reportminer.section import headed, learnt
from reportminer.section.learnt import role_model
from reportminer.train.roles import figures, fit, keys_of, read_report, real_cases, save

PLACES = ("quay", "mill", "weir", "lock", "barn", "hall")


def _text(place: str) -> str:
    return (
        f"# {place.title()} scheme\n\n## Odd jobs\n\nWe held workshops and trained crews of the {place}.\n\n"
        f"## Who is who\n\nThe council and the ministry were partners of the {place}.\n\n"
        f"## Odd jobs\n\nWe held meetings and launched a boat at the {place}.\n\n"
        f"## The price\n\nRope was lacking at the {place}, and delays and problems came of it.\n"
    )


@pytest.fixture
def reports(tmp_path):
    """Six reports with their truth by key; the truth of a report that is not at hand is passed over."""
    folder = tmp_path / "reports"
    folder.mkdir()
    truth = {"gone.txt": {"00": "lessons"}}
    wanted = {"Odd jobs": "activities", "Who is who": "partners", "The price": "challenges"}
    for place in PLACES:
        path = folder / f"{place}.md"
        path.write_text(_text(place), encoding="utf-8")
        sections = headed(read_report(path))
        pairs = zip(sections, keys_of(sections), strict=True)
        truth[path.name] = {key: wanted[s.heading] for s, key in pairs if s.heading in wanted}
    (tmp_path / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    return tmp_path


def test_headings_alike_have_keys_of_their_own(reports):
    cases = real_cases(reports / "truth.json", [reports / "reports"])
    assert len(cases) == 4 * len(PLACES)
    assert {case.group for case in cases} == set(PLACES)
    assert "workshops" not in (reports / "truth.json").read_text("utf-8")


def test_what_was_learnt_is_said_of_a_report_never_seen_and_read_back_the_same(reports, monkeypatch):
    cases = real_cases(reports / "truth.json", [reports / "reports"])
    held = [case for case in cases if case.group == "quay"]
    model = fit([case for case in cases if case.group != "quay"], [])
    best = model.probabilities([case.row for case in held]).argmax(axis=1)
    assert [model.roles[at] for at in best] == [case.role for case in held]
    for name in ("one", "two"):
        save(model, reports / name / "roles", {"sections": {}})
    written = [(reports / name / "roles/weights.npz").read_bytes() for name in ("one", "two")]
    assert written[0] == written[1]
    monkeypatch.setattr(learnt, "models_dir", lambda: reports / "one")
    role_model.cache_clear()
    try:
        rows = [case.row for case in held]
        assert (role_model().probabilities(rows) == model.probabilities(rows)).all()
    finally:
        role_model.cache_clear()


def test_figures_count_by_hand():
    pairs = [(Role.METHOD, Role.METHOD), (Role.METHOD, Role.OTHER), (Role.OTHER, Role.OTHER)]
    found = figures(pairs)
    assert found["accuracy"] == pytest.approx(2 / 3, abs=0.001)
    assert found["macro_f1"] == pytest.approx(2 / 3, abs=0.001)
    assert found["roles"] == {"method": [2, 1.0, 0.5], "other": [1, 0.5, 1.0]}
