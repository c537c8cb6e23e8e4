"""A component or shortcode that many themes have -> the directive of the theme that shows the same.

A site's own template of the component's name comes first: this is only asked without one.
"""

from __future__ import annotations

import msgspec

from sitegen.core.model import Directive

#: Name of an aside -> the directive that looks like it.
_ASIDES = {
    "info": "note", "success": "tip", "important": "warning", "caution": "warning", "danger": "warning",
    "note": "note", "tip": "tip", "warning": "warning", "error": "warning", "primary": "note",
    "secondary": "note", "light": "note", "abstract": "note", "question": "note", "example": "note",
    "ok": "tip", "default": "note", "hint": "tip", "failure": "warning", "bug": "warning", "quote": "note",
}  # fmt: skip
#: Components that name the kind of aside: as an option, or as their first argument.
_NAMED_ASIDES = frozenset(
    ("Aside", "Admonition", "Callout", "admonition", "admonitions", "alert", "callout", "hint", "notice")
)
_KINDS = ("type", "color", "style", "level", "context")
#: Components -> directives; their options have the same names.
_COMPONENTS = {
    "Tabs": "tabs", "TabItem": "tab", "Tab": "tab", "Steps": "steps", "CardGrid": "cards", "Cards": "cards",
    "Card": "card", "LinkCard": "card", "FileTree": "files", "Details": "details", "Badge": "badge",
    "Link": "link", "LinkButton": "link", "button": "link", "btn": "link", "tabpane": "tabs",
    "cardpane": "cards", "columns": "cards", "column": "card", "expand": "details", "collapse": "details",
    "spoiler": "details", "accordion": "details",
}  # fmt: skip
#: Embeds of other hosts -> (the address of what they show, the text of a link to it).
_EMBEDS = {
    "youtube": ("https://www.youtube.com/watch?v={}", "Watch on YouTube"),
    "youtubeLite": ("https://www.youtube.com/watch?v={}", "Watch on YouTube"),
    "vimeo": ("https://vimeo.com/{}", "Watch on Vimeo"),
    "vimeo_simple": ("https://vimeo.com/{}", "Watch on Vimeo"),
    "bilibili": ("https://www.bilibili.com/video/{}", "Watch on bilibili"),
    "gist": ("https://gist.github.com/{}/{}", "See the gist on GitHub"),
    "tweet": ("https://twitter.com/{}/status/{}", "Read on X"),
    "twitter": ("https://twitter.com/{}/status/{}", "Read on X"),
    "twitter_simple": ("https://twitter.com/{}/status/{}", "Read on X"),
    "x": ("https://x.com/{}/status/{}", "Read on X"),
    "x_simple": ("https://x.com/{}/status/{}", "Read on X"),
    "instagram": ("https://www.instagram.com/p/{}/", "See on Instagram"),
    "instagram_simple": ("https://www.instagram.com/p/{}/", "See on Instagram"),
}
#: Options that hold what the pattern of an embed needs, in its order.
_EMBED_OPTIONS = ("user", "id", "username", "bvid")

#: Components that only decorate, or show what the theme shows anyway.
_NEEDLESS = frozenset(("Icon", "TOCInline"))


def find_component(directive: Directive) -> Directive | None:
    """Return the directive that shows a component; None if the component is unknown."""
    name = directive.name
    if name in _NAMED_ASIDES:
        return _show_aside(directive)
    if name in _NEEDLESS:
        return msgspec.structs.replace(directive, name="badge", arguments=(), options=())
    if name in _EMBEDS:
        return _link_embed(directive)
    if name in _ASIDES:
        return _write_aside(directive, name, dict(directive.options).get("title", ""))
    replacement = _COMPONENTS.get(name)
    return None if replacement is None else msgspec.structs.replace(directive, name=replacement)


def _show_aside(directive: Directive) -> Directive:
    """Return an aside of the kind that its options or its first argument name."""
    options = dict(directive.options)
    arguments = directive.arguments
    kind = next((options[key] for key in _KINDS if key in options), "")
    if not kind and arguments and arguments[0].lower() in _ASIDES:
        kind, arguments = arguments[0], arguments[1:]
    return _write_aside(directive, kind or "note", options.get("title") or " ".join(arguments))


def _write_aside(directive: Directive, kind: str, title: str) -> Directive:
    name = _ASIDES.get(kind.lower(), "note")
    return msgspec.structs.replace(directive, name=name, arguments=(title,) if title else (), options=())


def _link_embed(directive: Directive) -> Directive | None:
    pattern, text = _EMBEDS[directive.name]
    options = dict(directive.options)
    parts = [options[key] for key in _EMBED_OPTIONS if key in options] or list(directive.arguments)
    count = pattern.count("{}")
    if len(parts) < count:
        return None
    link = (("href", pattern.format(*parts[:count])), ("text", options.get("title") or text))
    return msgspec.structs.replace(directive, name="link", arguments=(), options=link)
