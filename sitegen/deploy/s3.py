"""A built site -> the objects of a bucket, each at its place.

First come assets, then other files, new pages, changed pages, and lists of pages; what is deleted comes last.
The record of what is there is an object, too. Before anything changes, it names all files to come, so that
those of a deployment that was killed are deleted if the next site doesn't have them.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen.deploy.bucket import Conflict
from sitegen.deploy.difference import MANIFEST, PRIVATE, Difference, compare, header, rank
from sitegen.deploy.host import refuse
from sitegen.deploy.lease import Lease
from sitegen.deploy.record import (
    Record,
    decode,
    digest_files,
    encode,
    find_retired,
    note_etags,
    read_record,
    split_overdue,
)
from sitegen.store import call_each

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sitegen.config.hosts import Deploy
    from sitegen.core.problems import ProblemError
    from sitegen.core.progress import OnProgress
    from sitegen.deploy.bucket import Bucket
    from sitegen.publish.output import Output

#: How all names begin that aren't those of the site.
RESERVED = ".sitegen-"
_HOUR = 3600


class Published(NamedTuple):
    """What a bucket has of a site."""

    folder: str  #: "" or a folder with a slash at its end
    record: Record
    etag: str  #: of the object that says so; "" if nothing was published yet


def read_in_place(bucket: Bucket) -> Published:
    """Return what the record of a bucket says was published at its place."""
    stored = bucket.read(MANIFEST)
    return Published("", read_record(stored.data), stored.etag) if stored else Published("", Record(), "")


class S3Host:
    """A bucket, or a folder in it; its two classes are the two ways to publish there."""

    def __init__(self, bucket: Bucket, settings: Deploy, published: Published) -> None:
        self._bucket = bucket
        self._grace = settings.grace_hours * _HOUR
        self._compress = settings.compress
        self._published = published
        self._digests: dict[str, str] = {}
        self._retired: dict[str, int] = {}
        self._staying: frozenset[str] = frozenset()

    def close(self) -> None:
        """End the connections."""
        self._bucket.close()

    def keep(self, paths: Collection[str]) -> None:
        """Delete none of these, and remember that they are ours."""
        self._staying = frozenset(paths)

    def read(self, path: str) -> bytes:
        """Return the bytes of a file of the site; none if there is no such file."""
        stored = self._bucket.read(self._published.folder + path)
        return decode(stored.data, self._published.record.files.get(path, "")) if stored else b""

    def prepare(self, output: Output, paths: Collection[str]) -> None:
        """Digest what was built, and find the assets that may still be needed for a while."""
        self._digests = digest_files(output, paths, compress=self._compress)
        expected = {*paths, *self._staying}
        times = find_retired(self._published.record, expected, self._bucket.now)
        self._retired, _ = split_overdue(times, self._bucket.now, self._grace)

    def send_files(
        self, output: Output, paths: Sequence[str], folder: str, lease: Lease
    ) -> Iterator[tuple[str, str]]:
        """Store files in a folder; yield each with its ETag."""

        def send(path: str) -> str:
            data, encoding = encode(output.read(path), self._digests[path])
            lease.check()
            return self._bucket.write(folder + path, data, header(path), encoding)

        return zip(paths, call_each(send, paths), strict=True)

    def report_conflict(self) -> ProblemError:
        """Return the error of a deployment that another one overtook."""
        message = f"{self._bucket.name}: another deployment ended meanwhile"
        return refuse(message, "look at the site, then deploy again: only what differs is sent")


class InPlaceHost(S3Host):
    """A bucket whose objects have the paths of the site."""

    def __init__(self, bucket: Bucket, settings: Deploy) -> None:
        super().__init__(bucket, settings, read_in_place(bucket))
        self._etags = {
            path: etag for path, etag in bucket.list_objects().items() if not path.startswith(RESERVED)
        }

    def list_files(self) -> Collection[str]:
        """Return the files that sitegen put there; without its record, all."""
        return self._etags.keys() & self._published.record.files.keys() or self._etags.keys()

    def compare(self, output: Output, paths: Collection[str], *, force: bool) -> Difference:
        """Compare with the record where it is right: an object may have changed behind its back.

        The ETag of an object that nobody encrypted or compressed is the MD5 of its content.
        """
        self.prepare(output, paths)
        record = self._published.record
        on_host = {
            path: record.files.get(path, etag) if etag == record.find_etag(path) else etag
            for path, etag in self._etags.items()
        }
        ours = {*record.files, *record.retired} - self._staying - self._retired.keys()
        return compare(self._digests, on_host, ours, force=force)

    def send(
        self, output: Output, paths: Collection[str], difference: Difference, on_progress: OnProgress
    ) -> None:
        """Send the files of each kind after those that they refer to; delete last."""
        with Lease(self._bucket) as lease:
            if read_in_place(self._bucket).etag != self._published.etag:
                raise self.report_conflict()
            record = self._announce(difference)
            done = 0
            for group in self._split(difference.sent):
                for path, etag in self.send_files(output, group, "", lease):
                    self._etags[path] = etag
                    done += 1
                    on_progress("Sending", done, len(difference.sent))
            lease.check()
            self._bucket.delete(difference.deleted)
            files = {path: record.files.get(path, "") for path in self._staying} | self._digests
            etags = {path: self._etags[path] for path in files if path in self._etags}
            retired = {path: time for path, time in self._retired.items() if path in self._etags}
            lease.check()
            self._write(msgspec.structs.replace(note_etags(files, etags), retired=retired))

    def _announce(self, difference: Difference) -> Record:
        """Add the files to come to the record."""
        record = self._published.record
        new = dict.fromkeys((path for path in difference.sent if path not in record.files), "")
        if new:
            record = msgspec.structs.replace(record, files=record.files | new)
            self._write(record)
        return record

    def _split(self, paths: Sequence[str]) -> Iterator[list[str]]:
        """Yield files in groups, of which each may refer to those before it."""

        def order(path: str) -> tuple[int, bool]:
            return rank(path), path in self._etags

        for _, group in groupby(sorted(paths, key=order), order):
            yield list(group)

    def _write(self, record: Record) -> None:
        try:
            etag = self._bucket.write_if(MANIFEST, msgspec.json.encode(record), PRIVATE, self._published.etag)
        except Conflict:
            raise self.report_conflict() from None
        self._published = Published("", record, etag)
