"""Values that pages name: constants and imports of MDX, variables and loops of mkdocs-macros."""

from __future__ import annotations

import pytest

from sitegen.config import Config, Dialect, read_config
from sitegen.content.dialects.inclusion import find_paths
from sitegen.content.dialects.translate import translate

FILES = {
    "src/data.json": b'{"engines": {"node": ">=20"}, "tags": ["a", "b"]}',
    "src/env.ts": b"let a;\n\nlet b;\n",
}


def convert(path: str, body: str, config: Config) -> tuple[str, list[str]]:
    text, _, problems = translate(path, body, 1, config, {"title": "Guide"}, FILES)
    return text.strip(), [f"{problem.line}: {problem.message}" for problem in problems]


def mdx(body: str, dialect: str = "starlight") -> tuple[str, list[str]]:
    return convert("p.mdx", body, read_config(f'dialect = "{dialect}"\n[paths]\ncontent = "src"\n', "")[0])


def macros(body: str, extra: str = "") -> tuple[str, list[str]]:
    config = f'title = "Site"\ndialect = "mkdocs"\n[markdown]\nmacros = true\n[extra]\n{extra}'
    return convert("p.md", body, read_config(config, "")[0])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("# {frontmatter.title}\n", "# Guide"),
        ("export const name = 'x_y';\n\nSee {name}.\n", "See x\\_y."),
        ("export const list = [{ a: 'one' }];\n\n{list[0].a}\n", "one"),
        ("import data from './data.json'\n\nNode {data.engines.node} {data.tags[1]}\n", "Node \\>=20 b"),
        (
            "export const v = '2';\n\n<Card title={`Version ${v}`}>A</Card>\n",
            '::: Card title="Version 2"\nA\n:::',
        ),
        (
            'import env from "./env.ts?raw";\n\n<Code code={env} lang="ts" title="env.ts" mark={[1]} />\n',
            '```ts title="env.ts"\nlet a;\n\nlet b;\n```',
        ),
        ("import a from './a.png'\n\n<img src={a} alt='A' />\n", '<img src="./a.png" alt="A" />'),
        ("import a from '../up.svg';\n\n<img src={a.src} alt='' />\n", '<img src="../up.svg" alt="" />'),
        ("import a from '@/b.webp'\n\n<p>{a.default.src}</p>\n", "<p>@/b.webp</p>"),
        ("<Code\n  code={`\n{a}\n b\n`}\n  lang='js'\n/>\n", "```js\n{a}\n b\n```"),
        ("<CodeBlock language='js'>\n  {`a\n\nb`}\n</CodeBlock>\n", "```js\na\n\nb\n```"),
        ('<Fragment set:html={"<pre class=\\"x\\">a\\n\\nb</pre>"} />\n', '<pre class="x">a\n\nb</pre>'),
        ("export const text = `one\n\ntwo`\n\nText\n", "Text"),
        ("export function Part() {\n  return <b>{x}</b>\n\n}\n\nText `{name}`\n", "Text `{name}`"),
    ],
)
def test_known_values_take_the_place_of_expressions(body: str, expected: str) -> None:
    assert (expected, []) == mdx(body)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<Card\n  a={[\n    { b: 'c' },\n  ]}\n/>\n", "::: Card a=\"[ { b: 'c' }, ]\"\n:::"),
        ("Text <Badge text={'New'} /> end\n", 'Text {{< Badge text="New" />}} end'),
        ("<p style={{marginTop: 4, zIndex: 2}}>x</p>\n", '<p style="margin-top: 4px; z-index: 2">x</p>'),
        (
            "<Tabs values={[{label: 'npm', value: 'n'}]}>\n<TabItem value='n'>\n\nA\n\n</TabItem>\n</Tabs>\n",
            '::: Tabs\n::: TabItem value="n" label="npm"\n\nA\n\n:::\n:::',
        ),
        (
            (
                "<Tabs\nvalues={[\n\n{label: 'npm', value: 'n'},\n]}\n>\n"
                "<TabItem value='n'>\n\nA\n\n</TabItem>\n</Tabs>\n"
            ),
            '::: Tabs\n::: TabItem value="n" label="npm"\n\nA\n\n:::\n:::',
        ),
        ("<img src={require('./a.png').default} alt='A' />", '<img src="./a.png" alt="A" />'),
        ("Show `<A b={c} />`\n", "Show `<A b={c} />`"),
    ],
)
def test_tags_with_expressions(body: str, expected: str) -> None:
    assert (expected, []) == mdx(body, "docusaurus")


@pytest.mark.parametrize("written", ["!!raw-loader!./env.ts", "!!./env.ts?raw", "./env.ts?raw"])
def test_a_file_imported_by_a_loader_of_webpack_is_text(written: str) -> None:
    body = f"import a from '{written}'\n\n<CodeBlock language=\"ts\">{{a}}</CodeBlock>\n"
    assert ["./env.ts"] == list(find_paths(Dialect.DOCUSAURUS, body))
    assert ("```ts\nlet a;\n\nlet b;\n```", []) == mdx(body, "docusaurus")


