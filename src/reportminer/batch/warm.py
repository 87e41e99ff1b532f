"""All that a worker of `run` needs, to be imported once for all of them. Models are not: see `Miner`."""

import reportminer.export.rows
import reportminer.gather.coding
import reportminer.link.attributes
import reportminer.link.metadata
import reportminer.link.relations
import reportminer.parse.language
import reportminer.parse.pdf
import reportminer.section
import reportminer.tag.findings
import reportminer.tag.partners
import reportminer.tag.segment  # noqa: F401
