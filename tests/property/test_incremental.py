"""A build with a cache publishes what a clean build would, byte for byte, whatever happened in between."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from sitegen.errors import format_problem
from sitegen.site.assemble import Show
from tests.property import edits
from tests.site_maker import NOW, SiteFolder, read_times, read_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sitegen.request import BuildResult

FRONT = st.fixed_dictionaries(
    {}, optional={key: st.sampled_from(lines) for key, lines in edits.FRONT.items()}
)
BODY = st.lists(st.sampled_from(edits.BODY), max_size=4)
#: Which of the files that happen to be there: what is drawn must not depend on what a build made.
PICK = st.integers(0, 999)
CACHE_FILES = st.sampled_from(["state", "snapshot", "bodies"])


class Writer(RuleBasedStateMachine):
    """Someone who writes, renames, breaks and repairs, and builds after each step."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="sitegen-writer-"))
        self.site = SiteFolder(self.folder / "site")
        self.clean = self.folder / "clean"
        self.now = NOW
        self.lenient = True
        self.show = Show()
        self.pages: dict[str, tuple[dict[str, str], Sequence[str]]] = {}
        self.config: dict[str, str] = {}

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @initialize(
        pages=st.fixed_dictionaries(
            {}, optional={path: st.tuples(FRONT, BODY) for path in edits.PAGES + edits.SECTIONS}
        ),
        config=st.fixed_dictionaries({key: st.sampled_from(lines) for key, lines in edits.CONFIG.items()}),
    )
    def begin(
        self, pages: Mapping[str, tuple[dict[str, str], Sequence[str]]], config: dict[str, str]
    ) -> None:
        for path, (front, body) in pages.items():
            self._write_page(path, front, body)
        self.config = dict(config)
        self._write_config()
        for tree, files in (("layouts", edits.LAYOUTS), ("data", edits.DATA), ("static", edits.STATIC)):
            for name, texts in files.items():
                self._write_or_remove(f"{tree}/{name}", texts[0] if tree != "layouts" else texts[-1])
        self._write_or_remove("layouts/partials/part.html", "part")
        for path in edits.IMAGES:
            self.site.write(path, edits.png(3, 2))
        self._check()

    # --- content -------------------------------------------------------------------------------

    @rule(path=st.sampled_from(edits.PAGES + edits.SECTIONS), front=FRONT, body=BODY)
    def write_page(self, path: str, front: dict[str, str], body: Sequence[str]) -> None:
        self._write_page(path, front, body)
        self._check()

    @rule(data=st.data(), key=st.sampled_from(sorted(edits.FRONT)))
    def edit_one_key(self, data: st.DataObject, key: str) -> None:
        """The edit that authors make most: one value of one page."""
        if not self.pages:
            return
        path = data.draw(st.sampled_from(sorted(self.pages)))
        front, body = self.pages[path]
        self._write_page(path, front | {key: data.draw(st.sampled_from(edits.FRONT[key]))}, body)
        self._check()

    @rule(data=st.data(), body=BODY)
    def edit_body(self, data: st.DataObject, body: Sequence[str]) -> None:
        if not self.pages:
            return
        path = data.draw(st.sampled_from(sorted(self.pages)))
        self._write_page(path, self.pages[path][0], body)
        self._check()

    @rule(data=st.data())
    def delete_page(self, data: st.DataObject) -> None:
        if not self.pages:
            return
        path = data.draw(st.sampled_from(sorted(self.pages)))
        del self.pages[path]
        self.site.remove(f"content/{path}")
        self._check()

    @rule(data=st.data(), new=st.sampled_from(edits.PAGES))
    def rename_page(self, data: st.DataObject, new: str) -> None:
        """A rename keeps the file's times, which must fool nobody."""
        if not self.pages:
            return
        old = data.draw(st.sampled_from(sorted(self.pages)))
        self.pages[new] = self.pages.pop(old)
        (self.site.root / "content" / new).parent.mkdir(parents=True, exist_ok=True)
        (self.site.root / "content" / old).replace(self.site.root / "content" / new)
        self._check()

    @rule(days=st.sampled_from([0.5, 1, 3, -1]))
    def let_time_pass(self, days: float) -> None:
        self.now += timedelta(days=days)
        self._check()

    @rule(path=st.sampled_from(edits.IMAGES), size=st.sampled_from([(3, 2), (5, 7), (100, 50), (50, 100)]))
    def change_image(self, path: str, size: tuple[int, int]) -> None:
        self.site.write(path, edits.png(*size))
        self._check()

    @rule(path=st.sampled_from(edits.IMAGES))
    def damage_or_delete_image(self, path: str) -> None:
        place = self.site.root / path
        if place.exists() and place.stat().st_size > 20:
            place.write_bytes(b"no picture")
        else:
            place.unlink(missing_ok=True)
        self._check()

    # --- everything else -----------------------------------------------------------------------

    @rule(data=st.data(), key=st.sampled_from(sorted(edits.CONFIG)))
    def change_config(self, data: st.DataObject, key: str) -> None:
        self.config[key] = data.draw(st.sampled_from(edits.CONFIG[key]))
        self._write_config()
        self._check()

    @rule(snippets=st.lists(st.sampled_from(edits.PAGE_SNIPPETS), min_size=1, max_size=4, unique=True))
    def change_page_layout(self, snippets: Sequence[str]) -> None:
        """A layout that shows other pages: from now on every page depends on many."""
        text = "".join(f"<p>{snippet}</p>\n" for snippet in snippets)
        self.site.write(
            "layouts/page.html",
            "{% extends 'builtin/page.html' %}{% block after %}" + text + "{% endblock %}",
        )
        self._check()

    @rule(data=st.data(), tree=st.sampled_from(["layouts", "layouts", "data", "static"]))
    def change_file(self, data: st.DataObject, tree: str) -> None:
        files: Mapping[str, tuple[str, ...]] = {
            "layouts": edits.LAYOUTS,
            "data": edits.DATA,
            "static": edits.STATIC,
        }[tree]
        name = data.draw(st.sampled_from(sorted(files)))
        self._write_or_remove(f"{tree}/{name}", data.draw(st.sampled_from(files[name])))
        self._check()

    @rule(pick=PICK)
    def touch(self, pick: int) -> None:
        """A new time without a change must change nothing."""
        files = [
            path
            for path in sorted(self.site.root.rglob("*"))
            if path.is_file() and _is_source(path, self.site.root)
        ]
        os.utime(files[pick % len(files)])
        self._check()

    @rule(lenient=st.booleans())
    def judge_otherwise(self, lenient: bool) -> None:  # noqa: FBT001  drawn by Hypothesis
        self.lenient = lenient
        self._check()

    @rule(show=st.builds(Show, drafts=st.booleans(), future=st.booleans(), expired=st.booleans()))
    def show_otherwise(self, show: Show) -> None:
        self.show = show
        self._check()

    @rule()
    def only_check(self) -> None:
        """Looking for problems leaves the next build as it was."""
        before = read_tree(self.site.root / "public") if (self.site.root / "public").exists() else {}
        self._build(dry=True)
        after = read_tree(self.site.root / "public") if (self.site.root / "public").exists() else {}
        assert before == after
        self._check()

    # --- accidents -----------------------------------------------------------------------------

    @rule(data=st.data(), path=st.sampled_from(sorted(edits.MISTAKES)), also=st.booleans())
    def make_a_mistake(self, data: st.DataObject, path: str, also: bool) -> None:  # noqa: FBT001  drawn by Hypothesis
        """A build that fails in between, perhaps with a good edit made at the same time, loses nothing."""
        place = self.site.root / path
        before = place.read_bytes() if place.exists() else None
        self.site.write(path, data.draw(st.sampled_from(edits.MISTAKES[path])))
        if also and self.pages:
            page = data.draw(st.sampled_from(sorted(self.pages)))
            front, body = self.pages[page]
            self._write_page(page, front | {"title": "title: Changed meanwhile"}, body)
        self._check()
        if before is None:
            place.unlink()
        else:
            place.write_bytes(before)
        self._check()

    @rule(pick=PICK, how=st.sampled_from(["delete", "change", "shorten", "add", "tree"]))
    def damage_the_published_site(self, pick: int, how: str) -> None:
        public = self.site.root / "public"
        files = sorted(path for path in public.rglob("*") if path.is_file()) if public.exists() else []
        if not files:
            return
        path = files[pick % len(files)]
        match how:
            case "delete":
                path.unlink()
            case "change":
                path.write_bytes(path.read_bytes() + b"!")
            case "shorten":
                path.write_bytes(b"")
            case "add":
                path.with_name("foreign.txt").write_text("not ours")
            case _:
                shutil.rmtree(public)
        if how == "delete" and path.name == ".sitegen-output":
            path.write_bytes(b"Made by someone else")  # without it the directory is no longer ours to write
        self._check()

    @rule(
        name=CACHE_FILES,
        how=st.sampled_from(["delete", "shorten", "flip", "empty", "all"]),
        at=st.floats(0, 0.999),
    )
    def damage_the_cache(self, name: str, how: str, at: float) -> None:
        path = self.site.root / ".sitegen-cache" / name
        if how == "all":
            shutil.rmtree(path.parent, ignore_errors=True)
        elif path.exists():
            data = path.read_bytes()
            place = int(len(data) * at)
            if how == "delete":
                path.unlink()
            elif how == "shorten":
                path.write_bytes(data[:place])
            elif how == "flip" and data:
                path.write_bytes(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :])
            else:
                path.write_bytes(b"")
        self._check()

    @rule(pick=PICK, how=st.sampled_from(["delete", "change"]))
    def damage_the_standby(self, pick: int, how: str) -> None:
        """The tree that was published before is no source of truth either."""
        state = self.site.root / ".sitegen-publish-public"
        files = sorted(path for path in state.rglob("*") if path.is_file()) if state.exists() else []
        if not files:
            return
        path = files[pick % len(files)]
        path.unlink()
        if how == "change":
            path.write_bytes(b"changed")
        self._check()

    # --- the claim -----------------------------------------------------------------------------

    def _build(self, **wishes: Any) -> BuildResult:
        return self.site.build(now=self.now, lenient=self.lenient, show=self.show, **wishes)

    def _check(self) -> None:
        public = self.site.root / "public"
        before = read_tree(public) if public.exists() else {}
        result = self._build()
        shutil.rmtree(self.clean, ignore_errors=True)
        expected = self._build(output=self.clean, force=True, forget=True)
        assert _problems(expected) == _problems(result)
        assert expected.ok == result.ok
        if not result.ok:
            assert before == (read_tree(public) if public.exists() else {})
            return
        assert _differences(read_tree(self.clean), read_tree(public)) == []
        times = read_times(public)
        again = self._build()
        assert (again.ok, _problems(again), again.rendered) == (True, _problems(result), 0)
        assert times == read_times(public)

    def _write_page(self, path: str, front: dict[str, str], body: Sequence[str]) -> None:
        self.pages[path] = (front, body)
        lines = "".join(f"{line}\n" for line in front.values() if line)
        self.site.write(f"content/{path}", f"---\n{lines}---\n" + "\n\n".join(body) + "\n")

    def _write_config(self) -> None:
        self.site.write("sitegen.toml", "".join(f"{line}\n" for line in self.config.values()))

    def _write_or_remove(self, path: str, text: str) -> None:
        if text:
            self.site.write(path, text)
        else:
            (self.site.root / path).unlink(missing_ok=True)


