import pytest

from reportminer.errors import ModelError
from reportminer.tag.partners import classifier, recogniser, rules


def test_the_recogniser_votes_on_each_name() -> None:
    text = "Oxfam and Mary Johnson met in Nairobi."
    wanted = [(w, 0, (text.index(w), text.index(w) + len(w))) for w in ("Oxfam", "Mary Johnson", "Nairobi")]
    votes = recogniser.votes(text, [(0, len(text))], wanted)
    assert votes["Mary Johnson"] == {"PERSON": 1}
    assert votes["Nairobi"] == {"GPE": 1}
    assert sum(votes["Oxfam"].values()) == 1


def test_only_a_sample_of_the_mentions_is_read() -> None:
    text = "Oxfam came. " * 10
    spans = [(n * 12, n * 12 + 11) for n in range(10)]
    wanted = [("Oxfam", n, (start, start + 5)) for n, (start, _) in enumerate(spans)]
    assert sum(recogniser.votes(text, spans, wanted)["Oxfam"].values()) == recogniser.SAMPLED


def test_a_missing_model_is_named_with_a_remedy(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(classifier, "models_dir", lambda: tmp_path)
    classifier.load.cache_clear()
    with pytest.raises(ModelError) as caught:
        classifier.load()
    assert "make models" in caught.value.hint
    classifier.load.cache_clear()


def test_rule_files_hold_together() -> None:
    known = rules.known()
    assert len(known.kinds) == len(known.names)
    assert not rules.words().organisation.keys() & {"true", "false"}
    assert "on" in rules.words().inside
    roles = rules.role_rules()
    assert set(known.kinds) <= set(roles.by_kind)
