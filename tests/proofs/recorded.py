"""The provers that ask what was recorded while a sample ran."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .provers import PROVERS
from .recorder import Recorder


class Facts:
    """Each asks one `Recorder`."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def fact(self, name: str, at_least: int = 1) -> None:
        """It happened."""
        found = self._recorder.facts[name]
        assert found >= at_least, f"{name}: {found}; {dict(self._recorder.facts)}"

    def at_most(self, name: str, most: int) -> None:
        """It happened, but no more often than this."""
        found = self._recorder.facts[name]
        assert 0 < found <= most, f"{name}: {found}"

    def never(self, *names: str) -> None:
        """None of them happened."""
        for name in names:
            assert not self._recorder.facts[name], f"{name}: {dict(self._recorder.facts)}"

    def compiled_between_timers(self) -> None:
        """A compilation fell between two readings of the clock, so that it was timed."""
        assert self._timed("compile"), str(self._recorder.order)

    def timed_without_compiling(self) -> None:
        """The clock was read, and nothing was compiled in between."""
        assert "timer" in self._recorder.order
        assert not self._timed("compile"), str(self._recorder.order)

    def _timed(self, event: str) -> bool:
        timers = [i for i, e in enumerate(self._recorder.order) if e == "timer"]
        pairs = zip(timers[::2], timers[1::2], strict=False)
        return any(event in self._recorder.order[a:b] for a, b in pairs)

    def healthy(self, trained: bool = True, but: Sequence[str] = ()) -> None:
        """A script with which all is well: it took steps, each with fresh gradients; losses got
        logits; modes were right. `but` names facts that the sample has on purpose."""
        if trained:
            self.fact("step")
        wrong = {
            "stale_gradient",
            "step_without_gradient",
            "probabilities",
            "training_without_grad",
            "eval_with_grad",
            "scheduler_first",
        }
        self.never(*(wrong - set(but)))

    def names(self) -> dict[str, Callable[..., None]]:
        """The provers by the names that proofs use."""
        own = (
            self.fact,
            self.at_most,
            self.never,
            self.compiled_between_timers,
            self.timed_without_compiling,
            self.healthy,
        )
        return {prover.__name__: prover for prover in (*own, *PROVERS)}
