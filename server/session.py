"""The session with one client: the only mutable state of the server."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from lsprotocol.types import NotebookDocumentSyncOptions
from torchtutor import __version__
from torchtutor.analyzers.finding import Analysis, Later, Runnable
from torchtutor.lessons import Lessons, load_with

from .capabilities import Client
from .document import Book, Document, path_of, uri_key
from .exercises.practice import Practice
from .folders import cache_folder
from .hidden_classes import with_hidden
from .kept import Kept
from .language import Language, negotiate
from .learning import Store, open_store
from .learning.fixes import Open
from .on_screen import EditorImports, OnScreen
from .practising import Practising
from .project import EditorProjects
from .pygls_documents import DocumentStore
from .pygls_server import TutorServer
from .runner.spare import Spares
from .runner.target import full_device, split_device
from .runs import Aged, Run, Runs
from .scheduler import Scheduler, Steps
from .settings import Layer, Problem, Settings, check_rules, from_pyproject, resolve

log = logging.getLogger(__name__)

LONGEST_WAIT_FOR_SETTINGS_S = 1.0


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one version of a document.

    `runnables` also holds the classes that a syntax error hides at the moment, at their `class`
    line, so that no lens vanishes while somebody types.
    """

    document: Document
    analysis: Analysis
    what_runs: Later[tuple[Runnable, ...]]

    @property
    def runnables(self) -> tuple[Runnable, ...]:
        """What can be run, found out when it is first asked for."""
        return self.what_runs()

    def runnable(self, class_name: str) -> Runnable | None:
        """The class of this qualified name."""
        return next((r for r in self.runnables if r.qualified_name == class_name), None)


