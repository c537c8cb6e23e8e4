"""Configuration: every mistake at its line, in one run, with a remedy."""

from __future__ import annotations

import re
import subprocess
import sys

import msgspec
import pytest

from sitegen.config import (
    Config,
    MenuItem,
    RawHtml,
    Taxonomy,
    UrlStyle,
    base_path,
    check_base_url,
    config_digest,
    describe_options,
    read_config,
)
from sitegen.core.codes import CODES
from sitegen.core.problems import Problem


def read(text: str) -> tuple[Config, list[Problem]]:
    config, problems = read_config(text, "sitegen.toml")
    assert all(problem.code in CODES for problem in problems)
    assert all(problem.path == "sitegen.toml" for problem in problems)
    return config, list(problems)


def places(problems: list[Problem]) -> list[tuple[str, int, int]]:
    return [(problem.code, problem.line, problem.column) for problem in problems]


def test_an_empty_configuration_is_the_defaults() -> None:
    """Every option has a default."""
    assert read("") == (Config(), [])


def test_every_kind_of_value_is_read() -> None:
    """Texts, numbers, choices, lists, tables, lists of tables."""
    config, problems = read(
        'title = "T"\nbase_url = "https://example.org/p/"\npaginate = 0\nignore = ["*.psd"]\n'
        '[author]\nname = "Ann"\n[urls]\nstyle = "bare"\n[markdown]\nraw_html = "none"\ntoc_depth = 2\n'
        '[markdown.directives]\nchart = "site_code.charts:render"\n[limits]\npage_seconds = 3\n'
        '[[menu]]\nname = "B"\ntarget = "b.md"\nweight = 2\n[[menu]]\nname = "A"\ntarget = "a.md"\n'
        "[extra]\nday = 2025-11-01\n[extra.deep]\nx = [1, 2.5, true]\n"
    )
    assert problems == []
    assert (config.title, config.base_url, config.paginate, config.ignore) == (
        "T",
        "https://example.org/p",
        0,
        ("*.psd",),
    )
    assert (config.author.name, config.urls.style, config.markdown.raw_html) == (
        "Ann",
        UrlStyle.BARE,
        RawHtml.NONE,
    )
    assert config.markdown.directives == {"chart": "site_code.charts:render"}
    assert config.limits.page_seconds == 3.0
    assert config.menu == (MenuItem("A", "a.md"), MenuItem("B", "b.md", 2))
    assert config.extra == {"day": "2025-11-01", "deep": {"x": [1, 2.5, True]}}


