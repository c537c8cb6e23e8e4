"""`--safe` publishes only files that nothing runs, and names each other one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sitegen.config import Publish
from sitegen.sources import SourceFile
from sitegen.sources.passive import choose_passive, find_activity, find_activity_in_drawing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

NOWHERE = Path("/nonexistent")
# fmt: off
PASSIVE = (
    "a.png", "A.PNG", "a b.jpg", "photo (1).jpeg", "é.webp", "日本.avif", "v1.2.gif", "x.woff2", "x.mp3",
    "x.mp4", "x.vtt", "x.txt", "x.csv", "x.pdf", "x.tar.gz", "app-3.7.1.zip", "robots.txt", ".nojekyll",
    "a/b.c/x.png",
)
ACTIVE = (
    "x.html", "x.HTML", "x.htm", "x.xhtml", "x.shtml", "a.html.", "x.html.txt", "x.js", "x.mjs", "sw.js",
    "_worker.js", "functions/a.ts", "x.wasm", "x.swf", "x.css", "x.xml", "x.xsl", "x.json", "x.webmanifest",
    "x.php", "x.PHP", "x.php5", "x.php.jpg", "x.php5.png", "x.phtml", "x.asp;.jpg", "x.aspx", "x.jsp",
    "x.cgi", "x.pl.txt", "web.config", ".htaccess", "_headers", "_redirects", "_routes.json", "CNAME",
    "vercel.json", "netlify.toml", "_config.yml", ".well-known/security.txt", "a.md", "x.svgz", "x.js.svg",
    "x.jpg ", "x.p\u200bng", "x", "x.", ".png", "x.ſvg", "x.\uff50ng", "x.mht", "x.asis",
)
# fmt: on


@pytest.mark.parametrize("path", PASSIVE)
def test_passive_names_pass(path: str) -> None:
    """In any letter case and script."""
    assert find_activity(SourceFile(str(NOWHERE), path), path) == ""


@pytest.mark.parametrize("path", ACTIVE)
def test_other_names_do_not(path: str) -> None:
    """Whatever part of a name a server goes by."""
    assert find_activity(SourceFile(str(NOWHERE), path), path)


@pytest.mark.parametrize("start", [b"<", b" \n<html>", b"\xef\xbb\xbf<!--", b"\0<script>", b"\xff\xfe<\0h\0"])
def test_what_begins_as_html_does_is_no_image(tmp_path: Path, start: bytes) -> None:
    """A server that knows no type for a suffix says none, and a browser looks at the bytes."""
    file = tmp_path / "x.avif"
    file.write_bytes(start + b"x" * 100)
    assert find_activity(SourceFile(str(file.parent), file.name), "x.avif")
    file.write_bytes(b"\0\0\0\x1cftypavif" + start)
    assert find_activity(SourceFile(str(file.parent), file.name), "x.avif") == ""


def test_a_drawing_of_any_size_takes_no_memory(tmp_path: Path) -> None:
    """What is too large to be looked at is not published."""
    file = tmp_path / "x.svg"
    file.write_bytes(draw("<path/>"))
    assert find_activity(SourceFile(str(file.parent), file.name), "x.svg") == ""
    with file.open("r+b") as opened:
        opened.truncate(10**11)
    assert find_activity(SourceFile(str(file.parent), file.name), "x.svg")


def draw(inner: str, attributes: str = "") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg"{attributes}>{inner}</svg>'.encode()


LINK = 'xmlns:l="http://www.w3.org/1999/xlink"'


@pytest.mark.parametrize(
    "drawing",
    [
        draw('<path d="M0 0h1"/><style>path{fill:red}</style>'),
        draw('<defs><filter id="f"><feGaussianBlur/></filter></defs><use href="#f"/>'),
        draw(f'<a {LINK} l:href="https://example.org/"><text>x</text></a>'),
        draw('<image href="data:image/png;base64,AAAA"/>'),
        draw('<i:layer onload="x" i:x="1"/>', ' xmlns:i="http://www.inkscape.org/"').replace(
            b' onload="x"', b""
        ),
        b'<?xml version="1.0" encoding="UTF-8"?>' + draw(""),
    ],
)
def test_drawings_that_only_draw_pass(drawing: bytes) -> None:
    """As drawing programs write them."""
    assert find_activity_in_drawing(drawing) == ""


@pytest.mark.parametrize(
    "drawing",
    [
        draw("<script>f()</script>"),
        draw('<s:script xmlns:s="http://www.w3.org/2000/svg">f()</s:script>'),
        draw('<h:script xmlns:h="http://www.w3.org/1999/xhtml">f()</h:script>'),
        draw('<script xmlns="">f()</script>'),
        draw("<foreignObject><p>x</p></foreignObject>"),
        draw("<path/>", ' onload="f()"'),
        draw('<path ONCLICK="f()"/>'),
        draw(f'<a {LINK} l:href="javascript:f()"/>'),
        draw('<a href="&#106;ava&#9;script:f()"/>'),
        draw('<use href="data:image/svg+xml,&lt;svg/>"/>'),
        draw('<set attributeName="href" to="javascript:f()"/>'),
        draw('<animate attributeName="href" values="javascript:f()"/>'),
        draw('<iframe src="/"/>'),
        b"<!DOCTYPE svg [<!ENTITY x 'y'>]>" + draw("&x;"),
        b'<?xml-stylesheet href="x.xsl" type="text/xsl"?>' + draw(""),
        b'<?xml version="1.0" encoding="utf-7"?>' + draw(""),
        draw("<path>"),
        draw("<path/>").decode().encode("utf-16"),
        b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
        b"",
    ],
)
def test_other_drawings_do_not(drawing: bytes) -> None:
    """Whatever names the code, and whatever could be read in two ways."""
    assert find_activity_in_drawing(drawing)


def test_a_safe_build_leaves_active_files_out(
    make_site: Callable[[Mapping[str, str | bytes]], SiteFolder], tmp_path: Path
) -> None:
    """Of static/ and of content/; each is named, and everything else is there."""
    files: dict[str, str | bytes] = {
        "sitegen.toml": 'title = "T"\n[llms]\npages = true\n',
        "content/_index.md": "# Home\n",
        "content/a/index.md": "# A\n",
        "content/a/demo.html": "<script>f()</script>",
        "content/a/data.csv": "a,b\n",
        "static/_headers": "/*\n",
        "static/x.php.jpg": b"x",
        "static/ok.svg": draw("<path/>"),
        "static/bad.svg": draw("<script/>"),
        "static/.well-known/x.txt": "x",
    }
    site = make_site(files)
    output = tmp_path / "out"
    result = site.build(safe=True, output=output)
    assert result.ok
    named = {problem.path for problem in result.problems if problem.code == "active-file"}
    assert named == {
        "content/a/demo.html",
        "static/.well-known/x.txt",
        "static/_headers",
        "static/bad.svg",
        "static/x.php.jpg",
    }
    published = {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file()}
    assert {"a/data.csv", "ok.svg", "a/index.html"} <= published
    assert not published & {
        "a/demo.html",
        "_headers",
        "bad.svg",
        "x.php.jpg",
        ".well-known/x.txt",
        "a/index.md",
    }


def test_a_stranger_configures_no_host(
    make_site: Callable[[Mapping[str, str | bytes]], SiteFolder], tmp_path: Path
) -> None:
    """Rules of redirects and headers, which sitegen would write itself, are left out."""
    config = (
        'base_url = "https://example.org"\n'
        'urls.redirects_for = ["netlify", "apache", "nginx", "vercel", "caddy"]\n'
        'headers.files = ["nginx", "caddy"]\n'
        '[redirects]\n"/old/" = "https://elsewhere.example/"\n"/all/*" = "https://elsewhere.example/:splat"\n'
    )
    site = make_site({"sitegen.toml": config, "content/_index.md": "# Home\n"})
    usual, safe = (
        {str(path.relative_to(tmp_path / name)) for path in (tmp_path / name).rglob("*")}
        for name in ("usual", "safe")
        if site.build(output=tmp_path / name, safe=name == "safe").ok
    )
    assert usual - safe == {
        "_redirects", "vercel.json", ".htaccess", "_redirects.nginx", "_redirects.caddy", "_headers.nginx",
        "_headers.caddy",
    }  # fmt: skip
    assert safe <= usual


@pytest.mark.parametrize("publish", [None, "in-place"])
@pytest.mark.parametrize("path", ["content/a.png", "static/a.svg", "static/a.csv"])
def test_a_file_that_changes_after_it_was_judged_is_not_published(
    make_site: Callable[[Mapping[str, str | bytes]], SiteFolder],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    publish: str | None,
) -> None:
    """What is copied is judged again: nobody can swap it in between."""
    files: dict[str, str | bytes] = {
        "content/_index.md": "# Home\n",
        "content/a.png": b"x",
        "static/a.csv": "a",
        "static/a.svg": draw(""),
    }
    site = make_site(files)

    def judge_and_swap(*arguments: Any, **options: Any) -> Any:
        verdict = choose_passive(*arguments, **options)
        if not options["pages"]:  # static/, which comes last
            site.write(path, draw("<script/>") if path.endswith("svg") else "\n<script>f()</script>")
        return verdict

    monkeypatch.setattr("sitegen.sources.passive.choose_passive", judge_and_swap)
    wishes: dict[str, Any] = {"publish": Publish(publish)} if publish else {}
    result = site.build(safe=True, output=tmp_path / "out", **wishes)
    assert (result.ok, {problem.code for problem in result.problems}) == (False, {"source-unsettled"})
    assert not (tmp_path / "out" / path.partition("/")[2]).exists()
    monkeypatch.undo()
    assert site.build(safe=True, output=tmp_path / "out", **wishes).ok
    assert not (tmp_path / "out" / path.partition("/")[2]).exists()


def test_ignoring_everything_leaves_the_theme(make_site: Callable[[Mapping[str, str]], SiteFolder]) -> None:
    """What a site ignores are files of its own."""
    site = make_site({"sitegen.toml": 'ignore = ["*"]\n', "content/a.md": "# A\n"})
    assert "index.html" in site.publish()
