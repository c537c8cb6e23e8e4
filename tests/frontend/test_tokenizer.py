"""The browser's tokenizer gives the ids of tiktoken: in Node, and in a real Chromium."""

from __future__ import annotations

import functools
import http.server
import json
import os
import random
import shutil
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from sitegen.calculator import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Page

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SEED = 20261122
BATCH = 4000  # texts a message: a page takes no message of hundreds of megabytes

TRAPS = (
    "",
    "a",
    "Hello, world! It's 2026; we'LL see. I'D've DON'T",
    "\ufeff a\ufeff \ufeff\ufeffb",  # JavaScript's \s has it, Rust's has not
    "\u0085a \u0085 b\u0085\u0085c",  # the reverse
    "it'\u017f IT'\u017f a'\u017ft '\u017f \u017f's",  # long s folds to s
    "'s'S'T'Re'vE'LL'l'lL'D'm' 's",
    "a\u0301'sABC \u0301ABC \u0301's \u0301\u0301A \u0301a B\u0301c",  # marks may begin and end words
    "ABCdefGHI \u01c5\u01c5a A\u02b0B \u4e2dABC\u4e2d ABC\u4e2d's",  # title case, modifier and caseless letters
    "1234567 12 \u0661\u0662\u0663\u0664 \u00b2\u00b3\u2167\u3007 \U0001d7ce\U0001d7cf\U0001d7d0\U0001d7d1",
    "a  b   c\n\n d \n \n  \n",
    "a \t\r\n  \u3000\u00a0x\u2028y\u2029 \u200b z",
    "\n   ",
    "   \n   ",
    "    ",
    " \r\n\r\n/\n//\r ",
    "!!!\n/// //\r\n\u0301 !\u0301a !!\u0301b",
    "<|endoftext|><|fim_prefix|> <|im_start|>user<|endofprompt|>",
    "\ud83d \ude00 \ud83d\ude00 a\ud83db \ude00\ud83d \ud83d",  # unpaired surrogates, and a pair
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea \u2764\ufe0f \U0001f44d\U0001f3fd",
    "\u00e9 e\u0301 \u1e9b\u0323 \ufb01 \u0130i\u0131I \u03a3\u03c3\u03c2 \u10d0\u1c90\u2d00 \u13a0\uab70",
    "\x00\x01\x1b\x7f\x80\x9f\xad\ufffd\ufffe\uffff\U0010ffff",
    "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 \u0928\u092e\u0938\u094d\u0924\u0947 \uc548\ub155 \u3053\u3093\u306b\u3061\u306f",
)

ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    " \t\r\n\x0b\x0c\x1c\x85\xa0\u1680\u2003\u2028\u2029\u202f\u205f\u3000\ufeff\u200b",
    "'\u2019'sStTdDmMrReEvVlL\u017f\u212a",
    "0123456789\u00b2\u00bd\u0663\u0968\u0e53\u2167\u2460\u3007\U0001d7d8\U00010107",
    ".,;:!?-_()[]{}<>|/\\@#$%^&*+=~`\"\u00a7\u20ac\u2014\u2026\u3001\u3002",
    "\u0300\u0301\u0308\u0483\u0591\u064b\u093f\u094d\u0e31\u20dd\u3099\ufe0f\U000e0100\u200d",
    "\u01c5\u01c8\u01cb\u1f88\u02b0\u02bc\u1d2c\u3005\u30fc\ua717\u00aa\u00ba\u0294\u01bb",
    "\ud800\udbff\udc00\udfff",
    ("<|endoftext|>", "<|endofprompt|>", "<|", "|>", "http://", "//", "\r\n", "\n\n", "    ", "aaaa", "===="),
    *(
        tuple(map(chr, points))
        for points in (
            range(0xC0, 0x250),  # Latin
            range(0x370, 0x530),  # Greek, Cyrillic
            range(0x590, 0x700),  # Hebrew, Arabic, Syriac
            range(0x900, 0xE80),  # the scripts of India, Thai, Lao
            range(0x10A0, 0x1400),  # Georgian, Hangul Jamo, Ethiopic, Cherokee
            range(0x1C80, 0x1D00),
            range(0x2000, 0x2C00),  # punctuation, symbols
            range(0x3040, 0x3100),  # kana
            range(0x4E00, 0x9FFF, 7),  # Han
            range(0xAC00, 0xD7A4, 11),  # Hangul
            range(0xA640, 0xABFF),
            range(0xFF00, 0xFFF0),
            range(0x10000, 0x12000, 3),  # ancient scripts
            range(0x1D400, 0x1D800),  # mathematical letters
            range(0x1F300, 0x1FB00),  # pictures
            range(0x20000, 0x2A6E0, 101),
        )
    ),
)

