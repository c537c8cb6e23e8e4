"""Copied files -> a Problem for each broken address in them.

Pages, style sheets and drawings below content/ and static/, and those of a site's own assets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.core.builtin_theme import ASSETS
from sitegen.core.problems import Problem, error, warning
from sitegen.core.text import position_in
from sitegen.html.references import locate_reference, read_output, refers
from sitegen.site.resolved import REDIRECTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sitegen.resources.static_files import Copies
    from sitegen.site.answers import SiteAnswers
    from sitegen.site.assemble import Site
    from sitegen.sources import Entry
    from sitegen.sources.inputs import Tree
    from sitegen.theme.load import Materials


def judge_copied(site: Site, copies: Copies, answers: SiteAnswers) -> Iterator[Problem]:
    """Yield a Problem for each broken reference in the files beside pages and below static/."""
    copied = answers.publication.copied
    for key, route in site.files.items():
        findings = copied.get(route.output)
        if findings is not None and findings.references and not findings.redirect:

            def text(key: str = key) -> str:
                return copies.read(key).decode("utf-8", "replace")

            yield from _judge(key, text, route.output, findings.references, answers)


def judge_assets(materials: Materials, tree: Tree, answers: SiteAnswers) -> Iterator[Problem]:
    """Yield a Problem for each broken reference in the assets of a site's own."""
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

            yield from _judge(f"{tree.shown}/{entry.path}", text, output, findings.references, answers)


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
        text = read_text().removeprefix("\ufeff").replace("\r\n", "\n")
        at = locate_reference(text, reference, answers.destinations.base)
        line, column = position_in(text, at) if at >= 0 else (0, 0)
        make = warning if code == REDIRECTED else error
        yield make(code, message, path=path, line=line, column=column, hint=hint, subject=reference)
