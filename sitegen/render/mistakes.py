"""An exception that a template caused -> a Problem that names the template, its line and the page."""

from __future__ import annotations

from traceback import walk_stack, walk_tb
from typing import TYPE_CHECKING

import jinja2

from sitegen.core.problems import Problem, error
from sitegen.core.suggest import nearest
from sitegen.core.text import lazy_compile
from sitegen.render.environment import environment_for
from sitegen.render.messages import WORDS, translate
from sitegen.workers.overruns import explain

if TYPE_CHECKING:
    from sitegen.config import Config
    from sitegen.theme.layouts import Layouts
    from sitegen.workers.pool import Overrun

_UNKNOWN = lazy_compile(r"[Nn]o (filter|test) named '([^']+)'")
#: Exceptions that a mistake in a template can raise. Anything else, and any of these that doesn't pass
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
    """Return the Problem of an exception; ``shown`` is the page that was being rendered."""
    if isinstance(mistake, jinja2.TemplateNotFound):
        path, line = _place(mistake, layouts)
        message = f"there is no template {mistake.name!r}"
        near = nearest(str(mistake.name), layouts.templates, cutoff=0.75)
        return error(
            "template-missing",
            message,
            path=path or shown,
            line=line,
            column=_column(path, line, message, layouts),
            hint=f"did you mean {near!r}?" if near else "create it in layouts/",
            page=shown if path else "",
        )
    if isinstance(mistake, jinja2.TemplateSyntaxError):
        return _describe_syntax(mistake, layouts)
    path, line = _place(mistake, layouts)
    if not path:
        raise mistake
    message = str(mistake) or type(mistake).__name__
    if isinstance(mistake, KeyError):
        message = f"there is no key {message}"
    elif not isinstance(mistake, jinja2.TemplateError):
        message = translate(message)
    if isinstance(mistake, RecursionError):
        message = "the templates include each other endlessly"
    message, _, hint = message.partition("\n")
    if unknown := _UNKNOWN.match(message):
        message, hint = _explain_unknown(unknown[1], unknown[2], layouts)
    if not hint and message.startswith(WORDS["NoneType"]):
        hint = "ask for it first, as in {% if page.date %}"
    column = _column(path, line, message, layouts)
    return error("template-error", message, path=path, line=line, column=column, hint=hint, page=shown)


def _describe_syntax(mistake: jinja2.TemplateSyntaxError, layouts: Layouts) -> Problem:
    """Return the Problem of a template that Jinja2 can't compile, such as one with an unknown filter."""
    from sitegen.theme.template_mistakes import explain_syntax

    template = layouts.templates.get(mistake.name or "")
    message, column, hint = explain_syntax(mistake, template.text if template else "")
    if unknown := _UNKNOWN.match(message):
        message, hint = _explain_unknown(unknown[1], unknown[2], layouts)
    path = template.path if template else str(mistake.name)
    return error("template-syntax", message, path=path, line=mistake.lineno, column=column, hint=hint)


def _explain_unknown(kind: str, name: str, layouts: Layouts) -> tuple[str, str]:
    """Return (message, hint) about a filter or test that doesn't exist."""
    environment = environment_for(layouts)
    near = nearest(name, environment.filters if kind == "filter" else environment.tests)
    hint = f"did you mean {near!r}?" if near else "the manual’s page about templates lists them"
    return f"there is no {kind} {name!r}", hint


def _column(path: str, line: int, message: str, layouts: Layouts) -> int:
    from sitegen.theme.template_mistakes import find_column

    text = next((template.text for template in layouts.templates.values() if template.path == path), "")
    return find_column(text, line, message)


def find_caller(layouts: Layouts) -> tuple[str, int]:
    """Return (path, line) of the line of a template that is being rendered at this moment."""
    names = {template.path: name for name, template in layouts.templates.items()}
    for frame, line in walk_stack(None):
        if (path := frame.f_code.co_filename) in names:
            template = environment_for(layouts).get_template(names[path])
            return path, template.get_corresponding_lineno(line)
    return "", 0


def describe_overrun(overrun: Overrun, layouts: Layouts, shown: str, config: Config) -> Problem:
    """Return the Problem of a page whose templates exceeded their limit of time or memory."""
    path, line = _find_place(overrun, layouts)
    code, message, hint = explain(overrun, "rendering", config.limits.page_memory_bytes)
    reason = _REASONS.get(overrun.kind, "")
    page = shown if path else ""
    return error(code, message, path=path or shown, line=line, hint=f"{reason}{hint}", page=page)


_REASONS = {
    "time": "is there a loop that never ends? otherwise ",
    "memory": "does it repeat or pad something without end? otherwise ",
}


def _find_place(overrun: Overrun, layouts: Layouts) -> tuple[str, int]:
    """Return (path, line) of the innermost line of a template or an extension that was being run."""
    if layouts.extensions:
        from sitegen.ext.load import locate_in

        if place := locate_in(layouts.extensions, overrun.places):
            return place
    names = {template.path: name for name, template in layouts.templates.items()}
    # A file name with escapes, as Python writes it where only ASCII is safe.
    spelled = {path.encode("ascii", "backslashreplace").decode(): path for path in names}
    for file, line in overrun.places:
        path = spelled.get(file, file)
        if path in names and overrun.kind == "time":  # the line of the Python that the template became
            template = environment_for(layouts).get_template(names[path])
            return path, template.get_corresponding_lineno(line)
        if path in names:
            return path, line
    return "", 0


def _place(mistake: BaseException, layouts: Layouts) -> tuple[str, int]:
    """Return (path, line) of the innermost line of a template in the traceback."""
    paths = {template.path for template in layouts.templates.values()}
    path_line = ("", 0)
    for frame, line in walk_tb(mistake.__traceback__):
        if frame.f_code.co_filename not in paths:
            continue
        path_line = (frame.f_code.co_filename, line)
    return path_line
