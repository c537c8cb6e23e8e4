"""The cases of `tests.markup` -> where the Nu checker and a check of this project do not agree."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from tests.judges.machines import MODULES
from tests.markup import CASES

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Codes that say of a page what the Nu checker would call an error.
_INVALID = frozenset(("invalid-html",))


def judge_markup() -> Iterator[str]:
    """Yield the pages that one calls invalid and the other passes."""
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            (Path(folder) / f"{case.name}.html").write_text(case.page, encoding="utf-8")
        errors = _ask_vnu(folder)
    for case in CASES:
        said = errors.get(case.name, [])
        if not said and not _INVALID.isdisjoint(case.codes.split()):
            yield f"{case.name} is called invalid, and the Nu checker passes it"
        elif said and not case.codes:
            yield f"{case.name} is passed, and the Nu checker says: {said[0]}"


def _ask_vnu(folder: str) -> dict[str, list[str]]:
    command = ["java", "-Xss16m", "-jar", str(MODULES / "vnu-jar/build/dist/vnu.jar"), "--stdout"]
    command += ["--format", "json", "--skip-non-html", folder]
    done = subprocess.run(command, capture_output=True, check=False, timeout=600)
    found: dict[str, list[str]] = defaultdict(list)
    for message in json.loads(done.stdout)["messages"]:
        if message["type"] == "error":
            found[Path(message["url"]).stem].append(message["message"])
    return found
