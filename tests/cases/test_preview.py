"""The preview never freezes: one broken page keeps no other from being shown (part 6; cases 07 and 41)."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from sitegen.core.problems import ProblemError
from sitegen.serve.builds import PreviewBuilder
from sitegen.serve.home import open_serve_folder
from sitegen.serve.settings import FOLDER, Settings
from tests.served import Served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sitegen.plan.target import Target
    from sitegen.serve.builds import PreviewBuild
    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

POST = "---\ntitle: {0}\ndate: 2025-01-01\n---\n\nWords of {0}.\n"
SITE = {
    "sitegen.toml": 'title = "T"\n',
    "content/_index.md": "Hello.",
    **{f"content/blog/{name}.md": POST.format(name) for name in ("a", "b", "c")},
}

#: What breaks one page -> its source.
BROKEN: dict[str, str | bytes] = {
    "a broken link": POST.format("a") + "\n[gone](nowhere.md)\n",
    "a missing image": POST.format("a") + "\n![An ant](ant.png)\n",
    "an anchor that is not there": POST.format("a") + "\n[b](b.md#nowhere)\n",
    "front matter that is not YAML": "---\ntitle: [a\n---\n\nNew.\n",
    "front matter that never ends": "---\ntitle: a\n\nNew.\n",
    "a date that is none": "---\ntitle: a\ndate: soon\n---\n\nNew.\n",
    "an unsafe slug": "---\ntitle: a\nslug: ../x\n---\n\nNew.\n",
    "bytes that are not UTF-8": b"---\ntitle: a\n---\n\n\xff\xfe\n",
    "HTML that could run code": POST.format("a") + "\n<script>alert(1)</script>\n",
    "a directive that is not closed": POST.format("a") + "\n::: note\nText\n",
    "a directive that there is not": POST.format("a") + "\n::: nonsuch\n:::\n",
    "a layout that there is not": "---\ntitle: a\nlayout: nonsuch\n---\n\nNew.\n",
    "a layout that fails": "---\ntitle: a\nlayout: failing\n---\n\nNew.\n",
    "the address of another page": "---\ntitle: a\nurl: /blog/b/\n---\n\nNew.\n",
    "the address of another page, by an alias": "---\ntitle: a\naliases: [/blog/b/]\n---\n\nNew.\n",
    "an address inside another page's file": "---\ntitle: a\nurl: /blog/b/index.html/\n---\n\nNew.\n",
}


@pytest.fixture
def site(make_site: Maker) -> SiteFolder:
    """A blog of three posts, and a layout that fails."""
    return make_site({**SITE, "layouts/failing.html": "{{ page.nonsuch.more }}"})


@pytest.fixture
def builder(site: SiteFolder) -> Iterator[PreviewBuilder]:
    """A press that has built the site once and is ready."""
    builder = PreviewBuilder(Settings(site.root), site.root / FOLDER)
    assert builder.build(None).state.phase == "built"
    builder.prepare()
    yield builder
    builder.close()


def save(builder: PreviewBuilder, site: SiteFolder, files: Mapping[str, str | bytes]) -> PreviewBuild:
    """Save files and let the press build."""
    for path, text in files.items():
        site.write(path, text)
    preview_build = builder.build(frozenset(str(site.root / path) for path in files))
    builder.prepare()
    return preview_build


def read(preview_build: PreviewBuild, site: SiteFolder, path: str) -> str:
    """Return a file as the preview hands it out."""
    assert preview_build.edition is not None
    assert path in preview_build.edition.files
    data = preview_build.edition.fresh.get(path)
    return (data or (site.root / FOLDER / "site" / path).read_bytes()).decode()


@pytest.mark.parametrize("kind", BROKEN)
def test_the_other_pages_are_shown(site: SiteFolder, builder: PreviewBuilder, kind: str) -> None:
    """Edits of good pages appear while a page is broken; that page tells of its error, and then is mended."""
    broken = save(builder, site, {"content/blog/a.md": BROKEN[kind]})
    assert broken.state.findings[0].severity == "error"
    edited = save(builder, site, {"content/blog/c.md": POST.format("c").replace("Words", "Other words")})
    assert edited.state.phase == "built"
    assert "error" in [one.severity for one in edited.state.findings]
    assert "Other words of c." in read(edited, site, "blog/c/index.html")
    assert "Words of b." in read(edited, site, "blog/b/index.html")
    added = save(builder, site, {"content/blog/d.md": POST.format("d")})
    assert "Words of d." in read(added, site, "blog/d/index.html")
    mended = save(builder, site, {"content/blog/a.md": POST.format("a").replace("Words", "Mended words")})
    assert [one for one in mended.state.findings if one.severity == "error"] == []
    assert "Mended words of a." in read(mended, site, "blog/a/index.html")
    assert "Words of b." in read(mended, site, "blog/b/index.html")


@pytest.mark.parametrize("kind", BROKEN)
def test_a_site_with_a_page_that_is_broken_from_the_start(site: SiteFolder, kind: str) -> None:
    """The others are shown, and the page once it is mended; the same without what a session remembers."""
    site.write("content/blog/a.md", BROKEN[kind])
    for _ in range(2):
        builder = PreviewBuilder(Settings(site.root), site.root / FOLDER)
        first = builder.build(None)
        builder.prepare()
        assert first.state.phase == "built"
        assert first.state.findings[0].severity == "error"
        assert "Words of b." in read(first, site, "blog/b/index.html")
        builder.close()
    builder = PreviewBuilder(Settings(site.root), site.root / FOLDER)
    builder.build(None)
    builder.prepare()
    mended = save(builder, site, {"content/blog/a.md": POST.format("a")})
    assert [one for one in mended.state.findings if one.severity == "error"] == []
    assert "Words of a." in read(mended, site, "blog/a/index.html")
    builder.close()


@pytest.mark.parametrize(
    "kind", ["front matter that is not YAML", "a layout that fails", "a date that is none"]
)
def test_a_page_that_cannot_be_made_stays_as_it_was(
    site: SiteFolder, builder: PreviewBuilder, kind: str
) -> None:
    """Its last good form lies below the message."""
    broken = save(builder, site, {"content/blog/a.md": BROKEN[kind]})
    assert "Words of a." in read(broken, site, "blog/a/index.html")


def test_a_page_that_never_was_whole_says_so(site: SiteFolder) -> None:
    """There is nothing to show in its place."""
    site.write("content/blog/a.md", BROKEN["a layout that fails"])
    builder = PreviewBuilder(Settings(site.root), site.root / FOLDER)
    preview_build = builder.build(None)
    assert "This page cannot be shown" in read(preview_build, site, "blog/a/index.html")
    builder.close()


def test_what_is_mended_by_going_back_is_mended(site: SiteFolder, builder: PreviewBuilder) -> None:
    """The very bytes from before the mistake are a page without one."""
    save(builder, site, {"content/blog/a.md": "---\ntitle: [a\n---\n"})
    back = save(builder, site, {"content/blog/a.md": POST.format("a")})
    assert back.state.findings == ()


def test_an_error_knows_its_page(site: SiteFolder, builder: PreviewBuilder) -> None:
    """So that it lies over that page, and over no other; what spoils every page lies over all."""
    preview_build = save(builder, site, {"content/blog/a.md": BROKEN["a broken link"]})
    assert [(one.page, one.is_everywhere) for one in preview_build.state.findings] == [("/blog/a/", False)]
    preview_build = save(builder, site, {"content/blog/a.md": BROKEN["a layout that fails"]})
    assert [(one.page, one.is_everywhere) for one in preview_build.state.findings] == [("/blog/a/", False)]
    preview_build = save(builder, site, {"layouts/page.html": "{{ page.nonsuch.more }}"})
    assert ("", True) in [(one.page, one.is_everywhere) for one in preview_build.state.findings]
    preview_build = save(builder, site, {"layouts/page.html": "{% if %}"})
    assert ("", True) in [(one.page, one.is_everywhere) for one in preview_build.state.findings]


def test_a_broken_layout_keeps_its_pages_as_they_were(site: SiteFolder, builder: PreviewBuilder) -> None:
    """The lists, which have another one, show what is new."""
    save(builder, site, {"layouts/page.html": "{{ page.nonsuch.more }}"})
    preview_build = save(
        builder, site, {"content/blog/a.md": POST.format("a").replace("title: a", "title: Anew")}
    )
    assert "Words of a." in read(preview_build, site, "blog/a/index.html")
    assert "Anew" in read(preview_build, site, "blog/index.html")


#: What is wrong with a file of the site itself -> (path, text, code).
BROKEN_FILES: dict[str, tuple[str, str | bytes, str]] = {
    "TOML that is none": ("sitegen.toml", "title = \n", "config-syntax"),
    "an option that there is not": ("sitegen.toml", 'titel = "T"\n', "config-unknown-key"),
    "an option of another type": ("sitegen.toml", "title = 1\n", "config-value"),
    "bytes that are not UTF-8": ("sitegen.toml", b"\xff\xfe", "config-unreadable"),
    "a template that is none": ("layouts/partials/meta.html", "{% if %}", "template-syntax"),
    "a template that fails": ("layouts/partials/meta.html", "{{ page.nonsuch.more }}", "template-error"),
    "a template that there is not": (
        "layouts/partials/meta.html",
        "{% include 'x.html' %}",
        "template-missing",
    ),
    "a data file that is none": ("data/d.json", "{", "data-syntax"),
    "a directive's template": ("layouts/directives/box.html", "{{ nonsuch.more }}", "template-error"),
    "a directive's function": ("own.py", "def", "directive-function"),
}
POST_D = POST.format("d") + "\n::: box\n:::\n\n::: ours\n:::\n"


@pytest.mark.parametrize("kind", BROKEN_FILES)
def test_a_broken_file_of_the_site_freezes_nothing(make_site: Maker, kind: str) -> None:
    """The last good site stays, with the error; it goes on once the file is right."""
    path, text, code = BROKEN_FILES[kind]
    module = f"own_{list(BROKEN_FILES).index(kind)}"  # Python remembers modules by their names
    path = path.replace("own.py", f"{module}.py")
    files: dict[str, str | bytes] = {
        "sitegen.toml": f'title = "T"\n[markdown.directives]\nours = "{module}:ours"\n',
        "layouts/partials/meta.html": "<p>{{ load_data('d.json').word }}</p>",
        "data/d.json": '{"word": "datum"}',
        "layouts/directives/box.html": "<p>box</p>",
        f"{module}.py": "def ours(context):\n    return '<p>ours</p>'\n",
        "content/blog/d.md": POST_D,
    }
    site = make_site({**SITE, **files})
    builder = PreviewBuilder(Settings(site.root), site.root / FOLDER)
    assert builder.build(None).state.findings == ()
    builder.prepare()
    broken = save(builder, site, {path: text})
    assert code in {one.code for one in broken.state.findings}
    edited = save(builder, site, {"content/blog/b.md": POST.format("b").replace("Words", "New words")})
    assert code in {one.code for one in edited.state.findings}
    assert not builder.is_stale()
    if path in {"sitegen.toml", f"{module}.py", "layouts/directives/box.html"}:
        assert "New words of b." in read(edited, site, "blog/b/index.html")
    if edited.edition is not None:
        assert "Words of a." in read(edited, site, "blog/a/index.html")
    mended = save(builder, site, {path: files[path]})
    assert mended.state.findings == ()
    for words in ("datum", "box", "ours", "Words of d."):
        assert words in read(mended, site, "blog/d/index.html")
    assert "New words of b." in read(mended, site, "blog/b/index.html")
    builder.close()


def test_an_extension_that_fails_is_told_at_once(make_site: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also if nothing else has changed since a build that is long over; and no longer once it is gone."""
    clock = SimpleNamespace(
        time_ns=lambda: time.time_ns() + 3_600_000_000_000, perf_counter=time.perf_counter
    )
    monkeypatch.setattr("sitegen.build.run.time", clock)
    site = make_site(SITE)
    builder = PreviewBuilder(Settings(site.root), site.root / FOLDER)
    assert builder.build(None).state.findings == ()
    site.write("extensions/own.py", "extension = 1 / 0\n")
    assert [finding.code for finding in builder.build(None).state.findings] == ["extension-failed"]
    site.remove("extensions/own.py")
    assert builder.build(None).state.findings == ()
    builder.close()