CONTEXTS = ("{0}", "a{0}B", " {0}{0} ", "1{0}'s", "{0}\n{0}a", "!{0}/")


class Engine(Protocol):
    """Runs a job of jobs.js; returns one answer for each text."""

    def __call__(self, encoding: str, job: str, texts: Sequence[str]) -> list[Any]: ...


def run_in_node(encoding: str, job: str, texts: Sequence[str]) -> list[Any]:
    order = json.dumps({"encoding": encoding, "job": job, "texts": texts})
    command = ["node", str(HERE / "run-jobs.js")]
    done = subprocess.run(command, input=order, capture_output=True, text=True, check=True)
    answers: list[Any] = json.loads(done.stdout)
    return answers


def run_in_page(page: Page, encoding: str, job: str, texts: Sequence[str]) -> list[Any]:
    # Edits are one story, and must not be cut; and a lone surrogate survives in JSON only.
    batches = [texts] if job == "edit" else [texts[at : at + BATCH] for at in range(0, len(texts), BATCH)]
    orders = [{"encoding": encoding, "job": job, "texts": json.dumps(batch)} for batch in batches]
    script = "async (order) => JSON.stringify(await (await import('/tests/browser-jobs.js')).run(order))"
    return [answer for order in orders for answer in json.loads(page.evaluate(script, order))]


@pytest.fixture(scope="session", params=["node", pytest.param("chromium", marks=pytest.mark.browser)])
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "chromium":
        return functools.partial(run_in_page, request.getfixturevalue("page"))
    if shutil.which("node") is None and "CI" not in os.environ:
        pytest.skip("needs Node")
    return run_in_node


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the theme's assets and these tests under the policy of the real site."""

    def translate_path(self, path: str) -> str:
        _, folder, *rest = path.partition("?")[0].split("/")
        roots = {"assets": ROOT / "layouts" / "assets", "tests": HERE}
        return str(roots.get(folder, HERE / "missing").joinpath(*rest))

    def end_headers(self) -> None:
        policy = "default-src 'none'; script-src 'self'; connect-src 'self'; worker-src 'self'"
        self.send_header("Content-Security-Policy", policy)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def page(server: str) -> Iterator[Page]:
    playwright = pytest.importorskip("playwright.sync_api")
    debian = Path("/usr/bin/chromium")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=debian if debian.exists() else None,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        opened = browser.new_page()
        opened.goto(f"{server}/tests/blank.html")
        yield opened
        browser.close()


