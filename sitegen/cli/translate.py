"""``sitegen translate``: which pages lack a translation, or have an old one; and which are up to date now."""

from __future__ import annotations

import os
import re
from posixpath import normpath
from typing import TYPE_CHECKING

from sitegen.cli.build import moment
from sitegen.cli.folders import locate
from sitegen.cli.terminal import Terminal
from sitegen.core.problems import ProblemError, error
from sitegen.core.suggest import nearest
from sitegen.moving.loaded_site import load_site
from sitegen.site.translations import Status, Translation, find_translations, list_translations

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from sitegen.moving.loaded_site import LoadedSite

_KEY = "source_digest"
#: What `status` lists: everything that needs work.
_OPEN = (Status.OUTDATED, Status.UNMARKED, Status.MISSING)


def run_status(options: argparse.Namespace) -> int:
    """List what is to be translated, by language; exit code 1 if a translation is outdated."""
    terminal = Terminal(color=None, quiet=options.quiet)
    site = load_site(options.root, moment(), options.config)
    translations = _list(site)
    content = site.config.paths.content
    for code in site.config.languages:
        of_code = [translation for translation in translations if translation.language == code]
        if not of_code:
            continue
        counts = {status: sum(translation.status is status for translation in of_code) for status in Status}
        terminal.say(
            f"{code}: " + ", ".join(f"{count} {status}" for status, count in counts.items() if count)
        )
        for translation in of_code:
            if translation.status in _OPEN:
                terminal.say(f"  {translation.status:9} {_describe(translation, content)}")
    if any(translation.status is Status.OUTDATED for translation in translations):
        terminal.suggest("sitegen translate mark FILE", "records that a translation is up to date again")
        return 1
    terminal.suggest("sitegen serve --open", "shows the site while you translate")
    return 0


def _describe(translation: Translation, content: str) -> str:
    original = f"{content}/{translation.original.path}"
    return f"{content}/{translation.node.path} (from {original})" if translation.node else original


def _list(site: LoadedSite) -> list[Translation]:
    if not site.config.languages:
        hint = "list its languages in [languages]; see the page Write in several languages of the manual"
        raise ProblemError(
            error("translate-refused", "the site has one language", path="sitegen.toml", hint=hint)
        )
    return list(list_translations(site.site, find_translations(site.site)))


def run_mark(options: argparse.Namespace) -> int:
    """Record in translations that they are up to date with their originals."""
    terminal = Terminal(color=None, quiet=options.quiet)
    site = load_site(options.root, moment(), options.config)
    content = site.config.paths.content
    by_path = {
        f"{content}/{translation.node.path}": translation for translation in _list(site) if translation.node
    }
    marked: dict[Path, str] = {}
    problems = []
    for path in options.paths:
        name = normpath(locate(path, options.root))
        name = name if name in by_path else f"{content}/{name}"
        if name not in by_path:
            guess = nearest(name, by_path)
            hint = f"did you mean {guess}?" if guess else "name a file of a page that has an original"
            is_file = (options.root / name).is_file()
            message = "this isn't a translation" if is_file else "there is no such file"
            problems.append(error("translate-refused", message, path=path, hint=hint))
            continue
        file = options.root / name
        text = write_key(file.read_bytes().decode(), by_path[name].digest)
        if text is None:
            hint = f'write it yourself: "{_KEY}": "{by_path[name].digest}"'
            problems.append(error("translate-refused", "its front matter is JSON", path=name, hint=hint))
            continue
        marked[file] = text
    if problems:
        raise ProblemError(*problems)
    for file, text in marked.items():
        staged = file.with_name(f".{file.name}.new")
        staged.write_bytes(text.encode())
        staged.chmod(file.stat().st_mode)
        os.replace(staged, file)
    terminal.say(f"Marked {len(marked)} {'page' if len(marked) == 1 else 'pages'}.")
    terminal.suggest("sitegen translate status", "shows what is left")
    return 0


def write_key(text: str, digest: str) -> str | None:
    """Return the text of a page that records this digest of its original; None for front matter in JSON."""
    start = re.match(r"\ufeff?(---|\+\+\+)[ \t]*(\r?\n)", text)
    if start is None:
        return None if text.lstrip("\ufeff").startswith("{") else f'---\n{_KEY}: "{digest}"\n---\n{text}'
    is_toml, end = start[1] == "+++", start[2]
    line = f'{_KEY} = "{digest}"' if is_toml else f'{_KEY}: "{digest}"'
    close = re.compile(rf"^{re.escape(start[1])}[ \t]*\r?$", re.MULTILINE).search(text, start.end())
    front_end = close.start() if close else len(text)
    written = re.compile(rf"^{_KEY}[ \t]*[:=][^\r\n]*", re.MULTILINE).search(text, start.end(), front_end)
    if written:
        return text[: written.start()] + line + text[written.end() :]
    return text[: start.end()] + line + end + text[start.end() :]
