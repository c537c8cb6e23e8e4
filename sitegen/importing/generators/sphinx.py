"""``conf.py`` of Sphinx with MyST, and the toctrees of its pages, -> ImportedSite; it is never run."""

from __future__ import annotations

import os
import re
from posixpath import normpath
from typing import TYPE_CHECKING

from sitegen.config import NavItem
from sitegen.content.dialects.lines import Line, mark_code
from sitegen.content.dialects.myst_references import LABEL
from sitegen.importing.generators.address import site_address
from sitegen.importing.generators.draft import Draft
from sitegen.importing.generators.imported import Folder, ImportedSite, Kind
from sitegen.importing.generators.old_file import read_old_file
from sitegen.importing.generators.old_settings import Node, OldSettings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TREE = re.compile(
    r"^([ \t]*)(`{3,}|:{3,}|~{3,})\{toctree\}[^\n]*\n(.*?)^\1\2[ \t]*$", re.MULTILINE | re.DOTALL
)
_OPTION = re.compile(r":([\w-]+):[ \t]*(.*)")
_ENTRY = re.compile(r"((?:.*[^ \t])?)[ \t]*<([^<>]+)>$")
_SUFFIXES = (".md", ".markdown", ".ipynb", ".rst")
_THEME = "the built-in theme has no such setting: write your own templates in sitegen/layouts/"
_CODE = "sitegen makes no pages from code: keep them where they are made, and link to them"
_STYLES = "copy the files into sitegen/layouts/assets/ and load them in your base.html: see Assets"
_ADVICE = dict.fromkeys(
    (
        "version", "release", "master_doc", "root_doc", "source_suffix", "pygments_style",
        "pygments_dark_style",
        "templates_path", "suppress_warnings", "nitpicky", "nitpick_ignore", "nitpick_ignore_regex",
        "needs_sphinx",
        "add_module_names", "html_copy_source", "html_show_sourcelink", "html_last_updated_fmt",
        "linkcheck_ignore",
        "linkcheck_anchors", "myst_enable_extensions", "myst_heading_anchors", "myst_url_schemes", "numfig",
        "html_title", "html_baseurl", "html_static_path", "html_show_sphinx", "todo_include_todos",
        "highlight_language", "default_role", "htmlhelp_basename", "latex_documents", "latex_elements",
        "man_pages", "texinfo_documents", "epub_title", "epub_show_urls", "latex_engine", "gettext_compact",
        "myst_footnote_transition", "myst_dmath_double_inline", "myst_number_code_blocks",
        "copybutton_prompt_text",
        "copybutton_prompt_is_regexp", "togglebutton_hint", "togglebutton_hint_hide",
    ),
    "",
) | {
    "html_logo": "see Add a logo and an icon",
    "html_favicon": "save the icon as sitegen/layouts/assets/img/icon.svg: see Add a logo and an icon",
    "html_css_files": _STYLES,
    "html_js_files": _STYLES,
    "html_extra_path": "move these files to static/",
    "html_theme": "the built-in theme renders the pages; your own templates go into sitegen/layouts/",
    "html_theme_options": _THEME,
    "html_context": _THEME,
    "html_sidebars": _THEME,
    "intersphinx_mapping": "link to pages of other projects by their address",
    "myst_substitutions": "write the text itself",
    "rst_prolog": "",
    "rst_epilog": "",
    "numpydoc_": _CODE,
}  # fmt: skip
_EXTENSIONS = dict.fromkeys(
    ("myst_parser", "sphinx_copybutton", "sphinx.ext.mathjax", "sphinx.ext.githubpages", "sphinx_design",
     "sphinxext.opengraph", "sphinx.ext.autosectionlabel", "sphinx_sitemap", "notfound.extension",
     "sphinx.ext.extlinks", "sphinx_togglebutton", "sphinx.ext.todo", "sphinx.ext.ifconfig",
     "sphinx_reredirects",
     "sphinxext.rediraffe", "sphinx.ext.imgmath", "sphinx.ext.duration"),
    "",
) | {
    "sphinx.ext.autodoc": _CODE, "sphinx.ext.autosummary": _CODE, "autodoc2": _CODE,
    "autoapi.extension": _CODE,
    "sphinx.ext.napoleon": _CODE, "numpydoc": _CODE, "sphinx.ext.viewcode": _CODE,
    "sphinx.ext.intersphinx": "link to pages of other projects by their address",
    "myst_nb": "convert notebooks to Markdown: jupyter nbconvert --to markdown",
    "nbsphinx": "convert notebooks to Markdown: jupyter nbconvert --to markdown",
    "sphinx.ext.graphviz": "see Draw diagrams", "sphinxcontrib.mermaid": "see Draw diagrams",
    "sphinxcontrib.bibtex": "sitegen reads no bibliographies",
}  # fmt: skip


