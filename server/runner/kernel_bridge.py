"""Become a process like a Jupyter kernel's: its interpreter, its folder, its environment, its paths.

Not imported: the learner's interpreter runs this text as `python -c TEXT KERNEL -c LAUNCH`. The kernel is
asked once, silently, so its variables, its history and its memory stay as they are. Then this process
is replaced by one of the kernel's interpreter: its limits and its end are those of every other run.
"""

from __future__ import annotations

import ast
import json
import os
import queue
import socket
import sys
import tempfile
import uuid
from pathlib import Path
from typing import Any, NoReturn

WAIT_S = 5.0  # a kernel answers at once, unless a cell is running
# What the server has set for the process that answers it.
OURS = ("TORCHTUTOR_RUN_ID", "PYTHONUNBUFFERED", "PYTHONIOENCODING", "MPLBACKEND")
PROOF = "__import__('pathlib').Path({!r}).read_text()"
# Each call makes its own names, so none of the session's is needed or changed.
ASKED = (
    "(lambda sys, os, json: json.dumps([sys.executable, os.getcwd(), dict(os.environ), sys.path]))"
    "(__import__('sys'), __import__('os'), __import__('json'))"
)


def give_up(key: str, **fields: str) -> NoReturn:
    """Tell the server why there is no process, in its own protocol, and end."""
    error = {
        "kind": "environment", "type": None, "stage": "start", "message": key.replace("-", " "),
        "explanation": None, "explanation_key": "explain-" + key, "explanation_fields": fields,
        "file": None, "line": None, "column": None, "end_column": None,
    }  # fmt: skip
    print(json.dumps({"event": "done", "result": {"error": error}}), flush=True)
    sys.exit(0)


def find(kernel: str) -> str:
    """The connection file: a path, an id, or that of the newest kernel which still listens."""
    from jupyter_client.connect import find_connection_file
    from jupyter_core.paths import jupyter_runtime_dir

    if kernel != "newest":
        try:
            path = find_connection_file(kernel)
        except OSError:
            give_up("kernel-missing", kernel=kernel)
        if not listens(path):
            give_up("kernel-missing", kernel=kernel)
        return str(path)
    found = Path(jupyter_runtime_dir()).glob("kernel-*.json")
    for file in sorted(found, key=lambda path: path.stat().st_mtime, reverse=True):
        if listens(file):  # kernels that were killed leave their file behind
            return str(file)
    give_up("kernel-none", folder=jupyter_runtime_dir())


def listens(path: str | Path) -> bool:
    """Whether somebody answers at the kernel's port."""
    try:
        connection = json.loads(Path(path).read_text(encoding="utf-8"))
        if connection["transport"] != "tcp":
            return True
        address = (connection["ip"], connection["shell_port"])
        with socket.create_connection(address, timeout=WAIT_S):
            return True
    except (OSError, ValueError, KeyError, TypeError):
        return False


def ask(path: str, kernel: str) -> list[Any]:
    """What the kernel says of itself: executable, folder, environment and import paths."""
    from jupyter_client.blocking.client import BlockingKernelClient

    token = uuid.uuid4().hex
    client = BlockingKernelClient(connection_file=path)
    client.load_connection_file()
    client.start_channels(iopub=False, stdin=False, hb=False, control=False)
    # Only a process of this machine can read it.
    with tempfile.TemporaryDirectory() as folder:
        proof = Path(folder, "token")
        proof.write_text(token)
        wanted = {"itself": ASKED, "proof": PROOF.format(str(proof))}
        try:
            asked = client.execute(
                "", silent=True, store_history=False, user_expressions=wanted, allow_stdin=False
            )
            reply = client.get_shell_msg(timeout=WAIT_S)
            while reply["parent_header"].get("msg_id") != asked:
                reply = client.get_shell_msg(timeout=WAIT_S)
        except queue.Empty:
            give_up("kernel-busy", kernel=kernel)
        finally:
            client.stop_channels()
    said = reply["content"].get("user_expressions") or {}
    try:
        values = {name: ast.literal_eval(said[name]["data"]["text/plain"]) for name in wanted}
    except (KeyError, ValueError, SyntaxError):
        values = {}
    if "proof" not in values and "itself" not in values and "itself" not in said:
        give_up("kernel-not-python", kernel=kernel)
    if values.get("proof") != token:
        give_up("kernel-elsewhere", kernel=kernel)
    answer: list[Any] = json.loads(values["itself"])
    return answer


def main() -> None:
    """Ask the kernel, and become the process."""
    kernel, *arguments = sys.argv[1:]
    try:
        import jupyter_client  # noqa: F401
    except ImportError:
        give_up("kernel-client", python=sys.executable)
    executable, folder, environment, paths = ask(find(kernel), kernel)
    for name in OURS:
        environment[name] = os.environ.get(name, "")
    environment["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
    os.chdir(folder)
    os.execve(executable, [executable, *arguments], environment)


main()
