"""Trace tables that small builds amend: what is read back is what was saved, and the file stays small."""

from __future__ import annotations

from array import array
from random import Random
from typing import TYPE_CHECKING

import msgspec
import pytest

from sitegen.cache.state import State, load_state, save_state
from sitegen.cache.trace_table import DIGEST_SIZE, Fingerprints, TraceTable
from sitegen.cache.traces import RenderedOutput, write_traces
from sitegen.core.folder import Folder
from sitegen.plan.target import Form, Target
from sitegen.site.questions import LinkTarget, PageAttribute, Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import Any

OUTPUTS = 300


class Pages:
    """A site that answers each question as a table says."""

    def __init__(self) -> None:
        self.answers: dict[Question, int] = {}

    def fingerprint(self, question: Question) -> Any:
        return self.answers.get(question, 0)

    def group(self, _name: str) -> Any:
        return 0

    def ids(self) -> Iterable[str]:
        return ()

    def interface(self, _id: str) -> Any:
        return 0

    def listed(self, _id: str) -> tuple[str, ...]:
        return ()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    with Folder.open(str(tmp_path)) as opened:
        yield opened


def _target(number: int) -> Target:
    return Target(f"{number:03}.html", Form.PAGE, f"{number}.md", "page.html")


def _questions(number: int) -> list[Question]:
    return [
        PageAttribute(f"{number}.md", "title"),
        PageAttribute(f"{number % 7}.md", "url"),
        LinkTarget("a.md", f"{number % 11}.md"),
    ]


def _render(
    numbers: Iterable[int], extra: Sequence[Question] = ()
) -> tuple[list[RenderedOutput], dict[Question, int]]:
    asked: dict[Question, int] = {}
    outputs = []
    for number in numbers:
        rows = [asked.setdefault(one, len(asked)) for one in (*_questions(number), *extra)]
        outputs.append(RenderedOutput(_target(number), f"digest {number}", array("I", rows), ()))
    return outputs, asked


def _save(folder: Folder, traces: TraceTable) -> None:
    assert save_state(folder, State("engine", "conversion", "settings", traces=traces))


def _load(folder: Folder) -> TraceTable:
    saved = load_state(folder)
    assert saved is not None
    return saved[1]


def _first(folder: Folder, site: Pages) -> TraceTable:
    numbers = range(OUTPUTS)
    interfaces = {f"{number}.md": bytes(DIGEST_SIZE) for number in numbers}
    today = Fingerprints({"order": "a"}, interfaces)
    traces = write_traces(*_render(numbers), [], TraceTable(), {}, site, today)
    _save(folder, traces)
    return traces


def _build(traces: TraceTable, site: Pages, random: Random) -> TraceTable:
    """Edit a page or two: other answers, other outputs, other interfaces."""
    stale: dict[int, bytes] = {}
    for row in random.sample(range(len(traces)), 2):
        site.answers[traces.question(row)] = random.randrange(99)
        stale[row] = random.randbytes(DIGEST_SIZE)
    again = set(random.sample(range(OUTPUTS), 2)) | {random.randrange(OUTPUTS, OUTPUTS + 9)}
    lost = set(random.sample(range(OUTPUTS + 9), random.randrange(2)))
    extra = [PageAttribute(f"new-{random.randrange(9)}.md", "title")] if random.random() < 0.5 else []
    changed = {_target(number).output for number in again | lost}
    reused = [entry for entry in traces.entries if entry.target.output not in changed]
    interfaces = dict(traces.fingerprints.interfaces)
    interfaces.pop(f"{random.randrange(OUTPUTS)}.md", None)
    interfaces[f"{random.randrange(OUTPUTS)}.md"] = random.randbytes(DIGEST_SIZE)
    today = Fingerprints({"order": str(random.random())}, interfaces)
    return write_traces(*_render(sorted(again - lost), extra), reused, traces, stale, site, today)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_saved_in_parts_is_read_as_a_whole(folder: Folder, seed: int) -> None:
    """After any edits, by one process and by many, the table that is read has all that was written."""
    random, site = Random(seed), Pages()
    traces = _first(folder, site)
    whole = folder.read("traces")
    amended = 0
    for _ in range(30):
        traces = _build(traces, site, random)
        _save(folder, traces)
        read = _load(folder)
        assert msgspec.msgpack.encode(read.record()) == msgspec.msgpack.encode(traces.record())
        amended += folder.read("traces") == whole
        whole = folder.read("traces")
        if random.random() < 0.5:
            traces = read
    assert 10 < amended < 30  # and now and then the whole is written again


def test_a_small_build_writes_only_what_it_changed(folder: Folder) -> None:
    """The traces stay as they are, and the amendment is a small part of them."""
    site = Pages()
    traces = _first(folder, site)
    whole = folder.read("traces")
    outputs, asked = _render([5])
    reused = [entry for entry in traces.entries if entry.target.output != "005.html"]
    _save(folder, write_traces(outputs, asked, reused, traces, {}, site, traces.fingerprints))
    assert folder.read("traces") == whole
    assert len(folder.read("amendment")) * 20 < len(whole)


@pytest.mark.parametrize("name", ["traces", "amendment"])
def test_parts_of_two_builds_are_never_combined(folder: Folder, name: str) -> None:
    """An older or newer file in the place of one of the two: nothing is known."""
    site = Pages()
    traces = _first(folder, site)
    random = Random(1)
    traces = _build(traces, site, random)
    _save(folder, traces)
    older = {part: folder.read(part) for part in ("traces", "amendment")}
    traces = _build(traces, site, random)
    traces.saved = None if name == "traces" else traces.saved
    _save(folder, traces)
    assert load_state(folder) is not None
    folder.write(name, older[name])
    assert load_state(folder) is None
    folder.remove(name)
    assert load_state(folder) is None
