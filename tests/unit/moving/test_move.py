"""`sitegen move`: every link leads where it led before, other bytes stay, and nothing is done by halves."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import ExitStack, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from sitegen.build.documents import convert_sources
from sitegen.cli import main
from tests.site_maker import SiteFolder, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitegen.core.model import Source

    MakeSite = Callable[[Mapping[str, str | bytes]], SiteFolder]
    Capture = pytest.CaptureFixture[str]

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>'
CONFIG = """\
base_url = "https://example.org/base"

[[menu]]
name = "A"
target = "blog/a.md"

[[nav]]
page = "blog/a.md"
items = [{ folder = "blog" }]

[redirects]
"/old/" = "/blog/a/"  # why
"""
A = "---\ntitle: A\nimage: p q.svg\n---\n## Part\n\n[self](#part) [b](b.md 'T') ![P](<p q.svg>)\n"
#: Each way to write a link to ``blog/a.md`` in ``blog/b.md`` -> the same after a move to notes/first.md.
FORMS = {
    "[x](a.md)": "[x](../notes/first.md)",
    "[x]( a.md#part 'T' )": "[x]( ../notes/first.md#part 'T' )",
    "[x](<a.md>)": "[x](<../notes/first.md>)",
    "[x](./a.md)": "[x](../notes/first.md)",
    "[x](a)": "[x](../notes/first)",
    "[x](/blog/a.md?q=1#part)": "[x](/notes/first.md?q=1#part)",
    "[x](/blog/a/)": "[x](/notes/first/)",
    "[x](/base/blog/a/)": "[x](/base/notes/first/)",
    "[x](/blog/%61.md)": "[x](/notes/first.md)",
    "[`a.md`](a.md)": "[`a.md`](../notes/first.md)",
    "> - [x](a.md) and [y](a.md)": "> - [x](../notes/first.md) and [y](../notes/first.md)",
    "| a |\n| - |\n| [x](a.md) `a.md` |": "| a |\n| - |\n| [x](../notes/first.md) `a.md` |",
    "[x][r] [r]\n\n[r]: a.md 'T'": "[x][r] [r]\n\n[r]: ../notes/first.md 'T'",
    "[a.md]\n\n[a.md]: <a.md>": "[a.md]\n\n[a.md]: <../notes/first.md>",
    '<a class="x" href="a.md#part">x</a>': '<a class="x" href="../notes/first.md#part">x</a>',
    "*x* `[x](a.md)`\n\n```\n[x](a.md)\n```": "*x* `[x](a.md)`\n\n```\n[x](a.md)\n```",
    "[x](https://example.com/a.md) a.md": "[x](https://example.com/a.md) a.md",
}
SITE: dict[str, str | bytes] = {
    "sitegen.toml": CONFIG,
    "content/blog/_index.md": "---\ntitle: Blog\n---\nText.\n",
    "content/blog/a.md": A,
    "content/blog/p q.svg": SVG,
    "content/blog/b.md": "---\ntitle: B\n---\n" + "\n\n".join(FORMS),
}


def move(site: SiteFolder, *words: str) -> int:
    return main(["move", *words, "--root", str(site.root), "--quiet"])


def read(site: SiteFolder, path: str) -> str:
    return (site.root / path).read_bytes().decode()


@pytest.mark.parametrize("written", FORMS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_link_is_written_anew_in_its_own_manner(make_site: MakeSite, written: str, end: str) -> None:
    page = f"---\ntitle: B\n---\nBefore\n\n{written}\n\n[last](a.md)\n".replace("\n", end)
    site = make_site({**SITE, "content/blog/b.md": page.encode()})
    assert move(site, "blog/a.md", "notes/first.md") == 0
    expected = f"---\ntitle: B\n---\nBefore\n\n{FORMS[written]}\n\n[last](../notes/first.md)\n"
    assert expected.replace("\n", end) == read(site, "content/blog/b.md")


def test_a_moved_page_keeps_its_own_links_and_its_old_address(make_site: MakeSite) -> None:
    site = make_site(SITE)
    before = site.check_apart()
    assert move(site, "blog/a", "notes/") == 0
    assert read(site, "content/notes/a.md") == A.replace("p q.svg", "../blog/p q.svg").replace(
        "(b.md", "(../blog/b.md"
    )
    assert read(site, "sitegen.toml") == (
        CONFIG.replace('"blog/a.md"', '"notes/a.md"').replace('= "/blog/a/"', '= "/notes/a/"')
        + '"/blog/a/" = "/notes/a/"\n'
    )
    assert site.check_apart() == before == []


def test_a_move_back_leaves_no_redirect_in_the_way(make_site: MakeSite) -> None:
    """Pages keep all the addresses that they ever had."""
    site = make_site(SITE)
    for words in (
        ("blog", "texts"),
        ("texts", "more/blog"),
        ("more/blog/a.md", "a.md"),
        ("a.md", "blog/a.md"),
    ):
        assert move(site, *words) == 0
        assert site.check_apart() == []
    published = site.publish()
    for address in ("old", "texts/a", "more/blog/a", "a"):
        assert b"/base/blog/a/" in published[f"{address}/index.html"], address
    for address in ("blog/b", "texts/b"):
        assert b"/base/more/blog/b/" in published[f"{address}/index.html"], address


def test_files_move_too(make_site: MakeSite) -> None:
    site = make_site(
        {
            **SITE,
            "static/img/x.svg": SVG,
            "content/c.md": "---\ntitle: C\nimage: /img/x.svg\n---\n![X](img/x.svg)\n\n"
            '<img alt="" src="/img/x.svg" srcset="/img/x.svg 1x, /img/x.svg 2x">\n',
        }
    )
    assert move(site, "static/img/x.svg", "static/pictures/y.svg") == 0
    assert move(site, "blog/p q.svg", "blog/p.svg") == 0
    assert read(site, "content/c.md").count("pictures/y.svg") == 5
    assert read(site, "content/blog/a.md") == A.replace("p q.svg", "p.svg")
    assert site.check_apart() == []


def test_a_section_of_200_pages_leaves_check_as_clean_as_before(make_site: MakeSite) -> None:
    """And every byte that isn't a link."""
    pages: dict[str, str | bytes] = {}
    for number in range(200):
        near, far = (number + 1) % 200, (number + 7) % 200
        text = f"[n](p{near}.md) [f](/docs/s/p{far}/#h) [o](../other/o{number % 5}.md) ![i](i.svg)\n\n## H\n"
        pages[f"content/docs/s/p{number}.md"] = f"---\ntitle: P{number}\n---\n{text}"
    for number in range(5):
        links = " ".join(f"[p](../s/p{index}.md#h)" for index in range(number, 200, 5))
        pages[f"content/docs/other/o{number}.md"] = f"---\ntitle: O{number}\n---\n{links}\n"
    site = make_site({**pages, "content/docs/s/_index.md": "# S\n", "content/docs/s/i.svg": SVG})
    assert site.check_apart() == []
    assert move(site, "docs/s", "guide/deep/s") == 0
    assert site.check_apart() == []
    assert '"/docs/s/*" = "/guide/deep/s/:splat"' in read(site, "sitegen.toml")
    blank = re.compile(r"\]\([^)]*\)")
    for path, page in pages.items():
        new_path = path.replace("content/docs/s/", "content/guide/deep/s/")
        assert blank.sub("", str(page)) == blank.sub("", read(site, new_path))


