"""The commands below ``sitegen translate``."""

from __future__ import annotations

from sitegen.cli.arguments import argument
from sitegen.cli.command import Command

TRANSLATE = Command(
    "translate",
    "list translations, and mark those that are up to date",
    "List which pages of a site in several languages are translated and up to date, or mark them as such.",
    common=(),
    commands=(
        Command(
            "status",
            "list what is outdated or missing",
            "List the translations that are outdated, missing or unmarked, by language. The exit code is 1 if"
            " any is outdated.",
            "translate:run_status",
        ),
        Command(
            "mark",
            "record that translations are up to date",
            "Record in translations the digest of the page that they translate. When that page changes,"
            " sitegen check and the preview say so.",
            "translate:run_mark",
            arguments=(argument("paths", nargs="+", meaning="files of translations: content/about.de.md"),),
        ),
    ),
)
