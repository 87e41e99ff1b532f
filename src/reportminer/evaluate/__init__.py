"""How far annotators agree, and what a corpus lacks."""
