"""What every kind of host can do for a deployment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sitegen.core.problems import ProblemError, error

if TYPE_CHECKING:
    from collections.abc import Collection

    from sitegen.core.progress import OnProgress
    from sitegen.deploy.difference import Difference
    from sitegen.publish.output import Output


class Host(Protocol):
    """A place that a site is deployed to."""

    def close(self) -> None:
        """Close the connection, and remove temporary files."""

    def list_files(self) -> Collection[str]:
        """Return the paths of the files that are there: of those that sitegen put there, if it did."""

    def read(self, path: str) -> bytes:
        """Return the bytes of a file that is there; none if there is no such file."""

    def keep(self, paths: Collection[str]) -> None:
        """Let these files stay as they are, although they aren't among those that are sent."""

    def compare(self, output: Output, paths: Collection[str], *, force: bool) -> Difference:
        """Return what a deployment of these files would change."""

    def send(
        self, output: Output, paths: Collection[str], difference: Difference, on_progress: OnProgress
    ) -> None:
        """Make the host have these files; delete last."""


def refuse(message: str, hint: str = "") -> ProblemError:
    """Return the error of a host that doesn't do what it should."""
    return ProblemError(error("deploy-failed", message, hint=hint))
