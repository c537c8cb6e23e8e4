"""A built site -> a commit on a branch of a repository, by git; nothing of the working tree changes."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sitegen.core.problems import ProblemError, error
from sitegen.deploy.difference import Difference, in_order
from sitegen.deploy.host import refuse

if TYPE_CHECKING:
    from collections.abc import Collection

    from sitegen.config.deploy_target import GitTarget
    from sitegen.core.progress import OnProgress
    from sitegen.publish.output import Output

#: Files of a host in a branch that a site need not have: GitHub writes the first, and reads the second.
_DOMAIN, _NO_JEKYLL = "CNAME", ".nojekyll"
_LOCAL = "refs/heads/deployed"
#: Variables that lead git to another repository: a hook has them.
_OTHER_REPOSITORY = frozenset(("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"))


def connect(target: GitTarget, root: Path) -> GitHost:
    """Return the branch as it is now; ProblemError if git can't reach it."""
    if not shutil.which("git"):
        hint = "install it with the package manager of your system"
        raise ProblemError(error("extra-missing", "deploying to a branch needs git", hint=hint))
    host = GitHost(target, root)
    try:
        host.fetch()
    except ProblemError:
        host.close()
        raise
    return host


class GitHost:
    """A branch of a repository, in a small copy of its own."""

    def __init__(self, target: GitTarget, root: Path) -> None:
        self._target = target
        self._root = root
        self._folder = TemporaryDirectory(prefix="sitegen-deploy-")
        self._parent = ""
        self._staying: frozenset[str] = frozenset()
        self._address = self._find_address()

    def _find_address(self) -> str:
        """Return the address of a remote of the site's repository; what is no name is an address."""
        done = self._git("-C", str(self._root.resolve()), "remote", "get-url", "--push", self._target.remote)
        return done.stdout.strip() if done.returncode == 0 else self._target.remote

    def close(self) -> None:
        """Remove the copy."""
        self._folder.cleanup()

    def fetch(self) -> None:
        """Read the last commit of the branch, if there is one."""
        self._check(self._git("init", "--quiet", "--bare", self._folder.name))
        listed = self._check(
            self._git("ls-remote", "--heads", self._address, f"refs/heads/{self._target.branch}")
        )
        if not listed.strip():
            return
        source = f"+refs/heads/{self._target.branch}:{_LOCAL}"
        self._check(self._here("fetch", "--quiet", "--depth=1", self._address, source))
        self._parent = self._check(self._here("rev-parse", _LOCAL)).strip()
        if "sitegen.toml" in self.list_files():
            message = f"the branch {self._target.branch} has a sitegen.toml: it is the source of a site"
            raise refuse(message, "name a branch for the built site alone: git:origin#gh-pages")

    def list_files(self) -> Collection[str]:
        """Return every file of the branch."""
        if not self._parent:
            return ()
        listed = self._check(self._here("ls-tree", "-r", "-z", "--name-only", _LOCAL))
        return listed.strip("\0").split("\0")

    def read(self, path: str) -> bytes:
        """Return the bytes of a file of the branch; none if there is no such file."""
        done = self._here("cat-file", "blob", f"{_LOCAL}:{path}") if self._parent else None
        return b"" if done is None or done.returncode else done.stdout.encode()

    def keep(self, paths: Collection[str]) -> None:
        """Leave these in the branch as they are."""
        self._staying = frozenset(paths)

    def compare(self, output: Output, paths: Collection[str], *, force: bool) -> Difference:
        """Compare the trees; without a change there is nothing to commit, ``force`` or not."""
        del force
        tree = self._write_tree(output, paths)
        before = f"{self._parent}^{{tree}}" if self._parent else self._empty_tree()
        listed = self._check(
            self._here("diff-tree", "-r", "-z", "--no-renames", "--name-status", before, tree)
        )
        words = listed.strip("\0").split("\0") if listed else []
        changes = list(zip(words[1::2], words[::2], strict=True))
        sent = in_order(path for path, status in changes if status != "D")
        deleted = tuple(path for path, status in changes if status == "D")
        return Difference(tuple(sent), deleted, len(paths) - len(set(sent).intersection(paths)))

    def send(
        self, output: Output, paths: Collection[str], difference: Difference, on_progress: OnProgress
    ) -> None:
        """Commit and push."""
        del difference
        tree = self._write_tree(output, paths)
        parents = ["-p", self._parent] if self._parent else []
        commit = self._check(
            self._here(*self._identity(), "commit-tree", tree, *parents, "-m", self._message())
        ).strip()
        on_progress("Pushing", 1, 1)
        self._check(
            self._here("push", "--quiet", self._address, f"{commit}:refs/heads/{self._target.branch}")
        )

    def _write_tree(self, output: Output, paths: Collection[str]) -> str:
        """Return the tree of the site; what the branch has for its host stays."""
        self._check(self._here("read-tree", "--empty"))
        self._check(
            self._here(
                "add",
                "--force",
                "--pathspec-from-file=-",
                "--pathspec-file-nul",
                names=paths,
                tree=output.live,
            )
        )
        if self._staying:
            listed = self._check(self._here("ls-tree", "-r", "-z", _LOCAL)).strip("\0").split("\0")
            staying = [entry for entry in listed if entry.partition("\t")[2] in self._staying]
            self._check(self._here("update-index", "--add", "-z", "--index-info", names=staying))
        empty = self._check(self._here("hash-object", "-w", "--stdin")).strip()
        if _NO_JEKYLL not in paths and _NO_JEKYLL not in self._staying:
            self._check(self._here("update-index", "--add", "--cacheinfo", f"100644,{empty},{_NO_JEKYLL}"))
        if _DOMAIN not in paths and _DOMAIN in self.list_files():
            kept = self._check(self._here("rev-parse", f"{_LOCAL}:{_DOMAIN}")).strip()
            self._check(self._here("update-index", "--add", "--cacheinfo", f"100644,{kept},{_DOMAIN}"))
        return self._check(self._here("write-tree")).strip()

    def _empty_tree(self) -> str:
        return self._check(self._here("hash-object", "-t", "tree", "-w", "--stdin")).strip()

    def _identity(self) -> list[str]:
        """Return the options that name who commits: as in the site's repository, or else this program."""
        options = []
        for key, default in (("user.name", "sitegen"), ("user.email", "sitegen@localhost")):
            done = self._git("-C", str(self._root.resolve()), "config", key)
            options += ["-c", f"{key}={done.stdout.strip() or default}"]
        return options

    def _message(self) -> str:
        done = self._git("-C", str(self._root.resolve()), "rev-parse", "--short", "HEAD")
        return f"Publish {done.stdout.strip()}" if done.returncode == 0 else "Publish"

    def _here(
        self, *arguments: str, names: Collection[str] = (), tree: str = ""
    ) -> subprocess.CompletedProcess[str]:
        usual = ["-c", "core.autocrlf=false", "-c", "core.bare=false", f"--git-dir={self._folder.name}"]
        if tree:
            # A path that begins with a colon would be a pattern.
            usual += ["--literal-pathspecs", f"--work-tree={tree}"]
        return self._git(*usual, *arguments, names=names, cwd=tree or None)

    def _git(
        self, *arguments: str, names: Collection[str] = (), cwd: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        command = ["git", *arguments]
        return subprocess.run(  # noqa: S603  the user's own git; the target is checked when it is parsed
            command,
            input="\0".join(names),
            capture_output=True,
            text=True,
            check=False,
            cwd=cwd,
            env={name: value for name, value in os.environ.items() if name not in _OTHER_REPOSITORY},
        )

    def _check(self, done: subprocess.CompletedProcess[str]) -> str:
        """Return what git printed; ProblemError if it failed."""
        if done.returncode == 0:
            return done.stdout
        reason = _find_reason(done.stderr) or f"git ended with {done.returncode}"
        raise refuse(f"{self._target.remote}: {reason}", "check deploy.target, and whether git push works")


def _find_reason(stderr: str) -> str:
    """Return the line that says why git failed: advice and what a server says are around it."""
    lines = [line for line in stderr.splitlines() if line.strip()]
    reasons = [line.removeprefix("fatal: ") for line in lines if line.startswith("fatal: ")]
    return (reasons or lines[-1:] or [""])[0]
