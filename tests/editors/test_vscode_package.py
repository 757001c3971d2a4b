"""The VS Code extension: builds it as a user would and looks at what came out. Needs Node 20 and npm."""

from __future__ import annotations

import importlib.metadata
import json
import re
import shutil
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

EXTENSION = Path(__file__).resolve().parents[2] / "client-config" / "vscode"
PACKED = {
    "[Content_Types].xml",
    "extension.vsixmanifest",
    "extension/LICENSE.txt",
    "extension/changelog.md",
    "extension/dist/extension.js",
    "extension/icon.png",
    "extension/l10n/bundle.l10n.ko.json",
    "extension/package.json",
    "extension/package.nls.json",
    "extension/package.nls.ko.json",
    "extension/readme.md",
    "extension/bundled/requirements.txt",
    "extension/bundled/server.py",
    "extension/media/device.png",
    "extension/media/example.py",
    "extension/media/fix.png",
    "extension/media/lesson.png",
    "extension/media/page.css",
    "extension/media/ko/device.png",
    "extension/media/ko/fix.png",
    "extension/media/ko/lesson.png",
    "extension/media/ko/run.png",
    "extension/media/ko/squiggle.png",
    "extension/media/run.png",
    "extension/media/squiggle.png",
    "extension/media/torchtutor.svg",
}


def read_json(name: str) -> dict[str, Any]:
    """A JSON object of the extension."""
    content: dict[str, Any] = json.loads((EXTENSION / name).read_text(encoding="utf-8"))
    return content


def source() -> str:
    """All TypeScript of the extension."""
    return "\n".join(
        path.read_text(encoding="utf-8") for path in sorted(EXTENSION.glob("src/*.ts"))
    )


def spoken() -> set[str]:
    """Every sentence that the source gives to vscode.l10n.t."""
    literal = r"""l10n\.t\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")"""
    found = re.findall(literal, source())
    assert len(found) == source().count("l10n.t("), "every l10n.t has a literal sentence"
    return {single or double for single, double in found}


@pytest.mark.editor
def test_it_builds_and_holds_what_it_needs(tmp_path: Path) -> None:
    npm = shutil.which("npm")
    assert npm is not None, "npm is missing: install Node.js 20 or newer"
    copy = tmp_path / "vscode"
    leave = shutil.ignore_patterns("node_modules", "dist", "libs", "*.vsix")
    shutil.copytree(EXTENSION, copy, ignore=leave)
    for arguments in (["ci"], ["run", "package"]):
        done = subprocess.run(
            [npm, *arguments], cwd=copy, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    vsix = copy / "torchtutor.vsix"
    assert vsix.stat().st_size < 1_000_000  # without the Python side
    with zipfile.ZipFile(vsix) as archive:
        assert set(archive.namelist()) == PACKED
        assert json.loads(archive.read("extension/package.json")) == read_json("package.json")


def test_every_placeholder_is_defined_in_both_languages() -> None:
    used = set(re.findall(r'"%([^%"]+)%"', (EXTENSION / "package.json").read_text("utf-8")))
    english, korean = read_json("package.nls.json"), read_json("package.nls.ko.json")
    assert used == set(english) == set(korean)
    hangul = re.compile("[가-힣]")
    spoken_ko = {key: text for key, text in korean.items() if not key.endswith(".image")}
    assert all(hangul.search(text) for text in spoken_ko.values())
    assert not any(hangul.search(text) for text in english.values())


def test_every_message_is_translated_with_the_same_fields() -> None:
    korean = read_json("l10n/bundle.l10n.ko.json")
    assert set(korean) == spoken()
    for english, text in korean.items():
        assert sorted(re.findall(r"\{\d\}", english)) == sorted(re.findall(r"\{\d\}", text))


def test_no_korean_particle_is_attached_to_a_field() -> None:
    for text in read_json("l10n/bundle.l10n.ko.json").values():
        assert not re.search(r"\{\d\}[\"'”’]?[가-힣]", re.sub(r"\{0\}[번분]", "", text)), text


def test_every_command_is_registered_and_no_other() -> None:
    contributed = {
        entry["command"] for entry in read_json("package.json")["contributes"]["commands"]
    }
    registered = set(re.findall(r"^    '(torchtutor\.\w+)':", source(), re.MULTILINE))
    assert contributed == registered


def test_what_is_started_cannot_be_chosen_by_an_untrusted_folder() -> None:
    manifest = read_json("package.json")
    assert manifest["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"] == [
        "torchtutor.interpreter",
        "torchtutor.importStrategy",
        "torchtutor.interpreters",
        "torchtutor.targets",
    ]
    interpreter = manifest["contributes"]["configuration"]["properties"]["torchtutor.interpreter"]
    assert interpreter["scope"] == "machine-overridable"


def test_the_lock_file_names_no_registry() -> None:
    lock = read_json("package-lock.json")
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]


def test_the_icon_is_a_png_of_128_pixels() -> None:
    data = (EXTENSION / read_json("package.json")["icon"]).read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (128, 128)


def test_the_walkthrough_names_commands_and_pictures_that_exist() -> None:
    contributes = read_json("package.json")["contributes"]
    ours = {entry["command"] for entry in contributes["commands"]}
    for language in ("package.nls.json", "package.nls.ko.json"):
        text = (EXTENSION / language).read_text(encoding="utf-8")
        assert set(re.findall(r"\(command:(torchtutor\.\w+)", text)) <= ours
    for walkthrough in contributes["walkthroughs"]:
        for step in walkthrough["steps"]:
            for language in ("package.nls.json", "package.nls.ko.json"):
                picture = read_json(language)[step["media"]["image"].strip("%")]
                assert (EXTENSION / picture).is_file(), picture


def test_what_is_bundled_covers_what_the_server_imports() -> None:
    """Everything but libcst, which is compiled, in a Python that has libcst only."""
    listed = (EXTENSION / "bundled" / "requirements.txt").read_text(encoding="utf-8")
    names = set(re.findall(r"^[a-z_]+", listed, re.MULTILINE))
    code = (
        "import sys; from torchtutor.server.app import create_server; create_server();"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    # what a .pth file of this environment imports at every start is none of the server's
    bare = "import sys; print(*{name.split('.')[0] for name in sys.modules})"
    imported = _printed(code) - _printed(bare)
    third_party = {
        (importlib.metadata.packages_distributions().get(name) or [""])[0].lower()
        for name in imported
    } - {"", "torchtutor"}
    assert {name.replace("-", "_") for name in third_party} <= names | {"libcst", "pyyaml"}


def _printed(code: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())
