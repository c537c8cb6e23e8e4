"""Inputs -> Materials: the templates, assets and data of a site, read and parsed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from sitegen.config import key_place
from sitegen.core.builtin_theme import ASSETS, is_template
from sitegen.core.problems import Problem, error
from sitegen.core.suggest import nearest
from sitegen.core.text import decode, explain_encoding, lazy_compile
from sitegen.sources import Entry, Stat, digest
from sitegen.sources.inputs import Tree
from sitegen.theme.assets import Assets, make_assets
from sitegen.theme.layouts import Layouts, Template, check_layouts, make_layouts
from sitegen.theme.styles import SHEET, list_files, write_styles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.ext.registry import Extensions
    from sitegen.sources.inputs import Inputs

#: Where the minifier found a mistake.
_PLACE = lazy_compile(r" on line (\d+) and column (\d+)")


class Materials(msgspec.Struct, frozen=True):
    """The templates, assets and data of a site."""

    layouts: Layouts
    assets: Assets
    own_assets: tuple[str, ...]  #: names of the assets that are the site's own, not the theme's
    data: dict[str, Any]
    data_digests: dict[str, str]
    problems: tuple[Problem, ...]


def read_materials(inputs: Inputs, extensions: Extensions | None = None) -> Materials:
    """Read the layouts, assets and data of a site, and the layouts and assets of its extensions."""
    problems: list[Problem] = []
    themes = {name: _find_theme(folder) for name, folder in extensions.themes} if extensions else {}
    layouts = make_layouts(
        _read_templates(inputs.builtin, problems),
        _read_templates(inputs.layouts, problems),
        {name: _read_templates(theme, problems) for name, theme in themes.items()},
    )
    if extensions:
        layouts = msgspec.structs.replace(layouts, writes_addresses=True, extensions=extensions)
    files = _read_assets(inputs.builtin)
    for tree in (*themes.values(), inputs.layouts):
        files |= _read_assets(tree)
    problems += _find_missing_files(files, inputs)
    if styles := write_styles(inputs.config):
        files[SHEET] = files.get(SHEET, b"") + f"\n{styles}\n".encode()
    assets = make_assets(files)
    problems += _asset_problems(assets, inputs.layouts)
    data = {entry.path: inputs.data.read(entry) for entry in inputs.data.entries}
    values, data_problems = _parse_data(data, inputs.data.shown)
    return Materials(
        layouts=layouts,
        assets=assets,
        own_assets=tuple(_asset_names(inputs.layouts)),
        data=values,
        data_digests={name: digest(content) for name, content in data.items()},
        problems=(*problems, *check_layouts(layouts), *data_problems),
    )


def _find_theme(folder: str) -> Tree:
    """Return the files of a theme, which Problems name by their whole path."""
    from sitegen.ext.code import list_files

    entries = (Entry(path[len(folder) + 1 :], Stat(0, 0, 0, 0)) for path in list_files(folder))
    return Tree(Path(folder), folder, tuple(entries))


def _parse_data(files: dict[str, bytes], shown: str) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Parse data files; a site without any doesn't load what reads them."""
    if not files:
        return {}, ()
    from sitegen.theme.data import parse_data

    return parse_data(files, shown)


def _read_templates(tree: Tree, problems: list[Problem]) -> dict[str, Template]:
    templates = {}
    for entry in tree.entries:
        if not is_template(entry.path):
            continue
        shown = f"{tree.shown}/{entry.path}"
        data = tree.read(entry)
        try:
            templates[entry.path] = Template(shown, decode(data))
        except UnicodeError as mistake:
            message, line, column = explain_encoding(data, mistake)
            hint = "save the file as UTF-8"
            problems.append(error("file-encoding", message, path=shown, line=line, column=column, hint=hint))
    return templates


def _read_assets(tree: Tree) -> dict[str, bytes]:
    return {
        entry.path.removeprefix(ASSETS): tree.read(entry)
        for entry in tree.entries
        if entry.path.startswith(ASSETS)
    }


def _find_missing_files(files: dict[str, bytes], inputs: Inputs) -> Iterator[Problem]:
    """Yield a Problem for each option of the theme whose file isn't there."""
    for option, name in list_files(inputs.config.theme):
        if name not in files:
            line, column = key_place(inputs.config_text, ("theme", option))
            message = f"theme.{option}: there is no file {inputs.layouts.shown}/{ASSETS}{name}"
            guess = nearest(name, files)
            hint = f"did you mean {guess!r}?" if guess else "put the file there"
            yield error("config-value", message, path="sitegen.toml", line=line, column=column, hint=hint)
            files[name] = b""  # so that nothing else is reported


def _asset_problems(assets: Assets, tree: Tree) -> Iterator[Problem]:
    for name, fault in assets.faults.items():
        match = _PLACE.search(fault)
        line, column = (int(match[1]), int(match[2])) if match else (0, 0)
        message = fault[: match.start()].strip() if match else fault
        path = f"{tree.shown}/{ASSETS}{name}"
        hint = "correct it, or move the file to static/, which is published unchanged"
        yield error("asset-syntax", message, path=path, line=line, column=column, hint=hint)


def _asset_names(tree: Tree) -> list[str]:
    return [entry.path.removeprefix(ASSETS) for entry in tree.entries if entry.path.startswith(ASSETS)]
