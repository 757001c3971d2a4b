"""A program in a terminal of its own: keys go in, and the screen is read as a person reads it."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text


class Terminal:
    """A session of tmux with one window; the program ends with it."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        folder: Path,
        environment: Mapping[str, str],
        size: tuple[int, int] = (130, 34),
    ) -> None:
        self._socket = str(folder / "terminal.socket")
        columns, rows = size
        self._tmux(
            *("-f", os.devnull, "new-session", "-d", "-x", str(columns), "-y", str(rows)),
            shlex.join(command),
            folder=folder,
            environment={**environment, "TERM": "xterm-256color"},
        )

    def close(self) -> None:
        """End the program, whatever it does."""
        self._tmux("kill-server", may_fail=True)

    def keys(self, *keys: str) -> None:
        """Press keys, by tmux' names for them."""
        self._tmux("send-keys", *keys)

    def type(self, text: str) -> None:
        self._tmux("send-keys", "-l", text)

    def screen(self, *, coloured: bool = False) -> str:
        return self._tmux("capture-pane", "-p", *(["-e"] if coloured else []))

    def wait(self, pattern: str, *, seconds: float = 60, gone: bool = False) -> str:
        """The screen, once `pattern` is found on it (`gone`: no longer)."""
        return self.until(lambda screen: bool(re.search(pattern, screen)) != gone, pattern, seconds)

    def until(self, holds: Callable[[str], bool], what: str, seconds: float = 60) -> str:
        """The screen, once something holds of it."""
        end = time.monotonic() + seconds
        while not holds(screen := self.screen()):
            if time.monotonic() > end:
                raise AssertionError(f"never came: {what}\n{screen}")
            time.sleep(0.05)
        return screen

    def press_until(self, press: Callable[[], None], pattern: str) -> str:
        """Press again until `pattern` is there: an editor that is busy loses keys."""
        for left in range(5, -1, -1):
            press()
            try:
                return self.wait(pattern, seconds=10)
            except AssertionError:
                if left == 0:
                    raise
                self.keys("Escape")
        raise AssertionError(pattern)

    def closed(self) -> None:
        """Wait for the program to end by itself."""
        end = time.monotonic() + 30
        while self._tmux("list-sessions", may_fail=True):
            assert time.monotonic() < end, self.screen()
            time.sleep(0.05)

    def draw(self, file: Path, title: str) -> None:
        """The screen as it is now, as an SVG."""
        text = Text.from_ansi(self.screen(coloured=True).rstrip("\n"))
        console = Console(record=True, width=130, file=StringIO(), force_terminal=True)
        console.print(text, highlight=False, no_wrap=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        picture = console.export_svg(title=title, unique_id=file.stem)
        # the reader's own monospaced font will do: nothing is fetched from elsewhere
        picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
        file.write_text(picture.replace("Fira Code", "ui-monospace, Menlo, Consolas"), "utf-8")

    def _tmux(
        self,
        *arguments: str,
        folder: Path | None = None,
        environment: Mapping[str, str] | None = None,
        may_fail: bool = False,
    ) -> str:
        done = subprocess.run(
            ["tmux", "-S", self._socket, *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert may_fail or done.returncode == 0, done.stderr
        return done.stdout
