"""What was done is kept in files: nothing is lost, whatever happens to them."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from torchtutor.lessons import load
from torchtutor.server.learning import Event, Store, default_folder, fold, open_store
from torchtutor.server.learning.events import line_of, new_event, read_line
from torchtutor.server.learning.store import merge

LESSONS = load().lessons
FIRST = LESSONS[0]
EXERCISE = f"{FIRST.id}/{FIRST.exercise.id}"
WRITER = """
import sys
from pathlib import Path
from torchtutor.server.learning import Store
store = Store(Path(sys.argv[1]), Path(sys.argv[2]))
for number in range(int(sys.argv[3])):
    store.add("check.fail", f"{sys.argv[4]}/{number}", {"check": "clean"})
    print(number, flush=True)
"""


def writer(folder: Path, local: Path, count: int, name: str) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", WRITER, str(folder), str(local), str(count), name]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)


def test_two_windows_of_one_device_lose_nothing(tmp_path: Path) -> None:
    both = [writer(tmp_path, tmp_path, 300, name) for name in "ab"]
    for process in both:
        process.communicate(timeout=120)
        assert process.returncode == 0
    store = Store(tmp_path)
    assert {event.what for event in store.events()} == {
        f"{name}/{number}" for name in "ab" for number in range(300)
    }
    assert not store.unreadable()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_writer_leaves_whole_lines(tmp_path: Path) -> None:
    """One process is forked 60 times and each child killed while it writes."""
    store, written = Store(tmp_path), 0
    store.add("run", "before")
    chance = random.Random(5)
    for _ in range(60):
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            while True:
                event = store.add("run", "x" * 200)
                os.write(writing, event.id.encode("ascii"))
        time.sleep(chance.uniform(0.005, 0.03))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            written += len(pipe.read()) // 32
    after = Store(tmp_path)
    # A child may have been killed between writing and telling.
    assert written > 60
    assert written <= len(after.events()) - 1 <= written + 60
    assert not after.unreadable()


events = st.builds(
    Event,
    id=st.text("0123456789abcdef", min_size=4, max_size=6),
    time=st.sampled_from(["2026-11-30T07:00Z", "2026-12-01T08:10Z"]),
    kind=st.sampled_from(["check.pass", "lesson.read", "something.new"]),
    what=st.sampled_from([FIRST.id, EXERCISE, "다른 것"]),
    epoch=st.integers(0, 2),
    evidence=st.dictionaries(st.text(max_size=4), st.integers() | st.text(max_size=4), max_size=2),
    version=st.sampled_from([1, 2]),
)
streams = st.lists(st.lists(events, max_size=8), max_size=4)


@settings(max_examples=100, deadline=None)
@given(streams, st.randoms(use_true_random=False))
def test_merging_is_a_union(some: list[list[Event]], chance: random.Random) -> None:
    whole = merge(some)
    shuffled = [chance.sample(stream, len(stream)) for stream in chance.sample(some, len(some))]
    assert merge(shuffled) == whole  # in any order
    assert merge([*some, whole, *shuffled]) == whole  # any number of times
    split = chance.randint(0, len(some))
    assert merge([merge(some[:split]), merge(some[split:])]) == whole  # in any groups
    assert {event.id for event in whole} == {event.id for stream in some for event in stream}


GARBAGE = ["<<<<<<< HEAD", "=======", ">>>>>>> other", "", '{"v":1,"id":"torn', "\x00\x00", "[1]"]
NAMES = [
    "a.jsonl",
    "a.sync-conflict-20260818-173636-D4LGQYW.jsonl",
    "a (Anna's conflicted copy 2026-11-30).jsonl",
    "b.jsonl",
    "b-conflict.jsonl.orig",
]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.lists(events, max_size=5)), max_size=4),
       st.randoms(use_true_random=False))  # fmt: skip
def test_conflict_copies_torn_ends_and_marks_are_read_over(
    copies: list[tuple[str, list[Event]]], chance: random.Random
) -> None:
    with tempfile.TemporaryDirectory() as name:
        store = Store(Path(name))
        (store.folder / "events").mkdir()
        for file, content in copies:
            lines = [line_of(event) for event in content]
            for garbage in chance.sample(GARBAGE, 2):
                lines.insert(chance.randint(0, len(lines)), garbage + "\n")
            with (store.folder / "events" / file).open("a", encoding="utf-8") as target:
                target.write("".join(lines) + chance.choice(["", '{"v":1,"id":"to']) + "\n")
        assert store.events() == merge(content for _, content in copies)
        # What we write next stands in a line of its own.
        added = store.add("lesson.read", FIRST.id)
        assert added in store.events()


def test_three_thousand_merges_lose_nothing() -> None:
    """In random order, with conflict copies, torn ends and git's marks among the lines."""
    chance = random.Random(7)
    pool = [new_event("check.fail", f"x/{number}", number % 3, {}) for number in range(40)]
    for _ in range(3000):
        some = chance.sample(pool, chance.randint(0, 8))
        copies = [chance.sample(some, chance.randint(0, len(some))) for _ in range(3)] + [some]
        chance.shuffle(copies)
        texts = []
        for copy in copies:
            lines = [line_of(event) for event in copy]
            lines.insert(chance.randint(0, len(lines)), chance.choice(GARBAGE) + "\n")
            texts.append("".join(lines) + chance.choice(["", '{"v":1,"id":"to']))
        read = [[e for line in text.split("\n") if (e := read_line(line))] for text in texts]
        assert {event.id for event in merge(read)} == {event.id for event in some}


