"""The theme speaks the language of the site: case 42."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

POST = """---
title: Hallo
date: 2025-05-01
updated: 2025-05-02
tags: [x]
---
Text[^1].

## Eins

- [x] a

## Zwei

::: note
z
:::

> [!TIP]
> t

```python
x
```

[^1]: Fn.
"""
OTHER = "---\ntitle: B\ndate: 2025-03-07\ntags: [x]\n---\nB."


def publish(make_site: Maker, settings: str) -> dict[str, bytes]:
    files = {"sitegen.toml": settings, "content/blog/a.md": POST, "content/blog/b.md": OTHER}
    site = make_site(files)
    published = site.publish()
    assert site.build().problems == ()
    return published


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "de",
            [
                "1. Mai 2025",
                "7. März 2025",
                "1 Min. Lesezeit",
                "Auf dieser Seite",
                ">Hinweis<",
                ">Tipp<",
                "Zum Inhalt springen",
                "Fußnoten",
                "Verwandte Beiträge",
                "&#34;Kopieren&#34;",
            ],
        ),
        ("de-AT", ["1. Mai 2025", "1 Min. Lesezeit"]),
        ("fr", ["1 mai 2025", "min de lecture", "Sur cette page", ">Remarque<", ">Astuce<"]),
        ("ru", ["1 мая 2025\u202fг.", "мин чтения", "На этой странице", ">Примечание<", "2 записи"]),
        ("ja", ["2025年5月1日", "この ページの内容".replace(" ", ""), "件の記事"]),
        ("es", ["1 de mayo de 2025", "7 de marzo de 2025", "min de lectura", "En esta página", ">Nota<"]),
    ],
)
def test_42_words_and_dates_are_those_of_the_language(
    make_site: Maker, language: str, words: list[str]
) -> None:
    """Of templates, of what Markdown makes, and of scripts."""
    published = publish(make_site, f'title = "T"\nlanguage = "{language}"\n')
    text = "".join(published[f"{path}index.html"].decode() for path in ("", "blog/a/", "blog/b/", "tags/x/"))
    assert [one for one in words if one not in text] == []
    for english in (
        "min read",
        "On this page",
        "Skip to content",
        "Light or dark",
        "Related",
        "Footnote",
        ">Tip<",
    ):
        assert english not in re.sub(r'data-words="[^"]*"', "", text)


def test_42_english_stays_as_it_is(make_site: Maker) -> None:
    """A page in English has no table of words."""
    page = publish(make_site, 'language = "en-GB"\n')["blog/a/index.html"].decode()
    assert "1 May 2025" in page
    assert "1 min read" in page
    assert "data-words" not in page


def test_42_a_table_in_the_configuration_has_the_words_of_any_language(make_site: Maker) -> None:
    """It also stands before ours; a date has a form, and months have names."""
    settings = (
        'title = "T"\nlanguage = "is"\n[words]\n"min read" = "mín. <lestur>"\n"May" = "maí"\n'
        '"%-d %B %Y" = "%-d. %B %Y"\n"Note" = "Athugið"\n"Copy" = "Afrita"\n'
    )
    page = publish(make_site, settings)["blog/a/index.html"].decode()
    assert "1. maí 2025" in page
    assert "1 mín. &lt;lestur&gt;" in page
    assert ">Athugið<" in page
    assert "Afrita" in page
    assert "On this page" in page


def test_42_a_new_language_is_built_anew(make_site: Maker) -> None:
    """What is converted depends on it."""
    site = make_site({"sitegen.toml": 'language = "de"\n', "content/a.md": POST})
    site.publish()
    site.write("sitegen.toml", 'language = "fr"\n')
    again = site.publish()
    assert again == make_site({"sitegen.toml": 'language = "fr"\n', "content/a.md": POST}).publish()
