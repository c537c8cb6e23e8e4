"""Lines of many tags that stay open -> read in time that grows with their length alone."""

from __future__ import annotations

import pytest

from sitegen.config import Config, Dialect, HeadingIds, Markdown
from sitegen.content.dialects.translate import translate

JEKYLL = Config(dialect=Dialect.JEKYLL, markdown=Markdown(liquid=False))
HEXO = Config(dialect=Dialect.JEKYLL, markdown=Markdown(heading_ids=HeadingIds.HEXO, liquid=False))


@pytest.mark.parametrize(
    "text",
    [
        f"{{% a %}}{' ' * 20_000}x",
        f"{{% a {' ' * 20_000}x",
        f"x{' ' * 20_000}{{% enda %}}",
        "x {% end" * 20_000,
        "{% img " * 20_000,
        "{{ a " * 20_000,
        f"{{{{ {' ' * 20_000}x",
        f"{{% img {' ' * 20_000}x",
        f"{{% codeblock {' ' * 20_000}x",
        "[a]({{" * 20_000,
    ],
    ids=lambda text: text[:12].strip(),
)
@pytest.mark.parametrize("config", [JEKYLL, HEXO], ids=["jekyll", "hexo"])
def test_19_tags_that_stay_open_cost_no_more_than_their_length(config: Config, text: str) -> None:
    """Each of these took from minutes to hours while an expression tried every blank as its end."""
    assert translate("_posts/a.md", text, 1, config)[0]