@pytest.fixture(params=["o200k_base", "cl100k_base"])
def encoding(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def tiktoken_ids(encoding: str, texts: Sequence[str]) -> list[list[int]]:
    oracle = vocabulary.load(encoding)
    return [oracle.encode_ordinary(text) for text in texts]


def random_texts(count: int) -> list[str]:
    """Strings of 1 to 40 draws from one to four alphabets each, so that scripts meet."""
    chance = random.Random(SEED)  # noqa: S311 - seeded, not secret
    texts = []
    for _ in range(count):
        alphabets = chance.choices(ALPHABETS, k=chance.randint(1, 4))
        texts.append("".join(chance.choice(chance.choice(alphabets)) for _ in range(chance.randint(1, 40))))
    return texts


def code_points(step: int) -> list[str]:
    """Every code point (or each `step`-th), surrogates too, each in several surroundings; 200 to a text."""
    points = [chr(point) for point in range(0, 0x110000, step)]
    blocks = [points[at : at + 200] for at in range(0, len(points), 200)]
    return ["\n".join(context.format(point) for point in block) for block in blocks for context in CONTEXTS]


def documents() -> list[str]:
    """Whole documents: the site's content and this project's own sources."""
    folders = ("content", "sitegen", "tests", "layouts")
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*"))]
    texts = [path for path in paths if path.suffix in {".md", ".py", ".js", ".html", ".css"}]
    return [path.read_text("utf-8") for path in texts if "node_modules" not in path.parts]


def long_runs(length: int) -> list[str]:
    """One kind of character, very many times: where naive merging takes minutes."""
    return [unit * (length // len(unit)) for unit in ("a", " ", "=", "\n", "ab", "A", "\u4e2d", "\U0001f600", "'s", "\u0301", " \n")]


def edited_versions(count: int) -> list[str]:
    """One text under `count` edits: insertions, deletions, replacements, of characters and of whole strings."""
    chance = random.Random(SEED)  # noqa: S311 - seeded, not secret
    strings = [*TRAPS, *random_texts(200)]
    text = "\n".join(TRAPS)
    versions = []
    for _ in range(count):
        start = chance.randint(0, len(text))
        end = min(len(text), start + chance.choice((0, 0, 0, 1, 1, 2, 5, 40)))
        added = chance.choice(strings)
        single = chance.choice(added or " ")
        text = text[:start] + chance.choice(("", single, single, added)) + text[end:]
        versions.append(text if len(text) < 3000 else (text := text[1000:]))
    return versions


def differences(engine: Engine, encoding: str, texts: Sequence[str]) -> list[str]:
    """The texts whose ids are not tiktoken's."""
    pairs = zip(texts, tiktoken_ids(encoding, texts), engine(encoding, "encode", texts), strict=True)
    return [text for text, expected, actual in pairs if expected != actual]


def test_traps(engine: Engine, encoding: str):
    """Each known difference between JavaScript's regular expressions and tiktoken's is overcome."""
    assert [] == differences(engine, encoding, TRAPS)


def test_random_texts(engine: Engine, encoding: str):
    """A sample of random strings across scripts."""
    assert [] == differences(engine, encoding, random_texts(3000))


def test_code_points(engine: Engine, encoding: str):
    """Every 61st code point."""
    assert [] == differences(engine, encoding, code_points(61))


def test_documents(engine: Engine, encoding: str):
    """Whole documents."""
    assert [] == differences(engine, encoding, documents())


def test_long_runs(engine: Engine, encoding: str):
    """Runs of one kind of character, long enough for tiktoken's other algorithm."""
    assert [] == differences(engine, encoding, long_runs(3000))


def test_counts(engine: Engine, encoding: str):
    """The count without ids is the number of ids."""
    texts = [*TRAPS, *random_texts(500)]
    assert [len(ids) for ids in tiktoken_ids(encoding, texts)] == engine(encoding, "count", texts)


def test_edits(engine: Engine, encoding: str):
    """After each edit a document holds what a fresh count of the new text gives."""
    check_edits(engine, encoding, edited_versions(200))


def test_places(engine: Engine, encoding: str):
    """Each token's place is the characters that it holds bytes of."""
    texts = [*TRAPS, *random_texts(300)]
    assert [places(encoding, text) for text in texts] == engine(encoding, "place", texts)


@pytest.mark.slow
def test_all_random_texts(engine: Engine, encoding: str):
    """120,000 random strings across scripts."""
    assert [] == differences(engine, encoding, random_texts(120_000))


@pytest.mark.slow
def test_all_code_points(engine: Engine, encoding: str):
    """Every code point."""
    assert [] == differences(engine, encoding, code_points(1))


@pytest.mark.slow
def test_very_long_runs(engine: Engine, encoding: str):
    """100,000 characters of one kind."""
    assert [] == differences(engine, encoding, long_runs(100_000))


@pytest.mark.slow
def test_many_edits(engine: Engine, encoding: str):
    """5,000 edits, one after the other."""
    check_edits(engine, encoding, edited_versions(5000))


def check_edits(engine: Engine, encoding: str, versions: list[str]) -> None:
    expected = [{"count": len(ids), "ids": ids} for ids in tiktoken_ids(encoding, versions)]
    actual = engine(encoding, "edit", versions)
    assert [] == [text for text, a, b in zip(versions, expected, actual, strict=True) if a != b]


def places(encoding: str, text: str) -> list[list[int]]:
    """Return [start, end] of each token, in UTF-16 code units, from the oracle's tokens."""
    well_formed = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    character_of_byte: list[tuple[int, int]] = []
    at = 0
    for character in well_formed:
        end = at + (2 if ord(character) > 0xFFFF else 1)
        character_of_byte += [(at, end)] * len(character.encode())
        at = end
    oracle = vocabulary.load(encoding)
    found, byte = [], 0
    for token in oracle.decode_tokens_bytes(oracle.encode_ordinary(text)):
        found.append([character_of_byte[byte][0], character_of_byte[byte + len(token) - 1][1]])
        byte += len(token)
    return found
