"""What the fuzzers keep, held to the harnesses' rules in every test run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"


@pytest.mark.parametrize("name", TARGETS)
def test_what_was_found_stays_mended(name: str) -> None:
    """Seeds, and each input that once broke a rule."""
    seeds = sorted((CORPUS / name).iterdir())
    assert seeds
    for seed in seeds:
        TARGETS[name](seed.read_bytes())


def test_every_folder_belongs_to_a_harness() -> None:
    """A harness that is renamed takes its inputs along."""
    assert {folder.name for folder in CORPUS.iterdir()} == set(TARGETS)
