"""What run.json says of a run: enough to make the same dataset again."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from reportminer.batch.recipe import Recipe
from reportminer.config import models_dir
from reportminer.manifest import manifest_of

if TYPE_CHECKING:
    from reportminer.batch.run import Job, RunResult


def settings_of(job: "Job") -> dict[str, Any]:
    """What the user asked for."""
    limits = job.settings.limits
    return {
        "recall": job.settings.recall,
        "fast": job.settings.fast,
        "ocr": job.settings.ocr,
        "codebook": str(job.settings.codebook or "default"),
        "metadata": str(job.metadata or ""),
        "organisations": str(job.organisations or ""),
        "partner_decisions": str(job.partner_decisions or ""),
        "limits": {name: getattr(limits, name) for name in limits.__slots__},
    }


def record_of(job: "Job", recipe: Recipe, result: "RunResult") -> Mapping[str, object]:
    """All of it."""
    parts = ("key", "code", "libraries", "models", "codebook")
    return {
        "settings": settings_of(job),
        "recipe": {name: getattr(recipe, name) for name in parts},
        "models": _models(job),
        "inputs": {source.name: source.sha256 for source in result.found.sources},
        "copies": dict(result.found.copies),
        "passed_over": dict(result.found.passed_over),
        "counts": _counts(result),
        "seconds": {
            "total": round(result.seconds, 3),
            "stages": {stage: round(s, 3) for stage, s in sorted(result.totals.seconds.items())},
        },
    }


def _models(job: "Job") -> dict[str, str]:
    """Which models; empty strings where they have no manifest."""
    manifest = manifest_of(job.settings.models or models_dir())
    return {
        "version": manifest.version if manifest else "",
        "manifest": manifest.digest if manifest else "",
    }


def _counts(result: "RunResult") -> dict[str, object]:
    return {
        **dict(sorted(result.totals.counts.items())),
        "labels": dict(sorted(result.totals.labels.items())),
        "reused": result.reused,
    }
