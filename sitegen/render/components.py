"""A component of Starlight, Docusaurus or Nextra -> the directive of the theme that shows the same.

A site's own template of the component's name comes first: this is only asked without one.
"""

from __future__ import annotations

import msgspec

from sitegen.core.model import Directive

#: What asides are called -> the directive that looks like them.
_ASIDES = {
    "info": "note", "success": "tip", "important": "warning", "caution": "warning", "danger": "warning",
}  # fmt: skip
#: Components -> directives; their options have the same names.
_COMPONENTS = {
    "Tabs": "tabs", "TabItem": "tab", "Tab": "tab", "Steps": "steps", "CardGrid": "cards", "Cards": "cards",
    "Card": "card", "LinkCard": "card", "FileTree": "files", "Details": "details", "Badge": "badge",
    "Link": "link", "LinkButton": "link",
}  # fmt: skip


#: Components that only decorate, or show what the theme shows anyway.
_NEEDLESS = frozenset(("Icon", "TOCInline"))


def find_component(directive: Directive) -> Directive | None:
    """Return the directive that shows a component; None if the component is unknown."""
    if directive.name in ("Aside", "Admonition", "Callout"):
        options = dict(directive.options)
        kind = options.get("type", "note")
        title = options.get("title", "")
        return msgspec.structs.replace(
            directive, name=_ASIDES.get(kind, kind), arguments=(title,) if title else (), options=()
        )
    if directive.name in _NEEDLESS:
        return msgspec.structs.replace(directive, name="badge", arguments=(), options=())
    name = _COMPONENTS.get(directive.name)
    return None if name is None else msgspec.structs.replace(directive, name=name)
