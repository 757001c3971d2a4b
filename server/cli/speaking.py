"""The language that a command speaks."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from ..language import LANGUAGES, Language, negotiate
from ..project import Projects
from .files import absolute


def add_language(parser: argparse.ArgumentParser) -> None:
    """`--language`."""
    parser.add_argument("--language", choices=LANGUAGES, help="default: setting, else the locale")


def language_of(option: str | None, path: Path | None = None) -> Language:
    """The language of --language, else of the settings that hold at a path, else of the locale.

    Without a path of the settings of this folder.
    """
    whole = absolute(path or Path.cwd())
    folder = os.path.isdir(whole)  # noqa: PTH112  # Path raises where it may not look
    project = Projects().of(whole if folder else whole.parent)
    wish = project.settings.language
    return negotiate(option or (None if wish == "auto" else wish), None)
