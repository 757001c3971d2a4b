"""Places of nodes agree with libcst's own position provider, on real code."""

from __future__ import annotations

import inspect
import typing

import libcst as cst
import libcst._nodes.expression
import libcst._nodes.statement
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider
from torchtutor.analyzers.tree import Places, statements, walk

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
