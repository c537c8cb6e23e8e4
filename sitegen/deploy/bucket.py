"""The address of a bucket -> its objects, by boto3: any storage that speaks S3.

A path is the name of an object below the folder of the target. Every method may raise ProblemError.
"""

from __future__ import annotations

from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sitegen.core.extras import report_missing
from sitegen.core.problems import ProblemError
from sitegen.deploy.host import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sitegen.config.deploy_target import S3Target
    from sitegen.deploy.difference import Header

#: Requests at a time: as many as ``call_each`` makes.
_CONNECTIONS = 16
_CONNECT_SECONDS, _ATTEMPTS = 10, 5
#: As many objects are deleted by one request.
_BATCH = 1000
#: Of a request with a condition: it doesn't hold, or the object that it names is gone.
_UNFULFILLED = {"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey", "404", "409", "412"}
_UNKNOWN_CONDITION = {"NotImplemented", "501"}
_MISSING = {"NoSuchKey", "404"}
_CHECK = "check deploy.target, deploy.endpoint and your rights"
_KEYS = "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and that they belong to deploy.endpoint"
_HINTS = {
    "NoSuchBucket": "create the bucket, or correct its name in deploy.target",
    "AccessDenied": "allow this key to list the bucket, and to read, write and delete its objects",
    "InvalidAccessKeyId": _KEYS,
    "SignatureDoesNotMatch": _KEYS,
    "ExpiredToken": "log in again with the tool of your host",
    "PermanentRedirect": "set deploy.region to the region of the bucket",
    "SlowDown": "wait a minute and deploy again: only what is missing is sent",
}


class Conflict(Exception):  # noqa: N818  it isn't an error: somebody else was faster
    """An object isn't what a request expects."""


class Stored(NamedTuple):
    """An object that was read."""

    data: bytes
    etag: str
    modified: float  #: seconds since 1970, by the clock of the storage


def connect_bucket(target: S3Target, endpoint: str, region: str) -> Bucket:
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
            config=Config(
                max_pool_connections=_CONNECTIONS,
                request_checksum_calculation="when_required",
                connect_timeout=_CONNECT_SECONDS,
                retries={"mode": "standard", "max_attempts": _ATTEMPTS},
            ),
        )
    return Bucket(client, target)


