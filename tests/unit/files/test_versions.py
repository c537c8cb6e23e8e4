"""Versions of a site, side by side in one output: a build replaces its own and loses none of the others."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from sitegen.cli import main
from sitegen.config import Versions
from sitegen.core.problems import ProblemError
from sitegen.publish.listing import Listed, add_version, read_listing, settle, write_listing
from tests.site_maker import SiteFolder, read_times, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sitegen.build.options import BuildResult

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

SITE = {
    "sitegen.toml": 'title = "Handbook"\nbase_url = "https://example.org/project"\n',
    "content/a.md": "# A\n",
    "content/b.md": "# B\n\n[A](a.md) ![](x.svg)\n",
    "content/x.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>',
    "static/CNAME": "example.org\n",
}


def publish(site: SiteFolder, version: str, *aliases: str, **wishes: Any) -> BuildResult:
    result = site.build(is_version=True, version=version, aliases=aliases, **wishes)
    assert result.ok, result.problems
    return result


def public(site: SiteFolder) -> dict[str, bytes]:
    return read_tree(site.root / "public")


def below(files: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    return {path.removeprefix(folder): data for path, data in files.items() if path.startswith(folder)}


def listing(site: SiteFolder) -> list[tuple[str, list[str]]]:
    entries = json.loads((site.root / "public/versions.json").read_bytes())
    return [(entry["version"], entry["aliases"]) for entry in entries]


@pytest.mark.parametrize("way", ["swap", "in-place"])
def test_a_version_leaves_the_others_alone(make_site: Maker, way: str) -> None:
    """To the byte, and without writing their files again; an alias moves, and is a copy."""
    site = make_site({**SITE, "sitegen.toml": f'{SITE["sitegen.toml"]}[output]\npublish = "{way}"\n'})
    publish(site, "1.3", "latest")
    before = public(site)
    assert below(before, "latest/") == below(before, "1.3/")
    site.remove("content/b.md")
    publish(site, "1.4", "latest", "stable")
    after = public(site)
    assert below(after, "1.3/") == below(before, "1.3/")
    assert below(after, "latest/") == below(after, "1.4/") == below(after, "stable/")
    assert "latest/b/index.html" not in after
    assert listing(site) == [("1.4", ["latest", "stable"]), ("1.3", [])]
    assert after["404.html"] == after["1.4/404.html"]
    assert after["CNAME"] == b"example.org\n"
    times = read_times(site.root / "public/1.3")
    assert publish(site, "1.4").rendered == 0
    assert public(site) == after
    assert {path: stamps[:2] for path, stamps in read_times(site.root / "public/1.3").items()} == {
        path: stamps[:2] for path, stamps in times.items()
    }


def test_an_edit_of_a_version_is_what_a_clean_build_gives(make_site: Maker, tmp_path: Path) -> None:
    """In its own folder and in those of its aliases; a version keeps the aliases that it has."""
    site = make_site(SITE)
    publish(site, "1.3", "latest")
    publish(site, "1.4", "latest")
    for text in ("# A, edited\n", "---\ntitle: Other\n---\n", "# A\n"):
        site.write("content/a.md", text)
        assert publish(site, "1.4").rendered < 10
        clean = tmp_path / "clean"
        publish(site, "1.4", "latest", output=clean, force=True, forget=True)
        for folder in ("1.4/", "latest/"):
            assert below(public(site), folder) == below(read_tree(clean), folder)


def test_pages_of_every_version_prefer_the_latest(make_site: Maker) -> None:
    """Search engines are led to the alias, links stay in the version, and the menu is in the header."""
    site = make_site(SITE)
    publish(site, "1.3", "latest")
    page = site.page("1.3/b/index.html")
    assert '<link rel="canonical" href="https://example.org/project/latest/b/">' in page
    assert '<a class="versions" href="/project/">1.3</a>' in page
    assert 'href="/project/1.3/a/"' in page
    assert "<loc>https://example.org/project/latest/b/</loc>" in site.page("1.3/sitemap.xml")
    assert 'url=latest/"' in site.page("index.html")


def test_without_an_alias_a_version_stands_for_itself(make_site: Maker) -> None:
    """Nobody is led to an address that isn't there; the newest version is the default."""
    site = make_site(SITE)
    publish(site, "1.10")
    publish(site, "1.9")
    assert '<link rel="canonical" href="https://example.org/project/1.9/b/">' in site.page("1.9/b/index.html")
    assert 'url=1.10/"' in site.page("index.html")


def test_a_site_without_versions_has_nothing_of_them(make_site: Maker) -> None:
    """No script, no link, no list."""
    files = make_site(SITE).publish()
    assert "versions.json" not in files
    assert not any(b"versions" in data for path, data in files.items() if path.endswith(".html"))


def test_a_plain_build_refuses_to_remove_versions(make_site: Maker) -> None:
    """A check doesn't publish, and a site may have a file of this name itself."""
    site = make_site(SITE)
    publish(site, "1.3")
    before = public(site)
    result = site.build()
    assert [(problem.code, problem.path) for problem in result.problems] == [("versions-published", "public")]
    assert not result.ok
    assert public(site) == before
    assert site.build(dry=True).ok
    site.write("static/versions.json", before["versions.json"])
    assert site.build().ok


