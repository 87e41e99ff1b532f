"""What a partner does in the partnership: by cues first, by the kind of its name, by likeness else."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from reportminer.labels import PartnerRole
from reportminer.tag.partners.classifier import Linear, logistic
from reportminer.tag.partners.context import mention_features
from reportminer.tag.partners.features import Reading, kind_of_body, name_of
from reportminer.tag.partners.records import Body
from reportminer.tag.partners.rules import role_rules

_UNHEARD = -6.0
"""Log odds of a role that one of the two knows nothing of."""


@dataclass(frozen=True, slots=True)
class Likely:
    """What tells the role of a body where no rule does."""

    models: Mapping[str, Linear]
    """A regression for each role."""
    heard: Mapping[str, float] = field(default_factory=dict)
    """What the reader says of the body: log odds by role; empty where it has not read it."""


def role_of(body: Body, reading: Reading, row: Mapping[str, float], likely: Likely) -> PartnerRole:
    """The role that cues, frequency and kind show, else the likeliest; `unknown` where nothing shows one.

    `row` holds the features of the body (`features.features`).
    """
    told = by_rule(kind_of_body(body), row, len(body.mentions))
    return _likeliest(role_features(body, reading, row), likely) if told is PartnerRole.UNKNOWN else told


def by_rule(kind: str, row: Mapping[str, float], mentions: int) -> PartnerRole:
    """The role that cues, frequency and the kind of the name show."""
    rules = role_rules()
    if (
        mentions >= rules.lead_mentions
        and row.get("share of most", 0.0) >= rules.lead_share
        and kind != "country"
    ):
        return PartnerRole.LEAD
    if row.get("any whole frame=funding"):
        return PartnerRole.FUNDER
    for cue, rule in rules.by_cue.items():
        if kind in rule["kinds"] and row.get(f"before={cue}", 0.0) >= rule["share"]:
            return PartnerRole(rule["role"])
    return PartnerRole(rules.by_kind.get(kind, PartnerRole.UNKNOWN))


def role_features(body: Body, reading: Reading, row: Mapping[str, float]) -> dict[str, float]:
    """What the models of roles ask of a body: its features, words of its name, all that stands around it."""
    kind = kind_of_body(body)
    found: Counter[str] = Counter()
    for mention in body.mentions:
        start = mention.name.start
        place = reading.places[mention.place]
        found.update(mention_features(reading.contexts[start], reading.company[start], place, kind))
    around = {name: count / len(body.mentions) for name, count in found.items()}
    return around | dict(row) | {f"word={word}": 1.0 for word in name_of(body).lower().split()}


def _likeliest(row: Mapping[str, float], likely: Likely) -> PartnerRole:
    odds = {role: model.of_numbers(row) for role, model in likely.models.items()}
    if likely.heard:
        share = role_rules().reader
        odds = {
            role: share * likely.heard.get(role, _UNHEARD) + (1 - share) * odds.get(role, _UNHEARD)
            for role in {*odds, *likely.heard}
        }
    best = max(sorted(odds), key=lambda role: odds[role], default="")
    sure = best and logistic(odds[best]) >= role_rules().least
    return PartnerRole(best) if sure else PartnerRole.UNKNOWN
