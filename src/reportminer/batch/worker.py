"""What a worker process does: mine one report, keep its rows on disk, send a short word back."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from reportminer.batch.store import Store
from reportminer.config import Settings
from reportminer.errors import ReportminerError
from reportminer.pipeline import Pipeline
from reportminer.types import Source

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that could not be read: a row of failures.csv."""

    source: str
    stage: str
    error: str
    hint: str


@dataclass(frozen=True, slots=True)
class Bench:
    """What a worker needs, made once in its process."""

    pipeline: Pipeline
    store: Store


_bench: list[Bench] = []


def start(settings: Settings, out: str, key: str) -> None:
    """Initialise a worker: one thread, bounded memory, models loaded when first needed."""
    for name in THREADS:
        os.environ[name] = "1"
    _bound_memory(settings.limits.max_memory_mb)
    _bench[:] = [Bench(Pipeline(settings), Store(Path(out), key))]


def _bound_memory(mebibytes: int) -> None:
    if sys.platform != "linux":
        return
    import resource  # noqa: PLC0415

    limit = mebibytes * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def mine(source: Source) -> Failure | None:
    """Mine one report in this process and keep the result; a failure is told, never raised."""
    from reportminer.export.rows import rows_of  # noqa: PLC0415

    bench = _bench[0]
    begin = perf_counter()
    try:
        mined = bench.pipeline.mine(source)
        rows = rows_of(mined)
        rows["reports"][0]["seconds"] = round(perf_counter() - begin, 3)
        rows["stages"] = [mined.seconds]
        bench.store.write(source.report_id, rows, mined.report.text)
    except ReportminerError as error:
        return Failure(source.name, "read", error.message, error.hint)
    except MemoryError:
        hint = f"needs more than {bench.pipeline.settings.limits.max_memory_mb} MiB; raise --max-memory-mb"
        return Failure(source.name, "read", f"{source.name}: out of memory", hint)
    except Exception as error:
        said = f"{source.name}: {type(error).__name__}: {error}"
        return Failure(source.name, "internal", said, "this is a fault of reportminer: please report it")
    return None