def test_git_merges_two_devices(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        done = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments]
        subprocess.run(done, cwd=tmp_path, check=True, capture_output=True)

    git("init", "-b", "main")
    (tmp_path / ".gitattributes").write_text("*.jsonl merge=union\n", encoding="utf-8")
    store = Store(tmp_path)
    store.add("lesson.read", "start")
    git("add", "-A")
    git("commit", "-m", "start")
    git("checkout", "-b", "other")
    store.add("lesson.read", "there")  # the same file on both sides: one name was copied
    git("commit", "-am", "there")
    git("checkout", "main")
    store.add("lesson.read", "here")
    git("commit", "-am", "here")
    git("merge", "other", "-m", "both")
    merged = Store(tmp_path)
    assert {event.what for event in merged.events()} == {"start", "here", "there"}
    assert not merged.unreadable()


def test_a_torn_line_stays_and_is_named(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add("lesson.read", "a")
    file = store.files()[0]
    with file.open("a", encoding="utf-8") as target:
        target.write('{"v":1,"id":"torn')
    store.add("lesson.read", "b")
    assert {event.what for event in store.events()} == {"a", "b"}
    assert store.unreadable() == {file: [2]}


FULL_DISK = """
import resource, sys
from pathlib import Path
from torchtutor.server.learning import Store
store = Store(Path(sys.argv[1]))
store.add("lesson.read", "before")
size = store.files()[0].stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 40, resource.RLIM_INFINITY))  # room for a part
for what in "ab":
    try:
        store.add("lesson.read", what)
    except OSError:
        print(what, store.files()[0].stat().st_size == size, len(store.events()))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
store.add("lesson.read", "c")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files there")
def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FULL_DISK, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "a True 2\nb True 3\n"  # no half line, and both count meanwhile
    later = Store(tmp_path)
    assert {event.what for event in later.events()} == {"before", "a", "b", "c"}
    assert not later.unreadable()


def test_a_device_name_that_was_cut_short_is_made_anew_once(tmp_path: Path) -> None:
    (tmp_path / "device").write_text("", encoding="ascii")
    for what in "ab":
        Store(tmp_path).add("lesson.read", what)
    assert len(Store(tmp_path).files()) == 1


def test_what_a_newer_version_wrote_is_kept(tmp_path: Path) -> None:
    line = '{"v":7,"id":"n","t":"2027-01-01T00:00Z","k":"new.kind","what":"x","epoch":0,"ev":{}}\n'
    event = read_line(line)
    assert event is not None and line_of(event) == line
    assert fold([event], LESSONS).points == 0


def test_two_devices_write_to_files_of_their_own(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    for name in "ab":
        Store(shared, tmp_path / name).add("lesson.read", name)
    assert len(Store(shared, tmp_path / "c").files()) == 2
    assert len(Store(shared, tmp_path / "a").events()) == 2


def test_an_event_tells_nothing_about_the_code(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add("lesson.read", FIRST.id)
    content = json.loads(store.files()[0].read_text(encoding="utf-8"))
    assert set(content) == {"v", "id", "t", "k", "what", "epoch", "ev"}
    assert store.files()[0].stat().st_mode & 0o077 == 0 or sys.platform == "win32"


def test_everything_can_be_exported_and_deleted(tmp_path: Path) -> None:
    store = Store(tmp_path / "progress")
    store.add("lesson.read", FIRST.id)
    (store.folder / "events" / "mine.txt").write_text("not ours", encoding="utf-8")
    lines: list[str] = []
    assert store.export(lines.append) == 1
    assert [read_line(line) for line in lines] == list(store.events())
    store.delete()
    assert store.events() == ()
    left = [path.name for path in (tmp_path / "progress").rglob("*") if path.is_file()]
    assert left == ["mine.txt"]


def test_the_folder_is_the_platforms_or_the_settings(tmp_path: Path) -> None:
    environ = {"XDG_STATE_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}
    if sys.platform != "darwin":
        assert default_folder("", environ) == tmp_path / "torchtutor" / "progress"
    assert default_folder("~/sync") == Path("~/sync").expanduser()
    assert open_store(str(tmp_path)).folder == tmp_path
