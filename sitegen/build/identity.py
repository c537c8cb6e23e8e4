"""Configuration, options and code -> what identifies a build, and so which results of the last one hold."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen.cache.cache import BuildCache, Identity
from sitegen.cache.code_digest import engine_digest
from sitegen.config import Cache, Config, Dialect, config_digest, reads_cjk_emphasis
from sitegen.config.languages import conversion_values
from sitegen.core.file_names import EXTENSIONS, show
from sitegen.core.releases import find_release
from sitegen.sources import digest

if TYPE_CHECKING:
    from sitegen.build.options import BuildOptions
    from sitegen.core.folder import Folder
    from sitegen.ext.registry import Extensions


def use_extensions(options: BuildOptions, config: Config, text: str, cache: Folder) -> Extensions | None:
    """Return the extensions that a site uses; None if it has none or is untrusted."""
    if options.safe or not (config.extensions or os.path.isdir(options.root / EXTENSIONS)):
        return None
    from sitegen.build.extensions import read_extensions

    return read_extensions(options, config, text, cache)


def say_unused_extensions(options: BuildOptions) -> tuple[str, ...]:
    """Return a notice for an untrusted site that has extensions."""
    if options.safe and os.path.isdir(options.root / EXTENSIONS):
        return (f"With --safe, extensions aren't used: those in {EXTENSIONS}/ are ignored.",)
    return ()


def open_build_cache(
    cache: Folder,
    options: BuildOptions,
    config: Config,
    revision: str = "",
    extensions: Extensions | None = None,
) -> BuildCache:
    """Return what the last build with these options learned; ``revision`` is that of the content."""
    indexer = _indexer_size() if config.search.enabled else 0
    settings = (
        config_digest(msgspec.structs.replace(config, nav=(), extensions={}, cache=Cache())),
        extensions.names if extensions else [],
        _digest_functions(options, cache, config),
        indexer,
        options.show,
        options.dry,
        options.for_readers,
        options.safe,
        os.fsencode(options.output or ""),
    )
    shape = (
        options.safe,  # what one may publish, the other may not
        config.dialect,
        config.markdown,
        config.privacy.allow_inline,
        reads_cjk_emphasis(config),
        (config.language, config.words, conversion_values(config.languages)),
        config.taxonomies,
        config.schemas,
        config.paths,
        config.limits,
        config.llms,
        extensions.converting if extensions else [],
        (config.reference, find_release("griffelib") if config.reference.paths else ""),
        (config.extra, config.title, config.description)
        if config.dialect in {Dialect.JEKYLL, Dialect.MYST}
        else (),
    )
    code = [(used.digest, used.layouts_digest) for used in extensions.used] if extensions else []
    faults = extensions.problems if extensions else ()  # of extensions that fail, nothing else is known
    identity = Identity(
        engine=engine_digest(),
        settings=digest(msgspec.json.encode(settings)),
        conversion=digest(msgspec.json.encode(shape)),
        traced=digest(msgspec.json.encode((config.nav, revision, code, faults))),
        site=f"{show(os.path.realpath(options.root))} {os.stat(options.root).st_ino}",
    )
    return BuildCache(cache, identity, force=options.force)


def _digest_functions(options: BuildOptions, cache: Folder, config: Config) -> str:
    """Return a digest of the code of the site's own functions, if it has any."""
    functions = config.markdown.directives.values()
    if not functions:
        return ""
    from sitegen.render.python_directives import describe_code

    return describe_code(functions, options.root, cache).digest


def _indexer_size() -> int:
    """Return the size of the search indexer, which identifies a program without a known release."""
    from sitegen.resources.pagefind import find_indexer

    program = find_indexer()
    return Path(program).stat().st_size if program else 0
