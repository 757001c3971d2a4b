"""A real OpenSSH server on the loopback, with keys and configuration of its own, for one test."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

CONFIG = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/user.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin yes
AcceptEnv NOTHING
"""


@contextlib.contextmanager
def sshd(folder: Path) -> Iterator[list[str]]:
    """A server that ends with the block; gives the `ssh` command up to the host, that included.

    Needs the Debian packages openssh-server and openssh-client.
    """
    server = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert server is not None, "openssh-server is not installed"
    for name in ("host", "user"):
        make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(make, check=True)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    config = folder / "sshd_config"
    config.write_text(CONFIG.format(port=port, folder=folder), encoding="utf-8")
    if os.geteuid() == 0:  # where its unprivileged half lives
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    log = folder / "log"
    process = subprocess.Popen([server, "-D", "-f", str(config), "-E", str(log)])
    try:
        _wait(port, process, log)
        options = ["UserKnownHostsFile=/dev/null", "StrictHostKeyChecking=no", "LogLevel=ERROR"]
        given = [word for option in options for word in ("-o", option)]
        yield [
            "ssh",
            "-F",
            "none",
            "-p",
            str(port),
            "-i",
            str(folder / "user"),
            *given,
            "127.0.0.1",
        ]
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        assert process.poll() is None, log.read_text(encoding="utf-8")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as line:
            if line.recv(4) == b"SSH-":
                return
        time.sleep(0.05)
    raise TimeoutError(log.read_text(encoding="utf-8"))
