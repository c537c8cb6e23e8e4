"""The table [redirects]: what is published for it, what hosts are told, and what is wrong with it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

PAGES: dict[str, str | bytes] = {
    "content/blog/_index.md": "---\ntitle: Blog\n---\n",
    "content/blog/a.md": "---\ntitle: A\naliases: [/alias/]\n---\n## Part\n\nText",
    "content/blog/b.md": "---\ntitle: B\n---\n## Other\n\nText",
}
BASE = 'base_url = "https://example.org/base"\n'


def write_table(table: Mapping[str, str], more: str = "") -> str:
    lines = (f"{json.dumps(key)} = {json.dumps(target)}\n" for key, target in table.items())
    return f"{BASE}{more}[redirects]\n{''.join(lines)}"


def targets_of(site: SiteFolder) -> dict[str, str]:
    """Return where each published page redirects."""
    pages = {path: data.decode() for path, data in site.publish().items() if path.endswith(".html")}
    refreshes = {
        path: re.search(r'http-equiv="refresh" content="0; url=([^"]*)"', html)
        for path, html in pages.items()
    }
    return {path: match[1] for path, match in refreshes.items() if match}


def faults(site: SiteFolder) -> list[tuple[str, int, int, str]]:
    return [(problem.path, problem.line, problem.column, problem.code) for problem in site.build().problems]


@pytest.mark.parametrize(
    ("old", "new", "output", "expected"),
    [
        ("/old/", "/blog/a/", "old/index.html", "/base/blog/a/"),
        ("/old", "/blog/a/", "old/index.html", "/base/blog/a/"),
        ("/old.html", "blog/a.md", "old.html", "/base/blog/a/"),
        ("/o%20ld/", "/blog/a/#part", "o ld/index.html", "/base/blog/a/#part"),
        ("/old/", "https://example.com/x", "old/index.html", "https://example.com/x"),
        ("/old/", "/alias/", "old/index.html", "/base/blog/a/"),
        ("/old/", "/alias/#part", "old/index.html", "/base/blog/a/#part"),
    ],
)
def test_an_old_address_has_a_page_that_leads_on(
    make_site: Maker, old: str, new: str, output: str, expected: str
) -> None:
    site = make_site({**PAGES, "sitegen.toml": write_table({old: new})})
    assert targets_of(site)[output] == expected


def test_a_chain_leads_to_its_end_at_once(make_site: Maker) -> None:
    table = {"/1/": "/2/", "/2/": "/3/#part", "/3/": "/blog/a/"}
    site = make_site({**PAGES, "sitegen.toml": write_table(table)})
    targets = targets_of(site)
    assert [targets[f"{name}/index.html"] for name in "123"] == [
        "/base/blog/a/#part",
        "/base/blog/a/#part",
        "/base/blog/a/",
    ]


def test_a_pattern_has_a_page_for_each_page_below_the_new_folder(make_site: Maker) -> None:
    """A page that is still below the old folder stays, and an entry of its own goes first."""
    table = {"/talks/*": "/blog/:splat", "/talks/b/": "/blog/a/"}
    site = make_site({**PAGES, "content/talks/c.md": "Here", "sitegen.toml": write_table(table)})
    talks = {path: target for path, target in targets_of(site).items() if path.startswith("talks/")}
    assert talks == {"talks/a/index.html": "/base/blog/a/", "talks/b/index.html": "/base/blog/a/"}


def test_parts_of_an_address_lead_to_where_they_are_now(make_site: Maker) -> None:
    """On the page of an old address, and on a page that still exists; without scripts, to the first."""
    table = {"/old/#x y": "/blog/a/#part", "/old/#z": "/blog/b/", "/blog/b/#gone": "/blog/b/#other"}
    site = make_site({**PAGES, "sitegen.toml": write_table(table)})
    assert targets_of(site)["old/index.html"] == "/base/blog/a/"
    assert (
        '<template><a data-part="x%20y" href="/base/blog/a/#part"></a>'
        '<a data-part="z" href="/base/blog/b/"></a></template>' in site.page("old/index.html")
    )
    assert '<a data-part="gone" href="/base/blog/b/#other"></a>' in site.page("blog/b/index.html")
    assert "moved-parts" not in site.page("blog/a/index.html")


def test_a_page_without_moved_parts_has_no_word_of_them(make_site: Maker) -> None:
    site = make_site({**PAGES, "sitegen.toml": write_table({"/old/": "/blog/a/"})})
    site.publish()
    assert "<template>" not in site.page("old/index.html") + site.page("blog/a/index.html")


def test_a_link_to_an_old_address_is_told_the_new_one(make_site: Maker) -> None:
    site = make_site(
        {**PAGES, "sitegen.toml": write_table({"/old/": "/blog/a/"}), "content/c.md": "[x](/old/)\n"}
    )
    assert [(problem.code, problem.hint) for problem in site.build().problems] == [
        ("redirected-link", "link to /blog/a/ directly")
    ]


def test_a_mistake_has_the_place_of_its_key(make_site: Maker) -> None:
    """A target or a part that is not there, a circle, an address that is taken, a pattern for no page."""
    table = {
        "/1/": "/nowhere/",
        "/2/": "/blog/a/#nothing",
        "/3/": "/4/",
        "/4/": "/3/",
        "/blog/a/": "/blog/b/",
        "/6/*": "/none/:splat",
        "/7/": "https:///",
        "/blog/a/#part": "/blog/b/",
        "/alias/": "/blog/b/",
        "/8": "/blog/b/",
        "/8/": "/blog/b/",
    }
    site = make_site({**PAGES, "sitegen.toml": write_table(table)})
    assert faults(site) == [
        ("sitegen.toml", 3, 1, "broken-link"),
        ("sitegen.toml", 4, 1, "broken-anchor"),
        ("sitegen.toml", 5, 1, "redirect-loop"),
        ("sitegen.toml", 6, 1, "redirect-loop"),
        ("sitegen.toml", 7, 1, "url-collision"),
        ("sitegen.toml", 8, 1, "broken-link"),
        ("sitegen.toml", 9, 1, "broken-link"),
        ("sitegen.toml", 10, 1, "url-collision"),
        ("sitegen.toml", 11, 1, "url-collision"),
        ("sitegen.toml", 13, 1, "url-collision"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("old/", "/blog/a/"),
        ("https://example.org/old/", "/blog/a/"),
        ("/old/?p=1", "/blog/a/"),
        ("/old/#", "/blog/a/"),
        ("/old*", "/blog/a/"),
        ("/*/old/", "/blog/a/"),
        ("/a/../b/", "/blog/a/"),
        ("/old/", ""),
        ("/old/", "javascript:alert(1)"),
        ("/old/", "/blog/*"),
        ("/old/", "/blog/:splat"),
        ("/old/*", "/blog/:splat/x"),
        ("/old/*", "/blog:splat"),
        ("/old/", "https://a.example/ b"),
        ("/old/", "https://a.example/\nSetHandler x"),
        ("/old/", "https://a.example/\u0085b"),
    ],
)
def test_an_entry_that_means_nothing_is_refused(make_site: Maker, old: str, new: str) -> None:
    site = make_site({**PAGES, "sitegen.toml": write_table({old: new})})
    assert faults(site) == [("sitegen.toml", 3, 1, "config-value")]


def test_a_pattern_that_no_page_can_stand_for_needs_a_host(make_site: Maker) -> None:
    table = {"/old/*": "/blog/", "/shop/*": "https://shop.example.com/:splat"}
    site = make_site({**PAGES, "sitegen.toml": write_table(table)})
    assert faults(site) == [("sitegen.toml", line, 1, "redirect-pattern") for line in (3, 4)]
    site.write("sitegen.toml", write_table(table, 'urls.redirects_for = ["netlify"]\n'))
    assert faults(site) == []


TABLE = {
    "/old/": "/blog/a/",
    "/x.php": "https://example.com/x",
    "/gone/*": "/blog/:splat",
    "/all/*": "/blog/",
}
RULES = {
    "netlify": [
        "/alias /base/blog/a/ 301!",
        "/old /base/blog/a/ 301!",
        "/x.php https://example.com/x 301!",
        "/all/* /base/blog/ 301",
        "/gone/* /base/blog/:splat 301",
    ],
    "cloudflare": [
        "/alias /base/blog/a/ 301",
        "/alias/ /base/blog/a/ 301",
        "/old /base/blog/a/ 301",
        "/old/ /base/blog/a/ 301",
        "/x.php https://example.com/x 301",
        "/all/* /base/blog/ 301",
        "/gone/* /base/blog/:splat 301",
    ],
}


@pytest.mark.parametrize("host", RULES)
def test_rules_of_a_host(make_site: Maker, host: str) -> None:
    site = make_site({**PAGES, "sitegen.toml": write_table(TABLE, f'urls.redirects_for = ["{host}"]\n')})
    assert site.publish()["_redirects"].decode() == "".join(f"/base{rule}\n" for rule in RULES[host])


def test_rules_of_vercel(make_site: Maker) -> None:
    """Marks that mean something to its patterns do not, in an address."""
    config = write_table({**TABLE, "/a(b)/": "/blog/b/"}, 'urls.redirects_for = ["vercel"]\n')
    site = make_site({**PAGES, "sitegen.toml": config})
    redirects = json.loads(site.publish()["vercel.json"])["redirects"]
    assert {rule["source"]: rule["destination"] for rule in redirects} == {
        "/base/alias": "/base/blog/a/",
        "/base/alias/": "/base/blog/a/",
        "/base/a\\(b\\)": "/base/blog/b/",
        "/base/a\\(b\\)/": "/base/blog/b/",
        "/base/old": "/base/blog/a/",
        "/base/old/": "/base/blog/a/",
        "/base/x.php": "https://example.com/x",
        "/base/all/:rest*": "/base/blog/",
        "/base/gone/:rest*": "/base/blog/:rest*",
    }


@pytest.mark.parametrize("host", ["nginx", "apache", "caddy"])
def test_the_patterns_of_a_server_match_old_addresses_only(make_site: Maker, host: str) -> None:
    config = write_table(TABLE, f'urls.redirects_for = ["{host}"]\n')
    site = make_site({**PAGES, "sitegen.toml": config})
    path = {"nginx": "_redirects.nginx", "apache": ".htaccess", "caddy": "_redirects.caddy"}[host]
    rules = site.publish()[path].decode().replace("\\\\", "\\")
    patterns = [re.sub(r"\?<\w+>", "", text) for text in re.findall(r'["`]~?(\^[^"`]*)["`]', rules)]
    exact = re.findall(r'  "(/[^"]*)"', rules)
    matched = [
        address
        for address in ("/base/old/", "/base/gone/x/y", "/base/xxphp", "/base/x.php", "/base/blog/a/")
        if address in exact or any(re.match(pattern, address) for pattern in patterns)
    ]
    assert matched == ["/base/old/", "/base/gone/x/y", "/base/x.php"]


def test_headers_and_redirects_share_the_file_of_apache(make_site: Maker) -> None:
    config = write_table(
        {"/old/": "/blog/a/"}, 'urls.redirects_for = ["apache"]\nheaders.files = ["apache"]\n'
    )
    site = make_site({**PAGES, "sitegen.toml": config})
    text = site.publish()[".htaccess"].decode()
    assert (text.count("mod_headers.c"), text.count("mod_alias.c")) == (1, 1)


def test_hosts_keep_the_pages_that_are_still_below_an_old_folder(make_site: Maker) -> None:
    """A pattern would hide them: it becomes a rule for each page that has moved."""
    config = write_table({"/talks/*": "/blog/:splat"}, 'urls.redirects_for = ["netlify"]\n')
    site = make_site({**PAGES, "content/talks/c.md": "Here", "sitegen.toml": config})
    rules = site.publish()["_redirects"].decode().splitlines()
    assert "/base/talks/a /base/blog/a/ 301!" in rules
    assert not any("*" in rule for rule in rules)


@pytest.mark.parametrize(
    ("hosts", "count"), [('["netlify", "cloudflare"]', 1), ('["netlfy"]', 1), ('["vercel", "nginx"]', 0)]
)
def test_hosts_that_read_one_file_in_two_forms_exclude_each_other(
    make_site: Maker, hosts: str, count: int
) -> None:
    site = make_site({**PAGES, "sitegen.toml": f"{BASE}urls.redirects_for = {hosts}\n"})
    assert len(faults(site)) == count


def test_an_edit_of_the_table_gives_what_a_clean_build_gives(make_site: Maker) -> None:
    site = make_site({**PAGES, "sitegen.toml": write_table({"/old/": "/blog/a/", "/blog/b/#x": "/blog/a/"})})
    site.publish()
    site.write("sitegen.toml", write_table({"/old/": "/blog/b/", "/other/*": "/blog/:splat"}))
    site.publish()
    site.write("content/blog/b.md", "---\ntitle: B\nslug: bb\n---\nText")
    site.write("sitegen.toml", write_table({"/old/": "blog/b.md", "/other/*": "/blog/:splat"}))
    assert site.publish() == site.publish(force=True)
    assert targets_of(site)["other/bb/index.html"] == targets_of(site)["old/index.html"] == "/base/blog/bb/"


def test_a_pattern_leads_to_pages_with_any_name(make_site: Maker) -> None:
    """Their addresses are percent-encoded, and a `#` or `%` in a name stays one."""
    addresses = {"Öl & Teer": "%C3%96l%20&amp;%20Teer", "100% #1": "100%25%20%231", "plain": "plain"}
    site = make_site(
        {
            "sitegen.toml": write_table({"/old/*": "/news/:splat"}),
            **{f"content/news/{name}.md": "Text." for name in addresses},
        }
    )
    targets = targets_of(site)
    assert {name: targets[f"old/{name}/index.html"] for name in addresses} == {
        name: f"/base/news/{address}/" for name, address in addresses.items()
    }