class Bucket:
    """A bucket, or a folder in it. Any thread may use it."""

    def __init__(self, client: Any, target: S3Target) -> None:  # noqa: ANN401  boto3 makes its classes at run time
        self._client = client
        self._target = target
        #: The time of the last answer, seconds since 1970: clocks of machines that deploy may differ.
        self.now = 0.0

    @property
    def name(self) -> str:
        """The bucket and its folder, for messages."""
        return f"s3://{self._target.bucket}/{self._target.prefix}".rstrip("/")

    def close(self) -> None:
        """End the connections."""
        self._client.close()

    def list_objects(self, folder: str = "") -> dict[str, str]:
        """Return the objects in a folder as path below it -> ETag."""
        start = self._target.prefix + folder
        objects: dict[str, str] = {}
        for page in self._list_pages(folder):
            for item in page.get("Contents", ()):
                objects[item["Key"].removeprefix(start)] = _unquote(item["ETag"])
        return objects

    def list_folders(self, folder: str) -> list[str]:
        """Return the names of the folders in a folder."""
        start = self._target.prefix + folder
        return [
            item["Prefix"].removeprefix(start).rstrip("/")
            for page in self._list_pages(folder, Delimiter="/")
            for item in page.get("CommonPrefixes", ())
        ]

    def read(self, path: str) -> Stored | None:
        """Return an object; None if there is no such object."""
        from botocore.exceptions import ClientError

        with _explained(self._target):
            try:
                answer = self._client.get_object(**self._name(path))
            except ClientError as cause:
                if _code_of(cause) in _MISSING:
                    self._note_time(cause.response)
                    return None
                raise
            self._note_time(answer)
            data = answer["Body"].read()
            return Stored(data, _unquote(answer["ETag"]), answer["LastModified"].timestamp())

    def write(self, path: str, data: bytes, header: Header, encoding: str = "") -> str:
        """Store an object in one step; return its ETag."""
        with _explained(self._target):
            return self._put(path, data, header, **({"ContentEncoding": encoding} if encoding else {}))

    def write_if(self, path: str, data: bytes, header: Header, etag: str) -> str:
        """Do the same if the object has this ETag, or with "", if it doesn't exist; or else raise Conflict.

        No conflict is an object with the same bytes: a request whose answer is lost is sent twice. Storage
        that knows no conditions stores the object anyway.
        """
        from botocore.exceptions import ClientError

        condition = {"IfMatch": etag} if etag else {"IfNoneMatch": "*"}
        with _explained(self._target):
            try:
                return self._put(path, data, header, **condition)
            except ClientError as cause:
                if _code_of(cause) in _UNFULFILLED:
                    stored = self.read(path)
                    if stored and stored.data == data:
                        return stored.etag
                    raise Conflict(path) from cause
                if _code_of(cause) not in _UNKNOWN_CONDITION:
                    raise
            return self._put(path, data, header)

    def copy(self, source: str, path: str, etag: str) -> str:
        """Copy an object within the storage; return its ETag. Conflict if the source has another one.

        With "", the source may have any.
        """
        from botocore.exceptions import ClientError

        condition = {"CopySourceIfMatch": etag} if etag else {}
        with _explained(self._target):
            try:
                answer = self._client.copy_object(
                    **self._name(path), CopySource=self._name(source), **condition
                )
            except ClientError as cause:
                if _code_of(cause) in _UNFULFILLED:
                    raise Conflict(source) from cause
                raise
            return _unquote(answer["CopyObjectResult"]["ETag"])

    def delete(self, paths: Sequence[str]) -> None:
        """Delete objects; those that don't exist are no error."""
        for start in range(0, len(paths), _BATCH):
            objects = [{"Key": self._target.prefix + path} for path in paths[start : start + _BATCH]]
            with _explained(self._target):
                answer = self._client.delete_objects(
                    Bucket=self._target.bucket, Delete={"Objects": objects, "Quiet": True}
                )
            for failure in answer.get("Errors", ()):
                message = f"{self.name}: {failure['Key']} can't be deleted: {failure.get('Message', '')}"
                raise refuse(message, _HINTS.get(failure.get("Code", ""), _CHECK))

    def _put(self, path: str, data: bytes, header: Header, **more: str) -> str:
        answer = self._client.put_object(
            **self._name(path),
            Body=data,
            ContentType=header.content_type,
            CacheControl=header.cache_control,
            **more,
        )
        return _unquote(answer["ETag"])

    def _name(self, path: str) -> dict[str, str]:
        return {"Bucket": self._target.bucket, "Key": self._target.prefix + path}

    def _list_pages(self, folder: str, **more: str) -> Iterator[Any]:
        with _explained(self._target):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._target.bucket, Prefix=self._target.prefix + folder, **more
            )
            for page in pages:
                self._note_time(page)
                yield page

    def _note_time(self, answer: Any) -> None:  # noqa: ANN401  as the client
        date = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
        if date:
            self.now = parsedate_to_datetime(date).timestamp()


@contextmanager
def _explained(target: S3Target) -> Iterator[None]:
    """Turn what boto3 raises into a Problem."""
    from botocore.exceptions import (
        BotoCoreError,
        ClientError,
        EndpointConnectionError,
        NoCredentialsError,
        NoRegionError,
    )

    address = f"s3://{target.bucket}"
    try:
        yield
    except NoCredentialsError as cause:
        hint = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in with the tool of your host"
        raise refuse(f"{address}: there are no credentials", hint) from cause
    except NoRegionError as cause:
        raise refuse(f"{address}: there is no region", "set deploy.region in sitegen.toml") from cause
    except EndpointConnectionError as cause:
        raise refuse(f"{address}: {cause}", "check deploy.endpoint, and whether the storage runs") from cause
    except ClientError as cause:
        raise refuse(f"{address}: {cause}", _HINTS.get(_code_of(cause), _CHECK)) from cause
    except (BotoCoreError, ValueError) as cause:  # of an endpoint that is no address
        raise refuse(f"{address}: {cause}", _CHECK) from cause


def _code_of(cause: Any) -> str:  # noqa: ANN401  boto3 publishes no types
    return str(cause.response.get("Error", {}).get("Code", ""))


def _unquote(etag: str) -> str:
    return etag.strip('"')
