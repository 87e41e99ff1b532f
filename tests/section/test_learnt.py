"""The learnt judge of roles: when it speaks, when it is silent, and what it refuses to be read from."""

import json

import numpy as np
import pytest

from reportminer.errors import ModelError
from reportminer.labels import DECLARED, Role
from reportminer.section import headed, learnt, outline
from reportminer.section.evidence import COLUMNS, described
from reportminer.section.learnt import RoleModel, refined, role_model

LINES = (
    "#2 Challenges",
    "p The winch broke. Nobody had a spare rope and the clerk was ill.",
    "#2 The winch",
    "p It was mended in May, and the crews were trained in three workshops.",
    "#2 References",
    "p Moreau, J. Nets of the north. Port Press, 1998.",
    "#2 Odds and ends",
    "p The port has two piers and a clock.",
)


@pytest.fixture
def report(made):
    return made(*LINES)


def _sure_of(role: Role, least: float = 0.5) -> RoleModel:
    bias = np.full(len(Role), 0.0, np.float32)
    bias[list(Role).index(role)] = 20.0
    return RoleModel(tuple(Role), np.zeros((COLUMNS, len(Role)), np.float32), bias, least)


def _roles(sections):
    return {section.heading: section.role for section in sections if section.heading}


def test_a_sure_judge_gives_roles_but_leaves_what_is_declared_or_skipped(report):
    before = _roles(headed(report))
    after = _roles(refined(report, headed(report), _sure_of(Role.RESULTS)))
    kept = {heading for heading, role in before.items() if role in learnt.KEPT}
    assert {"Challenges", "References"} <= kept
    assert all(after[heading] == before[heading] for heading in kept)
    assert all(role is Role.RESULTS for heading, role in after.items() if heading not in kept)


@pytest.mark.parametrize("role", sorted(learnt.KEPT))
def test_the_judge_never_gives_what_findings_are_read_by(report, role):
    assert _roles(refined(report, headed(report), _sure_of(role))) == _roles(headed(report))


def test_a_judge_in_doubt_changes_nothing(report):
    doubtful = RoleModel(
        tuple(Role),
        np.zeros((COLUMNS, len(Role)), np.float32),
        np.zeros(len(Role), np.float32),
        0.5,
    )
    assert refined(report, headed(report), doubtful) == headed(report)


def test_a_role_that_is_not_the_one_above_is_declared(report):
    found = {s.heading: s for s in refined(report, headed(report), _sure_of(Role.METHOD))}
    assert found["The winch"].role is Role.METHOD
    assert found["The winch"].declared


def test_the_same_report_has_the_same_evidence(report):
    sections = headed(report)
    rows = described(report, sections)
    assert rows == described(report, sections)
    assert not rows[0] or sections[0].heading
    assert all(0 <= column < COLUMNS for row in rows for column in row)


def test_a_report_without_headings_needs_no_judge(made):
    plain = made("p The boats came late. Nobody had told the crews.")
    assert [section.role for section in outline(plain).sections] == [Role.OTHER]


def test_the_model_that_ships_is_whole():
    model = role_model()
    assert model.weights.shape == (COLUMNS, len(model.roles))
    assert set(model.roles) == set(Role)
    assert set(DECLARED) <= set(learnt.KEPT)


@pytest.mark.parametrize("harm", ["missing", "bytes", "format", "shape"])
def test_a_damaged_model_is_refused(tmp_path, monkeypatch, harm):
    source = learnt.models_dir() / "roles"
    folder = tmp_path / "roles"
    folder.mkdir()
    told = json.loads((source / "roles.json").read_text("utf-8"))
    content = (source / "weights.npz").read_bytes()
    if harm == "format":
        told["format"] = 0
    if harm == "shape":
        told["roles"] = "other"
    if harm != "missing":
        (folder / "roles.json").write_text(json.dumps(told), encoding="utf-8")
    (folder / "weights.npz").write_bytes(content + b"x" if harm == "bytes" else content)
    monkeypatch.setattr(learnt, "models_dir", lambda: tmp_path)
    role_model.cache_clear()
    try:
        with pytest.raises(ModelError):
            role_model()
    finally:
        role_model.cache_clear()
