"""Code is highlighted as what it is: case 18."""

from __future__ import annotations

import pytest

from sitegen.content.writer.highlight import highlight


@pytest.mark.parametrize("language", ["php", "php3", "php5"])
@pytest.mark.parametrize(
    "code",
    [
        "echo strlen($name);\n",
        "// A comment\n$a = 1;\n",
        "class A extends B {}\n",
        "function f(int $x): int { return $x; }\n",
    ],
)
def test_18_php_needs_no_tag(language: str, code: str) -> None:
    """It is highlighted as behind <?php, under every name of the language."""
    with_tag = highlight(f"<?php\n{code}", language)
    assert with_tag is not None
    plain = highlight(code, language)
    assert plain is not None
    assert "<span" in plain
    assert with_tag.endswith(plain)


@pytest.mark.parametrize("code", ["<h1><?= $title ?></h1>\n", "<h1>A</h1>\n<?php foreach ($a as $b): ?>\n"])
def test_18_a_template_stays_one(code: str) -> None:
    """What stands before the first tag is no PHP."""
    text = highlight(code, "php")
    assert text is not None
    assert text.startswith("&lt;h1&gt;")
