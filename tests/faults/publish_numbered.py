"""Publish site NUMBER into FOLDER/public; die by SIGKILL before operation DIE_AT on the file system.

    publish_numbered.py FOLDER NUMBER DIE_AT [linked | in-place]

It says ``ready`` before it begins and, when it survives, how many operations it took. With a fourth word the
pages of the site refer to one another; with ``in-place`` it is published that way.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from sitegen.publish.claim import claim
from sitegen.publish.lock import locked
from sitegen.publish.publication import publish
from sitegen.publish.tree import survey

sys.path.insert(0, str(Path(__file__).parents[2]))  # run as a script, Python looks for modules beside it only

from tests.linked_site import make_linked_site

_PAGES = 60
#: Audit events of what changes a disk; ctypes stands for the exchange.
_OPERATIONS = (
    "open",
    "os.link",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "ctypes.dlopen",
    "ctypes.dlsym",
)


def make_site(number: int) -> dict[str, bytes]:
    """Return a site that shares half its pages with its neighbours; directories and files come and go."""
    pages = {f"blog/post-{page}/index.html": b"%d %d\n" % (page, number) * 50 for page in range(0, _PAGES, 2)}
    pages |= {f"blog/post-{page}/index.html": b"%d\n" % page * 900 for page in range(1, _PAGES, 2)}
    pages |= {f"only-{number}/{page}.html": b"%d\n" % number for page in range(5)}
    pages["swap" if number % 2 else "swap/index.html"] = b"now a file, now a directory"
    return pages


def main() -> None:
    """Do what the module says."""
    folder, number, die_at = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    done = 0

    def count(event: str, _: object) -> None:
        nonlocal done
        if event not in _OPERATIONS:
            return
        done += 1
        if done == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    way = "".join(sys.argv[4:])
    site = make_linked_site(number) if way else make_site(number)
    output = claim(folder / "public", folder, in_place=way == "in-place")
    sys.addaudithook(count)
    print("ready", flush=True)  # noqa: T201  the test waits for it
    with locked(output):
        publish(output, survey(output), site.items(), ())
    print(done, flush=True)  # noqa: T201  the test reads it


if __name__ == "__main__":
    main()
