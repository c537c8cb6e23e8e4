"""An object of Python -> its members that are shown, in order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import griffe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sitegen.reference.markup import Documented
    from sitegen.reference.request import Options

_CATEGORIES = (griffe.Kind.ATTRIBUTE, griffe.Kind.CLASS, griffe.Kind.FUNCTION, griffe.Kind.MODULE)
_BROKEN = (griffe.AliasResolutionError, griffe.CyclicAliasError)


def choose_members(obj: Documented, options: Options) -> list[Documented]:
    """Return the members of an object that a page shows; the option `members` applies to the root only."""
    available = {**_inherited(obj, options), **obj.members}
    if isinstance(options.members, tuple):
        named = (available.get(name) for name in options.members)
        return [member for member in named if member is not None and _is_sound(member)]
    if options.members is False:
        return []
    chosen = [member for name, member in available.items() if _is_shown(name, member, obj, options)]
    return _sort(chosen, obj, options)


def _inherited(obj: Documented, options: Options) -> Mapping[str, Documented]:
    if not options.inherited_members or not obj.is_class:
        return {}
    names = options.inherited_members
    return {
        name: member
        for name, member in obj.inherited_members.items()
        if names is True or (not isinstance(names, bool) and name in names)
    }


def _is_sound(member: Documented) -> bool:
    """Return whether an object is known, and not an alias into a missing package."""
    try:
        return bool(member.kind)
    except _BROKEN:
        return False


def _is_shown(name: str, member: Documented, obj: Documented, options: Options) -> bool:
    if not _is_sound(member):
        return False
    if isinstance(member, griffe.Alias) and not member.inherited and not _exports(obj, name):
        return False
    if member.is_module and not options.show_submodules:
        return False
    if options.members is None and not _passes(name, member, options.filters):
        return False
    if name == "__init__" and options.merge_init_into_class:
        return False
    return options.show_if_no_docstring or member.has_docstrings


def _exports(obj: Documented, name: str) -> bool:
    return obj.exports is not None and name in {str(getattr(one, "name", one)) for one in obj.exports}


def _passes(name: str, member: Documented, filters: tuple[str, ...] | str | None) -> bool:
    if isinstance(filters, str):  # public
        return bool(member.is_public)
    shown = not filters or any(text.startswith("!") for text in filters)
    for text in filters or ():
        if re.search(text.removeprefix("!"), name):
            shown = not text.startswith("!")
    return shown


def _sort(members: Iterable[Documented], obj: Documented, options: Options) -> list[Documented]:
    order = options.members_order
    order = order if isinstance(order, str) else order[0]
    chosen = sorted(members, key=lambda member: member.name.lower())
    if order == "__all__" and obj.exports is not None:
        names = [str(getattr(item, "name", item)) for item in obj.exports]
        chosen.sort(key=lambda member: names.index(member.name) if member.name in names else len(names))
    elif order == "source":
        chosen.sort(key=_line_of)
    if options.group_by_category:
        chosen.sort(key=lambda member: _CATEGORIES.index(member.kind) if member.kind in _CATEGORIES else 0)
    return chosen


def _line_of(member: Documented) -> int:
    return (member.alias_lineno if isinstance(member, griffe.Alias) else member.lineno) or 0
