from __future__ import annotations

import ctypes  # noqa: F401  publishing loads it late, when nobody may not read a Python that lies in root's home
import os
import random
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.chromium import launch_browser
from tests.site_maker import SiteFolder
from tests.workers_here import WorkerHere

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from playwright.sync_api import Browser

_NOBODY = 65534
#: Tests in these folders and modules work with real worker processes; others have the marker ``processes``.
WITH_WORKERS = (
    "tests/adversary/",
    "tests/bad_input/test_faults.py",
    "tests/bad_input/test_limits.py",
    "tests/bad_input/test_modules.py",
    "tests/bad_input/test_network.py",
    "tests/bad_input/test_templates.py",
    "tests/property/test_determinism.py",
    "tests/property/test_own_modules.py",
    "tests/property/test_shared.py",
    "tests/property/test_sites.py",
    "tests/unit/cluster/",
    "tests/unit/ext/",
    "tests/unit/test_owncode.py",
    "tests/unit/workers/",
)

# Modules that assert for tests are to say as much as the tests themselves.
pytest.register_assert_rewrite("tests.property.writer", "tests.property.accidents", "tests.property.previews")
# A machine that is shared by other work must not fail a test: no deadline, no complaint about slow examples.
settings.register_profile("sitegen", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("sitegen")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden files anew instead of comparing"
    )
    parser.addoption("--shuffle", type=int, metavar="SEED", help="run the tests in a random order")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what uses a browser: `make test` gives it processes of its own. Shuffle on request."""
    seed = config.getoption("--shuffle")
    if seed is not None:
        random.Random(seed).shuffle(items)
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if item.nodeid.startswith(WITH_WORKERS):
            item.add_marker("processes")


@pytest.fixture(autouse=True)
def _workers_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a build convert and render in the test's own process, unless the test needs others."""
    if request.node.get_closest_marker("processes") is None:
        monkeypatch.setattr("sitegen.workers.pool.Worker", WorkerHere)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run of a test process: playwright cannot be started twice in one."""
    with launch_browser() as running:
        yield running


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written anew."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def as_nobody() -> Iterator[Path]:
    """A directory of one's own, and no right to override permissions."""
    folder = Path(tempfile.mkdtemp())
    user = os.geteuid()
    if user == 0:
        os.chown(folder, _NOBODY, -1)
        os.seteuid(_NOBODY)
    yield folder
    os.seteuid(user)
    shutil.rmtree(folder)


@pytest.fixture
def make_site(tmp_path: Path) -> Callable[[Mapping[str, str | bytes]], SiteFolder]:
    """Write a site of these files."""
    return lambda files: SiteFolder(tmp_path / "site", files)
