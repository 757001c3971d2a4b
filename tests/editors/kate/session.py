"""One learner's session in Kate, read and clicked as a screen reader does. Waits for states, never for times.

TORCHTUTOR_FILE: a copy of fixtures/stack.py   TORCHTUTOR_SHOTS: where screenshots go
Exits 1 at the first thing that is not so.
"""

# pyright: reportMissingImports=false
# `gi` comes with Debian's own Python, which runs this.
from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib

SHOTS = Path(os.environ["TORCHTUTOR_SHOTS"])
FILE = Path(os.environ["TORCHTUTOR_FILE"])


def check(name, holds, seen=""):
    print(f"ok   {name}" if holds else f"FAIL {name}: {seen}", flush=True)
    if not holds:
        picture("failed")
        sys.exit(1)


def picture(name):
    """The part of the screen that Kate's window covers."""
    part = []
    if frame := find("frame", r"stack\.py"):
        box = frame.get_extents(Atspi.CoordType.SCREEN)
        part = ["-crop", f"{box.width}x{box.height}+{box.x}+{box.y}", "+repage"]
    file = str(SHOTS / f"{name}.png")
    subprocess.run(["import", "-window", "root", *part, file], check=False)


def everything(node):
    """A window's parts, those within it first to last; parts come and go meanwhile."""
    try:
        role, text = node.get_role_name(), node.get_name()
        if role == "text":
            text += Atspi.Text.get_text(node, 0, -1)
        children = [node.get_child_at_index(i) for i in range(node.get_child_count())]
    except GLib.Error:
        return
    yield role, text, node
    for child in children:
        if child is not None:
            yield from everything(child)


def find(role, text):
    desktop = Atspi.get_desktop(0)
    desktop.clear_cache()  # a window that opened meanwhile may be missing in it for good
    for index in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(index)
        if application is None or application.get_name() != "kate":
            continue
        application.clear_cache()
        for found, name, node in everything(application):
            if re.fullmatch(role, found) and re.search(text, name):
                return node
    return None


def wait(name, role, text, seconds=60, gone=False):
    """The part of this role whose text matches, once there is one (`gone`: until there is none)."""
    if gone:
        return check(name, until(lambda: find(role, text) is None, seconds), text)
    found = until(lambda: find(role, text), seconds)
    check(name, found, text)
    return found


def until(holds, seconds=60):
    """What `holds` gives as soon as it is something, nothing when that takes longer."""
    end = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < end:
        time.sleep(0.1)
    return held


def has_screen():
    """Whether the X server answers."""
    asked = subprocess.run(["xdotool", "getmouselocation"], capture_output=True, check=False)
    return asked.returncode == 0


def windows():
    """How many windows Kate shows."""
    found = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--class", "kate"],
        capture_output=True,
        check=False,
    )
    return len(found.stdout.split())


def press(node):
    node.do_action(0)


def click(node):
    box = node.get_extents(Atspi.CoordType.SCREEN)
    x, y = box.x + box.width // 2, box.y + box.height // 2
    subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "1"], check=True)


def showing(text):
    """The entry of a menu with this text, where the menu is open."""
    node = find("menu item", text)
    shown = node is not None and node.get_state_set().contains(Atspi.StateType.SHOWING)
    return node if shown else None


def choose(action):
    """An entry of LSP Client → Code Action, at the cursor."""
    for _ in range(6):
        click(wait("the menu of the LSP client", "menu item", "^LSP Client$"))
        if entry := until(lambda: showing("^Code Action$"), 5):
            click(entry)
            if entry := until(lambda: showing(action), 5):
                picture(re.sub(r"\W+", "-", action).strip("-"))
                return click(entry)
        subprocess.run(["xdotool", "key", "Escape", "key", "Escape"], check=True)
    return check(f"the action {action}", False)


def main():
    SHOTS.mkdir(parents=True, exist_ok=True)
    check("a screen", until(has_screen))
    window_manager = subprocess.Popen(["openbox"], stderr=subprocess.DEVNULL)
    kate = subprocess.Popen(
        ["kate", "-n", "-b", FILE.name, "--line", "12", "--column", "14"],
        stdout=subprocess.DEVNULL,
    )
    try:
        # Before it has a window, Kate is on the bus without its parts, and would be remembered so.
        until(lambda: windows() or kate.poll() is not None)
        check("a window", windows(), f"Kate has ended with {kate.poll()}")
        tell()
    finally:
        kate.kill()
        window_manager.kill()


def tell():
    press(wait("Kate asks whether to start the server", "push button", "^Yes$"))
    wait("says what is wrong", "table cell", r"module-list-not-registered.*`nn\.ModuleList`")
    before = windows()
    press(wait("the entry for hovers", "menu item", "^Symbol Info$"))
    # This window's text is on no bus: the picture has it.
    check("a hover", until(lambda: windows() > before))
    picture("hover")
    choose("Run.*time Stack")
    wait("the run confirms the mistake", "table cell", "Confirmed by running", seconds=180)
    choose("Report: Stack")
    pages = Path(os.environ["XDG_CACHE_HOME"]) / "torchtutor" / "pages"
    check("a report", until(lambda: list(pages.glob("Stack-*.md"))))
    # Kate cannot be asked to open it; its panel of messages says where it is.
    click(wait("the panel of messages", "check box", "^Output$"))
    picture("messages")
    choose("Register the layers")
    wait("the diagnostic goes", "table cell", "module-list-not-registered", gone=True)
    press(wait("the entry to save", "menu item", "^Save$"))
    check("the fix is in the file", until(lambda: "nn.ModuleList([" in FILE.read_text()))


main()
