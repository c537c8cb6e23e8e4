"""A built site -> a folder of its own in a bucket, and one object that names it: readers never see a mixture.

.sitegen-current            the folder of the release that is published: `.sitegen-releases/NAME/`
.sitegen-releases/
    NAME/                   the files of a release
    NAME.json               the record of them

What didn't change is copied from the last release, by the storage. So are assets that pages in open browsers
may still need. Older releases are deleted after a while, and those of deployments that were killed.
"""

from __future__ import annotations

import os
import re
import time
from calendar import timegm
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen.deploy.bucket import Conflict
from sitegen.deploy.difference import PRIVATE, Difference, Header, compare
from sitegen.deploy.host import refuse
from sitegen.deploy.lease import Lease
from sitegen.deploy.record import Record, note_etags, read_record, split_overdue
from sitegen.deploy.s3 import Published, S3Host, read_in_place
from sitegen.store import call_each

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sitegen.config.hosts import Deploy
    from sitegen.core.progress import OnProgress
    from sitegen.deploy.bucket import Bucket
    from sitegen.publish.output import Output

CURRENT = ".sitegen-current"
FOLDER = ".sitegen-releases/"
_POINTER = Header("text/plain; charset=utf-8", "no-cache")
_CURRENT = re.compile(r"\.sitegen-releases/([0-9]{14}-[0-9a-f]{8})/\Z")
_TIME = "%Y%m%d%H%M%S"
#: Seconds that a deployment may take; after them, what it left behind is deleted.
_LONGEST = 24 * 3600


class _Copy(NamedTuple):
    """A file of the last release that the next one has, too."""

    path: str
    etag: str
    may_be_missing: bool


def _read_current(bucket: Bucket) -> Published:
    """Return the current release; without one, what was published in place."""
    pointer = bucket.read(CURRENT)
    if pointer is None:
        return read_in_place(bucket)._replace(etag="")
    folder = pointer.data.decode("utf-8", "replace")
    if not _CURRENT.match(folder):
        message = f"{bucket.name}: {CURRENT} doesn't name a release: {folder[:60]!r}"
        raise refuse(message, "delete this object, and deploy again with --resend")
    stored = bucket.read(_name_record(folder))
    return Published(folder, read_record(stored.data) if stored else Record(), pointer.etag)


class ReleasesHost(S3Host):
    """A bucket with a folder for each release."""

    def __init__(self, bucket: Bucket, settings: Deploy) -> None:
        super().__init__(bucket, settings, _read_current(bucket))
        self._older, self._overdue = self._find_releases()

    def list_files(self) -> Collection[str]:
        """Return the files of the current release."""
        return self._published.record.files.keys()

    def compare(self, output: Output, paths: Collection[str], *, force: bool) -> Difference:
        """Compare with the record of the current release; releases that are too old are deleted, too."""
        self.prepare(output, paths)
        files = self._published.record.files
        ours = files.keys() - self._staying - self._retired.keys()
        difference = compare(self._digests, files, ours, force=force)
        first = () if self._published.folder else (CURRENT,)
        sent, deleted = (*difference.sent, *first), (*difference.deleted, *self._overdue)
        return msgspec.structs.replace(difference, sent=sent, deleted=deleted)

    def send(
        self, output: Output, paths: Collection[str], difference: Difference, on_progress: OnProgress
    ) -> None:
        """Write the release and its record, then switch to it; delete last."""
        with Lease(self._bucket) as lease:
            if difference.sent or difference.deleted != tuple(self._overdue):
                folder = self._name_release()
                record = self._fill(output, difference, folder, lease, on_progress)
                self._bucket.write(_name_record(folder), msgspec.json.encode(record), PRIVATE)
                lease.check()
                self._switch(folder)
            for folder in self._overdue:
                lease.check()
                self._bucket.delete([_name_record(folder)])  # the folder last: it is how it is found again
                self._bucket.delete([folder + path for path in self._bucket.list_objects(folder)])

    def _fill(
        self, output: Output, difference: Difference, folder: str, lease: Lease, on_progress: OnProgress
    ) -> Record:
        """Write all files of a release; return its record."""
        last = self._published.record
        sent = set(difference.sent)
        copies = [
            *(_Copy(path, last.find_etag(path), True) for path in self._digests if path not in sent),
            *(_Copy(path, last.find_etag(path), False) for path in self._staying),
            *(_Copy(path, last.find_etag(path), True) for path in self._retired),
        ]
        etags = self._copy(copies, folder, lease, on_progress)
        missing = [path for path in self._digests if path not in etags]
        for done, (path, etag) in enumerate(self.send_files(output, missing, folder, lease), 1):
            etags[path] = etag
            on_progress("Sending", done, len(missing))
        files = {path: last.files.get(path, "") for path in self._staying} | self._digests
        retired = {path: time for path, time in self._retired.items() if path in etags}
        times = dict(self._older)
        if match := _CURRENT.match(self._published.folder):
            times[match[1]] = int(self._bucket.now)
        # The ETags of retired assets are needed to copy them once more.
        record = note_etags({**dict.fromkeys(retired, ""), **files}, etags)
        return msgspec.structs.replace(record, files=files, retired=retired, releases=times)

    def _copy(
        self, copies: Iterable[_Copy], folder: str, lease: Lease, on_progress: OnProgress
    ) -> dict[str, str]:
        """Copy files of the last release; return the ETags of those that are as its record says."""
        listed = list(copies)
        digests = self._published.record.files

        def copy(item: _Copy) -> str:
            lease.check()
            with suppress(Conflict):
                etag = self._bucket.copy(self._published.folder + item.path, folder + item.path, item.etag)
                # Storage that knows no conditions copies anything; only the MD5 of a content stays the same.
                if etag == item.etag or item.etag != digests.get(item.path):
                    return etag
            if item.may_be_missing:
                return ""
            message = f"{self._bucket.name}: {item.path} was changed or deleted by another program"
            raise refuse(message, "deploy the version that it belongs to again, or delete it")

        etags = {}
        for done, (item, etag) in enumerate(zip(listed, call_each(copy, listed), strict=True), 1):
            if etag:
                etags[item.path] = etag
            on_progress("Copying", done, len(listed))
        return etags

    def _switch(self, folder: str) -> None:
        try:
            self._bucket.write_if(CURRENT, folder.encode(), _POINTER, self._published.etag)
        except Conflict:
            raise self.report_conflict() from None

    def _find_releases(self) -> tuple[dict[str, int], list[str]]:
        """Return since when older releases aren't published, and the folders of those to delete now."""
        names = [name for name in self._bucket.list_folders(FOLDER) if _CURRENT.match(f"{FOLDER}{name}/")]
        replaced_at = self._published.record.releases
        times = {
            name: replaced_at.get(name, _read_time(name) + _LONGEST)
            for name in names
            if f"{FOLDER}{name}/" != self._published.folder
        }
        young, overdue = split_overdue(times, self._bucket.now, self._grace)
        return {name: time for name, time in young.items() if name in replaced_at}, [
            f"{FOLDER}{name}/" for name in overdue
        ]

    def _name_release(self) -> str:
        return f"{FOLDER}{time.strftime(_TIME, time.gmtime(self._bucket.now))}-{os.urandom(4).hex()}/"


def _name_record(folder: str) -> str:
    return f"{folder.rstrip('/')}.json"


def _read_time(name: str) -> int:
    return timegm(time.strptime(name.partition("-")[0], _TIME))
