"""The graphs that training exports say what the network says. Needs the `train` extra."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the train extra: pip install -e '.[train]'")
transformers = pytest.importorskip("transformers", reason="needs the train extra")
pytest.importorskip("onnx", reason="needs the train extra")

TOKENS, WIDTH = 24, 48


@pytest.fixture
def upper():
    from reportminer.train.encoder.network import Head, Upper
    from reportminer.train.encoder.settings import Tuning

    torch.manual_seed(0)
    shape = transformers.BertConfig(
        hidden_size=WIDTH, num_hidden_layers=2, num_attention_heads=4, intermediate_size=96, vocab_size=50
    )
    layers = transformers.BertModel(shape, add_pooling_layer=False).encoder.layer
    return Upper(layers, Head(WIDTH, Tuning(hidden=16), 3)).eval()


def test_an_exported_graph_takes_windows_without_a_mask_and_says_the_same(upper, tmp_path: Path):
    from reportminer.tag.encoder.lower import session_of
    from reportminer.train.encoder.export import export_upper
    from reportminer.train.encoder.network import bias

    export_upper(upper, WIDTH, tmp_path / "graph.onnx")
    session = session_of((tmp_path / "graph.onnx").read_bytes())
    assert [each.name for each in session.get_inputs()] == ["states", "pool"]
    assert b"QAttention" in (tmp_path / "graph.onnx").read_bytes()
    for length in (5, TOKENS):
        states, pool = torch.randn(1, length, WIDTH), torch.ones(1, 2, length) / length
        with torch.no_grad():
            told = upper(states, bias(torch.ones(1, length)), pool).numpy()
        (found,) = session.run(["odds"], {"states": states.numpy(), "pool": pool.numpy()})
        assert np.abs(found - told).max() < 0.05
