"""Documents -> Problems of dates that a build would ignore."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sitegen.config import Config
from sitegen.core.problems import Problem, error, warning
from sitegen.site.routes import (
    find_impossible_date,
)
from sitegen.site.visibility import (
    Show,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sitegen.core.model import Document


def find_impossible_dates(config: Config, documents: Iterable[Document]) -> Iterable[Problem]:
    """Yield a warning for each file whose name begins with a day that no calendar has."""
    for document in documents:
        if document.front.date is None and (date := find_impossible_date(document.path)):
            path = f"{config.paths.content}/{document.path}"
            hint = "correct the name, or put date in the front matter"
            yield warning(
                "no-such-date", f"there is no day {date}, so the page has no date", path=path, hint=hint
            )


def find_unread_dates(
    config: Config, documents: Iterable[Document], now: datetime, show: Show
) -> Iterable[Problem]:
    """Yield an error for each page that ``Date: …`` would keep back if it were read."""
    for document in documents:
        front = document.front
        if front.unread_date is None or front.unread_date <= now or show.future or front.date is not None:
            continue
        key = next(key for key in front.keys if key.name.casefold() == "date")
        message = f"the key '{key.name}' would be ignored: keys are in lower case"
        path = f"{config.paths.content}/{document.path}"
        yield error(
            "front-matter-key-case", message, path=path, line=key.line, column=key.column, hint="write 'date'"
        )
