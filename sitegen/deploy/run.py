"""A site's folder -> the site on its host: built, compared with what is there, sent."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import msgspec

from sitegen.build.options import BuildResult
from sitegen.build.run import build, claim_output
from sitegen.build.settings import settings_for
from sitegen.check.against import find_lost, paths_of
from sitegen.config import LISTING
from sitegen.config.deploy_target import (
    EXAMPLES,
    DeployTarget,
    ExtensionTarget,
    GitTarget,
    S3Target,
    parse_target,
)
from sitegen.core.file_names import MARKER
from sitegen.core.problems import ProblemError, error
from sitegen.core.progress import OnProgress, ignore_progress
from sitegen.deploy.difference import Difference
from sitegen.publish.claim import claim
from sitegen.publish.listing import drop_version, read_listing, settle
from sitegen.publish.tree import survey
from sitegen.publish.versions import write_top

if TYPE_CHECKING:
    from datetime import datetime

    from sitegen.build.options import BuildOptions
    from sitegen.config import Config
    from sitegen.deploy.host import Host
    from sitegen.publish.listing import Listed


class DeployOptions(msgspec.Struct, frozen=True):
    """How to deploy."""

    target: str = ""  #: instead of ``deploy.target``
    dry_run: bool = False
    force: bool = False  #: send every file
    allow_lost: bool = False  #: although old addresses have no page any more


class Deployment(msgspec.Struct, frozen=True):
    """The result of a deployment."""

    built: BuildResult
    target: str = ""
    difference: Difference | None = None  #: None: nothing was deployed


def deploy(
    options: BuildOptions, wishes: DeployOptions, *, now: datetime, on_progress: OnProgress = ignore_progress
) -> Deployment:
    """Build the site and make its host have it; ProblemError if the host refuses, or would lose addresses."""
    config, _, _ = settings_for(options)
    text = wishes.target or config.deploy.target
    target = _parse(text)
    if config.versions.version:  # its build must know those that are on the host
        with closing(_connect(target, options, config)) as host:
            options = msgspec.structs.replace(options, listed=read_listing(host.read(LISTING)))
    built = build(options, now=now, on_progress=on_progress)
    if not built.ok:
        return Deployment(built)
    with closing(_connect(target, options, config)) as host, claim_output(options, config) as output:
        paths = tuple(path for path in survey(output).files if path != MARKER)
        staying = _find_staying(host, paths, config, options.listed) if config.versions.version else ()
        host.keep(staying)
        if not wishes.allow_lost:
            plain, _, _ = settings_for(msgspec.structs.replace(options, is_version=False))
            _stop_if_addresses_are_lost(host, (*paths, *staying), plain)
        difference = host.compare(output, paths, force=wishes.force)
        if not wishes.dry_run and (difference.sent or difference.deleted):
            host.send(output, paths, difference, on_progress)
    return Deployment(built, text, difference)


def delete_version(
    options: BuildOptions, wishes: DeployOptions, name: str, on_progress: OnProgress = ignore_progress
) -> Deployment:
    """Remove a version with its aliases, or one alias, from the host; ProblemError if it isn't there."""
    config, _, _ = settings_for(options)
    text = wishes.target or config.deploy.target
    with closing(_connect(_parse(text), options, config)) as host, TemporaryDirectory() as apart:
        rest, gone = drop_version(name, read_listing(host.read(LISTING)))
        top = write_top(rest, config.versions.latest)
        files = [path for path in host.list_files() if path not in top]
        host.keep([path for path in files if path.partition("/")[0] not in gone])
        with claim(Path(apart, "top"), Path(apart, "site")) as output:
            Path(output.live).mkdir()
            for path, data in top.items():
                Path(output.live, path).write_bytes(data)
            difference = host.compare(output, tuple(top), force=False)
            if not wishes.dry_run:
                host.send(output, tuple(top), difference, on_progress)
    return Deployment(BuildResult(ok=True, problems=()), text, difference)


def _find_staying(
    host: Host, paths: tuple[str, ...], config: Config, listed: tuple[Listed, ...]
) -> tuple[str, ...]:
    """Return the files on the host that a version leaves alone: all but those in its own folders."""
    versions = settle(config.versions, listed)
    ours = {*paths, versions.version, *versions.aliases}
    return tuple(
        path for path in host.list_files() if path not in ours and path.partition("/")[0] not in ours
    )


def _parse(text: str) -> DeployTarget:
    if not text:
        hint = f"set deploy.target in sitegen.toml, or name it: {EXAMPLES}"
        raise ProblemError(error("deploy-target", "there is no target", hint=hint))
    try:
        return parse_target(text)
    except ValueError as mistake:
        raise ProblemError(error("deploy-target", f"{text!r} {mistake}")) from mistake


def _connect(target: DeployTarget, options: BuildOptions, config: Config) -> Host:
    settings = config.deploy
    if isinstance(target, S3Target):
        from sitegen.deploy.bucket import connect_bucket
        from sitegen.deploy.releases import ReleasesHost
        from sitegen.deploy.s3 import InPlaceHost

        way = ReleasesHost if settings.releases else InPlaceHost
        return way(connect_bucket(target, settings.endpoint, settings.region), settings)
    if settings.releases:
        hint = "deploy to s3://BUCKET, or remove deploy.releases"
        raise ProblemError(error("deploy-target", "deploy.releases is only for buckets", hint=hint))
    if isinstance(target, GitTarget):
        from sitegen.deploy import git

        return git.connect(target, options.root)
    if isinstance(target, ExtensionTarget):
        return _connect_extension(target, options)
    from sitegen.deploy import ssh

    return ssh.connect(target)


def _connect_extension(target: ExtensionTarget, options: BuildOptions) -> Host:
    from sitegen.build.extensions import load_all
    from sitegen.deploy.extension import ExtensionHost
    from sitegen.ext import HostFunctions
    from sitegen.ext.load import find_function

    _, extensions = load_all(options.root, options.config_file)
    function = find_function(extensions, "hosts", target.name)
    if function is None:
        raise ProblemError(error("deploy-target", f"no extension has a deploy target {target.name!r}"))
    return ExtensionHost(function, function.expect(HostFunctions, target.address))


def _stop_if_addresses_are_lost(host: Host, paths: tuple[str, ...], config: Config) -> None:
    """ProblemError if readers would miss a page that is on the host now."""
    lost = find_lost(paths_of(host.list_files()), frozenset(paths), config)
    if lost:
        message = f"nothing was deployed: addresses on the host would be lost ({len(lost)})"
        hint = "redirect them, or add --allow-lost"
        raise ProblemError(*lost, error("lost-address", message, hint=hint))
