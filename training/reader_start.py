"""Take the weights of an exported tagger up again, so that a new run begins where the shipped file ends.

The 8-bit matrices are multiplied out; rounding costs about as much as ``export_tagger --check`` shows between ``part`` and
``part-float``, and training heals it. The embeddings are those of the base, which training never touches.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

_PRODUCT = re.compile(r"/(net/.+?)/MatMul_output_0(_raw)?$")


def take_up(net: nn.Module, path: Path) -> None:
    """Put the weights of an ONNX file into a fresh network of the same shape; raises ValueError where one is missing."""
    graph = onnx.load(path).graph
    stored = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    found = {name.removeprefix("net."): value for name, value in stored.items() if name.startswith("net.")}
    for node in graph.node:
        match = _PRODUCT.match(node.output[0])
        name = node.input[1] if match and len(node.input) > 1 else None
        if match is None or name not in stored:
            continue
        value = stored[name].astype(np.float32)
        if name.endswith("_q"):
            value = value * stored[f"{name.removesuffix('_q')}_scale"]
        found[match[1].removeprefix("net/").replace("/", ".") + ".weight"] = value.T
    state = net.state_dict()
    for name, old in state.items():
        if name.startswith(("encoder.embeddings.", "regime.", "encoder.pooler.")) or not old.is_floating_point():
            continue
        if name not in found or found[name].shape != tuple(old.shape):
            raise ValueError(f"{path}: holds no {name} of shape {tuple(old.shape)}; was it exported from another encoder?")
        state[name] = torch.from_numpy(np.array(found[name], np.float32))
    net.load_state_dict(state)