def test_strict_shows_nothing_but_a_whole_site(site: SiteFolder) -> None:
    """With --strict an error, or a warning, keeps the last site without one."""
    builder = PreviewBuilder(Settings(site.root, strict=True), site.root / FOLDER)
    assert builder.build(None).state.phase == "built"
    builder.prepare()
    failed = save(builder, site, {"content/blog/a.md": BROKEN["a broken link"]})
    assert (failed.state.phase, failed.edition) == ("failed", None)
    warned = save(builder, site, {"content/blog/a.md": POST.format("a") + "```nonsuch\n```\n"})
    assert (warned.state.phase, warned.edition) == ("failed", None)
    builder.close()


def test_lenient_calls_a_broken_link_a_warning(site: SiteFolder) -> None:
    """As `sitegen build --lenient` does."""
    builder = PreviewBuilder(Settings(site.root, lenient=True), site.root / FOLDER)
    site.write("content/blog/a.md", BROKEN["a broken link"])
    assert [one.severity for one in builder.build(None).state.findings] == ["warning"]
    builder.close()


def own_site(make_site: Maker, config: str = "") -> Served:
    """Return a small site to be served as a process."""
    site = make_site({**SITE, "sitegen.toml": f'title = "T"\n{config}'})
    return Served(site.root)


