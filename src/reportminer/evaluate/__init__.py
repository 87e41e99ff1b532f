"""How far annotators agree, what a corpus lacks, and how often labels are right."""
