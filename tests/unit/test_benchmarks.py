"""The corpus is what benchmarks/README.md says, and the same each time; no figure of time is asserted."""

from __future__ import annotations

import re
import sys
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING

import pytest

from benchmarks.__main__ import make_site
from benchmarks.chart import draw_bars
from benchmarks.corpus import make_posts, write_corpus
from benchmarks.digests import GOLDEN, copy_sites, find_differing
from benchmarks.edits import EDITS
from benchmarks.measure import find_pause, put_aside
from benchmarks.pairs import compare
from benchmarks.results import make_table, write_section
from benchmarks.stages import STAGES, measure_stages, show_stages
from benchmarks.startup import read_imports

if TYPE_CHECKING:
    from collections.abc import Callable


POSTS = dict(make_posts(300))


def test_the_corpus_is_the_same_each_time() -> None:
    """A seed and a size decide every byte."""
    assert POSTS == dict(make_posts(300))


def test_another_seed_gives_another_corpus() -> None:
    """Nothing depends on one lucky seed."""
    assert POSTS != dict(make_posts(300, seed=2))


@pytest.mark.parametrize(
    ("what", "least", "most"),
    [
        ("bytes", 4500, 5300),
        ("words", 520, 600),
        ("fences", 3.0, 3.6),
        ("links", 2.0, 3.4),
        ("tables", 0.8, 1.6),
    ],
)
def test_a_post_is_of_the_size_of_real_ones(what: str, least: float, most: float) -> None:
    """Means of real engineering blogs: 4.9 KB, 560 words, 3.3 code blocks."""
    measures: dict[str, Callable[[str], float]] = {
        "bytes": lambda text: len(text.encode()),
        "words": lambda text: len(re.findall(r"[\w']+", re.sub(r"(?s)```.*?```|\A---.*?\n---\n", "", text))),
        "fences": lambda text: text.count("```") / 2,
        "links": lambda text: text.count(".md)"),
        "tables": lambda text: text.count("| --- |"),
    }
    assert least <= mean(measures[what](text) for text in POSTS.values()) <= most


def test_links_lead_to_posts_of_the_corpus() -> None:
    """A benchmark of broken links would measure something else."""
    targets = {name for text in POSTS.values() for name in re.findall(r"\]\((post-\d+)\.md\)", text)}
    assert set() == targets - POSTS.keys()


@pytest.mark.parametrize("name", [name for name in EDITS if name != "nothing changed"])
def test_an_edit_changes_one_file(tmp_path: Path, name: str) -> None:
    """Each edit is another one each time, and touches one file."""
    write_corpus(tmp_path, 5)
    states = [_read(tmp_path)]
    for stamp in ("1", "2"):
        EDITS[name](tmp_path, stamp)
        states.append(_read(tmp_path))
    changed = [sum(before.get(path) != after[path] for path in after) for before, after in pairwise(states)]
    assert [1, 1] == changed


def test_the_meter_takes_little_of_what_it_measures() -> None:
    """Two hundredths of one processor at the most; small processes are looked at twenty times a second."""
    assert [0.05, 0.05, 2.0] == [find_pause(took) for took in (0.0, 0.001, 0.04)]


def test_every_stage_of_a_build_is_measured(tmp_path: Path) -> None:
    """A function that moved away would leave its stage without a call."""
    make_site(tmp_path, 3)
    stages = measure_stages(tmp_path)
    assert [] == [stage.name for stage in STAGES if stage.name not in stages]
    assert len(STAGES) + 4 == len(show_stages([stages], 3).splitlines())


def test_a_section_replaces_its_older_self(tmp_path: Path) -> None:
    """One size can be measured anew without the others."""
    results = tmp_path / "RESULTS.md"
    for name, text in (("a", "old"), ("b", "kept"), ("a", "new")):
        write_section(name, text, results)
    lines = results.read_text(encoding="utf-8").splitlines()
    assert ["<!-- a -->", "new", "<!-- end of a -->", "", "<!-- b -->", "kept"] == lines[4:10]


def test_a_table_aligns_figures_to_the_right() -> None:
    """The first column is text."""
    assert "| a | b |\n| --- | ---: |\n| x | 1 |" == make_table(("a", "b"), [("x", "1")])


def test_bars_are_in_proportion() -> None:
    """Twice the time is twice the length."""
    one, two = re.findall(r'<rect [^>]*width="([\d.]+)"', draw_bars("t", {"a": 1, "b": 2}))
    assert 2 == pytest.approx(float(two) / float(one), rel=0.01)


def _read(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_imports_are_added_up_by_package() -> None:
    """What Python reports is in microseconds; the standard library counts as one."""
    said = """\
import time: self [us] | cumulative | imported package
import time:       250 |        250 |   _io
import time:      1250 |       1500 | json.decoder
import time:       500 |        500 |     jinja2.lexer
import time:      1500 |       2000 |   jinja2
"""
    assert {"the standard library": 0.0015, "jinja2": 0.002} == read_imports(said)


def test_what_a_build_left_is_put_aside(tmp_path: Path) -> None:
    """Twice, and also where nothing was left."""
    root = tmp_path / "site"
    for _ in range(2):
        (root / "public").mkdir(parents=True)
        put_aside(root, ("public", "resources"))
    assert [] == list(root.iterdir())
    assert 2 == len(list((tmp_path / "site.aside").iterdir()))


def test_every_difference_of_two_builds_is_named() -> None:
    """A file may be other, missing or new, and a whole build may be."""
    before = {"a": {"x": "1", "y": "2"}, "b": {"z": "3"}}
    after = {"a": {"x": "0", "w": "4"}, "b": {"z": "3"}, "c": {"v": "5"}}
    assert ["a: w: new", "a: x: differs", "a: y: missing", "c: v: new"] == list(find_differing(before, after))


def test_digests_cover_every_golden_site(tmp_path: Path) -> None:
    """Each is built with its own options, so that none is published empty."""
    sites = {path.parent.name for path in GOLDEN.glob("*/site")}
    cases = {case.name: case for case in copy_sites(tmp_path)}
    assert {"own", *(f"golden {name}" for name in sites)} == set(cases)
    assert {"--drafts", "--future", "--expired"} == set(cases["golden hidden-shown"].flags)


def test_two_checkouts_are_compared_in_turns(tmp_path: Path) -> None:
    """Each case has its row, and equal checkouts are measured on equal sites."""
    command = (Path(sys.executable).with_name("sitegen"), "build", "--quiet", "--jobs", "1")
    table = compare(tmp_path, 1, (command, command), ("from nothing", "one title edited"), runs=1)
    assert ["| from nothing |", "| one title edited |"] == re.findall(r"(?m)^\| (?:from|one)[ \w]+ \|", table)
    first, second = (_read(tmp_path / side / "site/content") for side in ("before", "after"))
    assert first == second
