"""Runs one sample under torch and asks whether its label is true."""

from __future__ import annotations

import contextlib
import io
import linecache
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any
from unittest import mock

import torch

from ..labelled_samples import Sample
from .recorded import Facts
from .recorder import Recorder


def disproved(sample: Sample) -> str | None:
    """None when torch agrees with the label of `sample`, else what it does instead.

    The sample runs as `__main__` in an empty folder. A script that raises must say so: its proof
    begins with `stops(Error, "part of the message")`, and the error must come from its line.
    """
    recorder = Recorder(str(sample.path))
    names: dict[str, Any] = {"__name__": "__main__", "__file__": str(sample.path)}
    raised: list[BaseException] = []

    def stops(error: type[Exception], part: str = "") -> None:
        assert raised, "the sample ran to its end"
        caught = raised[0]
        assert isinstance(caught, error) and part in str(caught), repr(caught)
        lines = [
            frame.lineno
            for frame in traceback.extract_tb(caught.__traceback__)
            if frame.filename == str(sample.path)
        ]
        assert not sample.lines or set(sample.lines) & set(lines), f"raised in {lines}"

    provers = {**Facts(recorder).names(), "stops": stops, "randn": torch.randn, "torch": torch}
    torch.manual_seed(0)
    linecache.checkcache(str(sample.path))
    quiet = io.StringIO()
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.chdir(folder),
        mock.patch.object(sys, "argv", ["sample.py"]),
        contextlib.redirect_stdout(quiet),
        contextlib.redirect_stderr(quiet),
        recorder.watching(),
    ):
        try:
            # running samples is what this is for, and every error of theirs is judged
            exec(compile(sample.text, str(sample.path), "exec"), names)  # noqa: S102
        except Exception as error:  # noqa: BLE001
            raised.append(error)
            if not sample.proofs[0].startswith("stops("):
                return f"the sample does not run: {_told(error, sample.path)}"
        for proof in sample.proofs:
            try:
                # the sample's names first: a learner may call something `total` or `raises`
                eval(proof, {**names, **provers})
            except Exception as error:  # noqa: BLE001
                return f"{proof}: {_told(error, sample.path)}"
            finally:
                torch._dynamo.reset()
    return None


def _told(error: BaseException, path: Path) -> str:
    lines = [
        str(frame.lineno)
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == str(path)
    ]
    return f"{type(error).__name__}: {error}" + (f" (line {lines[-1]})" if lines else "")
