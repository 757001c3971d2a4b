"""Names for the usual reasons of a graph break; the server has a sentence for each."""

from __future__ import annotations

import re

from .dynamo_log import Break

_CONTEXT = re.compile(r"Developer debug context: (.*)")
_HINT = re.compile(r"\n  Hint: (.*?)(?=\n  Hint: |\n\n|\Z)", re.DOTALL)
_EXPLANATION = re.compile(r"\n  Explanation: (.*?)(?=\n  Hint: |\n\n|\Z)", re.DOTALL)

# By torch's name of the break (`gb_type`, torch 2.7 and newer), first match.
_BY_KIND = (
    ("Tensor.item()", "value"),
    ("Data dependent operator", "value"),
    ("tolist()", "value"),
    ("Data-dependent assertion", "assert"),
    ("Data-dependent branching", "branch"),
    ("generic_jump", "branch"),
    ("Dynamic shape operator", "shape"),
    ("wrap RNN, GRU, or LSTM", "rnn"),
    ("torch.compiler.disable", "disabled"),
    ("graph_break()", "asked"),
    ("logging.Logger", "log"),
    ("copy.deepcopy", "copy"),
    ("Tensor.backward()", "backward"),
    ("torch.nn.Parameter()", "parameter"),
    ("sort with non-constant keys", "sort"),
    ("Tensor.numpy()", "numpy"),
    ("data_ptr", "value"),
    ("Unsupported method call", "function"),
)
# By the code itself, where torch only tells the effect.
_BY_CODE = (
    (r"(np|numpy)\.random\.|random\.\w+\(", "random"),
    (r"(datetime\.)*(datetime|date)\.(now|utcnow|today)\(", "time"),
)
# By the function that could not be followed.
_BY_FUNCTION = (
    (r"builtin (print)\b", "print"),
    (r"builtin (open|input)\b", "file"),
    (r"builtin range\b", "count"),
    (r"builtin (\w+)", "builtin"),
    (r"module: torch\.serialization\b", "file"),
    (r"qualname: (manual_seed|seed)\b", "seed"),
    (r"qualname: Random\.|module: random\b|module: numpy\.random|module: mtrand", "random"),
    (r"module: (time|datetime)\b", "time"),
    (r"module: _?warnings\b|LoggingLogger|module: logging\b", "log"),
    (r"qualname: (pack_padded_sequence|pad_packed_sequence)", "packed"),
    (r"module: numpy\b", "numpy"),
    (r"qualname: ([\w.]+)", "function"),
)


def name_of(found: Break, statement: str, code: str) -> tuple[str, str]:
    """The name, and what could not be followed (may be empty).

    `statement` is the learner's line, `code` the part of it where the break is.
    """
    for pattern, name in _BY_CODE:
        if re.match(pattern, code):
            return name, ""
    context = _CONTEXT.search(found.message)
    words = context[1] if context else ""
    for fragment, name in _BY_KIND:
        if fragment in found.kind:
            is_assert = name == "branch" and statement.lstrip().startswith("assert")
            return ("assert" if is_assert else name), ""
    for pattern, name in _BY_FUNCTION:
        if match := re.search(pattern, words):
            return name, match[1] if match.groups() and match[1] else ""
    return "other", ""


def words_of(found: Break) -> tuple[str, str]:
    """PyTorch's own explanation and its first hint, each on one line."""
    explanation = _EXPLANATION.search(found.message)
    hint = _HINT.search(found.message)
    said = explanation[1] if explanation else found.message.strip().split("\n\n")[0]
    return _flat(said), _flat(hint[1]) if hint else ""


def _flat(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 300 else f"{flat[:299]}…"
