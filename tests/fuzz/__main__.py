"""A harness, by name -> new inputs found by atheris: ``python -m tests.fuzz NAME [libFuzzer's options]``."""

from __future__ import annotations

import sys
from pathlib import Path

import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]  # only `make fuzz` installs it

CORPUS = Path(__file__).parent / "corpus"
FOUND = Path(".fuzz")


def main(name: str, options: list[str]) -> None:
    """Fuzz until an option of libFuzzer ends it: ``-runs=N``, ``-max_total_time=SECONDS``."""
    with atheris.instrument_imports(include=["sitegen", "frontmatter", "markdown_it", "mdit_py_plugins"]):
        from tests.fuzz.targets import TARGETS

    if name not in TARGETS:
        sys.exit(f"there is no harness {name!r}; there are {', '.join(TARGETS)}")
    found = FOUND / name
    found.mkdir(parents=True, exist_ok=True)
    seeds = CORPUS / name
    # A page of a few kilobytes that takes longer than so many seconds is a finding.
    defaults = ["-timeout=5", "-rss_limit_mb=2048", "-max_len=4096", f"-artifact_prefix={found}-"]
    words = CORPUS.parent / f"{name}.dict"
    if words.exists():
        defaults.append(f"-dict={words}")
    atheris.Setup([sys.argv[0], *defaults, *options, str(found), str(seeds)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "", sys.argv[2:])
