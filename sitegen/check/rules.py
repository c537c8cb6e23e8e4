"""Findings of all published files -> Problems: references that lead nowhere, and faults of single files."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from sitegen.check.locate import is_alike
from sitegen.core.codes import CODES
from sitegen.core.problems import Problem, error, warning
from sitegen.images import SUFFIXES
from sitegen.site.broken_references import Destinations, Trouble

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sitegen.check.locate import SourcePosition
    from sitegen.check.sources import Sources
    from sitegen.html.references import Fault, Findings

#: A result page shows about this many characters of a title and a description.
TITLE_LENGTH = 70
DESCRIPTION_LENGTH = 200
#: What more pages than this have in common comes from their template.
_FEW = 3
#: Pages that need no link.
_FOUND_ANYHOW = frozenset({"index.html", "404.html"})
_IMAGES = tuple(SUFFIXES)


class LastJudgement(msgspec.Struct, frozen=True, array_like=True):
    """Earlier results, valid as long as the addresses of the site are the same."""

    troubles: dict[str, tuple[tuple[str, Trouble], ...]] = {}  #: output -> its references that are wrong
    unused: tuple[str, ...] = ()  #: outputs that no other one refers to


def compare(
    findings: Mapping[str, Findings],
    destinations: Destinations,
    past: LastJudgement,
    changed: Collection[str] | None,
    *,
    linked_anew: bool,
) -> LastJudgement:
    """Return what is wrong with the references of a site.

    If the site's addresses are the same, only outputs in ``changed`` are checked; None
    means all. ``linked_anew``: whether any of them has other references than before.
    """
    look_at = findings.keys() if changed is None else changed
    troubles = (
        {} if changed is None else {name: old for name, old in past.troubles.items() if name not in changed}
    )
    answers: dict[tuple[str, str], Trouble] = {}
    for output in look_at:
        file_findings = findings[output]
        wrong = []
        for reference in () if file_findings.redirect else file_findings.references:
            # The same words mean the same on every page, unless they are relative.
            key = ("" if reference.startswith(("/", "http")) else output, reference)
            trouble = answers.get(key) or destinations.trouble(output, reference)
            answers[key] = trouble
            if trouble[0]:
                wrong.append((reference, trouble))
        if wrong:
            troubles[output] = tuple(wrong)
    anew = changed is None or linked_anew
    return LastJudgement(troubles, tuple(_find_unused(findings, destinations)) if anew else past.unused)


def _find_unused(findings: Mapping[str, Findings], destinations: Destinations) -> Iterator[str]:
    """Yield the pages that no other page links to, and the files that nothing refers to."""
    linking: dict[str, set[str]] = defaultdict(set)  # address without its fragment -> who has it, two at most
    for output, file_findings in findings.items():
        if file_findings.redirect or output.endswith(
            ".xml"
        ):  # a feed or a sitemap lists pages that need no link
            continue
        for reference in file_findings.references:
            key = reference.partition("#")[0]
            if not key.startswith(("/", "http")):
                key = f"{output}\n{key}"
            if len(linking[key]) < 2:
                linking[key].add(output)
    used: set[str] = set()
    for key, outputs in linking.items():
        output, _, reference = key.rpartition("\n")
        target = destinations.target(output or next(iter(outputs)), reference)
        if outputs - {target}:
            used.add(target)
    yield from (output for output in sorted(destinations.published) if output not in used)


def judge(
    findings: Mapping[str, Findings], past: LastJudgement, destinations: Destinations, sources: Sources
) -> Iterator[Problem]:
    """Yield a Problem for each mistake, at the place in ``sources`` that has it."""
    yield from _judge_references(past.troubles, destinations.origin, destinations.base, sources)
    yield from _judge_faults(findings, sources)
    yield from _judge_heads(findings, sources)
    yield from _judge_unused(findings, past.unused, sources)


def _judge_references(
    wrong: Mapping[str, Sequence[tuple[str, Trouble]]], origin: str, base: str, sources: Sources
) -> Iterator[Problem]:
    outputs: dict[tuple[str, str], list[str]] = defaultdict(list)
    troubles: dict[tuple[str, str], tuple[str, Trouble]] = {}
    own_parts = {
        f"{base}/{output.removesuffix('index.html')}{reference}": reference
        for output, pairs in wrong.items()
        for reference, _ in pairs
        if reference.startswith("#")
    }
    for output, pairs in sorted(wrong.items()):
        for reference, trouble in pairs:
            # A feed may write an address with the host that a page writes without.
            bare = reference.removeprefix(origin)
            mistake = (own_parts.get(bare, bare), trouble[0])
            outputs[mistake].append(output)
            if mistake not in troubles or sources.is_page(output):
                troubles[mistake] = (reference, trouble)
    for mistake, where in outputs.items():
        reference, trouble = troubles[mistake]
        yield from describe(trouble, reference, where, sources)


def describe(trouble: Trouble, reference: str, outputs: Sequence[str], sources: Sources) -> Iterator[Problem]:
    """Yield a Problem for each place that has the reference; feeds and lists only repeat what pages say."""
    pages = [output for output in outputs if sources.is_page(output)]
    spots = ((output, sources.find(output, reference)) for output in pages or outputs)
    yield from _tell(trouble, spots, sources, reference)


def _judge_faults(findings: Mapping[str, Findings], sources: Sources) -> Iterator[Problem]:
    """Yield the faults of single files, once for each source position."""
    faults: dict[tuple[str, str, str, str], list[tuple[str, Fault]]] = defaultdict(list)
    for output, file_findings in findings.items():
        for fault in dict.fromkeys(file_findings.faults):
            clue = "" if is_alike(fault) else fault.clue  # the message is enough to find the position
            faults[fault.code, fault.message, fault.hint, clue].append((output, fault))
    for (code, message, hint, clue), cases in faults.items():
        subject = clue if code == "duplicate-id" else ""
        yield from _tell((code, message, hint), sources.find_faults(cases), sources, subject)


def _tell(
    trouble: Trouble, where: Iterable[tuple[str, SourcePosition]], sources: Sources, subject: str
) -> Iterator[Problem]:
    """Yield a Problem for each place, with the pages that show it."""
    code, message, hint = trouble
    make = error if CODES[code].certain else warning
    spots: dict[SourcePosition, list[str]] = defaultdict(list)
    for output, spot in where:
        spots[spot].append(output)
    nameless = [spot for spot in spots if not spot.line]
    for spot in sorted(spots):
        pages = [sources.blame(output) for output in spots[spot]]
        if spot.path in pages:
            is_common = not spot.line and len(nameless) > _FEW
            if is_common and spot != nameless[0]:
                continue
            pages = [spot.path for spot in nameless] if is_common else []
        problem = make(
            code, message, path=spot.path, line=spot.line, column=spot.column, hint=hint, subject=subject
        )
        yield msgspec.structs.replace(problem, page=pages[0], more_pages=len(pages) - 1) if pages else problem


def _judge_heads(findings: Mapping[str, Findings], sources: Sources) -> Iterator[Problem]:
    """Yield a Problem for each title and description that is missing, repeated or too long."""
    seen: dict[tuple[str, str], str] = {}
    for output, file_findings in sorted(findings.items()):
        if not output.endswith(".html") or file_findings.redirect or file_findings.hidden:
            continue
        if not sources.is_page(output):
            if file_findings.head and not file_findings.title:
                path, line, column = sources.position_in(output, file_findings.head)
                hint = "write <title>…</title> in its <head>"
                yield warning(
                    "page-title", "the page has no title", path=path, line=line, column=column, hint=hint
                )
            continue
        path = sources.blame(output)
        for code, word, text, limit in (
            ("page-title", "title", file_findings.title, TITLE_LENGTH),
            ("page-description", "description", file_findings.description, DESCRIPTION_LENGTH),
        ):
            message = hint = ""
            if not text:
                message, hint = (
                    f"the page has no {word}",
                    f"write a {word} in its front matter, and show it in its layout",
                )
            elif len(text) > limit:
                message, hint = (
                    f"the {word} has {len(text)} characters; about {limit} are shown",
                    "shorten it",
                )
            elif seen.get((code, text), path) != path:
                message, hint = (
                    f"the {word} is the same as that of {seen[code, text]}",
                    "describe how this page differs",
                )
            if message:
                line, column = sources.key_position(output, word)
                yield warning(code, message, path=path, line=line, column=column, hint=hint)
            seen.setdefault((code, text), path)


def _judge_unused(
    findings: Mapping[str, Findings], unused: Iterable[str], sources: Sources
) -> Iterator[Problem]:
    """Yield the pages without links, and the images beside pages that no page shows."""
    for output in unused:
        file_findings = findings.get(output)
        if output.endswith(".html"):
            is_meant = file_findings is not None and (file_findings.redirect or file_findings.hidden)
            if sources.is_page(output) and not is_meant and output not in _FOUND_ANYHOW:
                hint = "link to it, or leave it out of the site with `draft: true`"
                path = sources.blame(output)
                yield warning("orphan", "no page links to this one", path=path, line=1, column=1, hint=hint)
        elif output.lower().endswith(_IMAGES) and (path := sources.content_file(output)):
            yield warning("unused-image", "no page shows this image", path=path, hint="remove it, or show it")
