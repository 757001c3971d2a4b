"""The input that a run found, as the comment above the class that keeps it."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from torchtutor.analyzers.finding import Edit, Runnable, Span

from .document import Document

# What `show_value` of the agent writes for what it cannot.
_NOT_CODE = re.compile(r"…|<.*>|\bSimpleNamespace\(|namespace\(")


def example_comment(result: Mapping[str, Any], known_names: frozenset[str]) -> str | None:
    """`# torchtutor: example Net(128, 4)(torch.randn(32, 128))`.

    The part that cannot be written as code of this file is left out; None when nothing is left, or
    when a comment said it already. `known_names` are the names that the file's code may use.
    """
    built, given = result.get("constructor"), result.get("input")
    if not built or not given or "from-comment" in (built["source_key"], given["source_key"]):
        return None
    name = str(result["class"]).split(".")[-1]
    call = str(given["call"])
    known = known_names | {name, "torch", "nn", "True", "False", "None"}
    if not _is_code(f"f({call})", known | {"f"}):
        return None
    constructor = str(built["call"]).replace(str(result["class"]), name, 1)
    whole = f"{constructor}({call})" if _is_code(constructor, known) else call
    return f"# torchtutor: example {whole}" if whole else None


def _is_code(text: str, known: frozenset[str]) -> bool:
    if _NOT_CODE.search(text):
        return False
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError:
        return False
    return all(node.id in known for node in ast.walk(tree) if isinstance(node, ast.Name))


def comment_edit(document: Document, runnable: Runnable, comment: str) -> Edit:
    """Write the comment above the `class` line, as far in as it is."""
    line = document.index.line_of(runnable.name_span.start)
    start, end = document.index.line_span(line)
    text = document.text[start:end]
    indent = text[: len(text) - len(text.lstrip())]
    ending = "\r\n" if "\r\n" in document.text else "\n"
    return Edit(Span(start, start), f"{indent}{comment}{ending}")
