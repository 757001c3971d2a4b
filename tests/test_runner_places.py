"""The places that settings name: other interpreters, targets, kernels."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from torchtutor.server.runner.interpreter import NoInterpreter
from torchtutor.server.runner.places import names, place
from torchtutor.server.runner.target import Target
from torchtutor.server.settings import Layer, Settings, resolve

from .test_runner_interpreter import environment

SETTINGS, PROBLEMS = resolve(
    [
        Layer(
            "pyproject.toml",
            {
                "interpreter": sys.executable,
                "interpreters": [
                    {"name": "other", "path": ".other"},
                    {"name": "gone", "path": "/no/python"},
                ],
                "targets": [
                    {"name": "gpu-box", "command": ["ssh", "gpu-box", "python3"]},
                    {"name": "notebook", "kernel": "newest"},
                ],
            },
        )
    ]
)


def test_the_usual_one_has_no_name() -> None:
    assert PROBLEMS == ()
    assert place(SETTINGS, None, None) == Target((sys.executable,))
    assert names(SETTINGS) == ["other", "gone", "gpu-box", "notebook"]
    assert names(Settings()) == []


def test_an_interpreter_is_of_this_machine_and_found_from_the_folder(tmp_path: Path) -> None:
    python = environment(tmp_path / ".other")
    assert place(SETTINGS, "other", tmp_path) == Target((str(python),))


def test_a_target_is_its_command() -> None:
    assert place(SETTINGS, "gpu-box", None) == Target(("ssh", "gpu-box", "python3"), "gpu-box")


def test_a_kernel_is_asked_with_the_learners_own_jupyter() -> None:
    found = place(SETTINGS, "notebook", None)
    assert (found.command[0], found.command[-1], found.name) == (sys.executable, "newest", None)
    assert found.python == "kernel newest"


@pytest.mark.parametrize(("name", "key"), [("gone", "interpreter-missing"), ("?", "no-place")])
def test_what_is_not_there(name: str, key: str) -> None:
    with pytest.raises(NoInterpreter) as caught:
        place(SETTINGS, name, None)
    assert caught.value.key == key


@pytest.mark.parametrize(
    "wrong",
    [
        {"targets": [{"name": "a", "command": ["x"], "kernel": "y"}]},
        {"targets": [{"name": "a", "command": []}]},
        {"targets": [{"name": "a", "kernel": ""}]},
        {"targets": [{"name": "a · b", "kernel": "newest"}]},
        {"interpreters": [{"name": "a", "path": 3}]},
        {"interpreters": [{"path": "x"}]},
        {"interpreters": {"a": "x"}},
    ],
)
def test_what_is_no_place(wrong: dict[str, object]) -> None:
    settings, problems = resolve([Layer("settings", wrong)])
    assert settings == Settings()
    assert len(problems) == 1
