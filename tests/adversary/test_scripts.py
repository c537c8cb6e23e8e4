"""Nothing that a stranger writes runs in a browser, even without the policy of the page."""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING, Any

import pytest

from sitegen.config import Config, Markdown, RawHtml
from sitegen.content.markdown import convert
from sitegen.core.model import Directive, FrontMatter, Image, Link
from sitegen.render.img import draw
from sitegen.site.resolved import Resolved
from sitegen.site.values import Picture
from tests.adversary.reader import open_reader
from tests.adversary.vectors import SCHEMES, write_vectors
from tests.site_maker import SiteFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser

    from sitegen.core.model import Segments

SEED = 12
ALL = 600
#: In `make test`, of each kind.
SAMPLE = 40
DIALECTS = (
    *("hugo", "jekyll", "pelican", "mkdocs", "next", "obsidian"),
    *("zola", "mdbook", "myst", "docusaurus", "starlight", "vitepress"),
)
#: What computes a page -> how its text names a value.
EVALUATED = {
    "liquid": "{{ page.v }}",
    "macros": "{{ v }}",
    "mdx": "{v}",
    "constants": "{value}",
}
#: Where a computed value may stand.
SPOTS = (
    "{0}\n\ntext {0} text\n\n[x]({0})\n\n<a href=\"{0}\" title='{0}'>x</a> <p class={0}>x</p>\n\n"
    "![{0}](/x.png)\n\n- {0}\n"
)


def write_out(segments: Segments) -> str:
    """Return a body as a page would have it, also where an error keeps it from being published."""
    parts = []
    for segment in segments:
        if isinstance(segment, str):
            parts.append(segment)
        elif isinstance(segment, Link):
            parts.append(escape(segment.target))
        elif isinstance(segment, Image):
            attributes = {"src": segment.target, "alt": segment.alt, "title": segment.title}
            picture = Picture(Resolved(segment.target))
            parts.append(draw(picture, attributes | dict(segment.attributes), "", str))
        elif isinstance(segment, Directive):
            parts.append(write_out(segment.body))
    return "".join(parts)


def find_running_bodies(browser: Browser, vectors: Sequence[str], raw_html: RawHtml) -> set[str]:
    """Return the vectors whose bodies, alone in a page, run their script."""
    config = Config(markdown=Markdown(raw_html=raw_html, math=True))
    files = {}
    for index, vector in enumerate(vectors):
        body = convert("a.md", FrontMatter(title="T"), vector, 1, "digest", config).body
        page = f"<!doctype html><html lang=en><body><main>{write_out(body.content)}</main></body></html>"
        files[f"{index}.html"] = page.encode("utf-8", "replace")
    with open_reader(browser, files) as reader:
        for index, vector in enumerate(vectors):
            reader.read(vector, f"{index}.html")
        return reader.runs


def publish(folder: Path, files: dict[str, str | bytes], **wishes: Any) -> dict[str, bytes]:
    """Publish a site without the pages that have errors; there must be some without."""
    site, public = SiteFolder(folder, files), folder.parent / "out"
    for _ in range(8):
        result = site.build(output=public, **wishes)
        if result.ok:
            found = {
                path.relative_to(public).as_posix(): path for path in public.rglob("*") if path.is_file()
            }
            return {name: path.read_bytes() for name, path in found.items()}
        wrong = {
            problem.path.removeprefix("./") for problem in result.problems if problem.severity == "error"
        }
        assert wrong <= files.keys(), [problem for problem in result.problems if problem.path not in files]
        for path in wrong:
            site.remove(path)
    raise AssertionError("each build found other errors")


def find_running_pages(browser: Browser, published: dict[str, bytes]) -> tuple[set[str], int]:
    """Return the pages that run a script of theirs, and how many were read."""
    pages = [path for path in published if re.search(r"\bv-?\d+\b.*\.html$", path)]
    with open_reader(browser, published) as reader:
        for path in pages:
            reader.read(path, path)
        return reader.runs, len(pages)


