"""From the tuned network to the files that are shipped: an int8 graph, the tokenizer, what they are."""

import json
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch

from reportminer.tag.cues import LABELS
from reportminer.tag.encoder.model import ABOUT, GRAPH, TOKENIZER, VERSION
from reportminer.train.encoder.network import Upper, Whole
from reportminer.train.encoder.tune import Tuner

AXES = {
    "ids": {0: "windows", 1: "tokens"},
    "mask": {0: "windows", 1: "tokens"},
    "pool": {0: "windows", 1: "segments", 2: "tokens"},
    "odds": {0: "windows", 1: "segments"},
    "vectors": {0: "windows", 1: "segments"},
}


def export(tuner: Tuner, net: Upper, out: Path, about: dict[str, Any]) -> str:
    """Write `encoder.onnx`, `tokenizer.json` and `encoder.json` with their hashes into a folder.

    Gives the hash of the graph.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        _graph(Whole(tuner.encoder, net, tuner.settings.frozen).eval(), plain)
        _small(plain, out / GRAPH)
    shutil.copyfile(tuner.folder / TOKENIZER, out / TOKENIZER)
    hashes = {name: sha256((out / name).read_bytes()).hexdigest() for name in (GRAPH, TOKENIZER)}
    head = {"version": VERSION, "labels": list(LABELS), "width": tuner.width, "sha256": hashes, **about}
    (out / ABOUT).write_text(json.dumps(head, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return hashes[GRAPH]


def _graph(whole: Whole, path: Path) -> None:
    ids, mask = torch.randint(1000, 20000, (2, 24)), torch.ones(2, 24)
    torch.onnx.export(
        whole,
        (ids, mask, torch.ones(2, 3, 24) / 24),
        str(path),
        input_names=list(AXES)[:3],
        output_names=list(AXES)[3:],
        dynamic_axes=AXES,
        opset_version=17,
        dynamo=False,
    )


def _small(plain: Path, out: Path) -> None:
    """Weights to 8 bits, a scale a channel; activations are scaled as they come."""
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415

    quantize_dynamic(str(plain), str(out), weight_type=QuantType.QInt8, per_channel=True)