@pytest.mark.parametrize(
    ("dialect", "written", "expected"),
    [
        ("hugo", '[x]({{< ref "blog/a.md" >}})', '[x]({{< ref "notes/first.md" >}})'),
        ("hugo", '[x]({{< relref "/blog/a.md#part" >}})', '[x]({{< relref "/notes/first.md#part" >}})'),
        ("hugo", '{{< figure src="/blog/p q.svg" alt="x" >}}', '{{< figure src="/blog/p q.svg" alt="x" >}}'),
        ("zola", "[x](@/blog/a.md#part)", "[x](@/notes/first.md#part)"),
        ("jekyll", "[x]({% link blog/a.md %})", "[x]({% link notes/first.md %})"),
        ("obsidian", "[[a]] [[a#Part|text]]", "[[notes/first]] [[notes/first#Part|text]]"),
        ("pelican", "[x]({filename}/blog/a.md)", "[x]({filename}/notes/first.md)"),
    ],
)
def test_links_of_other_generators_follow(
    make_site: MakeSite, dialect: str, written: str, expected: str
) -> None:
    config = f'dialect = "{dialect}"\n[paths]\ncontent = "content"\n'
    site = make_site(
        {**SITE, "sitegen.toml": config, "content/blog/b.md": f"---\ntitle: B\n---\n{written}\n"}
    )
    code = move(site, "blog/a.md", "notes/first.md", "--no-redirects")
    assert (code, read(site, "content/blog/b.md").splitlines()[3]) == (0, expected)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("blog/aa.md", "c.md", "did you mean content/blog/a.md?"),
        ("blog/a.md", "blog/b.md", "this name is taken"),
        ("blog", "blog/in", "the folder would be inside itself"),
        ("blog/a.md", "../../x.md", "outside of the site's content"),
    ],
)
def test_what_can_not_be_is_refused(
    make_site: MakeSite, capsys: Capture, old: str, new: str, message: str
) -> None:
    site = make_site(SITE)
    before = read_tree(site.root)
    assert move(site, old, new) == 1
    assert message in capsys.readouterr().err
    assert read_tree(site.root) == before


