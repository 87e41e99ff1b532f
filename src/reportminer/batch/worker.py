"""What a worker of `run` does: mine one report and keep its rows on disk."""

from dataclasses import replace
from pathlib import Path
from time import perf_counter

from reportminer.batch.store import Store
from reportminer.config import Settings
from reportminer.errors import UnreadableError
from reportminer.ingest.find import sha256_of
from reportminer.pipeline import Pipeline
from reportminer.types import Source


class Miner:
    """Mines report after report in one process. Models are loaded when first needed."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self.pipeline = Pipeline(settings)
        self.store = replace(store, out=Path(store.out).resolve())

    def __call__(self, source: Source) -> None:
        """Mine one report and keep the result. Raises InputError where it cannot be read."""
        from reportminer.export.rows import rows_of  # noqa: PLC0415 - heavy

        begin = perf_counter()
        mined = self.pipeline.mine(source)
        rows = rows_of(mined)
        rows["reports"][0]["seconds"] = round(perf_counter() - begin, 3)
        rows["stages"] = [dict(mined.seconds)]
        if not unchanged(source):
            raise UnreadableError(f"{source.name}: was changed while it was read", hint="run again")
        self.store.write(source.report_id, rows, mined.report.text)


def unchanged(source: Source) -> bool:
    """Whether the file still holds the bytes that its id was made from."""
    try:
        return sha256_of(Path(source.path)) == source.sha256
    except OSError:
        return False
