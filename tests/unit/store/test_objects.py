"""Object storage is a store as the others are: against moto's server of S3."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from sitegen.store import Blob, Result, StoreError, digest_action, open_store
from tests.unit.deploy.hosts import s3_server

if TYPE_CHECKING:
    from collections.abc import Iterator

ACTION = digest_action("convert", "a.md")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an empty bucket."""
    if not (find_spec("moto") and find_spec("obstore")):
        pytest.skip("moto or obstore is not installed")
    import boto3

    with s3_server() as address:
        for name, value in {
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": address,
            "AWS_ALLOW_HTTP": "true",
        }.items():
            monkeypatch.setenv(name, value)
        boto3.client("s3", endpoint_url=address, region_name="us-east-1").create_bucket(Bucket="cache")
        yield "s3://cache/sites"


@pytest.mark.slow
def test_a_bucket_is_a_store(bucket: str) -> None:
    """It gives back what was put into it; an object that is larger than it should be isn't read."""
    store = open_store(bucket)
    blobs = store.put_all([b"one", b"two", b""])
    result = Result({"page": blobs[0]}, b"note")
    assert store.find(ACTION) is None
    store.record(ACTION, result)
    assert result == store.find(ACTION)
    assert dict(zip(blobs, [b"one", b"two", b""], strict=True)) == store.get_all(blobs)
    assert (None, False) == (store.get(Blob("0" * 64, 3)), store.has(Blob("0" * 64, 3)))
    assert store.get(Blob(blobs[0].digest, 1)) is None
    assert 1 == len(store.doubts)
    with pytest.raises(StoreError):
        open_store("s3://nothing/here").put(b"one")
