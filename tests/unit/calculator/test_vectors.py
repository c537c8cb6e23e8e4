"""Python's and the browser's arithmetic give the answers of `tests/vectors/calculator.json`."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import structs

from sitegen.calculator.browser import browser_data
from sitegen.calculator.prices import TIER_NAMES, read_others, read_plans, read_prices

if TYPE_CHECKING:
    from types import ModuleType

VECTORS = Path(__file__).parents[2] / "vectors"
FILE = json.loads((VECTORS / "calculator.json").read_text(encoding="utf-8"))
CASES = FILE["cases"]


def load_python() -> ModuleType:
    spec = importlib.util.spec_from_file_location("vectors_calculator", VECTORS / "calculator.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PYTHON = load_python()


def ask_node(path: Path) -> list[Any]:
    node = shutil.which("node")
    if node is None:
        if os.environ.get("CI"):
            pytest.fail("node is missing, and CI must not skip the browser's arithmetic")
        pytest.skip("node is missing")
    command = [node, str(VECTORS / "calculator.mjs"), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    answers: list[Any] = json.loads(done.stdout)
    return answers


def test_python_gives_each_answer() -> None:
    """Python's arithmetic gives every recorded and every hand-worked answer."""
    actual = [json.loads(json.dumps(PYTHON.answer(case))) for case in CASES]
    assert [case["expected"] for case in CASES] == actual


def test_the_browser_gives_each_answer() -> None:
    """The browser's arithmetic gives the same integers."""
    assert [case["expected"] for case in CASES] == ask_node(VECTORS / "calculator.json")


def test_the_vectors_are_the_generator_s() -> None:
    """The file is what its generator writes: neither was edited alone."""
    assert (VECTORS / "calculator.json").read_text(encoding="utf-8") == PYTHON.write()


def test_each_call_is_tried() -> None:
    """No function of the generator's table is left without a case."""
    assert set(PYTHON.CALLS) == {case["call"] for case in CASES}


def test_both_price_every_committed_model_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For the prices that are shown, Python and the browser agree on every model, tier, length and day."""
    openai, plans = read_prices(), read_plans()
    prices = structs.replace(openai, models=(*openai.models, *read_others().models))
    monkeypatch.setattr(PYTHON, "MODELS", {model.id: model for model in prices.models})
    random = Random(PYTHON.SEED)
    cases = [
        {"call": "request_cost", "model": model.id, "today": today, "usage": PYTHON.draw(random, tier)}
        for model in prices.models
        for tier in TIER_NAMES
        for today in (prices.checked.isoformat(), "2026-11-21", "2027-01-01")
    ]
    for case in cases[::3]:
        case["usage"]["input_tokens"] += 272_000
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"data": browser_data(prices, plans), "cases": cases}), encoding="utf-8")
    assert [PYTHON.answer(case) for case in cases] == ask_node(path)