def ask(served: Served, host: str, *headers: str) -> tuple[int, str]:
    """Return status and body of a request for the home page under some name."""
    lines = ["GET / HTTP/1.1", f"Host: {host}", *headers, "Connection: close", "", ""]
    with socket.create_connection(("127.0.0.1", served.port), 60) as line:
        line.sendall("\r\n".join(lines).encode())
        answer = b"".join(iter(lambda: line.recv(65_536), b"")).decode("utf-8", "replace")
    head, _, body = answer.partition("\r\n\r\n")
    return int(head.split()[1]), body


def test_41_names_that_are_allowed_are_answered(make_site: Maker) -> None:
    """Those of the configuration and of the command line, by any port; another one is told how."""
    served = own_site(make_site, '[serve]\nallowed_hosts = ["devbox", "*.tunnel.example"]\n')
    try:
        served.start("--allow-host", "preview.test")
        for host in (
            "localhost:3000",
            "127.0.0.1",
            "devbox",
            "DevBox:8000",
            "a.tunnel.example",
            "b.a.tunnel.example:443",
            "preview.test:8080",
        ):
            assert (host, ask(served, host)[0]) == (host, 200)
        for host in (
            "evil.example",
            "tunnel.example",
            "xtunnel.example",
            "devbox.evil.example",
            "preview.test.evil",
        ):
            assert (host, ask(served, host)[0]) == (host, 403)
        assert "sitegen serve --allow-host evil.example" in ask(served, "evil.example:8000")[1]
        assert 'allowed_hosts = ["evil.example"]' in ask(served, "evil.example:8000")[1]
        served.write("sitegen.toml", 'title = "T"\n[serve]\nallowed_hosts = ["other"]\n')
        served.wait_for(r"(?s)(Built.*Built)")
        assert (ask(served, "other")[0], ask(served, "devbox")[0]) == (200, 403)
    finally:
        served.end()


