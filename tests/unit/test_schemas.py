"""Schemas of front matter: whom they hold for, what they make of values, and what editors are told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from sitegen.cli import main
from sitegen.config import Config, fields_for, read_config
from sitegen.config.json_schema import describe_folder, write_schemas
from sitegen.content.frontmatter import read
from sitegen.core.model import FrontMatter, Link, Source
from tests.site_maker import SiteFolder

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = """
[schemas.blog.fields]
rating = {type = "integer", required = true, min = 1, max = 5}
level = {enum = ["easy", "hard"], default = "easy"}
edition = {}
sizes = {type = "number", list = true}
next = {type = "page"}
sheets = {type = "file", list = true}
about = {type = "any"}
seen = {type = "boolean"}
day = {type = "date"}
home = {type = "url"}
more = {type = "mapping"}
"""


def configure(text: str) -> Config:
    config, problems = read_config(text, "sitegen.toml")
    assert problems == ()
    return config


def read_page(
    front: str, schema: str = SCHEMA, path: str = "blog/a.md"
) -> tuple[FrontMatter, list[tuple[str, int, int]]]:
    found, _, _, problems = read(Source(path, front.encode()), configure(schema))
    return found, [(problem.code, problem.line, problem.column) for problem in problems]


def test_values_are_read_by_their_type() -> None:
    """Texts as they are written, numbers as numbers, at the top or below ``extra``; defaults fill in."""
    front, problems = read_page(
        "---\nrating: 5\nedition: 1.10\nsizes: [1, 2.5]\nabout: {x: [no]}\nday: 2025-11-01\n"
        "extra: {seen: yes, more: {a: 1}}\n---\n"
    )
    assert problems == []
    assert front.extra == {
        "rating": 5,
        "edition": "1.10",
        "sizes": [1, 2.5],
        "about": {"x": [False]},
        "day": "2025-11-01",
        "seen": True,
        "more": {"a": 1},
        "level": "easy",
    }


def test_what_names_pages_and_files_is_a_link_with_its_place() -> None:
    """It is followed once all files are known."""
    front, problems = read_page("---\nrating: 1\nnext: b.md\nsheets:\n  - a.pdf\n  - /b.pdf\n---\n")
    assert problems == []
    assert front.links == (
        Link("b.md", 3, 1),
        Link("a.pdf", 5, 5, embed=True),
        Link("/b.pdf", 6, 5, embed=True),
    )


@pytest.mark.parametrize(
    "text",
    ["---\nrating: 5\n---\n", "+++\nrating = 5\n+++\n", '{"rating": 5}\n', "---\nextra:\n  rating: 5\n---\n"],
)
def test_every_form_of_front_matter_is_judged_alike(text: str) -> None:
    """YAML, TOML, JSON; a key below ``extra``."""
    front, problems = read_page(text)
    assert (front.extra["rating"], problems) == (5, [])


@pytest.mark.parametrize("text", ["", "Text\n", "---\n---\n", "---\nrating:\n---\n", "+++\n+++\n"])
def test_a_page_without_what_is_required_says_so(text: str) -> None:
    """Also where it has no front matter at all; an empty value is none."""
    _, problems = read_page(text)
    assert [code for code, _, _ in problems] == ["field-missing"]


def test_the_nearest_field_of_a_name_holds() -> None:
    """Folders inherit field by field; the nearest schema says whether others may stand beside them."""
    config = configure(
        '[schemas.""]\nclosed = true\nfields.owner = {}\nfields.rating = {max = 3, type = "integer"}\n'
        '[schemas."a/b".fields.rating]\ntype = "number"\n'
        '[schemas."a/b/_index.md".fields.cover]\nlist = true\n'
    )
    outer, inner = fields_for(config.schemas, "a/x.md"), fields_for(config.schemas, "a/b/c/x.md")
    assert (outer.closed, sorted(outer.fields), outer.fields["rating"].max) == (True, ["owner", "rating"], 3)
    assert (inner.closed, sorted(inner.fields), inner.fields["rating"].max) == (
        False,
        ["owner", "rating"],
        None,
    )
    assert sorted(fields_for(config.schemas, "a/b/_index.md").fields) == ["cover"]
    assert sorted(fields_for(config.schemas, "a/_index.md").fields) == []


def test_the_index_of_a_folder_is_no_entry_of_its_schema() -> None:
    """A bundle's ``index.md`` is, since its folder is its own."""
    schemas = configure("[schemas.blog.fields]\nrating = {}").schemas
    judged = [
        path
        for path in ("blog/index.md", "blog/_index.md", "blog/a/index.md", "blog/a.md", "b.md")
        if fields_for(schemas, path).fields
    ]
    assert judged == ["blog/a/index.md", "blog/a.md"]


