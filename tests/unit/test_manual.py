"""The manual: its examples work, and its reference pages say what the code says."""

from __future__ import annotations

import io
import re
from collections import Counter
from functools import cache
from textwrap import dedent
from typing import TYPE_CHECKING, NamedTuple

import pytest
from PIL import Image

from docs.reference import MANUAL, PARTS, fill
from sitegen.cli.arguments import COMMON
from sitegen.cli.commands import ROOT
from sitegen.cli.parser import make_parser
from sitegen.content.frontmatter import READERS, SYNONYMS
from sitegen.core.codes import CODES
from sitegen.core.problems import format_problem
from sitegen.images import SUFFIXES
from sitegen.render.environment import environment_for
from sitegen.render.functions import Functions
from sitegen.render.list_views import SectionView, TaxonomyView, TermView
from sitegen.render.makers import FeedContext
from sitegen.render.page_view import PageView
from sitegen.render.site_view import Paginator, SiteView
from sitegen.theme.data import PARSERS
from sitegen.theme.layouts import make_layouts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

PAGES = sorted(path.name for path in MANUAL.glob("*.md") if path.name != "_index.md")

#: A block of code, which may be indented, as in a list.
_FENCE = re.compile(r"^( *)(`{3,})(\w*)(?: title=\"([^\"]+)\")? *\n(.*?)^\1\2$", re.MULTILINE | re.DOTALL)
#: Examples of files that a site's own folders hold; other titles name files of other tools.
_OF_A_SITE = (
    "extensions/",
    "content/",
    "layouts/",
    "data/",
    "static/",
    "site_",
    "src/",
    "pets.yaml",
    "examples/",
)


def make_photo() -> bytes:
    """A small JPEG."""
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "navy").save(file, "JPEG")
    return file.getvalue()


#: Files that readers get elsewhere, or by a command of the page: a photo, a library, a first post.
FROM_ELSEWHERE: dict[str, dict[str, bytes]] = {
    "formulas.md": {
        "layouts/assets/katex/katex.mjs": b"export default { render() {} };",
        "layouts/assets/katex/katex.min.css": b".katex { line-height: 1.2 }",
    },
    "getting-started.md": {"content/blog/harbour.jpg": make_photo(), "content/blog/first-post.md": b"Hello."},
    "urls.md": {"content/blog/_index.md": b"# Blog", "content/contact.md": b"## Mail"},
}


#: A command that would install, or run, the project that has the name sitegen on PyPI.
_TAKEN = re.compile(
    r"\b(?:pip3?|pipx|uv|uv tool|uv pip|poetry|pdm) (?:install|run|add) [^\n`&;|#]*?"
    r"(?<![\w/.-])['\"]?sitegen(?![-\w/.])"
    r"|\buvx (?:--from )?['\"]?sitegen(?![-\w/.])"
)


class Example(NamedTuple):
    language: str
    title: str
    text: str


@cache
def read_page(name: str) -> str:
    return (MANUAL / name).read_text("utf-8")


def examples(name: str) -> list[Example]:
    return [Example(found[3], found[4] or "", dedent(found[5])) for found in _FENCE.finditer(read_page(name))]


def coded(name: str) -> set[str]:
    """Everything that a page sets in code."""
    return set(re.findall(r"`([^`\n]+)`", _FENCE.sub("", read_page(name))))


