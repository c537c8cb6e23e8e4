"""Template sources -> Layouts: a value that can be sent to a worker, and what each template depends on."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

import jinja2
import msgspec
from jinja2 import meta

from sitegen.core.model import MadeIds
from sitegen.core.problems import Problem, error
from sitegen.core.text import lazy_compile
from sitegen.theme.precompiled import SITE_TEMPLATES, known_references, text_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.ext.registry import Extensions
    from sitegen.theme.template_mistakes import SyntaxMistake


class Template(msgspec.Struct, frozen=True, array_like=True):
    """One template file."""

    path: str  #: as a Problem names it: ``layouts/page.html``
    text: str


class Layouts(msgspec.Struct, frozen=True):
    """Every template by name; ``builtin/NAME`` always means the theme's own."""

    templates: dict[str, Template]
    digest: str  #: of all of it
    writes_addresses: bool = False  #: whether any of the site's own, or an extension, may
    extensions: Extensions | None = None  #: whose names templates can use

    def is_own(self, name: str) -> bool:
        """Return whether a template is the site's own, not the theme's."""
        theme = self.templates.get(f"builtin/{name}")
        return not name.startswith("builtin/") and theme is not self.templates[name]

    def own_templates(self) -> list[Template]:
        """Return the site's own templates."""
        return [template for name, template in self.templates.items() if self.is_own(name)]


def make_layouts(
    builtin: Mapping[str, Template],
    site_templates: Mapping[str, Template],
    themes: Mapping[str, Mapping[str, Template]] | None = None,
) -> Layouts:
    """Return the Layouts of a site: its own templates override those of themes, and these override ours."""
    templates = dict(builtin)
    for theme, theirs in (("builtin", builtin), *(themes or {}).items()):
        templates |= theirs
        templates |= {f"{theme}/{name}": template for name, template in theirs.items()}
    templates |= site_templates
    digest = blake2b(digest_size=16)
    for name, template in sorted(templates.items()):
        digest.update(_identify(name, template))
    return Layouts(
        dict(sorted(templates.items())), digest.hexdigest(), any(map(_may_write, site_templates.values()))
    )


#: Without one of these, a template can neither write an address nor change one that it was given. What it
#: shows of a value is escaped, except where these turn that off.
_WRITING = lazy_compile(
    r"href|src|action|poster|url\(|data\s*=|<base|safe|markup|autoescape|xmlattr|urlize|replace|format",
    re.IGNORECASE,
)


def _may_write(template: Template) -> bool:
    return _WRITING.search(template.text) is not None


class Closures:
    """Digests of templates together with all that they include, import or extend."""

    def __init__(self, layouts: Layouts) -> None:
        self._layouts = layouts
        self._digests: dict[str, str] = {}

    def digest(self, name: str) -> str:
        """Return a digest of a template and everything it refers to; of ``folder/``, for its names."""
        if name not in self._digests:
            self._digests[name] = self._list(name) if name.endswith("/") else self._compute(name)
        return self._digests[name]

    def _compute(self, name: str) -> str:
        seen: set[str] = set()
        queue = [name]
        while queue:
            template = self._layouts.templates.get(queue.pop())
            if template is None:
                continue
            for reference in references(template.text):
                if reference is None:  # a name computed while rendering: it could be any of them
                    return self._layouts.digest
                if reference not in seen:
                    seen.add(reference)
                    queue.append(reference)
        digest = blake2b(digest_size=16)
        for part in (name, *sorted(seen)):
            digest.update(_identify(part, self._layouts.templates.get(part)))
        return digest.hexdigest()

    def _list(self, folder: str) -> str:
        names = [name for name in self._layouts.templates if name.startswith(folder)]
        return blake2b("\0".join(names).encode(), digest_size=16).hexdigest()


def _identify(name: str, template: Template | None) -> bytes:
    """Return a digest of a template: an empty one counts, a missing one doesn't."""
    if template is None:
        return f"{name}\0".encode()
    return f"{name}\0{len(template.text)} {template.path}\0{template.text}".encode()


class _Read(NamedTuple):
    """What one parse of a template yields."""

    references: tuple[str | None, ...] = ()
    mistake: SyntaxMistake | None = None
    line: int = 0


def references(text: str) -> tuple[str | None, ...]:
    """Return the names that a template refers to; None for a computed one; none when it doesn't parse."""
    return _read(text).references


@lru_cache(maxsize=1024)
def _read(text: str) -> _Read:
    recorded = known_references(text)
    if recorded is None:
        recorded = SITE_TEMPLATES.references.get(text_key(text))
    if recorded is not None:
        return _Read(recorded)
    try:
        tree = jinja2.Environment(autoescape=True).parse(text)
    except jinja2.TemplateSyntaxError as mistake:
        from sitegen.theme.template_mistakes import explain_syntax

        return _Read(mistake=explain_syntax(mistake, text), line=mistake.lineno)
    SITE_TEMPLATES.references[text_key(text)] = names = tuple(meta.find_referenced_templates(tree))
    return _Read(names)


_ID = lazy_compile(r"""\bid\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_COMPUTED = lazy_compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_COMMENT = lazy_compile(r"\{#.*?#\}", re.DOTALL)


def find_ids(layouts: Layouts) -> MadeIds:
    """Return the ids that templates write into pages, as far as their texts tell."""
    forms: set[str] = set()
    anything = False
    for name, template in layouts.templates.items():
        for double, single in _ID.findall(_COMMENT.sub("", template.text)):
            parts = _COMPUTED.split(double or single)
            if any(parts):
                forms.add(".*".join(re.escape(part) for part in parts))
            elif len(parts) > 1 and layouts.is_own(name):
                anything = True
    return MadeIds("|".join(sorted(forms)), anything)


def check_layouts(layouts: Layouts) -> tuple[Problem, ...]:
    """Return a Problem for each of the site's own templates that doesn't parse; the theme's are known to."""
    problems = []
    for name, template in layouts.templates.items():
        if not layouts.is_own(name):
            continue
        read = _read(template.text)
        if read.mistake:
            message, column, hint = read.mistake
            problems.append(
                error(
                    "template-syntax", message, path=template.path, line=read.line, column=column, hint=hint
                )
            )
    return tuple(problems)
