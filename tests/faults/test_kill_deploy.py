"""Deployments to a bucket that are killed at random moments, and two at a time: the old site or the new one.

The bucket is one of moto's server. The full size kills a hundred in each way to publish.
"""

from __future__ import annotations

import os
import random
import re
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.config.deploy_target import S3Target
from sitegen.config.hosts import Deploy
from sitegen.core.problems import ProblemError
from sitegen.core.progress import ignore_progress
from sitegen.deploy import lease, releases
from sitegen.deploy.bucket import connect_bucket
from sitegen.deploy.difference import MANIFEST
from sitegen.deploy.releases import CURRENT, ReleasesHost
from sitegen.deploy.s3 import RESERVED, InPlaceHost
from sitegen.publish.claim import claim
from tests.kills import wait_for
from tests.unit.deploy.buckets import Bucket
from tests.unit.deploy.hosts import s3_server

if TYPE_CHECKING:
    from collections.abc import Iterator

WAYS: dict[str, type[InPlaceHost | ReleasesHost]] = {"in place": InPlaceHost, "releases": ReleasesHost}
#: Seconds that a lease lasts here, and after which a deployment counts as hanging.
LEASE, LIMIT = 2.0, 60.0
REFUSED = 3
REFERENCES = re.compile(r"<(\S+)>")


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with s3_server() as address:
        yield address


@pytest.fixture
def bucket(endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    import boto3

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "me")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setattr(lease, "VALID", LEASE)
    monkeypatch.setattr(lease, "RENEWED", LEASE / 4)
    name = f"site-{abs(hash(tmp_path))}"
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    client.create_bucket(Bucket=name)
    return Bucket(client, name)


def write_site(version: int) -> dict[str, bytes]:
    """Return a site whose pages name files of the same version in angle brackets, as links do."""
    style, extra = f"assets/css.{version}/site.css", f"only-{version}/index.html"
    pages = {f"p{number}/index.html": f"{version} <{style}> <p0/index.html>" for number in range(8)}
    pages |= {f"q{number}/index.html": "the same in all versions <photo.png>" for number in range(4)}
    pages |= {extra: f"{version} <{style}>", "index.html": f"{version} <{style}> <{extra}>"}
    texts = {**pages, style: "style", "photo.png": "photo"}
    texts["sitemap.xml"] = " ".join(f"<{path}>" for path in pages)
    return {path: text.encode() for path, text in texts.items()}


