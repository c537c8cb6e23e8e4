"""The commit of the content -> the history of its files: that of the last build if the commit is the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.cache.snapshot import load, save
from sitegen.core.problems import ProblemError, error
from sitegen.sources.history import History, NoHistoryError, read_history

if TYPE_CHECKING:
    from sitegen.build.job import Run

_NAME = "history"


def load_history(run: Run) -> History:
    """Return the history of the content; ProblemError if git can't read it."""
    revision = run.inputs.revision
    if not revision:
        return History()
    saved = None if run.options.force else load(run.cache.folder, _NAME, History)
    if saved is not None and saved.revision == revision:
        return saved
    run.on_progress("Reading the history", 0, 0)
    try:
        history = read_history(run.inputs.content.root, revision)
    except NoHistoryError as reason:
        raise ProblemError(error("no-history", str(reason), hint=reason.remedy)) from reason
    if not (run.options.forget or run.options.safe):
        save(run.cache.folder, _NAME, history)
    return history