def test_unknown_values_are_reported() -> None:
    text, problems = mdx("A {x.y} b\n")
    assert ("A {x.y} b", ["1: sitegen doesn't evaluate MDX expressions: {x.y}"]) == (text, problems)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{{ price }} for {{ title }} of {{ config.site_name }}", "3 for Guide of Site"),
        ("{% for p in people %}\n* {{ p.name }}\n{%- endfor %}", "* A\n* B"),
        ("`{% raw %}{{ price }}{% endraw %}`", "`{{ price }}`"),
        ("{% set x = price * 2 %}{{ x }}", "6"),
        ("{{ people[0].missing }}.", "."),
        ('{{ button("Go", kind="big") }}', '::: button "Go" kind="big"\n:::'),
        ('a {{ badge("x") }} b', 'a {{< badge "x" >}} b'),
        ("```yaml\n${{ secrets.KEY }}\n```", "```yaml\n${{ secrets.KEY }}\n```"),
    ],
)
def test_macros_are_evaluated(body: str, expected: str) -> None:
    assert (expected, []) == macros(body, 'price = 3\npeople = [{name = "A"}, {name = "B"}]\n')


@pytest.mark.parametrize("is_usual", [True, False])
def test_a_page_can_say_whether_its_macros_are_evaluated(is_usual: bool) -> None:
    config = read_config(f'dialect = "mkdocs"\n[markdown]\nmacros = {str(is_usual).lower()}\n', "")[0]
    pages: tuple[dict[str, object], ...] = ({}, {"render_macros": not is_usual})
    texts = [translate("p.md", "{{ 1 + 1 }}", 1, config, page)[0] for page in pages]
    assert texts == (["2", "{{ 1 + 1 }}"] if is_usual else ["{{ 1 + 1 }}", "2"])


def test_problems_of_macros_are_at_their_line() -> None:
    assert ["3: a macro names a value that sitegen doesn't know: {{ a.b }}"] == macros(
        "{% if 0 %}\n{% endif %}\n{{ a.b }}"
    )[1]
    assert ["1: a macro names a value that sitegen doesn't know: {{ page.url }}"] == macros("{{ page.url }}")[
        1
    ]
    failed = macros("\n{% for y in x %}{% endfor %}")[1]
    assert "2: sitegen can't evaluate this macro: x has no value" == failed[0]
    text, problems = macros("A\n{% bad %}\n")
    assert "A\n{% bad %}" not in text or problems[0].startswith("2: sitegen can't evaluate this macro")


@pytest.mark.parametrize(
    "body",
    [
        *(
            "{{ 10 ** 10000 }}",
            "{{ %s }}" % ("(" * 3000 + "1" + ")" * 3000),
            "{{ 1 / 0 }}",
            "{{ [1, 'a'] | sort }}",
        ),
        *(
            "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
            "{{ ''.__class__ }}",
            "{{ x.__init__.__globals__ }}",
        ),
        *("{{ config.__init__ }}", "{{ '{0.__class__}'.format(page) }}", "{{ cycler.__init__.__globals__ }}"),
        *("{{ [1] | batch(2) }}", "{{ [1, 2] | random }}"),
    ],
)
def test_macros_that_ask_too_much_are_problems(body: str) -> None:
    """Of a value of the wrong type or size, of Python, of the recursion; and what differs at each build."""
    text, problems = macros(body)
    assert any(problem.startswith("1: sitegen can't evaluate this macro") for problem in problems)
    assert "0x" not in text


def test_a_page_changes_no_value_of_another() -> None:
    config = read_config(
        'dialect = "mkdocs"\n[markdown]\nmacros = true\n[extra]\nlist = ["a"]\nmap = {k = ["a"]}\n', ""
    )[0]
    change = "{% do list.append('b') %}{% do map.k.append('b') %}{% do map.update({'l': 1}) %}{{ list }}"
    assert "['a', 'b']" == convert("p.md", change, config)[0]
    assert "['a'] {'k': ['a']}" == convert("q.md", "{{ list }} {{ map }}", config)[0]


def test_a_line_after_a_loop_keeps_its_place() -> None:
    config = read_config('dialect = "mkdocs"\n[markdown]\nmacros = true\n', "")[0]
    text, places, _ = translate(
        "p.md", "{% for a in [1, 2, 3] %}\n* {{ a }}\n{%- endfor %}\n\nEnd", 1, config
    )
    assert ("End", 4) == (text.split("\n")[-1], places[-1][0])


def test_untrusted_pages_have_no_macros() -> None:
    from sitegen.config.safe import make_safe

    assert not make_safe(read_config("[markdown]\nmacros = true\n", "")[0]).markdown.macros


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("## A ## {: #id }", "## A {  #id }"),
        ("## A {: #v1.2.0 .x }", '## A {  id="v1.2.0" .x }'),
        ("/// version-added | v2\nText\n///", '::: note "Version added v2"\nText\n:::'),
        ("/// caption\nText\n///", '<div class="caption">\n\nText\n\n</div>'),
        ("/// html | div.a.b#c\nText\n///", '<div class="a b" id="c">\n\nText\n\n</div>'),
        (
            "/// tab | A\nOne\n///\n\n/// tab | B\nTwo\n///\nEnd",
            '::: tabs\n::: tab "A"\nOne\n:::\n\n::: tab "B"\nTwo\n:::\n:::\nEnd',
        ),
    ],
)
def test_headings_and_blocks_of_pymdownx(body: str, expected: str) -> None:
    assert (expected, []) == macros(body)
