"""A deploy target of an extension: its three functions do what a host does."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from sitegen.deploy.difference import Difference, compare

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sitegen.core.progress import OnProgress
    from sitegen.ext import HostFunctions
    from sitegen.ext.load import Function
    from sitegen.publish.output import Output

T = TypeVar("T")


class ExtensionHost:
    """A host that an extension reaches."""

    def __init__(self, function: Function, functions: HostFunctions) -> None:
        self._function = function
        self._functions = functions
        self._there = dict(self._call(functions.list_files))
        self._staying: frozenset[str] = frozenset()

    def close(self) -> None:
        """Do nothing: the functions keep nothing open."""

    def list_files(self) -> Collection[str]:
        """Return the paths of the files that are there."""
        return self._there.keys()

    def read(self, path: str) -> bytes:
        """Return nothing: a host of an extension has no versions."""
        del path
        return b""

    def keep(self, paths: Collection[str]) -> None:
        """Let these files stay as they are."""
        self._staying = frozenset(paths)

    def compare(self, output: Output, paths: Collection[str], *, force: bool) -> Difference:
        """Return what a deployment of these files would change."""
        built = {path: sha256(output.read(path)).hexdigest() for path in paths}
        return compare(built, self._there, self._there.keys() - self._staying, force=force)

    def send(
        self, output: Output, paths: Collection[str], difference: Difference, on_progress: OnProgress
    ) -> None:
        """Send what differs; delete last."""
        del paths
        for done, path in enumerate(difference.sent, 1):
            self._call(self._functions.send, path, output.read(path))
            on_progress("Sending", done, len(difference.sent))
        for path in difference.deleted:
            self._call(self._functions.delete, path)

    def _call(self, function: Callable[..., T], *arguments: object) -> T:
        value: T = self._function._replace(call=function).run(*arguments)
        return value
