"""ImportedSite -> the text of sitegen.toml: what differs from the defaults of its dialect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sitegen.config import Config, Language, MenuItem, Taxonomy, read_config
from sitegen.config.toml_text import write_key, write_value, write_values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sitegen.config import NavItem
    from sitegen.importing.generators.imported import ImportedSite

_HEAD = """\
# Written by `sitegen import` from a site made with {generator}.
# Run the command again to bring in changes of the old configuration: it keeps what you change here.

"""


def write_settings(site: ImportedSite) -> str:
    """Return the text of sitegen.toml."""
    text = _HEAD.format(generator=site.generator) + write_values(_find_changed(site.config), site.comments)
    if site.redirects:
        redirects = "".join(
            f"{write_value(old)} = {write_value(new)}\n" for old, new in sorted(site.redirects.items())
        )
        text += f"\n# Old addresses and where they lead now.\n[redirects]\n{redirects}"
    if site.nav:
        text += "\n# The navigation, in the order of the old site.\n" + "\n".join(
            _write_entry(item) for item in site.nav
        )
    return text


def _find_changed(config: Config) -> dict[str, Any]:
    """Return the options whose values aren't those of the dialect anyway."""
    usual = msgspec.to_builtins(read_config(f'dialect = "{config.dialect}"', "")[0])
    values = msgspec.to_builtins(config)
    changed = {key: _without_usual(value, usual[key]) for key, value in values.items() if value != usual[key]}
    for key, blank in (("taxonomies", Taxonomy), ("menu", MenuItem)):
        if key in changed:
            changed[key] = [_without_defaults(item, blank) for item in changed[key]]
    if "languages" in changed:
        blank = msgspec.to_builtins(Language())
        changed["languages"] = {
            code: {
                key: _without_blanks(value) if key == "nav" else value
                for key, value in table.items()
                if value != blank[key]
            }
            for code, table in changed["languages"].items()
        }
    if config.dialect != "sitegen":
        changed["dialect"] = str(config.dialect)
    order = ["title", "description", "base_url", "dialect"]
    names = [*order, *(key for key in changed if key not in order)]
    return {"title": config.title} | {key: changed[key] for key in names if key in changed}


def _without_blanks(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return entries of a navigation with only the keys that have values."""
    return [
        {key: _without_blanks(value) if key == "items" else value for key, value in entry.items() if value}
        for entry in entries
    ]


def _without_usual(value: Any, usual: Any) -> Any:  # noqa: ANN401  options have many types
    if not isinstance(value, dict) or not isinstance(usual, dict):
        return value
    return {
        key: _without_usual(item, usual.get(key))
        if isinstance(usual.get(key), dict) and _is_table(usual[key])
        else item
        for key, item in value.items()
        if item != usual.get(key)
    }


def _is_table(value: Mapping[str, Any]) -> bool:
    """Return whether a mapping has options, not names that users choose: those count as a whole."""
    return (
        bool(value)
        and all(name.isidentifier() for name in value)
        and not all(isinstance(item, str) for item in value.values())
    )


def _without_defaults(item: Mapping[str, Any], kind: type[Taxonomy | MenuItem]) -> dict[str, Any]:
    if kind is Taxonomy:
        blank = msgspec.to_builtins(Taxonomy(name=item["name"]))
    else:
        blank = msgspec.to_builtins(MenuItem(name="-", target="-"))
    return {key: value for key, value in item.items() if value != blank.get(key) or key == "name"}


def _write_entry(item: NavItem) -> str:
    lines = ["[[nav]]"]
    lines += [f"{key} = {write_value(text)}" for key, text in _texts(item)]
    if item.items:
        lines.append(f"items = {_write_items(item.items, '')}")
    return "\n".join(lines) + "\n"


def _write_items(items: Sequence[NavItem], indent: str) -> str:
    inner = f"{indent}  "
    return "[\n" + "".join(f"{inner}{_write_inline(item, inner)},\n" for item in items) + f"{indent}]"


def _write_inline(item: NavItem, indent: str) -> str:
    pairs = [f"{write_key(key)} = {write_value(text)}" for key, text in _texts(item)]
    if item.items:
        pairs.append(f"items = {_write_items(item.items, indent)}")
    return f"{{ {', '.join(pairs)} }}"


def _texts(item: NavItem) -> list[tuple[str, str]]:
    pairs = (("title", item.title), ("page", item.page), ("url", item.url))
    return [(key, text) for key, text in pairs if text]
