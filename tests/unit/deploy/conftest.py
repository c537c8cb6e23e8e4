"""A site, and a bucket that it is deployed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.site_maker import SiteFolder
from tests.unit.deploy.buckets import FILES, Bucket
from tests.unit.deploy.hosts import s3_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def site(tmp_path: Path) -> SiteFolder:
    return SiteFolder(tmp_path / "site", FILES)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with s3_server() as address:
        yield address


@pytest.fixture
def bucket(endpoint: str, site: SiteFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    import boto3

    for name, value in {
        "ACCESS_KEY_ID": "me",
        "SECRET_ACCESS_KEY": "secret",
        "DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    name = f"site-{abs(hash(tmp_path))}"
    client = boto3.client("s3", endpoint_url=endpoint)
    client.create_bucket(Bucket=name)
    config = f'{FILES["sitegen.toml"]!s}[deploy]\ntarget = "s3://{name}/web"\nendpoint = "{endpoint}"\n'
    site.write("sitegen.toml", config)
    return Bucket(client, name)
