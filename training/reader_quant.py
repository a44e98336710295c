"""Make the weights of an exported encoder 8-bit, and its matrix products too, without one text touching another.

``quantize_dynamic`` of onnxruntime takes one scale for a whole batch, so that a word's score depends on the texts beside
it. Here every row of activations has its own scale: a batch of one and a batch of many agree. Weights have a scale per
column (7 bits by default: products cannot overflow on processors without VNNI), embeddings a scale per row. A matrix that is
an embedding table turned round, as where words are scored against it, is stored once.
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
        self.tables: dict[str, tuple[str, str]] = {}
        self.matrices: dict[str, tuple[str, str]] = {}
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
        self.looked_up = {node.input[0] for node in graph.node if node.op_type == "Gather"}
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
        if matrix.name not in self.matrices:
            self.matrices[matrix.name] = self._turned(matrix) or self._columns(matrix)
        whole, columns = self.matrices[matrix.name]
        rows, row_scale = self._quantised_rows(node.input[0])
        out = node.output[0]
        inputs = [rows, whole, "q_one", columns, "q_mid"]
        self._node("MatMulIntegerToFloat", inputs, f"{out}_raw", domain="com.microsoft")
        self._node("Mul", [f"{out}_raw", row_scale], out)

    def _columns(self, matrix: onnx.TensorProto) -> tuple[str, str]:
        """Store a matrix with a scale per column."""
        value = numpy_helper.to_array(matrix)
        scale = np.maximum(np.abs(value).max(0) / self.top, TINY).astype(np.float32)
        whole = np.clip(np.rint(value / scale), -self.top, self.top).astype(np.int8)
        return self._constant(f"{matrix.name}_q", whole), self._constant(f"{matrix.name}_scale", scale)

    def _turned(self, matrix: onnx.TensorProto) -> tuple[str, str] | None:
        """Return the stored rows of the table that a matrix is the transpose of, turned round; None where there is none."""
        for name, table in self.weights.items():
            if name not in self.looked_up or tuple(table.dims) != tuple(reversed(matrix.dims)):
                continue
            if np.array_equal(numpy_helper.to_array(table).T, numpy_helper.to_array(matrix)):
                whole, scales = self._rows_of(table)
                shape = self._constant("q_flat", np.array([-1], np.int64))
                turned = self._node("Transpose", [whole], f"{whole}_turned_{matrix.name}", perm=[1, 0])
                return turned, self._node("Reshape", [scales, shape], f"{scales}_flat_{matrix.name}")
        return None

    def _rows_of(self, table: onnx.TensorProto) -> tuple[str, str]:
        """Store a table with a scale per row, once."""
        if table.name not in self.tables:
            value = numpy_helper.to_array(table)
            scale = np.maximum(np.abs(value).max(1, keepdims=True) / self.top, TINY).astype(np.float32)
            whole = self._constant(f"{table.name}_q", np.rint(value / scale).astype(np.int8))
            self.tables[table.name] = whole, self._constant(f"{table.name}_scale", scale)
        return self.tables[table.name]

    def _look_up(self, node: onnx.NodeProto, table: onnx.TensorProto) -> None:
        whole, scales = self._rows_of(table)
        out = node.output[0]
        number = self._node("Gather", [whole, node.input[1]], f"{out}_q", axis=0)
        factor = self._node("Gather", [scales, node.input[1]], f"{out}_s", axis=0)
        self._node("Mul", [self._node("Cast", [number], f"{out}_f", to=TensorProto.FLOAT), factor], out)


def quantise(source: Path, target: Path, *, weight_bits: int = 7) -> None:
    """Write the 8-bit form of an ONNX file."""
    model = Rewriter(onnx.load(source), weight_bits=weight_bits).run()
    onnx.save(model, target)