def test_a_page_that_can_not_be_read_stops_a_move(make_site: MakeSite, capsys: Capture) -> None:
    """Its links would break unseen."""
    site = make_site({**SITE, "content/c.md": "---\ntitle: [\n---\n[a](blog/a.md)\n"})
    before = read_tree(site.root)
    assert move(site, "blog/a.md", "d/a.md") == 1
    assert "content/c.md: error: this page can't be read [move-refused]" in capsys.readouterr().err
    assert read_tree(site.root) == before


def test_a_dry_run_shows_the_diff_and_changes_nothing(make_site: MakeSite, capsys: Capture) -> None:
    site = make_site(SITE)
    before = read_tree(site.root)
    assert move(site, "blog/a.md", "a.md", "--dry-run") == 0
    shown = capsys.readouterr().out
    assert "rename content/blog/a.md => content/a.md\n" in shown
    assert '+"/blog/a/" = "/a/"\n' in shown
    assert read_tree(site.root) == before


@pytest.mark.parametrize("content", ["site/content", "."])
def test_content_may_be_in_any_folder(make_site: MakeSite, content: str) -> None:
    config = f'base_url = "https://example.org"\n[paths]\ncontent = "{content}"\nstatic = "files/open"\n'
    pages = {
        "a.md": "---\ntitle: A\n---\n[b](b.md) ![P](/p.svg)\n",
        "b.md": "---\ntitle: B\n---\n[a](a.md)\n",
    }
    site = make_site(
        {
            "sitegen.toml": config,
            "files/open/p.svg": SVG,
            **{os.path.normpath(f"{content}/{name}"): text for name, text in pages.items()},
        }
    )
    assert move(site, "a.md", "c.md") == 0
    assert move(site, "files/open/p.svg", "q.svg") == 0
    assert move(site, "c.md", "b.md") == 1
    folder = site.root / content
    assert "(b.md) ![P](/q.svg)" in (folder / "c.md").read_text()
    assert "[a](c.md)" in (folder / "b.md").read_text()
    assert (site.root / "files/open/q.svg").exists()


def test_a_dry_run_completes_no_move(make_site: MakeSite, capsys: Capture) -> None:
    site = make_site(SITE)
    folder = site.root / ".sitegen-move"
    folder.mkdir()
    journal = '{"old": "content/blog/a.md", "new": "content/c.md", "texts": [], "folder": %d}'
    (folder / "journal.json").write_text(journal % folder.stat().st_ino)
    before = read_tree(site.root)
    assert move(site, "blog/b.md", "b.md", "--dry-run") == 1
    assert "a change was interrupted" in capsys.readouterr().err
    assert read_tree(site.root) == before


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_failure_on_the_way_leaves_everything_as_it_was(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, capsys: Capture, number: int
) -> None:
    site = make_site(SITE)
    before = read_tree(site.root)
    replace, calls = os.replace, []

    def fail(source: str, target: str) -> None:
        calls.append(target)
        if len(calls) == number + 1:
            raise OSError(28, "No space left on device", str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail)
    assert move(site, "blog/a.md", "far/away/a.md") == 1
    assert "nothing was changed" in capsys.readouterr().err
    assert read_tree(site.root) == before
    assert not (site.root / "content/far").exists()


