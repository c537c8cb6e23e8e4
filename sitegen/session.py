"""What the builds of one process hold in memory for the next: a server's, who builds at every save."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sitegen.files import Tree
    from sitegen.site import Site


class Session:
    """The last whole site and its published form; None before there is one."""

    def __init__(self) -> None:
        self.site: Site | None = None
        self.tree: Tree | None = None
