"""A site's folder -> the whole site in memory, and the same after files have moved and texts have changed."""

from __future__ import annotations

import os
from contextlib import ExitStack, closing
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from sitegen.build.documents import LastDocuments, convert_documents, convert_sources
from sitegen.build.identity import open_build_cache, use_extensions
from sitegen.build.included import Gathering, find_outdated, may_include
from sitegen.build.options import BuildOptions
from sitegen.build.run import locate_cache
from sitegen.cache.cache_folder import CACHE_NAME, open_cache
from sitegen.cache.store import DamagedCacheError
from sitegen.config import Config, base_path, read_config
from sitegen.core.model import Body, Document, MadeIds, Source
from sitegen.core.problems import Problem, ProblemError, has_errors
from sitegen.site.assemble import assemble as assemble_one
from sitegen.site.language_links import LanguageLinks
from sitegen.site.languages import assemble_languages
from sitegen.site.links import Links
from sitegen.site.visibility import Show
from sitegen.sources.choose import is_document, site_path
from sitegen.sources.inputs import CONFIG_NAME, Inputs, read_nav, read_settings, scan_inputs, take_nav
from sitegen.theme.layouts import find_ids
from sitegen.theme.load import read_materials
from sitegen.workers.budget import Budget
from sitegen.workers.cores import available_cores
from sitegen.workers.on_demand import Workers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from sitegen.config.nav_file import NavFile
    from sitegen.ext.registry import Extensions
    from sitegen.site.assemble import Site

_decode = msgspec.msgpack.Decoder(Body).decode
_SHOW_ALL = Show(drafts=True, future=True, expired=True)


class LoadedSite(msgspec.Struct, dict=True):
    """A site as it is at one moment, with drafts and with what is not due yet."""

    inputs: Inputs
    config: Config
    config_text: str
    sources: dict[str, Source]  #: path below content/ -> its file
    converted: dict[str, tuple[Document, Body]]  #: the same -> what was made of it
    files: tuple[str, ...]  #: below content/, but no pages
    static: tuple[str, ...]  #: below static/
    made_ids: MadeIds
    now: datetime
    extensions: Extensions | None = None
    nav_text: str = ""  #: of ``nav_file``
    config_path: str = CONFIG_NAME  #: from the site's folder

    @cached_property
    def site(self) -> Site:
        """The pages with their addresses."""
        return self._assemble(_SHOW_ALL)

    @cached_property
    def published(self) -> frozenset[str]:
        """The ids of the pages that a build publishes today."""
        return frozenset(self._assemble(Show()).nodes)

    @cached_property
    def links(self) -> Links:
        """What links lead to."""
        links = LanguageLinks if self.config.languages else Links
        return links(self.site, base_path(self.config), self.made_ids)

    @cached_property
    def ids(self) -> dict[str, str]:
        """Addresses of pages, as they are published -> their ids."""
        return {node.route.url: node.id for node in self.site.nodes.values()}

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with single pages, and with all of them together."""
        return (
            *(problem for doc, _ in self.converted.values() for problem in doc.problems),
            *self.site.problems,
        )

    def _assemble(self, show: Show) -> Site:
        documents = [self.converted[path][0] for path in sorted(self.converted)]
        assemble = assemble_languages if self.config.languages else assemble_one
        return assemble(self.config, documents, self.files, self.static, now=self.now, show=show)

    def read_nav(self, text: str) -> NavFile:
        """Return what the file of the navigation lists if it has this text."""
        return read_nav(self.config, text.removeprefix("\ufeff").replace("\r\n", "\n"))

    def list_files(self) -> Iterable[str]:
        """Return every file that can move, from the site's folder."""
        paths = self.config.paths
        yield from (f"{paths.content}/{path}" for path in (*self.sources, *self.files))
        yield from (f"{paths.static}/{path}" for path in self.static)

    def after(
        self,
        moved: Mapping[str, str],
        texts: Mapping[str, str],
        config_text: str,
        nav_text: str | None = None,
    ) -> LoadedSite:
        """Return the site with files at other paths, and other texts: new path below content/ -> text."""
        paths = self.config.paths

        def follow(folder: str, path: str) -> str:
            return moved.get(f"{folder}/{path}", f"{folder}/{path}").removeprefix(f"{folder}/")

        config, problems = read_config(config_text, "sitegen.toml")
        if has_errors(problems):
            raise ProblemError(*problems)
        nav_text = self.nav_text if nav_text is None else nav_text
        if config.nav_file:
            config = take_nav(config, self.read_nav(nav_text))
        sources: dict[str, Source] = {}
        converted: dict[str, tuple[Document, Body]] = {}
        for path, source in self.sources.items():
            new_path = follow(paths.content, path)
            data = texts[new_path].encode() if new_path in texts else source.data
            sources[new_path] = msgspec.structs.replace(source, path=new_path, data=data)
            if new_path == path and data == source.data:
                converted[path] = self.converted[path]
        changed = [source for path, source in sources.items() if path not in converted]
        converted |= _convert(changed, config, self.inputs, self.extensions)
        files = tuple(follow(paths.content, path) for path in self.files)
        static = tuple(follow(paths.static, path) for path in self.static)
        return LoadedSite(
            self.inputs,
            config,
            config_text,
            sources,
            converted,
            files,
            static,
            self.made_ids,
            self.now,
            self.extensions,
            nav_text,
            self.config_path,
        )