def test_a_vocabulary_bounds_the_terms_of_a_taxonomy() -> None:
    """Keys that sitegen reads itself are bounded, and read as ever."""
    front, problems = read_page(
        "---\ntags: [web, pyton]\ntitle: Too long\nweight: 9\n---\n",
        '[schemas.blog.fields]\ntags = {enum = ["web"]}\ntitle = {max_length = 4}\nweight = {max = 5}',
    )
    assert front.taxonomies == (("tags", ("web", "pyton")),)
    assert front.extra == {}
    assert problems == [("field-value", 2, 13), ("field-value", 3, 1), ("field-value", 4, 1)]


def test_a_key_like_a_declared_one_is_probably_that() -> None:
    """In an open schema, as with sitegen's own keys: a warning."""
    _, problems = read_page("---\nrating: 1\nsizs: [1]\n---\n")
    assert problems == [("front-matter-unknown-key", 3, 1)]


@pytest.mark.parametrize(
    ("schema", "line", "said"),
    [
        ("level = {min = 1}", 2, "'min' bounds numbers"),
        ('level = {type = "integer", enum = ["a"]}', 2, "the enum has 'a'"),
        ('level = {type = "number", default = "a"}', 2, "the default is not of type number"),
        ("level = {list = true, default = 1}", 2, "the default is not a list of type text"),
        ("level = {min_items = 1}", 2, "only a list"),
        ('level = {type = "integer", min = 2, max = 1}', 2, "'min' is more than 'max'"),
        ("level = {pattern = '('}", 2, "'pattern' is not a regular expression"),
        ('level = {type = "txt"}', 2, "must be one of text, integer"),
        ("level = {requird = true}", 2, "unknown key"),
        ("level = 1", 2, "must be a table"),
        ('date = {type = "text"}', 2, "'date' is sitegen's own key, and date"),
        ("tags = {default = []}", 2, "has a default already"),
        ("author = {}", 2, "'author' is another word for 'authors'"),
        ("extra = {}", 2, "'extra' cannot be a field"),
    ],
)
def test_a_mistake_in_a_schema_is_one_of_the_configuration(schema: str, line: int, said: str) -> None:
    """At its line, once, with a remedy; what follows from it is not told."""
    config, problems = read_config(f"[schemas.blog.fields]\n{schema}", "sitegen.toml")
    assert [(problem.line, bool(problem.hint)) for problem in problems] == [(line, True)]
    assert said in problems[0].message
    assert config.schemas == {}


def test_a_folder_is_named_as_it_lies() -> None:
    """No slash at its ends, no dots."""
    _, problems = read_config('[schemas."/blog/"]\n[schemas."a/../b"]', "sitegen.toml")
    assert [problem.line for problem in problems] == [1, 2]


def test_a_change_of_the_schema_is_a_change_of_every_page_that_it_holds_for(tmp_path: Path) -> None:
    """A cache remembers no verdict of another schema; a page that comes or goes is noticed, too."""
    site = SiteFolder(
        tmp_path,
        {
            "content/blog/a.md": "---\nrating: 7\nnext: b.md\n---\n",
            "content/blog/b.md": "---\nrating: 1\n---\n",
            "layouts/page.html": "{{ page.extra.rating }} {{ page.extra.get('level') }}",
        },
    )
    assert site.publish()["blog/a/index.html"] == b"7 None"
    site.write("sitegen.toml", '[schemas.blog.fields]\nlevel = {default = "easy"}\nnext = {type = "page"}')
    assert site.publish()["blog/a/index.html"] == b"7 easy"
    site.remove("content/blog/b.md")
    assert [problem.code for problem in site.build().problems] == ["broken-link"]
    site.write("content/blog/b.md", "---\nrating: 1\n---\n")
    site.write("sitegen.toml", '[schemas.blog.fields]\nrating = {type = "integer", max = 5}')
    assert [(found.path, found.code) for found in site.build().problems] == [
        ("content/blog/a.md", "field-value")
    ]
    site.write("content/blog/a.md", "---\nrating: 5\n---\n")
    assert site.publish()["blog/a/index.html"] == b"5 None"


