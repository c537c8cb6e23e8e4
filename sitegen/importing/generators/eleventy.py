"""A site made with Eleventy -> ImportedSite: its folders, its data, and the addresses of its pages."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.content.frontmatter.addresses import translate_address
from sitegen.core.problems import ProblemError
from sitegen.importing.generators.draft import Draft
from sitegen.importing.generators.imported import Finding, Folder, ImportedSite, Kind
from sitegen.importing.generators.javascript_blog import RUN, read_values
from sitegen.importing.generators.linked_addresses import learn_patterns
from sitegen.importing.generators.old_file import find_first, read_front, read_old_file, read_text
from sitegen.importing.generators.old_settings import Node, OldSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

ELEVENTY_NAMES = (".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs")
_DATA = ("metadata.js", "metadata.json", "site.json", "site.js", "metadata.yaml")
#: Files that say what all pages of their folder have.
_FOLDER_DATA = (".json", ".11tydata.json", ".11tydata.js", ".11tydata.cjs", ".11tydata.mjs")
_LAYOUT_ENDS = ("", ".njk", ".liquid", ".html", ".webc", ".hbs")
_DIRS = re.compile(r"\bdir\s*:\s*\{([^{}]*)\}")
_DIR = re.compile(r"\b(input|includes|layouts|data)\s*:\s*[\"'`]([^\"'`]*)")
_SET_DIR = re.compile(r"\.set(Input|Includes|Layouts|Data)Directory\(\s*[\"'`]([^\"'`]*)")
_PASSTHROUGH = re.compile(r"addPassthroughCopy\(\s*(\{[^}]*\}|[\"'`][^\"'`]*[\"'`])")
_PAIR = re.compile(r"[\"'`]([^\"'`]+)[\"'`]\s*:\s*[\"'`]([^\"'`]*)[\"'`]")
_GLOB = re.compile(r"[*?{\[]")
_ADDED = re.compile(
    r"\.add(Plugin|Shortcode|PairedShortcode|Collection|Transform|Preprocessor)\(\s*[\"'`]?([\w@/.-]+)"
)


def read_eleventy(folder: Path) -> ImportedSite:
    """Return a site made with Eleventy: the folders that its configuration names, and its data."""
    path = find_first(folder, ELEVENTY_NAMES) or folder / ELEVENTY_NAMES[0]
    text = read_text(path)
    draft = Draft("Eleventy", path, "jekyll")
    dirs = _find_dirs(text)
    source = dirs.get("input", "") or "."
    draft.values["paths"] = {"content": source, "data": "sitegen/data", "static": "sitegen/static"}
    includes = [dirs.get("includes") or "_includes", *filter(None, (dirs.get("layouts"),))]
    draft.values["taxonomies"] = [{"name": "tags"}]
    draft.folders.append(Folder(folder / source, source))
    data = dirs.get("data") or "_data"
    metadata = find_first(folder, [f"{top}/{name}" for top in (data, f"{source}/{data}") for name in _DATA])
    if metadata is not None:
        read_values(draft, OldSettings(read_old_file(metadata)), "")
    patterns = learn_patterns(folder / source, "/", draft.values.get("base_url", ""))
    patterns |= _find_patterns(folder / source, [folder / source / name for name in reversed(includes)])
    draft.values["urls"] = {"style": "directory", "patterns": patterns, "strip_date_prefix": True}
    draft.ignore([*(f"{name}/*" for name in includes), f"{data}/*", "node_modules"])
    draft.ignore(["*.11ty.*", "*.11tydata.*", "*.webc", "package*.json", "README*", "LICENSE*"])
    draft.ignore(["*.config.*", "netlify.toml", "_site"])
    _read_passthrough(draft, folder, source, text)
    for kind, name in sorted(set(_ADDED.findall(text))):
        line = text[: text.index(name)].count("\n") + 1
        advice = "" if "rss" in name.lower() or "syntax" in name.lower() else RUN
        if advice:
            draft.tell(f"add{kind}: {name}", Node(None, os.path.relpath(path), line), advice, Kind.PLUGIN)
    return draft.site()


def _find_dirs(text: str) -> dict[str, str]:
    """Return the folders that a configuration names; they count from the input folder, but for that one."""
    named = [pair for table in _DIRS.findall(text) for pair in _DIR.findall(table)]
    named += [(name.lower(), value) for name, value in _SET_DIR.findall(text)]
    return {name: os.path.normpath(value) for name, value in named if value.strip("./")}


def _find_patterns(content: Path, layouts: list[Path]) -> dict[str, str]:
    """Return the pattern of each folder if its data file, or the layout of its pages, has a ``permalink``."""
    patterns = {}
    for top, names, files in os.walk(content):
        names[:] = sorted(name for name in names if name != "node_modules" and name[0] != ".")
        if Path(top) in layouts:
            names[:] = []
            continue
        data = _read_folder_data(Path(top), files)
        written = data.text("permalink") or _find_in_layout(Path(top), files, data.text("layout"), layouts)
        pattern = translate_address(written) if written else ""
        if pattern and "{" not in pattern:
            patterns[Path(top).relative_to(content).as_posix()] = pattern.removesuffix("index.html")
    return patterns


def _read_folder_data(folder: Path, files: list[str]) -> OldSettings:
    file = next((name for end in _FOLDER_DATA if (name := folder.name + end) in files), None)
    try:
        return OldSettings(read_old_file(folder / file) if file else Node({}))
    except ProblemError:
        return OldSettings(Node({}))


def _find_in_layout(folder: Path, files: list[str], usual: str, layouts: list[Path]) -> str:
    """Return the ``permalink`` of the layout that all pages of a folder have, if it has one."""
    pages = [OldSettings(read_front(folder / name)) for name in sorted(files) if name.endswith(".md")]
    named = {page.text("layout") or usual for page in pages}
    layout = named.pop() if len(named) == 1 else ""
    names = [layout + end for end in _LAYOUT_ENDS] if layout else []
    file = next((file for top in layouts if (file := find_first(top, names))), None)
    return OldSettings(read_front(file)).text("permalink") if file else ""


def _read_passthrough(draft: Draft, folder: Path, source: str, text: str) -> None:
    """Take files that are copied to another place as static files; others keep theirs in the content."""
    copies = list(_find_copies(folder, source, text))
    tops = [
        name for name, to, _ in copies if not to and not _is_below(name, source) and (folder / name).is_dir()
    ]
    static = draft.values["paths"]["static"] = tops[0] if tops else "sitegen/static"
    for name, to, line in copies:
        target = f"{static}/{to}".rstrip("/")
        subject, place = f"addPassthroughCopy: {name}", os.path.relpath(draft.folder / name)
        unmoved = Finding(Kind.KEY, subject, place, line, f"copy it to {target}") if name != target else None
        draft.folders.append(Folder(folder / name, target, unmoved=unmoved))


def _find_copies(folder: Path, source: str, text: str) -> Iterator[tuple[str, str, int]]:
    """Yield (file or folder, where the site has it, line) of each that isn't there anyway."""
    for copied in _PASSTHROUGH.finditer(text):
        pairs = _PAIR.findall(copied[1]) or [(copied[1].strip("\"'`"), None)]
        for old, new in pairs:
            name = os.path.normpath(old).strip("/")
            within = name.removeprefix(f"{source}/")
            to = os.path.normpath(f"/{within if new is None else new}").strip("/")
            if new is not None and (folder / name).is_file() and not os.path.splitext(to)[1]:
                to = f"{to}/{os.path.basename(name)}".lstrip("/")  # into a folder
            is_there = _is_below(name, source) and to == within
            if not is_there and not _GLOB.search(name) and (folder / name).exists():
                yield name, to, text.count("\n", 0, copied.start()) + 1


def _is_below(name: str, folder: str) -> bool:
    return folder == "." or f"{name}/".startswith(f"{folder}/")
