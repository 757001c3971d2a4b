"""Keystroke to diagnostics and start to first diagnostics, beside other servers, in one run.

    python -m benchmarks.latency [--bin FOLDER] [--slow] [--sizes N ...] [--line TEXT] [--keys N]
        [--pace S] [--rounds N] [--starts N] [--json FILE]

Every server gets the same files (torch's own, each mostly one long class) and the same keys: a new
line is typed at the end of a method in the middle of the longest class, so that most states in
between are broken. After a name that stands alone ours tells what it knew, and reads the text 30 ms
after the last key; `--line "extra = self.weight"` has keys that every server must read. Servers that
are not installed (on PATH, or in FOLDER) are left out and named.
Times are wall milliseconds: the median of several rounds, each with a new process, in turns with the
other servers; "p95 of" is the lowest and the highest of the rounds, and "behind" in how many of them
the server's p95 was above ours. CPU is what the server's process used for a key; "keeps" is the share
of keys after which the other diagnostics were still there.

Half a second passes between opening and the first key, as nobody types at once: what a server does by
itself meanwhile (ours practises for 18 ms of CPU, see server/resting.py) is in none of the
figures. Each key follows the answer to the one before; with a pace it comes so many seconds later,
when the processor's caches have forgotten every server.

"first" is from the start of the process to the first diagnostics: the median of several starts, in
turns with the other servers, "CPU1" what the process used for it. No server has seen the file before
in its process, and ours keeps nothing about it between starts; but Python's compiled files are there,
as after an installation.
"""

from __future__ import annotations

import argparse
import ast
import asyncio
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

TYPED = "self.extra = [nn.Linear(8, 8) for _ in range(3)]"
# a mistake that any Python checker reports (an undefined name), far from where is typed
MISTAKE = "\n\ndef unrelated():\n    return undefined_name_of_the_benchmark\n"
# and one that TorchTutor reports
HIDDEN = (
    "\n\nclass Unrelated(torch_nn.Module):\n    def __init__(self):\n        super().__init__()\n"
    "        self.layers = [torch_nn.Linear(2, 2)]\n"
)
SOURCES = {
    200: "nn/modules/linear.py",
    1000: "nn/modules/transformer.py",
    3000: "nn/modules/module.py",
    5000: "_dynamo/output_graph.py",
}
TIMEOUT_S = 60.0
# between opening a file and the first key
LOOKING_S = 0.5
Costs = Coroutine[Any, Any, dict[str, float]]
# what was measured, by the number of the turn
Turns = dict[int, dict[str, float]]
# Editors let Python keep what it has compiled, and so do installers; else every start compiles it all.
ENVIRON = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def servers(folder: str | None, slow: bool) -> dict[str, list[str]]:
    """The commands of the servers that are there, by name."""
    path = os.pathsep.join(
        filter(None, (folder, str(Path(sys.executable).parent), os.environ["PATH"]))
    )
    wanted = {
        "torchtutor": ["torchtutor", "lsp"],
        "pygls echo": [sys.executable, "-m", "benchmarks.echo_server"],
        "ruff": ["ruff", "server"],
        "ty": ["ty", "server"],
        "pyrefly": ["pyrefly", "lsp"],
        "zuban": ["zuban", "server"],
    }
    if slow:
        wanted |= {"pyright": ["pyright-langserver", "--stdio"], "pylsp": ["pylsp"]}
    found = {}
    for name, (program, *arguments) in wanted.items():
        where = program if Path(program).is_absolute() else shutil.which(program, path=path)
        if where is None:
            print(f"not installed, left out: {name}", file=sys.stderr)
        else:
            found[name] = [where, *arguments]
    return found


def sample(lines: int) -> str:
    """About so many lines of torch's own code, with both mistakes at the end."""
    import importlib.util

    spec = importlib.util.find_spec("torch")
    assert spec is not None and spec.origin is not None
    text = (Path(spec.origin).parent / SOURCES[lines]).read_text("utf-8")
    if SOURCES[lines].startswith("nn/"):  # so that our Linear is the one of torch
        text = re.sub(r"from \.+(\w*) import", r"from torch.nn.modules.\1 import", text)
    head = "import torch.nn as torch_nn\nfrom torch import nn\n"
    text = text.replace("# mypy: allow-untyped-defs\n", "")
    future = "from __future__ import annotations\n"
    head = future + head if future in text else head
    return head + text.replace(future, "") + HIDDEN + MISTAKE