@pytest.mark.parametrize(
    ("text", "line", "column", "hint"),
    [
        ('titel = "x"', 1, 1, "did you mean 'title'?"),
        ('\n  baseURL = "x"', 2, 3, "did you mean 'base_url'?"),
        ("[markdown]\ntocdepth = 3", 2, 1, "did you mean 'toc_depth'?"),
        ("markdown.tocdepth = 3", 1, 10, "did you mean 'toc_depth'?"),
        ("markdown = { tocdepth = 3 }", 1, 14, "did you mean 'toc_depth'?"),
        ("[feed]\nlimit = 3", 1, 1, "did you mean 'feeds'?"),
        ("[taxonomies.tags]\npaginat = 3", 2, 1, "did you mean 'paginate'?"),
        (
            '[[menu]]\nname="a"\ntarget="b"\n[[menu]]\nname="a"\ntarget="b"\nwieght=1',
            7,
            1,
            "did you mean 'weight'?",
        ),
        (
            'menu = [\n  {name="a", target="b"},\n  {name="a", target="b", wieght=1},\n]',
            3,
            26,
            "did you mean 'weight'?",
        ),
        ('raw_html = "all"', 1, 1, "it belongs below [markdown]"),
        ("[markdown]\nignore = []", 2, 1, "it belongs above the first [table]"),
        ("zebra = 1", 1, 1, "data of your own goes below [extra]"),
        ('["quoted \\" key"]\nx = 1', 1, 1, "data of your own goes below [extra]"),
    ],
)
def test_an_unknown_key_is_an_error_with_a_suggestion(text: str, line: int, column: int, hint: str) -> None:
    """At any level, at the key's own place."""
    _, problems = read(text)
    assert places(problems) == [("config-unknown-key", line, column)]
    assert problems[0].hint == hint


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            'paginate = "3"',
            "paginate must be a whole number, at least 0, but is the text '3'",
            "remove the quotes",
        ),
        ("paginate = -1", "paginate must be a whole number, at least 0, but is -1", ""),
        ("paginate = true", "paginate must be a whole number, at least 0, but is true", ""),
        ("title = 3", "title must be text, not empty, but is 3", "put it in quotes"),
        ("title = ''", "title must be text, not empty, but is the text ''", ""),
        ("title = 2025-11-01", "title must be text, not empty, but is the date 2025-11-01", ""),
        ('ignore = "x"', "ignore must be a list of texts, but is the text 'x'", 'write a list: ["x"]'),
        ("ignore = [1]", "ignore must be a list of texts, but is a list", ""),
        ('author = "Ann"', "author must be a table, but is the text 'Ann'", "begin it with a line [author]"),
        ("menu = 3", "menu must be a list of tables, but is 3", "begin it with a line [[menu]]"),
        (
            "markdown.toc = 'yes'",
            "markdown.toc must be true or false, but is the text 'yes'",
            "remove the quotes",
        ),
        ("markdown.toc_depth = 7", "markdown.toc_depth must be a whole number, from 1 to 6, but is 7", ""),
        (
            "urls.style = 'directry'",
            "urls.style must be one of directory, html, bare, but is the text 'directry'",
            "did you mean 'directory'?",
        ),
        (
            "limits.page_seconds = 0",
            "limits.page_seconds must be a number, more than 0 and at most 86400, but is 0",
            "",
        ),
        (
            "limits.page_seconds = inf",
            "the number in limits.page_seconds is out of range",
            "it must be finite and fit 64 bits",
        ),
        (
            "extra.x = 0xffffffffffffffff",
            "the number in extra.x is out of range",
            "it must be finite and fit 64 bits",
        ),
        ('title = "a\\u0000b"', "title contains the character U+0000", "remove it"),
        ("[[menu]]\ntarget = 'a'", "menu[0] has no name", 'add a line: name = "…"'),
        ("language = 'e n'", "language 'e n' is not a language tag", "write it as en or pt-BR"),
        ("feeds.formats = ['atm']", "there is no feed format 'atm'", "did you mean 'atom'?"),
        (
            "feeds.formats = ['atom', 'atom']",
            "the feed format 'atom' is listed twice",
            "remove one of the two",
        ),
        ("taxonomies = ['tags', 'tags']", "the taxonomy 'tags' is listed twice", "remove one of the two"),
        (
            "taxonomies = ['title']",
            "'title' cannot be a taxonomy: it is a front matter key with a meaning",
            "choose another name",
        ),
        (
            "taxonomies = ['../x']",
            "the name of a taxonomy must not contain '..'",
            "use letters, digits, '-' and '_'",
        ),
        (
            "taxonomies.tags.path = 'a//b'",
            "the path of a taxonomy has an empty part",
            "use letters, digits, '-' and '_'",
        ),
        (
            "[taxonomies]\na.path = 'x'\nb.path = 'X'",
            "two taxonomies have the path 'X'",
            "give each a path of its own",
        ),
        (
            "paths.content = '../x'",
            "paths.content must be a folder below that of the configuration",
            "write it as content",
        ),
        (
            "paths.output = ''",
            "paths.output must be a folder below that of the configuration",
            "write it as public",
        ),
        (
            "paths.static = 'content/files'",
            "paths.static (content/files) and paths.content (content) overlap",
            "give each a folder of its own",
        ),
        (
            "markdown.directives.x = 'y'",
            "'y' is not the name of a function",
            "write it as package.module:function",
        ),
    ],
)
def test_a_wrong_value_is_an_error_that_says_what_is_expected(text: str, message: str, hint: str) -> None:
    """The message names the key, the expected type and what stands there; the hint is the remedy."""
    _, problems = read(text)
    assert [(problem.code, problem.message, problem.hint) for problem in problems] == [
        ("config-value", message, hint)
    ]


