"""Options about the history of pages in git, and links to their files in a repository on the web."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple
from urllib.parse import quote, urlsplit

import msgspec
from msgspec import Meta

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.config.toml import KeyPath


class Git(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The history of pages, and links to their files."""

    updated: Annotated[bool, Meta(description="Show when git last changed a page")] = False
    authors: Annotated[bool, Meta(description="Show who wrote a page, by the commits")] = False
    changes: Annotated[int, Meta(ge=0, le=50, description="Number of the newest changes to list")] = 0
    sitemap: Annotated[bool, Meta(description="Use the day of the last change in `sitemap.xml`")] = False
    repository: Annotated[
        str, Meta(description="Where readers find the files: `https://github.com/me/handbook`")
    ] = ""
    branch: Annotated[str, Meta(description="The branch that links lead to")] = "main"
    folder: Annotated[
        str, Meta(description="The folder of the content in the repository; by default `paths.content`")
    ] = ""
    links: Annotated[
        tuple[str, ...], Meta(description="Links below each page: any of `edit`, `source`, `history`")
    ] = ("edit",)
    addresses: Annotated[
        dict[str, str],
        Meta(
            description='Addresses of these links on another host: `edit = "https://example.org/{branch}/{path}"`'
        ),
    ] = {}
    feedback: Annotated[
        str, Meta(description="Address for comments, with `{title}`, `{path}` and `{url}` of the page")
    ] = ""

    @property
    def reads_history(self) -> bool:
        """Whether anything of the site comes from the commits."""
        return bool(self.updated or self.authors or self.changes or self.sitemap)

    @property
    def is_shown(self) -> bool:
        """Whether pages show anything of all this."""
        return bool(self.updated or self.authors or self.changes or self.repository or self.feedback)

    def link(self, kind: str, path: str, content: str) -> str:
        """Return the address of a kind of link to a file below the content; "" without a repository."""
        pattern = self.addresses.get(kind) or (_pattern_of(self.repository).get(kind, "") if path else "")
        if not self.repository and kind not in self.addresses:
            return ""
        folder = (self.folder or content).strip("/").removeprefix("./").removesuffix(".")
        values = {"branch": self.branch, "path": f"{folder}/{path}".lstrip("/")}
        return fill(pattern, {"repository": self.repository.rstrip("/")}, values)

    def commit_url(self, commit: str) -> str:
        """Return the address of a commit; "" without a repository."""
        name = "commits" if _host_of(self.repository) == "bitbucket" else "commit"
        infix = "/-" if _host_of(self.repository) == "gitlab" else ""
        return f"{self.repository.rstrip('/')}{infix}/{name}/{commit}" if self.repository else ""


class _Kind(NamedTuple):
    edit: str
    source: str
    history: str


_HOSTS = {
    "github": _Kind("edit/{branch}/{path}", "blob/{branch}/{path}", "commits/{branch}/{path}"),
    "gitlab": _Kind("-/edit/{branch}/{path}", "-/blob/{branch}/{path}", "-/commits/{branch}/{path}"),
    "gitea": _Kind("_edit/{branch}/{path}", "src/branch/{branch}/{path}", "commits/branch/{branch}/{path}"),
    "bitbucket": _Kind(
        "src/{branch}/{path}?mode=edit", "src/{branch}/{path}", "history-node/{branch}/{path}"
    ),
}
#: Part of a host name -> the software behind it; any other host is treated like GitHub.
_NAMES = {
    "gitlab": "gitlab",
    "codeberg": "gitea",
    "gitea": "gitea",
    "forgejo": "gitea",
    "bitbucket": "bitbucket",
}
LINKS = _Kind._fields


def fill(pattern: str, whole: dict[str, str], parts: dict[str, str]) -> str:
    """Return an address with its words in braces replaced; the values of ``parts`` are percent-encoded."""
    for name, value in (*whole.items(), *((name, quote(value)) for name, value in parts.items())):
        pattern = pattern.replace(f"{{{name}}}", value)
    return pattern


def _host_of(repository: str) -> str:
    host = urlsplit(repository).hostname or ""
    return next((software for name, software in _NAMES.items() if name in host), "github")


def _pattern_of(repository: str) -> dict[str, str]:
    patterns = _HOSTS[_host_of(repository)]._asdict()
    return {kind: f"{{repository}}/{rest}" for kind, rest in patterns.items()}


def find_git_mistakes(git: Git) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield (path of a key, what is wrong there, the remedy)."""
    addresses: dict[KeyPath, str] = {("repository",): git.repository, ("feedback",): git.feedback}
    addresses |= {("addresses", kind): address for kind, address in git.addresses.items()}
    for key, address in addresses.items():
        scheme = address.partition(":")[0].lower()
        if address and scheme not in ("https", "http", *(("mailto",) if key == ("feedback",) else ())):
            yield (
                ("git", *key),
                f"git.{'.'.join(map(str, key))}: {address!r} is not a valid address",
                "write it as https://…",
            )
    for kind in (*git.links, *git.addresses):
        if kind not in LINKS:
            here = ("git", "links" if kind in git.links else "addresses")
            yield here, f"there is no link {kind!r}", f"choose from {', '.join(LINKS)}"
