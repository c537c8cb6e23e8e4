"""A built site -> the objects of a bucket, by boto3: any storage that speaks S3."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from hashlib import md5
from typing import TYPE_CHECKING, Any

from sitegen.core.extras import report_missing
from sitegen.core.problems import ProblemError
from sitegen.deploy.difference import MANIFEST, Difference, compare, header, read_manifest, write_manifest
from sitegen.deploy.host import refuse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sitegen.config.deploy_target import S3Target
    from sitegen.core.progress import OnProgress
    from sitegen.publish.output import Output

#: As many objects are deleted by one request.
_BATCH = 1000
_CONNECTIONS = 8


def connect(target: S3Target, endpoint: str, region: str) -> S3Host:
    """Return the bucket; ProblemError if boto3 isn't installed."""
    try:
        import boto3
        from botocore.config import Config
    except ImportError as cause:
        raise ProblemError(report_missing("boto3", "deploying to S3")) from cause
    with _explained(target):
        client = boto3.client(
            "s3",
            endpoint_url=endpoint or None,
            region_name=region or None,
            config=Config(max_pool_connections=_CONNECTIONS, request_checksum_calculation="when_required"),
        )
    return S3Host(client, target)


@contextmanager
def _explained(target: S3Target) -> Iterator[None]:
    """Turn what boto3 raises into a Problem."""
    from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError

    place = f"s3://{target.bucket}"
    try:
        yield
    except NoCredentialsError as cause:
        hint = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in with the tool of your host"
        raise refuse(f"{place}: there are no credentials", hint) from cause
    except NoRegionError as cause:
        raise refuse(f"{place}: there is no region", "set deploy.region in sitegen.toml") from cause
    except (BotoCoreError, ClientError) as cause:
        raise refuse(f"{place}: {cause}", "check deploy.target, deploy.endpoint and your rights") from cause


class S3Host:
    """A bucket, or a folder in it."""

    def __init__(self, client: Any, target: S3Target) -> None:  # noqa: ANN401  boto3 makes its classes at run time
        self._client = client
        self._target = target
        self._digests: dict[str, str] | None = None
        self._staying: frozenset[str] = frozenset()

    def close(self) -> None:
        """End the connections."""
        self._client.close()

    def list_files(self) -> Collection[str]:
        """Return the files that sitegen put there; without its manifest, all."""
        return self._ours() or self._list_objects()

    def read(self, path: str) -> bytes:
        """Return the bytes of an object; none if there is no such object."""
        if path not in self._list_objects(with_manifest=True):
            return b""
        with _explained(self._target):
            key = self._target.prefix + path
            data: bytes = self._client.get_object(Bucket=self._target.bucket, Key=key)["Body"].read()
            return data

    def keep(self, paths: Collection[str]) -> None:
        """Delete none of these, and remember that they are ours."""
        self._staying = frozenset(paths)

    def compare(self, output: Output, paths: Collection[str], *, force: bool) -> Difference:
        """Compare by MD5, which is the ETag of an object that was sent in one part."""
        built = {path: md5(output.read(path), usedforsecurity=False).hexdigest() for path in paths}
        ours = set(self._ours()).difference(self._staying)
        return compare(built, self._list_objects(), ours, force=force)

    def send(
        self, output: Output, paths: Collection[str], difference: Difference, on_progress: OnProgress
    ) -> None:
        """Send the files of each kind after those that they refer to; delete last."""
        with _explained(self._target):
            count = len(difference.sent)
            with ThreadPoolExecutor(_CONNECTIONS) as threads:
                done = 0
                for is_page in (False, True):
                    group = [path for path in difference.sent if path.endswith(".html") is is_page]
                    waiting = [threads.submit(self._put, path, output.read(path)) for path in group]
                    for sent in as_completed(waiting):
                        sent.result()
                        done += 1
                        on_progress("Sending", done, count)
            for start in range(0, len(difference.deleted), _BATCH):
                batch = difference.deleted[start : start + _BATCH]
                keys = [{"Key": self._target.prefix + path} for path in batch]
                self._client.delete_objects(
                    Bucket=self._target.bucket, Delete={"Objects": keys, "Quiet": True}
                )
            self._put(MANIFEST, write_manifest({*paths, *self._staying}))

    def _put(self, path: str, data: bytes) -> None:
        said = header(path)
        self._client.put_object(
            Bucket=self._target.bucket,
            Key=self._target.prefix + path,
            Body=data,
            ContentType=said.content_type,
            CacheControl=said.cache_control,
        )

    def _ours(self) -> Collection[str]:
        return read_manifest(self.read(MANIFEST))

    def _list_objects(self, *, with_manifest: bool = False) -> dict[str, str]:
        """Return path -> ETag."""
        if self._digests is None:
            with _explained(self._target):
                pages = self._client.get_paginator("list_objects_v2").paginate(
                    Bucket=self._target.bucket, Prefix=self._target.prefix
                )
                self._digests = {
                    item["Key"].removeprefix(self._target.prefix): item["ETag"].strip('"')
                    for page in pages
                    for item in page.get("Contents", ())
                }
        if with_manifest:
            return self._digests
        return {path: digest for path, digest in self._digests.items() if path != MANIFEST}