@pytest.mark.parametrize("name", ["title", "paginate", "urls", "menu", "taxonomies", "base_url", "language"])
def test_a_wrong_value_leaves_the_default(name: str) -> None:
    """What follows can go on and find further problems."""
    config, problems = read(f"{name} = 1979-05-27")
    assert [problem.code for problem in problems] == ["config-value"]
    assert getattr(config, name) == getattr(Config(), name)


@pytest.mark.parametrize(
    "url",
    [
        "example.org",
        "/project",
        "ftp://example.org",
        "https://",
        "https:///x",
        "https://example.org/?q",
        "https://example.org/#x",
        "https://example.org?",
        "https://u:p@example.org",
        "https://[::1",
        "https://example.org:99999",
        "https://a b.org",
        "https://x/../y",
        "https://x//y",
        "https://x\\y",
        "javascript:alert(1)",
        'https://x/"y',
    ],
)
def test_a_bad_base_url_is_an_error(url: str) -> None:
    """A base URL is absolute, over http or https, and ends in its path."""
    config, problems = read(f"base_url = '{url}'")
    assert places(problems) == [("config-value", 1, 1)]
    assert problems[0].hint == "write it as https://example.org/project"
    assert config.base_url == ""


@pytest.mark.parametrize(
    ("url", "kept", "path"),
    [
        ("https://example.org", "https://example.org", ""),
        ("https://example.org/", "https://example.org", ""),
        ("http://localhost:8000/", "http://localhost:8000", ""),
        ("https://example.org/project/", "https://example.org/project", "/project"),
        ("https://example.org/a/b", "https://example.org/a/b", "/a/b"),
        ("http://[::1]:80/x", "http://[::1]:80/x", "/x"),
        ("", "", ""),
    ],
)
def test_a_base_url_loses_its_trailing_slash(url: str, kept: str, path: str) -> None:
    """The base path is what every URL of the site begins with."""
    config, problems = read(f"base_url = '{url}'")
    assert (config.base_url, base_path(config), problems) == (kept, path, [])
    assert check_base_url(url) == kept


@pytest.mark.parametrize(
    "text",
    [
        'taxonomies = ["tags", "series"]',
        "[taxonomies.tags]\n[taxonomies.series]\n",
        'taxonomies = [{name = "tags"}, {name = "series"}]',
        '[[taxonomies]]\nname = "tags"\n[[taxonomies]]\nname = "series"\n',
    ],
)
def test_taxonomies_are_written_in_any_of_three_ways(text: str) -> None:
    """A list of names, a table of tables, a list of tables."""
    assert read(text)[0].taxonomies == (Taxonomy(name="tags"), Taxonomy(name="series"))


@pytest.mark.parametrize(
    ("name", "singular"),
    [("tags", "tag"), ("categories", "category"), ("series", "series"), ("topic", "topic")],
)
def test_a_taxonomy_is_complete_from_birth(name: str, singular: str) -> None:
    """What follows from the name is filled in."""
    taxonomy = Taxonomy(name=name)
    assert (taxonomy.singular, taxonomy.path) == (singular, name)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("title = x", 1, 9),
        ("\n\ntitle = 'a", 3, 11),
        ("title = 'a'\ntitle = 'b'", 2, 12),
        ("[a\n", 1, 3),
        ("x = " + "9" * 5_000, 1, 5),
        ("x = " + "[" * 30_000, 1, 55),
        ("a." * 30_000 + "b = 1", 1, 101),
    ],
    ids=["value", "string", "duplicate", "table", "digits", "nesting", "dots"],
)
def test_a_syntax_error_stands_at_its_place(text: str, line: int, column: int) -> None:
    """TOML that is none, or beyond reason, is one error with line and column."""
    config, problems = read(text)
    assert places(problems) == [("config-syntax", line, column)]
    assert config == Config()


def test_all_problems_are_reported_in_one_run() -> None:
    """In the order of their places."""
    _, problems = read('titel = "x"\npaginate = "3"\nbase_url = "x"\n[urls]\nstyle = "y"\nz = 1\n')
    assert places(problems) == [
        ("config-unknown-key", 1, 1),
        ("config-value", 2, 1),
        ("config-value", 3, 1),
        ("config-value", 5, 1),
        ("config-unknown-key", 6, 1),
    ]


