"""Bases joined to organisations: surest links first, and none against the user's word or over a border."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from reportminer.link.identity.decisions import DIFFERENT, SAME, Decisions
from reportminer.link.identity.keys import normal_name
from reportminer.link.identity.records import Base, Link
from reportminer.tag.partners.tokens import is_acronym

Look = Callable[[Iterable[str]], Mapping[str, Base]]
"""Finds bases by their ids; those that no report has are left out."""


@dataclass(slots=True)
class _Group:
    members: dict[str, Base]
    countries: set[str] = field(default_factory=set)
    links: list[Link] = field(default_factory=list)


class Groups:
    """Union-find over the bases that have any link; the rest are not even held in memory."""

    def __init__(self, decisions: Decisions) -> None:
        self._decisions = decisions
        self._apart: dict[str, set[str]] = {}
        for one, other in decisions.pairs(DIFFERENT):
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)
        self._root: dict[str, str] = {}
        self._groups: dict[str, _Group] = {}
        self._kept: dict[str, tuple[str, Link]] = {}
        self._names: dict[str, str] = {}

    def root(self, own: str) -> str:
        """What stands for the group of a base."""
        while (above := self._root.get(own, own)) != own:
            own = above
        return own

    def decide(self, bases: Look) -> None:
        """Join what the user says is one."""
        for one, other in self._decisions.pairs(SAME):
            self._join(Link(one, other, "your decision", 1.0), bases, told=True)

    def join(self, link: Link, bases: Look) -> None:
        """Join two groups, unless the user or a border stands between them."""
        self._join(link, bases, told=False)

    def _join(self, link: Link, bases: Look, *, told: bool) -> None:
        if self.root(link.one) == self.root(link.other):
            return
        found = [self._group(own, bases) for own in (link.one, link.other)]
        one, other = found
        if one is None or other is None or self._refused(one, other, told=told):
            return
        roots = sorted((self.root(link.one), self.root(link.other)))
        joined = _Group(
            one.members | other.members, one.countries | other.countries, [*one.links, *other.links, link]
        )
        self._root[roots[1]] = roots[0]
        del self._groups[roots[1]]
        self._groups[roots[0]] = joined

    def _group(self, own: str, bases: Look) -> _Group | None:
        root = self.root(own)
        if root not in self._groups:
            base = bases([own]).get(own)
            if base is None:
                return None
            self._groups[root] = _Group({own: base}, {base.country} if base.bound and base.country else set())
        return self._groups[root]

    def _refused(self, one: _Group, other: _Group, *, told: bool) -> bool:
        if any(self._apart.get(own, set()) & other.members.keys() for own in one.members):
            return True
        if told:
            return False
        listed = [base for group in (one, other) for base in group.members.values() if base.how == "list"]
        return len(listed) > 1 or len(one.countries | other.countries) > 1

    def settle(self) -> None:
        """Choose the id and name of each group."""
        for group in self._groups.values():
            if len(group.members) > 1:
                kept = max(group.members.values(), key=_telling)
                self._names[kept.id] = kept.name
                for own in group.members:
                    self._kept[own] = kept.id, _link_of(own, group.links)

    def kept(self, own: str) -> str:
        """The id that a base has in the end."""
        return self._kept[own][0] if own in self._kept else own

    def link(self, own: str) -> Link:
        """The surest link by which a base came to its group."""
        return self._kept[own][1]

    def name(self, kept: str) -> str:
        """The name of a group by the id that was kept."""
        return self._names[kept]


def _link_of(own: str, links: Iterable[Link]) -> Link:
    return max(
        (link for link in links if own in (link.one, link.other)), key=lambda link: (link.score, link.reason)
    )


def _telling(base: Base) -> tuple[bool, bool, bool, int, str, str]:
    """The user's own first, then well-known ones, then names in full; never how many reports have it.

    So that the id of a group changes least when reports are added.
    """
    return (
        base.how == "list",
        bool(base.how),
        not is_acronym(base.name) and not base.name.isupper(),
        len(normal_name(base.name)),
        base.name,
        base.id,
    )
