"""The comment `# torchtutor: example ...`: how the learner says what to build and to call.

It stands above the class (decorators between them are fine), on its first line, or in its body:

    # torchtutor: example Net(128, 4)(torch.randn(32, 128))     build so, call so
    # torchtutor: example Net(128, 4)                           build so
    # torchtutor: example torch.randn(2, 3), flag=True          call so
    # torchtutor: example x=torch.randn(2, 3)                   call so

What follows `example` is Python: a call of the class, or the arguments of forward. Names of the
file may be used, and `torch` and `nn` even where the file does not import them. A comment with a
call of the class wins over other comments; of several, the first counts.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from dataclasses import dataclass

from .names import dotted

_COMMENT = re.compile(r"#\s*torchtutor:\s*example\b[:\s]*(.*)")


@dataclass(frozen=True)
class Example:
    """A parsed comment; each part is None when the comment leaves it to us."""

    line: int
    text: str
    constructor: ast.Call | None = None
    forward: ast.Call | None = None

    @property
    def parts(self) -> list[ast.Call]:
        """The calls that the comment has."""
        return [call for call in (self.constructor, self.forward) if call is not None]


def parse(text: str, class_name: str, line: int) -> Example:
    """The example of one comment's text. Raises SyntaxError with its line when it is not Python."""
    try:
        call = ast.parse(f"forward({text})", mode="eval").body
    except SyntaxError as error:
        error.lineno = line
        raise
    assert isinstance(call, ast.Call)
    short = class_name.split(".")[-1]
    if len(call.args) == 1 and not call.keywords and isinstance(call.args[0], ast.Call):
        inner = call.args[0]
        if dotted(inner.func) in (class_name, short):
            return Example(line, text, constructor=inner)
        if isinstance(inner.func, ast.Call) and dotted(inner.func.func) in (class_name, short):
            return Example(line, text, constructor=inner.func, forward=inner)
    return Example(line, text, forward=call if text.strip() else None)


def find(source: str, node: ast.ClassDef, class_name: str) -> Example | None:
    """The example for the class `node`, or None. Raises SyntaxError for a broken one."""
    comments = _comments(source)
    first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
    lines = source.splitlines()
    while first > 1 and lines[first - 2].lstrip().startswith("#"):
        first -= 1
    last = node.end_lineno or node.lineno
    inner = [n for n in ast.walk(node) if isinstance(n, ast.ClassDef) and n is not node]
    found = []
    for line, text in comments:
        nested = any(n.lineno <= line <= (n.end_lineno or n.lineno) for n in inner)
        if first <= line <= last and not nested:
            found.append(parse(text, class_name, line))
    return next((e for e in found if e.constructor), found[0] if found else None)


def _comments(source: str) -> list[tuple[int, str]]:
    found = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and (match := _COMMENT.match(token.string)):
            found.append((token.start[0], match[1].strip()))
    return found
