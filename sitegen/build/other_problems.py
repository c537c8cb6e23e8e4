"""Problems of a site whose configuration is wrong -> those that hold whatever the author meant.

One wrong option must not hide what is wrong in the pages, so such a site is built as far as possible and
published nowhere. Which Problems are real depends on the options: `CODES` says which hold regardless.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.config import Images, Search, SocialCards
from sitegen.core.codes import CODES, Basis
from sitegen.core.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sitegen.core.problems import Problem
    from sitegen.sources.inputs import Inputs

#: Without these, not even single files can be read.
_READING = ("dialect", "paths")
#: These say which pages there are, and at which addresses.
_STRUCTURE = (
    "feeds",
    "ignore",
    "layouts",
    "lists",
    "llms",
    "markdown",
    "paginate",
    "schemas",
    "taxonomies",
    "urls",
)


def drop_mistakes(inputs: Inputs) -> Inputs:
    """Return the same inputs without their mistakes, and without slow steps that find no Problems."""
    config = msgspec.structs.replace(
        inputs.config, images=Images(enabled=False), social_cards=SocialCards(), search=Search()
    )
    return msgspec.structs.replace(inputs, config=config, problems=())


def choose_other_problems(inputs: Inputs, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield those of the Problems found that don't follow from the mistakes of the inputs."""
    doubtful = set(_doubtful_options(inputs))
    if doubtful.intersection(_READING):
        return
    bases = {Basis.FILE} if doubtful.intersection(_STRUCTURE) else {Basis.FILE, Basis.STRUCTURE}
    yield from (problem for problem in problems if CODES[problem.code].basis in bases)


def _doubtful_options(inputs: Inputs) -> Iterator[str | None]:
    """Yield the options that are wrong, or may have been meant by an unknown name."""
    for problem in inputs.problems:
        if problem.code == "config-syntax":  # the file can't be read, so no option has a value
            yield from ("markdown", *(name for name in _READING if name in inputs.config_text))
        elif not problem.subject:  # a file that can't be read: links to it aren't broken
            yield "ignore"
        else:
            yield nearest(problem.subject.partition(".")[0], (*_READING, *_STRUCTURE))