@pytest.mark.parametrize("number", range(6))
def test_a_move_that_was_killed_is_completed(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """After each step that changes the site, the next move completes what is left."""
    done, killed = make_site(SITE), make_site(SITE)
    assert move(done, "blog/a.md", "far/away/a.md") == 0
    steps = 0

    class Killed(BaseException):
        """What no handler of the program catches, as it catches no signal."""

    def until_killed(act: Callable[..., None]) -> Callable[..., None]:
        def step(*arguments: object) -> None:
            nonlocal steps
            if steps == number:
                raise Killed
            steps += 1
            act(*arguments)

        return step

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", until_killed(os.rename))
        patch.setattr(os, "replace", until_killed(os.replace))
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        patch.setattr(ExitStack, "__exit__", lambda *_: None)
        with suppress(Killed):
            move(killed, "blog/a.md", "far/away/a.md")
    move(killed, "blog/a.md", "far/away/a.md")
    if number:  # before, it had changed nothing, and the command has run again
        assert read_tree(killed.root) == read_tree(done.root)
    assert not (killed.root / ".sitegen-move").exists()
    assert killed.check_apart() == []


HEADINGS = "---\ntitle: A\n---\n## Low water\n\n[x](#low-water)\n\n## Flood {#up .x}\n\n### Low water\n"


@pytest.mark.parametrize(
    ("old", "new", "written", "links", "redirect"),
    [
        (
            "up",
            "flood",
            ("{#up", "{#flood"),
            "a.md#flood 'T') [y](/blog/a/#flood) [z](a.md#low-water-1",
            ("up", "flood"),
        ),
        (
            "low-water",
            "Ebb & *flow*",
            ("## Low water\n\n[x](#low-water)", "## Ebb & *flow*\n\n[x](#ebb--flow)"),
            "a.md#up 'T') [y](/blog/a/#up) [z](a.md#low-water",
            ("low-water-1", "low-water"),
        ),
    ],
)
def test_a_heading_is_renamed(
    make_site: MakeSite, old: str, new: str, written: tuple[str, str], links: str, redirect: tuple[str, str]
) -> None:
    """Also the ids of later headings that were numbered because of it."""
    page = "---\ntitle: B\n---\n[x]({})\n"
    before = page.format("a.md#up 'T') [y](/blog/a/#up) [z](a.md#low-water-1")
    site = make_site({**SITE, "content/blog/a.md": HEADINGS, "content/blog/b.md": before, "sitegen.toml": ""})
    assert move(site, f"blog/a.md#{old}", new) == 0
    assert read(site, "content/blog/a.md") == HEADINGS.replace(*written)
    assert read(site, "content/blog/b.md") == page.format(links)
    assert '"/blog/a/#{}" = "/blog/a/#{}"\n'.format(*redirect) in read(site, "sitegen.toml")
    assert site.check_apart() == []


def test_a_page_gets_a_name_with_spaces(make_site: MakeSite) -> None:
    """Addresses with a space are no links in Markdown, nor in [redirects]."""
    links = "[x](a.md#low) [y](/blog/a/?q=1#low) [z](a.md) [r]\r\n\r\n[r]: a.md#low\r\n"
    files: dict[str, str | bytes] = {
        "content/blog/a.md": "# A\n\n## Low\n",
        "content/blog/b.md": f"# B\r\n\r\n{links}",
        "sitegen.toml": 'menu = [{name = "A", target = "blog/a.md#low"}]\n\n'
        '[redirects]\n"/was/" = "/blog/a/"\n',
    }
    site = make_site(files)
    assert move(site, "blog/a.md", "blog/a b.md") == 0
    text = (site.root / "content/blog/b.md").read_bytes().decode()
    assert text == f"# B\r\n\r\n{links}".replace("a.md", "a%20b.md").replace("/a/", "/a%20b/")
    assert '"/was/" = "/blog/a%20b/"' in read(site, "sitegen.toml")
    assert site.check_apart() == []
    assert move(site, "blog/a b.md", "blog/a.md") == 0
    assert (site.root / "content/blog/b.md").read_bytes() == str(files["content/blog/b.md"]).encode()


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize(("old", "new"), [("up", "flood"), ("low-water", "Ebb")])
def test_a_heading_is_renamed_in_a_file_of_windows(
    make_site: MakeSite, start: str, old: str, new: str
) -> None:
    """With a mark of the byte order and line ends of two characters, which stay."""
    before = (start + HEADINGS.replace("[x](#low-water)", "")).replace("\n", "\r\n")
    site = make_site({**SITE, "content/blog/a.md": before.encode(), "sitegen.toml": ""})
    assert move(site, f"blog/a.md#{old}", new) == 0
    written = ("{#up", "{#flood") if old == "up" else ("## Low water\r\n\r\n\r", "## Ebb\r\n\r\n\r")
    assert (site.root / "content/blog/a.md").read_bytes() == before.replace(*written, 1).encode()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("tags: [sea, Low Water , tides]", "tags: [sea, Ebb , tides]"),
        ("tags: low water", "tags: Ebb"),
        (
            "tags:\n  - low water\n  - 'Low water' # why\n  - low water levels",
            "tags:\n  - Ebb\n  - 'Ebb' # why\n  - low water levels",
        ),
        ('tags: ["low water"]\ndescription: low water', 'tags: ["Ebb"]\ndescription: low water'),
    ],
)
def test_a_term_is_renamed(make_site: MakeSite, written: str, expected: str) -> None:
    page = f"---\ntitle: A\n{written}\n---\n[low water](/tags/low-water/)\n"
    described = "---\ntitle: Low water\n---\nText.\n"
    site = make_site(
        {
            "content/a.md": page,
            "content/tags/low-water/_index.md": described,
            "content/tags/low-water/x.svg": SVG,
        }
    )
    assert main(["rename-term", "tags", "low water", "Ebb", "--root", str(site.root), "--quiet"]) == 0
    assert read(site, "content/a.md") == page.replace(written, expected).replace(
        "/tags/low-water/", "/tags/ebb/"
    )
    assert read(site, "content/tags/ebb/_index.md") == described
    assert '"/tags/low-water/" = "/tags/ebb/"' in read(site, "sitegen.toml")
    assert site.check_apart() == []


