"""Models on onnxruntime, as workers run them."""

import os
from typing import Any


def spare() -> int:
    """Threads that leave a processor to the media clock, two at most: more are hardly faster.

    Measured on two processors: with two threads frames were up to 60 ms late, with one 14.
    """
    return max(1, min(2, (os.cpu_count() or 1) - 1))


def session(model: str | bytes, threads: int) -> Any:
    """An `InferenceSession` of `model`, a path or what would be in it. Raises what the library raises."""
    import onnxruntime  # type: ignore[import-untyped]  # it has no annotations

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 3
    # Each text has another length: what is planned for one is of no use to the next, and is kept for ever.
    options.enable_mem_pattern = False
    # The other threads shall not burn a processor while they wait: a frame is due there.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
