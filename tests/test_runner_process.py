"""The learner's process: whatever the code does, there is a result and nothing is left behind."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from torchtutor.server.runner.messages import STAGES, Job, RunEvent
from torchtutor.server.runner.process import TAIL, run_job

pytestmark = [pytest.mark.torch, pytest.mark.usefixtures("nothing_stays")]
FILES = Path(__file__).parent / "learner_code"
SCHEMA = json.loads(
    files("torchtutor.server").joinpath("schemas", "run-result.schema.json").read_text("utf-8")
)


def net(init: str = "", forward: str = "", top: str = "") -> str:
    """A file with a class `Net`; `init` is its line 8 when there is no `top`, `forward` line 11."""
    return "\n".join(
        [
            *("import os", "import sys", "import time", "import torch", "from torch import nn"),
            *top.splitlines(),
            "class Net(nn.Module):",
            "    def __init__(self):",
            f"        super().__init__(); {init}",
            "        self.fc = nn.Linear(3, 4)",
            "    def forward(self, x):",
            f"        {forward}",
            "        return self.fc(x)",
            "",
        ]
    )


async def run(
    source: str,
    folder: Path,
    *,
    timeout_s: float = 60.0,
    events: list[RunEvent] | None = None,
    python: str = sys.executable,
    **options: Any,
) -> dict[str, Any]:
    """Run `Net` of `source`, without torch.compile unless asked; the result fits the schema."""
    job = Job(source, str(folder / "net.py"), "Net", **{"measure": False, **options})
    seen: list[RunEvent] = [] if events is None else events
    result = await run_job(job, python, timeout_s=timeout_s, on_event=seen.append)
    jsonschema.validate(result, SCHEMA)
    return result


def residual(name: str) -> str:
    return (FILES / name).read_text(encoding="utf-8")


async def test_a_good_model(tmp_path: Path) -> None:
    events: list[RunEvent] = []
    result = await run(residual("residual.py"), tmp_path, events=events)
    assert result["error"] is None
    assert result["parameters"] == {"tensors": 18, "elements": 68_362}
    assert result["unregistered"] == []
    assert result["timing"]["eager_ms"] > 0
    stages = [event.stage for event in events if event.event == "stage"]
    assert stages == list(STAGES[: STAGES.index("eager") + 1])
    partial = next(event for event in events if event.event == "partial")
    assert partial.result["unregistered"] == []
    assert events[-1].event == "done"


async def test_layers_in_a_plain_list(tmp_path: Path) -> None:
    source = residual("residual_list.py")
    result = await run(source, tmp_path)
    line = source[: source.index("self.blocks = [")].count("\n") + 1
    assert result["parameters"]["elements"] == 1_290
    found = [(u["path"], u["kind"], u["line"], u["trained"]) for u in result["unregistered"]]
    assert found == [(f"self.blocks[{index}]", "module", line, True) for index in range(4)]


async def test_compiled_is_compared_with_eager(tmp_path: Path) -> None:
    result = await run(residual("residual.py"), tmp_path, timeout_s=240, measure=True)
    timing = result["timing"]
    assert timing["verdict"] in ("faster", "slower", "no-difference", "too-noisy")
    assert timing["first_call_s"] > timing["compiled_ms"] / 1e3
    assert timing["max_difference"] < 1e-4
    assert timing["pairs"] >= 12
    low, high = timing["interval"]
    assert low <= timing["ratio"] <= high


async def test_without_a_compiler_eager_is_still_timed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CXX", "no-such-compiler")
    result = await run(residual("residual.py"), tmp_path, measure=True)
    assert result["error"] is None
    assert result["timing"]["verdict"] == "not-available"
    assert result["timing"]["reason_key"] == "reason-no-compiler"
    assert "no-such-compiler" in result["timing"]["reason"]
    assert result["timing"]["eager_ms"] > 0


async def test_a_compilation_that_takes_too_long_is_no_error(tmp_path: Path) -> None:
    hang = "def hang(*_):\n    time.sleep(1000)\ntorch._TorchCompileInductorWrapper = hang\n"
    source = net(top=hang, forward="torch.relu(x)")
    result = await run(source, tmp_path, timeout_s=20, measure=True)
    assert result["error"] is None
    assert result["timing"]["reason_key"] == "reason-timeout"
    assert result["timing"]["eager_ms"] > 0


HOSTILE = [
    # init, forward, timeout, kind, message, line
    ("x = 1\n        while True: pass", "", 8, "timeout", "Stopped after", 9),
    ("", "while True: time.sleep(1000)", 8, "timeout", "Stopped after", 11),
    ("import signal; signal.signal(15, signal.SIG_IGN); time.sleep(1000)", "", 8, "timeout",
     "Stopped after", 8),
    ("sys.exit(3)", "", 60, "learner", "SystemExit: 3", 8),
    ("os._exit(5)", "", 60, "died", "code 5", None),
    ("import ctypes; ctypes.string_at(0)", "", 60, "died", "SIGSEGV", None),
    ("input('name? ')", "", 60, "learner", "EOF", 8),
    ("x = []\n        while True: x.append(bytearray(10**7))", "", 60, "memory", "", 9),
    ("self.w = torch.zeros(10**6, 10**5)", "", 60, "memory", "", 8),
]  # fmt: skip


@pytest.mark.parametrize(("init", "forward", "timeout_s", "kind", "message", "line"), HOSTILE)
async def test_hostile_code_ends_in_a_result(
    init: str,
    forward: str,
    timeout_s: float,
    kind: str,
    message: str,
    line: int | None,
    tmp_path: Path,
) -> None:
    result = await run(net(init, forward), tmp_path, timeout_s=timeout_s, memory_mb=2048)
    assert result["error"]["kind"] == kind
    assert message in result["error"]["message"]
    assert result["error"]["line"] == line
    assert result["error"]["explanation"]


async def test_printing_without_end_does_not_fill_the_memory(tmp_path: Path) -> None:
    source = net("print('x' * 10_000_000); sys.stdout.write('the end\\n')")
    result = await run(source, tmp_path)
    assert result["error"] is None
    assert result["output_text"].endswith("the end\n")
    assert len(result["output_text"]) < TAIL + 10


async def test_what_code_prints_is_not_taken_for_a_result(tmp_path: Path) -> None:
    forged = '{"event": "done", "result": {"error": null, "output": "forged"}}'
    source = net(f"print({forged!r}); os.write(1, {forged!r}.encode() + b'\\n')")
    result = await run(source, tmp_path)
    assert result["output"] == "float32[32, 4]"
    assert "forged" in result["output_text"]


async def test_children_end_with_the_run(tmp_path: Path) -> None:
    wait = "import time; time.sleep(1000)"
    child = f"subprocess.Popen([sys.executable, '-c', {wait!r}]"
    # forward runs many times: the first time only, or it is stopped for too many processes
    once = f"self.__dict__.get('child') or self.__dict__.update(child={child}, start_new_session=True))"
    source = net(f"import subprocess; {child})", f"import subprocess; {once}")
    result = await run(source, tmp_path)
    assert result["error"] is None


async def test_a_process_out_of_reach_does_not_hold_the_run(tmp_path: Path) -> None:
    """Its own session, an empty environment, and the run's standard error open."""
    sleep = "[sys.executable, '-c', 'import time; time.sleep(100)']"
    stray = f"import subprocess; p = subprocess.Popen({sleep}, env={{}}, start_new_session=True)"
    source = net(init=f"{stray}; print(p.pid, flush=True)", forward="while True: pass")
    result = await run(source, tmp_path, timeout_s=10)
    assert result["error"]["kind"] == "timeout"
    # Raises when it is gone: then the run has waited for its end.
    os.kill(int(result["output_text"].split()[0]), signal.SIGKILL)


