"""The learner's interpreter: is torch there, which devices, which limits."""

from __future__ import annotations

import contextlib
import faulthandler
import io
import os
import platform
import signal
import sys
import time
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from .errors import Stopped, plain_error

OLDEST_TORCH = (2, 4)
_RUN_ID = "TORCHTUTOR_RUN_ID"  # as in server/runner/child.py
_LARGEST_FILE = 4 << 30  # bytes; a checkpoint may be large, a loop that writes has no end
_MOST_TASKS = 1024  # beside those of this user; torch has a thread or two for each core
_own_id: str | None = None  # where nobody else knows it


def refuse(message: str, stage: str, key: str, **fields: str | int) -> Stopped:
    """What to raise when this interpreter or machine cannot do the job."""
    return Stopped(plain_error("environment", message, stage, key, fields))


def guard_process(remote: bool) -> None:
    """Show where a crash in C happened, write no core file and no endless one; for a server on
    another machine, be what it would have made of us there."""
    global _own_id
    faulthandler.enable()
    if remote:
        os.environ.setdefault("MPLBACKEND", "Agg")
        os.environ[_RUN_ID] = _own_id = uuid.uuid4().hex
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace", write_through=True)
    if sys.platform == "win32":
        return
    import resource

    if remote and os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _limit(resource.RLIMIT_FSIZE, _LARGEST_FILE)
    if sys.platform.startswith("linux"):
        _limit(resource.RLIMIT_NPROC, _tasks_of_this_user() + _MOST_TASKS)


def limit_time(seconds: float) -> None:
    """Should the server be killed while we are in C code that never ends, then the system ends us:
    what is allowed is what every core could do in the time of the run."""
    if sys.platform == "win32":
        return
    import resource

    used = time.process_time()
    _limit(resource.RLIMIT_CPU, int(used + seconds * (os.cpu_count() or 1)) + 60)


def _limit(which: int, wanted: int) -> None:
    """Lower a limit; what is not allowed (a lower hard limit, a sandbox) stays as it is."""
    import resource

    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    try:
        resource.setrlimit(which, (wanted, hard))
    except (ValueError, OSError):
        return  # More is in use already: there is no limit to set.


def _tasks_of_this_user() -> int:
    """Processes and threads, which is what the limit counts (not for root)."""
    user, found = os.getuid(), 0
    for process in _processes():
        with contextlib.suppress(OSError):
            if process.stat().st_uid == user:
                found += sum(1 for _ in (process / "task").iterdir())
    return found


def _processes() -> Iterator[Path]:
    """The folders of all processes; none where the system has no such folders."""
    return Path("/proc").glob("[0-9]*")


def end_everything() -> NoReturn:
    """End this process and all that it started: nobody waits for them any more."""
    if sys.platform != "win32":
        _kill_strays()
        if os.getpgrp() == os.getpid():
            os.killpg(0, signal.SIGKILL)
    os._exit(0)


def _kill_strays() -> None:
    """Kill what left the process group but still carries our id in its environment (Linux)."""
    needle = f"{_RUN_ID}={_own_id}".encode()
    for process in _processes() if _own_id else ():
        with contextlib.suppress(OSError):
            if int(process.name) != os.getpid() and needle in (process / "environ").read_bytes():
                os.kill(int(process.name), signal.SIGKILL)


def limit_memory(megabytes: int) -> None:
    """Bound the data segment, so that a runaway list ends in MemoryError, not in a frozen machine.

    Only after `import torch`: what torch maps is not the learner's. macOS accepts the limit and
    does not enforce it; Windows has none.
    """
    if megabytes <= 0 or sys.platform == "win32":
        return
    import resource

    _limit(resource.RLIMIT_DATA, megabytes << 20)


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
