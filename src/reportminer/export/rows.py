"""What was found in one report, as rows of tables.

Rows hold plain strings, numbers, truth values and lists, so that a batch can keep them as JSON and
pour them into the tables later.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from reportminer.export.evidence import check_row, check_text, quote
from reportminer.export.ids import finding_ids, partner_id, section_ids
from reportminer.labels import ENGLISH, READ, UNREAD, PartnerRole, ReportStatus
from reportminer.tag.partners.kinds import telling_kind
from reportminer.types import Coding, Finding, Mention, Mined, Page, Partner, Relation, Report

Rows = list[dict[str, object]]

SAID = ("number", "deadline", "speaker", "modality_cue", "denial", "hedge", "resolved", "quoted")
"""What a finding says more closely, as fields of a finding and as columns."""

_YEAR = re.compile(r"(?<!\d)(?:1[89]|20|21)\d\d(?!\d)")


def rows_of(mined: Mined) -> dict[str, Rows]:
    """Rows of reports, pages, sections, findings, partners, partner_mentions, theme_findings and relations.

    Raises `EvidenceError` where a quote does not stand at its offsets or on its page, or where the
    text cannot be kept as it is.
    """
    check_text(mined.report)
    # A stable order first: ids number equal words in it.
    order = sorted(range(len(mined.findings)), key=lambda i: _place(mined.findings[i]))
    ids = dict(zip(order, finding_ids(mined, [mined.findings[i] for i in order]), strict=True))
    codings = _best_codings(mined.codings)
    partners, mentions = _partners(mined)
    related = _related(mined.relations, ids)
    rows = {
        "reports": [_report(mined)],
        "partners": partners,  # these two first: who they are is told from them alone (see batch.partners)
        "pages": [_page(mined.report, page) for page in mined.report.pages],
        "sections": _sections(mined),
        "findings": [
            _finding(mined, mined.findings[i], ids[i], codings.get(i, []))
            | {"related": related.get(i, list(mined.findings[i].related))}
            | {"repeats": ids.get(mined.findings[i].repeats, "")}
            for i in order
        ],
        "relations": [_relation(mined, relation, ids) for relation in mined.relations],
        "partner_mentions": mentions,
        "theme_findings": [_coding(mined, coding, ids[i]) for i in order for coding in codings.get(i, [])],
    }
    for row in rows["findings"] + rows["partner_mentions"]:
        check_row(mined.report, row)
    return rows


def status_of(report: Report, language: str) -> ReportStatus:
    """What became of a report. The gravest wins: no page read, not in English, pages missing.

    Blank pages are read: there is nothing on them.
    """
    found = {page.status for page in report.pages}
    if found & UNREAD and not found & READ:
        return ReportStatus.FAILED
    if language not in ENGLISH:
        return ReportStatus.UNTAGGED
    return ReportStatus.PARTIAL if found & UNREAD else ReportStatus.OK


def _place(finding: Finding) -> tuple[int, int, str]:
    return finding.start, finding.end, finding.label.value


def _report(mined: Mined) -> dict[str, object]:
    report, told = mined.report, mined.metadata
    warnings = dict.fromkeys((*report.warnings, *mined.warnings))
    return {
        "report_id": report.report_id,
        "source": report.source.name,
        "sha256": report.source.sha256,
        "title": told.title,
        "organisation": told.organisation,
        "year": _year(told.year),
        "country": told.country,
        "language": told.language,
        "pages": len(report.pages),
        "words": sum(page.words for page in report.pages),
        "status": status_of(report, told.language).value,
        "warnings": "; ".join(warnings),
        "kind": told.kind,
        "metadata_source": "; ".join(f"{name}: {place}" for name, place in told.sources),
        "seconds": round(sum(mined.seconds.values()), 3),
    }


def _year(told: str) -> int | None:
    """The first year in what was told ("2014/15" is 2014)."""
    found = _YEAR.search(told)
    return int(found[0]) if found else None


def _page(report: Report, page: Page) -> dict[str, object]:
    return {
        "report_id": report.report_id,
        "page": page.number,
        "words": page.words,
        "status": page.status.value,
    }


def _sections(mined: Mined) -> Rows:
    report, sections = mined.report, mined.outline.sections
    ids = section_ids(report.source.sha256, mined.outline)
    return [
        {
            "section_id": ids[at],
            "report_id": report.report_id,
            "parent_id": ids[section.parent] if section.parent >= 0 else "",
            "level": section.level,
            "heading": section.heading,
            "role": section.role.value,
            "page": report.page_of(section.start),
            "char_start": section.start,
            "char_end": section.end,
        }
        for at, section in enumerate(sections)
    ]


def _finding(mined: Mined, finding: Finding, own_id: str, codings: Sequence[Coding]) -> dict[str, object]:
    report, section = mined.report, mined.outline.sections[finding.section]
    return {
        "finding_id": own_id,
        "report_id": report.report_id,
        "label": finding.label.value,
        "text": quote(report, (finding.start, finding.end)),
        "section_path": mined.outline.heading_path(section),
        "section_role": section.role.value,
        "page": report.page_of(finding.start),
        "boxes": report.boxes_of(finding.start, finding.end),
        "char_start": finding.start,
        "char_end": finding.end,
        "confidence": round(float(finding.confidence), 4),
        "method": finding.method.value,
        "cue": finding.cue,
        "actor": finding.actor,
        "modality": finding.modality,
        "negated": finding.negated,
        "themes": [coding.theme_id for coding in codings],
        "related": [],
        "report_title": title_of(mined.metadata.title, report.source.name),
        "theme_names": name_themes([coding.theme_id for coding in codings], {}),
        **{name: getattr(finding, name) for name in SAID[:3]},
        "actor_id": partner_id(mined.partners[finding.actor_partner].name)
        if finding.actor_partner >= 0
        else "",
        **{name: getattr(finding, name) for name in SAID[3:]},
    }


def title_of(title: object, source: object) -> str:
    """What a report is called in other tables: its title, or the name of its file."""
    return str(title or str(source).rpartition("/")[2])


def _related(relations: Sequence[Relation], ids: Mapping[int, str]) -> dict[int, list[str]]:
    """Ids of the findings that belong with each, the surest first; both ways."""
    found: dict[int, list[str]] = defaultdict(list)
    for relation in sorted(relations, key=lambda r: (-r.score, ids[r.source], ids[r.target])):
        found[relation.source].append(ids[relation.target])
        found[relation.target].append(ids[relation.source])
    return found


def _relation(mined: Mined, relation: Relation, ids: Mapping[int, str]) -> dict[str, object]:
    return {
        "report_id": mined.report.report_id,
        "source_id": ids[relation.source],
        "target_id": ids[relation.target],
        "kind": relation.kind,
        "score": round(float(relation.score), 4),
        "reason": relation.reason,
    }


def name_themes(themes: Sequence[str], names: Mapping[str, str]) -> str:
    """Themes as a cell tells them: by their names, or their ids where a name is not known (yet)."""
    return "; ".join(names.get(theme, theme) for theme in themes)


def _best_codings(codings: Sequence[Coding]) -> dict[int, list[Coding]]:
    """Codings by finding, each theme once, the strongest first."""
    best: dict[tuple[int, str], Coding] = {}
    for coding in codings:
        key = (coding.finding, coding.theme_id)
        if key not in best or best[key].score < coding.score:
            best[key] = coding
    found: dict[int, list[Coding]] = defaultdict(list)
    for coding in sorted(best.values(), key=lambda c: (c.finding, -c.score, c.theme_id)):
        found[coding.finding].append(coding)
    return found


def _coding(mined: Mined, coding: Coding, finding_id: str) -> dict[str, object]:
    return {
        "theme_id": coding.theme_id,
        "finding_id": finding_id,
        "report_id": mined.report.report_id,
        "label": mined.findings[coding.finding].label.value,
        "score": round(float(coding.score), 4),
    }


def _partners(mined: Mined) -> tuple[Rows, Rows]:
    """Rows of partners, most named first, and of mentions, in the order of the text."""
    ids = [partner_id(partner.name) for partner in mined.partners]
    named: dict[str, list[Partner]] = defaultdict(list)
    for own_id, partner in zip(ids, mined.partners, strict=True):
        named[own_id].append(partner)
    places = sorted({(m.start, m.end, ids[m.partner]): m for m in mined.mentions}.items())
    mentions = [_mention(mined.report, mention, own_id) for (_, _, own_id), mention in places]
    pages: dict[str, list[int]] = defaultdict(list)
    for (start, _, own_id), _mention_here in places:
        pages[own_id].append(mined.report.page_of(start))
    title = title_of(mined.metadata.title, mined.report.source.name)
    rows = [
        _partner(mined.report, own_id, same, pages[own_id]) | {"report_title": title}
        for own_id, same in named.items()
    ]
    return sorted(rows, key=_most_named), mentions


def _most_named(row: dict[str, object]) -> tuple[int, str, str]:
    mentions = row["mentions"]
    assert isinstance(mentions, int)
    return -mentions, str(row["name"]), str(row["partner_id"])


def _partner(report: Report, own_id: str, same: Sequence[Partner], pages: Sequence[int]) -> dict[str, object]:
    """One row for partners of one name (a report should hold it once; two are joined)."""
    best = max(same, key=lambda partner: partner.confidence)
    told = [partner.role for partner in (best, *same) if partner.role is not PartnerRole.UNKNOWN]
    aliases = {alias for partner in same for alias in (*partner.aliases, partner.name)} - {best.name}
    return {
        "report_id": report.report_id,
        "partner_id": own_id,
        "name": best.name,
        "aliases": sorted(aliases),
        "role": (told[0] if told else PartnerRole.UNKNOWN).value,
        "mentions": len(pages),
        "pages": sorted(set(pages)),
        "evidence": quote(report, best.evidence),
        "kind": _kind(best.name),
    }


def _kind(name: str) -> str:
    """What kind of organisation a name tells of; empty where it tells none."""
    kind = telling_kind(name)
    return (
        "government" if kind in ("state", "country") else "" if kind.startswith(("not_", "place")) else kind
    )


def _mention(report: Report, mention: Mention, own_id: str) -> dict[str, object]:
    return {
        "report_id": report.report_id,
        "partner_id": own_id,
        "text": quote(report, (mention.start, mention.end)),
        "page": report.page_of(mention.start),
        "char_start": mention.start,
        "char_end": mention.end,
    }
