"""What pages include, as each generator writes it; what has moved is an error at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from sitegen.config import Config, Dialect, Limits, Markdown, Paths
from sitegen.content.dialects.inclusion import find_paths, list_candidates, split_part
from sitegen.content.dialects.translate import translate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitegen.core.problems import Problem
    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

CODE = """\
import os

# --8<-- [start:main]
def main():
    # --8<-- [start:in]
    pass
    # --8<-- [end:in]
# --8<-- [end:main]
"""
ANCHORED = """\
use std;
// ANCHOR: all
fn main() {
    // ANCHOR: body
    run();
    // ANCHOR_END: body
}
// ANCHOR_END: all
"""
FILES = {
    "inc/a.py": CODE,
    "inc/a.md": "---\ntitle: A\n---\n# Head\n\nOne [x](b.md)\n\n<!--end-->\nTwo\n",
    "inc/deep.md": 'Deep\n--8<-- "a.txt"\n',
    "inc/a.txt": "text\n",
    "content/b.md": "B\n",
    "content/steps/1.md": "# One\n```\n# c\n```\n",
    "content/steps/2.md": "## Two\n",
    "content/regions.txt": "<a>1</a> x <a>, 2</a>\n  y\n",
    "content/part.txt": "one\ntwo\nthree\n",
    "listings/m.rs": ANCHORED,
    "listings/v.txt": "1.2\n",
    "content/_common/x.md": "---\n_comment: x\n---\nShared [a](/a/).\n",
    "content/_part.mdx": "## Part {props.name}\n",
    "content/sub/_link.md": "[a](a.md) ![b](../b.png)\n",
    "content/_includes/note.html": "<p>{{ include.text }}</p>\n",
    "content/_includes/loop.html": "{% for x in y %}\n",
}


def convert(
    dialect: str, body: str, page: str = "docs/p.md", **limits: int
) -> tuple[str, tuple[Problem, ...]]:
    """Return the Markdown of a page that may include every one of the files."""
    config = Config(dialect=Dialect(dialect), paths=Paths(includes=("inc",)), limits=Limits(**limits))
    files = {path: text.encode() for path, text in FILES.items()}
    text, _, problems = translate(page, body, 1, config, {}, files)
    return text, problems


CASES = [
    ("mkdocs", '--8<-- "a.txt"', "text"),
    ("mkdocs", '--8<-- "inc/a.txt"', "text"),
    ("mkdocs", '    --8<-- "a.txt"\nrest', "    text\nrest"),
    ("mkdocs", '--8<-- "deep.md"', "Deep\ntext"),
    ("mkdocs", '```python\n--8<-- "a.py:main"\n```', "```python\ndef main():\n    pass\n```"),
    ("mkdocs", '--8<-- "a.py:in"', "    pass"),
    ("mkdocs", "--8<-- 'b.md'", "B"),
    ("mkdocs", '--8<-- "content/part.txt:2"', "two"),
    ("mkdocs", '--8<-- "part.txt:2:3"', "two\nthree"),
    ("mkdocs", '--8<-- "part.txt::2"', "one\ntwo"),
    ("mkdocs", '--8<-- "part.txt:2:"', "two\nthree"),
    ("mkdocs", '--8<-- "part.txt:1:1,3:3"', "one\nthree"),
    ("mkdocs", '--8<-- "part.txt:-1"', "three"),
    ("mkdocs", "--8<--\na.txt\n; b.md\nb.md\n--8<--", "text\nB"),
    ("mkdocs", ';--8<-- "a.txt"', '--8<-- "a.txt"'),
    (
        "mkdocs",
        '{% include-markdown "../../inc/a.md" end="<!--end-->" %}',
        "# Head\n\nOne [x](../../inc/b.md)",
    ),
    ("mkdocs", '{%\n  include-markdown "inc/a.md"\n  start="<!--end-->"\n%}', "Two"),
    ("mkdocs", '{% include "inc/a.txt" %}', "text"),
    ("mkdocs", '{% include-markdown "steps/*.md" heading-offset=1 %}', "## One\n```\n# c\n```\n### Two"),
    ("mkdocs", '{% include-markdown "steps/?.*" heading-offset=-1 %}', "# One\n```\n# c\n```\n# Two"),
    ("mkdocs", '> {% include-markdown "**/part.t?t*" end="two" %}', "> one"),
    ("mkdocs", '{% include "content/regions.txt" start="<a>" end="</a>" %}', "1, 2"),
    ("mkdocs", '{% include "content/regions.txt" start="</a> " dedent=true %}', "x <a>, 2</a>\n  y"),
    ("mkdocs", "{* ../../inc/a.py ln[1:2] hl[1] *}", '```python hl_lines="1"\nimport os\n\n```'),
    ("mkdocs", "{! inc/a.txt !}", "text"),
    ("mdbook", "{{#include part.txt:2}}", "two"),
    ("mdbook", "{{#include ../listings/v.txt}}", "1.2"),
    ("mdbook", "It is {{#include ../listings/v.txt}}, not {{#include part.txt:1:1}}.", "It is 1.2, not one."),
    ("mdbook", "```rust\n{{#rustdoc_include ../listings/m.rs:body}}\n```", "```rust\n    run();\n```"),
    ("mdbook", "{{#include ../listings/m.rs:all}}", "fn main() {\n    run();\n}"),
    ("mdbook", "{{#playground ../listings/v.txt editable}}", "```rust\n1.2\n```"),
    ("mdbook", "\\{{#include part.txt}}", "\\{{#include part.txt}}"),
    ("mdbook", "{{#title A page}}\n# A", "\n# A"),
    ("mdbook", "`{{#name}}` and [link]({{#url}}/a)", "`{{#name}}` and [link]({{#url}}/a)"),
    ("mdbook", "```rust,ignore\n# use std;\n#\n#[test]\n## x\n```", "```rust,ignore\n#[test]\n# x\n```"),
    ("mdbook", "```sh\n# a comment\n```", "```sh\n# a comment\n```"),
    ("mdbook", "- ```ignore\n  # use std;\n  x\n  ```", "- ```rust,ignore\n  x\n  ```"),
    ("mdbook", "> ```edition2021,no_run\n> x\n> ```", "> ```rust,edition2021,no_run\n> x\n> ```"),
    ("mdbook", "```ignored\nx\n```", "```ignored\nx\n```"),
    ("mdbook", "A[^my note], B[^b c].\n\n[^my note]: C", "A[^my-note], B[^b c].\n\n[^my-note]: C"),
    ("mdbook", "```\n[^a b]: c\n```\n[^a b]", "```\n[^a b]: c\n```\n[^a b]"),
    (
        "mdbook",
        '<Listing number="1-1" file-name="src/main.rs" caption="It *runs*">\n\n```rust\n```\n\n</Listing>',
        "Filename: src/main.rs\n\n```rust\n```\n\n\nListing 1-1: It *runs*",
    ),
    ("myst", "```{include} part.txt\n:start-line: 1\n```", "two\nthree"),
    ("myst", "```{include} /part.txt\n:end-before: three\n:start-after: one\n```", "two"),
    ("myst", "```{literalinclude} part.txt\n:language: text\n:lines: 1,3\n```", "```text\none\nthree\n```"),
    (
        "myst",
        ":::{literalinclude} ../inc/a.py\n:pyobject: main\n:language: python\n:::",
        "```python\ndef main():\n    # --8<-- [start:in]\n    pass\n    # --8<-- [end:in]\n```",
    ),
    ("hugo", '{{% include "_common/x.md" %}}', "Shared [a](/a/)."),
    ("hugo", '{{< readfile file="/part.txt" code="true" lang="sh" >}}', "```sh\none\ntwo\nthree\n```"),
    ("hugo", '{{< include "none.md" >}}', '::: include "none.md"\n:::'),
    ("docusaurus", "import P from './_part.mdx';\n\n<P name='one' />", "\n\n## Part one"),
    ("docusaurus", "import P from '@site/content/_part.mdx';\n\n<P name={'two'} />", "\n\n## Part two"),
    ("docusaurus", "import L from './sub/_link.md'\n\n<L />", "\n\n[a](sub/a.md) ![b](b.png)"),
    ("jekyll", '{% include note.html text="A b" %}', "<p>A b</p>"),
    ("jekyll", "{% include loop.html %}", "::: loop\n:::"),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "written", "expected"), CASES)
def test_the_lines_of_a_file_stand_in_the_place_of_its_mark(
    dialect: str, written: str, expected: str
) -> None:
    page = "p.md" if dialect != "mkdocs" else "docs/p.md"
    assert convert(dialect, written, page) == (expected, ())


FAULTS = [
    ("mkdocs", 'a\n\n--8<-- "no.txt"', (3, 1), "there is no file 'no.txt' to include"),
    ("mkdocs", '  --8<-- "a.py:mian"', (1, 3), "inc/a.py has no part 'mian'"),
    ("mkdocs", '--8<-- "part.txt:4:9"', (1, 1), "content/part.txt has 3 lines, not 4"),
    ("mkdocs", '{% include "a.txt" start="no" %}', (1, 1), "inc/a.txt has no text 'no'"),
    ("mdbook", "So {{#include part.txt:7}}", (1, 4), "content/part.txt has 3 lines, not 7"),
    ("mdbook", "{{#include ../listings/m.rs:bdy}}", (1, 1), "listings/m.rs has no part 'bdy'"),
    (
        "myst",
        "```{include} part.txt\n:start-after: x\n```",
        (1, 1),
        "content/part.txt has no text 'x', which start-after names",
    ),
    ("myst", "```{literalinclude} ../inc/a.py\n:pyobject: x\n```", (1, 1), "inc/a.py has no object 'x'"),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "written", "place", "message"), FAULTS)
def test_what_has_moved_is_an_error_at_the_mark(
    dialect: str, written: str, place: tuple[int, int], message: str
) -> None:
    _, problems = convert(dialect, written, "p.md")
    assert [(p.code, p.line, p.column, p.message) for p in problems] == [("include-failed", *place, message)]


def test_calls_of_other_preprocessors_are_code_and_reported() -> None:
    text, problems = convert("mdbook", "So {{%segment outline}}.")
    assert text == "So `{{%segment outline}}`."
    message = "sitegen runs no preprocessors: {{%segment outline}}"
    assert (problems[0].code, problems[0].column, problems[0].message) == ("foreign-syntax", 4, message)


def test_a_name_that_is_nearly_right_is_suggested() -> None:
    _, (problem,) = convert("mkdocs", '--8<-- "a.py:mian"')
    assert problem.hint == "did you mean 'main'?"


@pytest.mark.parametrize("dialect", ["mkdocs", "mdbook", "myst"])
def test_a_file_that_includes_itself_ends(dialect: str) -> None:
    """At ten levels, with an error at the mark of the page."""
    mark = {
        "mkdocs": '--8<-- "loop.md"',
        "mdbook": "{{#include loop.md}}",
        "myst": "```{include} loop.md\n```",
    }[dialect]
    files = {"content/loop.md": f"{mark}\n".encode()}
    config = Config(dialect=Dialect(dialect))
    _, _, problems = translate("p.md", f"# A\n\n{mark}", 1, config, {}, files)
    message = "files are included more than 10 levels deep"
    assert [(p.code, p.line, p.message) for p in problems] == [("include-failed", 3, message)]


def test_files_that_grow_when_they_are_included_stop_at_the_limit() -> None:
    """Ten levels of ten marks each would be ten billion lines."""
    files = {f"content/{n}.md": f'--8<-- "{n + 1}.md"\n'.encode() * 10 for n in range(9)}
    files["content/9.md"] = b"x" * 100
    config = msgspec.structs.replace(Config(dialect=Dialect.MKDOCS), limits=Limits(file_bytes=20_000))
    text, _, problems = translate("p.md", '--8<-- "0.md"', 1, config, {}, files)
    assert len(text) < 40_000
    assert {p.message for p in problems} == {"the page includes more than 20,000 bytes"}


PARTS = [
    ("a.py", ("a.py", "")),
    ("a.py:main", ("a.py", "main")),
    ("a.py:1:2,4:5", ("a.py", "1:2,4:5")),
    ("a.py::3", ("a.py", ":3")),
    ("https://example.org/a:b", ("https://example.org/a:b", "")),
]


@pytest.mark.parametrize(("written", "expected"), PARTS)
def test_a_part_is_told_from_the_path(written: str, expected: tuple[str, str]) -> None:
    assert split_part(written) == expected


def test_no_path_leaves_the_folder_of_the_site() -> None:
    """Whatever is written, a file is looked for below that folder."""
    for dialect in Dialect:
        config = Config(dialect=dialect, paths=Paths(includes=("inc",)))
        for written in ("../../../etc/passwd", "/etc/passwd", "a/../../../b", "@site/../../b", "..", "\0"):
            for path in list_candidates(written, "content/a/p.md", config):
                assert not path.startswith(("/", "../")), (dialect, path)
                assert ".." not in path.split("/"), (dialect, path)


def test_every_mark_that_is_replaced_is_also_looked_for() -> None:
    """What gathers the files of a page goes by the same marks as what puts them in."""
    for dialect, written, expected in CASES:
        if expected != written.lstrip("\\;") and any(
            mark in written for mark in ("8<", "clude", "#play", "{*", "{!")
        ):
            assert list(find_paths(Dialect(dialect), written)), written


ABBREVIATIONS = [
    ("*[HTML]: Hyper\n\nHTML is `HTML`.", '\n\n<abbr title="Hyper">HTML</abbr> is `HTML`.'),
    ("# HTML\n\nXHTML, [a](HTML)\n*[HTML]: H", "# HTML\n\nXHTML, [a](HTML)\n"),
    ('*[A B]: x "y"\nA B, A-B', '\n<abbr title="x &quot;y&quot;">A B</abbr>, A-B'),
]


@pytest.mark.parametrize(("written", "expected"), ABBREVIATIONS)
def test_abbreviations_are_explained(written: str, expected: str) -> None:
    assert convert("mkdocs", written) == (expected, ())


def test_a_glossary_ends_every_page() -> None:
    config = Config(dialect=Dialect.MKDOCS, markdown=Markdown(append=("inc/words.md",)))
    text, rows, problems = translate(
        "a.md", "An API.\n", 1, config, {}, {"inc/words.md": b"*[API]: Interface\n"}
    )
    assert (text.strip(), problems) == ('An <abbr title="Interface">API</abbr>.', ())
    assert max(row for row, _ in rows) == 1


def test_a_new_file_that_fits_a_pattern_changes_the_page(make_site: Maker) -> None:
    """Also if the page itself is as it was."""
    settings = 'dialect = "mkdocs"\n[paths]\ncontent = "content"\noutput = "public"\nincludes = ["inc"]\n'
    page = '---\ntitle: A\n---\n{% include-markdown "../inc/*.md" %}\n'
    site = make_site(
        {"sitegen.toml": f'title = "T"\n{settings}', "content/a.md": page, "inc/b.md": "First.\n"}
    )
    assert site.build().problems == ()
    (site.root / "inc/c.md").write_text("\nSecond.\n")
    assert site.build().problems == ()
    html = (site.root / "public/a/index.html").read_text()
    assert "First." in html
    assert "Second." in html
