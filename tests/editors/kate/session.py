"""One learner's session in Kate, read and clicked as a screen reader does. Waits for states, never for times.

TORCHTUTOR_FILE: a copy of fixtures/stack.py   TORCHTUTOR_SHOTS: where screenshots go
Exits 1 at the first thing that is not so.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

SHOTS = Path(os.environ["TORCHTUTOR_SHOTS"])
FILE = Path(os.environ["TORCHTUTOR_FILE"])


def check(name, holds, seen=""):
    print(f"ok   {name}" if holds else f"FAIL {name}: {seen}", flush=True)
    if not holds:
        picture("failed")
        sys.exit(1)


def picture(name):
    subprocess.run(["import", "-window", "root", str(SHOTS / f"{name}.png")], check=False)


def everything(node):
    """A window's parts, those within it first to last; parts come and go meanwhile."""
    try:
        yield node.get_role_name(), node.get_name(), node
        children = [node.get_child_at_index(i) for i in range(node.get_child_count())]
    except Exception:
        return
    for child in children:
        if child is not None:
            yield from everything(child)


def find(role, text):
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(index)
        if application is None or application.get_name() != "kate":
            continue
        for found, name, node in everything(application):
            if found == role and re.search(text, name):
                return node
    return None


def wait(name, role, text, seconds=60, gone=False):
    """The part of this role whose text matches, once there is one (`gone`: until there is none)."""
    end = time.monotonic() + seconds
    while ((node := find(role, text)) is None) != gone and time.monotonic() < end:
        time.sleep(0.1)
    check(name, (node is None) == gone, text)
    return node


def press(node):
    node.do_action(0)


def click(node):
    box = node.get_extents(Atspi.CoordType.SCREEN)
    x, y = box.x + box.width // 2, box.y + box.height // 2
    subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "1"], check=True)


def showing(node):
    return node is not None and node.get_state_set().contains(Atspi.StateType.SHOWING)


def choose(action):
    """An entry of LSP Client → Code Action, at the cursor."""
    for _ in range(6):
        subprocess.run(["xdotool", "key", "--clearmodifiers", "Escape"], check=True)
        click(wait("the menu of the LSP client", "menu item", "^LSP Client$"))
        end = time.monotonic() + 5
        while not showing(entry := find("menu item", "^Code Action$")) and time.monotonic() < end:
            time.sleep(0.1)
        if not showing(entry):
            continue
        click(entry)
        while not showing(entry := find("menu item", action)) and time.monotonic() < end + 5:
            time.sleep(0.1)
        if showing(entry):
            picture(re.sub(r"\W+", "-", action).strip("-"))
            return click(entry)
    return check(f"the action {action}", False)


def main():
    SHOTS.mkdir(parents=True, exist_ok=True)
    window_manager = subprocess.Popen(["openbox"], stderr=subprocess.DEVNULL)
    kate = subprocess.Popen(
        ["kate", "-n", "-b", FILE.name, "--line", "12", "--column", "14"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        tell()
    finally:
        kate.kill()
        window_manager.kill()


def tell():
    press(wait("Kate asks whether to start the server", "push button", "^Yes$"))
    wait("says what is wrong", "table cell", r"module-list-not-registered.*`nn\.ModuleList`")
    press(wait("the entry for hovers", "menu item", "^Symbol Info$"))
    wait("a hover", "label|text", "A Module finds its layers")
    picture("hover")
    choose("Run.*time Stack")
    wait("the run confirms the mistake", "table cell", "Confirmed by running", seconds=180)
    picture("confirmed")
    choose("Register the layers")
    wait("the diagnostic goes", "table cell", "module-list-not-registered", gone=True)
    press(wait("the entry to save", "menu item", "^Save$"))
    end = time.monotonic() + 30
    while "nn.ModuleList([" not in FILE.read_text() and time.monotonic() < end:
        time.sleep(0.1)
    check("the fix is in the file", "self.layers = nn.ModuleList([" in FILE.read_text())


main()
