"""Copied files -> a Problem for each broken address in them.

Pages, style sheets and drawings below content/ and static/, and those of a site's own assets.
"""

from __future__ import annotations

from posixpath import splitext
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sitegen.core.builtin_theme import ASSETS
from sitegen.core.problems import Problem, error, warning
from sitegen.core.text import position_in
from sitegen.html.references import locate_reference, read_output, refers
from sitegen.images.formats import SUFFIXES
from sitegen.plan.policy import is_third_party
from sitegen.render.third_party import describe_third_party, name_third_party
from sitegen.site.resolved import REDIRECTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sitegen.config import Config
    from sitegen.resources.static_files import Copies
    from sitegen.site.answers import SiteAnswers
    from sitegen.site.assemble import Site
    from sitegen.sources import Entry
    from sitegen.sources.inputs import Tree
    from sitegen.theme.layouts import Layouts
    from sitegen.theme.load import Materials


def judge_copied(site: Site, copies: Copies, answers: SiteAnswers, layouts: Layouts) -> Iterator[Problem]:
    """Yield a Problem for each broken reference in the files beside pages and below static/.

    And for each from another host in a style sheet that a template of the site names.
    """
    copied = answers.publication.copied
    for key, route in site.files.items():
        findings = copied.get(route.output)
        if findings is not None and findings.references and not findings.redirect:

            def text(key: str = key) -> str:
                return copies.read(key).decode("utf-8", "replace")

            yield from _judge(key, text, route.output, findings.references, answers)
            if _is_style_sheet(key) and _is_named(route.output, layouts):
                yield from _judge_hosts(key, text, findings.references, site.config)


def judge_assets(materials: Materials, tree: Tree, answers: SiteAnswers, config: Config) -> Iterator[Problem]:
    """Yield a Problem for each reference in the assets of a site's own that is broken or blocked."""
    entries = {entry.path: entry for entry in tree.entries}
    for name in materials.own_assets:
        folder = materials.assets.folders.get(name)
        if folder is None or not refers(name):
            continue
        output = materials.assets.urls[name].lstrip("/")
        data = materials.assets.outputs[folder].get(output)
        findings = read_output(name, data) if data else None
        if findings is not None:
            entry = entries[ASSETS + name]

            def text(entry: Entry = entry) -> str:
                return tree.read(entry).decode("utf-8", "replace")

            path = f"{tree.shown}/{entry.path}"
            yield from _judge(path, text, output, findings.references, answers)
            if _is_style_sheet(name):
                yield from _judge_hosts(path, text, findings.references, config)


def judges_parts(answers: SiteAnswers) -> bool:
    """Return whether a copied file refers to a part of a page, which an edit of that page may remove."""
    return any(
        "#" in reference
        for findings in answers.publication.copied.values()
        for reference in findings.references
    )


def _judge(
    path: str, read_text: Callable[[], str], output: str, references: Iterable[str], answers: SiteAnswers
) -> Iterator[Problem]:
    for reference in references:
        code, message, hint = answers.destinations.trouble(output, reference)
        if not code:
            continue
        line, column = _locate(read_text, reference, answers.destinations.base)
        make = warning if code == REDIRECTED else error
        yield make(code, message, path=path, line=line, column=column, hint=hint, subject=reference)


def _judge_hosts(
    path: str, read_text: Callable[[], str], references: Iterable[str], config: Config
) -> Iterator[Problem]:
    """Yield a Problem for each address of a style sheet that the policy of the pages blocks."""
    for reference in references:
        element = "" if splitext(urlsplit(reference).path)[1].lower() in SUFFIXES else "link"
        if not is_third_party(reference, config, runs=bool(element)):
            continue
        is_shown = not is_third_party(reference, config)
        message, hint = describe_third_party(reference, element, is_shown=is_shown)
        line, column = _locate(read_text, reference)
        subject = name_third_party(reference, element)
        yield error(
            "third-party-request", message, path=path, line=line, column=column, hint=hint, subject=subject
        )


def _locate(read_text: Callable[[], str], reference: str, base: str = "") -> tuple[int, int]:
    text = read_text().removeprefix("\ufeff").replace("\r\n", "\n")
    at = locate_reference(text, reference, base)
    return position_in(text, at) if at >= 0 else (0, 0)


def _is_style_sheet(path: str) -> bool:
    return path.lower().endswith(".css")


def _is_named(output: str, layouts: Layouts) -> bool:
    """Return whether a template of the site's own names a file, so that pages may load it."""
    return any(output in template.text for template in layouts.own_templates())