def load_site(root: Path, now: datetime, config_file: Path | None = None) -> LoadedSite:
    """Return a site; ProblemError if its configuration or one of its files can't be read."""
    config, text, problems = read_settings(root, config_file)
    inputs = scan_inputs(root, config, text, problems)
    config_path = os.path.relpath(config_file, root) if config_file else CONFIG_NAME
    text = (root / config_path).read_bytes().decode() if text else ""  # with its line ends
    if has_errors(inputs.problems):
        raise ProblemError(*inputs.problems)
    tree = inputs.content
    entries = [entry for entry in tree.entries if is_document(entry)]
    sources = [Source(site_path(entry), tree.read(entry, config.limits.file_bytes)) for entry in entries]
    options = BuildOptions(root=root, config_file=config_file)
    try:
        converted, extensions = _read_converted(options, inputs)
    except DamagedCacheError:
        converted, extensions = _read_converted(msgspec.structs.replace(options, force=True), inputs)
    layouts = read_materials(inputs).layouts
    return LoadedSite(
        inputs,
        config,
        text,
        {source.path: source for source in sources},
        converted,
        tuple(site_path(entry) for entry in tree.entries if not is_document(entry)),
        tuple(site_path(entry) for entry in inputs.static.entries),
        find_ids(layouts),
        now,
        extensions,
        (tree.root / config.nav_file).read_bytes().decode() if config.nav_file else "",  # as above
        config_path,
    )


def _read_converted(
    options: BuildOptions, inputs: Inputs
) -> tuple[dict[str, tuple[Document, Body]], Extensions | None]:
    """Return every page, as far as possible from the cache of the last build; and the site's extensions."""
    config = inputs.config
    with ExitStack() as stack:
        location = locate_cache(options) if (options.root / CACHE_NAME).is_dir() else None
        folder = stack.enter_context(open_cache(location, wait=0)).folder
        extensions = use_extensions(options, config, inputs.config_text, folder)
        cache = open_build_cache(folder, options, config, inputs.revision, extensions)
        state = cache.load_state()
        changes = cache.changes(inputs)
        last = LastDocuments(
            state.documents,
            cache.records("content"),
            changes["content"],
            cache.recorded_at_ns,
            state.problem_paths,
            find_outdated(state.including, changes, config),
        )
        bodies = stack.enter_context(closing(cache.body_store(state)))
        workers = stack.enter_context(_hire(config))
        documents = convert_documents(inputs, last, bodies, workers, extensions=extensions)
        return {
            document.path: (document, _decode(bodies.get(document.path))) for document in documents.all()
        }, extensions


def _hire(config: Config) -> Workers:
    limits = config.limits
    budget = Budget(limits.page_seconds, limits.mean_page_seconds)
    return Workers(available_cores(), limits.page_memory_bytes, budget)


def _convert(
    sources: list[Source], config: Config, inputs: Inputs, extensions: Extensions | None
) -> dict[str, tuple[Document, Body]]:
    gather = Gathering(inputs).gather if may_include(config) else None
    whole = [gather(source) if gather else source for source in sources]
    with _hire(config) as workers:
        workers.budget.allow(len(whole), sum(len(source.data) for source in whole))
        return {
            document.path: (document, _decode(body))
            for document, body in convert_sources(whole, config, workers, extensions)
        }
