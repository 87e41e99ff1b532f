"""The role that the words of a heading give its section. The rules are in roles.yaml."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Any

from reportminer.errors import SettingsError
from reportminer.labels import DECLARED, Role
from reportminer.ruledata import from_yaml
from reportminer.section.words import any_of

_LONGEST = 300
_MOST_WORDS = 14
"""Of a longer heading only what it begins with is heeded."""
_TOPICAL = frozenset(DECLARED) | {Role.CONCLUSIONS}
_TOPICS = frozenset({Role.ACTIVITIES, Role.PARTNERS, Role.BACKGROUND, Role.RESULTS, Role.METHOD})
_KEYS = {"most_before", "joints", "dilutes", "first", "heads", "mixed", "last"}
_RULE_KEYS = {"why", "role", "has"}
_SIGNS = re.compile(r"[^\w'?]+|_")
_SPLIT = re.compile(rf"\b(?:{any_of('joins')})\b")
_PARTS = re.compile(r"\s*[:;|?]\s+|\s+[–—-]\s+")
_LEAD = re.compile(rf"^(?:\d+|{any_of('lead')})\s+")


@dataclass(frozen=True, slots=True)
class Rule:
    """A role and the patterns that give it."""

    role: Role
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class RoleRules:
    """roles.yaml, checked and compiled."""

    first: tuple[Rule, ...]
    exact: tuple[Rule, ...]
    """Heads that must be the whole heading."""
    heads: tuple[Rule, ...]
    last: tuple[Rule, ...]
    mixed: dict[frozenset[Role], Role]
    joints: re.Pattern[str]
    dilutes: frozenset[str]


def role_of(heading: str, rules: RoleRules | None = None) -> Role | None:
    """The role that `heading` (without its number) gives, None where it says nothing of one."""
    rules = rules or role_rules()
    text = normal(heading[:_LONGEST])
    if not text:
        return None
    found = _first(rules.first, text)
    if found is not None:
        return found
    parts = _parts(heading[:_LONGEST])
    roles = [_first(rules.first, part) or _by_heads(rules, part, whole=len(parts) == 1) for part in parts]
    told = [role for role in roles if role is not None]
    declared = list(dict.fromkeys(role for role in told if role in DECLARED))
    if len(declared) > 1:
        return _mix(rules, declared)
    return next(iter([*declared, *told]), None) or _first(rules.last, text)


def may_speak(role: Role | None, above: Role) -> bool:
    """Whether the role of a heading holds where the section above has `above`.

    Under recommendations, lessons, challenges and conclusions, `Partnerships` or `Background` is what they
    are about, and `Case studies` under conclusions; in an annex, what a heading says is of the annex, unless
    it declares or lists contents or sources.
    """
    if above is Role.ANNEX:
        return role in DECLARED or role in (Role.CONTENTS, Role.REFERENCES)
    if role is Role.CASE_STUDY and above is Role.CONCLUSIONS:
        return False
    return role is not None and not (above in _TOPICAL and role in _TOPICS)


def normal(heading: str) -> str:
    """Lower case, plain quotes, `and` for & and / and commas, single spaces for all other signs."""
    text = unicodedata.normalize("NFKC", heading).casefold().replace("’", "'").replace("‘", "'")
    text = re.sub(r"[&/+]|,(?! and\b)", " and ", text)
    return " ".join(_SIGNS.sub(" ", text).replace("?", "").split())


def _parts(heading: str) -> list[str]:
    """What stands before and after a colon or a dash, the whole first where there is none."""
    return [part for part in map(normal, _PARTS.split(heading)) if part]


def _first(rules: Iterable[Rule], text: str) -> Role | None:
    return next((rule.role for rule in rules if rule.pattern.search(text)), None)


def _by_heads(rules: RoleRules, text: str, *, whole: bool) -> Role | None:
    """The role by what the heading is about; what two or more roles come to is looked up in `mixed`."""
    exact = _first(rules.exact, text) if whole else None
    if exact is not None:
        return exact
    parts = _topics(rules, text)
    found = [_head_role(rules, part) for part in parts]
    roles = list(dict.fromkeys(role for role in found if role is not None))
    if len(roles) > 1:
        return _mix(rules, roles)
    if not roles:
        return _head_role(rules, text) if len(text.split()) <= _MOST_WORDS else None
    diluted = roles[0] in DECLARED and any(_is_dilute(rules, part) for part in parts)
    return Role.OTHER if diluted else roles[0]


def _topics(rules: RoleRules, text: str) -> list[str]:
    """What a heading is about: its parts up to the first joint, and later ones that declare something."""
    head = rules.joints.split(text, maxsplit=1)[0].strip() or text
    parts = [part.strip() for part in _SPLIT.split(head)]
    if len(text.split()) > _MOST_WORDS:
        return parts[:1]
    rest = [part.strip() for part in _SPLIT.split(text[len(head) :])[1:]]
    return [part for part in parts if part] + [part for part in rest if _head_role(rules, part) in DECLARED]


def _head_role(rules: RoleRules, text: str) -> Role | None:
    return _first(rules.heads, _LEAD.sub("", text)) if text else None


def _is_dilute(rules: RoleRules, part: str) -> bool:
    return bool(part) and part.rsplit(maxsplit=1)[-1] in rules.dilutes


def _mix(rules: RoleRules, roles: list[Role]) -> Role:
    """Declared pairs first; two that declare nothing give the first named."""
    for pair in combinations(roles, 2):
        if frozenset(pair) in rules.mixed:
            return rules.mixed[frozenset(pair)]
    declaring = [role for role in roles if role in DECLARED]
    return Role.OTHER if declaring else roles[0]


@cache
def role_rules() -> RoleRules:
    """The rules that ship."""
    text = files("reportminer.section").joinpath("roles.yaml").read_text(encoding="utf-8")
    return parse_rules(from_yaml(text))


def parse_rules(data: dict[str, Any]) -> RoleRules:
    """Check and compile rules. Raises SettingsError for keys, roles or patterns that make no sense."""
    unknown = set(data) ^ _KEYS
    if unknown:
        raise SettingsError(
            f"role rules: unknown or missing {sorted(unknown)}", hint="see section/roles.yaml"
        )
    before = int(data["most_before"])
    return RoleRules(
        first=tuple(_rule(item) for item in data["first"]),
        exact=tuple(_exact(role, patterns.splitlines()) for role, patterns in data["heads"].items()),
        heads=tuple(_head(role, patterns.splitlines(), before) for role, patterns in data["heads"].items()),
        last=tuple(_rule(item) for item in data["last"]),
        mixed={frozenset(map(_role, pair.split())): _role(to) for pair, to in data["mixed"].items()},
        joints=_compile([rf"\b(?:{'|'.join(data['joints'].split())})\b"]),
        dilutes=frozenset(data["dilutes"].split()),
    )


def _rule(item: dict[str, Any]) -> Rule:
    if not {"role", "has"} <= set(item) <= _RULE_KEYS:
        raise SettingsError(
            f"role rule with keys {sorted(item)}", hint="a rule has role, has and perhaps why"
        )
    return Rule(
        _role(item["role"]),
        _compile([rf"(?<!\w)(?:{pattern})(?!\w)" for pattern in item["has"].splitlines()]),
    )


def _exact(role: str, patterns: list[str]) -> Rule:
    held = [pattern[2:] for pattern in patterns if pattern.startswith("==")]
    return Rule(_role(role), _compile([rf"^(?:{pattern})$" for pattern in held or ["(?!)"]]))


def _head(role: str, patterns: list[str], before: int) -> Rule:
    held = [pattern for pattern in patterns if not pattern.startswith("==")]
    made = [rf"^(?:{pattern[1:]})$" for pattern in held if pattern.startswith("=")]
    ends = [pattern for pattern in held if not pattern.startswith("=")]
    if ends:
        made.append(rf"^(?:\S+ ){{0,{before}}}(?:{'|'.join(ends)})$")
    return Rule(_role(role), _compile(made))


def _role(name: str) -> Role:
    try:
        return Role(name)
    except ValueError as error:
        raise SettingsError(f"no role is called {name}", hint="roles: " + ", ".join(Role)) from error


def _compile(patterns: list[str]) -> re.Pattern[str]:
    try:
        return re.compile("|".join(patterns))
    except re.error as error:
        raise SettingsError(
            f"role rule that is no pattern: {error}", hint="see section/roles.yaml"
        ) from error
