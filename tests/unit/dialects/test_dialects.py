"""What other generators' Markdown becomes, line by line, and where what cannot be taken is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.config import Config, Dialect, Formulas, HeadingIds, Markdown
from sitegen.content.convert import convert_source
from sitegen.content.dialects import needs_translation
from sitegen.content.dialects.translate import translate
from sitegen.core.model import Directive, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

#: (dialect, what is written, what is converted)
CASES = [
    ("hugo", '{{< note "A b" >}}\nText\n{{< /note >}}', '::: note "A b"\nText\n:::'),
    ("hugo", '{{< toc depth=2 title="x" />}}', '::: toc depth="2" title="x"\n:::'),
    ("hugo", "{{% tip %}}Short.{{% /tip %}}", "::: tip\nShort.\n:::"),
    ("hugo", "{{< highlight go >}}\na\n{{< /highlight >}}", "```go\na\n```"),
    ("hugo", '[x]({{< ref "b.md#c" >}}) y', "[x](b.md#c              ) y"),
    ("hugo", '{{< figure src="a.png"\n  caption="A" >}}', '::: figure src="a.png" alt="A"\nA\n:::'),
    ("hugo", "An {{< icon ok >}} in text.", 'An {{< icon "ok" >}} in text.'),
    ("hugo", "`{{< x >}}` and `{{</* y */>}}`", "`{{< x >}}` and `{{< y >}}`"),
    ("hugo", "Say {{</* y */>}}.", "Say \\{{< y >}}."),
    ("hugo", "```\n{{< x >}}\n{{</* y */>}}\n```", "```\n{{< x >}}\n{{< y >}}\n```"),
    ("hugo", "> {{< x >}}", "> ::: x\n> :::"),
    ("zola", '{{ youtube(id="x", wide=true) }}', '::: youtube id="x" wide="true"\n:::'),
    ("zola", '{% quote(author="A") %}\nText\n{% end %}', '::: quote author="A"\nText\n:::'),
    ("zola", "{% tip() %}Short.{% end %}", "::: tip\nShort.\n:::"),
    ("zola", "An {{ icon(name=`ok`) }} in text.", 'An {{< icon name="ok" >}} in text.'),
    ("zola", "`{{ x() }}` and {{/* y() */}}", "`{{ x() }}` and {{ y() }}"),
    ("zola", "```\n{{ x() }}\n```\n{{ not a call }}", "```\n{{ x() }}\n```\n{{ not a call }}"),
    ("zola", "[a](@/b/c.md#d)\n\n[e]: @/f.md", "[a](/b/c.md#d)\n\n[e]: /f.md"),
    (
        "starlight",
        ":::section{.a.b #c}\n:::tip\nx\n:::\n- y\n:::",
        '<section class="a b" id="c">\n\n\n::: tip "Tip"\nx\n:::\n- y\n\n</section>',
    ),
    ("docusaurus", ":::tip[A **b**]\nText\n:::", '::: tip "A **b**"\nText\n:::'),
    ("docusaurus", ":::danger Take care\nText\n:::", '::: warning "Take care"\nText\n:::'),
    ("docusaurus", "import A from 'b'\n\n<A x={1} />", '\n\n::: A x="1"\n:::'),
    ("docusaurus", ":::tip\nA\n\n:::note B\nC", '::: tip "Tip"\nA\n\n::: note "B"\nC\n:::\n:::'),
    (
        "hugo",
        "{{< code-toggle file=hugo >}}\n[[a]]\nb = {{< c >}}\n{{< /code-toggle >}}",
        "```toml\n[[a]]\nb = {{< c >}}\n```",
    ),
    (
        "hugo",
        "{{< code-toggle config=a />}}\n\ntext\n\n{{< code-toggle file=b >}}\nc: d\n{{< /code-toggle >}}",
        '::: code-toggle config="a"\n:::\n\ntext\n\n```yaml\nc: d\n```',
    ),
    (
        "hugo",
        "{{< code x >}}\n\ntext\n\n{{< code y >}}\nc: d\n{{< /code >}}",
        '::: code "x"\n:::\n\ntext\n\n```yaml\nc: d\n```',
    ),
    ("hugo", '{{< code file="a.html" >}}\n<b>\n{{< /code >}}\nrest', "```html\n<b>\n```\nrest"),
    ("hugo", "> [!TIP] So\n> it is", '::: tip "So"\nit is\n:::\n'),
    (
        "mkdocs",
        '=== ":octicons-x-16: A"\n\n    b',
        '::: tabs\n::: tab "A" icon="octicons-x-16"\n\nb\n:::\n:::',
    ),
    (
        "mkdocs",
        '=== "A"\n\n    ```\n    a\n    ```\n    ```\n\n!!! tip\n    b',
        '::: tabs\n::: tab "A"\n\n```\na\n```\n```\n```\n:::\n:::\n\n::: tip "Tip"\nb\n:::',
    ),
    ("mkdocs", "x\n\n:   !!! note\n\n        a\n", 'x\n\n:   ::: note "Note"\n\n    a\n    :::\n'),
    ("mkdocs", '1.  === "A"\n\n        b', '1.  ::: tabs\n    ::: tab "A"\n\n    b\n    :::\n    :::'),
    ("mkdocs", "`#!python x` and `` #!sh y ``", "`x` and `` #!sh y ``"),
    (
        "mkdocs",
        "{++a++} {--b--} {==c==} {>>d<<} {~~e~>f~~}",
        "<ins>a</ins> <del>b</del> <mark>c</mark> <small>d</small> <del>e</del><ins>f</ins>",
    ),
    ("mkdocs", "<!-- md:option type:x -->\n:   y", '[`x`]{id="+type:x"}\n:   y'),
    (
        "mkdocs",
        "#### <!-- md:setting a.b_c -->\n\n<!-- md:version 9.4 -->",
        '#### `b_c` {id="a.b_c"}\n\n`9.4`',
    ),
    ("myst", "```{note}\nText\n```", '::: note "Note"\nText\n:::'),
    ("myst", ":::{admonition} A **b**\n:class: tip\nText\n:::", '::: tip "A **b**"\nText\n:::'),
    (
        "myst",
        "````{tip}\n```{code-block} python\n:linenos:\n1\n```\n````",
        '::: tip "Tip"\n```python\n1\n```\n:::',
    ),
    (
        "myst",
        "```{list-table} Cap\n:header-rows: 1\n\n* - A\n  - B\n* - x | y\n  - two\n    lines\n*   - c\n```",
        "Cap\n\n| A | B |\n| --- | --- |\n| x \\| y | two lines |\n| c |  |\n",
    ),
    (
        "myst",
        "```{list-table}\n* - - l\n    - m\n```",
        "<table>\n<tr>\n<td>\n\n- l\n- m\n\n</td>\n</tr>\n</table>\n",
    ),
    (
        "myst",
        '```{csv-table}\n:header: "a", "b, c"\n\n1, "x | y"\n```',
        "\n| a | b, c |\n| --- | --- |\n| 1 | x \\| y |\n",
    ),
    (
        "myst",
        ":::::{tab-set}\n::::{tab-item} `One`\n:sync: a\nText\n::::\n:::::",
        '::: tabs\n::: tab "`One`"\nText\n:::\n:::',
    ),
    (
        "myst",
        "::::{grid} 2 3\n:::{grid-item-card} A\n:link: https://x.example\nb\n+++\nc\n:::\n::::",
        '::: cards\n::: card "A" href="https://x.example"\nb\n\nc\n:::\n:::',
    ),
    ("myst", "```{deprecated} 3\n```", '::: warning "Deprecated since version 3"\n:::'),
    ("myst", "```{epigraph}\nA {kbd}`x`\n```", "> A <kbd>x</kbd>"),
    ("myst", "```{raw} html\n<b>x</b>\n```\n```{raw} latex\n\\x\n```", "<b>x</b>\n\n"),
    ("myst", "```{rubric} A\n```", "**A**\n"),
    (
        "myst",
        "{abbr}`HTML (Hyper Text)` {numref}`Figure %s <x>` {octicon}`x;1em`.",
        '<abbr title="Hyper Text">HTML</abbr> Figure .',
    ),
    ("myst", "```{toctree}\n:hidden:\na\n```\n% a comment", "\n"),
    ("myst", "(label)=\n\n## Title", '\n\n<div id="label"></div>\n\n## Title'),
    ("myst", "(a-title)=\n## A title", '\n## A title {id="a-title"}'),
    (
        "myst",
        "```{toctree}\n:maxdepth: 2\n:caption: More\n\na/b\nText <c.md>\nself\nd/*\n```",
        "**More**\n\n- [](a/b.md)\n- [Text](c.md)",
    ),
    ("myst", "{doc}`a/b` {doc}`Text </c>` {ref}`genindex`", "[](a/b.md) [Text](/c.md) Index"),
    ("myst", "{doc}`Text <a/b>` {ref}`T <x>` {kbd}`C` {py:func}`f`", "[Text](a/b.md) T <kbd>C</kbd> `f`"),
    (
        "myst",
        "`{ref}` and ``{doc}`a` ``\n\n```md\n:::{note}\n:::\n```",
        "`{ref}` and ``{doc}`a` ``\n\n```md\n:::{note}\n:::\n```",
    ),
    ("myst", "```{math}\nx\n```\n{math}`y`", "$$\nx\n$$\n$y$"),
    (
        "vitepress",
        "::: info\nA\n:::\n::: tip **B**\nC\n:::",
        '::: note "Info"\nA\n:::\n::: tip "**B**"\nC\n:::',
    ),
    ("vitepress", "::: details\nA\n:::\n::: raw\nB\n:::\n[[toc]]", '::: details "Details"\nA\n:::\n\nB\n\n'),
    (
        "vitepress",
        "- ::: code-group\n\n  ```js{1} [a.js]\n  x\n  ```\n\n  ```sh\n  y\n  ```\n\n  :::",
        (
            '- ::::: tabs\n\n  :::: tab "a.js"\n  ```js{1} [a.js]\n  x\n  ```\n  ::::\n\n'
            '  :::: tab "sh"\n  ```sh\n  y\n  ```\n  ::::\n\n  :::::'
        ),
    ),
    (
        "vitepress",
        "::: v-pre\n{{ a }}\n:::\n<b v-pre>{{ b }}</b>\n{{ 'c' }}",
        "\n{{ a }}\n\n<b v-pre>{{ b }}</b>\nc",
    ),
    ("vitepress", "<script setup>\nimport A\n</script>\n# B\n<style>\nc {}\n</style>", "# B"),
    (
        "vitepress",
        '```js\nx // [!code ++]\ny\nz // [!code focus:2]\n```\n<Badge :text="a"\n  @click="b" type="tip" />',
        '```js hl_lines="1 3"\nx\ny\nz\n```\n::: Badge text="a" type="tip"\n:::',
    ),
    ("vitepress", "```md\n<<< @/a.js\n::: tip\n{{ a }}\n```", "```md\n<<< @/a.js\n::: tip\n{{ a }}\n```"),
    ("starlight", ":::caution\nText\n:::", '::: warning "Caution"\nText\n:::'),
    ("starlight", "```\n:::tip[A]\n```", "```\n:::tip[A]\n```"),
    (
        "hugo",
        "{{% alert color=x %}}\nText\n{{% /alert %}}.\n\n{{% alert %}} More\n{{% /alert %}}",
        '::: alert color="x"\nText\n:::\n.\n\n::: alert\nMore\n:::',
    ),
    (
        "hugo",
        "{{< hl >}}\na {{< hl >}}b{{< /hl >}} c\n{{< /hl >}}",
        "::: hl\na {{< hl >}}b{{< /hl >}} c\n:::",
    ),
    ("hugo", "a {{< hl >}}b{{< /hl >}}\n\n{{< hl >}}", "a {{< hl >}}b{{< /hl >}}\n\n::: hl\n:::"),
    (
        "hugo",
        "- a\n\n  {{< x >}}\n{{% y %}}\n```\nb\n  c\n```\n{{% /y %}} {{% y %}}\nd\n{{% /y %}}\n  {{< /x >}}",
        ("- a\n\n  ::: x\n  ::: y\n  ```\n  b\n    c\n  ```\n  :::\n  ::: y\n  d\n  :::\n  :::"),
    ),
    (
        "hugo",
        '{{< tabpane lang="toml" >}}\n{{< tab A >}}\n[[b]]\n{{< /tab >}}\n{{< /tabpane >}}',
        '::: tabpane lang="toml"\n::: tab "A"\n```toml\n[[b]]\n```\n:::\n:::',
    ),
    (
        "hugo",
        "{{< tabpane text=true >}}\n{{< tab A >}}\nb\n{{< /tab >}}\n{{< /tabpane >}}",
        '::: tabpane text="true"\n::: tab "A"\nb\n:::\n:::',
    ),
    ("hugo", "## A {#0.1.0 .b}\n\n`{#c.d}`", '## A {id="0.1.0" .b}\n\n`{#c.d}`'),
    ("hugo", "A\nb\n{.c #d}\nE", "{.c #d}\nA\nb\n\nE"),
    ("hugo", "A:\n- b\n- c\n{.d}\n\nE", "A:\n\n{.d}\n- b\n- c\n\nE"),
    ("hugo", "1. a\n\n   b\n\n2. c\n{.d}", "{.d}\n1. a\n\n   b\n\n2. c"),
    ("hugo", "- a\n\n  ```\n  {.x}\n  ```\n\n- b\n{.d}", "{.d}\n- a\n\n  ```\n  {.x}\n  ```\n\n- b"),
    ("hugo", "<!-- x -->\n| a |\n|---|\n{.d}", "<!-- x -->\n\n{.d}\n| a |\n|---|"),
    ("hugo", "> a\n{.b}", "{.b}\n> a"),
    ("hugo", "> a\n> {.b}\n> c", "> {.b}\n> a\n>\n> c"),
    ("hugo", '# A\nb\n{class="c", data-x=1}', '# A\n\n{class="c"  data-x=1}\nb'),
    ("hugo", "```\na\n```\n{.b}\n\nC\n\n{.d}\nE", "```\na\n```\n\nC\n\nE"),
    ("hugo", "> [!TIP] So\n> it is\n{.b}\n\nC", '::: tip "So"\nit is\n:::\n\n\nC'),
    ("hugo", "<div>\na\n</div>\n{.b}\n\n- a\n  b\n  {.c}", "<div>\na\n</div>\n\n- a\n  b"),
    ("hugo", "A {.b} c and {d}\n{ e }", "A {.b} c and {d}\n{ e }"),
    ("hugo", "{{< x >}}\n\n```\n{{< /x >}}\n```", "::: x\n:::\n\n```\n{{< /x >}}\n```"),
    (
        "jekyll",
        "{% tabs a %}\n{% tab 'One' %}\nText\n{% endtab %}\n{% endtabs %}",
        '::: tabs "a"\n::: tab "One"\nText\n:::\n:::',
    ),
    (
        "hugo",
        "<div>\n      {{< pay now >}}\n    </div>\n\nText",
        '<div>\n\n::: pay "now"\n\n\n:::\n\n</div>\n\nText',
    ),
    ("jekyll", "<div>\na\n</div>\n## Title", "<div>\na\n</div>\n\n## Title"),
    ("jekyll", "<div></div>\n<script>\n\na\n</script>", "<div></div>\n\n<script>\n\na\n</script>"),
    ("pelican", '<img src="a.png">\nSee *it*.', '<img src="a.png">\n\nSee *it*.'),
    ("next", "<div>\n*a*\n</div>", "<div>\n\n*a*\n\n</div>"),
    (
        "next",
        "<ul>\n  <li>\n    ![a](b.png)\n    - c\n      - d\n  </li>\n</ul>\nText",
        "<ul>\n<li>\n\n![a](b.png)\n- c\n  - d\n\n</li>\n</ul>\n\nText",
    ),
    ("jekyll", 'A <span markdown="1" class="b">*c*</span>', 'A <span class="b">*c*</span>'),
    ("jekyll", '<p class="x" markdown="1">\na\n</p>', '<div class="x">\n\na\n\n</div>'),
    ("next", "<Note>So *it* is.</Note>", "::: Note\nSo *it* is.\n:::"),
    ("next", "<A b={{ c: 'd' }} />", "::: A b=\"{ c: 'd' }\"\n:::"),
    ("jekyll", '<div markdown="1">\n*a*\n</div>', "<div>\n\n*a*\n\n</div>"),
    ("jekyll", "{% highlight ruby linenos %}\na\n{% endhighlight %}", "~~~~~~ruby\na\n~~~~~~"),
    ("jekyll", "[a]({% post_url 2020-01-02-x %})", "[a](/_posts/2020-01-02-x)"),
    ("jekyll", "[a]({% link about.md %})", "[a](/about.md)"),
    ("jekyll", "![a]({{ site.baseurl }}/x.png)", "![a](/x.png)"),
    ("jekyll", '![a]({{ "/x.png" | relative_url }})', "![a](/x.png)"),
    ("jekyll", "[a]({{ 'b.html' | relative_url }})", "[a](/b.html)"),
    ("jekyll", '{% include card.html title="T" %}', '::: card title="T"\n:::'),
    ("jekyll", "{% raw %}\n{{ x }}\n{% endraw %}", "{{ x }}"),
    ("jekyll", "{% raw %}{{ x }}{% endraw %}\nb", "{{ x }}\nb"),
    ("jekyll", "{% comment %}x{% endcomment %}\nb", "\nb"),
    ("jekyll", "a {% raw %}{{ x }}{% endraw %} b", "a {{ x }} b"),
    ("jekyll", "a\n{% comment %}\nb\n{% endcomment %}\nc", "a\n\nc"),
    ("jekyll", "* TOC\n{:toc}\n\nText", "\n\nText"),
    ("jekyll", "Text\nmore\n{: .lead}", "{.lead}\nText\nmore"),
    ("jekyll", "## Title\n{: #own }", "{#own}\n## Title"),
    ("jekyll", "[a](b.md){: .c}", "[a](b.md){  .c}"),
    ("jekyll", "`{{ x }}` and `{% if %}`", "`{{ x }}` and `{% if %}`"),
    ("pelican", "[a]({filename}/b.md) ![c]({static}../d.png)", "[a](/b.md) ![c](../d.png)"),
    ("pelican", "[a](|filename|b.md)", "[a](b.md)"),
    ("pelican", "[a]({tag}one)", "[a](/tag/one/)"),
    ("pelican", "{% img left /x.png 10 %}", '::: img "left" "/x.png" "10"\n:::'),
    ("pelican", "So:\n\n    {% if x %}\n    {{ y }}\n\nEnd.", "So:\n\n    {% if x %}\n    {{ y }}\n\nEnd."),
    ("pelican", "- a\n\n    {% x %}", "- a\n\n    ::: x\n    :::"),
    ("mkdocs", "{% raw %}\n```\n{{ x }}\n```\n{% endraw %}", "```\n{{ x }}\n```"),
    ("pelican", "Say `{% x %}` and {{ y }}.", "Say `{% x %}` and {{ y }}."),
    ("mkdocs", "/// note | A b\n\nText\n\n///\n", '::: note "A b"\n\nText\n\n:::\n'),
    (
        "mkdocs",
        "//// details | T\n    type: x\n/// tip\nText\n///\n////",
        ':::: details "T"\n::: tip "Tip"\nText\n:::\n::::',
    ),
    ("mkdocs", "```\n/// note\n///\n```", "```\n/// note\n///\n```"),
    ("mkdocs", '<div class="grid" markdown>\n- a\n</div>', "::: cards\n\n- a\n\n:::"),
    ("mkdocs", "a :tada: b", 'a {{< icon "tada" >}} b'),
    ("mkdocs", ":tada:/:tada: /:ro: :ro:/a", '{{< icon "tada" >}}/{{< icon "tada" >}} /:ro: :ro:/a'),
    (
        "mkdocs",
        ":material-home:{ .lg } at 12:30:45, `:tada:`",
        '{{< icon "material-home" >}} at 12:30:45, `:tada:`',
    ),
    (
        "mkdocs",
        '=== "A"\n    a\n\n===! "B"\n    b',
        '::: tabs\n::: tab "A"\na\n:::\n:::\n\n::: tabs\n::: tab "B"\nb\n:::\n:::',
    ),
    ("starlight", ":::tip[Do *this*]\na\n:::", '::: tip "Do *this*"\na\n:::'),
    ("starlight", ":::danger\na\n:::", '::: warning "Danger"\na\n:::'),
    ("starlight", "```\n:::tip\n```", "```\n:::tip\n```"),
    ("mkdocs", "<p markdown=span>*a*</p>", "<div>\n\n*a*\n\n</div>"),
    ("next", "## Title {/*own-id*/}", "## Title {#own-id}"),
    ("next", '<Video src="x" />', '::: Video src="x"\n:::'),
    ("next", "A {brace} in a text.", "A {brace} in a text."),
    ("mkdocs", '!!! danger "Do not"\n    a\n\n    b\n\nc', '::: warning "Do not"\na\n\nb\n:::\n\nc'),
    ("mkdocs", "!!! note\n    a\nb", '::: note "Note"\na\n:::\n\nb'),
    ("mkdocs", '!!! tip ""\n    a', "::: tip\na\n:::"),
    ("mkdocs", '??? note "More"\n    a', '::: details "More"\na\n:::'),
    (
        "mkdocs",
        '=== "A"\n    a\n\n=== "B"\n    b',
        '::: tabs\n::: tab "A"\na\n:::\n\n::: tab "B"\nb\n:::\n:::',
    ),
    ("mkdocs", "!!! note\n    ```\n    a\n    ```", '::: note "Note"\n```\na\n```\n:::'),
    ("mkdocs", "```\n!!! note\n    a\n```", "```\n!!! note\n    a\n```"),
    (
        "mkdocs",
        '=== "A"\n    ```\n    a\n    ```\n    b\n    ```\n\nc',
        '::: tabs\n::: tab "A"\n```\na\n```\nb\n```\n```\n:::\n:::\n\nc',
    ),
    ("mkdocs", "[TOC]\n\na", "\n\na"),
    ("mkdocs", "[](){#a-1.3}\n\n[b](c.md){ #d.e .f }", '[](){ id="a-1.3"}\n\n[b](c.md){ id="d.e" .f }'),
    ("mkdocs", '!!! note "A &amp; *B*{.c}"\n    b', '::: note "A &amp; *B*"\nb\n:::'),
    ("mkdocs", "##\xa0A\n\n#B\n\n#1\nx\n#c", "## A\n\n# B\n\n#1\nx\n#c"),
    ("mkdocs", "[a]\n[a]: b.md\n[c]: d.md", "[a]\n\n[a]: b.md\n[c]: d.md"),
    ("mkdocs", "<div>\n\n    <p>\n\n    a</p>\n</div>\n\nb", "<div>\n    <p>\n    a</p>\n</div>\n\nb"),
    ("mkdocs", "<div>\n\n```\na\n\n    b\n```\n\n</div>", "<div>\n\n```\na\n\n    b\n```\n\n</div>"),
    ("mkdocs", "<p>\n\n    code", "<p>\n\n    code"),
    ("mkdocs", "**`a`**{ #b .c }", "[**`a`**]{ #b .c }"),
]


@pytest.mark.parametrize(("dialect", "written", "expected"), CASES)
def test_a_body_is_brought_into_our_markdown(dialect: str, written: str, expected: str) -> None:
    """Code stays as it is; what follows in a line moves as little as can be."""
    text, _, problems = translate("a.md", written, 1, Config(dialect=Dialect(dialect)))
    assert (text, problems) == (expected, ())


#: (dialect, file, what is written, places of what cannot be taken)
REFUSED = [
    ("jekyll", "a.md", "a\nb {{ page.title }}", [(2, 3)]),
    ("jekyll", "a.md", "{% for x in y %}\n{% endfor %}", [(1, 1), (2, 1)]),
    ("pelican", "a.md", "[a]({author}ada)", [(1, 5)]),
    ("mkdocs", "a.md", '!!! note\n    --8<-- "a.txt"', [(2, 5)]),
    ("mkdocs", "a.md", "::: package.module\n    options:\n      x: 1", [(1, 1)]),
    ("mkdocs", "a.md", "{* ../x.py hl[2] *}", [(1, 1)]),
    ("mkdocs", "a.md", "{% if a %}\nThe {{ b }}.\n{% endif %}", [(1, 1), (2, 5), (3, 1)]),
    ("mkdocs", "a.md", "{% for a in b %}\n[x]({{ a.url }})\n{% endfor %}", [(1, 1), (2, 5), (3, 1)]),
    ("sitegen", "a.mdx", "<div style={{ a: x }} id={b.c}>", [(1, 23), (1, 6)]),
    ("next", "a.md", "A <b style={{ a: 1 }}>b</b> {x}", [(1, 6)]),
    ("sitegen", "a.mdx", "Two {props.x} and `{code}`", [(1, 5)]),
    ("sitegen", "a.mdx", "$\\frac{a}{b}$\n\n$$\n{a}\n$$", []),
]


@pytest.mark.parametrize(("dialect", "path", "written", "places"), REFUSED)
def test_what_has_no_counterpart_is_reported_at_its_place(
    dialect: str, path: str, written: str, places: list[tuple[int, int]]
) -> None:
    """Nothing that a reader would miss goes without a word."""
    _, _, problems = translate(path, written, 1, Config(dialect=Dialect(dialect)))
    assert [(problem.line, problem.column) for problem in problems] == places
    assert {problem.code for problem in problems} <= {"foreign-syntax", "include-failed"}


MDX = [
    ("import A from './a'\n\nText", "\n\nText"),
    ("export const a = {\n  b: 1,\n}\n\nText", "\n\n\n\nText"),
    ('<Card title="T" wide n={2} />', '::: Card title="T" wide="true" n="2"\n:::'),
    ("<Note>\n\nText\n\n</Note>", "::: Note\n\nText\n\n:::"),
    ("A <Icon name='x' /> here", 'A {{< Icon name="x" />}} here'),
    ("<Card\n  a='b'\n/>", '::: Card a="b"\n:::'),
    ("<a\n  href='b'\n>\n\tc\n</a>", "<a href='b' >\n\nc\n\n</a>"),
    ("<video loop={true} muted={false} width={20} src={'a'} />", '<video loop width="20" src="a" ></video>'),
    ('<video src="a.mp4" className="b" />', '<video src="a.mp4" class="b" ></video>'),
    ('<img src="a.png" />', '<img src="a.png" />'),
    ("`<a className='b' />`", "`<a className='b' />`"),
    ("a {/* hidden */} b", "a  b"),
    ("```js:app.js\n<A />\n```", "```js title=app.js\n<A />\n```"),
]


@pytest.mark.parametrize(("written", "expected"), MDX)
def test_mdx_is_told_by_its_name(written: str, expected: str) -> None:
    """Whatever the dialect of the site."""
    text, _, problems = translate("a.mdx", written, 1, Config())
    assert (text, problems) == (expected, ())


def test_problems_and_holes_keep_the_places_of_the_file() -> None:
    """However many lines a block became, and however far it was indented."""
    body = b'---\ntitle: A\n---\n!!! note "T"\n    A [link](x.md).\n\n'
    body += b"??? tip\n    ![a](y.png)\n\nAn [end](z.md).\n"
    document, _ = convert_source(Source("a.md", body), Config(dialect=Dialect.MKDOCS))
    _, converted = convert_source(Source("a.md", body), Config(dialect=Dialect.MKDOCS))
    note, details, *rest = [part for part in converted.content if not isinstance(part, str)]
    assert isinstance(note, Directive)
    assert isinstance(details, Directive)
    inner = [part for part in (*note.body, *details.body, *rest) if not isinstance(part, str)]
    assert [(part.line, part.column) for part in (note, details, *inner)] == [
        (4, 1),
        (7, 1),
        (5, 14),
        (8, 10),
        (10, 10),
    ]
    assert document.problems == ()


def test_a_call_within_a_line_is_a_directive_with_its_place() -> None:
    """And what stands between it and its end is its body."""
    body = b"Go {{< hl >}}now{{< /hl >}} or {{% later 2 %}}.\n"
    _, converted = convert_source(Source("a.md", body), Config(dialect=Dialect.HUGO))
    found = [part for part in converted.content if isinstance(part, Directive)]
    assert [(part.name, part.arguments, part.raw, part.column) for part in found] == [
        ("hl", (), "now", 4),
        ("later", ("2",), "", 32),
    ]


def test_our_own_markdown_is_not_touched() -> None:
    """Without a dialect, braces and marks are text."""
    assert not needs_translation(Source("a.md", b""), Config())
    _, converted = convert_source(Source("a.md", b"{{< x >}} {% y %} {: .z}\n"), Config())
    assert converted.content == ("<p>{{&lt; x &gt;}} {% y %} {: .z}</p>\n",)


def test_what_a_tag_of_python_markdown_numbers_is_numbered_alike() -> None:
    """Links to the second heading of a name keep leading there."""
    body = b"# T\n\n## A\n\n## A\n"
    config = Config(markdown=Markdown(heading_ids=HeadingIds.PYTHON))
    assert convert_source(Source("a.md", body), config)[0].anchors == ("t", "a", "a_1")
    assert convert_source(Source("a.md", body), Config())[0].anchors == ("t", "a", "a-1")


def test_formulas_may_stand_on_every_page() -> None:
    """What stands between dollars is then no Markdown."""
    config = Config(markdown=Markdown(math=True, formulas=Formulas.TEX))
    _, converted = convert_source(Source("a.md", b"So $a_i [b](c_i)$.\n"), config)
    assert converted.content == ('<p>So <span class="math inline">a_i [b](c_i)</span>.</p>\n',)


def test_values_that_are_not_typed_are_read_as_what_their_key_takes() -> None:
    """``toc: False`` in lines of metadata, dates with slashes, a date that is a mapping."""
    lines = b"title: A\ndate: 2020/12/21\ntoc: False\n\nText\n"
    document, _ = convert_source(Source("a.md", lines), Config(dialect=Dialect.PELICAN))
    assert (document.problems, document.front.toc, str(document.front.date)) == (
        (),
        False,
        "2020-12-21 00:00:00+00:00",
    )
    fenced = b"---\ntitle: A\ndate:\n  created: 2024-01-31\n  updated: 2024-02-01\n---\n"
    document, _ = convert_source(Source("a.md", fenced), Config(dialect=Dialect.MKDOCS))
    assert (document.problems, str(document.front.date)) == ((), "2024-01-31 00:00:00+00:00")


@pytest.mark.parametrize("start", ["You can install it with:", "In short: it works", "Key : value"])
def test_a_sentence_with_a_colon_is_no_metadata(start: str) -> None:
    """Python-Markdown takes one word before the colon as a key."""
    document, converted = convert_source(
        Source("a.md", f"{start}\n\nB\n".encode()), Config(dialect=Dialect.MKDOCS)
    )
    assert (document.problems, converted.content) == ((), (f"<p>{start}</p>\n<p>B</p>\n",))


def test_a_permalink_says_only_what_is_known() -> None:
    """An unknown word would leave its part out, and pages would share an address."""
    body = b"---\ntitle: A\npermalink: /sips/:number.html\n---\n"
    document, _ = convert_source(Source("a.md", body), Config(dialect=Dialect.JEKYLL))
    assert [(p.code, p.line) for p in document.problems] == [("front-matter-path", 3)]


def test_a_call_within_raw_html_is_a_directive_with_its_place() -> None:
    """Its body is HTML; what stands within a tag is part of that."""
    body = b'<p title="{{< x >}}">\nSo {{< hl 1 >}}<b>is</b>{{< /hl >}} it.\n</p>\n'
    _, converted = convert_source(Source("a.md", body), Config(dialect=Dialect.HUGO))
    found = [part for part in converted.content if isinstance(part, Directive)]
    assert [(part.name, part.arguments, part.body, part.line, part.column) for part in found] == [
        ("hl", ("1",), ("<b>is</b>",), 2, 4)
    ]


OBSIDIAN = [
    (
        "See [[My note]] and [[a/My note#Some Part|this]].",
        "See [My note](My%20note) and [this](a/My%20note#some-part).",
    ),
    ("[[#Part]] [[Note#^ab-1]]", "[Part](#part) [Note > ^ab-1](Note#^ab-1)"),
    ("| [[Note\\|text]] |", "| [text](Note) |"),
    ("![[x.png|300]] ![[y.png|A cat|10x20]]", "![x](x.png){width=300} ![A cat](y.png){width=10 height=20}"),
    ("![[talk.mp3]]", "[talk.mp3](talk.mp3)"),
    ("A line. ^ab-1", 'A line. <span id="^ab-1"></span>'),
    ("`[[x]]` and ==marked== %%hidden%%.", "`[[x]]` and ==marked== ."),
    ("It is ==so== %%\nnot\n%% here", "It is <mark>so</mark> \n\n here"),
    (
        "> [!info]- More\n> a\n> > [!tip]\n> > b\nc",
        '::: details "More"\na\n::: tip "Tip"\nb\n:::\n\n:::\n\nc',
    ),
    ("> [!bug] It\n> a", '::: warning "It"\na\n:::\n'),
    ("> a quote\n> b", "> a quote\n> b"),
    ("```\n[[x]] %%y%%\n```", "```\n[[x]] %%y%%\n```"),
]


@pytest.mark.parametrize(("written", "expected"), OBSIDIAN)
def test_notes_of_obsidian_are_brought_into_our_markdown(written: str, expected: str) -> None:
    """Links by name, embeds of files, callouts, comments, marks, ids of blocks."""
    text, _, problems = translate("a.md", written, 1, Config(dialect=Dialect.OBSIDIAN))
    assert (text, problems) == (expected, ())


def test_what_site_and_page_say_of_themselves_stands_where_liquid_names_it() -> None:
    """In code, too, but for raw; what nobody says is reported with the place to say it."""
    config = Config(dialect=Dialect.JEKYLL, title="T", extra={"my-version": 3, "a": {"b": "c"}})
    written = "{{ site.title }} {{site.my-version}} {{ page.by }}\n```\n{{ site.a.b }}\n```\n"
    text, _, problems = translate("a.md", written, 1, config, {"by": "Ada"})
    assert (text, problems) == ("T 3 Ada\n```\nc\n```\n", ())
    written = "{% raw %}{{ site.title }}{% endraw %}\n{{ site.none }}"
    text, _, problems = translate("a.md", written, 1, config)
    assert text == "{{ site.title }}\n"
    assert [(p.line, p.hint) for p in problems] == [(2, "set none below [extra] in sitegen.toml")]


def test_a_value_of_the_site_that_changes_changes_the_pages_that_say_it(make_site: Maker) -> None:
    """As a clean build would."""
    site = make_site(
        {
            "sitegen.toml": 'dialect = "jekyll"\nextra.v = 1\n',
            "a.md": "---\n---\nIt is {{ site.v }}.\n",
        }
    )
    assert site.build().ok
    site.write("sitegen.toml", 'dialect = "jekyll"\nextra.v = 2\n')
    assert site.build().ok
    assert "It is 2." in (site.root / "sitegen/public/a.html").read_text(encoding="utf-8")


def test_what_a_call_holds_on_its_line_keeps_its_column() -> None:
    """Though it becomes a line of its own."""
    body = b"> {{< def a=1 >}} A [link](x.md).{{< /def >}}\n"
    _, converted = convert_source(Source("a.md", body), Config(dialect=Dialect.HUGO))
    (call,) = [part for part in converted.content if isinstance(part, Directive)]
    (link,) = [part for part in call.body if not isinstance(part, str)]
    assert (link.line, link.column) == (1, body.decode().index("x.md") + 1)


REFERENCES = [
    (":a b: One\n:c: Two", "a b\n:   One\n\nc\n:   Two\n"),
    ("(a/b)=\n\nText [x](#a/b)", '\n\n{id="a/b"}\nText [x](#a/b)'),
    (
        "[](#syntax/math) [x](syntax/math) <project:#syntax/math>",
        "[Math](/m.md#syntax/math) [x](/m.md#syntax/math) [Math](/m.md#syntax/math)",
    ),
    (
        "{ref}`syntax/math` {ref}`so <syntax/math>` {ref}`none`",
        "[Math](/m.md#syntax/math) [so](/m.md#syntax/math) none",
    ),
    (
        "[](other/a-page.md) [y](#nowhere) `[](#syntax/math)`",
        "[](other/a-page.md) y `[](#syntax/math)`",
    ),
    ("{{ key }} {{ page }} {{none}} `{{ key }}`", "one *two* {{none}} `{{ key }}`"),
    ("A {{ fish }}.", "A ![A fish](fish.png)."),
]


@pytest.mark.parametrize(("written", "expected"), REFERENCES)
def test_names_of_myst_lead_to_what_they_name(written: str, expected: str) -> None:
    """Labels of other pages are those that the import wrote down."""
    extra = {
        "labels": {"syntax/math": ["m.md", "Math"]},
        "substitutions": {"key": "one", "fish": "```{image} fish.png\n:alt: A fish\n```"},
    }
    config = Config(dialect=Dialect.MYST, extra=extra)
    page = {"myst": {"substitutions": {"page": "*two*"}}}
    text, _, problems = translate("a.md", written, 1, config, page)
    assert (text, {problem.code for problem in problems} - {"reference-undefined"}) == (expected, set())


def test_a_call_without_a_value_leaves_the_links_around_it_whole() -> None:
    """Hugo fills calls in before it reads Markdown; here their blanks would make text of all that follows."""
    lines = [
        "[x][a] [y][b] [z](https://b.example/{{< param version >}}/{{% os %}}.md)",
        "[a]: https://a.example/{{< param version >}}.zip",
        "[b]: b.md",
        '`[c]({{< param version >}})` [d]({{< ref "b.md" >}}) {{< param version >}}',
        "```",
        "[e]: {{< param version >}}",
        "```",
    ]
    text, _, problems = translate("a.md", "\n".join(lines), 1, Config(dialect=Dialect.HUGO))
    assert text.splitlines() == [
        "[x][a] [y][b] [z](https://b.example/param-version/os.md)",
        "[a]: https://a.example/param-version.zip",
        "[b]: b.md",
        '`[c]({{< param version >}})` [d](b.md              ) {{< param "version" >}}',
        *lines[4:],
    ]
    assert {(one.severity, one.code) for one in problems} == {("warning", "foreign-markup")}
    assert [(one.line, one.column) for one in problems] == [(1, 37), (1, 59), (2, 24)]
