"""The commands below ``sitegen new``."""

from __future__ import annotations

from pathlib import Path

from sitegen.cli.arguments import argument, flag, read_text
from sitegen.cli.command import Command
from sitegen.cli.hosts import HOSTS

_NEW_SITE = Command(
    "site",
    "create a site in a folder",
    "Create a site in a folder. Files that are there stay as they are.",
    "new:run_new_site",
    arguments=(
        argument("folder", type=Path, meaning="the new site's folder"),
        argument("--title", type=read_text, meaning="the title of the site (default: My site)"),
        flag("--blog", meaning="begin a blog (the default)"),
        flag("--docs", meaning="begin documentation: a guide with a sidebar"),
        argument(
            "--deploy",
            choices=tuple(HOSTS),
            metavar="HOST",
            meaning="also create what publishes it: see sitegen new deploy",
        ),
    ),
)

_NEW_PAGE = Command(
    "page",
    "create a page",
    "Create a page from the archetype of its section: archetypes/SECTION.md, archetypes/default.md, or a"
    " built-in one.",
    "new:run_new_page",
    arguments=(
        argument("path", meaning="its path in content/: blog/my-post or blog/my-post/index.md"),
        argument("--title", type=read_text, meaning="the title (default: from the name)"),
        flag("--open", meaning="open it in $VISUAL or $EDITOR"),
    ),
)

_NEW_DEPLOY = Command(
    "deploy",
    "create the files with which a host publishes the site",
    "Create the workflow or configuration with which a host builds and publishes the site on each push.",
    "new_deploy:run_new_deploy",
    arguments=(argument("host", choices=tuple(HOSTS), meaning=f"one of {', '.join(HOSTS)}"),),
)

NEW = Command(
    "new",
    "create a site, a page, or the files that publish a site",
    "Create a site, a page, or the files with which a host publishes the site.",
    common=(),
    commands=(_NEW_SITE, _NEW_PAGE, _NEW_DEPLOY),
)
