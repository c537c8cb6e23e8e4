"""A missing icon -> a warning with the package to install."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.core.problems import warning

if TYPE_CHECKING:
    from sitegen.core.problems import Problem


def describe_icon(name: str, package: str, path: str, line: int, column: int) -> Problem:
    """Return the warning about a name without an icon; ``package`` would have it, and isn't installed.

    Such an icon is left out: it only decorates. The name of an emoji stays.
    """
    if package:
        message = f"the icon :{name}: needs the package {package}"
        hint = "pip install 'sitegen-ssg[icons]'"
    else:
        message = f"there is no icon or emoji :{name}:"
        hint = "look its name up, or write the character itself"
    return warning("icon-missing", message, path=path, line=line, column=column, hint=hint, subject=name)
