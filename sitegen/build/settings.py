"""sitegen.toml and the command line -> the configuration of a build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.build.options import BuildOptions
from sitegen.config import LISTING, Config, HeadingIds, for_version, key_place, make_safe
from sitegen.core.extras import is_installed, report_missing
from sitegen.core.problems import Problem, ProblemError, has_errors
from sitegen.publish.listing import merge, settle
from sitegen.publish.versions import list_versions, refuse_plain_build
from sitegen.sources.inputs import read_settings

if TYPE_CHECKING:
    from sitegen.build.site_state import Session
    from sitegen.publish.output import Output


def settings_for(options: BuildOptions) -> tuple[Config, str, tuple[Problem, ...]]:
    """Return the configuration with the options of the command line applied."""
    config, text, problems = read_settings(options.root, options.config_file, safe=options.safe)
    if options.base_url is not None:
        config = msgspec.structs.replace(config, base_url=options.base_url.rstrip("/"))
    version = options.version or config.versions.version if options.is_version else ""
    config = for_version(config, version, options.aliases)
    return make_safe(config) if options.safe else config, text, problems


def settings_in_session(
    options: BuildOptions, session: Session | None
) -> tuple[Config, str, tuple[Problem, ...], bool]:
    """Return what `settings_for` returns, and whether it is taken from the last build.

    A preview continues with the last valid configuration while the current one is broken.
    """
    site_state = session.site_state if session is not None and options.tolerant else None
    try:
        config, text, problems = settings_for(options)
    except ProblemError as failure:
        if site_state is None:
            raise
        problems = failure.problems
    else:
        if site_state is None or not has_errors(problems):
            return config, text, problems, False
    return site_state.inputs.config, site_state.inputs.config_text, problems, True


def find_missing_packages(config: Config, text: str) -> list[Problem]:
    """Return an error for each option of the configuration whose package isn't installed.

    ``text`` is that of sitegen.toml: it says where the option is set.
    """
    needs = (
        ("llms", "tokens", "tiktoken", config.llms.tokens),
        ("urls", "ascii", "anyascii", config.urls.ascii),
        ("markdown", "heading_ids", "anyascii", config.markdown.heading_ids is HeadingIds.ASCII),
    )
    return [
        report_missing(package, f"{table}.{option}", "sitegen.toml", *key_place(text, (table, option)))
        for table, option, package, is_set in needs
        if is_set and not is_installed(package)
    ]


def settle_version(options: BuildOptions, config: Config, output: Output) -> Config:
    """Return the configuration with all names of its version; ProblemError if versions would be lost."""
    if options.dry or options.tolerant:
        return config
    if config.versions.version:
        listed = merge(options.listed, list_versions(output))
        return msgspec.structs.replace(config, versions=settle(config.versions, listed))
    if not any(
        (options.root / folder / LISTING).exists() for folder in (config.paths.static, config.paths.content)
    ):
        refuse_plain_build(output)
    return config
