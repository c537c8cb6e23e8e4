"""Where a site is deployed to, as text -> the same in parts: a bucket, a folder of a server, or a branch."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\Z")
#: What ssh could take for an option, or a shell for more than a name.
_UNSAFE = re.compile(r"^-|[\s'\"`$;&|<>\\]")
#: What git could take for an option, or show as something else. It is called without a shell.
_UNSAFE_REMOTE = re.compile(r"^-|[\x00-\x1f\x7f]")
_BRANCH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]*\Z")
EXAMPLES = "s3://BUCKET, ssh://USER@HOST/PATH or git:origin#gh-pages"


class S3Target(NamedTuple):
    """A bucket, or a folder in it."""

    bucket: str
    prefix: str  #: "" or a folder with a slash at its end


class SshTarget(NamedTuple):
    """A folder of a server that rsync reaches by ssh."""

    host: str  #: with the user's name, if any
    port: int  #: 0 for the one that ssh chooses
    path: str


class GitTarget(NamedTuple):
    """A branch of a repository."""

    remote: str  #: the name of a remote, or an address
    branch: str


class ExtensionTarget(NamedTuple):
    """A place that an extension of the site deploys to."""

    name: str
    address: str  #: where to, in a form that the extension defines


DeployTarget = S3Target | SshTarget | GitTarget | ExtensionTarget


def parse_target(text: str) -> DeployTarget:
    """Return a target in parts; ValueError says what is wrong with it."""
    if text.startswith("git:"):
        remote, _, branch = text.removeprefix("git:").partition("#")
        if not remote or _UNSAFE_REMOTE.search(remote) or not _BRANCH.match(branch or "gh-pages"):
            raise ValueError("names no branch: write git:REMOTE#BRANCH")
        return GitTarget(remote, branch or "gh-pages")
    if text.startswith("extension:"):
        name, _, address = text.removeprefix("extension:").partition(":")
        if not name:
            raise ValueError("names no target of an extension: write extension:NAME:PLACE")
        return ExtensionTarget(name, address)
    parts = urlsplit(text)
    if parts.scheme == "s3":
        if not parts.netloc:
            raise ValueError("names no bucket: write s3://BUCKET or s3://BUCKET/FOLDER")
        if not _BUCKET.match(parts.netloc):
            raise ValueError(
                "can't be a bucket: its name has 3 to 63 small letters, digits, hyphens and dots, and begins"
                " and ends with a letter or digit"
            )
        folder = parts.path.strip("/")
        return S3Target(parts.netloc, f"{folder}/" if folder else "")
    if parts.scheme == "ssh":
        path = unquote(parts.path)
        if not parts.hostname or _UNSAFE.search(parts.netloc) or _UNSAFE.search(path) or not path.strip("/"):
            raise ValueError("names no folder of a server: write ssh://USER@HOST/PATH")
        user = f"{parts.username}@" if parts.username else ""
        return SshTarget(f"{user}{parts.hostname}", parts.port or 0, path)
    remedy = "; for a folder of this machine, copy public/ there" if not parts.scheme else ""
    raise ValueError(f"is not a deploy target: write {EXAMPLES}{remedy}")


def find_target_fault(text: str) -> str:
    """Return what is wrong with a target; "" if it is one, or empty."""
    try:
        if text:
            parse_target(text)
    except ValueError as mistake:
        return f"{text!r} {mistake}"
    return ""