def test_41_a_strangers_configuration_allows_no_name(make_site: Maker) -> None:
    """With --safe only the command line does: his own name could be made to point here."""
    served = own_site(make_site, '[serve]\nallowed_hosts = ["evil.example"]\n')
    try:
        served.start("--safe", "--allow-host", "devbox")
        assert (ask(served, "evil.example")[0], ask(served, "devbox")[0]) == (403, 200)
    finally:
        served.end()


@pytest.mark.parametrize("name", ["devbox:8000", "http://devbox", "a b", "", "*", "*.", "a.*.example"])
def test_41_what_is_no_name_is_refused(make_site: Maker, name: str) -> None:
    """With its place, and what one looks like."""
    site = make_site({**SITE, "sitegen.toml": f'[serve]\nallowed_hosts = ["{name}"]\n'})
    (problem,) = site.build().problems
    assert (problem.code, problem.line) == ("config-value", 2)


def test_07_where_the_system_does_not_watch_the_server_looks(make_site: Maker) -> None:
    """At the limit of watches: it is said which one, how to raise it, and saves are found."""
    served = own_site(make_site)
    limit = "import resource,watchfiles,errno\ndef watch(*a, **k):\n    raise OSError(errno.ENOSPC, 'OS file watch limit reached. about [\"content\"]')\n    yield\nwatchfiles.watch = watch\n"
    (served.root.parent / "patch").mkdir()
    (served.root.parent / "patch/sitecustomize.py").write_text(limit)
    try:
        served.start(environment={"PYTHONPATH": str(served.root.parent / "patch")})
        served.wait_for(r"(checking every 2 seconds)")
        assert "fs.inotify.max_user_watches" in served.said()
        served.write("content/blog/a.md", POST.format("a").replace("Words", "Found words"))
        served.wait_for(r"(?s)(Built.*Built)")
        assert "Traceback" not in served.said()
    finally:
        served.end()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody who may not write")
