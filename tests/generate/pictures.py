"""Writes the pictures in README.md and in the VS Code extension. `make pictures` calls it.

`torchtutor check` on the learner's file, as a terminal shows it, is drawn here; the others were taken in
the real editors: by tests/editors/vscode/learner.mjs and korean.mjs, test_neovim.py, test_helix.py,
test_kate.py and test_terminal_pictures.py.
"""

from __future__ import annotations

import re
import shutil
from importlib.resources import files
from io import StringIO
from pathlib import Path

from animation import animate
from rich.console import Console
from torchtutor.analyzers import analyze
from torchtutor.server.cli.checking import Count
from torchtutor.server.cli.demo import EXAMPLE
from torchtutor.server.cli.show_findings import show_findings, show_summary

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "client-config" / "pictures"
SHOTS = ROOT / "build" / "screenshots"
STILLS = SHOTS / "learner" / "stills"
IN_KOREAN = SHOTS / "korean" / "stills"
IN_README = ("hover", "run", "report")
IN_THE_EXTENSION = ("squiggle", "device", "fix", "run", "lesson")


def main() -> None:
    draw_check()
    for name in IN_README:
        shutil.copy(STILLS / f"{name}.png", TARGET / f"vscode-{name}.png")
    frames = sorted(STILLS.glob("frame-*.png"))
    moving = animate([frame.read_bytes() for frame in frames], seconds=2.5)
    (TARGET / "session.png").write_bytes(moving)
    media = ROOT / "client-config" / "vscode" / "media"
    (media / "ko").mkdir(exist_ok=True)
    for name in IN_THE_EXTENSION:
        shutil.copy(STILLS / f"{name}.png", media)
        shutil.copy(IN_KOREAN / f"{name}.png", media / "ko")
    shutil.copy(SHOTS / "neovim" / "run.svg", TARGET / "neovim.svg")
    for name in ("emacs", "vim"):
        shutil.copy(SHOTS / name / "mistake.svg", TARGET / f"{name}.svg")
    shutil.copy(SHOTS / "helix" / "run.svg", TARGET / "helix.svg")
    shutil.copy(SHOTS / "kate" / "hover.png", TARGET / "kate.png")


def draw_check() -> None:
    """`torchtutor check` on the demo's file, as an SVG."""
    text = files("torchtutor.lessons").joinpath("examples", EXAMPLE).read_text(encoding="utf-8")
    analysis = analyze(text)
    console = Console(record=True, width=96, file=StringIO(), force_terminal=True, highlight=False)
    show_findings(console, EXAMPLE, text, analysis.findings, "en")
    found = len(analysis.findings)
    show_summary(console, Count(files=1, found=found, fixable=found), "en")
    picture = console.export_svg(title=f"torchtutor check {EXAMPLE}", unique_id="check")
    # the reader's own monospaced font will do: nothing is fetched from elsewhere
    picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    picture = picture.replace("Fira Code", "ui-monospace, Menlo, Consolas")
    TARGET.mkdir(exist_ok=True)
    (TARGET / "check.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
