"""From a text to its findings."""

from __future__ import annotations

import re
from collections.abc import Generator
from functools import partial

from . import torch_facts as facts
from .blank_lines import where_blank_lines_changed
from .chunks import Chunk, cut, joined_ends, recut, shared_ends
from .file_model import FileModel
from .finding import Analysis, Later, Runnable, Span, SyntaxProblem
from .imports import speaks_of_torch
from .read_chunk import ReadChunk
from .registry import RULES, RULES_PER_CLASS, RULES_PER_FILE, RULES_PER_SCRIPT
from .runnables import other_runnables, runnable_class
from .statement import Memory
from .statements import parse_chunk
from .suppress import Suppressions
from .unfinished import change_between, while_unfinished
from .units import found_by, judged
from .workspace import Origin

_DOTTED = re.compile(r"[^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*)*")


def analyze(text: str, origin: Origin | None = None, *, tolerant: bool = False) -> Analysis:
    """Everything that can be said about `text`; never raises, whatever the text holds.

    Should a rule fail all the same, which is a mistake of ours, the others go on where this is `tolerant`.
    With its `origin`, Module classes that it imports from the project are known too.
    """
    return Engine(origin, tolerant=tolerant).analyze(text)


class Engine:
    """Analyses one document again and again; each version costs what changed since the last.

    While a line is being typed that is not Python yet, what was known before is kept (`unfinished`).
    `origin` says where the document lies; without it, imports from the project stay unknown. `tolerant` as for
    `analyze`. A `patient` one keeps it for a name alone on a line too, until it is asked for the same text again.
    """

    def __init__(
        self, origin: Origin | None = None, *, tolerant: bool = False, patient: bool = False
    ) -> None:
        self._origin = origin
        self._tolerant = tolerant
        self._patient = patient
        self._text = ""
        self._chunks: list[Chunk] = []
        self._memory: Memory = {}
        # the last text that was read as a whole, what was found, and the state of other files
        self._base: tuple[str, Analysis, int] | None = None
        # what it shares at both ends with the last text
        self._since: tuple[int, int] | None = None

    @property
    def read(self) -> str:
        """The last text that was read as a whole; what is known of a later one stems from it."""
        return self._base[0] if self._base is not None else ""

    def _imports_torch(self, text: str) -> bool:
        """Whether the text has its Modules from another file of the project."""
        return self._origin is not None and self._origin.imports_torch(text)

    def _shared_since(self, text: str, same: tuple[int, int]) -> tuple[int, int] | None:
        """What `text` shares at both ends with the last one that was read as a whole, if there is one; with the
        one before it the `same`."""
        if self._base is None:
            return None
        read = self._base[0]
        if read is self._text:
            return same
        shortest = min(len(read), len(text))
        joined = joined_ends(self._since, same, shortest) if self._since is not None else None
        return joined or shared_ends(read, text)

    def analyze(self, text: str) -> Analysis:
        """As the function `analyze`."""
        steps = self.steps(text)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                analysis: Analysis = end.value
                return analysis

    def steps(self, text: str) -> Generator[None, None, Analysis]:
        """As `analyze`, in steps: a caller on an event loop can breathe after each.

        A generator that is dropped half-way leaves the engine in order.
        """
        generation = self._origin.workspace.refresh() if self._origin is not None else 0
        if not speaks_of_torch(text) and not self._imports_torch(text):
            return Analysis(uses_torch=False)
        if self._base is not None:
            _ = self._base[1].runnables  # where they stand in the text before, which ends here
        patient = self._patient and text != self._text
        same = shared_ends(self._text, text)
        self._since = self._shared_since(text, same)
        self._chunks = recut(text, self._chunks, self._text, same)
        self._text = text
        chunks = self._chunks
        if self._base is not None and self._base[2] == generation:
            before, found, _ = self._base
            change = change_between(before, text, self._since)
            known = where_blank_lines_changed(text, chunks, change, before, found)
            if known is not None:
                self._base = (text, known, generation)
                return known
            known = while_unfinished(chunks, change, found, patient=patient)
            if known is not None:
                return known
        problems: list[SyntaxProblem] = []
        for chunk in chunks:
            read = ReadChunk.known(chunk)
            if read is None:
                read = ReadChunk.of(chunk)
                yield
            if read.broken:
                problems += read.problems()
        file = FileModel(text, chunks, self._memory, self._origin)
        file.faults = [] if self._tolerant else None
        file.generation = generation
        named = file.sifted("chunks with a comment for us", chunks, _has_comment_for_us)
        suppressions = Suppressions(text, chunks if named else ())
        every, followed = yield from judged(file, RULES_PER_CLASS, RULES_PER_SCRIPT)
        complete = followed and not problems
        for rule in RULES_PER_FILE:
            found_here = found_by(rule, file)
            complete = complete and found_here is not None
            every += found_here or ()
            yield
        findings = [finding for finding in every if not suppressions.cover(finding)]
        findings += suppressions.unused(every, [rule.id for rule in RULES], complete=complete)
        findings.sort(key=lambda finding: (finding.span.start, finding.rule))
        analysis = Analysis(
            uses_torch=True,
            findings=tuple(finding for finding in findings if not finding.optional),
            optional=tuple(finding for finding in findings if finding.optional),
            what_runs=Later(partial(_runnables, file)),
            syntax_problems=tuple(problems),
            faults=tuple(file.faults or ()),
        )
        self._base = (text, analysis, generation)
        return analysis


