"""Liquid in content is evaluated as Jekyll does it; what it can't compute is a Problem at its place."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.site_maker import read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

SITE = {
    "sitegen.toml": 'dialect = "jekyll"\n[paths]\nincludes = ["_includes"]\n[extra]\ncolour = "red"\n',
    "_posts/2020-01-02-first.md": "---\ntitle: First\ntags: x y\n---\nOne *two*.\n\nThree.\n",
    "_posts/2021-02-03-second.md": "---\ntitle: Second\ntags: [y]\n---\nMore.\n",
    "_data/people.yml": "- name: Ann\n- name: Bob\n",
    "_includes/box.html": "<b>{% if include.bold %}{{ include.text | upcase }}"
    "{% else %}{{ include.text }}{% endif %}</b>",
}


def make_page(make_site: Maker, body: str) -> str:
    site = make_site({**SITE, "a.md": f"---\ntitle: A\n---\n{body}\n"})
    result = site.build()
    assert result.problems == ()
    html = (site.root / "sitegen/public/a.html").read_text("utf-8")
    return html.partition('<div class="prose">')[2].partition("</div>")[0].strip()


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("{{ site.colour | upcase }} {{ page.title }} {{ nothing.here }}", "<p>RED A</p>"),
        ("{% assign n = 3 %}{{ n | plus: 2 }}", "<p>5</p>"),
        (
            "{% if {{page.title}} %}yes{% endif %}{% unless {{ site.none }} == 1 %}!{% endunless %}",
            "<p>yes!</p>",
        ),
        ("{% if page.title == 'A' %}yes{% else %}no{% endif %}", "<p>yes</p>"),
        (
            "{% for p in site.data.people %}\n* {{ p.name }}\n{%- endfor %}",
            "<ul>\n<li>Ann</li>\n<li>Bob</li>\n</ul>",
        ),
        (
            "{% for p in site.posts %}[{{ p.title }}]({{ p.url | relative_url }}) {% endfor %}",
            '<p><a href="/2021/02/03/second.html">Second</a> <a href="/2020/01/02/first.html">First</a></p>',
        ),
        ("{{ site.posts.first.date | date: '%-d %b' }}", "<p>3 Feb</p>"),
        (
            "{% for n in site.data.people | map: 'name' | sort -%} {{ n }};{% endfor %}",
            "<p>Ann;Bob;</p>",
        ),
        (
            "{% assign all = site.tags | sort %}{% for t in all %}{{ t[0] }}: {{ t[1].size }} {% endfor %}",
            "<p>x: 1 y: 2</p>",
        ),
        ("{{ site.posts.last.excerpt | strip_html }}", "<p>One <em>two</em>.</p>"),
        ('{% include box.html text="hi" bold=true %}', "<p><b>HI</b></p>"),
        ("x {% include box.html text=page.title %}", "<p>x <b>A</b></p>"),
        ("{% raw %}{{ site.colour }}{% endraw %}", "<p>{{ site.colour }}</p>"),
        ("{% comment %}\nnot this\n{% endcomment %}That.", "<p>That.</p>"),
        ("{{ '{' | append: '{ x }' | append: '}' }}", "<p>{{ x }}</p>"),
        ("`{{ site.colour }}`", "<p><code>red</code></p>"),
        ("{% set n = 3 %}{{ n | plus(2) }} {{ page.title | nobody('x') }}", "<p>5 A</p>"),
        ("{% capture c %}a b{% endcapture %}{{ c | slugify }}", "<p>a-b</p>"),
        ("{{ site.data.people | map: 'name' | array_to_sentence_string }}", "<p>Ann and Bob</p>"),
        (
            "{{ site.data.people | where: 'name', 'Bob' | jsonify }}",
            "<p>[{&quot;name&quot;: &quot;Bob&quot;}]</p>",
        ),
    ],
)
def test_what_it_computes(make_site: Maker, body: str, html: str) -> None:
    """Values of the site, the page, data files and other pages; tags, filters and includes."""
    assert make_page(make_site, body) == html


def test_what_it_cannot_compute_is_told_at_its_line(make_site: Maker) -> None:
    """Such as the time of the build, which pages don't know; later lines keep their numbers, too."""
    body = "{% raw %}\n{{ a }}\n{% endraw %}\n\n{{ 'now' | date: '%Y' }}\n\n[x](nowhere.md)\n"
    site = make_site({**SITE, "a.md": f"---\ntitle: A\n---\n{body}"})
    problems = [(problem.line, problem.code) for problem in site.build().problems]
    assert sorted(problems) == [(8, "foreign-syntax"), (10, "broken-link")]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{% assign n = 9 %}{% for i in (1..14) %}{% assign n = n | times: n %}{% endfor %}{{ n }}", True),
        ('{{ "abc" | to_integer }}', True),
        ('{{ "1e400" | to_integer }}', True),
        ('{{ "a" | find: "b" }}', True),
        ("{{ 1 | divided_by: 0 }}", True),
        ("{% for i in (1..1000000000) %}x{% endfor %}", True),
        ("{% for i in (1..200) %}{% for j in (1..200) %}{% for k in (1..200) %}x" + "{% endfor %}" * 3, True),
        ('{% assign s = "ab" %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}', True),
        ("{% if a %}" * 3000 + "x" + "{% endif %}" * 3000, False),
        ("\ue0000\ue001 \ue00099999999999999999999\ue001", False),
    ],
)
def test_what_asks_too_much_is_a_problem_of_its_page(make_site: Maker, written: str, *, told: bool) -> None:
    """Values of the wrong type and size, endless loops, texts that grow, and the marks of our own."""
    site = make_site({**SITE, "a.md": f"---\ntitle: A\n---\n{written}\n", "b.md": "# B\n"})
    result = site.build(lenient=True)
    shown = {problem.message for problem in result.problems if problem.path.endswith("a.md")}
    assert any(message.startswith("Liquid can't compute this: ") for message in shown) == told
    assert not any("lambda" in message or "sys." in message for message in shown)


