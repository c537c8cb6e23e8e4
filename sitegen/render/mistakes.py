"""An exception that a template caused -> a Problem that names the template, its line and the page."""

from __future__ import annotations

from traceback import walk_tb
from typing import TYPE_CHECKING

import jinja2

from sitegen.errors import Problem, error

if TYPE_CHECKING:
    from sitegen.render.layouts import Layouts

#: What a mistake in a template can raise. Anything else, and any of these that does not pass
#: through a line of a template, is a bug of ours and is raised.
TEMPLATE_MISTAKES = (
    jinja2.TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


def describe_mistake(mistake: BaseException, layouts: Layouts, shown: str) -> Problem:
    """Return the Problem; ``shown`` is the page that was being rendered."""
    if isinstance(mistake, jinja2.TemplateNotFound):
        path, line = _place(mistake, layouts)
        return error(
            "template-missing",
            f"there is no template {mistake.name!r} (while rendering {shown})",
            path=path or shown,
            line=line,
        )
    if isinstance(mistake, jinja2.TemplateSyntaxError):
        path = (
            layouts.templates[mistake.name].path if mistake.name in layouts.templates else str(mistake.name)
        )
        return error("template-syntax", str(mistake.message), path=path, line=mistake.lineno)
    path, line = _place(mistake, layouts)
    if not path:
        raise mistake
    message = (
        str(mistake) if isinstance(mistake, jinja2.TemplateError) else f"{type(mistake).__name__}: {mistake}"
    )
    if isinstance(mistake, RecursionError):
        message = "the templates include each other without end"
    return error(
        "template-error", f"{message.splitlines()[0]} (while rendering {shown})", path=path, line=line
    )


def _place(mistake: BaseException, layouts: Layouts) -> tuple[str, int]:
    """Return (path, line) of the innermost line of a template in the traceback."""
    paths = {template.path for template in layouts.templates.values()}
    place = ("", 0)
    for frame, line in walk_tb(mistake.__traceback__):
        if frame.f_code.co_filename in paths:
            place = (frame.f_code.co_filename, line)
    return place