def typing_place(text: str) -> tuple[int, int]:
    """The row before which a line is typed, and its indentation: in the middle method of the longest
    class, before its last statement."""
    classes = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    longest = max(classes, key=lambda node: (node.end_lineno or 0) - node.lineno)
    methods = [node for node in longest.body if isinstance(node, ast.FunctionDef)]
    last = methods[len(methods) // 2].body[-1]
    return last.lineno - 1, last.col_offset


class Peer:
    """A server under measurement."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.published: list[tuple[float, Any]] = []
        self.news = asyncio.Event()
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._next = 0
        self._reading = asyncio.ensure_future(self._read())

    @classmethod
    async def start(cls, command: list[str]) -> Peer:
        return cls(
            await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=ENVIRON,
                limit=1 << 26,
            )
        )

    async def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while header := await stream.readline():
            length = 0
            while header.strip():
                if header.lower().startswith(b"content-length:"):
                    length = int(header.split(b":")[1])
                header = await stream.readline()
            message = json.loads(await stream.readexactly(length))
            if message.get("method") == "textDocument/publishDiagnostics":
                self.published.append((time.perf_counter(), message["params"]))
                self.news.set()
            elif "method" in message and "id" in message:
                asked = message.get("params", {}).get("items", [])
                empty: list[dict[str, Any]] | None = [{}] * len(asked) or None
                self.send({"id": message["id"], "result": empty})
            elif message.get("id") in self._waiting:
                self._waiting.pop(message["id"]).set_result(message.get("result"))

    def send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    async def ask(self, method: str, params: Any) -> Any:
        self._next += 1
        answer = self._waiting[self._next] = asyncio.get_running_loop().create_future()
        self.send({"id": self._next, "method": method, "params": params})
        return await asyncio.wait_for(answer, TIMEOUT_S)

    async def diagnostics(self, version: int, since: float) -> tuple[float, list[Any]]:
        """When the diagnostics of this version came, and what they were."""

        async def wait() -> tuple[float, list[Any]]:
            while True:
                for at, params in self.published:
                    if at >= since and params.get("version", version) == version:
                        return at, params["diagnostics"]
                self.news.clear()
                await self.news.wait()

        return await asyncio.wait_for(wait(), TIMEOUT_S)

    def cpu_s(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024

    async def end(self) -> None:
        self._reading.cancel()
        self.process.kill()
        await self.process.wait()


# some servers are silent about files outside of the project's folder; the file is on no disk
FOLDER = Path(tempfile.gettempdir()).resolve() / "benchmark-of-language-servers"
URI = (FOLDER / "sample.py").as_uri()


async def opened(command: list[str], text: str) -> tuple[Peer, dict[str, float], list[Any]]:
    """A new server with the file open, what that cost (ms of wall and CPU), its diagnostics."""
    began = time.perf_counter()
    peer = await Peer.start(command)
    try:
        capabilities = {"textDocument": {"publishDiagnostics": {"versionSupport": True}}}
        await peer.ask(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": FOLDER.as_uri(),
                "workspaceFolders": [{"uri": FOLDER.as_uri(), "name": FOLDER.name}],
                "capabilities": capabilities,
            },
        )
        peer.send({"method": "initialized", "params": {}})
        document = {"uri": URI, "languageId": "python", "version": 1, "text": text}
        peer.send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        at, known = await peer.diagnostics(1, began)
    except BaseException:
        await peer.end()
        raise
    return peer, {"first": (at - began) * 1000, "cpu first": peer.cpu_s() * 1000}, known


async def start(command: list[str], text: str) -> dict[str, float]:
    """What one start costs until the first diagnostics."""
    peer, cost, _ = await opened(command, text)
    await peer.end()
    return cost


async def typed(
    command: list[str], text: str, keys: int, pace_s: float = 0.0, words: str = TYPED
) -> dict[str, float]:
    """One server while somebody types a line, a key `pace_s` after the last answer; ms, a share, and MiB."""
    peer, _, known = await opened(command, text)
    try:
        others = {item["message"] for item in known}
        line, indent = typing_place(text)
        waits: list[float] = []
        kept = 0
        await asyncio.sleep(LOOKING_S)
        cpu = peer.cpu_s()
        for number in range(keys):
            column = number % (len(words) + 1)
            # the first key opens the line
            character = words[column - 1] if column else " " * indent + "\n"
            place = {"line": line, "character": indent + column - 1 if column else 0}
            change = {"range": {"start": place, "end": place}, "text": character}
            version = number + 2
            sent = time.perf_counter()
            peer.send(
                {
                    "method": "textDocument/didChange",
                    "params": {
                        "textDocument": {"uri": URI, "version": version},
                        "contentChanges": [change],
                    },
                }
            )
            at, now = await peer.diagnostics(version, sent)
            waits.append((at - sent) * 1000)
            kept += others <= {item["message"] for item in now}
            if pace_s:
                await asyncio.sleep(pace_s)
        waits.sort()
        return {
            "median": statistics.median(waits),
            "p95": waits[int(len(waits) * 0.95)],
            "cpu": (peer.cpu_s() - cpu) * 1000 / keys,
            "keeps": kept / keys if others else float("nan"),
            "memory": peer.memory_mb(),
        }
    finally:
        await peer.end()


def in_turns(
    commands: dict[str, list[str]], times: int, measure: Callable[[list[str]], Costs]
) -> dict[str, Turns]:
    """What was measured of each server in each turn; what did not answer is left out."""
    costs: dict[str, Turns] = {name: {} for name in commands}
    for turn in range(times + 1):
        for name, command in commands.items():
            try:
                cost = asyncio.run(measure(command))
            except (TimeoutError, OSError):
                continue
            if turn:  # the first one fills the caches of the machine
                costs[name][turn] = cost
    return costs


def medians(turns: Turns) -> dict[str, float]:
    """The median of each figure."""
    costs = list(turns.values())
    return {key: statistics.median(cost[key] for cost in costs) for key in costs[0]}


def behind(ours: Turns, theirs: Turns) -> str:
    """In how many of the rounds that both answered their p95 was above ours."""
    above = [cost["p95"] > ours[turn]["p95"] for turn, cost in theirs.items() if turn in ours]
    return f"{sum(above)}/{len(above)}" if ours is not theirs else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--bin", help="a folder with the other servers")
    parser.add_argument("--slow", action="store_true", help="pyright and pylsp too: minutes")
    parser.add_argument("--sizes", type=int, nargs="*", choices=SOURCES, help="only these")
    parser.add_argument("--line", default=TYPED, help="what is typed")
    parser.add_argument("--keys", type=int, help="how many (the line once)")
    parser.add_argument("--pace", type=float, default=0.0, metavar="S", help="seconds between keys")
    parser.add_argument("--rounds", type=int, default=5, help="how often the keys are typed")
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--json", help="also write the numbers to this file")
    arguments = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    results: dict[str, dict[str, dict[str, float]]] = {}
    columns = (
        "median",
        "p95",
        "p95 of",
        "behind",
        "first",
        "CPU1",
        "CPU/key",
        "keeps",
        "MiB",
        "median/ours",
        "first/echo",
    )
    for lines in arguments.sizes or SOURCES:
        text = sample(lines)
        found = servers(arguments.bin, arguments.slow)
        started = in_turns(found, arguments.starts, partial(start, text=text))
        keyed = in_turns(
            found,
            arguments.rounds,
            partial(
                typed,
                text=text,
                keys=arguments.keys or len(arguments.line) + 1,
                pace_s=arguments.pace,
                words=arguments.line,
            ),
        )
        print(f"\n{text.count(chr(10))} lines (load {os.getloadavg()[0]:.1f})")
        print(f"{'':12}" + "".join(f"{column:>{len(column) + 3}}" for column in columns))
        for name in found:
            if not started[name] or not keyed[name]:
                print(f"{name:12}  no answer")
                continue
            row = medians(started[name]) | medians(keyed[name])
            row["p95 lowest"] = min(cost["p95"] for cost in keyed[name].values())
            row["p95 highest"] = max(cost["p95"] for cost in keyed[name].values())
            known = results.setdefault(str(lines), {})
            known[name] = row
            ours, echo = (
                known.get("torchtutor", row),
                medians(started["pygls echo"] or started[name]),
            )
            later = behind(keyed.get("torchtutor", {}), keyed[name])
            between = f"{row['p95 lowest']:.1f}-{row['p95 highest']:.1f}"
            print(
                f"{name:12}{row['median']:9.1f}{row['p95']:6.1f}{between:>9}{later:>9}{row['first']:8.0f}"
                f"{row['cpu first']:7.0f}{row['cpu']:10.1f}{row['keeps']:8.2f}{row['memory']:6.0f}"
                f"{row['median'] / ours['median']:14.2f}{row['first'] / echo['first']:13.2f}"
            )
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(results, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
