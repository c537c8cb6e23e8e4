"""The site's folder -> Inputs: its configuration and what is in each of its trees, not yet read."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen.config import Config, Dialect, key_place, read_config
from sitegen.core.builtin_theme import builtin_layouts
from sitegen.core.problems import Problem, ProblemError, error, has_errors, warning
from sitegen.core.text import decode, explain_encoding
from sitegen.sources import Entry, SourceFile, read, scan
from sitegen.sources.choose import choose_sources, name_others
from sitegen.sources.misplaced import find_misplaced_layouts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sitegen.config.nav_file import NavFile

CONFIG_NAME = "sitegen.toml"
#: In bytes: a table of 50,000 redirects has fewer.
_LARGEST_CONFIG = 10_000_000
_TREES = ("content", "layouts", "builtin", "static", "data", "included")


class Tree(msgspec.Struct, frozen=True):
    """One source directory and the files in it."""

    root: Path
    shown: str  #: as Problems call it: ``content``
    entries: tuple[Entry, ...]
    anchor: str = ""  #: the folder of an untrusted site: no link below it is followed to the tree
    is_judged: bool = False  #: what is published of it must be passive

    def path(self, entry: Entry) -> Path:
        """Return the path of an entry on disk."""
        return self.root / entry.path

    def source(self, path: str) -> SourceFile:
        """Return a file of the tree, to be opened."""
        if not self.is_judged:
            return SourceFile(str(self.root), path, self.anchor)
        from sitegen.sources.passive import judge_content

        return SourceFile(str(self.root), path, self.anchor, judge_content)

    def read(self, entry: Entry, most: int | None = None) -> bytes:
        """Return the bytes of a file, as `sitegen.sources.reading.read` does."""
        return read(self.root, entry, self.shown, self.anchor, most)


class Inputs(msgspec.Struct, frozen=True):
    """Everything that a build may read."""

    config: Config
    config_text: str
    content: Tree
    layouts: Tree
    builtin: Tree
    static: Tree
    data: Tree
    included: Tree  #: from which pages include text; its paths begin at the site's folder
    revision: str  #: of the content in its repository; "" if nothing of its history is shown
    problems: tuple[Problem, ...]

    def trees(self) -> Mapping[str, Tree]:
        """Return the trees by name."""
        return {name: getattr(self, name) for name in _TREES}


def read_settings(
    root: Path, config_file: Path | None, *, safe: bool = False
) -> tuple[Config, str, tuple[Problem, ...]]:
    """Return the configuration, its text, and what is wrong with it; a site may have none.

    With ``safe``, that of the site must be no link.
    """
    shown = str(config_file) if config_file else CONFIG_NAME
    try:
        data = _read_settings(config_file or root / CONFIG_NAME, follow=not safe or config_file is not None)
    except FileNotFoundError:
        if config_file:
            raise ProblemError(
                error(
                    "config-missing",
                    "there is no such configuration file",
                    path=shown,
                    hint="write it, or leave --config out",
                )
            ) from None
        return Config(), "", ()
    except OSError as cause:
        message = f"it cannot be read: {(cause.strerror or 'unknown error').lower()}"
        hint = "it must be a file that you may read"
        raise ProblemError(error("config-unreadable", message, path=shown, hint=hint)) from cause
    try:
        text = decode(data)
    except UnicodeError as cause:
        message, line, column = explain_encoding(data, cause)
        hint = "save the file as UTF-8"
        raise ProblemError(
            error("config-unreadable", message, path=shown, line=line, column=column, hint=hint)
        ) from cause
    config, problems = read_config(text, shown)
    if not config.nav_file:
        return config, text, problems
    config, more = _take_nav(root, config, text, safe=safe)
    return config, text, (*problems, *more)


def _take_nav(root: Path, config: Config, text: str, *, safe: bool) -> tuple[Config, tuple[Problem, ...]]:
    """Return the configuration with the navigation that a file of the content lists, which is no page."""
    path = f"{config.paths.content}/{config.nav_file}"
    line, column = key_place(text, ("nav_file",))
    listed = None if config.nav else read_listed_nav(root, config, safe=safe)
    if listed is None:
        message = "there is both nav_file and [[nav]]" if config.nav else f"{path} is missing or isn't UTF-8"
        hint = "remove one of them" if config.nav else "list the pages in it, or leave nav_file out"
        return config, (
            error("config-value", message, path=CONFIG_NAME, line=line, column=column, hint=hint),
        )
    problems = tuple(
        error("config-value", message, path=path, line=line, column=1, hint=hint)
        for line, message, hint in listed.mistakes
    )
    return take_nav(config, listed), problems


def take_nav(config: Config, listed: NavFile) -> Config:
    """Return the configuration with the navigation of its `nav_file`."""
    ignore = (*config.ignore, f"/{config.nav_file}")
    return msgspec.structs.replace(config, nav=listed.items, ignore=ignore)


def read_nav(config: Config, text: str) -> NavFile:
    """Return the entries in a text of the file of the navigation."""
    from sitegen.config.nav_file import read_nav_file

    return read_nav_file(text, is_yaml=not config.nav_file.endswith(".md"))


def read_listed_nav(root: Path, config: Config, *, safe: bool) -> NavFile | None:
    """Return the entries of the file of the navigation; None if it can't be read."""
    try:
        data = _read_settings(root / config.paths.content / config.nav_file, follow=not safe)
        return read_nav(config, decode(data))
    except (OSError, UnicodeError):
        return None