@pytest.mark.parametrize(
    ("settings", "old", "address", "new_address"),
    [
        ('dialect = "hugo"\nurls.lowercase = true\n', "C++ & Qt", "c++-qt", "neues-wort"),
        ('dialect = "zola"\n', "Low Water!", "low-water", "neues-wort"),
        ("urls.ascii = true\n", "北京", "bei-jing", "neues-wort"),
    ],
    ids=["hugo", "zola", "ascii"],
)
def test_a_term_is_renamed_by_the_addresses_of_its_site(
    make_site: MakeSite, settings: str, old: str, address: str, new_address: str
) -> None:
    page = f'---\ntitle: A\ntags: ["{old}"]\n---\n[all](/tags/{address}/)\n'
    files = {"sitegen.toml": f'base_url = "https://example.org"\n{settings}', "content/a.md": page}
    site = make_site(files)
    assert main(["rename-term", "tags", old, "Neues Wort", "--root", str(site.root), "--quiet"]) == 0
    renamed = page.replace(old, "Neues Wort").replace(address, new_address)
    assert read(site, "content/a.md") == renamed
    assert f'"/tags/{address}/" = "/tags/{new_address}/"' in read(site, "sitegen.toml")


def test_whole_addresses_of_the_site_follow(make_site: MakeSite) -> None:
    """Those of other sites, and those in code, stay."""
    here = "https://example.org/base/blog/a/"
    page = f"---\ntitle: B\n---\n[x]({here}#part) <{here}> https://example.org/blog/a/\n"
    site = make_site(
        {**SITE, "content/blog/b.md": page, "content/blog/c.md": f"---\ntitle: C\n---\n`{here}`\n"}
    )
    before = read(site, "content/blog/c.md")
    assert move(site, "blog/a.md", "a.md") == 0
    assert read(site, "content/blog/b.md") == page.replace(here, "https://example.org/base/a/")
    assert read(site, "content/blog/c.md") == before


def test_other_files_that_name_what_moves_are_listed(make_site: MakeSite, capsys: Capture) -> None:
    layout = "{# one #}\n{{ url_for('/blog/a.md') }} /blog/a/b /xblog/a/\n"
    site = make_site({**SITE, "layouts/partials/x.html": layout, "data/d.json": '{"to": "/blog/a/"}'})
    assert main(["move", "blog/a.md", "a.md", "--root", str(site.root)]) == 0
    told = capsys.readouterr().err
    assert (
        "layouts/partials/x.html:2:13: warning: this file names '/blog/a.md', which moves [move-mention]"
        in told
    )
    assert "data/d.json:1:9: warning: this file names '/blog/a', which moves [move-mention]" in told
    assert told.count("move-mention") == 2


def test_a_move_converts_only_what_no_build_has_converted(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site(SITE)
    site.publish()
    site.write("content/c.md", "---\ntitle: C\n---\n[x](blog/a.md)\n")
    converted: list[str] = []

    def convert(sources: list[Source], *rest: Any) -> object:
        converted.extend(source.path for source in sources)
        return convert_sources(sources, *rest)

    import_module("sitegen.moving.loaded_site")  # first: what it converts after the move isn't meant
    monkeypatch.setattr("sitegen.build.documents.convert_sources", convert)
    assert move(site, "blog/a.md", "a.md") == 0
    assert converted == ["c.md"]
    assert read(site, "content/c.md").endswith("[x](a.md)\n")
    assert site.check_apart() == []
