"""Random edits that each leave some page broken: the preview shows every good page as it was last saved."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from sitegen.serve.builds import PreviewBuilder
from sitegen.serve.settings import FOLDER, Settings
from tests.cases.test_preview import BROKEN, POST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitegen.serve.builds import PreviewBuild
    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

NAMES = tuple("abcdefgh")


class Author:
    """Somebody who edits posts at random, and knows what each good one should say."""

    def __init__(self, site: SiteFolder, builder: PreviewBuilder, seed: int) -> None:
        self._site = site
        self._press = builder
        self._random = random.Random(seed)
        self._words = {name: f"Words of {name}." for name in NAMES}  #: of those that are good
        self._count = 0

    def edit(self) -> PreviewBuild:
        """Break a page, edit a good one or mend one; at least one page is broken afterwards."""
        broken = sorted(set(NAMES) - self._words.keys())
        # Two pages at one address count as broken both: a and b are never edited at the same time as that.
        good = sorted(self._words.keys() - {"b"})
        act = self._random.choice(("break", "edit", "edit", "mend") if len(broken) > 1 else ("break", "edit"))
        if not broken or (act == "break" and len(good) > 2):
            name = self._random.choice(good)
            text = BROKEN[self._random.choice(sorted(BROKEN))]
            del self._words[name]
        else:
            name = self._random.choice(good if act != "mend" else broken)
            self._count += 1
            self._words[name] = f"Words number {self._count}."
            text = POST.format(name).replace(f"Words of {name}.", self._words[name])
        path = f"content/blog/{name}.md"
        self._site.write(path, text)
        preview_build = self._press.build(frozenset({str(self._site.root / path)}))
        if self._random.random() < 0.7:
            self._press.prepare()
        return preview_build

    def compare(self, preview_build: PreviewBuild) -> None:
        """Every good page is shown as it was last saved."""
        assert preview_build.state.phase == "built"
        assert any(finding.severity == "error" for finding in preview_build.state.findings)
        assert preview_build.edition is not None
        for name, words in self._words.items():
            output = f"blog/{name}/index.html"
            data = preview_build.edition.fresh.get(output)
            text = data or (self._site.root / FOLDER / "site" / output).read_bytes()
            assert words in text.decode(), (name, words)


def _edit(make_site: Maker, seed: int, edits: int) -> None:
    posts = {f"content/blog/{name}.md": POST.format(name) for name in NAMES}
    site = make_site(
        {
            "sitegen.toml": 'title = "T"\n',
            "content/_index.md": "Hello.",
            "layouts/failing.html": "{{ page.nonsuch.more }}",
            **posts,
        }
    )
    builder = PreviewBuilder(Settings(site.root), site.root / FOLDER)
    builder.build(None)
    builder.prepare()
    author = Author(site, builder, seed)
    for _ in range(edits):
        author.compare(author.edit())
    builder.close()


def test_good_pages_are_always_shown(make_site: Maker) -> None:
    """A sample."""
    _edit(make_site, 1, 20)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 5))
def test_good_pages_are_always_shown_in_full(make_site: Maker, seed: int) -> None:
    """The size that the bar asks for, from three seeds."""
    _edit(make_site, seed, 200)
