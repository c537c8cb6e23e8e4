"""``sitegen new site`` and ``sitegen new page``."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sitegen.build.options import BuildOptions
from sitegen.build.settings import settings_for
from sitegen.cli.starter import IGNORED, fill_archetype, find_archetype
from sitegen.cli.starter_sites import BLOG, DOCS
from sitegen.cli.terminal import Terminal
from sitegen.core.location import locate
from sitegen.core.problems import ProblemError, error
from sitegen.core.safe_paths import check_slug
from sitegen.core.text import printable
from sitegen.sources.inputs import CONFIG_NAME, refuse_empty

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from sitegen.cli.starter import Lines
    from sitegen.core.folder import Folder


_DEFAULT_TITLE = "My site"


def run_new_site(options: argparse.Namespace) -> int:
    """Create a site in a folder, beside what is there."""
    folder: Path = options.folder
    files = DOCS if options.docs else BLOG
    if taken := _find_taken(folder, files):
        hint = "name another folder, or move it away"
        raise ProblemError(error("exists", "this name is taken", path=str(taken), hint=hint))
    title = json.dumps(options.title or _DEFAULT_TITLE, ensure_ascii=False)  # TOML quotes text the same way
    today = datetime.now(UTC).date()  # dates without a time are in UTC: a local one may not have come yet
    with locate(folder, folder).open(create=True) as site_folder:
        for name, text in files.items():
            filled = text.replace("{date}", today.isoformat()).replace("{title}", title)
            site_folder.write(name, filled.encode())
        site_folder.write(IGNORED.name, _add_lines(site_folder, IGNORED).encode("utf-8", "surrogateescape"))
    is_here = folder.resolve() == Path.cwd()
    steps = [] if is_here else [f"cd {shlex.quote(str(folder))}"]
    steps += ["sitegen serve --open", "sitegen check"]
    terminal = Terminal(color=None, quiet=options.quiet)
    terminal.say(f"Created {'a site here' if is_here else f'{folder}/'}. Next:")
    for step in steps:
        terminal.say(f"  {step}")
    if options.deploy:
        from sitegen.cli.new_deploy import write_and_tell

        write_and_tell(folder, options.deploy, terminal)
    return 0


def _find_taken(folder: Path, files: Iterable[str]) -> Path | None:
    """Return what keeps a site from being created in a folder: a file or folder of the same name."""
    if folder.exists() and not folder.is_dir():
        return folder
    places = (folder / name.partition("/")[0] for name in files)
    return next((path for path in places if os.path.lexists(path)), None)


def _add_lines(folder: Folder, file: Lines) -> str:
    """Return the text of a file with these lines, after those that it has."""
    text = "" if folder.stat(file.name) is None else folder.read(file.name).decode("utf-8", "surrogateescape")
    if text and not text.endswith("\n"):
        text += "\n"
    return text + "".join(f"{line}\n" for line in file.lines if line not in text.splitlines())


def run_new_page(options: argparse.Namespace) -> int:
    """Start a page from its section's archetype."""
    config, _, _ = settings_for(BuildOptions(root=options.root, config_file=options.config))
    name = _page_name(options.path, config.paths.content)
    if name.suffix != ".md":
        name = name.with_name(name.name + ".md")
    if options.config is None and not (options.root / CONFIG_NAME).exists():
        refuse_empty(options.root, config)  # the wrong folder: nobody would look for the page there
    content = options.root / config.paths.content
    path = content / name
    now = datetime.now(UTC)
    text = fill_archetype(find_archetype(options.root, name), name, title=options.title, now=now)
    with locate(content, options.root).open(create=True) as folder:  # no link leads out of it
        if folder.stat(str(name)) is not None:
            raise ProblemError(
                error("exists", "this page exists already", path=str(path), hint="choose another name")
            )
        folder.write(str(name), text.encode())
    terminal = Terminal(color=None, quiet=options.quiet)
    terminal.say(str(path))
    terminal.suggest("sitegen serve --open", "shows it while you write")
    return _open(path) if options.open else 0


def _page_name(path: str, content: str) -> PurePosixPath:
    """Return a page's path below content/; ProblemError if no page can be published from there."""
    name = path.removeprefix(f"{content}/").removesuffix("/")
    try:
        for part in name.split("/"):
            check_slug(part)
    except ValueError as reason:
        message = f"the path of a page below {content}/ {reason}"
        raise ProblemError(
            error("bad-path", message, path=printable(path), hint="write blog/my-post")
        ) from reason
    return PurePosixPath(name)


def _open(path: Path) -> int:
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        raise ProblemError(
            error("no-editor", "neither VISUAL nor EDITOR is set", hint=f"open {path} yourself")
        )
    return subprocess.run([*shlex.split(editor), str(path)], check=False).returncode  # noqa: S603  the user's own editor
