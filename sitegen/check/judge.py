"""Findings of all published files -> Problems: references that lead nowhere, what readers stumble over."""

from __future__ import annotations

from collections import defaultdict
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from sitegen.errors import Problem, error, warning
from sitegen.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sitegen.check.read import Findings

#: A result page shows about so many characters of a title and a description.
TITLE_LENGTH = 70
DESCRIPTION_LENGTH = 200
#: What more pages than this have in common comes from their template.
_FEW = 3


def judge(
    findings: Mapping[str, Findings],
    published: Mapping[str, object],
    sources: Mapping[str, str],
    base_url: str,
) -> Iterator[Problem]:
    """Yield a Problem for each mistake; ``sources`` names the file to blame for an output, if any.

    ``published`` has the path of every file; ``base_url`` is the site's whole address, or its path.
    """
    yield from _judge_references(_Addresses(findings, published, base_url), sources)
    for output, found in findings.items():
        for code, message in found.faults:
            yield warning(code, message, path=sources.get(output, f"public/{output}"))
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
            guess = nearest(place, self.published) or ""
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


def _judge_references(addresses: _Addresses, sources: Mapping[str, str]) -> Iterator[Problem]:
    places: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    answers: dict[tuple[str, str], tuple[str, str, str]] = {}
    for output, found in addresses.findings.items():
        for reference in found.references:
            # The same words mean the same on every page, unless they are relative.
            key = ("" if reference.startswith(("/", "http")) else output, reference)
            if key not in answers:
                answers[key] = addresses.trouble(output, reference)
            if answers[key][0] and not found.redirect:
                places[answers[key]].append(output)
    for (code, message, hint), outputs in places.items():
        make = error if code == "broken-reference" else warning
        shown = [sources.get(output, f"public/{output}") for output in sorted(outputs)]
        if len(shown) > _FEW:
            others = f" (on {shown[0]} and {len(shown) - 1} more: look into their template)"
            yield make(code, message + others, path=shown[0], hint=hint)
            continue
        for path in shown:
            yield make(code, message, path=path, hint=hint)


def _judge_heads(findings: Mapping[str, Findings], sources: Mapping[str, str]) -> Iterator[Problem]:
    """Titles and descriptions as search engines show them: there, different, and short enough."""
    seen: dict[tuple[str, str], str] = {}
    for output, found in sorted(findings.items()):
        path = sources.get(output, "")
        if not output.endswith(".html") or found.redirect or found.hidden or not path.endswith(".md"):
            continue
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
