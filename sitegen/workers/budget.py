"""The size of a site -> how much processor time its whole build may take.

A thousand pages, each just below the limit of one page, would take a thousand times as long. So the mean is
limited, too: far above what pages need, and far below that limit.
"""

from __future__ import annotations

#: A large page or file counts once more for every this many bytes.
_LARGE = 10_000
#: Whatever the size of a site, this many pages may use their whole limit.
_WHOLE = 10


class Budget:
    """The processor time that the workers of one build may take together."""

    def __init__(self, page_seconds: float, mean_page_seconds: float) -> None:
        self.spent = 0.0
        self._mean = mean_page_seconds
        self._allowed = _WHOLE * page_seconds

    def allow(self, count: int, size: int = 0) -> None:
        """Allow for this many pages, outputs or files, which have this many bytes."""
        self._allowed += self._mean * (count + size / _LARGE)

    @property
    def is_spent(self) -> bool:
        """Whether no more pages are to be tried."""
        return self.spent > self._allowed

    def explain(self, rest: str) -> tuple[str, str, str]:
        """Return code, message and hint of what was not tried any more: ``the other pages were not ...``."""
        message = (
            f"{rest}: the build had taken {self.spent:.0f} s of processor time, more than its size allows"
        )
        return "too-slow", message, "simplify what is slow, or raise limits.mean_page_seconds"