def public(kind: type) -> set[str]:
    return {name for name in dir(kind) if not name.startswith("_")}


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_a_page_make_a_site_without_problems(
    page: str,
    make_site: Callable[[Mapping[str, str | bytes]], SiteFolder],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Files that a page shows can be copied out of it: together, and with each configuration, they build."""
    if page == "api-reference.md":
        pytest.importorskip("griffe")
    shown = examples(page)
    files = {one.title: one.text for one in shown if one.title.startswith(_OF_A_SITE)}
    site = make_site({"content/about-this.md": "Some site.", **files, **FROM_ELSEWHERE.get(page, {})})
    monkeypatch.syspath_prepend(site.root)
    for config in [one.text for one in shown if one.title == "sitegen.toml"] or [""]:
        site.write("sitegen.toml", config)
        result = site.build()
        assert [] == [format_problem(problem) for problem in result.problems]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_line_of_a_page_is_understood(page: str) -> None:
    """A command that the manual shows is one that the parser takes."""
    parser = make_parser()
    for example in examples(page):
        for line in re.findall(r"^\$ sitegen (.+)$", example.text, re.MULTILINE):
            words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)]
            assert callable(parser.parse_args(words).run)


def test_the_manual_has_the_options_and_commands_of_the_code() -> None:
    """`python docs/reference.py` has nothing to change."""
    for page, (name, write) in PARTS.items():
        assert fill(read_page(page), name, write()) == read_page(page)


def test_the_manual_names_the_options_that_every_command_has() -> None:
    """What the generated tables leave out, the page says itself."""
    options = ["--help", *(option for argument in COMMON for option in argument.spellings)]
    assert [
        option for option in options if not any(option in code for code in coded("command-line.md"))
    ] == []
    commands = {words for words, _ in ROOT.walk()}
    assert {("build",), ("serve",), ("check",), ("new", "site"), ("new", "page"), ("clean",)} <= commands


def test_every_code_is_explained_with_its_sentence_and_a_remedy() -> None:
    """The page of problems has each code once, what the code says of it, and what to do."""
    explained = re.findall(r"^### ([a-z0-9-]+)\n\n(.+)\n\n(.+)$", read_page("problems.md"), re.MULTILINE)
    assert {code: sentence for code, sentence, _ in explained} == {
        code: about.sentence for code, about in CODES.items()
    }
    assert len(explained) == len(CODES)


def test_every_key_of_front_matter_is_documented() -> None:
    """The page of front matter has every key and every synonym."""
    said = coded("front-matter.md")
    assert {*READERS, *SYNONYMS, "taxonomies", "published: false"} - said == set()
    for written, ours in SYNONYMS.items():
        row = next(line for line in read_page("front-matter.md").splitlines() if f"`{written}`" in line[:70])
        assert row.endswith(f"| `{ours}` |")


@pytest.mark.parametrize(
    ("name", "documented"),
    [
        ("page", public(PageView)),
        ("section", public(SectionView) - public(PageView)),
        ("term", public(TermView) - public(SectionView) | {"pages", "count"}),
        ("taxonomy", public(TaxonomyView) - public(PageView)),
        ("paginator", public(Paginator)),
        ("site", public(SiteView)),
        ("feed", {"title", "url", "page_url", "updated", "pages", "full_text"} | public(FeedContext)),
    ],
)
def test_every_attribute_that_templates_see_is_documented(name: str, documented: set[str]) -> None:
    """The page of templates has each attribute of each view, and none that does not exist."""
    said = {
        found[1] for code in coded("templates.md") if (found := re.match(rf"{name}\.(\w+)(?:\(.*\))?$", code))
    }
    allowed = documented | ({"next"} if name == "page" else set())
    assert documented <= said
    assert said <= allowed | {"xml", "html", "txt", "title"}


def test_every_function_and_filter_of_templates_is_documented() -> None:
    """The page of templates has each function and filter that sitegen adds to Jinja2."""
    said = {code.partition("(")[0] for code in coded("templates.md")}
    ours = {"date", "iso", "rfc822", "tojson"}
    assert ours <= environment_for(make_layouts({}, {})).filters.keys()
    assert {*public(Functions), *ours, "get_section", "absolute", "json_ld", "csp", "version"} - said == set()


def test_the_manual_names_the_formats_of_data_and_images() -> None:
    """What can be read is said where readers look for it."""
    assert set(PARSERS) - coded("data.md") == set()
    formats = {suffix.removeprefix(".").replace("jpg", "jpeg").upper() for suffix in SUFFIXES}
    assert [name for name in sorted(formats) if name not in read_page("links-and-images.md").upper()] == []


def test_every_page_stands_in_the_order_of_reading() -> None:
    """Each page has a weight of its own, a title and a description."""
    heads = {page: read_page(page).split("---")[1] for page in PAGES}
    weights = [
        found[1] for head in heads.values() if (found := re.search(r"^weight: (\d+)$", head, re.MULTILINE))
    ]
    assert len(weights) == len(set(weights)) == len(PAGES)
    assert [
        page for page, head in heads.items() if "title: " not in head or "description: " not in head
    ] == []


def test_no_group_of_pages_is_longer_than_a_glance() -> None:
    """Readers find a page in the sidebar: each page has a group, and a group at most nine pages."""
    groups = [re.search(r"^group: (.+)$", read_page(page), re.MULTILINE) for page in PAGES]
    sizes = Counter(group[1] if group else "" for group in groups)
    assert {name: size for name, size in sizes.items() if not name or size > 9} == {}


def test_no_page_tells_to_install_by_a_name_that_is_somebody_elses() -> None:
    """On PyPI, sitegen is another project: the manual installs from a copy of this repository."""
    root = MANUAL.parents[1]
    files = [*root.glob("*.md"), *MANUAL.glob("*.md"), *(root / "docs").rglob("*.md")]
    files += [*(root / "sitegen").rglob("*.py"), *(root / "layouts").rglob("*.html")]
    assert len(files) > 300
    assert [path for path in files if _TAKEN.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("line", "is_taken"),
    [
        ("pip install sitegen", True),
        ("pip install 'sitegen[search]'", True),
        ("uv tool install --force sitegen==1", True),
        ("uvx sitegen build", True),
        ("uvx --from sitegen sitegen", True),
        ("pip install -r x.txt sitegen", True),
        ("pip install sitegen-ssg", False),
        ("pip install 'sitegen-ssg[search]'", False),
        ("uvx --from . sitegen --version", False),
    ],
)
def test_what_counts_as_that_name(line: str, *, is_taken: bool) -> None:
    assert bool(_TAKEN.search(line)) is is_taken
