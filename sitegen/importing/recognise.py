"""A folder -> the generator whose site it is, by its files."""

from __future__ import annotations

import os
import re
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from sitegen.core.problems import ProblemError, error

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sitegen.importing.generators.imported import ImportedSite


class Generator(NamedTuple):
    """A generator that `sitegen import` reads."""

    name: str  #: as ``--from`` takes it
    shown: str
    files: tuple[str, ...]  #: one of these marks its site; ``a/*.md`` is any such file
    module: str  #: a module of sitegen.importing.generators; it has a function ``read_NAME``
    text: str = ""  #: an expression that one of these files has to match

    def read(self, folder: Path) -> ImportedSite:
        """Return the site in our terms; ProblemError when its configuration can't be read."""
        module = import_module(f"sitegen.importing.generators.{self.module}")
        function: Callable[[Path], ImportedSite] = getattr(module, f"read_{self.name}")
        return function(folder)


#: Settings that Hexo has, and Jekyll hasn't.
_HEXO = (
    r"^(?:source_dir|public_dir|tag_dir|archive_dir|skip_render|new_post_name|post_asset_folder"
    r"|filename_case|render_drafts):"
)
#: In this order: a file of the first ones is a surer sign.
GENERATORS = (
    Generator(
        "mkdocs",
        "MkDocs, Material or Zensical",
        ("mkdocs.yml", "mkdocs.yaml", "zensical.toml", "zensical.yml", "properdocs.yml"),
        "mkdocs",
    ),
    Generator("docusaurus", "Docusaurus", ("docusaurus.config.*",), "docusaurus"),
    Generator("astro", "Astro or Starlight", ("astro.config.*",), "astro"),
    Generator("vitepress", "VitePress", (".vitepress/config.*", ".vitepress/config/index.*"), "vitepress"),
    Generator("gatsby", "Gatsby", ("gatsby-config.*",), "javascript_blog"),
    Generator("eleventy", "Eleventy", (".eleventy.js", "eleventy.config.*"), "eleventy"),
    Generator("next", "Next.js", ("next.config.*",), "javascript_blog"),
    Generator("mdbook", "mdBook", ("book.toml",), "mdbook"),
    Generator("pelican", "Pelican", ("pelicanconf.py",), "pelican"),
    Generator("hexo", "Hexo", ("_config.yml",), "hexo", _HEXO),
    Generator("jekyll", "Jekyll", ("_config.yml", "_config.yaml", "_config.toml"), "jekyll"),
    Generator("zola", "Zola", ("zola.toml", "config.toml"), "zola", r"^base_url\s*="),
    Generator("hugo", "Hugo", ("hugo.*", "config.toml", "config.yaml", "config.yml", "config.json"), "hugo"),
    Generator("hugo", "Hugo", ("config/_default/*.*",), "hugo"),
    Generator("sphinx", "Sphinx with MyST", ("conf.py",), "sphinx", r"myst|project\s*="),
    Generator("jekyll", "Jekyll", ("_posts/*.md", "_layouts/*.html"), "jekyll"),
    Generator("obsidian", "Obsidian", (".obsidian/*.json",), "obsidian"),
)
_MOST_BYTES = 200_000


def find_generators(folder: Path) -> tuple[Generator, ...]:
    """Return the generators whose files a folder has, the surest first."""
    return tuple(generator for generator in GENERATORS if _is_marked(folder, generator))


def find_generator(folder: Path, name: str = "") -> Generator:
    """Return the generator of a site, or the one with this name; ProblemError if it is unknown."""
    if name:
        return next(generator for generator in GENERATORS if generator.name == name)
    if candidates := find_generators(folder):
        return candidates[0]
    shown = os.path.relpath(folder)
    below = _find_below(folder)
    if below:
        hint = f"name the folder of its configuration: sitegen import {below}"
    else:
        hint = "name the folder of the old site's configuration, or the generator with --from"
    raise ProblemError(
        error("import-source", "there is no site of a generator that sitegen knows", path=shown, hint=hint)
    )


def _find_below(folder: Path) -> str:
    """Return a folder one or two levels below that has a site, as the user would type it."""
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if entry.is_dir() and entry.name[0] != ".")
    except OSError:
        return ""
    for name in names:
        if name != "node_modules" and find_generators(folder / name):
            return os.path.relpath(folder / name)
    return ""


def _is_marked(folder: Path, generator: Generator) -> bool:
    for pattern in generator.files:
        paths = folder.glob(pattern) if "*" in pattern else [folder / pattern]
        for path in paths:
            if path.is_file() and (not generator.text or _contains(path, generator.text)):
                return True
    return False


def _contains(path: Path, expression: str) -> bool:
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return False
    return re.search(expression, text, re.MULTILINE) is not None
