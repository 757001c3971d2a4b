"""What would make a time wrong: looked for before and after measuring, and named."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

_UNDISTURBED = 0.7  # of the pairs: fewer means that something else wants the core
_FREQUENCY = 0.7  # of the highest
ROOT = Path("/")

Warning_ = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Counters:
    """How often the machine slowed this process down so far; 0 where it does not say."""

    heat: int
    quota: int


def counters(root: Path = ROOT) -> Counters:
    """Linux tells: the CPU's own counter, and that of the control group."""
    heat = sum(
        _number(path) or 0
        for path in (root / "sys/devices/system/cpu").glob(
            "cpu[0-9]*/thermal_throttle/core_throttle_count"
        )
    )
    quota = 0
    for folder in _groups(root):
        for line in _text(folder / "cpu.stat").splitlines():
            name, _, value = line.partition(" ")
            if name == "nr_throttled" and value.strip().isdigit():
                quota += int(value)
    return Counters(heat, quota)


def machine(threads: int, before: Counters, root: Path = ROOT) -> Iterator[Warning_]:
    """What is wrong with the machine. `before` was taken before measuring."""
    usable = usable_cpus()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    if load > max(1.0, 0.75 * usable) + 1:  # one of them is this run
        yield "load", {"load": f"{load:.1f}", "cpus": usable}
    if on_battery(root):
        yield "battery", {}
    quota = cpu_quota(root)
    if quota is not None and quota < threads:
        yield "quota", {"cpus": f"{quota:g}", "threads": threads}
    if threads > usable:
        yield "threads", {"threads": threads, "cpus": usable}
    after = counters(root)
    if after.heat > before.heat:
        yield "heat", {}
    if after.quota > before.quota:
        yield "throttled", {}
    governor = _text(root / "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor").strip()
    driver = _text(root / "sys/devices/system/cpu/cpu0/cpufreq/scaling_driver").strip()
    if governor == "powersave" and driver not in ("intel_pstate", "amd-pstate-epp"):
        yield "powersave", {}  # those two drivers raise the frequency in this mode too
    elif _slow(root):
        yield "frequency", {}


def process(model: nn.Module, threads: int, device: str) -> Iterator[Warning_]:
    """What is switched on in this process that costs time at each call."""
    if torch.version.debug or "BUILD_TYPE=Debug" in torch.__config__.show():
        yield "debug-torch", {}
    if hasattr(sys, "gettotalrefcount"):
        yield "debug-python", {}
    if torch.is_anomaly_enabled():
        yield "anomaly", {}
    if torch.are_deterministic_algorithms_enabled():
        yield "deterministic", {}
    profiling = getattr(torch.autograd, "_profiler_enabled", None)
    if profiling is not None and profiling():
        yield "profiler", {}
    if sys.gettrace() is not None or sys.getprofile() is not None:
        yield "tracing", {}
    if torch.get_num_threads() != threads:
        yield "threads-changed", {"threads": torch.get_num_threads(), "wanted": threads}
    if torch.device(device).type == "cuda" and os.environ.get("CUDA_LAUNCH_BLOCKING") == "1":
        yield "blocking", {}
    if (
        os.environ.get("TORCHDYNAMO_DISABLE") == "1"
        or os.environ.get("TORCH_COMPILE_DISABLE") == "1"
    ):
        yield "compile-disabled", {}
    hooks = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks")
    count = sum(len(getattr(module, name, ())) for module in model.modules() for name in hooks)
    if count:
        yield "hooks", {"count": count}


def interrupted(undisturbed: float | None) -> Iterator[Warning_]:
    """By the share of pairs that the scheduler left alone."""
    if undisturbed is not None and undisturbed < _UNDISTURBED:
        yield "interrupted", {"percent": round(100 * (1 - undisturbed))}


def usable_cpus() -> int:
    """How many this process may use at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def on_battery(root: Path = ROOT) -> bool:
    """Whether a battery is being emptied. Linux only; elsewhere False."""
    for supply in (root / "sys/class/power_supply").glob("*"):
        is_battery = _text(supply / "type").strip() == "Battery"
        # Mice and phones have batteries too.
        own = _text(supply / "scope").strip() != "Device"
        if is_battery and own and _text(supply / "status").strip() == "Discharging":
            return True
    return False


def cpu_quota(root: Path = ROOT) -> float | None:
    """How many CPUs the control groups allow; None without a limit."""
    found: list[float] = []
    for folder in _groups(root):
        parts = _text(folder / "cpu.max").split()
        if len(parts) == 2 and parts[0] != "max":
            found.append(int(parts[0]) / int(parts[1]))
    return min(found, default=None)


def _groups(root: Path) -> list[Path]:
    """This process's control group and those around it (version 2)."""
    own = next(
        (line[3:] for line in _text(root / "proc/self/cgroup").splitlines() if line[:3] == "0::"),
        "",
    )
    top = root / "sys/fs/cgroup"
    folder = top / own.strip().lstrip("/")
    inside = [parent for parent in folder.parents if parent == top or top in parent.parents]
    return [folder, *inside] if folder != top else [top]


def _slow(root: Path) -> bool:
    """Whether every core runs well below its highest frequency, right after work."""
    shares = []
    for folder in (root / "sys/devices/system/cpu").glob("cpu[0-9]*/cpufreq"):
        now, most = _number(folder / "scaling_cur_freq"), _number(folder / "cpuinfo_max_freq")
        if now and most:
            shares.append(now / most)
    return bool(shares) and max(shares) < _FREQUENCY


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


def _number(path: Path) -> int | None:
    text = _text(path).strip()
    return int(text) if text.isdigit() else None
