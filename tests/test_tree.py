"""Trees: places agree with libcst's own provider, texts and nodes made here with its trees."""

from __future__ import annotations

import ast
import inspect
import re
import typing

import libcst as cst
import libcst._nodes.expression
import libcst._nodes.statement
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider
from torchtutor.analyzers.census import plainly_reads
from torchtutor.analyzers.chunks import cut
from torchtutor.analyzers.places import Places
from torchtutor.analyzers.read_chunk import ReadChunk
from torchtutor.analyzers.statement import Statement
from torchtutor.analyzers.tree import statements, walk

from .labelled_samples import samples

SOURCES = (libcst._nodes.expression, typing, inspect, pytest)


@pytest.mark.parametrize("source", SOURCES, ids=lambda module: module.__name__)
def test_places_equal_libcsts_positions(source: object) -> None:
    text = inspect.getsource(source)[:60_000]  # type: ignore[arg-type]  # each is a module
    text = text[: text.rindex("\n\n\n")] + "\n"
    wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
    positions = wrapper.resolve(PositionProvider)
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    places = Places(wrapper.module, 100)
    count = 0
    for node in walk(wrapper.module):
        if isinstance(node, (cst.Module, cst.BaseSuite)) or node not in positions:
            continue
        found, range_ = places.span(node), positions[node]
        expected = (
            100 + starts[range_.start.line - 1] + range_.start.column,
            100 + starts[range_.end.line - 1] + range_.end.column,
        )
        assert (found.start, found.end) == expected, type(node).__name__
        count += 1
    assert count > 50


@pytest.mark.parametrize(
    "last",
    [
        "return x",
        "a = 1; return (x)  # why",
        "if x: pass",
        "if x:\n            return x\n        elif y:\n            pass\n        else:\n            return (\n                y\n            )",
        "for i in x:\n            pass\n        else:\n            a = 1",
        "while x:\n            with y as z:\n                return z",
        "try:\n            pass\n        except ValueError:\n            a = 1",
        "try:\n            pass\n        except ValueError:\n            a = 1\n        else:\n            b = 2",
        "try:\n            pass\n        finally:\n            a = 1",
        "match x:\n            case 1:\n                return x\n            case _:\n                pass",
        "def inner():\n            return 1\n        # a comment",
        'return """a\n  text"""',
    ],
)
def test_a_class_that_was_read_in_pieces_ends_where_python_says(last: str) -> None:
    text = f"class Net(nn.Module):\n    a = 1\n\n    def f(self):\n        pass\n\n    def g(self):\n        {last}\n"
    (chunk,) = cut(text)
    statement = Statement.of(chunk, set())
    assert statement is not None
    span = statement.places.span(statement.classes[0].node)
    node = ast.parse(text).body[0]
    lines = text.splitlines(keepends=True)
    assert node.end_lineno is not None
    end = sum(map(len, lines[: node.end_lineno - 1])) + (node.end_col_offset or 0)
    assert (span.start, span.end) == (0, end)
    assert len(chunk.pieces) > 2


def test_outer_place_holds_the_parentheses() -> None:
    module = cst.parse_module("x = (a + b)\n")
    (statement,) = module.body
    assert isinstance(statement, cst.SimpleStatementLine)
    (assign,) = statement.body
    assert isinstance(assign, cst.Assign)
    places = Places(module, 0)
    inner, outer = places.span(assign.value), places.outer(assign.value)
    assert (inner.start, inner.end) == (5, 10)
    assert (outer.start, outer.end) == (4, 11)


def test_statements_that_share_a_line_come_one_by_one() -> None:
    module = cst.parse_module("def f(): a; b\n")
    (function,) = module.body
    assert isinstance(function, cst.FunctionDef)
    assert len(statements(function.body)) == 2


def test_nodes_that_are_made_here_have_the_defaults_of_libcst() -> None:
    """`nodes.quicken` writes `__init__` anew: parameters, defaults, and lists of their own."""
    function = cst.FunctionDef(
        cst.Name("f"), cst.Parameters(), cst.IndentedBlock([cst.parse_statement("pass")])
    )
    assert cst.Module([function]).code == "def f():\n    pass\n"
    changed = function.with_changes(name=cst.Name("g"))
    assert (changed.name.value, function.name.value) == ("g", "f")
    assert function.deep_clone().deep_equals(function)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'value'"):
        cst.Name()  # type: ignore[call-arg]


def test_a_look_at_the_text_knows_no_more_than_the_tree() -> None:
    """`Statement.mentions` ends at the text where that is sure; the walk over the tree decides."""
    sure = 0
    for sample in samples():
        words = set(re.findall(r"[^\W\d]\w*", sample.text))
        for chunk in cut(sample.text):
            read = ReadChunk.of(chunk)
            for fragment in () if read.broken else read.fragments:
                plain = {word for word in words if plainly_reads(fragment.piece, word)}
                assert all(fragment.census.reads(word) for word in plain), sample.name
                sure += len(plain)
    assert sure > 1000
