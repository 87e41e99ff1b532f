"""Which partners of different reports are one organisation.

`base` says what a partner is by its own report alone, `register` gathers these on disk, `candidates`
finds those that may be one, `groups` decides. What a user knows better comes from `organisations` and
`decisions`.
"""

from reportminer.link.identity.keys import digest, normal, normal_name, partner_id
from reportminer.link.identity.records import Known, MergedName, Sighting

__all__ = ["Known", "MergedName", "Sighting", "digest", "normal", "normal_name", "partner_id"]
