"""What authors and designers do to a site: the rules of a state machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from sitegen.site.visibility import Show
from tests.property import edits
from tests.property.writer import BODY, FRONT, PICK, Writer, find_differences, problems_of
from tests.site_maker import read_tree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Authors(Writer):
    """Someone who writes, renames and changes their mind."""

    @initialize(
        pages=st.fixed_dictionaries(
            {}, optional={path: st.tuples(FRONT, BODY) for path in edits.PAGES + edits.SECTIONS}
        ),
        config=st.fixed_dictionaries({key: st.sampled_from(lines) for key, lines in edits.CONFIG.items()}),
        languages=st.sampled_from(("", *edits.SPEAKING)),
    )
    def begin(
        self,
        pages: Mapping[str, tuple[dict[str, str], Sequence[str]]],
        config: dict[str, str],
        languages: str,
    ) -> None:
        for path, (front, body) in pages.items():
            self.write_page(path, front, body)
        self.config = dict(config) | dict.fromkeys(edits.RARE_CONFIG, "") | {"languages": languages}
        self.write_config()
        for tree, files in edits.TREES.items():
            for name, texts in files.items():
                self.write_or_remove(f"{tree}{name}", texts[0] if tree != "layouts/" else texts[-1])
        self.write("layouts/partials/part.html", "part")
        for path in edits.IMAGES:
            self.write(path, edits.png(3, 2))
        self.check()

    # --- pages ---------------------------------------------------------------------------------

    @rule(path=st.sampled_from(edits.PAGES + edits.SECTIONS), front=FRONT, body=BODY)
    def write_a_page(self, path: str, front: dict[str, str], body: Sequence[str]) -> None:
        self.write_page(path, front, body)
        self.check()

    @rule(data=st.data(), key=st.sampled_from(sorted(edits.FRONT)))
    def edit_one_key(self, data: st.DataObject, key: str) -> None:
        """The edit that authors make most: one value of one page."""
        if path := self.pick_page(data):
            front, body = self.pages[path]
            line = data.draw(st.sampled_from(edits.FRONT[key]))
            self.write_page(path, {**front, key: line}, body)
            self.check()

    @rule(data=st.data(), body=BODY)
    def edit_a_body(self, data: st.DataObject, body: Sequence[str]) -> None:
        if path := self.pick_page(data):
            self.write_page(path, self.pages[path][0], body)
            self.check()

    @rule(data=st.data())
    def delete_a_page(self, data: st.DataObject) -> None:
        if path := self.pick_page(data):
            self.remove(f"content/{path}")
            self.check()

    @rule(data=st.data(), new=st.sampled_from(edits.PAGES))
    def rename_a_page(self, data: st.DataObject, new: str) -> None:
        """A rename keeps the file's times, which must fool nobody."""
        old = self.pick_page(data)
        if not old or old == new:
            return
        what = self.pages[old]
        self.write(f"content/{new}", "")  # makes room
        (self.site.root / "content" / old).replace(self.site.root / "content" / new)
        self.pages.pop(old, None)
        self.pages[new] = what
        self.check()

    @rule(data=st.data())
    def exchange_two_pages(self, data: st.DataObject) -> None:
        """Each has the name of the other: sizes, times and inodes are all known, under other names."""
        first, second = self.pick_page(data), self.pick_page(data)
        if not first or first == second:
            return
        content, spare = self.site.root / "content", self.site.root / "spare"
        (content / first).rename(spare)
        (content / second).rename(content / first)
        spare.rename(content / second)
        self.pages[first], self.pages[second] = self.pages[second], self.pages[first]
        self.check()

    @rule(pick=PICK)
    def edit_and_set_the_time_back(self, pick: int) -> None:
        """A page of the same length, with the times of the old one."""
        files = [path for path in self.source_files() if path.suffix == ".md"]
        if not files:
            return
        path = files[pick % len(files)]
        before = path.stat()
        path.write_bytes(path.read_bytes().swapcase() if pick % 2 else path.read_bytes()[::-1])
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        self.check()

    # --- names ---------------------------------------------------------------------------------

    @rule(names=st.sampled_from(edits.RENAMES), back=st.booleans())
    def rename(self, names: tuple[str, str], back: bool) -> None:
        """A folder, an image, a layout, a data file; or only the case of a name."""
        old, new = reversed(names) if back else names
        place, target = self.site.root / old, self.site.root / new
        if not os.path.lexists(place) or os.path.lexists(target):
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        place.rename(target)
        self.pages = {_renamed(page, old, new): what for page, what in self.pages.items()}
        self.check()

    @rule(path=st.sampled_from(edits.FOLDERS), inner=st.sampled_from(("index.md", "x.txt", "x.html")))
    def put_a_folder_in_the_place_of_a_file(self, path: str, inner: str) -> None:
        """The next to write the file takes the folder away again."""
        self.remove(path)
        self.write(f"{path}/{inner}", "inside")
        self.check()

    @rule(path=st.sampled_from(sorted(edits.LINKS)), data=st.data())
    def link(self, path: str, data: st.DataObject) -> None:
        """Links inside the tree are followed; those that lead nowhere are mistakes."""
        target = data.draw(st.sampled_from(edits.LINKS[path]))
        self.remove(path)
        if target:
            place = self.site.root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(target)
        self.check()

    # --- pictures ------------------------------------------------------------------------------

    @rule(path=st.sampled_from(edits.IMAGES), size=st.sampled_from([(3, 2), (5, 7), (100, 50), (50, 100)]))
    def change_an_image(self, path: str, size: tuple[int, int]) -> None:
        self.write(path, edits.png(*size))
        self.check()

    @rule(path=st.sampled_from(edits.IMAGES))
    def damage_or_delete_an_image(self, path: str) -> None:
        place = self.site.root / path
        if place.is_file() and place.stat().st_size > 20:
            place.write_bytes(b"no picture")
        else:
            self.remove(path)
        self.check()

    # --- everything else -----------------------------------------------------------------------

    @rule(data=st.data(), key=st.sampled_from(sorted(edits.CONFIG)))
    def change_the_configuration(self, data: st.DataObject, key: str) -> None:
        self.config[key] = data.draw(st.sampled_from(edits.CONFIG[key]))
        self.write_config()
        self.check()

    @rule(data=st.data(), key=st.sampled_from(sorted(edits.RARE_CONFIG)))
    def change_a_rare_option(self, data: st.DataObject, key: str) -> None:
        """Those that most sites leave alone."""
        self.config[key] = data.draw(st.sampled_from(edits.RARE_CONFIG[key]))
        self.write_config()
        self.check()

    @rule(snippets=st.lists(st.sampled_from(edits.PAGE_SNIPPETS), min_size=1, max_size=4, unique=True))
    def change_the_page_layout(self, snippets: Sequence[str]) -> None:
        """A layout that shows other pages: from now on every page depends on many."""
        text = "".join(f"<p>{snippet}</p>\n" for snippet in snippets)
        self.write(
            "layouts/page.html",
            "{% extends 'builtin/page.html' %}{% block after %}" + text + "{% endblock %}",
        )
        self.check()

    @rule(data=st.data(), tree=st.sampled_from(["layouts/", *edits.TREES]))
    def change_a_file(self, data: st.DataObject, tree: str) -> None:
        files = edits.TREES[tree]
        name = data.draw(st.sampled_from(sorted(files)))
        self.write_or_remove(f"{tree}{name}", data.draw(st.sampled_from(files[name])))
        self.check()

    @rule()
    def commit_everything(self) -> None:
        """What git knows of pages changes, and no file of theirs."""
        names = {f"GIT_{role}_{key}": "Ann" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}
        for words in (["init"], ["add", "--all"], ["commit", "--allow-empty", "--message=Again"]):
            command = ["git", *words, "--quiet"] if words[0] != "add" else ["git", *words]
            subprocess.run(command, cwd=self.site.root, env={**os.environ, **names}, check=True)
        self.check()

    @rule(version=st.sampled_from(["1.3", "1.4"]), aliases=st.sampled_from([(), ("latest",)]))
    def publish_a_version(self, version: str, aliases: tuple[str, ...]) -> None:
        """Beside those that are there: as from scratch, and these stay."""
        output, copy = self.folder / "versions", self.folder / "versions-copy"
        shutil.rmtree(copy, ignore_errors=True)
        if output.exists():
            shutil.copytree(output, copy)
        wishes = {"is_version": True, "version": version, "aliases": aliases}
        result = self.build(output=output, **wishes)
        expected = self.build(output=copy, force=True, forget=True, **wishes)
        assert (result.ok, problems_of(result)) == (expected.ok, problems_of(expected))
        if result.ok:
            assert find_differences(read_tree(copy), read_tree(output)) == []

    @rule(pick=PICK)
    def touch(self, pick: int) -> None:
        """A new time without a change must change nothing."""
        files = self.source_files()
        os.utime(files[pick % len(files)])
        self.check()

    @rule(days=st.sampled_from([0.5, 1, 3, 40, -1, -2.5, -40]))
    def let_time_pass(self, days: float) -> None:
        """Posts appear and disappear; a clock that was wrong is set back."""
        self.now += timedelta(days=days)
        self.check()

    @rule(lenient=st.booleans())
    def judge_otherwise(self, lenient: bool) -> None:
        self.lenient = lenient
        self.check()

    @rule(show=st.builds(Show, drafts=st.booleans(), future=st.booleans(), expired=st.booleans()))
    def show_otherwise(self, show: Show) -> None:
        self.show = show
        self.check()


def _renamed(page: str, old: str, new: str) -> str:
    path = f"content/{page}"
    if path != old and not path.startswith(f"{old}/"):
        return page
    return (new + path[len(old) :]).removeprefix("content/")
