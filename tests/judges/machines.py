"""A site, served or published -> the verdicts of Lighthouse, the Nu checker and csp_evaluator."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
_FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"  # noqa: E501  one string

#: What the Nu validator says of us that is not so, each with the reason.
FILTERS = (
    # Its data on CSS lags behind the standard and the browsers.
    re.compile(r"^CSS: .*(light-dark|subgrid|text-wrap|hanging-punctuation|paint-order|attr\(|container)"),
    re.compile(
        r"^CSS: .*(scroll-target-group|target-current|view-transition|contrast|position-area|reading-flow)"
    ),
    re.compile(r"^CSS: .*The types are incompatible"),  # of custom properties, which have no type
    re.compile(r"^CSS: (“background-color”: )?Parse Error"),  # attr() with a type
    # It is in the HTML standard for scripts since 2022.
    re.compile(r"Attribute “blocking” not allowed on element “script”"),
)

#: What csp_evaluator gives as the gravest kinds of finding: HIGH, and SYNTAX mistakes.
_GRAVE = {10, 20}


def judge_with_lighthouse(host: str, path: str, chromium: str) -> dict[str, int]:
    """Return the scores, of 100, that Lighthouse gives a page on a phone.

    It ends with an exit code only where it could not measure: its Chromium did not start, or nothing was
    painted on a busy machine. Then it is asked once more, and says why. Scores are never asked for again.
    """
    command = ["node", str(MODULES / "lighthouse/cli/index.js"), host + path, "--quiet", "--output=json"]
    command += [f"--chrome-flags={_FLAGS}", "--only-categories=performance,accessibility,best-practices,seo"]
    environment = {**os.environ, "CHROME_PATH": chromium}
    done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=240)
    if done.returncode:
        print(f"             asked again: {done.stderr.decode()[-800:].strip()}", flush=True)
        done = subprocess.run(command, env=environment, capture_output=True, check=True, timeout=240)
    report = json.loads(done.stdout)
    return {name: round(100 * (one["score"] or 0)) for name, one in report["categories"].items()}


def explain_scores(scores: dict[str, int]) -> Iterator[str]:
    """Yield the categories that are not perfect."""
    yield from (f"{name} {score}" for name, score in scores.items() if score < 100)


def judge_with_vnu(root: Path) -> Iterator[str]:
    """Yield what the Nu HTML checker says of every page, style sheet and SVG, the FILTERS apart."""
    command = ["java", "-jar", str(MODULES / "vnu-jar/build/dist/vnu.jar"), "--format", "json", "--stdout"]
    command += ["--skip-non-html", "--also-check-css", "--also-check-svg", str(root)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=600)
    for message in json.loads(done.stdout)["messages"]:
        text = message.get("message", "")
        if message["type"] != "info" and not any(pattern.search(text) for pattern in FILTERS):
            place = message["url"].rpartition("/".join(root.parts[-1:]) + "/")[2]
            yield f"{place}:{message.get('lastLine', 0)}: {text}"


def judge_policies(policies: Iterable[str]) -> Iterator[str]:
    """Yield the grave findings of csp_evaluator about each policy."""
    script = (
        'import {CspEvaluator} from "csp_evaluator/dist/evaluator.js";'
        'import {CspParser} from "csp_evaluator/dist/parser.js";'
        "const found = JSON.parse(process.argv[1]).map((policy) =>"
        " new CspEvaluator(new CspParser(policy).csp).evaluate());"
        "console.log(JSON.stringify(found.flat()));"
    )
    command = ["node", "--input-type=module", "--eval", script, json.dumps(sorted(set(policies)))]
    done = subprocess.run(command, cwd=HERE, capture_output=True, check=True, timeout=60)
    for finding in json.loads(done.stdout):
        if finding["severity"] in _GRAVE:
            yield f"{finding['directive']} {finding.get('value', '')}: {finding['description']}"
