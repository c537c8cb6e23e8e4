from collections.abc import Awaitable, Callable, Generator
from types import TracebackType
from typing import Any, Self

class Future:
    @property
    def status(self) -> str: ...
    def cancelled(self) -> bool: ...
    def __await__(self) -> Generator[Any, None, Any]: ...

class KilledWorker(Exception): ...  # noqa: N818  its name there

class Security:
    @classmethod
    def temporary(cls) -> Self: ...

class Client:
    status: str
    def __init__(
        self,
        address: str | LocalCluster,
        *,
        asynchronous: bool,
        set_as_default: bool,
        timeout: float,
    ) -> None: ...
    def __await__(self) -> Generator[Any, None, Self]: ...
    def submit(self, function: Callable[..., Any], *arguments: object, key: str, retries: int) -> Future: ...
    def run(
        self, function: Callable[..., Any], *arguments: object, on_error: str
    ) -> Awaitable[dict[str, Any]]: ...
    def run_on_scheduler(self, function: Callable[..., Any], *arguments: object) -> Awaitable[Any]: ...
    def nthreads(self) -> Awaitable[dict[str, int]]: ...
    def wait_for_workers(self, n_workers: int, timeout: float) -> Awaitable[None]: ...
    def close(self) -> Awaitable[None]: ...

class LocalCluster:
    def __init__(
        self,
        *,
        n_workers: int,
        threads_per_worker: int,
        host: str,
        dashboard_address: str | None,
        security: Security,
        local_directory: str,
        asynchronous: bool,
        silence_logs: int,
    ) -> None: ...
    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...
