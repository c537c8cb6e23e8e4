"""Options about diagrams that are written as text."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta


class Diagrams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which code blocks are drawn, and how."""

    languages: Annotated[
        tuple[str, ...],
        Meta(description="Languages of code that is drawn: `mermaid`, `dot`, `d2`, or one of `commands`"),
    ] = ("mermaid",)
    commands: Annotated[
        dict[str, str],
        Meta(
            description="Programs that read a diagram and write SVG, by language:"
            ' `mermaid = "mmdc -q -p puppeteer.json -i - -o - -e svg"`'
        ),
    ] = {}
    script: Annotated[
        str,
        Meta(
            description="Mermaid’s module in `static/`, which draws in the page what no program here draws:"
            " `/mermaid/mermaid.esm.min.mjs`"
        ),
    ] = ""
    seconds: Annotated[float, Meta(gt=0, le=3600, description="Longest time for one diagram")] = 30.0
