"""The commands that move and rename parts of a site, as values."""

from __future__ import annotations

from sitegen.cli.arguments import argument, flag
from sitegen.cli.command import Command

_MOVING = (
    flag("--dry-run", meaning="print what would change as a diff, and change nothing"),
    flag("--no-redirects", meaning="add no redirects to sitegen.toml"),
)
MOVE = Command(
    "move",
    "move a page, folder, file or heading, and the links to it",
    "Move a page, folder, file or heading. Every link to it and from it is updated in the style in which it"
    " is written, and its old address redirects to the new one.",
    "move:run_move",
    arguments=(
        argument(
            "old", meaning="its path in content/ or static/: blog/my-post.md, or a folder; or page.md#id"
        ),
        argument("new", meaning="its new path, or a folder for it; of a heading, its new text or {#id}"),
        *_MOVING,
    ),
)

RENAME_TERM = Command(
    "rename-term",
    "rename a tag or another term on every page",
    "Rename a term in the front matter of every page that has it, with the links to it and its address.",
    "move:run_rename_term",
    arguments=(
        argument("taxonomy", meaning="the taxonomy: tags"),
        argument("old", meaning="the term"),
        argument("new", meaning="its new name; the name of another term merges the two"),
        *_MOVING,
    ),
)
