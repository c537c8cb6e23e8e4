"""sitegen.toml and the command line -> the configuration of a build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.build.options import Options
from sitegen.config import Config, make_safe
from sitegen.core.problems import Problem, ProblemError, has_errors
from sitegen.sources.inputs import read_settings

if TYPE_CHECKING:
    from sitegen.build.site_state import Session


def settings_for(options: Options) -> tuple[Config, str, tuple[Problem, ...]]:
    """Return the configuration with the command line's wishes applied."""
    config, text, problems = read_settings(options.root, options.config_file, safe=options.safe)
    if options.base_url is not None:
        config = msgspec.structs.replace(config, base_url=options.base_url.rstrip("/"))
    return make_safe(config) if options.safe else config, text, problems


def settings_in_session(
    options: Options, session: Session | None
) -> tuple[Config, str, tuple[Problem, ...], bool]:
    """Return as ``settings_for`` does, and whether they are those of the last build.

    A preview whose configuration is wrong goes on with the last one that was right.
    """
    whole = session.whole if session is not None and options.tolerant else None
    try:
        config, text, problems = settings_for(options)
    except ProblemError as failure:
        if whole is None:
            raise
        problems = failure.problems
    else:
        if whole is None or not has_errors(problems):
            return config, text, problems, False
    return whole.inputs.config, whole.inputs.config_text, problems, True
