"""Code actions: fixes, silence, the lesson; everything is worked out from the present text.

The diagnostics in a request may be older than the text, so their ranges are never used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from lsprotocol import types
from torchtutor.analyzers.finding import Edit, Span, merged_edits

from .. import convert, sparing
from ..document import Document
from ..examples import comment_edit, example_comment
from ..language import say
from ..session import App, Known
from ..shown import Shown
from . import diagnostics, hover, without_lenses

_IGNORE = re.compile(r"#\s*torchtutor:\s*ignore\[([^\]]*)\]")


def register(server: App) -> None:
    """Add the handlers."""

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, convert.action_options())
    async def actions(ls: App, params: types.CodeActionParams) -> list[types.CodeAction]:
        session = ls.session
        known = await session.known(params.text_document.uri)
        if known is None or not session.client.action_literals:
            return []
        wanted = convert.span(known.document, params.range, session.client.encoding)
        only = params.context.only
        entries = diagnostics.entries(ls, known)
        found: list[types.CodeAction] = []
        if _asked(convert.QUICK_FIX, only):
            for entry in entries:
                if entry.span.start <= wanted.end and wanted.start <= entry.span.end:
                    found += _for_entry(ls, known, entry, entries)
        if _asked(convert.REWRITE, only):
            found += _write_example(ls, known, wanted)
        if only and _asked(convert.FIX_ALL, only):
            found += _fix_everything(ls, known, entries)
        if _asked(convert.PLAIN, only):
            found += _run_whole_file(ls, known, wanted)
        if not session.client.lens and _asked(convert.RUN, only):
            sparing.expect_a_run(ls)
            found += without_lenses.actions(ls, known, wanted)
        return found

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolve(ls: App, action: types.CodeAction) -> types.CodeAction:
        data: Any = action.data
        known = await ls.session.known(str(data["uri"])) if isinstance(data, dict) else None
        if known is not None:
            edits = merged(diagnostics.entries(ls, known), data.get("rule"))
            action.edit = convert.workspace_edit(known.document, edits, ls.session.client)
        return action


def _asked(kind: str, only: Iterable[str] | None) -> bool:
    wishes = [str(getattr(wish, "value", wish)) for wish in only or ()]
    return not wishes or any(
        wish == "" or kind == wish or kind.startswith(f"{wish}.") for wish in wishes
    )


def _for_entry(ls: App, known: Known, entry: Shown, entries: list[Shown]) -> list[types.CodeAction]:
    session, document = ls.session, known.document
    about = [convert.diagnostic(entry, document, session.client)]
    found = []
    if entry.fix is not None:
        found.append(
            convert.action(
                entry.fix.title.render(session.language),
                convert.QUICK_FIX,
                session.client,
                diagnostics=about,
                edit=convert.workspace_edit(document, entry.fix.edits, session.client),
                preferred=True,
            )
        )
        if sum(other.rule == entry.rule and other.fix is not None for other in entries) > 1:
            title = say(session.language, "server.fix-all-rule", rule=entry.code)
            found.append(_fix_all(ls, known, entries, title, convert.QUICK_FIX, entry.rule))
    if entry.rule is None:
        return found
    found.append(
        convert.action(
            say(session.language, "server.ignore-here", rule=entry.rule),
            convert.QUICK_FIX,
            session.client,
            diagnostics=about,
            edit=convert.workspace_edit(document, [ignore_edit(document, entry)], session.client),
        )
    )
    if card := hover.card_of(ls, entry):
        title = say(session.language, "server.open-lesson", title=card.lesson_title)
        argument = {"lesson": card.lesson_id, "heading": card.heading}
        command = convert.command(title, "torchtutor.openLesson", argument)
        found.append(convert.action(title, convert.QUICK_FIX, session.client, command=command))
    return found


def _fix_everything(ls: App, known: Known, entries: list[Shown]) -> list[types.CodeAction]:
    if not any(entry.fix for entry in entries):
        return []
    title = say(ls.session.language, "server.fix-all")
    return [_fix_all(ls, known, entries, title, convert.FIX_ALL, None)]


def _fix_all(
    ls: App, known: Known, entries: list[Shown], title: str, kind: str, rule: str | None
) -> types.CodeAction:
    """An action whose edits are worked out when it is chosen, where the client can wait so long."""
    client = ls.session.client
    if client.action_resolve_edit:
        return convert.action(title, kind, client, data={"uri": known.document.uri, "rule": rule})
    edits = merged(entries, rule)
    return convert.action(
        title, kind, client, edit=convert.workspace_edit(known.document, edits, client)
    )


def merged(entries: Iterable[Shown], rule: str | None) -> list[Edit]:
    """The fixes of a rule (None: of all) as one."""
    wanted = (entry.fix for entry in entries if rule is None or entry.rule == rule)
    return list(merged_edits(fix for fix in wanted if fix is not None))


def ignore_edit(document: Document, entry: Shown) -> Edit:
    """Write `# torchtutor: ignore[rule]` on the line of a finding, or add to the one there."""
    line = document.index.line_of(entry.span.start)
    start, end = document.index.line_span(line)
    text = document.text[start:end]
    if found := _IGNORE.search(text):
        at = start + found.end(1)
        return Edit(Span(at, at), f", {entry.rule}" if found[1].strip() else str(entry.rule))
    at = start + len(text.rstrip())
    return Edit(Span(at, end), f"  # torchtutor: ignore[{entry.rule}]")


def _write_example(ls: App, known: Known, wanted: Span) -> list[types.CodeAction]:
    """With the cursor on the line of a class that was run: keep its example as a comment."""
    session, document = ls.session, known.document
    found = []
    names = frozenset(r.qualified_name for r in known.runnables if "." not in r.qualified_name)
    for aged in session.results(known):
        runnable = known.runnable(aged.run.class_name)
        if runnable is None or aged.stale or aged.run.result is None:
            continue
        if aged.run.result.get("error") is not None:
            continue
        start, end = document.index.line_span(document.index.line_of(runnable.name_span.start))
        comment = example_comment(aged.run.result, names)
        if comment is None or not (start <= wanted.start and wanted.end <= end):
            continue
        edit = comment_edit(document, runnable, comment)
        found.append(
            convert.action(
                say(session.language, "audit.write-example", comment=comment),
                convert.REWRITE,
                session.client,
                edit=convert.workspace_edit(document, [edit], session.client),
            )
        )
    return found


def _run_whole_file(ls: App, known: Known, wanted: Span) -> list[types.CodeAction]:
    """With the cursor on the line of a class: run all of the file first, for what needs it."""
    session, document = ls.session, known.document
    found = []
    for runnable in known.runnables:
        start, end = document.index.line_span(document.index.line_of(runnable.name_span.start))
        if not (start <= wanted.start and wanted.end <= end):
            continue
        name = runnable.qualified_name
        title = say(session.language, "server.run-whole-file", name=name, device=session.device)
        argument = {"uri": document.uri, "class": name, "whole_file": "yes"}
        command = convert.command(title, "torchtutor.run", argument)
        found.append(convert.action(title, convert.PLAIN, session.client, command=command))
    return found
