"""Settings -> the folder for a server's files: the site's, or a private one."""

from __future__ import annotations

import errno
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sitegen.build.safe_locations import claim_cache, refuse_within
from sitegen.core.private_folder import private_folder
from sitegen.core.problems import ProblemError, error
from sitegen.serve.settings import FOLDER
from sitegen.serve.single import alone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sitegen.serve.settings import Settings


#: Errors if nothing can be written: no permission, or a read-only file system.
_NO_RIGHT = (errno.EACCES, errno.EPERM, errno.EROFS)


class ServeFolder(NamedTuple):
    """A server's folder, and a way to tell others where it listens."""

    folder: Path
    tell_where: Callable[[str], None]  #: takes ``127.0.0.1:8000``


@contextmanager
def open_serve_folder(settings: Settings) -> Iterator[ServeFolder]:
    """Yield the folder of one server; ProblemError when another has it.

    Nothing is written into an untrusted folder: its site is built in a private folder, until the end.
    """
    root = settings.root.resolve()
    if settings.cache is not None:
        if settings.safe:
            refuse_within(settings.cache, root, "--cache")
        claim_cache(settings.cache, root)
        folder = settings.cache.resolve()
        with alone(folder) as tell_where:
            yield ServeFolder(folder, tell_where)
        return
    if settings.safe:
        with private_folder("sitegen-serve-", root) as folder:
            yield ServeFolder(folder, lambda _: None)
        return
    with ExitStack() as held:
        try:
            tell_where = held.enter_context(alone(root / FOLDER))
        except OSError as cause:
            if cause.errno not in _NO_RIGHT:
                raise
            hint = "keep the preview's files elsewhere: sitegen serve --cache ~/.cache/my-site"
            message = "you may not write into the site's folder"
            raise ProblemError(error("system-refused", message, hint=hint)) from cause
        yield ServeFolder(root / FOLDER, tell_where)
