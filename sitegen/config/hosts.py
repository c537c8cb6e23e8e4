"""Options about hosts: where pages may load from, how links are checked, how the preview answers."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta


class Privacy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which hosts a page may load from besides its own."""

    allow_hosts: Annotated[
        tuple[str, ...],
        Meta(description="Other hosts whose images, videos and frames pages can show: `img.example.org`"),
    ] = ()
    allow_scripts: Annotated[
        tuple[str, ...],
        Meta(description="Other hosts whose scripts can run and load what they need from there"),
    ] = ()
    allow_inline: Annotated[
        tuple[str, ...],
        Meta(
            description="Inline scripts and styles that can run, by their hash (`sha256-…`);"
            " `style-attributes` allows every `style=`, and `all` every script and style, an attacker’s"
            " too"
        ),
    ] = ()


class Headers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Files that make a host send the policy and other headers."""

    files: Annotated[
        tuple[str, ...],
        Meta(description="Write a file of headers for any of `netlify`, `nginx`, `apache`, `caddy`"),
    ] = ()
    frames: Annotated[bool, Meta(description="Allow other sites to show your pages in frames")] = False


class Host(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one host is queried."""

    delay: Annotated[float, Meta(ge=0, description="Seconds between two requests to a host")] = 0.2
    timeout: Annotated[float, Meta(gt=0, description="Longest time for a request, in seconds")] = 20.0
    retries: Annotated[int, Meta(ge=0, le=10, description="Retries after a temporary failure")] = 2
    accept: Annotated[tuple[int, ...], Meta(description="Status codes to accept like 200: `[403, 999]`")] = ()


class External(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How `sitegen check --external` queries the web."""

    ignore: Annotated[
        tuple[str, ...],
        Meta(description="Patterns of addresses to skip: `https://example.org/old/*`"),
    ] = ()
    anchors: Annotated[bool, Meta(description="Also check the anchors of links")] = False
    expiry_days: Annotated[float, Meta(ge=0, description="Days to keep a good result")] = 7.0
    connections: Annotated[int, Meta(ge=1, le=256, description="Concurrent requests")] = 16
    per_host: Annotated[int, Meta(ge=1, le=16, description="Concurrent requests to one host")] = 2
    backoff: Annotated[
        float,
        Meta(ge=0, description="Seconds before the first retry; doubles each time"),
    ] = 1.0
    private: Annotated[
        bool, Meta(description="Also check this machine and private networks; content can then reach them")
    ] = False
    usual: Host = Host()
    hosts: Annotated[dict[str, Host], Meta(description="The same for single hosts")] = {}


class Serve(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The preview."""

    allowed_hosts: Annotated[
        tuple[str, ...],
        Meta(
            description="Names under which `sitegen serve` answers besides this machine's: that of a"
            " container or tunnel; `*.example.org` for any before that"
        ),
    ] = ()


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How `sitegen check` reports what it finds."""

    severity: Annotated[
        dict[str, str],
        Meta(
            description="Severity of a code: `off`, `warning` or `error`, optionally with a pattern of paths:"
            ' `"page-title:content/old/*" = "off"`. Builds apply it to the problems that `--lenient` covers'
        ),
    ] = {}
    external: External = External()


class Deploy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where `sitegen deploy` publishes to."""

    target: Annotated[
        str,
        Meta(description="`s3://BUCKET/FOLDER`, `ssh://USER@HOST/PATH` or `git:REMOTE#BRANCH`; see Deploy"),
    ] = ""
    endpoint: Annotated[str, Meta(description="Address of an S3-compatible storage; by default Amazon’s")] = (
        ""
    )
    region: Annotated[str, Meta(description="Region of the bucket, if the environment doesn’t say it")] = ""
    releases: Annotated[
        bool, Meta(description="In a bucket, give each deployment a folder, and switch to it in one step")
    ] = False
    grace_hours: Annotated[
        float, Meta(ge=0, description="In a bucket, how long old assets and releases stay")
    ] = 24
    compress: Annotated[bool, Meta(description="In a bucket, store texts compressed by gzip")] = False
