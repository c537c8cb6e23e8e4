"""The theme's modules -> one file for each of its entries, so that a browser asks once and not forty times.

Each module becomes a function that runs once and returns its exports. The source stays plain ES modules,
which tests import one by one. They may hold named imports of relative paths, style sheets as in
`import sheet from "./x.css" with { type: "css" };`, and declarations with `export` in front. Anything else is
reported as a mistake.
"""

from __future__ import annotations

import json
import re
from posixpath import dirname, join, normpath, relpath
from typing import TYPE_CHECKING, NamedTuple

from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: The modules that a page loads; what they import is in them.
ENTRIES = ("calculator/calculator.js", "calculator/late.js", "js/search.js", "tokenizer/worker.js")
#: An entry -> the one that is always there before it: their common modules are in the earlier one alone,
#: which hands them over.
FOLLOWS = {"calculator/late.js": "calculator/calculator.js"}

COMMON = "commonModules"

_NAMED = lazy_compile(r'^import \{([^}]*)\} from "([^"]+)";$', re.MULTILINE)
_STYLE = lazy_compile(r'^import (\w+) from "([^"]+\.css)" with \{ type: "css" \};$', re.MULTILINE)
_EXPORT = lazy_compile(r"^export ((?:async )?function\*?|class|const) (\w+)", re.MULTILINE)
_OTHER = lazy_compile(r"^(?:import\b(?!\()|export\b).*", re.MULTILINE)


class BundleError(ValueError):
    """A module holds what can't be put into a bundle."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name  #: of the module


class Bundled(NamedTuple):
    """The assets with their entries bundled."""

    files: dict[str, bytes]  #: without the modules that are in the bundles and nowhere else
    faults: dict[str, str]  #: name of a module -> what is wrong with it


class _Sources(NamedTuple):
    files: Mapping[str, bytes]
    minify: Callable[[str, bytes], bytes]

    def read(self, name: str) -> str:
        try:
            return (
                self.minify(name, self.files[name]) if name.endswith(".css") else self.files[name]
            ).decode()
        except ValueError as mistake:  # not UTF-8, or no style sheet
            raise BundleError(name, str(mistake).splitlines()[0]) from None


def bundle(files: Mapping[str, bytes], minify: Callable[[str, bytes], bytes]) -> Bundled:
    """Put the modules of each entry into one file; an entry that can't be bundled stays as it is."""
    sources = _Sources(files, minify)
    bundles: dict[str, bytes] = {}
    orders: dict[str, list[str]] = {}
    faults: dict[str, str] = {}
    for entry in ENTRIES:
        order: list[str] = []
        try:
            if entry in files:
                _sort(entry, sources, order, ())
                orders[entry] = order
        except BundleError as mistake:
            faults[mistake.name] = str(mistake)
    for entry, order in orders.items():
        earlier = FOLLOWS.get(entry, "")
        later = next((name for name in orders if FOLLOWS.get(name) == entry), "")
        common = _common(order, orders.get(earlier or later, []))
        try:
            bundles[entry] = _write(
                entry, sources, order, common, earlier if earlier in orders else ""
            ).encode()
        except BundleError as mistake:
            faults[mistake.name] = str(mistake)
    members = {name for entry, order in orders.items() if entry in bundles for name in order}
    absorbed = set() if faults else members - bundles.keys()
    return Bundled({name: data for name, data in files.items() if name not in absorbed} | bundles, faults)


def _common(order: list[str], other: list[str]) -> list[str]:
    return [name for name in order if name.endswith(".js") and name in other]


def _write(entry: str, sources: _Sources, order: list[str], common: list[str], earlier: str) -> str:
    """Write a bundle that takes the common modules from an earlier one, or hands them over."""
    modules = [name for name in order if name.endswith(".js")]
    variables = {name: f"module{number}" for number, name in enumerate(modules)}
    wrapped = [name for name in modules if not earlier or name not in common]
    code = "".join(_wrap(name, sources, variables, is_entry=name == entry) for name in wrapped)
    names = ", ".join(f"{json.dumps(name)}: {variables[name]}" for name in common)
    if earlier and common:
        path = f"./{relpath(earlier, dirname(entry))}"
        return f"import {{ {COMMON} }} from {json.dumps(path)};\nconst {{ {names} }} = {COMMON};\n{code}"
    return f"{code}export const {COMMON} = {{ {names} }};\n" if common else code


def _sort(name: str, sources: _Sources, order: list[str], above: tuple[str, ...]) -> None:
    """List a module behind everything that it imports."""
    if name in order:
        return
    if name in above:
        raise BundleError(name, f"it imports itself, by way of {above[-1]}")
    if name not in sources.files:
        raise BundleError(above[-1], f"it imports {name}, which does not exist")
    if name.endswith(".js"):
        text = sources.read(name)
        for match in (*_NAMED.finditer(text), *_STYLE.finditer(text)):
            _sort(_resolve(name, match[2]), sources, order, (*above, name))
    order.append(name)


def _resolve(name: str, path: str) -> str:
    return normpath(join(dirname(name), path))


def _wrap(name: str, sources: _Sources, variables: Mapping[str, str], *, is_entry: bool) -> str:
    """Turn a module into a function that is called at once; the entry's exports stay exports."""
    text = sources.read(name)
    exports = [match[2] for match in _EXPORT.finditer(text)]
    text = _NAMED.sub(lambda match: _name(match[1], variables[_resolve(name, match[2])]), text)
    text = _STYLE.sub(lambda match: _style(match[1], sources.read(_resolve(name, match[2]))), text)
    if not is_entry:
        text = _EXPORT.sub(r"\1 \2", text)
    if other := _OTHER.search(_EXPORT.sub("", text)):
        raise BundleError(name, f"a bundle cannot hold {other[0]!r}")
    if is_entry:
        return text
    returned = f"return {{ {', '.join(exports)} }};\n" if exports else ""
    return f"const {variables[name]} = (() => {{\n{text}\n{returned}}})();\n"


def _name(names: str, variable: str) -> str:
    return f"const {{{names.replace(' as ', ': ')}}} = {variable};"


def _style(name: str, sheet: str) -> str:
    return (
        f"const {name} = new CSSStyleSheet();\n{name}.replaceSync({json.dumps(sheet, ensure_ascii=False)});"
    )
