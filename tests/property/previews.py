"""A preview that runs while a site is written: builds in memory, between those of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st
from hypothesis.stateful import rule

from sitegen.build.in_memory import prepare
from sitegen.build.run import build
from sitegen.build.site_state import Session
from tests.property.writer import BODY, Writer, find_differences, problems_of
from tests.site_maker import read_tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.build.options import BuildResult


class Previews(Writer):
    """Someone who looks at the site in a browser now and then, from a server that builds at each save."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session()
        self.output = self.folder / "preview" / "site"
        #: Files as they were at the last build that succeeded: a watcher tells of the others.
        self.seen: dict[str, tuple[int, ...]] = {}

    def teardown(self) -> None:
        self.session.close()
        super().teardown()

    @rule(knows=st.booleans())
    def look_at_the_preview(self, knows: bool) -> None:
        """Whatever happened since: the server knows what changed, or only that something did."""
        self._show(knows=knows)

    @rule(data=st.data(), body=BODY)
    def save_a_body(self, data: st.DataObject, body: Sequence[str]) -> None:
        """Built in memory where that will do."""
        if path := self.pick_page(data):
            self._show(knows=True)
            self.write_page(path, self.pages[path][0], body)
            self._show(knows=True)

    @rule()
    def start_the_server_anew(self) -> None:
        self.session.close()
        self.session = Session()
        self.seen = {}
        self._show(knows=False)

    @rule()
    def wait_a_moment(self) -> None:
        """The server gets ready while nobody saves."""
        prepare(self.session)
        self._show(knows=True)

    def _show(self, *, knows: bool) -> None:
        today = self._look()
        changed = {path for path in self.seen.keys() | today if self.seen.get(path) != today.get(path)}
        self.session.hints = frozenset(changed) if knows and self.seen else None
        result = self._build()
        expected = self.build_clean()
        assert (expected.ok, problems_of(expected)) == (result.ok, problems_of(result))
        if result.ok:
            self.seen = today
            assert find_differences(read_tree(self.clean), self._shown()) == []

    def _build(self) -> BuildResult:
        cache = self.output.parent / "cache"
        options = self.site.options(lenient=self.lenient, show=self.show, output=self.output, cache=cache)
        with self.at_this_time():
            return build(options, now=self.now, session=self.session)

    def _shown(self) -> dict[str, bytes]:
        """Return every file as the server hands it out."""
        site_state, fresh = self.session.site_state, self.session.fresh
        assert site_state is not None
        return {
            path: fresh[path] if path in fresh else (self.output / path).read_bytes()
            for path in site_state.files
        }

    def _look(self) -> dict[str, tuple[int, ...]]:
        found: dict[str, tuple[int, ...]] = {}
        for path in self.source_files():
            status = path.stat()
            found[str(path)] = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
        return found
