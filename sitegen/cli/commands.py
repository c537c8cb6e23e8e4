"""The table of commands: their arguments, their help texts, and the functions that run them."""

from __future__ import annotations

from pathlib import Path

from sitegen.cli.arguments import (
    CACHE,
    CLEAN_VERSION,
    CLUSTER,
    DELETE_VERSION,
    JOBS,
    LENIENT,
    OUTPUT,
    PART,
    REPORT,
    SAFE,
    STRICT,
    VERSION,
    argument,
    flag,
    read_port,
    visibility,
)
from sitegen.cli.command import Command
from sitegen.cli.commands_move import MOVE, RENAME_TERM
from sitegen.cli.commands_new import NEW
from sitegen.cli.commands_translate import TRANSLATE
from sitegen.cli.version import ShowVersion

#: The generators that ``import`` reads: those of sitegen.importing.recognise.
# fmt: off
GENERATORS = (
    "mkdocs", "docusaurus", "astro", "gatsby", "eleventy", "next", "mdbook", "pelican", "hexo", "jekyll",
    "zola", "hugo", "sphinx", "obsidian", "vitepress",
)
# fmt: on


_BUILD = Command(
    "build",
    "publish the site",
    "Publish the site. If there is an error, publish nothing.",
    "build:run_build",
    arguments=(
        *OUTPUT,
        *VERSION,
        CACHE,
        *visibility(default=False),
        STRICT,
        LENIENT,
        SAFE,
        *REPORT,
        JOBS,
        argument(
            "--publish",
            choices=("swap", "in-place"),
            meaning="exchange the whole folder, or replace its files one by one (default: output.publish)",
        ),
        CLUSTER,
        flag("--force", meaning="ignore the cache and rebuild everything"),
        flag("--verify", meaning="build again from scratch in another folder, and compare every byte"),
        PART,
    ),
)

_SERVE = Command(
    "serve",
    "preview the site while you write",
    "Show the site in the browser, and update it at every save.",
    "serve:run_serve",
    arguments=(
        CACHE,
        *visibility(default=True),
        flag("--strict", meaning="don't update the preview while there is an error or a warning"),
        LENIENT,
        SAFE,
        argument(
            "--port",
            type=read_port,
            default=8000,
            metavar="N",
            meaning="the port (default: 8000, or the next free one)",
        ),
        argument(
            "--host",
            default="127.0.0.1",
            metavar="ADDRESS",
            meaning="the address to listen on (default: 127.0.0.1)",
        ),
        argument(
            "--allow-host",
            action="append",
            default=[],
            metavar="NAME",
            meaning="answer under this name, too: that of a container or tunnel (also: serve.allowed_hosts)",
        ),
        flag("--lan", meaning="let other devices in your network see the preview, such as a phone"),
        flag("--open", meaning="open the browser"),
        flag("--navigate", meaning="go to the page that you save in all open tabs"),
        argument(
            "--editor-url",
            metavar="URL",
            meaning="link problems to your editor: vscode://file/{path}:{line}:{column}"
            " (default: $SITEGEN_EDITOR_URL)",
        ),
    ),
)

_CHECK = Command(
    "check",
    "find all problems, publish nothing",
    "Find all problems of the site without publishing it.",
    "build:run_check",
    arguments=(
        *OUTPUT,
        CACHE,
        *visibility(default=False),
        STRICT,
        LENIENT,
        SAFE,
        *REPORT,
        JOBS,
        flag("--external", meaning="also check links to other sites, over the network"),
        argument(
            "--baseline", type=Path, metavar="FILE", meaning="don't report the problems listed in this file"
        ),
        argument(
            "--against",
            metavar="OLD",
            meaning="fail if an address of the old site is lost: its URL, folder, or sitemap.xml",
        ),
        flag("--update-baseline", meaning="write all current problems to the baseline"),
    ),
)

