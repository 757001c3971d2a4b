"""The one list of rules."""

from __future__ import annotations

from .rule import Rule
from .rules import (
    module_list_not_registered,
)

RULES: tuple[Rule, ...] = (
    module_list_not_registered.RULE,
)

_BY_ID = {rule.id: rule for rule in RULES}


def rule_by_id(rule_id: str) -> Rule | None:
    """The rule of that name, or None."""
    return _BY_ID.get(rule_id)
