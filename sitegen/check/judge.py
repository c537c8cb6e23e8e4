"""Findings of all published files -> Problems: references that lead nowhere, what readers stumble over."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from sitegen.errors import Problem, error, warning
from sitegen.suggest import Names, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sitegen.check.places import Place, Sources
    from sitegen.check.read import Findings

#: A result page shows about so many characters of a title and a description.
TITLE_LENGTH = 70
DESCRIPTION_LENGTH = 200
#: Codes of references that lead nowhere for certain.
BROKEN = frozenset({"broken-reference", "external-broken"})
#: What more pages than this have in common comes from their template.
_FEW = 3


def judge(
    findings: Mapping[str, Findings],
    published: Mapping[str, object],
    sources: Sources,
    base_url: str,
) -> Iterator[Problem]:
    """Yield a Problem for each mistake, at the place in ``sources`` that has it.

    ``published`` has the path of every file; ``base_url`` is the site's whole address, or its path.
    """
    yield from _judge_references(_Addresses(findings, published, base_url), sources)
    for output, found in findings.items():
        for code, message in found.faults:
            yield warning(code, message, path=sources.blame(output))
    yield from _judge_heads(findings, sources)


class _Addresses:
    """Where addresses lead."""

    def __init__(
        self, findings: Mapping[str, Findings], published: Mapping[str, object], base_url: str
    ) -> None:
        self.findings = findings
        self.published = published
        parts = urlsplit(base_url)
        self.host = parts.netloc.lower()
        self.origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
        self.base = parts.path.rstrip("/")
        self._ids = {output: frozenset(found.ids) for output, found in findings.items() if found.ids}

    def trouble(self, output: str, reference: str) -> tuple[str, str, str]:
        """Return (code, message, hint) of what is wrong with a reference in an output, or three times ""."""
        try:
            parts = urlsplit(reference)
        except ValueError:
            return "broken-reference", f"{reference!r} is no address", ""
        if parts.scheme not in {"", "http", "https"} or (parts.netloc and parts.netloc.lower() != self.host):
            return "", "", ""
        place = self._place(output, parts.path)
        if place is None:
            return "broken-reference", f"{reference!r} lies outside the site's base path {self.base}/", ""
        target = self._file(place) if parts.path else output
        if not target:
            guess = self._names.nearest(place) or ""
            hint = f"did you mean {self.base}/{guess.removesuffix('index.html')}?" if guess else ""
            return "broken-reference", f"{reference!r} leads to no published file", hint
        found = self.findings.get(target)
        if found is not None and found.redirect:
            return (
                "redirected-link",
                f"{reference!r} only leads on to {found.redirect!r}",
                "link there at once",
            )
        return self._missing_part(reference, unquote(parts.fragment), target)

    @cached_property
    def _names(self) -> Names:
        return Names(self.published)

    def _missing_part(self, reference: str, fragment: str, target: str) -> tuple[str, str, str]:
        known = self._ids.get(target, frozenset())
        if not fragment or fragment == "top" or fragment.startswith(":~:") or not target.endswith(".html"):
            return "", "", ""
        if fragment.partition(":~:")[0] in known:
            return "", "", ""
        guess = nearest(fragment, known)
        return (
            "broken-reference",
            f"{reference!r} leads to a part that the page does not have",
            f"did you mean '#{guess}'?" if guess else "",
        )

    def _place(self, output: str, path: str) -> str | None:
        """Return the path of a file below the site's root, without a slash before it."""
        path = unquote(path)
        if not path.startswith("/"):
            return normpath(join(dirname(output), path)).removeprefix("./") + (
                "/" if path.endswith("/") else ""
            )
        if self.base and path != self.base and not path.startswith(f"{self.base}/"):
            return None
        path = path[len(self.base) :]
        return normpath(path).lstrip("/") + ("/" if path.endswith("/") and path.strip("/") else "")

    def _file(self, place: str) -> str:
        """Return the file that a host sends for a path; "" for none."""
        bare = place.rstrip("/")
        names = (
            [f"{bare}/index.html"] if place.endswith("/") else [place, f"{place}.html", f"{place}/index.html"]
        )
        if bare in {"", "."}:
            names = ["index.html"]
        return next((name for name in names if name in self.published), "")


def _judge_references(addresses: _Addresses, sources: Sources) -> Iterator[Problem]:
    outputs: dict[tuple[str, str], list[str]] = defaultdict(list)
    troubles: dict[tuple[str, str], tuple[str, tuple[str, str, str]]] = {}
    answers: dict[tuple[str, str], tuple[str, str, str]] = {}
    for output, found in addresses.findings.items():
        for reference in found.references:
            # The same words mean the same on every page, unless they are relative.
            key = ("" if reference.startswith(("/", "http")) else output, reference)
            if key not in answers:
                answers[key] = addresses.trouble(output, reference)
            if answers[key][0] and not found.redirect:
                # A feed says with the host, or below another address, what a page says without.
                what = (reference.removeprefix(addresses.origin), answers[key][0])
                outputs[what].append(output)
                if what not in troubles or sources.is_page(output):
                    troubles[what] = (reference, answers[key])
    for what, wrong in outputs.items():
        reference, trouble = troubles[what]
        yield from describe(trouble, reference, sorted(wrong), sources)


def describe(
    trouble: tuple[str, str, str], reference: str, outputs: Sequence[str], sources: Sources
) -> Iterator[Problem]:
    """Yield a Problem for each place that has the reference; feeds and lists only repeat what pages say."""
    code, message, hint = trouble
    make = error if code in BROKEN else warning
    pages = [output for output in outputs if sources.is_page(output)]
    spots: dict[Place, list[str]] = defaultdict(list)
    for output in pages or outputs:
        spots[sources.find(output, reference)].append(output)
    nameless = [spot for spot in spots if not spot.line]
    for spot in sorted(spots):
        others = [sources.blame(output) for output in spots[spot]]
        said = message
        if spot.path not in others:
            said += f" (on {others[0]}" + (f" and {len(others) - 1} more)" if others[1:] else ")")
        elif not spot.line and len(nameless) > _FEW:
            if spot != nameless[0]:
                continue
            said += f" (on {others[0]} and {len(nameless) - 1} more: look into their template)"
        yield make(code, said, path=spot.path, line=spot.line, column=spot.column, hint=hint)


def _judge_heads(findings: Mapping[str, Findings], sources: Sources) -> Iterator[Problem]:
    """Titles and descriptions as search engines show them: there, different, and short enough."""
    seen: dict[tuple[str, str], str] = {}
    for output, found in sorted(findings.items()):
        if not sources.is_page(output) or not output.endswith(".html") or found.redirect or found.hidden:
            continue
        path = sources.blame(output)
        for code, word, text, limit in (
            ("page-title", "title", found.title, TITLE_LENGTH),
            ("page-description", "description", found.description, DESCRIPTION_LENGTH),
        ):
            if not text:
                yield warning(code, f"the page has no {word}", path=path)
            elif len(text) > limit:
                yield warning(
                    code, f"the {word} has {len(text)} characters; about {limit} are shown", path=path
                )
            elif seen.get((code, text), path) != path:
                yield warning(code, f"the {word} is that of {seen[code, text]}", path=path)
            seen.setdefault((code, text), path)
