"""Training: annotated reports in, weights out. Nothing here is needed at run time."""
