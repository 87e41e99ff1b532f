"""Partners of a report: who is named as taking part, and where."""

from reportminer.tag.partners.tagger import PartnerTagger

__all__ = ["PartnerTagger"]
