"""Layouts -> a Jinja2 environment: strict, escaping, with the functions and filters that templates have."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import jinja2

from sitegen.core.builtin_theme import find_templates
from sitegen.core.wording import ENGLISH
from sitegen.render.filters import format_date, iso, rfc822, to_json
from sitegen.render.messages import Undefined
from sitegen.render.sandbox import BoundedEnvironment, bounded_range
from sitegen.theme.precompiled import FOLDER, SITE_TEMPLATES, PrecompiledTemplates, write_ahead

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.theme.layouts import Layouts


class _Loader(jinja2.BaseLoader):
    def __init__(self, layouts: Layouts) -> None:
        self._templates = layouts.templates
        self._names = list(layouts.templates)

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Any]:
        if template not in self._templates:
            raise jinja2.TemplateNotFound(template)
        layout = self._templates[template]
        return layout.text, layout.path, None

    def list_templates(self) -> list[str]:
        return self._names


#: Environments by the digests of their layouts and extensions: a worker gets the same with every job.
_ENVIRONMENTS: dict[tuple[str, ...], BoundedEnvironment] = {}


def environment_for(layouts: Layouts) -> BoundedEnvironment:
    """Return the environment of these layouts, created once in each process."""
    extensions = layouts.extensions
    key = (layouts.digest, *(used.digest for used in extensions.used)) if extensions else (layouts.digest,)
    environment = _ENVIRONMENTS.get(key)
    if environment is None:
        _ENVIRONMENTS.clear()  # a server that rebuilds for hours must not accumulate them
        environment = _ENVIRONMENTS[key] = _make(_Loader(layouts))
        if extensions:
            from sitegen.render.extensions import ExtensionNames

            environment.names = ExtensionNames(extensions)
            environment.names.add_to(environment)
    return environment


def compile_theme(layouts: Path, folder: Path = FOLDER) -> None:
    """Compile the theme's templates, so that builds don't have to."""
    texts = {name: path.read_text("utf-8-sig") for name, path in find_templates(layouts)}
    write_ahead(_make(None), texts, folder)


def _make(loader: _Loader | None) -> BoundedEnvironment:
    environment = BoundedEnvironment(
        loader=loader,
        bytecode_cache=PrecompiledTemplates(compiled=SITE_TEMPLATES),
        autoescape=True,
        undefined=Undefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.globals["range"] = bounded_range
    environment.filters |= {
        "date": partial(format_date, ENGLISH),
        "iso": iso,
        "rfc822": rfc822,
        "tojson": to_json,
    }
    return environment
