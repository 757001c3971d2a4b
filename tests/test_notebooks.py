"""Notebooks as one text of Python, and their files, of which only the cells' texts are rewritten."""

from __future__ import annotations

import codecs
import json
import pickle
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from torchtutor.analyzers import analyze
from torchtutor.analyzers.fixing import fix_all
from torchtutor.server.cells import JoinedCells, commands, hidden
from torchtutor.server.cli import main
from torchtutor.server.language import LANGUAGES
from torchtutor.server.notebooks import CellPlace, NotebookError, read_notebook

SCHEMA = Path(__file__).parents[1] / "server" / "schemas" / "check-finding.schema.json"
RULE = "module-list-not-registered"
IMPORTS = "%matplotlib inline\nimport torch\nfrom torch import nn"
NET = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(4, 4)]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x
"""


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def code(source: str, **more: Any) -> dict[str, Any]:
    outputs = [{"output_type": "stream", "name": "stdout", "text": ["1e-05\n", "한글\n"]}]
    return {
        "cell_type": "code",
        "execution_count": 3,
        "metadata": {"a": 1.0e-05, "source": "not this"},
        "outputs": outputs,
        "source": lines(source),
        **more,
    }


def notebook(*cells: dict[str, Any], **options: Any) -> bytes:
    content = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(content, **{"indent": 1, "ensure_ascii": False, **options}) + "\n").encode()


MARKDOWN = {"cell_type": "markdown", "metadata": {}, "source": ["# %%bash\n"]}
NOTEBOOK = notebook(code(IMPORTS), MARKDOWN, code("%%bash\nls self.layers = ["), code(NET))


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("%matplotlib inline\nx = 1", "0                 \nx = 1"),
        ("if a:\n    !pip install torch\n", "if a:\n    0                 \n"),
        ("?x\nx?\nnn.Linear??\n%time x", "0 \n0 \n0          \n0      "),
        ("files = !ls *.py\nt = %timeit -o f()", "files = 0       \nt = 0             "),
        ("!pip install \\\n  torch\ny", "0             \n       \ny"),
        ("%%time\nx = 1", "0     \nx = 1"),
        ("%%bash\nls [\n", "      \n    \n"),
        # these are Python
        ("x = (a\n% b)\n", None),
        ("s = '''\n!a\n%b\nc?\n'''\n", None),
        ("x = a \\\n% b\n", None),
        ("x %= 3\nx != y\nz = '!a'\nw = a % b # really?", None),
        ("f('(')\n# a comment (\nx = \"[\"\n", None),
        # an apostrophe of the shell opens no string
        ("!echo it's\n%cd\nx", "0         \n0  \nx"),
        ("", None),
    ],
)
def test_commands_of_ipython_are_hidden_at_equal_length(source: str, left: str | None) -> None:
    assert hidden(source) == (source if left is None else left)
    assert len(hidden(source)) == len(source)


def test_a_command_reaches_to_the_end_of_its_last_line() -> None:
    source = "!a \\\n b\n%%x?"
    assert [source[span.start : span.end] for span in commands(source)] == ["!a \\\n b", "%%x?"]


def test_cells_follow_each_other_on_lines_of_their_own() -> None:
    joined = JoinedCells(["a", "b\n", "", "c\n\n"])
    assert joined.text == "a\nb\n\nc\n\n"
    pieces = [joined.text[joined.span(i).start : joined.span(i).end] for i in range(4)]
    assert "".join(pieces) == joined.text
    assert [joined.cell_at(joined.span(i).start) for i in range(4)] == [0, 1, 2, 3]
    assert joined.cell_at(len(joined.text)) == 3


def test_a_finding_has_its_cell_and_the_line_in_it() -> None:
    book = read_notebook(NOTEBOOK)
    [finding] = [f for f in analyze(book.text).findings if f.rule == RULE]
    assert book.place(finding.span.start) == CellPlace(cell=4, line=4, column=9)
    assert book.place(0) == CellPlace(1, 1, 1)


@pytest.mark.parametrize("options", [{}, {"indent": 4}, {"indent": None}, {"ensure_ascii": True}])
def test_a_fix_changes_the_text_of_its_cell_and_nothing_else(options: dict[str, Any]) -> None:
    data = notebook(code(IMPORTS), MARKDOWN, code("# 층\n" + NET, id="x"), **options)
    after, count = read_notebook(data).rewritten(fix_all)
    assert count == 1
    content = json.loads(after)
    fixed = "".join(content["cells"][2]["source"])
    assert "self.layers = nn.ModuleList([" in fixed
    assert fixed.startswith("# 층\n")
    # put back, it is byte for byte what it was
    content["cells"][2]["source"] = lines("# 층\n" + NET)
    assert content == json.loads(data)
    line = json.dumps("        self.layers = [nn.Linear(4, 4)]\n").encode()
    mended = json.dumps("        self.layers = nn.ModuleList([nn.Linear(4, 4)])\n").encode()
    assert after == data.replace(line, mended)
    assert read_notebook(after).rewritten(fix_all) == (after, 0)


def test_magics_survive_a_fix_and_a_source_may_be_one_string() -> None:
    source = f"%%time\n!pip install \\\n  torch\n{NET}files = !ls\n"
    data = notebook(code(IMPORTS), code("%%html\n<b>"), {**code(""), "source": source})
    after, count = read_notebook(data).rewritten(fix_all)
    assert count == 1
    wanted = source.replace("[nn.Linear(4, 4)]", "nn.ModuleList([nn.Linear(4, 4)])")
    assert json.loads(after)["cells"][2]["source"] == wanted
    assert json.loads(after)["cells"][:2] == json.loads(data)["cells"][:2]


def test_what_a_fix_puts_first_goes_into_a_cell_of_plain_python() -> None:
    book = read_notebook(notebook(code("%%time\na"), code("%%bash\nb"), code("c")))
    after, _ = book.rewritten(lambda text: ("import torch\n" + text, 1))
    sources = ["".join(cell["source"]) for cell in json.loads(after)["cells"]]
    assert sources == ["%%time\na", "%%bash\nb", "import torch\nc"]


def test_a_change_that_loses_a_cell_is_not_made() -> None:
    assert read_notebook(NOTEBOOK).rewritten(lambda text: ("x = 1\n", 1)) == (NOTEBOOK, 0)


def test_format_3_and_a_byte_order_mark_are_read() -> None:
    cells = [{"cell_type": "code", "input": lines(s), "outputs": []} for s in (IMPORTS, NET)]
    data = b"\xef\xbb\xbf" + json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]}).encode()
    book = read_notebook(data)
    assert [f.rule for f in analyze(book.text).findings] == [RULE]
    after, count = book.rewritten(fix_all)
    assert (count, after[:3]) == (1, data[:3])
    assert "ModuleList" in "".join(json.loads(after[3:])["worksheets"][0]["cells"][1]["input"])


def test_a_notebook_without_code_is_empty() -> None:
    book = read_notebook(notebook(MARKDOWN))
    assert book.text == ""
    assert book.rewritten(fix_all) == (notebook(MARKDOWN), 0)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b'{"cells": 3}', b'{"cells": [{}]}', b"[]", b"\xff\xfe{}", b"[" * 10**5, b"3"],
)
def test_what_is_no_notebook_is_told_in_every_language(data: bytes) -> None:
    with pytest.raises(NotebookError) as caught:
        read_notebook(data)
    error = pickle.loads(pickle.dumps(caught.value))  # it comes from another process
    sentences = {error.render(language) for language in LANGUAGES}
    assert len(sentences) == len(LANGUAGES)


LAID_OUT = [
    NOTEBOOK,
    json.dumps(json.loads(NOTEBOOK)).encode(),
    NOTEBOOK.replace(b"\n", b"\r\n"),
    codecs.BOM_UTF8 + NOTEBOOK,
]


@pytest.mark.parametrize("data", LAID_OUT, ids=["indented", "one line", "crlf", "bom"])
@pytest.mark.parametrize("kind", ["github", "gitlab", "sarif"])
def test_services_are_told_the_line_of_the_file(
    data: bytes, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """What they show is the JSON, as it stands in the repository."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    path = tmp_path / "notebook.ipynb"
    path.write_bytes(data)
    main(["check", "--format", kind, str(path)])
    told = capsys.readouterr().out
    before = data[: data.rindex(b"self.layers = [")]
    line = 1 + before.count(b"\n")
    if kind == "github":
        assert f"line={line},endLine={line},title=" in told and "::Cell 4, line 4: Py" in told
    elif kind == "gitlab":
        [issue] = json.loads(told)
        assert issue["location"]["lines"] == {"begin": line, "end": line}
        assert issue["description"].startswith("Cell 4, line 4: Py")
    else:
        [result] = json.loads(told)["runs"][0]["results"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region == {"startLine": line, "endLine": line} and "fixes" not in result


def test_each_line_of_the_text_stands_somewhere_in_the_file() -> None:
    sources: list[Any] = ["x\n", "", ["a = 1\n", "b = ", "2\n", "\n"], "c\nd", ["e\r\n", "f"], []]
    data = notebook(*(code("") | {"source": source} for source in sources))
    book = read_notebook(data)
    lines = data.decode().split("\n")
    rows = book.rows()
    text = book.text.splitlines()
    assert len(rows) == len(text)
    for row, line in zip(rows, text, strict=True):
        assert line.split(" ")[0] in lines[row - 1]


@pytest.mark.parametrize(
    "change",
    [
        {"metadata": {"language_info": {"name": "R"}}},
        {"metadata": {"kernelspec": {"name": "julia", "language": "julia"}}},
        {"cells": {"metadata": {"vscode": {"languageId": "shellscript"}}}},
    ],
)
def test_code_of_another_language_is_left_alone(change: dict[str, Any]) -> None:
    content = json.loads(NOTEBOOK)
    assert read_notebook(json.dumps(content | {"metadata": {}}).encode()).text
    for cell in content["cells"] if "cells" in change else ():
        cell |= change["cells"]
    content |= {key: value for key, value in change.items() if key != "cells"}
    assert read_notebook(json.dumps(content).encode()).text == ""


def test_check_names_the_cell_fixes_it_and_keeps_the_contract_of_its_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    path = tmp_path / "notebook.ipynb"
    path.write_bytes(NOTEBOOK)
    assert main(["check", str(tmp_path)]) == 1
    shown = capsys.readouterr().out
    assert f"{path}:cell 4:4:9: warning  {RULE}\n" in shown
    assert "    4 |         self.layers = [nn.Linear(4, 4)]" in shown
    assert main(["check", "--format", "jsonl", str(path)]) == 1
    found = json.loads(capsys.readouterr().out)
    place = (found["path"], found["cell"], found["line"], found["column"], found["end_line"])
    assert place == (str(path), 4, 4, 9, 4)
    jsonschema.validate(found, json.loads(SCHEMA.read_text()))
    assert main(["check", "--fix", str(path)]) == 0
    assert b"self.layers = nn.ModuleList([" in path.read_bytes()
    capsys.readouterr()
    path.write_bytes(NOTEBOOK[:-40])
    assert main(["check", "--language", "ko", str(path)]) == 2
    assert "노트북이 아닙니다" in capsys.readouterr().err
