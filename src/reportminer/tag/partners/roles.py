"""What a partner does in the partnership, by cues first and by the kind of its name else."""

from collections.abc import Mapping

from reportminer.labels import PartnerRole
from reportminer.tag.partners.rules import role_rules


def role_of(kind: str, row: Mapping[str, float], mentions: int) -> PartnerRole:
    """The role that cues, frequency and kind show; `unknown` where nothing shows one.

    `row` holds the features of the body (`features.features`), `mentions` how often it is named.
    """
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