def test_a_byte_order_mark_and_crlf_change_nothing() -> None:
    """Editors of other systems are welcome."""
    assert read("\ufefftitle = 'x'\r\ny = 1\r\n") == read("title = 'x'\ny = 1\n")


def test_the_digest_is_the_same_in_every_process() -> None:
    """A hash seed changes nothing."""
    text = "[extra]\nb = 1\na = [1, 2]\n"
    code = f"from sitegen.config import *; print(config_digest(read_config({text!r}, '')[0]))"
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert digests == {config_digest(read(text)[0])}


@pytest.mark.parametrize("text", ["title = 'x'", "paginate = 11", "taxonomies = []", "extra.a = 1"])
def test_the_digest_changes_with_any_value(text: str) -> None:
    """Different configurations have different digests."""
    assert config_digest(read(text)[0]) != config_digest(Config())


def test_the_digest_minds_the_order_of_extra() -> None:
    """A template can walk over `extra`, so its order is part of the configuration."""
    assert config_digest(read("extra.a = 1\nextra.b = 2")[0]) != config_digest(
        read("extra.b = 2\nextra.a = 1")[0]
    )


def test_every_option_is_described() -> None:
    """Each has a type and one plain sentence; required ones have no default."""
    options = describe_options()
    assert [option.key for option in options if not option.description or not option.type] == []
    assert [option.key for option in options if option.description.endswith(".")] == []
    assert len({option.key for option in options}) == len(options)


def test_described_defaults_are_toml() -> None:
    """The manual's table can be copied into sitegen.toml and changes nothing."""
    options = [
        option
        for option in describe_options()
        if not {"[]", "NAME"} & set(re.findall(r"\[\]|NAME", option.key))
    ]
    lines = [f"{key} = {default}" for key, _, default, _ in options if default]
    assert read("\n".join(lines)) == (Config(), [])


def test_no_field_is_missing_from_the_description() -> None:
    """The description covers the fields of every table."""
    described = {option.key for option in describe_options()}
    for field in msgspec.structs.fields(Config):
        assert any(
            key == field.name or key.startswith((f"{field.name}.", f"{field.name}[].")) for key in described
        )


@pytest.mark.parametrize(
    ("table", "key", "meant"),
    [
        ("[[menu]]", "url", "target"),
        ("[[footer]]", "link", "target"),
        ("[banner]", "href", "target"),
        ("[[nav]]", "target", "page"),
    ],
)
def test_where_an_entry_leads_by_another_name_is_understood(table: str, key: str, meant: str) -> None:
    """No other table has the key that is meant."""
    _, problems = read_config(f'{table}\n{key} = "/x/"\n', "sitegen.toml")
    hints = [problem.hint for problem in problems if problem.code == "config-unknown-key"]
    assert hints == [f"did you mean '{meant}'?"]


@pytest.mark.parametrize("tag", ["english", "deutsch", "e", "en_US", ""])
def test_a_language_is_a_code(tag: str) -> None:
    """A browser knows no names of languages."""
    _, problems = read_config(f'language = "{tag}"\n', "sitegen.toml")
    assert [(problem.code, problem.line) for problem in problems] == [("config-value", 1)]


@pytest.mark.parametrize("form", ["DD.MM.YYYY", "%Q", "January 2, 2006", "%", "%d.%m.%"])
@pytest.mark.parametrize("table", ["theme", "languages.de"])
def test_a_format_of_dates_is_one_of_strftime(form: str, table: str) -> None:
    """Otherwise each page would show the letters of the format."""
    _, problems = read_config(f'[{table}]\ndate_format = "{form}"\n', "sitegen.toml")
    assert [(problem.code, problem.line) for problem in problems] == [("config-value", 2)]
    assert "strftime" in problems[0].hint


@pytest.mark.parametrize("form", ["", "%d.%m.%Y", "%-d %B %Y", "%Y年%m月%d日", "%e. %b %% %F"])
def test_formats_of_dates_that_are_right_are_no_mistakes(form: str) -> None:
    """Also with other text in them."""
    assert read_config(f'[theme]\ndate_format = "{form}"\n', "sitegen.toml")[1] == ()
