"""Pages that would take for ever, or all memory: each costs its limit, all of them a bounded time."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import sitegen.content.convert
from sitegen.build.documents import ConvertWork
from sitegen.config import Config
from sitegen.config.site_config import Limits
from sitegen.content.convert import convert_source
from sitegen.content.work import ConvertJob
from sitegen.content.writer import highlight
from sitegen.core.model import Source
from sitegen.images.measure import BadImageError, measure
from sitegen.workers.on_demand import Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sitegen.core.model import Body, Document
    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

#: Kinds of hostile Markdown of about so many bytes. Some take long, some much memory, some neither.
HOSTILE: dict[str, Callable[[int], str]] = {
    "quotes": lambda size: "\"'x " * (size // 4),
    "quotation marks": lambda size: '"a' * (size // 2),
    "brackets": lambda size: "[" * size,
    "links": lambda size: "[x](b.md)\n" * (size // 10),
    "emphasis": lambda size: "*a_" * (size // 3),
    "backticks": lambda size: "".join("`" * (number % 50) + " " for number in range(size // 26)),
    "a table": lambda size: "a|" * (size // 8) + "\n" + "-|" * (size // 8) + "\n" + "x\n" * (size // 8),
    "references": lambda size: "".join(f"[r{number}]: /u\n" for number in range(size // 12)),
    "footnotes": lambda size: "".join(f"[^{number}]\n\n[^{number}]: x\n\n" for number in range(size // 22)),
    "a tag": lambda size: '<a b="c"' * (size // 8),
    "headings": lambda size: "# a\n\n" * (size // 5),
    "a list": lambda size: "- a\n" * (size // 4),
    "nested lists": lambda size: "".join("  " * (number % 40) + "- a\n" for number in range(size // 44)),
    "entities": lambda size: "&#x41;" * (size // 6),
    "code": lambda size: f"```csharp\n{'/*' * (size // 2)}\n```\n",
    "addresses": lambda size: "www.a.b@c.d " * (size // 12),
    "directives": lambda size: "::: note\n\n:::\n\n" * (size // 15),
    "attributes": lambda size: "`a`{#b .c d=e}\n" * (size // 15),
}
#: Two pixels beside each other.
SMALL_JPEG = (
    b"\xff\xd8\xff\xc0\x00\x0b\x08\x00\x01\x00\x02\x01\x01\x11\x00"  # one colour, 1 high, 2 wide
    b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
)
#: What may come of such a page.
OUTCOMES = {
    "duplicate-id",
    "highlight-timeout",
    "link-without-text",
    "output-too-large",
    "too-much-memory",
    "too-slow",
    "unbalanced-html",
}


@pytest.mark.parametrize(
    "megabytes", [1, pytest.param(2, marks=pytest.mark.slow), pytest.param(4, marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("kind", HOSTILE)
def test_19_a_large_page_of_any_kind_comes_to_an_end(make_site: Maker, kind: str, megabytes: int) -> None:
    """It is shown, or an error tells of it; the other mistakes of the site are told as well."""
    page = HOSTILE[kind](megabytes * 1_000_000)
    settings = (
        "markdown.smart_punctuation = true\n[limits]\npage_seconds = 0.5\npage_memory_bytes = 100_000_000"
    )
    site = make_site({"content/a.md": page, "content/b.md": "[x](nowhere.md)", "sitegen.toml": settings})
    problems = site.build().problems
    assert ("content/b.md", "broken-link") in {(problem.path, problem.code) for problem in problems}
    assert {problem.code for problem in problems if problem.path != "content/b.md"} <= OUTCOMES


@pytest.mark.parametrize(
    ("page", "settings", "code"),
    [
        (HOSTILE["emphasis"](300_000).encode(), "limits.page_seconds = 0.3", "too-slow"),
        (b"# A\n\n\xff\n", "", "file-encoding"),
        (b"# A\n" * 100, "limits.file_bytes = 200", "file-too-large"),
        (b"---\ntitle: A\n", "", "front-matter-unclosed"),
        (b"words\n" * 3_000, "limits.output_bytes = 10_000", "output-too-large"),
    ],
)
def test_19_what_a_page_has_is_not_judged_when_it_was_not_read(
    make_site: Maker, page: bytes, settings: str, code: str
) -> None:
    """A link to a part of it is judged as soon as the page can be read."""
    site = make_site({"content/b.md": "[A](a.md#part)", "sitegen.toml": settings})
    site.write("content/a.md", page)
    assert [code] == [problem.code for problem in site.build().problems]
    site.write("content/a.md", "words\n")
    assert ["broken-anchor"] == [problem.code for problem in site.build().problems]


@pytest.mark.parametrize("jobs", [1, 2])
def test_19_many_hostile_pages_come_to_an_end(make_site: Maker, jobs: int) -> None:
    """Three take the whole limit, twenty more a tenth of it, and the others are not tried, and told of."""
    page = HOSTILE["emphasis"](300_000)
    settings = "limits.page_seconds = 0.4"
    files = {f"content/p{number:02}.md": page for number in range(40)}
    site = make_site({**files, "content/a.md": "[x](nowhere.md)", "sitegen.toml": settings})
    problems = site.build(jobs=jobs).problems
    slow = [problem.message for problem in problems if problem.code == "too-slow"]
    took = "converting this page took more than "
    # Those that are at work when the third is ended still have the whole limit.
    assert 2 + jobs >= slow.count(f"{took}0.4 s") >= 3
    assert 23 <= sum(message.startswith(took) for message in slow) == len(slow) - 1
    (untried,) = (message for message in slow if "not converted" in message)
    assert int(untried.partition(" ")[0]) == 40 - (len(slow) - 1)
    assert "broken-link" in {problem.code for problem in problems}


def loop() -> None:
    while True:
        pass


def take_all_memory() -> None:
    bytearray(1 << 40)


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (loop, "too-slow"),
        (take_all_memory, "too-much-memory"),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "too-much-memory"),
        (lambda: os._exit(3), "worker-died"),
        (lambda: os.kill(os.getpid(), signal.SIGBUS), "worker-died"),
    ],
)
def test_19_a_page_whose_worker_was_ended_is_tried_again(
    make_site: Maker,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    end: Callable[[], object],
    code: str,
) -> None:
    """By the next build, though nothing changed, however it was ended: it may have been the machine."""
    flag = tmp_path / "flag"
    flag.touch()

    def convert(source: Source, config: Config, plain: frozenset[bytes], _: object) -> tuple[Document, Body]:
        if source.path == "a.md" and flag.exists():
            end()
        return convert_source(source, config, plain)

    monkeypatch.setattr(sitegen.content.convert, "convert_source", convert)
    site = make_site({"content/a.md": "# A", "sitegen.toml": "limits.page_seconds = 0.2"})
    for _ in range(2):
        (problem,) = site.build().problems
        assert (problem.path, problem.line, problem.code) == ("content/a.md", 1, code)
    flag.unlink()
    assert b"A" in site.publish()["a/index.html"]


def test_19_what_front_matter_says_of_a_page_that_took_too_long_is_known(make_site: Maker) -> None:
    """Nobody is told that links to it lead nowhere."""
    slow = f"---\ntitle: Slow\nslug: snail\n---\n{HOSTILE['emphasis'](300_000)}"
    files = {"content/a.md": slow, "content/b.md": "[x](a.md) [y](/snail/)"}
    site = make_site({**files, "sitegen.toml": "limits.page_seconds = 0.2"})
    (problem,) = site.build().problems
    assert (problem.path, problem.line, problem.code) == ("content/a.md", 5, "too-slow")


def test_19_a_pattern_that_backtracks_for_ever_is_ended(make_site: Maker) -> None:
    """The limit of a page holds for its front matter, too."""
    schema = "limits.page_seconds = 0.2\n[schemas.blog.fields]\nname = {pattern = '(a|aa)+'}\n"
    page = f"---\nname: {'a' * 200}!\n---\n"
    site = make_site({"content/blog/a.md": page, "content/b.md": "[x](nowhere.md)", "sitegen.toml": schema})
    problems = site.build().problems
    found = [(problem.path, problem.line, problem.code) for problem in problems]
    assert found == [("content/b.md", 1, "broken-link"), ("content/blog/a.md", 1, "too-slow")]
    assert problems[1].message == "reading this front matter took more than 0.2 s"


@pytest.mark.parametrize(("blocks", "tried"), [(1, 1), (3, 3), (6, 0)])
def test_27_code_that_takes_too_long_is_shown_plain(
    make_site: Maker, monkeypatch: pytest.MonkeyPatch, blocks: int, tried: int
) -> None:
    """Each block is told of at its fence. After three of a page no other is tried, and that is told."""
    highlight.highlight("x = 1", "python")  # the rules of the language are compiled: a worker has them
    monkeypatch.setattr(highlight, "SECONDS", 0.05)
    code = ["```python\n" + f"{name} = f(a, b)\n" * 10_000 + "```\n" for name in "abcdef"[:blocks]]
    site = make_site({"content/a.md": "\n".join(["```diff-python", "+x = 1", "```", *code])})
    result = site.build()
    found = [(problem.line, problem.code) for problem in result.problems]
    lines = [4 + number * 10_003 for number in range(blocks)]
    first = [(1, "highlight-timeout")] if blocks > 3 else []
    assert (result.ok, found) == (True, first + [(line, "highlight-timeout") for line in lines])
    assert tried == sum("this python took" in problem.message for problem in result.problems)
    assert "a = f(a, b)\na = f(a, b)" in site.page("a/index.html")
    assert ("<span class=m>1</span>" in site.page("a/index.html")) == (blocks <= 3)


def test_27_a_site_of_slow_code_comes_to_an_end(make_site: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    """After forty blocks no other page is tried, nor the one that held the last, and the build fails."""
    monkeypatch.setattr(highlight, "SECONDS", 0.02)
    pages = {
        f"content/p{number:02}.md": "```python\n" + f"a = f({number}, b)\n" * 10_000 + "```\n"
        for number in range(50)
    }
    result = make_site(pages).build()
    (untried,) = (problem.message for problem in result.problems if problem.code == "too-slow")
    assert (result.ok, int(untried.partition(" ")[0])) == (False, 11)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts and limits what a process has")
@pytest.mark.parametrize("before", [1, 30])
def test_43_memory_does_not_depend_on_what_came_before(make_site: Maker, before: int) -> None:
    """The same page fails alone and after others, and another passes after it."""
    settings = "limits.page_memory_bytes = 1_000_000"
    pages = {f"content/a{number:02}.md": "[x](z.md) " * 100 for number in range(before)}
    large = "[x](z.md)\n" * 40_000
    site = make_site({**pages, "content/b.md": large, "content/z.md": "# Z", "sitegen.toml": settings})
    assert site.check_apart() == [("content/b.md", "too-much-memory")]


#: Kinds of Markdown that took quadratic time while each link or problem counted the lines before it.
LONG: dict[str, str] = {
    "lines of links": "[x](b.md)\n",
    "undefined notes": "[^x] ",
    "images": "![a](/b.png)\n",
    "one heading after another": "# a {.b}\n\n",
}


@pytest.mark.parametrize("kind", LONG)
def test_19_a_long_page_takes_no_longer_for_each_line(kind: str) -> None:
    """Processor time is limited, so that a busy machine changes nothing."""
    config = Config(limits=Limits(page_seconds=10))
    source = Source("a.md", (LONG[kind] * 60_000).encode())
    with Workers(1) as workers:
        work = ConvertWork(config, workers.budget)
        ((document, _),) = workers.run(work, [ConvertJob((source,), work.config)], 1)
    assert "too-slow" not in {problem.code for problem in document.problems}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit these")
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        # At about 32 MB of addresses, and below 24 MB of data, Python itself now and then crashes.
        *(("RLIMIT_AS", megabytes << 20) for megabytes in (24, 40, 48, 64, 150)),
        *(("RLIMIT_DATA", megabytes << 20) for megabytes in (24, 28, 32)),
        *(("RLIMIT_FSIZE", size) for size in (0, 1, 1000, 20_000)),
        *(("RLIMIT_NOFILE", number) for number in (6, 8, 10, 12, 16, 20, 24)),
    ],
)
def test_19_a_system_that_gives_little_is_told_of(make_site: Maker, kind: str, value: int) -> None:
    """A Problem, or a page: never a traceback, and never a hang."""
    site = make_site({"content/a.md": "```python\nx = 1\n```\n", "content/b.md": "[a](a.md)"})

    def limit() -> None:
        resource.setrlimit(getattr(resource, kind), (value, value))

    command = [sys.executable, "-m", "sitegen", "build"]
    done = subprocess.run(
        command,
        cwd=site.root,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=120,
        preexec_fn=limit,
    )
    assert "Traceback" not in done.stderr
    assert (done.returncode, "error: " in done.stderr) in ((0, False), (1, True))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit memory")
@pytest.mark.parametrize(
    ("path", "start", "told"),
    [
        ("content/a.md", b"# A\n", "content/a.md: error: the file is larger than limits.file_bytes"),
        ("sitegen.toml", b"", "sitegen.toml: error: it cannot be read: it has more than 10,000,000 bytes"),
        ("data/a.json", b"{}", "data/a.json: error: cannot be read: larger than the memory that is free"),
        (
            "content/a.jpg",
            b"\xff\xd8\xff\xe0",
            "content/b.md:1:6: error: 'a.jpg' cannot be shown: it has more",
        ),
        ("content/a.png", b"\x89PNG\r\n\x1a\n", "content/b.md:1:17: error: 'a.png' cannot be shown: it has"),
    ],
)
def test_19_a_file_of_any_size_is_told_of(make_site: Maker, path: str, start: bytes, told: str) -> None:
    """One that takes no room on the disk, since nothing was ever written to it, says that it is huge."""
    files: dict[str, str | bytes] = {
        "content/a.md": "# A",
        "content/a.jpg": b"",
        "content/a.png": b"",
        "content/b.md": "![a](a.jpg) ![](a.png)",
    }
    site = make_site(files)
    site.write(path, start)
    os.truncate(site.root / path, 1 << 35)
    done = subprocess.run(
        [sys.executable, "-m", "sitegen", "build"],
        cwd=site.root,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30)),
    )
    assert (1, "Traceback" in done.stderr) == (done.returncode, False)
    assert told in done.stderr


def test_19_a_jpeg_is_read_no_further_than_its_head() -> None:
    """Pillow looks at each byte up to the size of the picture."""
    with pytest.raises(BadImageError, match="it isn't a PNG"):
        measure("a.jpg", b"\xff\xd8\xff\xe0" + bytes(16_000_000) + SMALL_JPEG[2:], 100)
    assert measure("a.jpg", SMALL_JPEG, 100) == (2, 1)


@pytest.mark.parametrize(
    ("drawing", "size"),
    [
        ("<svg " * 13_000, "it has no svg element"),
        ('<svg width="....." height="1"></svg>', None),
        (f'<svg width="1{"0" * 400}" height="1"></svg>', None),
        (f'<svg viewBox="0 0 1 {"9" * 400}"></svg>', None),
        ('<svg viewBox="0 0 24.4 8."></svg>', (24, 8)),
        ('<svg width="24px" height="1.0" viewBox="0 0 9 9"></svg>', (24, 1)),
    ],
)
def test_19_a_drawing_may_say_any_size(drawing: str, size: tuple[int, int] | str | None) -> None:
    """Numbers that are none, or endless, are no size; and no file is searched more than once."""
    if isinstance(size, str):
        with pytest.raises(BadImageError, match=size):
            measure("a.svg", drawing.encode(), 100)
    else:
        assert measure("a.svg", drawing.encode(), 100) == size