_DEPLOY = Command(
    "deploy",
    "build the site and publish it on its host",
    "Build the site, and send what differs to its host: S3-compatible storage, a server, or a branch of a"
    " repository. Stop if addresses of the site would be lost.",
    "deploy:run_deploy",
    arguments=(
        argument(
            "target",
            nargs="?",
            meaning="s3://BUCKET, ssh://USER@HOST/PATH or git:origin#gh-pages (default: deploy.target)",
        ),
        flag("--dry-run", meaning="print what would be sent and deleted, and change nothing"),
        flag("--allow-lost", meaning="deploy even if addresses on the host would be lost"),
        flag("--resend", meaning="send every file, not only those that differ"),
        DELETE_VERSION,
        *OUTPUT,
        *VERSION,
        CACHE,
        *visibility(default=False),
        STRICT,
        LENIENT,
        SAFE,
        *REPORT,
        JOBS,
    ),
)

_IMPORT = Command(
    "import",
    "import a site of another generator",
    "Read the configuration of another generator, and write sitegen.toml and templates. The content stays as"
    " it is. A second run keeps what you changed.",
    "import_site:run_import",
    arguments=(
        argument("folder", type=Path, meaning="the folder of the old site's configuration"),
        argument(
            "--to",
            type=Path,
            metavar="SITE",
            meaning="the new site's folder, which gets a copy of the content (default: that of the old site)",
        ),
        argument(
            "--from",
            dest="generator",
            choices=GENERATORS,
            metavar="NAME",
            meaning="the generator of the old site, if it isn't recognised: " + ", ".join(GENERATORS),
        ),
        argument(
            "--against",
            metavar="OLD",
            meaning="count the old site's addresses that are lost: its URL, folder, sitemap.xml or feed",
        ),
        argument(
            "--report", type=Path, metavar="FILE", meaning="also write the report to a file: .md or .json"
        ),
    ),
)

_LSP = Command(
    "lsp",
    "help your editor: problems, completion, renaming",
    "Serve an editor by the Language Server Protocol, over the standard streams. Editors start it"
    " themselves.",
    "lsp:run_lsp",
)

_CLEAN = Command(
    "clean",
    "remove what sitegen generated",
    "Remove the published site and the cache, but nothing that sitegen didn't create.",
    "clean:run_clean",
    arguments=(*OUTPUT, CLEAN_VERSION),
)

_SCHEMA = Command(
    "schema",
    "write JSON Schemas for your editor",
    "Write JSON Schemas for editors: of sitegen.toml, and of the front matter of each section that has a"
    " schema.",
    "schema:run_schema",
    arguments=(argument("folder", type=Path, meaning="where to write them; created if it doesn't exist"),),
)

_INVENTORIES = Command(
    "inventories",
    "fetch the inventories of other projects",
    "Fetch the objects.inv of other projects, named in reference.inventories, into the site's folder.",
    "inventories:run_inventories",
    arguments=(flag("--update", meaning="fetch all of them again"),),
)

_RUN = Command(
    "run",
    "run a command of an extension",
    "Run a command that one of the site's extensions adds.",
    "run_command:run_command",
    arguments=(
        argument("name", metavar="NAME", meaning="the command"),
        argument("arguments", nargs="*", default=(), metavar="ARGUMENT", meaning="arguments of the command"),
    ),
)

_DOCTOR = Command(
    "doctor",
    "show what this installation and this machine can do",
    "Show versions, extras, encoders, programs and the site's settings, with a remedy for what is missing.",
    "doctor:run_doctor",
)

_COMPLETION = Command(
    "completion",
    "print a completion script for a shell",
    'Print a completion script: eval "$(sitegen completion bash)"',
    "completion:run_completion",
    common=(),
    arguments=(argument("shell", choices=("bash", "zsh", "fish"), meaning=""),),
)

_DESCRIPTION = """\
A static site generator for technical blogs and documentation.

  sitegen new site my-blog     start a site
  sitegen serve                write, with the page beside you
  sitegen build                publish to public/
"""

ROOT = Command(
    "sitegen",
    "",
    _DESCRIPTION,
    common=(),
    arguments=(
        argument(
            "--version",
            action=ShowVersion,
            nargs=0,
            meaning="show the version, the commit and the Python, and exit",
        ),
    ),
    commands=(
        _BUILD,
        _SERVE,
        _CHECK,
        _DEPLOY,
        NEW,
        MOVE,
        RENAME_TERM,
        TRANSLATE,
        _IMPORT,
        _CLEAN,
        _SCHEMA,
        _LSP,
        _INVENTORIES,
        _RUN,
        _DOCTOR,
        _COMPLETION,
    ),
)
