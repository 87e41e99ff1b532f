"""Builds the corpus: from corpus/source/*.report to plain text, PDF, layout truth and annotations."""
