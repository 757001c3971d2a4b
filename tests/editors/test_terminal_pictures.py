"""Emacs and Vim as a person sees them, in a terminal; their pictures in client-config/README.md are from here.

What the two can do is tested by test_emacs.py and test_vim.py, without a terminal.
"""

from __future__ import annotations

import os
import shutil
import sysconfig
from pathlib import Path

import pytest

from tests.editors.terminal import Terminal

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CONFIG = ROOT / "client-config"
PICTURES = ROOT / "build" / "screenshots"

EMACS = """
(require 'package)
(dolist (folder '("/usr/share/emacs/site-lisp/elpa" "/usr/share/emacs/site-lisp/elpa-src"))
  (add-to-list 'package-directory-list folder))
(package-initialize)
(load "{config}/emacs/torchtutor.el")
(setq inhibit-startup-screen t make-backup-files nil eldoc-echo-area-use-multiline-p 4)
(menu-bar-mode -1)
(setq-default truncate-lines t)
(add-hook 'python-mode-hook #'eglot-ensure)
"""

VIM = """
set nocompatible encoding=utf-8 number laststatus=2 background=dark shortmess+=I
set runtimepath^=/usr/share/vim-ale
let g:ale_linters_explicit = 1
let g:ale_virtualtext_cursor = 0
filetype plugin on
syntax on
runtime plugin/ale.vim
source {config}/vim/ale.vim
"""


@pytest.mark.installed
@pytest.mark.parametrize(
    ("name", "text", "command"),
    [
        ("Emacs", EMACS, ["emacs", "-Q", "-nw", "-l", "{init}", "+12:14", "stack.py"]),
        ("Vim", VIM, ["vim", "-N", "-u", "{init}", "-i", "NONE", "-n", "+12", "stack.py"]),
    ],
)
def test_the_mistake_is_explained_on_the_screen(
    name: str, text: str, command: list[str], tmp_path: Path
) -> None:
    shutil.copy(HERE / "fixtures" / "stack.py", tmp_path)
    init = tmp_path / "init"
    init.write_text(text.format(config=CONFIG), encoding="utf-8")
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")]),
        "HOME": str(tmp_path),
        "LC_ALL": "C.UTF-8",
    }
    words = [word.format(init=init) for word in command]
    terminal = Terminal(words, folder=tmp_path, environment=environment, size=(130, 24))
    try:
        if name == "Emacs":  # it tells about a place once the cursor moves there
            terminal.wait(r"Flymake\[0 1\]")
            terminal.keys("Left")
            terminal.wait("A Module finds its layers")
        else:
            terminal.wait("PyTorch cannot see the layers")
        terminal.draw(PICTURES / name.lower() / "mistake.svg", name)
    finally:
        terminal.close()
