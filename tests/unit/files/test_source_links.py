"""What a link in a source tree may stand for: what the scan finds there by its own path, then and later."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from sitegen.core.problems import ProblemError
from sitegen.sources import SourceFile, read, scan
from tests.site_maker import SiteFolder, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECRET = b"token = 0123456789"


def write(root: Path, path: str, data: bytes = SECRET) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(data)


HIDDEN = [
    (".git/config", ".git/config"),
    (".git/config", ".git"),
    (".env", ".env"),
    ("blog/.env", "blog/.env"),
    ("blog/a.md~", "blog/a.md~"),
    ("blog/.a.md.swp", "blog/.a.md.swp"),
    ("x/.hidden/deep/file.txt", "x/.hidden/deep"),
    ("private/plan.txt", "private"),
    ("private/plan.txt", "private/plan.txt"),
    ("blog/raw.psd", "blog/raw.psd"),
    ("layouts/page.html", "layouts/page.html"),
    ("layouts/assets/x.txt", "layouts/assets"),
    ("sitegen.toml", "sitegen.toml"),
    (".sitegen-cache/state", ".sitegen-cache"),
    ("public/draft.txt", "public/draft.txt"),
    ("x/.well-known/y.txt", "x/.well-known/y.txt"),
]


@pytest.mark.parametrize(("path", "target"), HIDDEN)
def test_a_link_to_what_is_not_published_is_an_error(tmp_path: Path, path: str, target: str) -> None:
    """A hidden file, an editor's, an ignored one, one of another tree, of the cache, of a published site."""
    write(tmp_path, path)
    write(tmp_path, "blog/post.txt", b"")
    (tmp_path / "blog/link.txt").symlink_to(tmp_path / target)
    entries, problems = scan(tmp_path, ("private", "*.psd"), "", ("layouts", "public", "sitegen.toml"))
    assert [(problem.code, problem.path) for problem in problems] == [("source-link", "blog/link.txt")]
    assert "isn't published" in problems[0].message
    assert not [entry.path for entry in entries if entry.path.startswith("blog/link")]


def test_a_link_to_what_is_published_passes(tmp_path: Path) -> None:
    """Also to what hosts ask for, at the top of the tree."""
    write(tmp_path, ".well-known/security.txt", b"")
    write(tmp_path, "a/b.md", b"")
    (tmp_path / "c.md").symlink_to("a/b.md")
    (tmp_path / "security.txt").symlink_to(".well-known/security.txt")
    entries, problems = scan(tmp_path)
    assert problems == ()
    assert [entry.path for entry in entries] == [
        ".well-known/security.txt",
        "a/b.md",
        "c.md",
        "security.txt",
    ]


def test_a_published_site_is_no_source(tmp_path: Path) -> None:
    """Wherever in the tree --output put it; a link into it is an error."""
    write(tmp_path, "out/.sitegen-output")
    write(tmp_path, "out/index.html")
    write(tmp_path, "a.md")
    (tmp_path / "b.html").symlink_to("out/index.html")
    entries, problems = scan(tmp_path)
    assert [entry.path for entry in entries] == ["a.md"]
    assert [problem.path for problem in problems] == ["b.html"]


@pytest.mark.parametrize("tree", ["content", "static", "layouts", "data"])
def test_no_tree_publishes_hidden_files(tmp_path: Path, tree: str) -> None:
    """The rule is the same for each."""
    site = SiteFolder(tmp_path / "site", {"content/a.md": "# A\n", f"{tree}/.secret": SECRET})
    (site.root / tree / "shown.txt").symlink_to(".secret")
    assert [(one.code, one.path) for one in site.build().problems if one.code == "source-link"] == [
        ("source-link", f"{tree}/shown.txt")
    ]


def test_a_site_in_its_own_folder_publishes_no_hidden_files(tmp_path: Path) -> None:
    """With ``content = "."`` a link to .git/config published a token."""
    site = SiteFolder(
        tmp_path / "site",
        {"a.md": "# A\n", ".git/config": SECRET, "sitegen.toml": 'paths.content = "."\n'},
    )
    (site.root / "notes").symlink_to(".git/config")
    assert [one.path for one in site.build().problems if one.code == "source-link"] == ["./notes"]
    (site.root / "notes").unlink()
    assert SECRET not in site.publish().values()
    assert site.build(output=site.root / "out").ok
    again = site.publish()
    assert not [path for path in again if path.startswith("out/")]


