"""A site that is written and built again and again: the ground of test_incremental.py."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest import mock

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from sitegen.core.problems import format_problem
from sitegen.resources.pagefind import describe_indexer
from sitegen.site.visibility import Show
from tests.property import edits
from tests.site_maker import NOW, SiteFolder, read_times, read_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sitegen.build.options import BuildResult

FRONT = st.fixed_dictionaries(
    {}, optional={key: st.sampled_from(lines) for key, lines in edits.FRONT.items()}
)
BODY = st.lists(st.sampled_from(edits.BODY), max_size=4)
#: Which of the files that happen to be there: what is drawn must not depend on what a build made.
PICK = st.integers(0, 999)
#: What holds sources, below the site's folder.
SOURCES = (
    "content",
    "layouts",
    "static",
    "data",
    "extensions",
    "themed",
    "sitegen.toml",
    "own_directive.py",
    "own_words.py",
)
#: What builds leave in the site's folder.
MADE = ("public", ".sitegen-cache", ".sitegen-publish-public")


#: Makes an index that holds the texts of all pages.
INDEXER = f"""#!{sys.executable} -IS
import pathlib, sys
texts, index = pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[4])
index.mkdir(exist_ok=True)
found = sorted((str(path.relative_to(texts)), path.read_text()) for path in texts.rglob("*.html"))
(index / "pagefind.js").write_text(repr(found))
"""


class Writer(RuleBasedStateMachine):
    """A site, the moment at which it is built, and the claim that its builds are those of a clean one."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="sitegen-writer-"))
        self.site = SiteFolder(self.folder / "site")
        self.public = self.site.root / "public"
        self.clean = self.folder / "clean"
        self.indexer = self.folder / "indexer"
        self.indexer.write_text(INDEXER)
        self.indexer.chmod(0o755)
        self.now = NOW
        #: How far the clock that files are compared with is from the real one, in seconds: an hour later,
        #: files have settled and a build may find that it has nothing to do; an hour before, nothing is sure.
        self.skew = 3600  #: seconds; what was written lies in the past, as it mostly does
        self.lenient = True
        self.show = Show()
        self.pages: dict[str, tuple[Mapping[str, str], Sequence[str]]] = {}
        self.config: dict[str, str] = {}

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    # --- writing -------------------------------------------------------------------------------

    def write_page(self, path: str, front: Mapping[str, str], body: Sequence[str]) -> None:
        """Write a page, and whatever must make room for it."""
        self.pages[path] = (front, body)
        lines = "".join(f"{line}\n" for line in front.values() if line)
        self.write(f"content/{path}", f"---\n{lines}---\n" + "\n\n".join(body) + "\n")

    def write_config(self) -> None:
        self.write("sitegen.toml", "".join(f"{line}\n" for line in self.config.values()))

    def write(self, path: str, content: str | bytes) -> None:
        """Write a file; a file that stands where a folder is needed, or the reverse, goes away."""
        place = self.site.root / path
        for above in reversed(place.relative_to(self.site.root).parents):
            if (self.site.root / above).is_file():
                self.remove(str(above))
        if place.is_dir() or place.is_symlink():
            self.remove(path)
        self.site.write(path, content)

    def remove(self, path: str) -> None:
        """Remove a file, a link or a folder, where there is one."""
        place = self.site.root / path
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
        if path.startswith("content/"):
            name = path.removeprefix("content/")
            self.pages = {
                page: what
                for page, what in self.pages.items()
                if page != name and not page.startswith(f"{name}/")
            }

    def write_or_remove(self, path: str, text: str) -> None:
        if text:
            self.write(path, text)
        else:
            self.remove(path)

    def pick_page(self, data: st.DataObject) -> str:
        """Return the path of one of the pages; "" when there is none."""
        return data.draw(st.sampled_from(sorted(self.pages))) if self.pages else ""

    def source_files(self) -> list[Path]:
        """Return every source file, sorted."""
        files = []
        for name in SOURCES:
            place = self.site.root / name
            files += [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]
        return sorted(files)

    def list_made(self, *names: str) -> list[Path]:
        """Return every file below these folders, sorted."""
        return sorted(path for name in names for path in (self.site.root / name).rglob("*") if path.is_file())

    # --- the claim -----------------------------------------------------------------------------

    @contextmanager
    def at_this_time(self) -> Iterator[None]:
        """Have builds see the clock that the writer sees, and modules as a new process would."""
        for name in ("own_directive", "own_words"):
            sys.modules.pop(name, None)
        skew = self.skew * 1_000_000_000
        clock = SimpleNamespace(time_ns=lambda: time.time_ns() + skew, perf_counter=time.perf_counter)
        describe_indexer.cache_clear()
        with (
            mock.patch("sitegen.build.run.time", clock),
            mock.patch.object(sys, "dont_write_bytecode", new=True),
            mock.patch("sitegen.resources.pagefind.find_indexer", return_value=str(self.indexer)),
            mock.patch("sitegen.resources.search_index.find_indexer", return_value=str(self.indexer)),
        ):
            yield

    def build(self, **wishes: Any) -> BuildResult:
        with self.at_this_time():
            return self.site.build(now=self.now, lenient=self.lenient, show=self.show, **wishes)

    def build_clean(self) -> BuildResult:
        """Build from nothing, elsewhere."""
        shutil.rmtree(self.clean, ignore_errors=True)
        return self.build(output=self.clean, force=True, forget=True)

    def check(self) -> None:
        """Build, and hold the result against that of a clean build; then build again, which does nothing."""
        before = self.published()
        result = self.build()
        expected = self.build_clean()
        assert problems_of(expected) == problems_of(result)
        assert expected.ok == result.ok
        if not result.ok:
            assert before == self.published()
            return
        assert find_differences(read_tree(self.clean), read_tree(self.public)) == []
        times = {name: read_times(self.site.root / name) for name in MADE}
        again = self.build()
        assert (again.ok, problems_of(again), again.rendered) == (True, problems_of(result), 0)
        assert times["public"] == read_times(self.public)
        if self.skew > 0:  # nothing was written a moment ago: then nothing at all is written now
            assert times == {name: read_times(self.site.root / name) for name in MADE}

    def published(self) -> dict[str, bytes]:
        return read_tree(self.public) if self.public.exists() else {}


def problems_of(result: BuildResult) -> list[str]:
    """Return what is told of the site; what was put into its output or a store is told once."""
    told_once = ("output-stray", "cache-store")
    return [format_problem(problem) for problem in result.problems if problem.code not in told_once]


def find_differences(expected: Mapping[str, bytes], actual: Mapping[str, bytes]) -> list[object]:
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
