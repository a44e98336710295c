"""Make the weights of an exported encoder 8-bit, and its matrix products too, without one text touching another.

``quantize_dynamic`` of onnxruntime takes one scale for a whole batch, so that a word's score depends on the texts beside
it. Here every row of activations has its own scale: a batch of one and a batch of many agree. Weights have a scale per
column (7 bits by default: products cannot overflow on processors without VNNI), embeddings a scale per row.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

TINY = 1e-9


class Rewriter:
    """Hold a graph while it is rewritten."""

    def __init__(self, model: onnx.ModelProto, *, weight_bits: int = 7) -> None:
        self.model, self.top = model, 2 ** (weight_bits - 1) - 1
        self.weights = {t.name: t for t in model.graph.initializer}
        self.nodes: list[onnx.NodeProto] = []
        self.rows: dict[str, tuple[str, str]] = {}
        self._constant("q_axes", np.array([-1], np.int64))
        self._constant("q_over", np.array(1 / 127, np.float32))
        self._constant("q_tiny", np.array(TINY, np.float32))
        self._constant("q_one", np.array(1.0, np.float32))
        self._constant("q_mid", np.array(128, np.uint8))

    def _constant(self, name: str, value: np.ndarray) -> str:
        self.model.graph.initializer.append(numpy_helper.from_array(value, name))
        return name

    def _node(self, op: str, inputs: list[str], output: str, **attributes: object) -> str:
        self.nodes.append(helper.make_node(op, inputs, [output], name=output, **attributes))
        return output

    def run(self) -> onnx.ModelProto:
        """Rewrite all products with constant matrices and all look-ups in constant tables."""
        graph = self.model.graph
        for node in list(graph.node):
            table = self.weights.get(node.input[0]) if node.op_type == "Gather" else None
            matrix = self.weights.get(node.input[1]) if node.op_type == "MatMul" and len(node.input) > 1 else None
            if matrix is not None and len(matrix.dims) == 2 and min(matrix.dims) >= 32:
                self._product(node, matrix)
            elif table is not None and len(table.dims) == 2 and table.data_type == TensorProto.FLOAT:
                self._look_up(node, table)
            else:
                self.nodes.append(node)
        used = {name for node in self.nodes for name in node.input}
        kept = [t for t in graph.initializer if t.name in used]
        del graph.node[:], graph.initializer[:]
        graph.node.extend(self.nodes)
        graph.initializer.extend(kept)
        if not any(o.domain == "com.microsoft" for o in self.model.opset_import):
            self.model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
        return self.model

    def _quantised_rows(self, name: str) -> tuple[str, str]:
        """Return the 8-bit rows of an activation and their scales; made once however often it is used."""
        if name not in self.rows:
            top = self._node("ReduceMax", [self._node("Abs", [name], f"{name}_abs")], f"{name}_top", axes=[-1], keepdims=1)
            scale = self._node("Max", [self._node("Mul", [top, "q_over"], f"{name}_over"), "q_tiny"], f"{name}_scale")
            even = self._node("Div", [name, scale], f"{name}_even")
            self.rows[name] = (self._node("QuantizeLinear", [even, "q_one", "q_mid"], f"{name}_q"), scale)
        return self.rows[name]

    def _product(self, node: onnx.NodeProto, matrix: onnx.TensorProto) -> None:
        value = numpy_helper.to_array(matrix)
        scale = np.maximum(np.abs(value).max(0) / self.top, TINY).astype(np.float32)
        columns = self._constant(f"{matrix.name}_scale", scale)
        whole = self._constant(f"{matrix.name}_q", np.clip(np.rint(value / scale), -self.top, self.top).astype(np.int8))
        rows, row_scale = self._quantised_rows(node.input[0])
        out = node.output[0]
        inputs = [rows, whole, "q_one", columns, "q_mid"]
        self._node("MatMulIntegerToFloat", inputs, f"{out}_raw", domain="com.microsoft")
        self._node("Mul", [f"{out}_raw", row_scale], out)

    def _look_up(self, node: onnx.NodeProto, table: onnx.TensorProto) -> None:
        value = numpy_helper.to_array(table)
        scale = np.maximum(np.abs(value).max(1, keepdims=True) / 127, TINY).astype(np.float32)
        whole = self._constant(f"{table.name}_q", np.rint(value / scale).astype(np.int8))
        scales = self._constant(f"{table.name}_scale", scale)
        out = node.output[0]
        number = self._node("Gather", [whole, node.input[1]], f"{out}_q", axis=0)
        factor = self._node("Gather", [scales, node.input[1]], f"{out}_s", axis=0)
        self._node("Mul", [self._node("Cast", [number], f"{out}_f", to=TensorProto.FLOAT), factor], out)


def quantise(source: Path, target: Path, *, weight_bits: int = 7) -> None:
    """Write the 8-bit form of an ONNX file."""
    model = Rewriter(onnx.load(source), weight_bits=weight_bits).run()
    onnx.save(model, target)
