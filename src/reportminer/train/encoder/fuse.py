"""An exported 8-bit graph with the attention of each layer as one operation.

The exporter spells attention out: three products of the same 8-bit numbers, and a dozen operations that lay
them out anew. `QAttention` of onnxruntime's own operators does the same in one, with the same numbers, a
seventh faster on the whole. It knows no mask: windows go through one by one, so there is no padding.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from reportminer.errors import ModelError

DOMAIN = "com.microsoft"
QUERY = "attention.self.query.bias"
"""Ends the name of the first of a layer's parameters of attention."""
KINDS = ("query", "key", "value")


@dataclass(frozen=True, slots=True)
class _Product:
    """A product of 8-bit numbers: what goes in, and by what its result is scaled."""

    numbers: str
    zero: str
    scale: str
    weights: str
    weight_scale: str
    weight_zero: str
    """Empty where there is none: they count from nought."""


class _Graph:
    """Who makes and who uses each value of a graph."""

    def __init__(self, graph: Any) -> None:
        self.graph = graph
        self.kept = {tensor.name: tensor for tensor in graph.initializer}
        self.makers = {out: node for node in graph.node for out in node.output}
        self.users: dict[str, list[Any]] = defaultdict(list)
        for node in graph.node:
            for name in node.input:
                self.users[name].append(node)

    def array(self, name: str) -> NDArray[Any]:
        """A parameter."""
        found: NDArray[Any] = numpy_helper.to_array(self.kept[name])
        return found

    def product(self, bias: str) -> _Product:
        """The product that a bias is added to: quantised, multiplied, cast, scaled, shifted."""
        (add,) = self.users[bias]
        (scaled,) = (name for name in add.input if name != bias)
        scale = self.makers[scaled]
        cast, scales = self.makers[scale.input[0]], self.makers[scale.input[1]]
        product = self.makers[cast.input[0]]
        numbers, weights, zero, weight_zero = [*product.input, "", ""][:4]
        return _Product(numbers, zero, scales.input[0], weights, scales.input[1], weight_zero)

    def zeros(self, part: _Product) -> NDArray[Any]:
        """Where the weights of each channel count from."""
        like = self.array(part.weights)[0]
        held = self.array(part.weight_zero) if part.weight_zero else np.zeros((), like.dtype)
        return np.broadcast_to(held.reshape(-1), like.shape)


def fused(model: Any, heads: int) -> Any:
    """The same model with `QAttention` for each layer, and without what nobody needs then: the mask."""
    whole = _Graph(model.graph)
    nodes = {node.output[0]: node for node in model.graph.node}
    added: list[Any] = []
    for bias in [name for name in whole.kept if name.endswith(QUERY)]:
        context, attention, parameters = _attention(whole, bias.removesuffix("query.bias"), heads)
        nodes[context] = attention
        added.extend(parameters)
    return _model(model, list(nodes.values()), [*model.graph.initializer, *added])


def _attention(whole: _Graph, layer: str, heads: int) -> tuple[str, Any, list[Any]]:
    """The name of the context that one layer's attention gives, the operation for it, its parameters."""
    parts = [whole.product(f"{layer}{kind}.bias") for kind in KINDS]
    first = _shared(layer, parts)
    output = whole.product(f"{layer.replace('self.', 'output.')}dense.bias")
    context = whole.makers[output.numbers].input[0]
    given = {
        "weights": np.concatenate([whole.array(part.weights) for part in parts], 1),
        "bias": np.concatenate([whole.array(f"{layer}{kind}.bias") for kind in KINDS]),
        "scale": np.concatenate([whole.array(part.weight_scale) for part in parts]),
    }
    given["zero"] = np.concatenate([whole.zeros(part) for part in parts])
    names = {name: f"{layer}{name}" for name in given}
    inputs = [first.numbers, names["weights"], names["bias"], first.scale, names["scale"], "", first.zero]
    node = helper.make_node(
        "QAttention", [*inputs, names["zero"]], [context], domain=DOMAIN, num_heads=heads, unidirectional=0
    )
    return context, node, [numpy_helper.from_array(given[name], names[name]) for name in given]


def _shared(layer: str, parts: list[_Product]) -> _Product:
    """The first of the three products, which must share their 8-bit input: the one operation takes one."""
    if len({(part.numbers, part.zero, part.scale) for part in parts}) > 1:
        raise ModelError(
            f"{layer}: query, key and value are made of different 8-bit numbers",
            hint="quantise the graph so that one quantised input goes into all three",
        )
    return parts[0]


def _model(model: Any, nodes: Iterable[Any], parameters: Iterable[Any]) -> Any:
    graph = model.graph
    kept, needed = _needed(nodes, {value.name for value in graph.output})
    slim = helper.make_graph(
        kept,
        graph.name,
        [value for value in graph.input if value.name in needed],
        list(graph.output),
        [tensor for tensor in parameters if tensor.name in needed],
    )
    domains = [*model.opset_import, helper.make_opsetid(DOMAIN, 1)]
    found = helper.make_model(slim, opset_imports=domains, ir_version=model.ir_version)
    onnx.checker.check_model(found)
    return found


def _needed(nodes: Iterable[Any], wanted: set[str]) -> tuple[list[Any], set[str]]:
    """The operations that lead to what is wanted, and all names that they use."""
    kept = list(_backwards(list(nodes), wanted))
    return kept[::-1], wanted


def _backwards(nodes: list[Any], wanted: set[str]) -> Iterator[Any]:
    for node in reversed(nodes):
        if wanted.intersection(node.output):
            wanted.update(name for name in node.input if name)
            yield node
