"""From the tuned network to the files that are shipped: an int8 graph, the tokenizer, what they are."""

import json
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import onnx
import torch

from reportminer.tag.cues import LABELS
from reportminer.tag.encoder.lower import ABOUT, LOWER, TOKENIZER, VERSION
from reportminer.tag.encoder.model import GRAPH
from reportminer.train.encoder.fuse import fused
from reportminer.train.encoder.network import Lower, Upper, Upwards
from reportminer.train.encoder.tune import Tuner

TOKENS = {0: "windows", 1: "tokens"}
AXES = {
    "ids": TOKENS,
    "mask": TOKENS,
    "states": TOKENS,
    "pool": {0: "windows", 1: "segments", 2: "tokens"},
    "odds": {0: "windows", 1: "segments"},
}


def export(tuner: Tuner, net: Upper, out: Path, about: dict[str, Any]) -> str:
    """Write `lower.onnx`, `encoder.onnx`, `tokenizer.json`, and `encoder.json` with their hashes.

    Gives the hash of `encoder.onnx`.
    """
    out.mkdir(parents=True, exist_ok=True)
    if not _has_lower(out, about):
        export_lower(tuner, out / LOWER)
    export_upper(net, tuner.width, out / GRAPH)
    shutil.copyfile(tuner.folder / TOKENIZER, out / TOKENIZER)
    hashes = {name: sha256((out / name).read_bytes()).hexdigest() for name in (LOWER, GRAPH, TOKENIZER)}
    head = {"version": VERSION, "labels": list(LABELS), "width": tuner.width, "sha256": hashes, **about}
    (out / ABOUT).write_text(json.dumps(head, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return hashes[GRAPH]


def _has_lower(out: Path, about: dict[str, Any]) -> bool:
    """Whether the same lower layers lie there: the readers are bound to their bytes."""
    if not (out / ABOUT).is_file() or not (out / LOWER).is_file():
        return False
    there = json.loads((out / ABOUT).read_text(encoding="utf-8"))
    if there.get("sha256", {}).get(LOWER) != sha256((out / LOWER).read_bytes()).hexdigest():
        return False
    return all(there.get(name) == about.get(name) for name in ("started_from", "frozen"))


def export_lower(tuner: Tuner, out: Path) -> None:
    """The layers that were not trained: ids to states."""
    lower = Lower(tuner.encoder, tuner.settings.frozen).eval()
    ids = torch.randint(1000, 20000, (2, 24))
    _graph(lower, {"ids": ids, "mask": torch.ones(2, 24)}, "states", out)


def export_upper(net: Upper, width: int, out: Path) -> None:
    """The layers that were trained, with their head: states to log odds."""
    given = {
        "states": torch.randn(2, 24, width),
        "mask": torch.ones(2, 24),
        "pool": torch.ones(2, 3, 24) / 24,
    }
    _graph(Upwards(net).eval(), given, "odds", out)


def _graph(module: torch.nn.Module, given: dict[str, torch.Tensor], found: str, out: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            module,
            tuple(given.values()),
            str(plain),
            input_names=list(given),
            output_names=[found],
            dynamic_axes={name: AXES[name] for name in (*given, found)},
            opset_version=17,
            dynamo=False,
        )
        _small(plain, out, _heads(module))


def _heads(module: torch.nn.Module) -> int:
    return next(
        int(part.num_attention_heads) for part in module.modules() if hasattr(part, "num_attention_heads")
    )


def _small(plain: Path, out: Path, heads: int) -> None:
    """Weights to 8 bits, a scale a channel; activations are scaled as they come; attention in one piece."""
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415

    small = plain.with_name("small.onnx")
    quantize_dynamic(str(plain), str(small), weight_type=QuantType.QInt8, per_channel=True)
    onnx.save(fused(onnx.load(str(small)), heads), str(out))
