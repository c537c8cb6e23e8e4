"""``output.publish`` and ``--publish``: how a build publishes, and what it says of that."""

from __future__ import annotations

import errno
import json
from typing import TYPE_CHECKING

import pytest

from sitegen.cli import main
from sitegen.config import Publish
from sitegen.publish import exchange as exchange_module
from tests.site_maker import SiteFolder, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

SITE = {
    "sitegen.toml": 'title = "T"\n',
    "content/blog/a.md": "---\ntitle: A\n---\nOne.\n",
    "content/blog/b.md": "---\ntitle: B\n---\nTwo.\n",
}
IN_PLACE = '[output]\npublish = "in-place"\n'


def inode_of(folder: Path) -> int:
    return folder.stat().st_ino


@pytest.mark.parametrize("wish", ["option", "flag"])
def test_the_folder_stays(make_site: Maker, wish: str) -> None:
    """A folder that was published in place is the same one, and so is each file that did not change."""
    site = make_site(SITE)
    way = Publish.IN_PLACE if wish == "flag" else None
    if wish == "option":
        site.write("sitegen.toml", SITE["sitegen.toml"] + IN_PLACE)
    site.publish(publish=way)
    public = site.root / "public"
    folder, kept, changed = (
        inode_of(public),
        inode_of(public / "blog/b"),
        inode_of(public / "blog/a/index.html"),
    )
    site.write("content/blog/a.md", "---\ntitle: A\n---\nThree.\n")
    assert site.build(publish=way).notices == ()
    assert (inode_of(public), inode_of(public / "blog/b")) == (folder, kept)
    assert inode_of(public / "blog/a/index.html") != changed


def test_the_flag_wins(make_site: Maker) -> None:
    """For one build."""
    site = make_site(SITE | {"sitegen.toml": SITE["sitegen.toml"] + IN_PLACE})
    site.publish()
    folder = inode_of(site.root / "public")
    site.write("content/blog/a.md", "---\ntitle: A\n---\nThree.\n")
    site.publish(publish=Publish.SWAP)
    assert inode_of(site.root / "public") != folder


def test_another_way_makes_no_other_bytes(make_site: Maker) -> None:
    """Nor does it make a build do more."""
    site = make_site(SITE)
    swapped = site.publish()
    result = site.build(publish=Publish.IN_PLACE)
    assert (result.ok, result.rendered) == (True, 0)
    assert read_tree(site.root / "public") == swapped


def test_a_build_that_fails_in_place_changes_nothing(make_site: Maker) -> None:
    """As with a swap."""
    site = make_site(SITE)
    before = site.publish(publish=Publish.IN_PLACE)
    site.write("content/blog/a.md", "---\ntitle: A\n---\n[nowhere](nowhere.md)\n")
    site.write("content/blog/new.md", "---\ntitle: New\n---\nNew.\n")
    assert not site.build(publish=Publish.IN_PLACE).ok
    assert read_tree(site.root / "public") == before


def test_verifying_passes_over_what_is_not_ours(make_site: Maker, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever lies in a volume; but a file of ours that was changed is found."""
    site = make_site(SITE)
    site.publish(publish=Publish.IN_PLACE)
    site.write("public/uploads/cat.jpg", b"cat")
    words = ["--root", str(site.root), "--publish", "in-place"]
    assert main(["build", *words, "--verify"]) == 0
    assert main(["build", *words, "--strict"]) == 0
    assert (site.root / "public/uploads/cat.jpg").read_bytes() == b"cat"
    assert capsys.readouterr().err.count("error") == 0


def test_a_notice_tells_that_files_are_replaced(
    make_site: Maker, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In words and in the report for machines, where something was; and a notice is no warning."""
    site = make_site(SITE)
    site.publish()
    site.write("content/blog/a.md", "---\ntitle: A\n---\nThree.\n")
    monkeypatch.setattr(exchange_module, "_exchange_at_once", lambda *_: errno.EXDEV)
    words = ["build", "--root", str(site.root), "--strict"]
    reason = "is on a file system that cannot exchange it as a whole"
    expected = f"public {reason}, so its files were replaced one by one."
    assert main(words) == 0
    assert expected in capsys.readouterr().err
    assert main(words) == 0
    assert expected not in capsys.readouterr().err
    site.write("content/blog/a.md", "---\ntitle: A\n---\nFour.\n")
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["notices"] == [expected]


def test_a_stranger_does_not_choose(make_site: Maker, tmp_path: Path) -> None:
    """With --safe his configuration says nothing about how his site is published."""
    site = make_site(SITE | {"sitegen.toml": SITE["sitegen.toml"] + IN_PLACE})
    output = tmp_path / "elsewhere"
    assert site.build(safe=True, output=output, cache=tmp_path / "cache").ok
    folder = inode_of(output)
    site.write("content/blog/a.md", "---\ntitle: A\n---\nThree.\n")
    assert site.build(safe=True, output=output, cache=tmp_path / "cache").ok
    assert inode_of(output) != folder
