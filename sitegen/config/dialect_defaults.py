"""The defaults of a dialect's generator, for options that sitegen.toml leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Beside the other generator's folders, so that the two don't mix.
_OWN = {"layouts": "sitegen/layouts", "output": "sitegen/public"}
_GROUPS = [{"name": "tags"}, {"name": "categories"}]
#: What Jekyll leaves out of a site that is at the top of its repository, and what nobody publishes.
# fmt: off
_JEKYLL_LEAVES = [
    "_includes", "_layouts", "_sass", "_site", "_plugins", "_config*.yml", "Gemfile*", "*.gemspec",
    "Rakefile", "script", "test",
    "node_modules", "vendor", "package*.json", "README*", "CONTRIBUTING*", "LICENSE*", "CODE_OF_CONDUCT*",
    "CNAME",
]
# fmt: on
_POSTS = "/:categories/:year/:month/:day/:title.html"

#: Dialect -> the options that it sets, as sitegen.toml would.
CUSTOMS: dict[str, dict[str, Any]] = {
    "hugo": {"paths": _OWN, "taxonomies": _GROUPS, "urls": {"lowercase": True, "drop_signs": True}},
    "jekyll": {
        "markdown": {"liquid": True},
        "paths": _OWN | {"content": ".", "data": "_data"},
        "taxonomies": _GROUPS,
        "urls": {"style": "html", "patterns": {"_posts": _POSTS, "_drafts": _POSTS}},
        "ignore": _JEKYLL_LEAVES,
    },
    "pelican": {
        "markdown": {"heading_ids": "python"},
        "paths": _OWN,
        "taxonomies": [{"name": "tags", "path": "tag"}, {"name": "categories", "path": "category"}],
        "urls": {"style": "html", "patterns": {"": "/:slug.html", "pages": "/pages/:slug.html"}},
    },
    "mkdocs": {
        "markdown": {"heading_ids": "python"},
        "paths": _OWN | {"content": "docs"},
        "urls": {"readme": True},
    },
    "next": {"paths": _OWN | {"static": "public", "data": "sitegen/data"}},
    "zola": {
        "markdown": {"heading_ids": "zola"},
        "paths": _OWN,
        "urls": {"lowercase": True, "hyphens": True},
    },
    "mdbook": {
        "paths": _OWN | {"content": "src"},
        "urls": {"style": "html", "readme": True, "strip_date_prefix": False},
    },
    "myst": {"paths": _OWN | {"content": "."}, "urls": {"style": "html", "strip_date_prefix": False}},
    "docusaurus": {"paths": _OWN | {"content": "."}, "urls": {"style": "bare", "readme": True}},
    "starlight": {
        "paths": _OWN | {"content": "src/content/docs", "static": "public", "data": "sitegen/data"},
        "urls": {"lowercase": True, "strip_date_prefix": False},
    },
    "vitepress": {
        "markdown": {"heading_ids": "vitepress"},
        "paths": _OWN | {"content": ".", "static": "public", "data": "sitegen/data"},
        "urls": {"style": "html", "strip_date_prefix": False},
    },
    "obsidian": {"paths": _OWN | {"content": "."}, "urls": {"lowercase": True}},
}


def add_customs(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a configuration, with its dialect's defaults where it sets nothing."""
    customs = CUSTOMS.get(values["dialect"], {}) if isinstance(values.get("dialect"), str) else {}
    merged = dict(values)
    for name, custom in customs.items():
        builtin = merged.get(name)
        if name not in merged:
            merged[name] = custom
        elif isinstance(custom, dict) and isinstance(builtin, dict):
            merged[name] = custom | builtin
    return merged
