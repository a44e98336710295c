"""Open ONNX models: the one place that imports onnxruntime, after it was told to report nothing to anybody."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any


def session(model: Path) -> Any:
    """Return a session of one thread on the processor.

    The library looks up its vendor's host and writes an identity of the device into the user's folder as soon as it is
    loaded, unless the environment forbids it before. A program that loaded it earlier has decided that for itself; here it is
    switched off from now on.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