def _has_comment_for_us(chunk: Chunk) -> bool:
    return any("torchtutor" in comment.text.lower() for comment in chunk.comments)


def _runnables(file: FileModel) -> tuple[Runnable, ...]:
    found = [r for reading in file.readings if (r := runnable_class(reading)) is not None]
    taken = {runnable.qualified_name for runnable in found}
    found += [other for other in other_runnables(file) if other.qualified_name not in taken]
    return tuple(sorted(found, key=lambda runnable: runnable.span.start))


def readable(text: str) -> str:
    """`text` with what cannot be read replaced, line by line: valid Python with the same lines.

    A statement that is lost as a whole leaves empty lines.
    """
    return "".join(_readable(chunk.text) for chunk in cut(text))


def _readable(text: str) -> str:
    parsed = parse_chunk(text)
    if not parsed.problems:
        return text
    return parsed.module.code if parsed.module is not None else re.sub(r"[^\r\n]", "", text)


def symbol_at(text: str, offset: int) -> tuple[str, Span] | None:
    """The torch name under `offset`, e.g. `torch.nn.Linear`, and where it stands.

    Methods whose owner cannot be told are named by what they almost always are:
    `loss.backward` is `torch.Tensor.backward`. None in comments, strings and elsewhere.
    """
    if not speaks_of_torch(text):
        return None
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    line = re.compile(r"[^\r\n]*").match(text, start)
    if line is None:
        return None
    match = next(
        (m for m in _DOTTED.finditer(line.group()) if m.start() <= offset - start <= m.end()), None
    )
    if match is None:
        return None
    # `nn.Linear` on its `nn` means torch.nn, on its `Linear` the class
    tail = re.compile(r"\w*").match(text, offset, start + match.end())
    end = tail.end() if tail is not None else offset
    span = Span(start + match.start(), end)
    chunks = cut(text)
    around = next((chunk for chunk in chunks if chunk.start <= span.start < chunk.end), None)
    if around is None:
        return None
    piece = around.piece_at(span.start)
    at = span.start - piece.start
    if any(s.start <= at < s.end for s in piece.layout.strings):
        return None
    if any(c.start <= at < c.start + len(c.text) for c in piece.layout.comments):
        return None
    dotted = re.sub(r"\s", "", text[span.start : span.end])
    resolved = FileModel(text, chunks).names.resolve_dotted(dotted)
    if resolved is not None and resolved.split(".")[0] == "torch":
        return resolved, span
    head, _, name = dotted.rpartition(".")
    if head and name in facts.METHOD_SYMBOLS:
        return facts.METHOD_SYMBOLS[name], Span(end - len(name), end)
    return None
