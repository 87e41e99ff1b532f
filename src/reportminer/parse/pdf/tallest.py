"""The largest of some sizes between two places, asked for while more become known."""

from collections.abc import Sequence


class Tallest:
    """Sizes in a row, as a tree of maxima: to set one and to ask for a stretch takes a few steps only."""

    def __init__(self, sizes: Sequence[float]) -> None:
        self._count = len(sizes)
        self._tree = [0.0] * self._count + list(sizes)
        for k in range(self._count - 1, 0, -1):
            self._tree[k] = max(self._tree[2 * k : 2 * k + 2])

    def put(self, place: int, size: float) -> None:
        """Make known that a size is at least so large."""
        k = place + self._count
        while k and self._tree[k] < size:
            self._tree[k] = size
            k //= 2

    def between(self, first: int, end: int) -> float:
        """The largest from `first` to before `end`; 0 where there is none."""
        low, high, found = first + self._count, end + self._count, 0.0
        while low < high:
            if low % 2:
                found, low = max(found, self._tree[low]), low + 1
            if high % 2:
                high -= 1
                found = max(found, self._tree[high])
            low, high = low // 2, high // 2
        return found