def test_a_site_that_may_not_be_written_says_what_to_do() -> None:
    """The way on works."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o755)
        (root / "site/content").mkdir(parents=True)
        (root / "cache").mkdir()
        (root / "cache").chmod(0o777)
        os.seteuid(65_534)
        try:
            with (
                pytest.raises(ProblemError, match="sitegen serve --cache"),
                open_serve_folder(Settings(root / "site")),
            ):
                pass
            with open_serve_folder(Settings(root / "site", cache=root / "cache")) as home:
                assert home.folder == root / "cache"
        finally:
            os.seteuid(0)


def test_a_content_folder_may_come_later(make_site: Maker) -> None:
    """Until then the preview says what is missing; then it shows the site."""
    site = make_site({"sitegen.toml": 'title = "T"\n'})
    builder = PreviewBuilder(Settings(site.root), site.root / FOLDER)
    failed = builder.build(None)
    builder.prepare()
    assert [(one.code, one.is_everywhere) for one in failed.state.findings] == [("no-content", True)]
    assert "create content/" in failed.state.findings[0].hint
    shown = save(builder, site, {"content/a.md": POST.format("a")})
    assert "Words of a." in read(shown, site, "a/index.html")
    builder.close()


def test_a_long_first_build_says_what_it_does(make_site: Maker) -> None:
    """On any terminal, and once."""
    served = own_site(make_site)
    slow = "import time\ndef slow(*_, **__):\n    time.sleep(2.5)\n    return ''\n"
    served.write("slow.py", slow)
    served.write("sitegen.toml", 'title = "T"\n[markdown.directives]\nslow = "slow:slow"\n')
    served.write("content/blog/a.md", POST.format("a") + "\n::: slow\n:::\n")
    try:
        served.start()
        assert served.count("The first build takes a while") == 1
    finally:
        served.end()


@pytest.mark.processes
def test_no_page_that_ran_out_of_time_is_rendered_without_a_limit(
    make_site: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What makes the next save quick renders a page in a process that nobody would end."""
    loop = "{% for x in range(10_000_000) %}" * 2 + "{% endfor %}" * 2
    settings = 'title = "T"\nlimits.page_seconds = 0.3\n'
    slow = "---\nlayout: looping\ndate: 2025-01-02\n---\nHello.\n"
    site = make_site(
        {**SITE, "sitegen.toml": settings, "content/blog/a.md": slow, "layouts/looping.html": loop}
    )
    rendered: list[str] = []

    def render(target: Target, *_: object) -> None:
        rendered.append(target.output)

    monkeypatch.setattr("sitegen.build.in_memory.render_target", render)
    builder = PreviewBuilder(Settings(site.root), site.root / FOLDER)
    preview_build = builder.build(None)
    builder.prepare()
    builder.close()
    assert {"too-slow"} == {problem.code for problem in preview_build.result.problems}
    assert rendered
    assert "blog/a/index.html" not in rendered