class Deployer:
    """Deploys sites to a bucket, each from a fresh machine."""

    def __init__(self, way: str, bucket: Bucket, endpoint: str, folder: Path) -> None:
        self.bucket = bucket
        self._way = way
        self._endpoint = endpoint
        self._folder = folder

    def deploy(self, site: dict[str, bytes], *, grace_hours: float = 24) -> None:
        settings = Deploy(grace_hours=grace_hours, releases=self._way == "releases")
        target = S3Target(self.bucket.name, "web/")
        apart = self._folder / os.urandom(8).hex()
        apart.mkdir()
        with claim(apart / "public", apart / "site") as output:
            for path, data in site.items():
                file = Path(output.live, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
            host = WAYS[self._way](connect_bucket(target, self._endpoint, "us-east-1"), settings)
            difference = host.compare(output, tuple(site), force=False)
            if difference.sent or difference.deleted:
                host.send(output, tuple(site), difference, ignore_progress)
            host.close()

    def deploy_after_others(self, site: dict[str, bytes]) -> None:
        """Deploy as soon as that is allowed."""
        until = time.monotonic() + LIMIT
        while True:
            try:
                return self.deploy(site)
            except ProblemError as refusal:
                if "under way" not in str(refusal) or time.monotonic() > until:
                    raise
            time.sleep(LEASE / 4)

    def begin(self, site: dict[str, bytes]) -> int:
        """Deploy in a process of its own; return its id."""
        if child := os.fork():
            return child
        code = 1
        try:
            self.deploy(site)
            code = 0
        except ProblemError as refusal:
            code = REFUSED if "another deployment" in str(refusal) else 2
        finally:
            os._exit(code)

    def read(self) -> dict[str, bytes]:
        """Return the site as a reader gets it."""
        folder = "web/"
        if self._way == "releases":
            folder += self.bucket.get(f"web/{CURRENT}").decode()
        keys = [key for key in self.bucket.list_keys(folder) if RESERVED not in key.removeprefix(folder)]
        return {key.removeprefix(folder): self.bucket.get(key) for key in keys}


def check_references(site: dict[str, bytes]) -> None:
    """All that a page or list names is there."""
    for path, data in site.items():
        assert set(REFERENCES.findall(data.decode())) <= site.keys(), path


def check_readers_view(way: str, site: dict[str, bytes], versions: list[dict[str, bytes]]) -> None:
    """A release is one of the versions; in place, each file is one of them, and what it names is there."""
    check_references(site)
    assert set.intersection(*map(set, versions)) <= site.keys()
    rest = without_assets(site)
    if way == "releases":
        assert rest in map(without_assets, versions)
    assert all(data in {version.get(path) for version in versions} for path, data in rest.items())


def without_assets(site: dict[str, bytes]) -> dict[str, bytes]:
    """Leave out what stays for pages that are open in browsers."""
    return {path: data for path, data in site.items() if not path.startswith("assets/")}


def kill_and_check(way: str, count: int, seed: int, bucket: Bucket, endpoint: str, folder: Path) -> None:
    """Kill as many deployments, each at a random moment; after each, publish the same site or another one."""
    rng = random.Random(seed)
    deployer = Deployer(way, bucket, endpoint, folder)
    started = time.monotonic()
    deployer.deploy(write_site(0))
    seconds = time.monotonic() - started
    versions = [write_site(0)]
    for number in range(1, count + 1):
        killed = write_site(2 * number)
        child = deployer.begin(killed)
        until = time.monotonic() + rng.uniform(0, 1.2 * seconds)
        while way == "releases" and time.monotonic() < until:
            check_readers_view(way, deployer.read(), [versions[-1], killed])
        time.sleep(max(0, until - time.monotonic()))
        os.kill(child, signal.SIGKILL)
        # On a busy machine it may have waited for longer than its lease, and ended itself.
        assert wait_for(child) in {0, REFUSED, -signal.SIGKILL}
        check_readers_view(way, deployer.read(), [versions[-1], killed])
        versions.append(killed if rng.random() < 0.5 else write_site(2 * number + 1))
        deployer.deploy_after_others(versions[-1])
        site = deployer.read()
        check_readers_view(way, site, versions[-1:])
        assert versions[-1].items() <= site.items()
    check_nothing_stays_behind(way, deployer, versions[-1])


def check_nothing_stays_behind(way: str, deployer: Deployer, site: dict[str, bytes]) -> None:
    """After the grace period, the bucket has the site and its record alone."""
    time.sleep(2)
    deployer.deploy(site, grace_hours=0)
    deployer.deploy(site, grace_hours=0)
    keys = {key.removeprefix("web/") for key in deployer.bucket.list_keys()}
    if way == "releases":
        folder = deployer.bucket.get(f"web/{CURRENT}").decode()
        expected = {folder + path for path in deployer.read()} | {CURRENT, folder.rstrip("/") + ".json"}
    else:
        expected = {*site, MANIFEST}
    assert expected == keys


@pytest.mark.parametrize("way", WAYS)
def test_kills_leave_the_old_site_or_the_new_one(
    way: str, bucket: Bucket, endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases, "_LONGEST", 0)
    kill_and_check(way, 3, 1, bucket, endpoint, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 12))
@pytest.mark.parametrize("way", WAYS)
def test_a_hundred_kills_leave_the_old_site_or_the_new_one(
    way: str, seed: int, bucket: Bucket, endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases, "_LONGEST", 0)
    kill_and_check(way, 10, seed, bucket, endpoint, tmp_path)


@pytest.mark.parametrize("way", WAYS)
def test_of_deployments_at_the_same_time_one_is_published(
    way: str, bucket: Bucket, endpoint: str, tmp_path: Path
) -> None:
    """The others end with an error, and none of their files is in the site."""
    deployer = Deployer(way, bucket, endpoint, tmp_path)
    deployer.deploy(write_site(0))
    children = {deployer.begin(write_site(number)): number for number in (1, 2, 3)}
    codes = {number: wait_for(child) for child, number in children.items()}
    assert set(codes.values()) <= {0, REFUSED}
    site = deployer.read()
    winners = [number for number, code in codes.items() if code == 0]
    assert winners
    assert any(write_site(number).items() <= site.items() for number in winners)
    check_references(site)