def test_versions_survive_the_loss_of_the_manifest_and_edits_by_hand(make_site: Maker) -> None:
    """What nobody could build again is carried over; a file of a stranger in the own folder isn't."""
    site = make_site(SITE)
    publish(site, "1.3", "old")
    site.write("public/1.3/a/index.html", "by hand")
    site.write("public/1.3/extra.txt", "by hand")
    before = below(public(site), "1.3/")
    result = publish(site, "1.4", "latest")
    assert below(public(site), "1.3/") == before
    assert [problem for problem in result.problems if problem.path.startswith("public/1.3")] == []
    shutil.rmtree(site.root / ".sitegen-publish-public")
    shutil.rmtree(site.root / ".sitegen-cache")
    site.write("public/1.4/stray.txt", "x")
    publish(site, "1.4")
    assert below(public(site), "1.3/") == before
    assert "1.4/stray.txt" not in public(site)
    assert "old/b/index.html" in public(site)


@pytest.mark.parametrize(("way", "has_manifest"), [("swap", True), ("swap", False), ("in-place", True)])
def test_a_version_is_removed_by_a_command(make_site: Maker, way: str, has_manifest: bool) -> None:
    """With its aliases; the rest stays to the byte, and the next build goes on from it."""
    site = make_site({**SITE, "sitegen.toml": f'{SITE["sitegen.toml"]}[output]\npublish = "{way}"\n'})
    for version, *aliases in (("1.3", "old"), ("1.4", "latest", "stable"), ("1.5",)):
        publish(site, version, *aliases)
    before = public(site)
    if not has_manifest:
        for path in site.root.glob("**/.sitegen-publish-public"):
            shutil.rmtree(path)
    clean = ["clean", "--root", str(site.root), "--version"]
    assert main([*clean, "1.4"]) == 0
    after = public(site)
    assert listing(site) == [("1.5", []), ("1.3", ["old"])]
    assert b"1.5/" in after["index.html"]
    gone = {path for path in before if path.split("/")[0] in ("1.4", "latest", "stable")}
    same = {
        path for path in before if path not in ("index.html", "versions.json") and not path.startswith(".")
    }
    assert {path: after[path] for path in same - gone} == {path: before[path] for path in same - gone}
    assert gone.isdisjoint(after)
    assert main([*clean, "old"]) == 0
    assert listing(site) == [("1.5", []), ("1.3", [])]
    publish(site, "1.5", "latest")
    assert public(site)["1.3/a/index.html"] == before["1.3/a/index.html"]


def test_a_version_that_is_not_there_is_not_removed(
    make_site: Maker, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor the only one; the message names those that are there."""
    site = make_site(SITE)
    publish(site, "1.4", "latest")
    for name, expected in (("1.5", "there are 1.4, latest"), ("1.4", "the only version")):
        assert main(["clean", "--root", str(site.root), "--version", name]) == 1
        assert expected in capsys.readouterr().err
    assert (site.root / "public/1.4/a/index.html").exists()


def test_a_link_in_another_version_is_not_followed(make_site: Maker, tmp_path: Path) -> None:
    """What it leads to isn't published."""
    site = make_site(SITE)
    publish(site, "1.3")
    (tmp_path / "secret").write_text("secret")
    (site.root / "public/1.3/link.txt").symlink_to(tmp_path / "secret")
    publish(site, "1.4")
    assert not any(b"secret" in data for data in public(site).values())


def test_a_version_proves_itself(make_site: Maker) -> None:
    """``--verify`` compares what the build wrote, and passes over the other versions."""
    from sitegen.build.verify import verify
    from tests.site_maker import NOW

    site = make_site(SITE)
    publish(site, "1.3", "latest")
    site.write("content/a.md", "# Changed\n")
    publish(site, "1.4", "latest")
    options = site.options(is_version=True, version="1.4")
    assert verify(options, now=NOW) == ()
    site.write("public/1.4/a/index.html", "by hand")
    assert [problem.path for problem in verify(options, now=NOW)] == ["1.4/a/index.html"]


def test_the_layout_of_mike_is_read_and_written() -> None:
    """With its properties; the newest version first, those in development before."""
    text = b"""[{"version": "dev", "title": "dev", "aliases": []},
    {"version": "1.9", "title": "1.9 (old)", "aliases": ["latest"], "properties": {"hidden": true}}]"""
    listed = read_listing(text)
    new = settle(Versions("1.10", ("latest",)), listed)
    entries = json.loads(write_listing(add_version(new, listed)))
    assert [(entry["version"], entry["title"], entry["aliases"]) for entry in entries] == [
        ("dev", "dev", []),
        ("1.10", "1.10", ["latest"]),
        ("1.9", "1.9 (old)", []),
    ]
    assert entries[2]["properties"] == {"hidden": True}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"\xff",
        b'[{"version": "../x", "title": ""}]',
        b'[{"version": "a", "title": "", "aliases": ["/"]}]',
    ],
)
def test_a_list_that_is_none_lists_nothing(data: bytes) -> None:
    """Nor does one with names that lead elsewhere."""
    assert read_listing(data) == ()


@pytest.mark.parametrize(("version", "alias"), [("latest", "new"), ("2", "1.3")])
def test_one_name_cannot_mean_two_versions(version: str, alias: str) -> None:
    """A version can't be called like an alias, nor an alias like a version."""
    with pytest.raises(ProblemError) as refusal:
        settle(Versions(version, (alias,)), (Listed("1.3", "1.3", ("latest",)),))
    assert [problem.code for problem in refusal.value.problems] == ["version-name"]
