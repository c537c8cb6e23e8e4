"""An exception that a template caused -> a Problem that names the template, its line and the page."""

from __future__ import annotations

from traceback import walk_tb
from typing import TYPE_CHECKING

import jinja2

from sitegen.budget import OutOfTimeError
from sitegen.errors import Problem, error
from sitegen.render.words import translate

if TYPE_CHECKING:
    from sitegen.config import Config
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
            f"there is no template {mistake.name!r}",
            path=path or shown,
            line=line,
            page=shown if path else "",
        )
    if isinstance(mistake, jinja2.TemplateSyntaxError):
        path = (
            layouts.templates[mistake.name].path if mistake.name in layouts.templates else str(mistake.name)
        )
        return error("template-syntax", str(mistake.message), path=path, line=mistake.lineno)
    path, line = _place(mistake, layouts)
    if not path:
        raise mistake
    message = str(mistake) or type(mistake).__name__
    if isinstance(mistake, KeyError):
        message = f"there is no key {message}"
    elif not isinstance(mistake, jinja2.TemplateError):
        message = translate(message)
    if isinstance(mistake, RecursionError):
        message = "the templates include each other without end"
    message, _, hint = message.partition("\n")
    return error("template-error", message, path=path, line=line, hint=hint, page=shown)


def describe_overrun(mistake: BaseException, layouts: Layouts, shown: str, config: Config) -> Problem:
    """Return the Problem of a page whose templates took longer, or more memory, than they may."""
    path, line = _place(mistake, layouts)
    limits = config.limits
    if isinstance(mistake, MemoryError):
        code, most = "too-much-memory", f"{limits.page_memory_bytes:,} bytes of memory"
        hint = "does it repeat or pad something without end? otherwise raise limits.page_memory_bytes"
    else:
        code, most = "too-slow", f"{limits.page_seconds:g} s"
        hint = "is there a loop that never ends? otherwise raise limits.page_seconds"
    message = f"rendering took more than {most}"
    return error(code, message, path=path or shown, line=line, hint=hint, page=shown if path else "")


def _place(mistake: BaseException, layouts: Layouts) -> tuple[str, int]:
    """Return (path, line) of the innermost line of a template in the traceback."""
    paths = {template.path for template in layouts.templates.values()}
    place = ("", 0)
    for frame, line in walk_tb(mistake.__traceback__):
        if frame.f_code.co_filename not in paths:
            continue
        # What Jinja2 does not handle itself still has the lines of the Python that a template became.
        template = frame.f_globals.get("__jinja_template__")
        if template is not None and isinstance(mistake, OutOfTimeError):
            line = template.get_corresponding_lineno(line)  # noqa: PLW2901  the same line, in the template
        place = (frame.f_code.co_filename, line)
    return place
