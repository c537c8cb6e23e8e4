"""Tags that Hexo brings along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.config import Config, Dialect, HeadingIds, Markdown, Urls
from sitegen.content.dialects.translate import translate
from sitegen.core.model import FrontMatter
from sitegen.site.routes import route_page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

HEXO = Config(dialect=Dialect.JEKYLL, markdown=Markdown(heading_ids=HeadingIds.HEXO, liquid=False))


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("{% asset_img a.png %}", "![](<a.png>)"),
        ("{% asset_img a b.png %}", "![](<b.png>)"),
        ("{% asset_img 'a b.png' A title %}", '![title](<a b.png> "A")'),
        ('{% asset_img left a.png 300 200 "A title" %}', "![A title](<a.png>)"),
        (
            '{% asset_img a.png \'"A" "alt"\' %}',
            '![""A" "alt""](<a.png>)'.replace('""A" "alt""', '"A" "alt"'),
        ),
        ('{% img /a.jpg 10 "T" "Alt" %} x', '![Alt](</a.jpg> "T") x'),
        ("[x]({% asset_path a.pdf %})", "[x](a.pdf)"),
        ("{% asset_link a.pdf The paper %}", "[The paper](<a.pdf>)"),
        ("See {% post_link my-post %}.", "See [](</_posts/my-post.md>)."),
        ("{% post_link my-post#part 'A b' false %}", "[A b](</_posts/my-post.md#part>)"),
        ("[x]({% post_path my-post %})", "[x](/_posts/my-post.md)"),
        ("{% link Google https://g.example true %}", "[Google](<https://g.example>)"),
        ("`{% asset_img a.png %}`", "`{% asset_img a.png %}`"),
        ("{% codeblock %}\na {{ b }}\n{% endcodeblock %}", "~~~~~~\na {{ b }}\n~~~~~~"),
        ("{% codeblock lang:js %}\na\n{% endcodeblock %}", "~~~~~~js\na\n~~~~~~"),
        (
            "{% codeblock Array.map lang:js https://x.example %}\na\n{% endcodeblock %}",
            '~~~~~~js title="Array.map"\na\n~~~~~~',
        ),
        ("{% blockquote %}\nA\n\nB\n{% endblockquote %}", "> A\n> \n> B\n"),
        ("{% quote Ann, A book %}\nA\n{% endquote %}", "> A\n>\n> — Ann, A book"),
        (
            "{% blockquote Ann https://x.example A talk %}\nA\n{% endblockquote %}",
            "> A\n>\n> — Ann, [A talk](<https://x.example>)",
        ),
    ],
)
def test_tags_of_hexo_become_markdown(written: str, ours: str) -> None:
    text, _, problems = translate("_posts/a.md", written, 1, HEXO)
    assert (ours, ()) == (text, problems)


def test_files_of_a_post_are_in_the_folder_of_its_name(make_site: Maker) -> None:
    """A post names them as if they were beside it."""
    site = make_site(
        {
            "sitegen.toml": 'dialect = "jekyll"\npaths = {content = "source", output = "public"}\n'
            'markdown = {heading_ids = "hexo", liquid = false}\n',
            "source/_posts/2024-01-02-first.md": "---\ntitle: P\n---\n{% asset_link a.pdf %} [b](a.pdf)\n",
            "source/_posts/2024-01-02-first/a.pdf": "%PDF-1.4",
        }
    )
    result = site.build()
    assert result.problems == ()


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("{% box a %}Text{% endbox %}", '::: box "a"\nText\n:::'),
        ("{% box %}{% endbox %}", "::: box\n:::"),
        ("{% box %}\nText\n- b {% endbox %}", "::: box\nText\n- b\n:::"),
        ("{% raw %}{{ a }}{% endraw %}", "{{ a }}"),
    ],
)
def test_a_tag_of_a_plugin_may_end_on_the_line_of_its_text(written: str, ours: str) -> None:
    text, _, problems = translate("_posts/a.md", written, 1, HEXO)
    assert (ours, ()) == (text, problems)


def test_a_dated_index_is_named_after_its_folder() -> None:
    """Eleventy calls ``post/2025-11-01-index.md`` post."""
    urls = Urls(patterns={"posts": "/blog/:title/"})
    front = FrontMatter()
    assert "/blog/post/" == route_page("posts/post/2025-11-01-index.md", front, urls).url
    assert "/other/post/" == route_page("other/post/2025-11-01-index.md", front, urls).url


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("btn https://x.example/a, Some text, fa-x", '"https://x.example/a" "Some text" "fa-x"'),
        ("btn '/a',Some text,,large", '"/a" "Some text" "" "large"'),
        ("btn circle:: Some, text:: /a/:: fa", '"circle" "Some, text" "/a/" "fa"'),
        ("tabs First name, 2", '"First name" "2"'),
        ("note info", '"info"'),
        ("note 'a, b' c", '"a, b" "c"'),
        ("note std::vector", '"std::vector"'),
        ("note a, don't", '"a" "don\'t"'),
    ],
)
def test_arguments_of_theme_tags_have_commas_or_colons_between_them(written: str, ours: str) -> None:
    name, _, _ = written.partition(" ")
    text, _, problems = translate("_posts/a.md", f"{{% {written} %}}", 1, HEXO)
    assert (f"::: {name} {ours}\n:::", ()) == (text, problems)


def test_a_link_of_a_theme_has_colons() -> None:
    """Volantis gives it an image, too."""
    text = translate("_posts/a.md", "{% link A b:: https://x.example/:: /i.png %}", 1, HEXO)[0]
    assert text == "[A b](<https://x.example/>)"


@pytest.mark.parametrize("name", ["asset_img", "asset_link", "asset_path", "img", "post_link", "post_path"])
def test_a_tag_that_names_nothing_is_a_directive(name: str) -> None:
    """As any tag that isn't Hexo's: the build reports it where the site has no template for it."""
    assert f"::: {name}\n:::" == translate("_posts/a.md", f"{{% {name} %}}", 1, HEXO)[0]