def _read_settings(path: Path, *, follow: bool) -> bytes:
    """Return the bytes of a configuration; a pipe in its place isn't waited for."""
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
    with os.fdopen(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is not a file", str(path))
        data = file.read(_LARGEST_CONFIG + 1)
    if len(data) > _LARGEST_CONFIG:
        raise OSError(errno.EFBIG, f"it has more than {_LARGEST_CONFIG:,} bytes", str(path))
    return data


def refuse_empty(root: Path, config: Config, problems: Sequence[Problem] = ()) -> None:
    """Raise ProblemError when there is no content; mistakes in the configuration may be why."""
    content = config.paths.content
    if (root / content).is_dir():
        return
    if has_errors(problems):
        raise ProblemError(*problems)
    hint = "run `sitegen new site .` to create one, or name the folder of a site"
    if (root / CONFIG_NAME).exists():
        hint = f"create {content}/, or name the folder of your pages as content below [paths] in sitegen.toml"
    if content != "content":
        hint = "correct content below [paths] in sitegen.toml, or name the folder of a site"
    raise ProblemError(error("no-content", f"there is no {content}/ here", path=f"{content}/", hint=hint))


def _scan_included(root: Path, config: Config, anchor: Path | None, problems: list[Problem]) -> Tree:
    """Return the files that pages may include; what is wrong with them is added to ``problems``."""
    shown = str(anchor) if anchor else ""
    names = (*config.paths.includes, *config.reference.files)
    if not names:
        return Tree(root, "", (), shown)
    from sitegen.sources.included import scan_included

    entries, wrong = scan_included(root, names)
    problems.extend(wrong)
    return Tree(root, "", entries, shown)


def _find_revision(root: Path, config: Config, text: str, problems: list[Problem], *, safe: bool) -> str:
    """Return what identifies the history of the content; without one, a warning is added to ``problems``.

    With ``safe``, git isn't run: the configuration of a stranger's repository can name programs.
    """
    if not config.git.reads_history:
        return ""
    from sitegen.sources.history import NoHistoryError, find_revision

    try:
        if safe:
            raise NoHistoryError("with --safe, git isn't run", "leave --safe out if you trust the repository")  # noqa: TRY301  one message for all reasons
        return find_revision(root / config.paths.content)
    except NoHistoryError as reason:
        line, column = key_place(text, ("git",))
        problems.append(
            warning(
                "no-history",
                f"pages are published without their history: {reason}",
                path=CONFIG_NAME,
                line=line,
                column=column,
                hint=reason.remedy,
            )
        )
    return ""


def scan_inputs(
    root: Path, config: Config, text: str, problems: tuple[Problem, ...], *, safe: bool = False
) -> Inputs:
    """Return what is in the site's trees.

    With ``safe`` the site is untrusted: its templates, which are code, are passed over, its folders are in
    its own one, and only passive files are published.
    """
    paths = config.paths
    theme = builtin_layouts()
    site_layouts = root / paths.layouts
    is_theme_own = site_layouts.resolve() == theme.resolve()  # the site that the theme was made for
    all_problems = list(problems)
    top = root.resolve()

    def tree(folder: Path, shown: str) -> Tree:
        anchor = ""
        if safe and folder != theme:  # resolved once: it may be another folder a moment later
            folder, anchor = folder.resolve(), str(top)
        if anchor and not folder.is_relative_to(top):
            hint = "put the folder itself in its place"
            message = "this symbolic link leaves the site"
            all_problems.append(error("source-link", message, path=shown, hint=hint))
            return Tree(folder, shown, ())
        ignore = config.ignore if folder != theme or is_theme_own else ()
        entries, wrong = scan(folder, ignore, shown, name_others(config) if shown == "." else ())
        all_problems.extend(wrong)
        return Tree(folder, shown, entries, anchor)

    def select(content: Tree) -> Tree:
        chosen, wrong = choose_sources(content.source, content.entries, content.shown, config)
        all_problems.extend(wrong)
        return msgspec.structs.replace(content, entries=chosen)

    def disarm(files: Tree, *, pages: bool) -> Tree:
        if not safe:
            return files
        from sitegen.sources.passive import choose_passive

        chosen, wrong = choose_passive(files.source, files.entries, files.shown, pages=pages)
        all_problems.extend(wrong)
        return msgspec.structs.replace(files, entries=chosen, is_judged=True)

    builtin = tree(theme, "layouts" if is_theme_own else "builtin")
    has_own_layouts = not safe and not is_theme_own
    layouts = tree(site_layouts, paths.layouts) if has_own_layouts else Tree(site_layouts, paths.layouts, ())
    if has_own_layouts and not layouts.entries and config.dialect is Dialect.SITEGEN:
        all_problems += find_misplaced_layouts(root, paths.layouts, {entry.path for entry in builtin.entries})
    return Inputs(
        config=config,
        config_text=text,
        content=disarm(select(tree(root / paths.content, paths.content)), pages=True),
        layouts=layouts,
        builtin=builtin,
        static=disarm(tree(root / paths.static, paths.static), pages=False),
        data=tree(root / paths.data, paths.data),
        included=_scan_included(root, config, top if safe else None, all_problems),
        revision=_find_revision(root, config, text, all_problems, safe=safe),
        problems=tuple(all_problems),
    )