EXAMPLES: list[tuple[dict[str, Any], bool]] = [
    ({"rating": 5}, True),
    ({"rating": 5, "tags": "one", "title": 7, "lastmod": "2025-01-01", "own": {"x": 1}}, True),
    ({"rating": 5, "tags": ["one"], "extra": {"level": "hard"}}, True),
    ({}, False),
    ({"rating": 6}, False),
    ({"rating": 5, "level": "esy"}, False),
    ({"rating": 5, "sizes": 1}, False),
    ({"rating": 5, "extra": {"level": "esy"}}, False),
    ({"rating": 5, "draft": "yes"}, False),
    ({"rating": 5, "level": None, "sizes": None, "day": None, "tags": None, "description": None}, True),
    ({"rating": None}, False),
    ({"rating": 5, "title": None}, False),
    *(({"rating": 5, "day": day}, True) for day in ("2025-11-01", "2025-1-2 10:00", "2025-11-01T10:00:00Z")),
    *(
        ({"rating": 5, "day": day}, False)
        for day in ("today", "02.01.2025", "2025-13-01", "2025-11", "20251101")
    ),
    *(({"rating": 5, "home": url}, True) for url in ("https://a.example/ü b", "HTTP://[::1]:80", None)),
    *(
        ({"rating": 5, "home": url}, False)
        for url in ("/x", "a.example", "mailto:x@y", "https://", "ftp://x")
    ),
]


@pytest.mark.parametrize(("front", "fits"), EXAMPLES)
def test_editors_judge_as_the_build_does(front: dict[str, Any], fits: bool) -> None:
    """The JSON Schema accepts what `sitegen build` accepts."""
    schema = describe_folder(configure(SCHEMA), "blog")
    jsonschema.Draft202012Validator.check_schema(schema)
    _, problems = read_page(json.dumps(front) + "\n")
    assert jsonschema.Draft202012Validator(schema).is_valid(front) == fits == (problems == [])


def test_a_closed_schema_is_closed_for_editors() -> None:
    """A key that is not declared is refused there as in a build."""
    schema = describe_folder(configure("[schemas.blog]\nclosed = true\nfields.rating = {}"), "blog")
    valid = jsonschema.Draft202012Validator(schema).is_valid
    assert [valid({"rating": "1"}), valid({"ratng": "1"}), valid({"extra": {"ratng": 1}})] == [
        True,
        False,
        False,
    ]


def test_the_schema_of_the_configuration_accepts_it() -> None:
    """And refuses what is misspelt."""
    schema = json.loads(write_schemas(Config())["sitegen.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    valid = jsonschema.Draft202012Validator(schema).is_valid
    good = {
        "title": "T",
        "taxonomies": ["tags", {"name": "topics"}],
        "schemas": {"blog": {"fields": {"a": {}}}},
    }
    assert [valid(good), valid({"taxonomies": {"tags": {}}}), valid({"titel": "T"})] == [True, True, False]


def test_schemas_are_written_where_they_are_wanted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One file for each section that has one, one for other pages, one for the configuration."""
    SiteFolder(tmp_path, {"sitegen.toml": '[schemas."a/b".fields]\nx = {}'})
    assert main(["schema", str(tmp_path / "out"), "--root", str(tmp_path)]) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "a-b.json",
        "front-matter.json",
        "sitegen.json",
    ]
    assert "a-b.json" in capsys.readouterr().err
    (tmp_path / "file").write_text("")
    assert main(["schema", str(tmp_path / "file"), "--root", str(tmp_path)]) == 1
    assert "[output-unwritable]" in capsys.readouterr().err
