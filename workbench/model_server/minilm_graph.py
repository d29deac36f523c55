"""Turns the published weights of all-MiniLM-L6-v2 into an ONNX graph that ends in unit vectors."""

import math
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

LAYERS, HEADS, HEAD_WIDTH, WIDTH = 6, 12, 32, 384
EPSILON = 1e-12
OPSET = 20


def minilm_graph(weights: Path) -> bytes:
    """A model file: input_ids and attention_mask (batch, length) to embeddings (batch, 384)."""
    return bytes(_Builder(load_file(weights)).build().SerializeToString())


class _Builder:
    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}
        self._names: Iterator[int] = count()

    def build(self) -> onnx.ModelProto:
        result = self._pooled(self._encoded(self._embedded()))
        sizes = ["batch", "length"]
        graph = helper.make_graph(
            self._nodes,
            "all-MiniLM-L6-v2",
            [
                helper.make_tensor_value_info(name, TensorProto.INT64, sizes)
                for name in ("input_ids", "attention_mask")
            ],
            [helper.make_tensor_value_info(result, TensorProto.FLOAT, ["batch", WIDTH])],
            list(self._constants.values()),
        )
        return helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10
        )

    def _embedded(self) -> str:
        table = self._weights["embeddings.position_embeddings.weight"]
        table = table + self._weights["embeddings.token_type_embeddings.weight"][0]
        length = self._op("Slice", self._op("Shape", "input_ids"), *self._ints([1], [2], [0]))
        (start, axis) = self._ints([0], [0])
        positions = self._op("Slice", self._constant("positions", table), start, length, axis)
        words = self._op("Gather", self._weight("embeddings.word_embeddings.weight"), "input_ids")
        return self._norm(self._op("Add", words, positions), "embeddings.LayerNorm")

    def _encoded(self, hidden: str) -> str:
        mask = self._op("Cast", "attention_mask", to=TensorProto.FLOAT)
        absent = self._op("Sub", self._floats(1.0), mask)
        penalty = self._op("Mul", absent, self._floats(-1e9))
        penalty = self._op("Unsqueeze", penalty, *self._ints([1, 2]))
        for number in range(LAYERS):
            hidden = self._layer(hidden, penalty, f"encoder.layer.{number}")
        return hidden

    def _layer(self, hidden: str, penalty: str, name: str) -> str:
        attention = self._attention(hidden, penalty, f"{name}.attention.self")
        attention = self._dense(attention, f"{name}.attention.output.dense")
        hidden = self._norm(
            self._op("Add", attention, hidden), f"{name}.attention.output.LayerNorm"
        )
        wide = self._op("Gelu", self._dense(hidden, f"{name}.intermediate.dense"))
        narrow = self._dense(wide, f"{name}.output.dense")
        return self._norm(self._op("Add", narrow, hidden), f"{name}.output.LayerNorm")

    def _attention(self, hidden: str, penalty: str, name: str) -> str:
        query = self._heads(self._dense(hidden, f"{name}.query"), [0, 2, 1, 3])
        key = self._heads(self._dense(hidden, f"{name}.key"), [0, 2, 3, 1])
        value = self._heads(self._dense(hidden, f"{name}.value"), [0, 2, 1, 3])
        scores = self._op("MatMul", query, key)
        scores = self._op("Mul", scores, self._floats(1 / math.sqrt(HEAD_WIDTH)))
        shares = self._op("Softmax", self._op("Add", scores, penalty), axis=-1)
        mixed = self._op("Transpose", self._op("MatMul", shares, value), perm=[0, 2, 1, 3])
        return self._op("Reshape", mixed, *self._ints([0, 0, WIDTH]))

    def _heads(self, hidden: str, order: list[int]) -> str:
        split = self._op("Reshape", hidden, *self._ints([0, 0, HEADS, HEAD_WIDTH]))
        return self._op("Transpose", split, perm=order)

    def _pooled(self, hidden: str) -> str:
        """The mean of the words that are there, as a unit vector."""
        mask = self._op("Cast", "attention_mask", to=TensorProto.FLOAT)
        mask = self._op("Unsqueeze", mask, *self._ints([2]))
        total = self._op("ReduceSum", self._op("Mul", hidden, mask), *self._ints([1]), keepdims=0)
        words = self._op("ReduceSum", mask, *self._ints([1]), keepdims=0)
        mean = self._op("Div", total, words)
        length = self._op("ReduceL2", mean, *self._ints([1]), keepdims=1)
        return self._op("Div", mean, self._op("Max", length, self._floats(EPSILON)))

    def _dense(self, hidden: str, name: str) -> str:
        weight = self._constant(f"{name}.transposed", self._weights[f"{name}.weight"].T)
        product = self._op("MatMul", hidden, weight)
        return self._op("Add", product, self._weight(f"{name}.bias"))

    def _norm(self, hidden: str, name: str) -> str:
        scale, shift = self._weight(f"{name}.weight"), self._weight(f"{name}.bias")
        return self._op("LayerNormalization", hidden, scale, shift, axis=-1, epsilon=EPSILON)

    def _op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        output = f"{kind}_{next(self._names)}"
        self._nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def _weight(self, name: str) -> str:
        return self._constant(name, self._weights[name])

    def _ints(self, *values: list[int]) -> list[str]:
        return [
            self._constant(f"ints_{value}", np.array(value, dtype=np.int64)) for value in values
        ]

    def _floats(self, value: float) -> str:
        return self._constant(f"float_{value}", np.array(value, dtype=np.float32))

    def _constant(self, name: str, value: np.ndarray) -> str:
        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name
