"""``sitegen new deploy``: a host's name -> the files with which its build servers publish the site."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sitegen.build.options import BuildOptions
from sitegen.build.settings import settings_for
from sitegen.cli.hosts import HOSTS, PUSH
from sitegen.cli.installed import TOOLS, find_requirement
from sitegen.cli.terminal import Terminal
from sitegen.core.location import locate
from sitegen.core.problems import ProblemError, error
from sitegen.core.slugs import segment

if TYPE_CHECKING:
    import argparse

    from sitegen.cli.hosts import HostSetup
    from sitegen.config import Config
    from sitegen.core.folder import Folder

_TEMPLATES = Path(__file__).with_name("workflows")
_REQUIREMENTS = "requirements.txt"
_CONFIG = "sitegen.toml"
#: The longest name that Cloudflare accepts.
_LONGEST_NAME = 54


class Setup(NamedTuple):
    """What was written, and what is left to do."""

    paths: tuple[str, ...]
    steps: tuple[str, ...]


def run_new_deploy(options: argparse.Namespace) -> int:
    """Write the files for a host."""
    terminal = Terminal(color=None, quiet=options.quiet)
    write_and_tell(options.root, options.host, terminal, options.config)
    return 0


def write_and_tell(root: Path, host: str, terminal: Terminal, config_file: Path | None = None) -> None:
    """Write the files for a host into a site, and say what is left to do."""
    config, _, _ = settings_for(BuildOptions(root=root, config_file=config_file))
    setup = set_up(root, host, config)
    terminal.say(f"Created {', '.join(setup.paths)}. To publish:")
    for number, step in enumerate(setup.steps, start=1):
        terminal.say(f"  {number}. {step}")


def set_up(root: Path, name: str, config: Config) -> Setup:
    """Write what a host needs into a site; ProblemError ``exists`` if it would replace a file."""
    host = HOSTS[name]
    extras = (*(("search",) if config.search.enabled else ()), *host.extras)
    requirement = find_requirement(extras)
    with locate(root, root).open() as folder:
        for path in host.files:
            if folder.stat(path) is not None:
                hint = "move it away, or change it by hand"
                raise ProblemError(
                    error("exists", "there is a file already", path=str(root / path), hint=hint)
                )
        for path, template in host.files.items():
            day = datetime.now(UTC).date().isoformat()
            folder.write(path, fill_template(template, title=config.title, day=day).encode())
        if requirement.wheel:
            folder.write(f"{TOOLS}/{requirement.wheel.name}", requirement.wheel.read_bytes())
        _require(folder, requirement.line)
        by_hand = _add_settings(folder, host)
    steps = [
        *([requirement.command] if requirement.command else []),
        *_describe_subfolder(root, host),
        *([] if config.base_url else [f"in {_CONFIG}, set base_url: the address of the site"]),
        *by_hand,
        *([f"in {_CONFIG}, set deploy.target"] if _lacks_target(host, config) else []),
        *(step if step != PUSH else _push(root, host) for step in host.steps),
    ]
    return Setup((*host.files, _REQUIREMENTS), tuple(steps))


def _find_repository(root: Path) -> Path | None:
    """Return the folder of the repository that a site is in."""
    top = root.resolve()
    return next((folder for folder in (top, *top.parents) if (folder / ".git").exists()), None)


def _describe_subfolder(root: Path, host: HostSetup) -> list[str]:
    """Return what is left to do for a site below the top of its repository, where hosts look for files."""
    repository = _find_repository(root)
    if repository in (None, root.resolve()):
        return []
    folder = root.resolve().relative_to(repository).as_posix()
    workflows = [path for path in host.files if path.endswith(".yml") and path.startswith(".git")]
    if not workflows:
        return [f"in the settings of {host.shown}, name the folder of the site: {folder}"]
    where = f"{host.shown} reads {workflows[0]} at the top of a repository only"
    return [f"{where}: run git init here, or move it to {repository} and let its steps run in {folder}"]


def _push(root: Path, host: HostSetup) -> str:
    """Return the command that commits and pushes, and first makes the folder a repository if it is not."""
    is_repository = _find_repository(root) is not None
    begin = "" if is_repository else "git init --initial-branch main && "
    push = "git push" if is_repository else "git remote add origin ADDRESS && git push origin main"
    return f'{begin}git add --all && git commit --message "Publish to {host.shown}" && {push}'


def _lacks_target(host: HostSetup, config: Config) -> bool:
    return "deploy" in host.settings and not config.deploy.target


def fill_template(name: str, *, title: str, day: str) -> str:
    """Fill in a template: the steps that workflows share, the site's name, and a date."""
    text = (_TEMPLATES / name).read_text("utf-8")
    steps = (_TEMPLATES / "prepare.yml").read_text("utf-8")
    slug = segment(title).encode("ascii", "ignore").decode()[:_LONGEST_NAME].strip("-") or "site"
    text = text.replace("      # prepare\n", steps)
    return text.replace('"NAME"', f'"{slug}"').replace('"DATE"', f'"{day}"')


def _require(folder: Folder, line: str) -> None:
    """Add sitegen to requirements.txt, unless the file names it already."""
    text = _read(folder, _REQUIREMENTS)
    if "sitegen" not in text:
        ending = "\n" if text and not text.endswith("\n") else ""
        folder.write(_REQUIREMENTS, f"{text}{ending}{line}\n".encode())


def _add_settings(folder: Folder, host: HostSetup) -> list[str]:
    """Append tables to sitegen.toml; return what to add by hand because its table exists."""
    text = _read(folder, _CONFIG)
    tables = tomllib.loads(text)
    new = "".join(f"\n[{table}]\n{lines}" for table, lines in host.settings.items() if table not in tables)
    if new:
        folder.write(_CONFIG, f"{text.rstrip()}\n{new}".lstrip().encode())
    return [
        f"in {_CONFIG}, add {lines.partition('  #')[0].strip()} below [{table}]"
        for table, lines in host.settings.items()
        if table in tables and table != "deploy"
    ]


def _read(folder: Folder, path: str) -> str:
    return "" if folder.stat(path) is None else folder.read(path).decode("utf-8", "surrogateescape")
