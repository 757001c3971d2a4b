"""Writes analyzers/torch_facts/generated.py from the installed torch.

    python tests/generate/torch_facts.py --write | --check

Run it with the torch that constraints.txt names. `--check` fails when the file is out of date.
"""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

import torch
from torch import nn

TARGET = Path(__file__).parents[2] / "analyzers" / "torch_facts" / "generated.py"
# A class whose construction mentions one of these owns state of its own.
STATE = re.compile(
    r"\b(Parameter|Buffer|register_parameter|register_buffer|UninitializedParameter|UninitializedBuffer)\("
    r"|\bself\.\w+\s*=\s*(Linear|ModuleList|Sequential|NonDynamicallyQuantizableLinear"
    r"|LayerNorm|MultiheadAttention|TransformerEncoder|_get_clones)\("
)


def modules() -> dict[str, bool]:
    """Public Module classes of torch.nn -> whether an instance can own parameters or buffers."""
    found: dict[str, bool] = {}
    for name, value in sorted(vars(nn).items()):
        if inspect.isclass(value) and issubclass(value, nn.Module) and not name.startswith("_"):
            found[name] = any(
                STATE.search(inspect.getsource(base.__init__))
                for base in value.__mro__
                if issubclass(base, nn.Module)
                and base is not nn.Module
                and "__init__" in vars(base)
            )
    # what a container holds is decided by who fills it
    for name in ("Module", "Sequential", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict",
                 "DataParallel"):  # fmt: skip
        found[name] = True
    del found["Container"]  # deprecated, and not public in the documentation
    for loss in ("BCELoss", "BCEWithLogitsLoss", "CrossEntropyLoss", "MultiLabelMarginLoss",
                 "MultiLabelSoftMarginLoss", "MultiMarginLoss", "NLLLoss", "NLLLoss2d"):  # fmt: skip
        found[loss] = False  # only class weights that the caller passes
    return found


def signatures(stub: str, scope: str | None) -> dict[str, set[str]]:
    """Function name -> its return annotations in a stub file of torch, inside class `scope`."""
    text = (Path(torch.__file__).parent / stub).read_text(encoding="utf-8")
    if scope:
        text = text.split(f"class {scope}", 1)[1]
        text = re.split(r"\n(?=\S)", text, maxsplit=1)[0]
    found: dict[str, set[str]] = {}
    pattern = r"^\s*def (\w+)\((?:[^()]|\([^()]*\))*\)\s*->\s*([^:]+(?:\[[^\]]*\])?):"
    for match in re.finditer(pattern, text, re.MULTILINE):
        found.setdefault(match[1], set()).add(match[2].strip())
    return found


def without_arguments() -> list[str]:
    """torch.nn classes that can be built as `nn.ReLU()`; found out by doing so."""

    def works(name: str) -> bool:
        try:
            getattr(nn, name)()
        except (TypeError, ValueError):
            return False
        return True

    return [name for name in modules() if name != "Module" and works(name)]


def tensor_functions() -> list[str]:
    """Names of torch.* functions that always return one tensor."""
    found = signatures("_C/_VariableFunctions.pyi", None)
    return sorted(
        name for name, kinds in found.items()
        if kinds == {"Tensor"} and not name.startswith("_") and hasattr(torch, name)
    )  # fmt: skip


def tensor_methods() -> list[str]:
    """Names of Tensor methods that always return one tensor, in-place ones left out."""
    found = signatures("_C/__init__.pyi", "TensorBase")
    return sorted(
        name for name, kinds in found.items()
        if kinds <= {"Tensor", "Self"} and not name.startswith("_") and not name.endswith("_")
    )  # fmt: skip


def functional() -> list[str]:
    """Names of torch.nn.functional functions; a few return tuples on request, none a Parameter."""
    module = torch.nn.functional
    return sorted(
        name for name, value in vars(module).items()
        if callable(value) and not name.startswith("_") and not inspect.isclass(value)
        and not hasattr(torch.nn.init, name)
        and (getattr(value, "__module__", "") in (None, "torch.nn.functional", "torch._C._nn")
             or hasattr(torch, name))
    )  # fmt: skip


def initialisers() -> list[str]:
    return sorted(
        name for name, value in vars(nn.init).items()
        if name.endswith("_") and not name.startswith("_") and callable(value)
    )  # fmt: skip


def optimizers() -> list[str]:
    return sorted(
        name for name, value in vars(torch.optim).items()
        if inspect.isclass(value) and issubclass(value, torch.optim.Optimizer)
    )  # fmt: skip


def module_names() -> list[str]:
    """Public names that nn.Module itself has, methods nearly all: they hide attributes."""
    return sorted(name for name in dir(nn.Module) if not name.startswith("_"))


def render() -> str:
    def names(title: str, values: list[str]) -> str:
        rows = "".join(f'        "{value}",\n' for value in values)
        return f"{title}: frozenset[str] = frozenset(\n    {{\n{rows}    }}\n)\n"

    by_name = modules()
    version = torch.__version__.split("+")[0]
    return "\n".join(
        (
            f'"""Generated from torch {version} by tests/generate/torch_facts.py; do not edit."""\n',
            "# torch.nn classes whose instances can own parameters or buffers",
            names("MODULES_WITH_STATE", [n for n, state in by_name.items() if state]),
            "# torch.nn classes whose instances own none",
            names("MODULES_WITHOUT_STATE", [n for n, state in by_name.items() if not state]),
            "# torch.nn classes that can be built without arguments",
            names("MODULES_WITHOUT_ARGUMENTS", without_arguments()),
            "# torch.* functions that return one tensor",
            names("TENSOR_FUNCTIONS", tensor_functions()),
            "# Tensor methods that return one tensor and do not work in place",
            names("TENSOR_METHODS", tensor_methods()),
            names("FUNCTIONAL", functional()),
            "# torch.nn.init functions; each returns the tensor it was given",
            names("INITIALISERS", initialisers()),
            names("OPTIMIZERS", optimizers()),
            "# public names of torch.nn.Module itself, nearly all of them methods",
            names("MODULE_NAMES", module_names()),
        )
    )


def main() -> int:
    text = render()
    if "--write" in sys.argv:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.read_text(encoding="utf-8") != text:
        print(f"{TARGET.name} is out of date: run this script with --write", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
