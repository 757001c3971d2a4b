"""Whether torch.compile can work on this machine, and why not."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from typing import Any

import torch


def obstacle(device: str) -> tuple[str, str, dict[str, Any]] | None:
    """Why torch.compile cannot work here: reason, key and fields of our sentence; or None."""
    if (found := no_tracing()) is not None:
        return found
    kind = torch.device(device).type
    if kind == "cpu" and (missing := _missing_compiler()):
        return f"there is no C++ compiler ({missing})", "reason-no-compiler", {"compiler": missing}
    if kind in ("cuda", "xpu") and importlib.util.find_spec("triton") is None:
        return "Triton is not installed", "reason-no-triton", {}
    return None


def no_tracing() -> tuple[str, str, dict[str, Any]] | None:
    """Likewise, why not even the front end of torch.compile works here."""
    try:
        from torch._dynamo.eval_frame import is_dynamo_supported

        supported = is_dynamo_supported()
    except Exception as error:  # noqa: BLE001 (a torch without a working dynamo says so in many ways)
        return f"torch.compile cannot start: {error}", "reason-broken", {"error": first_line(error)}
    if not supported:
        version = "{}.{}".format(*sys.version_info[:2])
        fields: dict[str, Any] = {"python": version, "torch": str(torch.__version__)}
        return "torch.compile does not support this Python", "reason-python", fields
    return None


def _missing_compiler() -> str | None:
    from torch._inductor import config

    if sys.platform == "win32":
        names: tuple[str | None, ...] = (os.environ.get("CXX", "cl"),)
    else:
        configured = config.cpp.cxx
        names = tuple(configured) if isinstance(configured, (list, tuple)) else (configured,)
    known = [name for name in names if name]
    return None if any(shutil.which(name) for name in known) else " / ".join(known)


def first_line(error: BaseException) -> str:
    """The first line of an error that says something, without the paths and hints after it."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:200]