def take_part(number: int, part: int) -> list[str]:
    """Return some of the vectors; another part has others."""
    return write_vectors(ALL, SEED)[part :: ALL // number]


def write_pages(vectors: Sequence[str], title: Callable[[int, str], str]) -> dict[str, str | bytes]:
    config = 'title = "T"\nbase_url = "https://site.test"\n[markdown]\nmath = true\n'
    pages = {f"content/v{index}.md": title(index, vector) for index, vector in enumerate(vectors)}
    return {"sitegen.toml": config, "content/_index.md": "# Home\n", **pages}


def write_body(index: int, vector: str) -> str:
    return f"---\ntitle: V {index}\n---\n\n{vector}"


def write_front(index: int, vector: str) -> str:
    """The vector as every text of front matter."""
    text = re.sub(r"[\x00-\x1f\x7f-\x9f\"\\]", " ", vector.strip())
    slot = ("title", "description", "image", "tags", "authors", "extra", "slug", "aliases", "layout")[
        index % 9
    ]
    value = f'["{text}"]' if slot in {"tags", "authors", "aliases"} else f'"{text}"'
    value = f'{{link: "{text}"}}' if slot == "extra" else value
    title = "" if slot == "title" else f"title: V {index}\n"
    return f"---\n{title}{slot}: {value}\n---\n\ntext\n"


#: Values of front matter and of data wherever a template might write them.
TEMPLATE = """{% extends 'base.html' %}{% block main %}
{% for v in (page.extra.link, load_data('d.json')[page.title], page.title, page.description) %}
<a href="{{ v }}" title="{{ v }}" id="{{ v }}">{{ v }}</a> <form action='{{ v }}'>
<button formaction="{{ v }}">x</button></form> <svg><a xlink:href="{{ v }}"><text y="20">x</text></a></svg>
<iframe src="{{ v }}"></iframe> <object data="{{ v }}"></object> <p class={{ v | tojson }}>
<script type="application/json">{{ v | tojson }}</script>{% endfor %}{{ page.content }}{% endblock %}"""


@pytest.mark.parametrize("raw_html", [RawHtml.SAFE, RawHtml.NONE])
def test_a_sample_of_bodies(browser: Browser, raw_html: RawHtml) -> None:
    """Refused or not, what becomes of a body is inert."""
    assert find_running_bodies(browser, take_part(SAMPLE, 3), raw_html) == set()


def test_a_sample_of_pages(browser: Browser, tmp_path: Path) -> None:
    """With the theme and its scripts."""
    published = publish(tmp_path / "site", write_pages(take_part(SAMPLE, 4), write_body))
    running, number = find_running_pages(browser, published)
    assert running == set()
    assert number > SAMPLE // 4


def test_the_vectors_would_run(browser: Browser) -> None:
    """Where a site allows everything, many do: a browser that sees none proves nothing."""
    running = find_running_bodies(browser, take_part(SAMPLE * 2, 1), RawHtml.ALL)
    assert len(running) > SAMPLE // 4


@pytest.mark.adversary
@pytest.mark.parametrize("raw_html", [RawHtml.SAFE, RawHtml.NONE])
def test_all_bodies(browser: Browser, raw_html: RawHtml) -> None:
    """The same of all."""
    assert find_running_bodies(browser, write_vectors(ALL, SEED), raw_html) == set()


@pytest.mark.adversary
@pytest.mark.parametrize("write", [write_body, write_front])
@pytest.mark.parametrize("safe", [False, True])
def test_all_pages(browser: Browser, tmp_path: Path, write: Callable[[int, str], str], *, safe: bool) -> None:
    """With the theme, as body and in front matter, in a build of one's own content and of a stranger's."""
    files = write_pages(write_vectors(ALL, SEED), write)
    published = publish(tmp_path / "site", files, safe=safe, lenient=True)
    running, number = find_running_pages(browser, published)
    assert running == set()
    assert number > ALL // 8


@pytest.mark.adversary
@pytest.mark.parametrize("dialect", DIALECTS)
def test_all_dialects(browser: Browser, tmp_path: Path, dialect: str) -> None:
    """Content of another generator becomes our Markdown, and passes the same filter."""
    files = write_pages(take_part(200, DIALECTS.index(dialect) % 3), write_body)
    settings = f'{files["sitegen.toml"]!s}\n[paths]\ncontent = "content"\n'
    files["sitegen.toml"] = f'dialect = "{dialect}"\n{settings}'
    published = publish(tmp_path / "site", files, lenient=True)
    running, number = find_running_pages(browser, published)
    assert running == set()
    assert number > 20


def write_evaluated(kind: str, vectors: Sequence[str]) -> dict[str, str | bytes]:
    """Return pages that compute their text of a vector."""
    dialect, settings, suffix = {
        "liquid": ("jekyll", "[markdown]\nliquid = true\n", "md"),
        "macros": ("mkdocs", "[markdown]\nmacros = true\n", "md"),
    }.get(kind, ("docusaurus", "", "mdx"))
    settings = f'dialect = "{dialect}"\n[paths]\ncontent = "content"\n{settings}'
    settings = f'title = "T"\nbase_url = "https://site.test"\n{settings}'
    files: dict[str, str | bytes] = {"sitegen.toml": settings, "content/index.md": "# Home\n"}
    body = SPOTS.format(EVALUATED[kind].replace("{v}", "{frontmatter.v}"))
    for index, vector in enumerate(vectors):
        value = json.dumps(re.sub(r"[\x00-\x1f\x7f-\x9f\"\\]", " ", vector.strip()), ensure_ascii=False)
        text = f"export const value = {value};\n\n" if kind == "constants" else ""
        files[f"content/v{index}.{suffix}"] = f"---\ntitle: V {index}\nv: {value}\n---\n\n{text}{body}"
    return files


@pytest.mark.adversary
@pytest.mark.parametrize("kind", EVALUATED)
def test_computed_text(browser: Browser, tmp_path: Path, kind: str) -> None:
    """What Liquid, macros and MDX compute passes the same filter as what an author writes."""
    files = write_evaluated(kind, write_vectors(ALL, SEED)[::3])
    running, number = find_running_pages(browser, publish(tmp_path / "site", files, lenient=True))
    assert running == set()
    assert number > 20


def write_references(written: Sequence[str]) -> dict[str, str | bytes]:
    """Return pages that document Python and OpenAPI whose every text is a vector."""
    vectors = [re.sub(r"[\x00-\x1f\x7f-\x9f\"\\]", " ", vector.strip()) for vector in written]
    settings = 'title = "T"\nbase_url = "https://site.test"\n[reference]\npaths = ["src"]\n'
    files: dict[str, str | bytes] = {"sitegen.toml": settings, "content/_index.md": "# Home\n"}
    for index, vector in enumerate(vectors):
        files[f"src/p{index}.py"] = (
            f'"""{vector}"""\ndef f(x="{vector}", y: "{vector}" = 1) -> "{vector}":\n'
            f'    """{vector}\n\n    Args:\n        x: {vector}\n        y ({vector}): x\n    """\n'
        )
        operation: dict[str, Any] = dict.fromkeys(("summary", "description", "operationId"), vector)
        parameter = {"name": vector, "in": "query", "description": vector, "schema": {"enum": [vector]}}
        answer = {"description": vector, "content": {vector: {"example": {vector: vector}}}}
        operation |= {"tags": [vector], "parameters": [parameter], "responses": {"200": answer}}
        document: dict[str, Any] = {"openapi": "3.1.0", "paths": {f"/{vector}": {"get": operation}}}
        document["components"] = {"schemas": {vector: {"properties": {vector: {"description": vector}}}}}
        files[f"src/a{index}.json"] = json.dumps(document)
        files[f"content/v{index}.md"] = f"# V {index}\n\n::: p{index}\n"
        files[f"content/v-{index}.md"] = f"# V -{index}\n\n::: openapi src/a{index}.json\n"
    return files


@pytest.mark.adversary
def test_references(browser: Browser, tmp_path: Path) -> None:
    """Docstrings, defaults and annotations of Python, and every text of an OpenAPI document."""
    files = write_references(write_vectors(ALL, SEED)[::3])
    running, number = find_running_pages(browser, publish(tmp_path / "site", files, lenient=True))
    assert running == set()
    assert number > 20


@pytest.mark.adversary
def test_templates_and_data(browser: Browser, tmp_path: Path) -> None:
    """A template that writes values of front matter and data into every kind of attribute."""
    vectors = [
        re.sub(r"[\x00-\x1f\x7f-\x9f\"\\]", " ", vector.strip()) for vector in write_vectors(ALL, SEED)
    ]
    vectors += [f"{scheme}f()" for scheme in SCHEMES]
    front = '---\ntitle: V {}\nextra: {{link: "{}"}}\n---\n'
    files = write_pages(vectors, front.format)
    files["layouts/page.html"] = TEMPLATE
    files["data/d.json"] = json.dumps({f"V {index}": text for index, text in enumerate(reversed(vectors))})
    running, number = find_running_pages(browser, publish(tmp_path / "site", files, lenient=True))
    assert running == set()
    assert number > ALL // 8