async def test_a_listener_that_fails_ends_the_run(tmp_path: Path) -> None:
    def broken(event: RunEvent) -> None:
        raise ZeroDivisionError

    job = Job(net(), str(tmp_path / "net.py"), "Net", measure=False)
    with pytest.raises(ZeroDivisionError):
        await run_job(job, sys.executable, timeout_s=60, on_event=broken)


async def test_threads_do_not_keep_the_process(tmp_path: Path) -> None:
    source = net("import threading; threading.Thread(target=time.sleep, args=(1000,)).start()")
    result = await run(source, tmp_path, timeout_s=30)
    assert result["error"] is None


async def test_cancelling_ends_the_process_first(tmp_path: Path) -> None:
    building = asyncio.Event()
    job = Job(net("time.sleep(1000)"), str(tmp_path / "net.py"), "Net")

    def on_event(event: RunEvent) -> None:
        if event.stage == "build":
            building.set()

    task = asyncio.create_task(run_job(job, sys.executable, timeout_s=60, on_event=on_event))
    await asyncio.wait_for(building.wait(), 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_long_results_arrive(tmp_path: Path) -> None:
    source = net("self.many = nn.ModuleList(nn.Linear(1, 1) for _ in range(2000))")
    result = await run(source, tmp_path)
    assert len(result["submodules"]) == 2001
    assert len(json.dumps(result)) > 1 << 17


async def test_files_beside_are_found_and_named_in_errors(tmp_path: Path) -> None:
    (tmp_path / "parts.py").write_text("def half(x):\n    return x[::0]\n", encoding="utf-8")
    (tmp_path / "data.txt").write_text("3", encoding="utf-8")
    source = net("int(open('data.txt').read())", "half(x)", top="from parts import half")
    result = await run(source, tmp_path)
    assert result["error"]["file"] == str(tmp_path / "parts.py")
    assert result["error"]["line"] == 2


async def test_a_file_that_is_not_saved_anywhere(tmp_path: Path) -> None:
    job = Job(net(), "Untitled-1", "Net", measure=False)
    result = await run_job(job, sys.executable, timeout_s=60, on_event=lambda event: None)
    assert result["error"] is None


async def test_names_of_the_folder_do_not_replace_the_standard_library(tmp_path: Path) -> None:
    for name in ("random", "json", "queue", "typing"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('not this one')", encoding="utf-8")
    assert (await run(net(), tmp_path))["error"] is None


async def test_a_device_that_is_not_there(tmp_path: Path) -> None:
    result = await run(net(), tmp_path, device="cuda:7")
    assert result["error"]["kind"] == "environment"
    assert "cpu" in result["error"]["explanation"]


def fake_python(folder: Path, text: str) -> str:
    python = folder / "python"
    python.write_text(text, encoding="utf-8")
    python.chmod(0o755)
    return str(python)


async def test_what_is_no_interpreter(tmp_path: Path) -> None:
    for python, key in [
        (str(tmp_path / "nothing"), "explain-cannot-start"),
        (fake_python(tmp_path, "#!/bin/sh\necho hello; cat\n"), "explain-no-answer"),
        (fake_python(tmp_path, "#!/bin/sh\nexit 0\n"), "explain-no-answer"),
    ]:
        error = (await run(net(), tmp_path, python=python))["error"]
        assert (error["kind"], error["explanation_key"]) == ("environment", key)


async def test_an_interpreter_without_torch(tmp_path: Path) -> None:
    # -S: without site-packages, and so without torch.
    python = fake_python(tmp_path, f'#!/bin/sh\nexec "{sys.executable}" -S -E "$@"\n')
    error = (await run(net(), tmp_path, python=python))["error"]
    assert (error["kind"], error["explanation_key"]) == ("environment", "explain-no-torch")
    assert Path(sys.executable).name in error["message"]


async def test_an_old_python_is_told_so(tmp_path: Path) -> None:
    """The bootstrap with the version taken back: every Python 3 can read it."""
    script = (
        "import sys, collections\n"
        "Version = collections.namedtuple('Version', 'major minor micro releaselevel serial')\n"
        "sys.version_info = Version(3, 8, 1, 'final', 0)\n"
        "text = sys.argv[2]\nsys.argv[1:] = []\nexec(text)\n"
    )
    (tmp_path / "old.py").write_text(script, encoding="utf-8")
    python = fake_python(tmp_path, f'#!/bin/sh\nexec "{sys.executable}" "{tmp_path}/old.py" "$@"\n')
    error = (await run(net(), tmp_path, python=python))["error"]
    assert error["kind"] == "environment"
    assert "needs Python 3.10 or newer here, this is 3.8" in error["message"]
    assert "3.8" in error["explanation"]
