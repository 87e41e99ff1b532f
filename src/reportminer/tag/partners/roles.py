"""What a partner does in the partnership: by cues first, by the kind of its name, by likeness else."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from reportminer.labels import PartnerRole
from reportminer.tag.partners.classifier import Linear, logistic
from reportminer.tag.partners.context import mention_features
from reportminer.tag.partners.features import Reading, kind_of_body, name_of, on_first_page
from reportminer.tag.partners.kinds import head_of, kind_of, telling_kind
from reportminer.tag.partners.records import Body
from reportminer.tag.partners.rules import role_rules

_BESIDE = 40
"""Characters beside a name in which words may say that it leads."""
FIRST, COVER = "the most named of the partners", "on the first page"
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

    `row` holds the features of the body (`features.features`), and `FIRST` of the partner named most often.
    """
    leading = _said_to_lead(body, reading)
    if leading >= role_rules().led:
        return PartnerRole.LEAD
    told = by_rule(_kind(body), {**row, COVER: on_first_page(reading, body)}, len(body.mentions))
    if told is not PartnerRole.UNKNOWN:
        return told
    return _likeliest(role_features(body, reading, row), likely, leads=bool(leading))


def _kind(body: Body) -> str:
    """Its kind, where its name is enough to tell it."""
    told = "" if body.known else role_rules().heads.get(head_of(name_of(body)), "")
    if told:
        return told
    kind = kind_of_body(body)
    return kind if body.known or telling_kind(name_of(body)) or not kind_of(name_of(body)) else "phrase"


def _said_to_lead(body: Body, reading: Reading) -> float:
    """The share of its mentions beside which words say that it leads: "led by Quarrel Trust"."""
    text, told = reading.text, role_rules().leading
    count = 0
    for name in (mention.name for mention in body.mentions):
        before = " ".join(text[max(name.start - _BESIDE, 0) : name.start].lower().split()).removesuffix(
            " the"
        )
        after = " ".join(text[name.end : name.end + _BESIDE].lower().split())
        begins = any(f"{after} ".startswith(f"{cue} ") for cue in told["after"])
        count += before.endswith(told["before"]) or begins
    return count / len(body.mentions)


def by_rule(kind: str, row: Mapping[str, float], mentions: int) -> PartnerRole:
    """The role that cues, frequency and the kind of the name show."""
    rules = role_rules()
    through = mentions >= (rules.lead_mentions if row.get(COVER) else rules.lead_through)
    if row.get(FIRST, row.get("the most named")) and through and kind != "country":
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


def _likeliest(row: Mapping[str, float], likely: Likely, *, leads: bool) -> PartnerRole:
    """The role that is likeliest by likeness alone; `leads` where words say so: likeness does not tell it."""
    odds = {role: model.of_numbers(row) for role, model in likely.models.items()}
    if likely.heard:
        share = role_rules().reader
        odds = {
            role: share * likely.heard.get(role, _UNHEARD) + (1 - share) * odds.get(role, _UNHEARD)
            for role in {*odds, *likely.heard}
        }
    if not leads:
        odds.pop(PartnerRole.LEAD.value, None)
    best = max(sorted(odds), key=lambda role: odds[role], default="")
    sure = best and logistic(odds[best]) >= role_rules().least
    return PartnerRole(best) if sure else PartnerRole.UNKNOWN