#: A label in reStructuredText, one that a directive has as its name, and a link to a page without its suffix.
_RST_LABEL = re.compile(r"^\.\. _([^:\n]+):[ \t]*$", re.MULTILINE)
_NAME = re.compile(r"^[ \t>]*:name:[ \t]+(\S+)[ \t]*$", re.MULTILINE)
_BARE = re.compile(r"\]\(([\w-]+)\)")


def read_sphinx(folder: Path) -> ImportedSite:
    """Return the site of a folder with ``conf.py``; ProblemError when that can't be read."""
    path = folder / "conf.py"
    settings = OldSettings(read_old_file(path))
    draft = Draft("Sphinx with MyST", path, "myst")
    values = draft.values
    values["title"] = settings.text("html_title") or settings.text("project")
    values["base_url"] = site_address(settings.text("html_baseurl"))
    values["language"] = settings.text("language", default="en").replace("_", "-")
    values["author"] = {"name": settings.text("author")}
    copyright_line = settings.text("copyright") or settings.text("project_copyright")
    values["copyright"] = f"© {copyright_line}" if copyright_line else ""
    values["paths"] = {"content": ".", "static": "sitegen/static", "data": "sitegen/data"}
    values["urls"] = {"style": "html"}
    extensions = settings.texts("myst_enable_extensions")
    values["markdown"] = {"math": True, "smart_punctuation": "smartquotes" in extensions}
    draft.ignore(["conf.py", "Makefile", "make.bat", "_build", "_templates", "requirements*.txt", "*.py"])
    draft.ignore(
        pattern.replace("**/", "") for pattern in settings.texts("exclude_patterns") if pattern[0] != "."
    )
    for old, new in {**settings.map("redirects"), **settings.map("rediraffe_redirects")}.items():
        if new.text:
            draft.redirects[_page(old)] = new.text if "://" in new.text else _page(new.text)
    extension_list = settings.take("extensions")
    draft.tell_plugins("extensions", extension_list.parts if extension_list is not None else (), _EXTENSIONS)
    draft.folders.append(Folder(folder, "."))
    root = settings.text("root_doc") or settings.text("master_doc") or "index"
    values["extra"] = {"labels": _read_labels(folder)}
    if substitutions := settings.map("myst_substitutions"):
        values["extra"]["substitutions"] = {
            name: node.text or f"`{name}`" for name, node in substitutions.items()
        }
        for name, node in substitutions.items():
            if not node.text:
                advice = "it is computed: write its value below [extra.substitutions]"
                draft.tell(f"myst_substitutions.{name}", node, advice)
    draft.comments["extra.labels"] = "names of parts of pages -> page and title: import again for new ones"
    draft.nav = tuple(_Tree(folder, draft).below(root, set()))
    draft.tell_rest(settings, _ADVICE)
    return draft.site()


