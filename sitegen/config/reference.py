"""Options about references: code that pages document, labels, and the objects of other projects."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta


class Inventory(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The objects of another project's documentation."""

    url: Annotated[str, Meta(description="Address of that documentation: `https://docs.python.org/3/`")]
    file: Annotated[
        str,
        Meta(description="Its `objects.inv` in your site’s folder, which `sitegen inventories` fetches"),
    ]


class Reference(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `::: package.module` and `[text][label]` lead to."""

    paths: Annotated[
        tuple[str, ...],
        Meta(description='Python packages, folders of them, and OpenAPI files: `["src", "openapi.yaml"]`'),
    ] = ()
    options: Annotated[
        dict[str, Any],
        Meta(description='How code is shown, as in mkdocstrings: `docstring_style = "numpy"`'),
    ] = {}
    source_url: Annotated[
        str,
        Meta(description="Where the source is: `https://github.com/me/x/blob/main/{path}#L{line}`"),
    ] = ""
    commands: Annotated[
        tuple[str, ...],
        Meta(
            description="Parsers of command lines that may be run to document them:"
            " `package.cli:make_parser`; trusted code"
        ),
    ] = ()
    labels: Annotated[bool, Meta(description="Let `[text][label]` lead to any heading or id of the site")] = (
        False
    )
    inventory: Annotated[
        bool, Meta(description="Publish `objects.inv`, by which other projects link to yours")
    ] = False
    inventories: tuple[Inventory, ...] = ()

    @property
    def reads_labels(self) -> bool:
        """Whether ``[text][label]`` is a reference."""
        return self.labels or bool(self.paths or self.inventories or self.commands)

    @property
    def files(self) -> tuple[str, ...]:
        """The files and folders that a build reads, from the site's folder."""
        return (*self.paths, *(inventory.file for inventory in self.inventories))
