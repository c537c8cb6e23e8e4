"""Numbers are read as people write them, in their own format, and never silently a thousand times off."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

READING = Path(__file__).parents[2] / "layouts/assets/calculator/reading.js"
SCRIPT = """
const { readNumber } = await import(process.argv[1]);
console.log(JSON.stringify(JSON.parse(process.argv[2]).map(readNumber)));
"""
EVERYWHERE = {
    "0.500": 0.5,
    "0,500": 0.5,
    "2,5": 2.5,
    "1e6": 1e6,
    "1.5k": 1500,
    "2m": 2e6,
    "12 000": 12000,
    "1'234'567": 1234567,
    "1.000.000": 1e6,
    "1,234.5": 1234.5,
    "1.234,5": 1234.5,
    "١٢٣": 123,
    "٦٦٬٦٦٦": 66666,
    "１２６": 126,
    "1,2,3": None,
    "1..2": None,
    "1,23,456": None,
    "many": None,
    "-1": None,
    "": None,
}


@pytest.mark.parametrize(
    ("locale", "own"),
    [
        ("en_US", {"1,125": 1125, "1.125": 1.125}),
        ("de_DE", {"1,125": 1.125, "1.125": 1125}),
        ("fr_FR", {"1,125": 1.125, "1.125": None}),
        ("de_CH", {"1,125": None, "1.125": 1.125}),
        ("ar_EG", {"1,125": None, "1.125": None}),
    ],
)
def test_numbers_are_read_by_the_readers_locale(locale: str, own: dict[str, float]) -> None:
    """One sign before three digits is the locale's, or asked about; the rest is the same everywhere."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is missing")
    numbers = EVERYWHERE | own
    command = [node, "--input-type=module", "-e", SCRIPT, str(READING), json.dumps(list(numbers))]
    done = subprocess.run(command, capture_output=True, check=True, env=os.environ | {"LC_ALL": locale})
    assert numbers == dict(zip(numbers, json.loads(done.stdout), strict=True))