def swap_file(tree: Path, victim: Path) -> None:
    (tree / "blog/a.txt").unlink()
    (tree / "blog/a.txt").symlink_to(victim / "a.txt")


def swap_folder(tree: Path, victim: Path) -> None:
    (tree / "blog").rename(tree / "gone")
    (tree / "blog").symlink_to(victim)


def swap_for_hidden(tree: Path, _victim: Path) -> None:
    (tree / "blog/a.txt").unlink()
    (tree / "blog/a.txt").symlink_to("../.env")


def swap_for_pipe(tree: Path, _victim: Path) -> None:
    (tree / "blog/a.txt").unlink()
    os.mkfifo(tree / "blog/a.txt")


@pytest.mark.parametrize("swap", [swap_file, swap_folder, swap_for_hidden, swap_for_pipe])
def test_what_is_swapped_after_the_scan_is_not_read(
    tmp_path: Path, swap: Callable[[Path, Path], None]
) -> None:
    """A file or folder becomes a link to a victim's, or a pipe that would hold up whoever opens it."""
    write(tmp_path, "victim/a.txt")
    write(tmp_path, "content/.env")
    write(tmp_path, "content/blog/a.txt", b"harmless")
    tree = tmp_path / "content"
    (entry,) = scan(tree)[0]
    assert read(tree, entry) == b"harmless"
    swap(tree, tmp_path / "victim")
    with pytest.raises(ProblemError, match="source-unsettled"):
        read(tree, entry)
    with pytest.raises(FileNotFoundError):
        SourceFile(str(tree), entry.path).open()


@pytest.mark.parametrize("name", ["content", "deep"])
def test_a_strangers_folder_swapped_after_the_scan_is_not_read(tmp_path: Path, name: str) -> None:
    """With an anchor, the tree itself must not become a link either, nor what holds it."""
    write(tmp_path, "victim/content/a.txt")
    write(tmp_path, "victim/a.txt")
    write(tmp_path, "site/deep/content/a.txt", b"harmless")
    site = tmp_path / "site"
    source = SourceFile(str(site / "deep/content"), "a.txt", str(site))
    with source.open() as file:
        assert file.read() == b"harmless"
    swapped = site / "deep" if name == "deep" else site / "deep/content"
    swapped.rename(tmp_path / "gone")
    swapped.symlink_to(tmp_path / "victim")
    with pytest.raises(OSError, match="Not a directory"):
        source.open()


def test_a_link_that_the_scan_let_pass_is_read(tmp_path: Path) -> None:
    """To a file, to a folder, from one to another."""
    write(tmp_path, "content/a/b.txt", b"here")
    tree = tmp_path / "content"
    (tree / "c").symlink_to("a")
    (tree / "d.txt").symlink_to("c/b.txt")
    entries, problems = scan(tree)
    assert problems == ()
    assert {entry.path: read(tree, entry) for entry in entries} == dict.fromkeys(
        ("a/b.txt", "c/b.txt", "d.txt"), b"here"
    )


def test_a_file_swapped_while_the_site_is_published_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are copied long after they were listed."""
    from sitegen.resources.static_files import Copies

    write(tmp_path, "victim")
    site = SiteFolder(tmp_path / "site", {"content/a.md": "# A\n", "static/film.mp4": b"film"})
    split = Copies.split

    def swap_and_split(*arguments: object) -> object:
        (site.root / "static/film.mp4").unlink()
        (site.root / "static/film.mp4").symlink_to(tmp_path / "victim")
        return split(*arguments)  # type: ignore[arg-type]  # passed on as they are

    monkeypatch.setattr(Copies, "split", swap_and_split)
    result = site.build()
    assert [problem.code for problem in result.problems] == ["source-unreadable"]
    assert not (site.root / "public").exists() or SECRET not in read_tree(site.root / "public").values()


def test_a_strangers_folder_swapped_before_the_scan_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at where it leads and the scan: a race of another process has found the gap."""
    write(tmp_path, "victim/a.txt")
    site = SiteFolder(tmp_path / "site", {"content/a.md": "# A\n", "static/a.txt": "harmless"})

    def swap_and_scan(folder: Path, *rest: object) -> object:
        if folder.name == "static" and not folder.is_symlink():
            folder.rename(tmp_path / "gone")
            folder.symlink_to(tmp_path / "victim")
        return scan(folder, *rest)  # type: ignore[arg-type]  # passed on as they are

    monkeypatch.setattr("sitegen.sources.inputs.scan", swap_and_scan)
    result = site.build(safe=True)
    assert [problem.code for problem in result.problems] == ["source-unreadable"]
