"""Attention in one operation: its parameters are those of the three products that it stands for."""

import numpy as np
import pytest

from reportminer.errors import ModelError

onnx = pytest.importorskip("onnx", reason="needs the train extra: pip install -e '.[train]'")

LAYER, WIDTH = "layer.0.attention.self.", 2


def graph(zeros=None, numbers=("x", "x", "x")):
    """A layer as the quantiser spells it out, cut down to what is looked at."""
    from onnx import helper, numpy_helper

    nodes, kept = [], {}
    parts = [f"{LAYER}{kind}" for kind in ("query", "key", "value")]
    dense = f"{LAYER.replace('self.', 'output.')}dense"
    for k, (name, source) in enumerate(zip((*parts, dense), (*numbers, "held"), strict=True)):
        kept[f"{name}.w"] = np.full((WIDTH, WIDTH), k, np.int8)
        kept[f"{name}.s"] = np.full(WIDTH, 0.5, np.float32)
        kept[f"{name}.bias"] = np.zeros(WIDTH, np.float32)
        inputs = [source, f"{name}.w", f"{source}.zero"]
        if zeros is not None:
            kept[f"{name}.z"] = np.asarray(zeros, np.int8)
            inputs.append(f"{name}.z")
        nodes += [
            helper.make_node("MatMulInteger", inputs, [f"{name}.p"]),
            helper.make_node("Cast", [f"{name}.p"], [f"{name}.c"], to=1),
            helper.make_node("Mul", [f"{source}.scale", f"{name}.s"], [f"{name}.m"]),
            helper.make_node("Mul", [f"{name}.c", f"{name}.m"], [f"{name}.f"]),
            helper.make_node("Add", [f"{name}.bias", f"{name}.f"], [f"{name}.out"]),
        ]
    nodes.append(helper.make_node("DynamicQuantizeLinear", ["context"], ["held", "held.scale", "held.zero"]))
    tensors = [numpy_helper.from_array(value, name) for name, value in kept.items()]
    return helper.make_graph(nodes, "layer", [], [], tensors)


def attention(**given):
    from onnx import numpy_helper

    from reportminer.train.encoder.fuse import _attention, _Graph

    context, node, tensors = _attention(_Graph(graph(**given)), LAYER, 1)
    assert context == "context"
    return node, {tensor.name: numpy_helper.to_array(tensor) for tensor in tensors}


@pytest.mark.parametrize(
    ("zeros", "wanted"), [(None, [0] * 6), (0, [0] * 6), (3, [3] * 6), ([3, -4], [3, -4] * 3)]
)
def test_weights_count_from_where_they_did(zeros, wanted):
    node, tensors = attention(zeros=zeros)
    assert tensors[node.input[7]].tolist() == wanted
    assert tensors[node.input[7]].dtype == np.int8
    assert node.input[0] == "x"


def test_products_of_different_numbers_are_refused():
    with pytest.raises(ModelError, match="different"):
        attention(numbers=("x", "y", "x"))