class Session:
    """Documents, settings and abilities of one client."""

    def __init__(self, server: App) -> None:
        self._server = server
        self.client = Client()
        self.locale: str | None = None
        self.language: Language = "en"
        self.settings = Settings()
        self.trusted = True
        self.folder: Path | None = None
        self.chosen_device: str | None = None
        self.editor_section: dict[str, Any] | None = None
        self.scheduler = Scheduler(self._new_steps, self.document, self._rehearsal)
        self.spares = Spares()
        self.kept = Kept(cache_folder("runs"))
        self.recalled: set[str] = set()
        self.runs: Runs  # features/running.py knows how to run
        self.practising: Practising  # features/lessons.py knows how to check
        self.tell_not_written: Callable[[Store, OSError], None]  # so does it
        self.learning: set[asyncio.Task[None]] = set()
        self.saved_findings: dict[str, Open] = {}
        self._practice: tuple[object, Practice] | None = None
        self._documents: dict[str, Document] = {}
        self._books: dict[str, Book] = {}
        self._known: dict[str, Known] = {}
        self.imports = EditorImports(OnScreen(self.document, lambda: tuple(self._documents)))
        self.waiting: asyncio.TimerHandle | None = None  # for a pause, to look at other documents
        self.projects = EditorProjects(None, self.settings)
        self._options = Layer("initializationOptions", {})
        self._settings_of: dict[str, Settings] = {}
        self._told: set[str] = set()
        self._settled = asyncio.Event()

    @property
    def device(self) -> str:
        """The device that runs use: the one picked in this session, else the setting."""
        return full_device(*split_device(self.chosen_device or self.settings.device))

    # Documents

    def _new_steps(self, uri: str) -> Steps:
        """What analyses a document: its imports mean what is on the screen, else on the disk."""
        # libcst is loaded with the first text, after `initialize` was answered.
        from torchtutor.analyzers import Engine

        path = path_of(uri)
        origin = None if path is None else self.imports.origin(Path(path), self.folder)
        return Engine(origin, tolerant=True, patient=True).steps

    def _rehearsal(self) -> Iterator[object]:
        """What makes the learner's first key as cheap as the later ones, in steps."""
        from .rehearsal import rehearse  # needs libcst, which the first text has loaded

        return rehearse(self._server)

    def document(self, uri: str) -> Document | None:
        """The open document at its newest version; the same object for the same version."""
        book = self._books.get(uri_key(uri))
        return self._documents.get(uri_key(uri)) if book is None else book.whole

    def documents(self) -> list[Document]:
        """All open documents, the cells of notebooks among them."""
        return list(self._documents.values())

    def cells(self, uri: str) -> tuple[Document, ...]:
        """The cells of an open notebook; none for what is not a notebook."""
        book = self._books.get(uri_key(uri))
        return () if book is None else book.cells

    def record(self, uri: str) -> None:
        """Take over a document's newest version from pygls, or drop one that was closed."""
        store = self._server.workspace
        held = store.snapshot(uri) if isinstance(store, DocumentStore) else None
        if held is None:
            self._documents.pop(uri_key(uri), None)
            self._known.pop(uri_key(uri), None)
        else:
            self._documents[uri_key(uri)] = held

    def record_notebook(self, uri: str) -> list[str]:
        """Take over a notebook from pygls, or drop one that was closed; the cells that are gone."""
        store = self._server.workspace
        cells = store.cells(uri) if isinstance(store, DocumentStore) else []
        before = self._books.pop(uri_key(uri), None)
        if before is not None and before.sources == tuple(cells):
            self._books[uri_key(uri)] = before  # outputs have changed, not the code
            return []
        present = {uri_key(cell.uri) for cell in cells}
        gone = [c.uri for c in before.cells if uri_key(c.uri) not in present] if before else []
        for cell_uri in gone:
            self._documents.pop(uri_key(cell_uri), None)
            self._known.pop(uri_key(cell_uri), None)
        if cells:
            book = self._books[uri_key(uri)] = Book(uri, cells)
            self._documents.update({uri_key(cell.uri): cell for cell in book.cells})
        return gone

    async def known(self, uri: str) -> Known | None:
        """What is known of the newest version of a document; None when it is not open.

        The first time it waits for the client's settings, so that nothing shows in another language.
        """
        found = await self._analysis(uri)
        if not self._settled.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_WAIT_FOR_SETTINGS_S):
                    await self._settled.wait()
            self._settled.set()
            found = await self._analysis(uri)
        if found is None:
            return None
        document, analysis = found
        before = self._known.get(uri_key(uri))
        if before is None or before.document is not document or before.analysis is not analysis:
            earlier = before.runnables if before is not None else ()
            what_runs = Later(partial(with_hidden, document, analysis, earlier))
            before = Known(document, analysis, what_runs)
            self._known[uri_key(uri)] = before
        return before

    async def _analysis(self, uri: str) -> tuple[Document, Analysis] | None:
        """The document at its newest version, and the analysis of it or of its whole notebook."""
        while (document := self.document(uri)) is not None and document.book is not None:
            found = await self.scheduler.analysis(document.book.uri)
            if found is not None and self.document(uri) is document:
                return document, found[1]
        return await self.scheduler.analysis(uri)

    def results(self, known: Known) -> list[Aged]:
        """The newest results of the document's classes, or of its notebook's, seen from now."""
        book = known.document.book
        uris = [cell.uri for cell in book.cells] if book else [known.document.uri]
        return [self.aged(run, known) for uri in uris for run in self.runs.results_in(uri)]

    @staticmethod
    def aged(run: Run, known: Known) -> Aged:
        """A finished run seen from the present text."""
        return Aged(run, known.document, known.runnables)

    # Lessons

    def lessons(self) -> Lessons:
        """The lessons that are installed, with those of the packs that the settings name."""
        return self.practice().lessons

    def practice(self) -> Practice:
        """What the learner has done, by the present settings."""
        settings = self.settings
        wanted = (settings.lesson_packs, settings.progress, settings.progress_folder)
        if self._practice is None or self._practice[0] != wanted:
            store = open_store(settings.progress_folder) if settings.progress else None
            self._practice = (
                wanted,
                Practice(
                    load_with(settings.lesson_packs, cache_folder("lessons") / "tables.json"),
                    store,
                    self.tell_not_written,
                ),
            )
        return self._practice[1]

    # Settings

    def start(
        self, client: Client, locale: str | None, folder_uri: str | None, options: Any
    ) -> None:
        """Take over what came with `initialize`."""
        self.client = client
        self.locale = locale
        path = path_of(folder_uri) if folder_uri else None
        self.folder = Path(path) if path else None
        values = dict(options) if isinstance(options, dict) else {}
        # Only `initialize` can say this: a folder that is not trusted may hold editor settings.
        self.trusted = values.pop("isTrusted", True) is not False
        self._options = Layer("initializationOptions", values)
        self._resolve()
        if not client.configuration:
            self._settled.set()

    def configure(self, editor: Any) -> None:
        """Resolve the settings anew; `editor` is the client's `torchtutor` section, if any.

        A device that was picked gives way to one that the settings name later.
        """
        # An empty answer is that of a client without such a section.
        if isinstance(editor, dict) and (editor or self.editor_section):
            self.editor_section = editor
        before = self.settings.device
        self._resolve()
        if self.settings.device != before:
            self.chosen_device = None
        self._settled.set()

    def _resolve(self) -> None:
        layers = [from_pyproject(self.folder)] if self.folder is not None else []
        said = self._options
        if self.editor_section is not None:
            said = Layer("settings", self.editor_section, complete=True)
        self.settings, problems = resolve([*layers, said])
        self.projects = EditorProjects(self.folder, self.settings, [said])
        self._settings_of.clear()
        wish = None if self.settings.language == "auto" else self.settings.language
        self.language = negotiate(wish, self.locale)
        self._problems = list(problems)

    def settings_of(self, document: Document) -> Settings:
        """The settings of one document, with those of its path."""
        uri = document.book.uri if document.book else document.uri
        found = self._settings_of.get(uri)
        if found is None:
            found = self.projects.settings_of(document.path)
            self._settings_of[uri] = found
        return found

    def new_problems(self, rules: Iterable[str]) -> list[Problem]:
        """The problems of the settings that were not told yet; `rules` are the rules' ids."""
        fresh, known = [], list(rules)
        problems = [*self._problems, *check_rules(self.settings, known)]
        for document in self.documents():
            self.settings_of(document)
        for project in self.projects.all():
            problems += (*project.problems, *check_rules(project.settings, known))
        for problem in problems:
            if problem.identity not in self._told:
                self._told.add(problem.identity)
                fresh.append(problem)
        return fresh


class App(TutorServer):
    """The server and its session; handlers get it as `ls`."""

    def __init__(self, notebooks: NotebookDocumentSyncOptions | None = None) -> None:
        super().__init__("torchtutor", __version__, notebooks)
        self.session = Session(self)
