"""The site's folder and its configuration -> the extensions that it uses, with the names that they provide.

What an extension provides is known only once it is imported: a worker does that when its code has changed,
and the cache keeps the answer.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from sitegen.build.options import BuildOptions
from sitegen.build.settings import settings_for
from sitegen.cache.cache_folder import open_cache
from sitegen.cache.snapshot import load, save
from sitegen.config import key_place
from sitegen.core.problems import Problem, ProblemError, error
from sitegen.core.suggest import nearest
from sitegen.ext.code import find_extensions, list_own
from sitegen.ext.registry import Extensions

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.config import Config
    from sitegen.core.folder import Folder

_RECORD = "extensions"


def read_extensions(options: BuildOptions, config: Config, text: str, cache: Folder) -> Extensions | None:
    """Return the extensions of a site, and what is wrong with them; None without any."""
    root = os.path.realpath(options.root)
    record = None if options.force else load(cache, _RECORD, Extensions)
    last_used = record.used if record else ()
    chosen, missing = find_extensions(root, config.extensions, last_used)
    problems = [_report_missing(name, text, root) for name in missing]
    extensions = Extensions(root, tuple(chosen))
    if [(used.name, used.digest) for used in chosen] != [(used.name, used.digest) for used in last_used]:
        from sitegen.build.extension_names import read_names

        extensions = read_names(extensions, last_used, config.limits)
        problems += extensions.problems
        if not (problems or options.forget):
            save(cache, _RECORD, extensions)
    if not (extensions.used or problems):
        return None
    return msgspec.structs.replace(extensions, problems=tuple(problems))


def load_all(root: Path, config_file: Path | None) -> tuple[Config, Extensions]:
    """Return the configuration and the extensions of a site; ProblemError if any can't be used."""
    options = BuildOptions(root=root, config_file=config_file, forget=True)
    config, text, _ = settings_for(options)
    with open_cache(None) as cache:
        extensions = read_extensions(options, config, text, cache.folder)
    if extensions and extensions.problems:
        raise ProblemError(*extensions.problems)
    return config, extensions or Extensions(os.path.realpath(root), ())


def _report_missing(name: str, text: str, root: str) -> Problem:
    line, column = key_place(text, ("extensions", name))
    guess = nearest(name, list_own(root))
    hint = (
        f"did you mean {guess!r}?" if guess else f"create extensions/{name}.py, or install its distribution"
    )
    message = f"extensions.{name}: there is no such extension"
    return error("extension-missing", message, path="sitegen.toml", line=line, column=column, hint=hint)
