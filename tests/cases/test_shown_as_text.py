"""Markup that another generator reads and that is shown as text is told at its place: part 3, case 66."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]


def config(dialect: str) -> str:
    """Return a configuration with the same folders in every dialect."""
    return (
        f'title = "T"\ndialect = "{dialect}"\n[paths]\ncontent = "content"\nstatic = "s"\noutput = "public"\n'
    )


def find(site: SiteFolder, code: str) -> list[tuple[int, int]]:
    """Build; return the places of the problems with a code."""
    return [(one.line, one.column) for one in site.build().problems if one.code == code]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Text {{< figure src=x.png >}} here.", (1, 6)),
        ("{{% note %}}\nhi\n{{% /note %}}", (1, 1)),
        ('- item {{< ref "a.md" >}}', (1, 8)),
        ("Text {% include x.html %}", (1, 6)),
        ("Text\n{%- if x -%} y {%- endif -%}", (2, 1)),
        ('{% hint style="info" %}', (1, 1)),
        ("It is {{ page.title }}.", (1, 7)),
        ("{{ site.url | upper }}", (1, 1)),
        ('{{ youtube(id="x") }}', (1, 1)),
        ("{{#include x.rs}}", (1, 1)),
        ("!!! note\n    Text.", (1, 1)),
        ('Text.\n\n!!! warning "Take care"\n    Text.', (3, 1)),
        ('> ??? tip "T"\n>     Text.', (1, 3)),
        ("???+ tip\n    Text.", (1, 1)),
        ('=== "One"\n\n    Text.', (1, 1)),
        ("See [[Other page]].", (1, 5)),
        ("See [[Other|name]] and *x*.", (1, 5)),
        ("![[picture.png]]", (1, 2)),
        ("| a |\n|---|\n| [[Page]] |", (3, 3)),
        ("Icon :material-check: here.", (1, 6)),
        (":fontawesome-brands-github:{ .x }", (1, 1)),
        ("Done :tada:", (1, 6)),
        ("A text ^[a note] here.", (1, 8)),
        ("A text {/* hidden */}", (1, 8)),
        ("Press ++ctrl+alt+del++ now.", (1, 7)),
        ("++f5++", (1, 1)),
        ("::: {.note}\ntext\n:::", (1, 1)),
        (":::note[Title]\ntext\n:::", (1, 1)),
        ("::: package.module", (1, 1)),
        ("/// note | Title\ntext\n///", (1, 1)),
        ('--8<-- "file.md"', (1, 1)),
        ("*[HTML]: Hyper\n\nHTML.", (1, 1)),
        ("[TOC]", (1, 1)),
        ("[[toc]]", (1, 1)),
        ("[[_TOC_]]", (1, 1)),
        ("This is ==marked== text.", (1, 9)),
        ("Text.\n{: .note}", (2, 1)),
        ("Open %%a private remark%% text.", (1, 6)),
        ("> [!faq]- Question\n> Answer", (1, 3)),
        ("## A heading with :smile:", (1, 19)),
        ("| a | b |\n|---|\n| 1 | 2 |", (2, 1)),
        ("| a | b |\n| 1 | 2 |", (1, 1)),
        ("Text:\n| a | b |\n| 1 | 2 |\n| 3 | 4 |", (2, 1)),
        ("- item\n\n  | 一 | 二 |\n  | *三* | 四 |", (3, 3)),
        ("##Two words", (1, 1)),
        ("Text.\n###标题", (2, 1)),
        ("- item\n\n  ##Two", (3, 3)),
        ("Energy is $E = mc^2$ here.", (1, 11)),
        ("$$\na_1 = b\n$$", (1, 1)),
        ("| $\\alpha$ |\n|---|", (1, 3)),
        ("能量是$x_1*y_1*z$。", (1, 4)),
        ("> a | b | c\n> :-- | --\n> 1 | 2", (2, 3)),
    ],
)
def test_66_markup_of_others_is_told_at_its_place(
    make_site: Maker, text: str, place: tuple[int, int]
) -> None:
    """One warning at each, which names the setting that reads it or the way to write it here."""
    site = make_site({"content/a.md": f"---\ntitle: A\n---\n{text}\n"})
    result = site.build()
    assert result.ok
    found = [one for one in result.problems if one.code == "foreign-markup"]
    assert (found[0].line - 3, found[0].column) == place
    assert found[0].hint


@pytest.mark.parametrize(
    "text",
    [
        # Code and raw text.
        "`{{< x >}}` `{% x %}` `[[wiki]]` `:tada:` `++f5++` `==x==`",
        "``{{< x >}} ` ``",
        '```\n!!! note\n=== "Tab"\n::: x\n[[wiki]] {{< x >}} {% y %} :tada: ++f5++\n```',
        "    !!! note\n    {{< x >}}\n",
        "<!-- {{< x >}} {% y %} [[wiki]] -->\nText.",
        "Written \\{{< x >}} and \\[[wiki]] and \\:tada: and \\++f5++.",
        "<kbd>++</kbd>",
        # Prose that only resembles it.
        "At 10:30:15 or 10:30: 15, ratio 3:4:5, see a:b:c: and std::vector::size.",
        "A smile :) and :-) and :D, and http://example.com:8080:x/ and C:\\x:y.",
        "C++ and Java++ and i++ and ++i; then ++i++ for C++ programmers, a+++b.",
        "a == b == c, x===y, and ==> an arrow <== and == both ==",
        "!!! Three marks !!! and ??? what ???",
        "!!!",
        "Read [[1]](a.md) and [[2, 3], [4]] and x[[0]] and m[[i]] and [[ -f x ]].",
        'The attribute [[nodiscard]] or [[gnu::pure]] or [[deprecated("x")]].',
        "Sets {{1, 2}, {3}} and {{}} and {{1}} and ${{ github.token }} and {{{x}}}.",
        "100%% sure, 5%% and 6%% too, {%} and { % x % }.",
        "Title\n===\n\nText.",
        "a\n: definition\n",
        "::: note\ntext\n:::",
        "[link][]\n\n[link]: a.md",
        "A path //server/share and /// three slashes.",
        "H*[x]*: y",
        "a | b\n- | -\n1 | 2\n\n`|---|`\n\n    | a |\n    |---|---|\n\nls |--\n\nx|---|",
        "#hashtag and #Tag, ##2 and ## and `##Two`, item ##3\n",
        "It costs $5 to $10, $A_B and $C_D, US$5_000, `$x^2$`, \\$x^2$, $$ and $$.",
        '$HOME/my_dir and $PATH_X; "$a_b" "$c_d"; $5.00_ or $6; a$b_c$d',
        "|x|\n|y|\n\n| one row |\n\n`| a | b |\n| c | d |`\n\n\\| a | b |\n| c | d |",
        "> [!NOTE]\n> Fine.",
        "Text {.class} and [span]{.x}",
        "$a := b$ and $x ::= y$",
        "Keywords :key, :value in Ruby, and :a:b.",
        "Windows C:\\foo:bar: x",
        "Ends ==",
        '[[menus.main]]\nname = "x"\n\n[[headers]]\n  for = "/**"',
    ],
)
def test_66_nothing_is_told_of_what_is_no_markup(make_site: Maker, text: str) -> None:
    """Code, comments, escapes, prose, C++, math."""
    site = make_site({"content/a.md": f"---\ntitle: A\n---\n{text}\n"})
    assert find(site, "foreign-markup") == []


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("hugo", "{{</* x */>}} and {{%/* y */%}}"),
        ("jekyll", "{% raw %}{{ x }} {% y %}{% endraw %}"),
        ("jekyll", "Text.\n{: .note}\n\n* TOC\n{:toc}"),
        ("mkdocs", '!!! note\n    x\n\n=== "Tab"\n\n    y\n\n/// tip\nz\n///\n\n[TOC]'),
        ("obsidian", "[[a]] %%hidden%% \n\n> [!faq]- T\n> x"),
        ("pelican", "!!! note\n    x\n\n[TOC]"),
    ],
)
def test_66_what_a_dialect_reads_is_no_text(make_site: Maker, dialect: str, text: str) -> None:
    """Nor is what it shows as text because the author asked for it."""
    site = make_site({"sitegen.toml": config(dialect), "content/a.md": f"---\ntitle: A\n---\n{text}\n"})
    assert find(site, "foreign-markup") == []


@pytest.mark.parametrize(
    ("macros", "code", "place"), [("false", "foreign-markup", (4, 4)), ("true", "foreign-syntax", (4, 1))]
)
def test_66_a_name_that_only_code_of_mkdocs_fills_is_told(
    make_site: Maker, macros: str, code: str, place: tuple[int, int]
) -> None:
    """A hook or a macro in Python may define it: sitegen runs neither."""
    settings = f"{config('mkdocs')}[markdown]\nmacros = {macros}\n"
    site = make_site(
        {"sitegen.toml": settings, "content/a.md": "---\ntitle: A\n---\nIs {{ version }}, `{{ b }}`.\n"}
    )
    assert [(one.code, one.line, one.column) for one in site.build().problems] == [(code, *place)]


def test_66_a_reference_and_a_footnote_are_no_wiki_links(make_site: Maker) -> None:
    """A link within brackets is one."""
    site = make_site({"content/a.md": "[[x]] and [[^1]].\n\n[x]: a.md\n[^1]: Note.\n"})
    assert find(site, "foreign-markup") == []


def test_66_it_can_be_switched_off(make_site: Maker) -> None:
    """In builds, too."""
    site = make_site(
        {
            "sitegen.toml": 'title = "T"\n[check.severity]\nforeign-markup = "off"\n',
            "content/a.md": "---\ntitle: A\n---\n[[wiki]]\n",
        }
    )
    assert find(site, "foreign-markup") == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Text.\n\n```python\ncode\n\n## Head\n", [(3, 1)]),
        ("````\ncode\n```\n\nAfter.\n", [(1, 1)]),
        ("~~~\ncode\n```\n", [(1, 1)]),
        ("```", [(1, 1)]),
        ("- item\n\n  ```\n  code\n\nAfter.\n", [(3, 3)]),
        ("> ```\n> code\n\nAfter.\n", [(1, 1)]),
        ("- item\n  ```\n  code\n```\nAfter.\n", [(2, 3), (4, 1)]),
    ],
)
def test_66_a_fence_that_never_closes_is_told(
    make_site: Maker, text: str, places: list[tuple[int, int]]
) -> None:
    """The rest of the page, of the list item or of the quote is code."""
    site = make_site({"content/a.md": f"---\ntitle: A\n---\n{text}"})
    assert [(line - 3, column) for line, column in find(site, "code-unclosed")] == places


@pytest.mark.parametrize(
    "text",
    [
        "```\ncode\n```",
        "```\n```\n",
        "~~~ x\n```\n~~~\n",
        "````\n```\ncode\n```\n````\n",
        "- item\n  ```\n  code\n  ```\n",
        "> ```\n> code\n> ```\n",
        "```\n\x0b\u2028\n```\n",
        "```\ncode\n\n\n```   \n",
        "   ```\n   code\n  ```\n",
        "::: note\n```\ncode\n```\n:::\n",
    ],
)
def test_66_nothing_is_told_of_a_fence_that_closes(make_site: Maker, text: str) -> None:
    """Wherever it stands."""
    site = make_site({"content/a.md": f"---\ntitle: A\n---\n{text}"})
    assert find(site, "code-unclosed") == []


@pytest.mark.parametrize(
    ("fence", "is_told"),
    [("rust", True), ("rust,ignore", True), ("toml", True), ("", False), ("text", False), ("hbs", False)],
)
def test_67_an_include_of_mdbook_in_code_is_told(make_site: Maker, fence: str, is_told: bool) -> None:
    """It would be published instead of the code; where code shows how it is written, it is right."""
    site = make_site(
        {"content/a.md": f"---\ntitle: A\n---\n```{fence}\n{{{{#include ../x.rs:here}}}}\n```\n"}
    )
    assert find(site, "foreign-markup") == ([(5, 1)] if is_told else [])


@pytest.mark.parametrize(
    "text",
    [
        "\\{{#include x.rs}}",
        "```text\n\\{{#include x.rs}}\n```",
        "`\\{{#include x.rs}}`",
        "- \\{{#include x.rs:a}}",
    ],
)
def test_67_an_escaped_include_is_text(make_site: Maker, text: str) -> None:
    """A book about books shows how to include; the backslash is not shown."""
    config = 'title = "T"\nbase_url = "https://e.test/"\ndialect = "mdbook"\n[paths]\noutput = "public"\n'
    site = make_site({"sitegen.toml": config, "src/a.md": f"# A\n\n{text}\n"})
    assert site.build().problems == ()
    html = site.page("a.html").partition("<main")[2]
    assert "{{#include x.rs" in html
    assert "\\" not in html


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("{{#include no.rs}}", 1),
        ("> {{#include no.rs}}", 3),
        ("- {{#include no.rs:2:3}}", 3),
        ("| a |\n|---|\n| {{#include no.rs}} |", 3),
    ],
)
def test_67_a_file_that_is_not_there_is_told_at_its_place(make_site: Maker, text: str, column: int) -> None:
    """In a quote, a list or a table, too."""
    config = 'title = "T"\nbase_url = "https://e.test/"\ndialect = "mdbook"\n[paths]\noutput = "public"\n'
    site = make_site({"sitegen.toml": config, "src/a.md": f"# A\n\n{text}\n"})
    assert [(one.code, one.column) for one in site.build().problems] == [("include-failed", column)]


@pytest.mark.parametrize(
    "inner",
    [
        '=== "C"\n\n    ``` c\n    int x;\n    ```\n\n=== "D"\n\n    ``` d\n    int y;\n    ```',
        "- item\n\n    ```\n    code\n    ```\n\n!!! note\n    x",
        "- ```\n  code\n- ```\n\n!!! note\n    x",
    ],
)
@pytest.mark.parametrize("outer", ["``` markdown", "~~~"])
def test_65_code_within_code_does_not_end_it(make_site: Maker, inner: str, outer: str) -> None:
    """Marks that are indented as code, or begin an item, are part of the block around them."""
    text = f"{outer}\n{inner}\n{outer[:3]}\n\n!!! tip\n    Inside.\n\n## After\n"
    site = make_site({"sitegen.toml": config("mkdocs"), "content/a.md": f"# T\n\n{text}"})
    html = site.publish()["a/index.html"].decode()
    assert '<h2 id="after">After' in html
    assert ":::" not in html
    assert [one.code for one in site.build().problems if one.code != "unknown-language"] == []


def test_65_tabs_in_a_division_are_read(make_site: Maker) -> None:
    """As in the manual of Material for MkDocs."""
    text = (
        '<div class="result" markdown>\n\n=== "C"\n\n    ``` c\n    int x;\n    ```\n\n</div>\n\n## After\n'
    )
    site = make_site({"sitegen.toml": config("mkdocs"), "content/a.md": f"# T\n\n{text}"})
    html = site.publish()["a/index.html"].decode()
    assert '<h2 id="after">After' in html
    assert "<summary>C</summary>" in html
    assert ":::" not in html
    assert site.build().problems == ()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Press ++ctrl+alt+del++ now", "Press <kbd>Ctrl</kbd>+<kbd>Alt</kbd>+<kbd>Del</kbd> now"),
        ("++page-up++", "<kbd>Page Up</kbd>"),
        ('++ctrl+"<"++', "<kbd>Ctrl</kbd>+<kbd>&lt;</kbd>"),
        ("==Marked *so*==.", "<mark>Marked <em>so</em></mark>."),
        ("^^added^^, 10^2^ and H~2~O", "<ins>added</ins>, 10<sup>2</sup> and H<sub>2</sub>O"),
        ("~~gone~~ stays", "<del>gone</del> stays"),
        ("C++ and i++, a == b == c, 2^3 and ~/x, ~5", "C++ and i++, a == b == c, 2^3 and ~/x, ~5"),
        ("`++ctrl++` and `==x==`", "<code>++ctrl++</code> and <code>==x==</code>"),
        ("One[^1][^2] two[^1]", "One<sup class"),
        ("[x](https://example.org/?a^b^c~d~e)", "?a%5Eb%5Ec~d~e"),
    ],
)
def test_66_marks_of_mkdocs_are_read(make_site: Maker, text: str, html: str) -> None:
    """As PyMdown Extensions read them; what only resembles them stays text."""
    notes = "[^1]: N.\n[^2]: M.\n" if "[^2]" in text else ""
    site = make_site(
        {"sitegen.toml": config("mkdocs"), "content/a.md": f"---\ntitle: A\n---\n{text}\n\n{notes}"}
    )
    assert html in site.publish()["a/index.html"].decode()
    assert find(site, "foreign-markup") == []


def test_66_titles_of_blocks_show_no_marks(make_site: Maker) -> None:
    """A kind may begin with a capital letter; bold words and code in a title are bold words and code."""
    text = (
        '/// Note | About **this**\nA.\n///\n\n!!! tip "The `x` of *it*"\n    B.\n\n=== "**Tab**"\n\n    C.\n'
    )
    site = make_site({"sitegen.toml": config("mkdocs"), "content/a.md": f"---\ntitle: A\n---\n{text}"})
    html = site.publish()["a/index.html"].decode()
    assert all(
        title in html
        for title in (
            "About <strong>this</strong>",
            "The <code>x</code> of <em>it</em>",
            "<summary><strong>Tab</strong>",
        )
    )
    assert "///" not in html.partition("<main")[2]
    assert "**" not in html


@pytest.mark.parametrize(
    "text",
    [
        "1. One\n\n    {{< note >}}\nInside *it*.\n{{< /note >}}\n\n1. Two\n",
        "1. One\n   {{< note >}}\nInside *it*.\n{{< /note >}}\n1. Two\n",
        "- One\n\n  {{% note %}}\n  Inside *it*.\n{{% /note %}}\n- Two\n",
        "- One\n\n  {{% note %}}\nInside *it*.\n\n```\ncode\n```\n  {{% /note %}}\n- Two\n",
    ],
)
def test_a_call_of_hugo_in_a_list_may_be_ended_at_the_margin(make_site: Maker, text: str) -> None:
    """Hugo takes calls out before it looks for list items; the list goes on behind it."""
    site = make_site({"sitegen.toml": config("hugo"), "content/a.md": f"---\ntitle: A\n---\n{text}"})
    html = site.publish()["a/index.html"].decode()
    assert ":::" not in html
    assert "Inside <em>it</em>" in html
    assert len(re.findall(r"<[ou]l>", html.partition("<main")[2].partition("One")[0][-40:])) == 1
    assert site.build().problems == ()


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ('::: card {href="b.md"}', 10),
        ("::: note Title {.wide}", 16),
        ("::: details {#part open=true} Title", 13),
        ("::: note Title with {braces}", 0),
        ("::: note `{a=1}`", 0),
        ("::: note title=x", 0),
    ],
)
def test_06_options_of_a_directive_in_braces_are_told(make_site: Maker, line: str, column: int) -> None:
    """Pandoc, MyST and remark write them so; here they would be part of the title."""
    result = make_site({"content/a.md": f"---\ntitle: A\n---\n{line}\nText.\n:::\n"}).build()
    assert result.ok
    told = [(problem.code, problem.line, problem.column) for problem in result.problems]
    assert told == ([("directive-arguments", 4, column)] if column else [])