def _read_labels(folder: Path) -> dict[str, list[str]]:
    """Return the page and title of each label, ``(label)=``, in the pages of a folder.

    Pages in reStructuredText, which this site doesn't have, are labels that begin with a slash.
    """
    labels: dict[str, list[str]] = {}
    for file in sorted(folder.rglob("*.rst")):
        page = file.relative_to(folder).with_suffix("")
        if not file.with_suffix(".md").is_file():
            labels[f"/{page.as_posix()}"] = [f"{page.as_posix()}.rst", "-"]
        for name in _RST_LABEL.findall(file.read_text("utf-8", errors="replace")):
            labels.setdefault(name.strip("`"), [file.relative_to(folder).as_posix(), ""])
    for file in sorted(folder.rglob("*.md")):
        text = file.read_text("utf-8", errors="replace")
        path = file.relative_to(folder).as_posix()
        for name in {*_NAME.findall(text)} - labels.keys():
            labels[name] = [path, ""]
        for name in {*_BARE.findall(text)} - labels.keys():
            if (page := file.parent / f"{name}.md").is_file():
                labels[name] = [page.relative_to(folder).as_posix(), "-"]
        lines = text.splitlines()
        for index, line, is_code in mark_code([Line(text, row) for row, text in enumerate(lines)]):
            match = None if is_code or "=" not in line.text else LABEL.match(line.text)
            if match:
                below = next((text for text in lines[index + 1 :] if text.strip()), "")
                title = below.lstrip("# ").strip() if below.lstrip().startswith("#") else ""
                labels.setdefault(match[1], [file.relative_to(folder).as_posix(), title])
    return labels


def _page(name: str) -> str:
    stem = re.sub(r"\.(?:md|rst|html)$", "", name.strip("/"))
    return f"/{stem}.html" if stem else "/"


class _Tree:
    """The toctrees of the pages of a folder."""

    def __init__(self, folder: Path, draft: Draft) -> None:
        self._folder = folder
        self._draft = draft

    def below(self, name: str, above: set[str]) -> Iterator[NavItem]:
        """Yield what the toctrees of a page list; each with a caption is a group."""
        path = self._find(name)
        if path is None or not path.endswith((".md", ".markdown")) or name in above:
            return
        text = (self._folder / path).read_text("utf-8", errors="replace")
        for match in _TREE.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            lines = [part.strip() for part in match[3].splitlines()]
            pairs = [pair for part in lines if (pair := _OPTION.fullmatch(part))]
            options = {pair[1]: pair[2] for pair in pairs}
            entries = [
                part for part in lines if part and part[0] not in ":#" and part not in ("---", "maxdepth: 2")
            ]
            items = [
                item
                for entry in entries
                for item in self._entry(entry, name, path, line, above | {name}, "glob" in options)
            ]
            if caption := options.get("caption", ""):
                yield NavItem(caption, items=tuple(items))
            else:
                yield from items

    def _entry(
        self, entry: str, name: str, path: str, line: int, above: set[str], is_glob: bool
    ) -> Iterator[NavItem]:
        titled = _ENTRY.fullmatch(entry)
        title, target = (titled[1] or "", titled[2]) if titled else ("", entry)
        if "://" in target:
            yield NavItem(title or target, url=target)
            return
        if target == "self":
            yield NavItem(title, path)
            return
        base = "" if target.startswith("/") else os.path.dirname(name)
        full = normpath(os.path.join(base, target.lstrip("/")))
        names = self._match(full) if is_glob and "*" in full else [full]
        for one in names:
            stem = re.sub(r"\.(?:md|markdown|rst|ipynb)$", "", one)
            page = self._find(stem)
            if page is None or not page.endswith((".md", ".markdown")):
                place = Node(None, os.path.join(os.path.relpath(self._folder), path), line)
                reason = "it isn't in Markdown" if page else "there is no such page"
                self._draft.tell(target, place, f"{reason}: it is left out", Kind.NAVIGATION)
            elif stem not in above:
                yield NavItem(title, page, items=tuple(self.below(stem, above)))

    def _match(self, pattern: str) -> list[str]:
        found = (path.relative_to(self._folder).as_posix() for path in self._folder.glob(f"{pattern}*"))
        return sorted(name for name in found if name.endswith(_SUFFIXES))

    def _find(self, stem: str) -> str | None:
        names = (f"{stem}{suffix}" for suffix in ("", *_SUFFIXES))
        return next((name for name in names if (self._folder / name).is_file()), None)
