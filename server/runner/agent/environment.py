"""The learner's interpreter: is torch there, which devices, which limits."""

from __future__ import annotations

import ctypes
import faulthandler
import os
import platform
import signal
import sys
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

from .errors import Stopped, plain_error

OLDEST_TORCH = (2, 4)
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def refuse(message: str, stage: str, key: str, **fields: str | int) -> Stopped:
    """What to raise when this interpreter or machine cannot do the job."""
    return Stopped(plain_error("environment", message, stage, key, fields))


def guard_process() -> None:
    """Show where a crash in C happened, write no core file, and die with the server."""
    faulthandler.enable()
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        try:
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        except (OSError, AttributeError):
            return  # Another C library: the server kills us all the same while it lives.


def end_group() -> None:
    """End this process and all that it started: nobody waits for them any more."""
    if sys.platform != "win32" and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def limit_memory(megabytes: int) -> None:
    """Bound the data segment, so that a runaway list ends in MemoryError, not in a frozen machine.

    Only after `import torch`: what torch maps is not the learner's. macOS accepts the limit and
    does not enforce it; Windows has none.
    """
    if megabytes <= 0 or sys.platform == "win32":
        return
    import resource

    wanted = megabytes << 20
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))
    except (ValueError, OSError):
        return  # More is in use already (macOS): there is no limit to set.


def import_torch() -> ModuleType:
    """torch, or Stopped in the learner's words."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import torch
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise _broken(error) from error
        message = f"PyTorch is not installed in {sys.executable}"
        raise refuse(message, "import", "explain-no-torch", python=sys.executable) from error
    except Exception as error:
        raise _broken(error) from error
    version = tuple(int(part) for part in torch.__version__.split("+")[0].split(".")[:2])
    if version < OLDEST_TORCH:
        message = f"TorchTutor needs PyTorch 2.4 or newer, {sys.executable} has {torch.__version__}"
        raise refuse(message, "import", "explain-old-torch", version=str(torch.__version__))
    return torch


def _broken(error: Exception) -> Stopped:
    message = f"import torch fails in {sys.executable}: {type(error).__name__}: {error}"
    return refuse(message, "import", "explain-broken-torch", python=sys.executable)


def devices() -> list[str]:
    """The devices that this torch can really use, `cpu` first."""
    import torch

    names = ["cpu"]
    if torch.cuda.is_available():
        names += [f"cuda:{index}" for index in range(torch.cuda.device_count())]
    if hasattr(torch, "xpu") and torch.xpu.is_available():
        names += [f"xpu:{index}" for index in range(torch.xpu.device_count())]
    if torch.backends.mps.is_available():
        names.append("mps")
    return names


def check_device(wanted: str) -> None:
    """Raises Stopped when this torch cannot use the device."""
    have = devices()
    # `cuda` means the first one.
    if wanted not in have and f"{wanted}:0" not in have:
        listed = ", ".join(have)
        message = f"This PyTorch cannot use the device {wanted}; it has {listed}"
        raise refuse(message, "import", "explain-no-device", device=wanted, devices=listed)


def describe(device: str, threads: int) -> dict[str, Any]:
    """The `Environment` of a result."""
    import torch

    return {
        "python": platform.python_version(),
        "executable": sys.executable,
        "torch": str(torch.__version__),
        "device_name": _device_name(device),
        "platform": f"{platform.system()} {platform.machine()}",
        "threads": threads,
    }


def _device_name(device: str) -> str | None:
    import torch

    kind = torch.device(device).type
    if kind == "cuda":
        return torch.cuda.get_device_name(device)
    if kind == "xpu":
        return str(torch.xpu.get_device_name(device))
    cpuinfo = Path("/proc/cpuinfo")
    if kind == "cpu" and cpuinfo.exists():
        for line in cpuinfo.read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or None
