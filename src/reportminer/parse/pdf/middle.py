"""Medians and quantiles of short arrays; numpy's own spend more time on checking than on counting."""

import numpy as np

from reportminer.parse.pdf.model import Floats


def median(values: Floats) -> float:
    """The middle value, or the mean of the two in the middle. There must be one at least."""
    return quantile(values, 0.5)


def quantile(values: Floats, share: float) -> float:
    """The value under which this share of all lies, between two of them by their distance."""
    ordered = np.sort(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    below = ordered.item(low)
    return below + (place - low) * (ordered.item(min(low + 1, len(ordered) - 1)) - below)
