"""Mistakes of the inputs, and all that a build finds -> the other mistakes, which do not follow from these.

One wrong option must not hide what is wrong in the pages. But what a page may say depends on options,
so of a site whose configuration is wrong only such Problems are told that would be Problems anyhow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.config import Images, Search, SocialCards, keys_at
from sitegen.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sitegen.errors import Problem
    from sitegen.inputs import Inputs

#: What a file says of itself, whatever the options: its bytes and its front matter.
_OWN = frozenset(
    (
        "data-syntax",
        "directive-arguments",
        "directive-unclosed",
        "file-encoding",
        "footnote-duplicate",
        "front-matter-alias",
        "front-matter-control",
        "front-matter-date",
        "front-matter-duplicate-key",
        "front-matter-fence",
        "front-matter-key",
        "front-matter-nesting",
        "front-matter-number",
        "front-matter-syntax",
        "front-matter-tag",
        "front-matter-type",
        "front-matter-unclosed",
        "front-matter-value",
        "template-syntax",
    )
)
#: What depends on how the site hangs together, too.
_TOGETHER = frozenset(
    (
        "broken-anchor",
        "broken-link",
        "missing-image",
        "template-missing",
        "unknown-directive",
        "url-collision",
    )
)
#: Options that decide how it does.
_STRUCTURE = (
    "dialect",
    "feeds",
    "ignore",
    "layouts",
    "llms",
    "markdown",
    "paginate",
    "paths",
    "schemas",
    "taxonomies",
    "urls",
)
#: Options without which not even single files can be read.
_READING = frozenset({"dialect", "paths"})


def prepare_look(inputs: Inputs) -> Inputs:
    """Return the same inputs without their mistakes, and without what takes long and finds nothing."""
    config = msgspec.structs.replace(
        inputs.config, images=Images(enabled=False), social_cards=SocialCards(), search=Search()
    )
    return msgspec.structs.replace(inputs, config=config, problems=())


def choose_further(inputs: Inputs, found: Iterable[Problem]) -> Iterator[Problem]:
    """Yield those of the Problems found that do not follow from the mistakes of the inputs."""
    wrong = _wrong_options(inputs)
    if _READING & wrong:
        return
    codes = _OWN if wrong else _OWN | _TOGETHER
    yield from (problem for problem in found if problem.code in codes)


def _wrong_options(inputs: Inputs) -> frozenset[str]:
    """Return the structural options that are wrong, or may have been meant by an unknown name."""
    wrong: set[str] = set()
    for problem in inputs.problems:
        if problem.code == "config-syntax":
            wrong.update(name for name in _STRUCTURE if name in inputs.config_text)
            wrong.add("markdown")
        elif not problem.code.startswith("config-"):
            wrong.add("ignore")  # a file that cannot be read: links to it are not broken
        else:
            for name in keys_at(inputs.config_text, problem.line):
                wrong.update(filter(None, [nearest(name, _STRUCTURE)]))
    return frozenset(wrong)
