"""Expert code is clean: nothing at all in torch's own Modules and optimizers."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from torchtutor.analyzers import analyze

SPEC = importlib.util.find_spec("torch")
assert SPEC is not None and SPEC.origin is not None
TORCH = Path(SPEC.origin).parent
FILES = sorted((*(TORCH / "nn").rglob("*.py"), *(TORCH / "optim").rglob("*.py")))
# torch imports its own classes relatively; written out, its classes are known to be Modules
RELATIVE = re.compile(r"from \.+(?:nn\.)?(?:modules\.)?(\w+) import")


@pytest.mark.parametrize("spell_out", [False, True], ids=["as-it-is", "imports-spelt-out"])
def test_torch_itself_has_no_finding(spell_out: bool) -> None:
    classes = 0
    found: list[str] = []
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        if spell_out:
            text = RELATIVE.sub(r"from torch.nn.modules.\1 import", text)
        analysis = analyze(text)
        assert analysis.syntax_problems == ()
        classes += len(analysis.runnables)
        found += [f"{path.name}: {f.rule} {f.subject}" for f in analysis.findings]
    assert found == []
    assert classes > (150 if spell_out else 5)
