"""The editors offer the server's settings and commands: the same names, types, limits and defaults."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from torchtutor.server.app import create_server

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = ROOT / "client-config"
# What only an editor adds to a setting: where it may be set, and its own words for it.
OF_THE_EDITOR = {"scope", "markdownDescription", "enumDescriptions"}
# What only VS Code's extension knows: which server to start, when, and what to log.
OF_THE_EXTENSION = {"importStrategy", "startFor", "trace.server"}
OF_THE_SCHEMA = {"description", "x-description-ko"}


def schema() -> dict[str, Any]:
    """The settings' JSON schema, as the server generates it."""
    path = ROOT / "server" / "schemas" / "settings.schema.json"
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def without(entry: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """An entry without some of its keys."""
    return {key: value for key, value in entry.items() if key not in names}


def test_vscode_offers_exactly_the_servers_settings() -> None:
    manifest = json.loads((CLIENTS / "vscode" / "package.json").read_text(encoding="utf-8"))
    offered = {
        key.removeprefix("torchtutor."): without(entry, OF_THE_EDITOR)
        for key, entry in manifest["contributes"]["configuration"]["properties"].items()
    }
    for name in OF_THE_EXTENSION:
        del offered[name]
    expected = {key: without(entry, OF_THE_SCHEMA) for key, entry in schema()["properties"].items()}
    assert offered == expected


@pytest.mark.editor
def test_neovims_config_lists_every_setting_with_its_default(nvim: str) -> None:
    config = CLIENTS / "neovim" / "lsp" / "torchtutor.lua"
    print_settings = (
        f"lua io.stdout:write(vim.json.encode(dofile('{config.as_posix()}').settings.torchtutor))"
    )
    done = subprocess.run(
        [nvim, "--headless", "--clean", "-u", "NONE", "-c", print_settings, "-c", "qall!"],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert json.loads(done.stdout) == {
        key: entry["default"] for key, entry in schema()["properties"].items()
    }


def helix() -> dict[str, Any]:
    content = tomllib.loads((CLIENTS / "helix" / "languages.toml").read_text(encoding="utf-8"))
    settings: dict[str, Any] = content["language-server"]["torchtutor"]["config"]["torchtutor"]
    return settings


def zed() -> dict[str, Any]:
    settings: dict[str, Any] = commented_json("zed/settings.json")["lsp"]["torchtutor"]
    assert settings["initialization_options"] == settings["settings"]["torchtutor"]
    return dict(settings["initialization_options"])


def sublime() -> dict[str, Any]:
    client = commented_json("sublime/LSP.sublime-settings")["clients"]["torchtutor"]
    return {key.removeprefix("torchtutor."): value for key, value in client["settings"].items()}


def kate() -> dict[str, Any]:
    settings: dict[str, Any] = commented_json("kate/settings.json")["servers"]["python"]
    return dict(settings["initializationOptions"])


def emacs() -> dict[str, Any]:
    text = (CLIENTS / "emacs" / "torchtutor.el").read_text(encoding="utf-8")
    (settings,) = re.findall(r"\(:torchtutor \(([^)]*)\)\)", text)
    return dict(re.findall(r':(\w+) "([^"]*)"', settings))


def lsp_mode() -> dict[str, Any]:
    text = (CLIENTS / "emacs" / "torchtutor-lsp-mode.el").read_text(encoding="utf-8")
    (settings,) = re.findall(r":initialization-options '\(([^)]*)\)", text)
    return dict(re.findall(r':(\w+) "([^"]*)"', settings))


def vim(name: str) -> dict[str, Any]:
    text = (CLIENTS / "vim" / name).read_text(encoding="utf-8")
    (settings,) = re.findall(r"'initialization_options': \{([^}]*)\}", text)
    return dict(re.findall(r"'(\w+)': '([^']*)'", settings))


def ale() -> dict[str, Any]:
    return vim("ale.vim")


def vim_lsp() -> dict[str, Any]:
    return vim("vim-lsp.vim")


def coc() -> dict[str, Any]:
    server = commented_json("vim/coc-settings.json")["languageserver"]["torchtutor"]
    assert server["initializationOptions"] == server["settings"]["torchtutor"]
    return dict(server["initializationOptions"])


def commented_json(name: str) -> Any:
    """JSON with whole lines of `//` comments, as these editors read it."""
    text = (CLIENTS / name).read_text(encoding="utf-8")
    return json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))


@pytest.mark.parametrize("read", [helix, zed, sublime, kate, emacs, lsp_mode, ale, vim_lsp, coc])
def test_the_other_editors_set_only_what_there_is(read: Any) -> None:
    settings = read()
    assert settings
    jsonschema.validate(settings, schema())


def test_the_editors_name_only_commands_that_the_server_has() -> None:
    """VS Code's own ones are in its manifest, and Neovim's begin with `:TorchTutor`."""
    manifest = json.loads((CLIENTS / "vscode" / "package.json").read_text(encoding="utf-8"))
    offered = set(create_server().protocol.fm.commands)
    offered |= {entry["command"] for entry in manifest["contributes"]["commands"]}
    named = {}
    for path in sorted(CLIENTS.rglob("*")):
        if path.suffix in {".lua", ".el", ".vim", ".json", ".toml"} and "node_modules" not in str(
            path
        ):
            text = path.read_text(encoding="utf-8")
            for name in re.findall(r"""["'](torchtutor\.\w+)["']""", text):
                named[name] = path
    settings = {f"torchtutor.{name}" for name in schema()["properties"]}
    ours = {f"torchtutor.{name}" for name in OF_THE_EXTENSION}
    # views and a section in VS Code, a group of autocommands in Neovim
    others = {"torchtutor.lessons", "torchtutor.page", "torchtutor.trace", "torchtutor.progress"}
    assert {"torchtutor.showReport", "torchtutor.run"} <= set(named) | offered
    unknown = set(named) - offered - settings - ours - others
    assert not unknown, {name: named[name] for name in unknown}
