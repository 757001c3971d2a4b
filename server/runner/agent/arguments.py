"""Values for constructor parameters that no line of the file gives: by use, annotation and name."""

from __future__ import annotations

import difflib
import inspect
import keyword
import re
import types
from typing import Any

import torch
from torch import nn

from .evaluate import Evaluator
from .slicing import Loaded, find_class
from .spec import show_value
from .usage import Usage, Uses
from .usual_values import BY_ANNOTATION, CONFIGS, LAYERS, by_name, likely_module

_TENSOR = frozenset(dir(torch.Tensor))
_KERNEL = ("2", "2[]", "kernel_size", "kernel_size[]")
_ANY_MODULE = frozenset({"net", "network", "model", "module"})  # words that every class has


class Guesser:
    """Guesses arguments for the classes of one file. `fallback` makes other choices of the same,
    `even` takes 64 where 10 is usual: what has heads or groups divides it."""

    def __init__(self, loaded: Loaded, evaluator: Evaluator) -> None:
        self._loaded = loaded
        self._evaluator = evaluator
        self._uses = Uses(loaded.tree, loaded.purity.full_name)
        self._depth = 0

    def arguments(
        self, cls: type, fallback: bool = False, even: bool = False
    ) -> tuple[dict[str, Any], dict[str, str]]:
        """Values for the required parameters of `cls`, and each as code."""
        node = find_class(self._loaded.tree, cls.__qualname__)
        usages = self._uses.of_constructor(node) if node is not None else {}
        values, code = {}, {}
        for p in required(cls):
            value = self.guess(p, usages.get(p.name, Usage()), fallback)
            values[p.name] = value = 64 if even and value == 10 else value
            code[p.name] = argument_code(value)
        return values, code

    def guess(self, p: inspect.Parameter, usage: Usage, fallback: bool) -> Any:
        """A value for a parameter: the file's constant of that name, its type, its use, its name."""
        if p.name in self._evaluator.defaults:
            return self._evaluator.defaults[p.name]
        for name in (p.name, p.name.upper()):
            value = self._loaded.namespace.get(name)
            if isinstance(value, (int, float, str, tuple, list, dict)):
                return value
        annotation: Any = "" if p.annotation is p.empty else p.annotation
        if isinstance(annotation, str):
            annotation = self._loaded.namespace.get(annotation, annotation)
        kind = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")
        lowered = p.name.lower()
        if kind == "bool":
            return by_name(lowered) if isinstance(by_name(lowered), bool) else True
        if kind == "str":
            return self._string(lowered, usage)
        if isinstance(annotation, type):
            if annotation.__module__ == self._loaded.module.__name__:
                return self.instance(annotation)
            if issubclass(annotation, nn.Module):
                return self._module(lowered, usage)
            if issubclass(annotation, torch.Tensor):
                return torch.randn(100, 64)
        by_use = self._by_use(p.name, usage, fallback)
        if by_use is not None:
            return by_use
        if "Module" in str(annotation):
            return self._module(lowered, usage)
        if re.search(r"\b([Ll]ist|[Tt]uple|Sequence|Iterable)\b", str(annotation)):
            return [32, 16] if "float" not in str(annotation) else [0.1, 0.1]
        if kind == "" and (lowered in CONFIGS or "config" in lowered):
            return self._config(usage)
        if any(word in lowered for word in ("activation", "act_fn", "act_layer", "nonlin")):
            return nn.ReLU if fallback else nn.ReLU()
        if "norm_layer" in lowered:
            return nn.BatchNorm2d
        if lowered == "device":
            return "cpu"
        value = by_name(lowered)
        if value is None:
            value = BY_ANNOTATION.get(kind, 16)
        if fallback and isinstance(value, int) and value == 2:
            return [value, value]  # some take a list where most take a number
        if kind == "int" and not isinstance(value, int):
            return 16
        return float(value) if kind == "float" and isinstance(value, int) else value

    def _by_use(self, name: str, usage: Usage, fallback: bool) -> Any:
        lowered = name.lower()
        if usage.strings and not usage.is_sequence:
            return usage.strings[0]
        if any(layer == "getattr" for layer, _ in usage.layers):
            return self._string(lowered, usage)
        if usage.calls and usage.built and not (usage.registered and fallback):
            return self._class(lowered, usage)
        if usage.calls or (usage.registered and likely_module(lowered)):
            return self._module(lowered, usage)
        attributes = set(usage.attributes)
        if attributes and attributes <= _TENSOR and attributes & {"shape", "size", "dim", "numel"}:
            return torch.randn(100, 64)
        if {"in_features", "out_features", "weight"} & attributes:
            return nn.Linear(64, 64)
        if any(
            layer in ("TransformerEncoder", "TransformerDecoder") and place == "0"
            for layer, place in usage.layers
        ):
            return self._module(lowered, usage)
        if any(layer == "from_pretrained" for layer, _ in usage.layers):
            return torch.randn(100, 64)
        if any(layer == "Parameter" and at == "0" for layer, at in usage.layers):
            return (torch.arange(12).reshape(6, 2) % 2).float()
        if any(layer == "register_buffer" for layer, _ in usage.layers) and not usage.number:
            return torch.ones(64)
        if usage.keys:
            return {key: self._named(key, inner) for key, inner in usage.keys.items()}
        if attributes - {"items", "keys", "values", "get", "index"}:
            return self._config(usage)
        if usage.is_sequence:
            return self._sequence(lowered, usage)
        if usage.counted:
            return 2
        if by_name(lowered) not in (None, 64, 16):
            return None
        for layer, place in usage.layers:
            for layers, places, value in LAYERS:
                if layer in layers and place in places:
                    return value
        if likely_module(lowered) and not usage.number and not usage.layers:
            return self._module(lowered, usage)
        return None

    def _sequence(self, name: str, usage: Usage) -> Any:
        element = usage.element or Usage()
        if element.unpacked:
            return [tuple(8 - 2 * index for index in range(element.unpacked))] * 3
        if element.strings:
            return [16, element.strings[0], 32, element.strings[0]]
        if "shape" in name or ("size" in name and "im" in name):
            return (64, 64) if usage.unpacked == 2 else (3, 64, 64)
        length = max(usage.highest_index + 1, usage.unpacked)
        kernel = any(layer.startswith("Conv") and at in _KERNEL for layer, at in element.layers)
        if kernel or "kernel" in name:
            return (3,) * length if length > 0 else [3, 4, 5]
        if any(layer.startswith(("Conv", "Linear")) and at in "01" for layer, at in element.layers):
            return [16, 32, 64, 64, 64][: length or 3]
        if element.counted or "num_" in name or "depth" in name or "block" in name:
            return [2] * (length or 3)
        return [16, 32, 64, 64, 64][: length or 3]

    def _string(self, name: str, usage: Usage) -> str:
        if usage.strings:
            return usage.strings[0]
        for word, value in (("rnn", "LSTM"), ("cell", "LSTM"), ("norm", "BatchNorm2d")):
            if word in name:
                return value
        return "ReLU" if any(layer == "getattr" for layer, _ in usage.layers) else "relu"

    def _class(self, name: str, usage: Usage) -> Any:
        """A class (or function) that can be called with so many arguments."""
        count = max(usage.calls)
        if "act" in name or "nonlin" in name or (count == 0 and "net" not in name):
            return nn.ReLU
        if "norm" in name:
            return nn.BatchNorm2d
        if count == 0:
            return lambda: nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 2))
        fitting = [
            cls
            for cls in self._own_modules()
            if all(hasattr(cls, attribute) for attribute in usage.attributes)
            and len(required(cls)) <= count <= len(parameters(cls))
        ]
        if fitting:
            return _closest(name, fitting)
        return nn.Conv2d if count >= 3 else nn.Linear

    def _module(self, name: str, usage: Usage) -> Any:
        """A Module: one of the file whose name is like the parameter's, else a plain layer."""
        if "act" in name or "nonlin" in name:
            return nn.ReLU()
        if "loss" in name or "criterion" in name:
            return nn.MSELoss()
        words = [w for w in re.split(r"[_\d]+", name) if len(w) > 2]
        words = [w for w in words if w not in _ANY_MODULE] or words
        own = [cls for cls in self._own_modules() if any(w in cls.__name__.lower() for w in words)]
        if own and self._depth < 3:
            made = self.instance(_closest(self._loaded.cls.__name__.lower() + name, own))
            if made is not None:
                return made
        return nn.Linear(64, 64)

    def _own_modules(self) -> list[type]:
        return [
            value
            for value in list(self._loaded.namespace.values())
            if isinstance(value, type)
            and issubclass(value, nn.Module)
            and value.__module__ == self._loaded.module.__name__
            and value is not self._loaded.cls
        ]

    def instance(self, cls: type) -> Any:
        """An object of a class of the file; None when that fails."""
        self._depth += 1
        try:
            return cls(**self.arguments(cls)[0]) if self._depth < 5 else None
        except Exception:  # noqa: BLE001 (whatever a learner's class raises: the build then says what is missing)
            return None
        finally:
            self._depth -= 1

    def _config(self, usage: Usage) -> Any:
        """A config object: an instance in the file, its config class, or what is read from it."""
        for name, value in list(self._loaded.namespace.items()):
            ours = type(value).__module__ == self._loaded.module.__name__
            if ours and not isinstance(value, (nn.Module, type, types.FunctionType)):
                return value
            if isinstance(value, type) and "config" in name.lower():
                return self.instance(value)
        found = dict(self._evaluator.defaults)
        for name, inner in usage.attributes.items():
            if name not in found:
                found[name] = self._named(name, inner)
        return types.SimpleNamespace(**found)

    def _named(self, name: str, usage: Usage) -> Any:
        """A value for a part of a config, of which the name and the use are known."""
        word = re.sub(r"\W", "_", name)
        plain = word.isidentifier() and not keyword.iskeyword(word)
        p = inspect.Parameter(word if plain else "value", inspect.Parameter.KEYWORD_ONLY)
        return self.guess(p, usage, False)


def _closest(name: str, classes: list[type]) -> type:
    wanted = name.replace("_", "")

    def likeness(cls: type) -> float:
        return difflib.SequenceMatcher(None, wanted, cls.__name__.lower()).ratio()

    return max(classes, key=likeness)


def parameters(cls: type) -> list[inspect.Parameter]:
    """The parameters of the constructor that have a name."""
    try:
        signature = inspect.signature(cls)
    except (TypeError, ValueError):
        return []
    stars = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [p for p in signature.parameters.values() if p.kind not in stars]


def required(cls: type) -> list[inspect.Parameter]:
    """Those without a default."""
    return [p for p in parameters(cls) if p.default is p.empty]


def argument_code(value: Any) -> str:
    """A made-up value as code that makes one like it."""
    if isinstance(value, torch.Tensor):
        return f"torch.randn({', '.join(map(str, value.shape))})"
    if isinstance(value, (nn.ReLU, nn.MSELoss)):
        return f"nn.{type(value).__name__}()"
    if type(value) is nn.Linear:
        return f"nn.Linear({value.in_features}, {value.out_features})"
    if isinstance(value, type) and value.__module__.startswith("torch.nn."):
        return f"nn.{value.__name__}"
    return show_value(value)