def test_it_stays_text_where_it_is_off(make_site: Maker) -> None:
    """As in Hexo, which has other tags."""
    settings = 'dialect = "jekyll"\n[markdown]\nliquid = false\n'
    site = make_site({"sitegen.toml": settings, "a.md": "---\ntitle: A\n---\n```\n{{ page.x | y }}\n```\n"})
    assert site.build().ok
    assert "{{ page.x | y }}" in (site.root / "sitegen/public/a.html").read_text("utf-8")


def test_random_edits_give_what_a_clean_build_gives(make_site: Maker) -> None:
    """A page that lists others changes with their heads, with a new one, and with data."""
    site = make_site(
        {
            **SITE,
            "list.md": "---\ntitle: L\n---\n{% for p in site.posts %}{{ p.excerpt }}{% endfor %}\n",
            "data.md": "---\ntitle: D\n---\n{% for p in site.data.people %}{{ p.name }}{% endfor %}\n",
            "box.md": "---\ntitle: B\n---\n{% include box.html text='x' %}\n",
        }
    )
    assert site.build().ok
    chance = random.Random(17)
    for step in range(12):
        name = chance.choice(("_posts/2020-01-02-first.md", f"_posts/2022-01-01-n{step}.md"))
        path, text = chance.choice(
            (
                (name, f"---\ntitle: T{step}\n---\nP{step}\n\nQ{step}\n"),
                ("_data/people.yml", f"- name: N{step}\n"),
                ("_includes/box.html", f"<i>{step}{{{{ include.text }}}}</i>"),
            )
        )
        site.write(path, text)
        assert site.build().ok
        clean = site.root.parent / f"clean{step}"
        assert site.build(output=clean, force=True, forget=True).ok
        assert read_tree(clean) == read_tree(site.root / "sitegen/public")