def _problems(result: BuildResult) -> list[str]:
    return [format_problem(problem) for problem in result.problems]


def _is_source(path: Path, root: Path) -> bool:
    return path.relative_to(root).parts[0] in {"content", "layouts", "static", "data", "sitegen.toml"}


def _differences(expected: Mapping[str, bytes], actual: Mapping[str, bytes]) -> list[object]:
    """Return what differs, small enough to be read in a failure."""
    return list(_list_differences(expected, actual))


def _list_differences(expected: Mapping[str, bytes], actual: Mapping[str, bytes]) -> Iterator[object]:
    for path in sorted(expected.keys() | actual.keys()):
        left, right = expected.get(path), actual.get(path)
        if left is None or right is None:
            yield path, "not in a clean build" if left is None else "only in a clean build"
        elif left != right:
            place = next(
                (n for n, pair in enumerate(zip(left, right, strict=False)) if pair[0] != pair[1]), 0
            )
            yield path, left[max(0, place - 40) : place + 60], right[max(0, place - 40) : place + 60]


def run_steps(examples: int, steps: int, *, same_each_time: bool) -> None:
    run_state_machine_as_test(
        Writer,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=not same_each_time,
            derandomize=same_each_time,
        ),
    )


def test_incremental_equals_clean() -> None:
    """A sample, the same in every run of the tests."""
    run_steps(examples=5, steps=12, same_each_time=True)


@pytest.mark.slow
def test_incremental_equals_clean_for_long() -> None:
    """Hundreds of steps."""
    run_steps(examples=40, steps=40, same_each_time=False)
