"""The policy and the files that make hosts send it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sitegen.config import Config, Headers, Privacy, Search
from sitegen.config.checks import find_mistakes
from sitegen.config.host_checks import HOSTS
from sitegen.plan.policy import HOST_FILES, csp, is_third_party, policy, response_headers, write_headers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

PLAIN = Config(base_url="https://me.example/notes")


def test_the_policy_allows_the_own_host_and_no_inline_code() -> None:
    """Everything is forbidden, then files of the own host allowed; nothing is called unsafe."""
    found = policy(PLAIN)
    assert found.pop("default-src") == "'none'"
    assert found.pop("base-uri") == found.pop("form-action") == "'none'"
    assert set(found.values()) == {"'self'"}
    assert "unsafe" not in csp(PLAIN)


def test_an_allowed_host_may_show_but_not_run() -> None:
    """Images, media and frames come from allow_hosts; scripts do not."""
    found = policy(Config(privacy=Privacy(allow_hosts=("img.example",))))
    opened = {name for name, sources in found.items() if "img.example" in sources.split()}
    assert opened == {"img-src", "media-src", "frame-src"}


def test_a_host_of_scripts_may_run_and_show() -> None:
    """allow_scripts opens what a widget needs, each directive once even for a host in both lists."""
    found = policy(Config(privacy=Privacy(allow_hosts=("w.example",), allow_scripts=("w.example",))))
    opened = {name for name, sources in found.items() if sources.split().count("w.example") == 1}
    assert opened == {
        "script-src",
        "style-src",
        "font-src",
        "connect-src",
        "img-src",
        "media-src",
        "frame-src",
    }


def test_only_search_may_compile_webassembly() -> None:
    """The policy gets 'wasm-unsafe-eval' with search, and not without."""
    assert "wasm" not in csp(PLAIN)
    assert policy(Config(search=Search(enabled=True)))["script-src"] == "'self' 'wasm-unsafe-eval'"


@pytest.mark.parametrize(
    ("url", "foreign"),
    [
        ("/x.png", False),
        ("x.png", False),
        ("data:image/png;base64,", False),
        ("https://me.example/x.png", False),
        ("https://other.example/x.png", True),
        ("//other.example/x.png", True),
        ("HTTP://OTHER.example/x", True),
        ("https://img.allowed.example/x.png", False),
        ("https://allowed.example/x.png", True),
        ("https://me.example@other.example/x.png", True),
    ],
)
def test_foreign_is_what_asks_a_host_that_is_not_allowed(url: str, *, foreign: bool) -> None:
    """The own host, allowed hosts and what asks nobody are not foreign."""
    config = Config(base_url=PLAIN.base_url, privacy=Privacy(allow_hosts=("*.allowed.example",)))
    assert foreign == is_third_party(url, config)


@pytest.mark.parametrize("name", sorted(HOST_FILES))
def test_every_host_is_told_every_header(name: str) -> None:
    """Each file has each header with its value, and the assets of the base path for ever."""
    text = write_headers(PLAIN, name)
    for header, value in response_headers(PLAIN).items():
        assert re.search(rf"{header}:? \"?{re.escape(value)}", text)
    assert "/notes/assets/" in text.replace("\\", "")
    assert "immutable" in text


def test_other_sites_frame_pages_only_where_the_site_lets_them() -> None:
    """The header forbids frames, which a meta element cannot, unless headers.frames is set."""
    framed = Config(headers=Headers(frames=True))
    policies = [response_headers(config)["Content-Security-Policy"] for config in (PLAIN, framed)]
    assert ["frame-ancestors 'none'" in policy for policy in policies] == [True, False]
    assert "frame-ancestors" not in csp(PLAIN)


def test_the_files_are_published_when_they_are_asked_for(
    make_site: Callable[[Mapping[str, str | bytes]], SiteFolder],
) -> None:
    """A file for each host that the configuration names, and for no other."""
    site = make_site({"content/a.md": "Text.", "sitegen.toml": '[headers]\nfiles = ["netlify", "caddy"]\n'})
    published = site.publish()
    there = {name for name, file in HOST_FILES.items() if file.path in published}
    assert there == {"netlify", "caddy"}


def test_mistakes_in_names_of_hosts_are_found() -> None:
    """What could smuggle a directive into the policy is no host; a kind of host has a known name."""
    wrong = Config(
        headers=Headers(files=("netlfy",)),
        privacy=Privacy(allow_hosts=("a.example; script-src *",), allow_scripts=("https://a.example",)),
    )
    assert ["did you mean 'netlify'?"] == [
        mistake.hint for mistake in find_mistakes(wrong) if mistake.path == ("headers", "files")
    ]
    assert len(list(find_mistakes(wrong))) == 3
    assert sorted(HOSTS) == sorted(HOST_FILES)
