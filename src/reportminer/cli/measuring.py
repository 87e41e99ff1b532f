"""The steps of `reportminer evaluate`: read, let be judged, count."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportminer.cli.judging import blank, filled, filled_all
from reportminer.cli.words import counted
from reportminer.errors import AnnotationError, SettingsError
from reportminer.evaluate.evaluation import (
    About,
    Asked,
    Evaluation,
    Lesson,
    PartnerCount,
    Partners,
    evaluate,
    lesson,
    partners,
)
from reportminer.evaluate.figures import Resampling
from reportminer.evaluate.predictions import Judged, read_predictions

if TYPE_CHECKING:
    from reportminer.train.corpus import Annotated, Example, Sources
    from reportminer.train.enough import Listed
    from reportminer.train.evaluation import Plan
    from reportminer.train.joint import Reading
    from reportminer.train.said import Said

SHARES = (0.25, 0.5)
"""Of the organisations, for the learning curve; all of them are measured anyway."""
FEW = 10
"""Fewer organisations than this, and the intervals say little."""

Hear = Callable[[str, int, int, str], None]
"""Told what is being done, how much of it is done, of how much, and which part is begun (or none)."""


@dataclass(frozen=True, slots=True)
class Job:
    """What the user asked for."""

    data: tuple[Path, ...]
    reports: tuple[Path, ...] = ()
    train_on: tuple[Path, ...] = ()
    """Empty: learn from `data`."""
    folds: int = 5
    """0 leaves out one organisation at a time."""
    shipped: bool = False
    parts: tuple[str, ...] = ()
    config: Path | None = None
    learning_curve: bool = False
    partners: bool = False
    asked: Asked = field(default_factory=Asked)
    odds: Path | None = None
    """What the encoder says of the annotated reports, by models that did not see them."""


def opened(job: Job) -> Job:
    """The same, with each .jsonl of a folder by itself. Raises AnnotationError where a folder holds none."""
    data, train_on = ([own for path in paths for own in _opened(path)] for paths in (job.data, job.train_on))
    return replace(job, data=tuple(data), train_on=tuple(train_on))


def _opened(path: Path) -> list[Path]:
    """A file as it is; a folder where it holds .json, and the .jsonl in it."""
    if not path.is_dir():
        return [path]
    found = [path] if any(path.glob("*.json")) else []
    found += sorted(path.glob("*.jsonl"))
    if not found:
        raise AnnotationError(
            f"no annotation files in {path}", hint="give a .jsonl file, or a folder of .jsonl or .json files"
        )
    return found


def measured(job: Job, hear: Hear) -> tuple[Evaluation, list[Judged]]:
    """Read the annotated reports, have them judged, and count."""
    job = opened(job)
    found_partners = _partners(job, hear) if job.partners else None  # first: it is sooner known to fail
    found, judged = _shipped(job, hear) if job.shipped else _folded(job, hear)
    return replace(found, partners=found_partners), judged


def judged_before(path: Path, asked: Asked) -> tuple[Evaluation, list[Judged]]:
    """Count anew what was predicted before, or elsewhere."""
    judged = read_predictions(path)
    warning = "How these predictions were made is not told in their file."
    return evaluate(judged, About(f"predictions read from {path.name}", warnings=(warning,)), asked), judged


def _shipped(job: Job, hear: Hear) -> tuple[Evaluation, list[Judged]]:
    from reportminer.train.said import Shipped

    model = Shipped()
    judged = [filled(blank(each), model.judge(each)) for each in _read(job, job.data, hear)]
    warning = (
        "The shipped model may have learnt from these very reports (models/findings/README.md tells from "
        "which): what it says of them may flatter it. Only for reports that it never saw are these figures "
        "to be believed."
    )
    doubts = (warning, *_doubts(judged), *by_several(job))
    about = About("the shipped model, as it is", _told(job.data), warnings=doubts)
    return evaluate(judged, about, job.asked), judged


def _folded(job: Job, hear: Hear) -> tuple[Evaluation, list[Judged]]:
    if job.odds:
        _check_odds(job)
    plan = _plan(job)
    _check_enough(job)
    read: list[Reading] = []
    examples, blanks, test, taught = _material(job, hear, read)
    plan = replace(plan, read=tuple(read))
    said = _said(examples, test, taught, plan, partial(hear, "learning and judging"))
    judged = filled_all(blanks, said)
    about = About(
        _split(job, len({own.fold for own in said})),
        _told(job.data),
        _told(job.train_on) or _told(job.data),
        (*_doubts(judged), *by_several(job), *_recut(read)),
    )
    found = evaluate(judged, about, job.asked)
    if job.learning_curve:
        teach = (examples, blanks, test, taught)
        found = replace(
            found, learning=(*_lessons(teach, plan, job, hear), _whole_lesson(judged, said, plan, job))
        )
    return found, judged


def _check_odds(job: Job) -> None:
    """Raises SettingsError where figures would be taken for what they are not."""
    if job.train_on and not _known(job.data) <= _known(job.train_on):
        raise SettingsError(
            "--odds come of an encoder that learnt from the annotations of --data, but --train-on leaves "
            "these out: the figures would not be those of learning from --train-on alone",
            hint="leave --odds out, or give --data as --train-on too",
        )


def _check_enough(job: Job) -> None:
    """Raises SettingsError where the annotations alone tell that folds leave too little to learn from."""
    from reportminer.train.enough import check_enough

    known = list(_listed(job, _once((*job.data, *job.train_on))))
    tested, teachers = _known(job.data), _known(job.train_on or job.data)
    check_enough(
        [each for each in known if each.origin.resolve() in tested],
        [each for each in known if each.origin.resolve() in teachers],
    )


def _listed(job: Job, paths: Sequence[Path]) -> Iterator["Listed"]:
    from reportminer.train.enough import listed

    for sources in sources_of(paths, job):
        yield from listed(sources)


def _once(paths: Sequence[Path]) -> list[Path]:
    return list({path.resolve(): path for path in paths}.values())


def _recut(read: Sequence["Reading"]) -> tuple[str, ...]:
    from reportminer.train.joint import recut_warning

    warning = recut_warning(read)
    return (warning,) if warning else ()


_Material = tuple[list["Example"], list[Judged], list[int], list[int]]
"""Every example; the reports that are tested, blank; which of the examples these are; which of them teach."""


def _material(job: Job, hear: Hear, read: list["Reading"]) -> _Material:
    """Also fills `read`, where the user gives what the encoder says."""
    from reportminer.train.joint import kept_odds, reading_of

    kept = kept_odds(job.odds) if job.odds else None
    examples: list[Example] = []
    blanks: list[Judged] = []
    test: list[int] = []
    taught: list[int] = []
    teachers = _known(job.train_on or job.data)
    for at, each in enumerate(_read(job, (*job.data, *job.train_on), hear)):
        examples.append(each.example)
        if kept is not None:
            read.append(reading_of(kept, each))
        if each.origin.resolve() in _known(job.data):
            test.append(at)
            blanks.append(blank(each))
        if each.origin.resolve() in teachers:
            taught.append(at)
    return examples, blanks, test, taught


def annotated_of(job: Job, hear: Hear) -> Iterator["Annotated"]:
    """Every annotated report of the data."""
    job = opened(job)
    return _read(job, job.data, hear)


def _known(paths: Sequence[Path]) -> set[Path]:
    return {path.resolve() for path in paths}


def _read(job: Job, paths: Sequence[Path], hear: Hear) -> Iterator["Annotated"]:
    """Every annotated report of the paths, each path once. Raises AnnotationError where there is none."""
    from reportminer.train.corpus import annotated

    once = _once(paths)
    names = [each.name for each in _listed(job, once)]
    if not names:
        raise AnnotationError("no annotated report found", hint="check --data and --part")
    found = (each for sources in sources_of(once, job) for each in annotated(sources))
    for done, name in enumerate(names):
        hear("reading", done, len(names), name)
        yield next(found)
    hear("reading", len(names), len(names), "")


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(1 for _ in path.glob("*.json"))
    try:
        return sum(1 for line in path.read_text(encoding="utf-8").split("\n") if line.strip())
    except (OSError, UnicodeDecodeError) as error:
        raise AnnotationError(
            f"cannot read {path}: {error}", hint="give a folder or a .jsonl file"
        ) from error


def sources_of(paths: Sequence[Path], job: Job) -> Iterator["Sources"]:
    """Folders together, then each .jsonl. Raises AnnotationError where a path cannot be read."""
    from reportminer.train.corpus import Sources

    folders = tuple(path for path in paths if path.is_dir())
    if folders:
        yield Sources(folders, job.reports)
    for path in paths:
        if not path.is_dir() and _size(path):
            texts = _texts(path, job.reports)
            yield Sources(reports=job.reports, written=path, texts=texts, splits=job.parts)


def _texts(path: Path, reports: Sequence[Path]) -> Path:
    """The folder of the texts of a .jsonl: one of the reports' folders, or one that lies near it.

    Where the records hold their texts themselves, the folder that they are in: none is needed.
    """
    first = _first(path)
    name = Path(f"{first.get('id', '')}.txt").name
    near = (path.parent, path.parent / "text", path.absolute().parents[1] / path.stem / "text")
    for folder in (*reports, *(folder / "texts" for folder in reports), *near):
        if (folder / name).is_file():
            return folder
    if first.get("text"):
        return path.parent
    raise AnnotationError(
        f"no text {name} of {path.name}",
        hint="give with --reports the folder of its texts (OUT/texts, where `reportminer run` wrote OUT)",
    )


def _first(path: Path) -> dict[str, Any]:
    """The first record of a .jsonl."""
    line = next((line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()), "{}")
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise AnnotationError(f"{path.name} line 1: not a record", hint="give a .jsonl of annotations")
    return found


def _plan(job: Job) -> "Plan":
    try:
        from reportminer.train.evaluation import Plan, recipes_of
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"training needs {error.name}", hint="pip install 'reportminer[train]', or take --model shipped"
        ) from error
    plan = Plan(folds=job.folds, seed=job.asked.how.seed)
    return replace(plan, recipes=recipes_of(job.config)) if job.config else plan


def _said(
    examples: Sequence["Example"],
    test: Sequence[int],
    taught: Sequence[int],
    plan: "Plan",
    hear: Callable[[int, int, str], None],
) -> list["Said"]:
    from reportminer.train.evaluation import out_of_fold

    return out_of_fold(examples, test, taught, plan, hear)


def _split(job: Job, folds: int) -> str:
    if folds == 1:
        return "one model, learnt from other organisations alone"
    if not job.folds:
        return f"one organisation (or group of them) left out at a time: {counted(folds, 'model')}"
    return f"{folds} folds of organisations, each judged by a model that learnt from the others"


def _told(paths: Sequence[Path]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path.name or str(path) for path in paths))


def _doubts(judged: Sequence[Judged]) -> tuple[str, ...]:
    groups = len({each.group for each in judged})
    if groups >= FEW:
        return ()
    return (f"Only {counted(groups, 'organisation')}: another set of reports may give quite other figures.",)


def by_several(job: Job) -> tuple[str, ...]:
    """A warning where the data holds what more than one person says of the same words."""
    from reportminer.train import several

    found = several.by_several(sources_of(opened(job).data, job))
    if not found.reports:
        return ()
    names = f" ({', '.join(found.annotators)})" if found.annotators else ""
    return (
        f"{counted(found.reports, 'report')} {'is' if found.reports == 1 else 'are'} annotated by more than "
        f"one person{names}, and each one's word counts: a segment counts once for everybody who judged it. "
        "For one answer to each segment give settled labels alone (annotations export --layer gold).",
    )


def _lessons(material: _Material, plan: "Plan", job: Job, hear: Hear) -> Iterator[Lesson]:
    """The last variant alone, taught by a share of the organisations."""
    examples, blanks, test, taught = material
    last = list(plan.recipes)[-1]
    for share in SHARES:
        what = f"learning from {share:.0%}"
        part = replace(plan, share=share, recipes={last: plan.recipes[last]}, read=())
        said = _said(examples, test, taught, part, partial(hear, what))
        yield _lesson((filled_all(blanks, said), said), last, share, job)


def _whole_lesson(judged: Sequence[Judged], said: Sequence["Said"], plan: "Plan", job: Job) -> Lesson:
    """The last point, of the variant of the others: what the encoder says was learnt from all reports."""
    return _lesson((judged, said), list(plan.recipes)[-1], 1.0, job)


def _lesson(told: tuple[Sequence[Judged], Sequence["Said"]], variant: str, share: float, job: Job) -> Lesson:
    judged, said = told
    folds = {own.fold: (own.groups, own.segments) for own in said}
    groups, segments = (sum(values) / len(folds) for values in zip(*folds.values(), strict=True))
    return lesson(judged, variant, share, (groups, segments), job.asked.how)


def _partners(job: Job, hear: Hear) -> Partners:
    """Raises SettingsError where no data tells of partners in the form that they are measured by."""
    from reportminer.train.evaluation import partners as judge

    gold = [path for path in job.data if path.is_dir()]
    if not gold:
        raise SettingsError(
            "--partners has no effect: it measures folders of .json files alone, and --data names none",
            hint="leave --partners out",
        )
    hear("partners", 0, 1, "")
    said = judge(gold, job.reports, job.folds)
    hear("partners", 1, 1, "")
    counts = [PartnerCount(*row) for row in said.counts]
    split = "folds of organisations" if job.folds else "one organisation left out at a time"
    return partners(counts, split, said.threshold, said.role_accuracy, job.asked.how)


def asked_for(errors: int, resamples: int, seed: int) -> Asked:
    """How much is told."""
    return Asked(Resampling(resamples, seed=seed), errors)
