import pytest
import spacy

from reportminer.errors import ModelError
from reportminer.tag import data
from reportminer.tag.cues import RuleSet, load_rules, word_lists
from reportminer.tag.patterns import PatternError, compile_pattern

RULES = load_rules()


@pytest.fixture(scope="module")
def nlp():
    return spacy.blank("en")


@pytest.fixture(scope="module")
def rule_set(nlp):
    return RuleSet(nlp.vocab)


def _fires(rule_set, nlp, rule, text):
    return any(rule_set.rules[h.rule].id == rule.id and not h.negated for h in rule_set.hits(nlp(text)))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_does_what_its_examples_say(rule, rule_set, nlp):
    assert rule.yes
    for text in rule.yes:
        assert any(rule_set.rules[h.rule].id == rule.id for h in rule_set.hits(nlp(text))), text
    for text in rule.no:
        assert not _fires(rule_set, nlp, rule, text), text


@pytest.mark.parametrize(
    ("text", "word", "negated"),
    [
        ("There were no major delays.", "delays", True),
        ("There were major delays.", "delays", False),
        ("The delays were overcome through weekly calls.", "delays", True),
        (
            "The delays went on, but the quarrel was resolved later by the two harbour masters.",
            "delays",
            False,
        ),
        ("Nobody complained; delays were common.", "delays", False),
        ("The fund helped to mitigate the shortage of nets.", "shortage", True),
        ("They did not lack nets.", "lack", True),
        ("The crews lack nets.", "lack", False),
    ],
)
def test_negation_and_overcoming_reach_their_clause_and_no_further(text, word, negated, rule_set, nlp):
    doc = nlp(text)
    marks = {
        h.negated
        for h in rule_set.hits(doc)
        if (rule := rule_set.rules[h.rule]).label == "CHALLENGE"
        and rule.weight > 0
        and word in doc[h.start : h.end].text.split()
    }
    assert negated in marks
    assert len(marks) == 1


def test_hits_are_verbatim_and_in_the_same_order_every_time(rule_set, nlp):
    text = "The crews could not agree, so the Board should meet more often; trust takes time."
    first = rule_set.hits(nlp(text))
    assert first == rule_set.hits(nlp(text))
    assert first == sorted(first, key=lambda h: (h.rule, h.start, h.end))
    assert all(0 <= h.start < h.end <= len(nlp(text)) for h in first)


def test_a_very_long_segment_is_read_in_part_and_quickly(rule_set, nlp):
    doc = nlp("no lack of " * 5000)
    assert rule_set.hits(doc)
    assert all(h.end <= 400 for h in rule_set.hits(doc))


@pytest.mark.parametrize(
    "line",
    [
        '{"id": "x", "label": "LESSON", "patterns": ["a"], "weight": 1, "yes": ["a"], "colour": "red"}',
        '{"id": "x", "label": "LESSON"}',
        '["x"]',
        "{",
    ],
)
def test_a_rule_file_with_unknown_or_missing_keys_is_refused(line, monkeypatch):
    monkeypatch.setattr(data, "rule_text", lambda name: line)
    with pytest.raises(ModelError, match=r"mine\.jsonl:1"):
        list(
            data.read_jsonl(
                "mine.jsonl", required=("id", "label", "patterns", "weight", "yes"), optional=("no", "note")
            )
        )


@pytest.mark.parametrize("pattern", ["", "^", "..3", "{nosuchlist}", "a ..11 b", "<num>", "!a", "a?"])
def test_a_pattern_that_says_too_little_or_too_much_is_refused(pattern):
    with pytest.raises(PatternError):
        compile_pattern(pattern, word_lists(), ())


def test_a_gap_costs_as_many_variants_as_it_is_wide():
    pattern = compile_pattern("a ..3 b ..2 c", word_lists(), ())
    assert len(pattern.variants) == 4 * 3
    assert pattern.search in ({"a"}, {"b"}, {"c"})
