"""Addresses beyond the site that lead nowhere, whoever reads them: numbers as in `test_table.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.core.hosts import explain_nowhere

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]


@pytest.mark.parametrize(
    ("url", "message", "hint"),
    [
        ("c:/pics/x.png", "'c:/pics/x.png' only exists on one machine", "put the file beside the page"),
        ("C:\\docs\\x.md", "'C:\\\\docs\\\\x.md' only exists on one machine", "put the file beside the page"),
        ("\\\\server\\x", "'\\\\\\\\server\\\\x' only exists on one machine", "put the file beside the page"),
        ("htp://example.org", "'htp://example.org' has a scheme that", "did you mean http://example.org?"),
        ("HTTPSS://x", "'HTTPSS://x' has a scheme that doesn't exist", "did you mean https://x?"),
        ("malto:a@b.org", "'malto:a@b.org' has a scheme that doesn't exist", "did you mean mailto:a@b.org?"),
        ("https:/example.org", "'https:/example.org' names no host", "write https://"),
        ("https:example.org", "'https:example.org' names no host", "write https://"),
        ("http://", "'http://' names no host", "write https://"),
        ("https:///x", "'https:///x' names no host", "write https://"),
        ("//", "'//' names no host", "write https://"),
        ("http://[::1/x", "'http://[::1/x' names no host", "write https://"),
        ("localhost:1313/x/", "'localhost:1313/x/' has no scheme", "did you mean http://localhost:1313/x/?"),
        ("example.org:8080", "'example.org:8080' has no scheme", "did you mean http://example.org:8080?"),
        ("mailto:", "'mailto:' has no address", "write the address"),
    ],
)
def test_31_what_leads_nowhere(url: str, message: str, hint: str) -> None:
    found = explain_nowhere(url)
    assert found is not None
    assert found[0].startswith(message)
    assert found[1].startswith(hint)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "https://example.org",
            "HTTP://example.org/x",
            "//example.org/x",
            "http://[::1]:80/",
            "https://ü.org",
        ),
        *("mailto:a@b.org", "tel:+49123", "sms:5", "ftp://x.org/", "irc://x/y", "magnet:?xt=urn:btih:x"),
        *(
            "urn:isbn:1",
            "doi:10.1/x",
            "xmpp:a@b",
            "matrix:r/x:y.org",
            "ssh://x",
            "vscode://file/x",
            "ipfs://x",
        ),
        *("made-up-scheme://foo", "web+x:y", "news:x", "git+ssh://x"),
    ],
)
def test_31_what_may_lead_somewhere(url: str) -> None:
    """Nobody knows all schemes that readers' machines do."""
    assert explain_nowhere(url) is None


@pytest.mark.parametrize("url", ["foo:bar.png", "blob:x", "view-source:x", "ftp://x.org/y.png", "tel:1"])
def test_31_what_no_browser_shows(url: str) -> None:
    assert explain_nowhere(url, embed=True) is not None


def test_31_each_is_told_where_it_stands(make_site: Maker) -> None:
    """In links, images, definitions and raw HTML, once each."""
    text = '[a](htp://x)\n\n![b](c:/x.png)\n\n[c][d] <img alt=x src="c:/y.png">\n\n[d]: https:/x\n'
    problems = make_site({"content/a.md": text}).build().problems
    found = [(problem.line, problem.column, problem.code) for problem in problems]
    assert found == [
        (1, 5, "broken-link"),
        (3, 6, "missing-image"),
        (5, 24, "broken-link"),
        (7, 6, "broken-link"),
    ]
