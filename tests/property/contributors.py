"""What others do to a site: they extend it, translate it and move its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st
from hypothesis.stateful import rule

from sitegen.cli.translate import write_key
from sitegen.core.problems import ProblemError
from sitegen.moving.apply import apply_plan
from sitegen.moving.loaded_site import load_site
from sitegen.moving.plan import plan_move
from sitegen.moving.request import read_move
from sitegen.site.translations import find_translations, list_translations
from tests.property import edits
from tests.property.writer import BODY, Writer

if TYPE_CHECKING:
    from collections.abc import Sequence


class Contributors(Writer):
    """Developers, translators, and someone who tidies up."""

    @rule(data=st.data(), tree=st.sampled_from(["extensions/", "extensions/", "themed/", ""]))
    def edit_an_extension(self, data: st.DataObject, tree: str) -> None:
        """Add one, change its code, what it imports or its layouts, break it, or take it away."""
        name = data.draw(st.sampled_from(sorted(edits.TREES[tree])))
        self.write_or_remove(f"{tree}{name}", data.draw(st.sampled_from(edits.TREES[tree][name])))
        self.check()

    @rule(lines=st.sampled_from((*edits.RARE_CONFIG["languages"], *edits.SPEAKING)))
    def speak(self, lines: str) -> None:
        """A language comes or goes, or has other settings."""
        self.config["languages"] = lines
        self.write_config()
        self.check()

    @rule(
        data=st.data(),
        code=st.sampled_from(edits.LANGUAGES),
        beside=st.booleans(),
        line=st.sampled_from(edits.TRANSLATED),
        body=BODY,
    )
    def translate(self, data: st.DataObject, code: str, beside: bool, line: str, body: Sequence[str]) -> None:
        """A translation beside its original, or in a folder of its language."""
        path = self.pick_page(data)
        if path.endswith(".md"):
            stem = path.removesuffix(".md")
            self.write_page(f"{stem}.{code}.md" if beside else f"{code}/{path}", {"title": line}, body)
            self.check()

    @rule()
    def mark_translations(self) -> None:
        """All are up to date now."""
        try:
            site = load_site(self.site.root, self.now)
        except ProblemError:
            return
        if not site.config.languages:
            return
        for translation in list_translations(site.site, find_translations(site.site)):
            if translation.node:
                path = f"content/{translation.node.path}"
                text = write_key((self.site.root / path).read_bytes().decode(), translation.digest)
                self.site.write(path, text or "")
        self.check()

    @rule(names=st.sampled_from(edits.MOVES), back=st.booleans())
    def move(self, names: tuple[str, str], back: bool) -> None:
        """A page, a folder or a picture, with all links to it."""
        old, new = reversed(names) if back else names
        try:
            site = load_site(self.site.root, self.now)
            plan = plan_move(site, read_move(site, old, new), redirects=True)
            apply_plan(plan, self.site.root)
        except ProblemError:
            return
        moved = {before.removeprefix("content/"): after for before, after in plan.move.files.items()}
        self.pages = {
            moved.get(page, page).removeprefix("content/"): parts for page, parts in self.pages.items()
        }
        self.check()
