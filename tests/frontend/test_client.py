"""The page's side of the tokenizer: what it loads when, what it answers, and what it survives."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest

from sitegen.calculator import vocabulary
from tests.frontend.engines import ASSETS

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.frontend.engines import Server

ENGLISH = "It's 2026; the vocabulary arrives in parts."
CHINESE = "词汇表分两部分到达。"


def run(
    page: Page, body: str, *, vocabulary_url: str = "/assets/vocabulary/", encoding: str = "o200k_base"
) -> Any:
    """Run JavaScript that has a `tokenizer`, and a list `progress` of what it reported."""
    script = f"""async ([vocabularyUrl, encoding, english, chinese]) => {{
        const {{ createTokenizer }} = await import("/assets/tokenizer/client.js");
        const progress = [];
        const workerUrl = "/assets/tokenizer/worker.js";
        const onProgress = (event) => progress.push(event);
        const tokenizer = createTokenizer({{ workerUrl, vocabularyUrl, encoding, onProgress }});
        {body}
    }}"""
    return page.evaluate(script, [vocabulary_url, encoding, ENGLISH, CHINESE])


def shards(server: Server) -> list[str]:
    return [path.rpartition("/")[2] for path in server.requests if path.endswith(".bin")]


@pytest.mark.browser
def test_nothing_is_loaded_before_the_first_request(page: Page, server: Server) -> None:
    """Creating a tokenizer loads neither the worker nor a shard."""
    run(page, "await new Promise((resolve) => setTimeout(resolve, 100));")
    assert ["/assets/tokenizer/client.js", "/assets/tokenizer/edit.js"] == server.requests


@pytest.mark.browser
@pytest.mark.parametrize("encoding", ["o200k_base", "cl100k_base"])
def test_ascii_text_needs_the_first_shard_only(page: Page, server: Server, encoding: str) -> None:
    """ASCII text is counted exactly with the ASCII shard alone; other text fetches the rest."""
    counts = run(
        page,
        "const count = async (text) => (await tokenizer.update(text)).tokens;"
        "return [await count(english), await count(english + chinese)];",
        encoding=encoding,
    )
    expected = [vocabulary.count(text, encoding) for text in (ENGLISH, ENGLISH + CHINESE)]
    assert (expected, [f"{encoding}.ascii.bin", f"{encoding}.rest.bin"]) == (counts, shards(server))


@pytest.mark.browser
def test_counts(page: Page) -> None:
    """An answer holds tokens, pieces, code units, characters and words."""
    answer = run(page, "return tokenizer.update('Hi  😀!');")
    tokens = vocabulary.count("Hi  😀!")
    assert {"tokens": tokens, "pieces": 3, "length": 7, "characters": 6, "words": 2} == answer


@pytest.mark.browser
def test_the_newest_text_wins(page: Page) -> None:
    """Of texts that come faster than they are counted only the newest gets an answer; the others get null."""
    answers = run(
        page,
        "return Promise.all([...english].map((_, at) => tokenizer.update(english.slice(0, at + 1))));",
    )
    assert [None] * (len(ENGLISH) - 1) == answers[:-1]
    assert vocabulary.count(ENGLISH) == answers[-1]["tokens"]


@pytest.mark.browser
def test_tokens_of_a_range(page: Page) -> None:
    """Ids and places on demand, with the number of tokens before them."""
    ids, first, start = run(
        page,
        "await tokenizer.update(english);"
        "const { ids, first, starts } = await tokenizer.tokens(10, 20); return [[...ids], first, starts[0]];",
    )
    every = vocabulary.load("o200k_base").encode_ordinary(ENGLISH)
    texts = [token.decode() for token in vocabulary.load("o200k_base").decode_tokens_bytes(every)]
    assert (every[first : first + len(ids)], len("".join(texts[:first]))) == (ids, start)
    assert start <= 10 < start + len(texts[first])


@pytest.mark.browser
def test_tokens_of_a_text_that_is_gone(page: Page) -> None:
    """Tokens asked for before a newer text came are null."""
    assert run(
        page,
        "await tokenizer.update(english);"
        "const late = tokenizer.tokens(0, 9); tokenizer.update(''); return (await late) === null;",
    )


@pytest.mark.browser
def test_progress_ends_at_the_total(page: Page) -> None:
    """Progress is told per shard, in bytes on the wire."""
    progress = run(page, "await tokenizer.load({ all: true }); return progress;")
    last = {event["shard"]: (event["loaded"], event["total"]) for event in progress}
    sizes = [(ASSETS / "vocabulary" / f"o200k_base.{part}.bin").stat().st_size for part in ("ascii", "rest")]
    assert {"ascii": (sizes[0], sizes[0]), "rest": (sizes[1], sizes[1])} == last


@pytest.mark.browser
def test_a_server_that_declares_its_gzip(page: Page) -> None:
    """Shards that the browser has gunzipped already are taken as they are."""
    answer = run(
        page, "return (await tokenizer.update(english)).tokens;", vocabulary_url="/encoded/vocabulary/"
    )
    assert vocabulary.count(ENGLISH) == answer


@pytest.mark.browser
def test_shards_are_kept(page: Page, server: Server) -> None:
    """A second tokenizer takes the shards from the cache, without asking the server."""
    run(page, "await tokenizer.load({ all: true }); tokenizer.close();")
    server.requests.clear()
    assert vocabulary.count(CHINESE) == run(page, "return (await tokenizer.update(chinese)).tokens;")
    assert [] == shards(server)


@pytest.mark.browser
def test_offline(page: Page) -> None:
    """Once loaded, the tokenizer needs no network."""
    run(page, "await tokenizer.load({ all: true }); globalThis.kept = tokenizer;")
    page.context.set_offline(True)
    assert vocabulary.count(CHINESE) == run(page, "return (await kept.update(chinese)).tokens;")


@pytest.mark.browser
def test_a_shard_that_cannot_be_loaded(page: Page) -> None:
    """A failure is told by a TokenizerError, and the next request tries again."""
    failures = run(
        page,
        "const tell = (error) => [error.constructor.name, error.message];"
        "const fail = () => tokenizer.update(english).catch(tell);"
        "return [await fail(), await fail()];",
        vocabulary_url="/missing/",
    )
    message = "/missing/o200k_base.ascii.bin could not be loaded: HTTP status 404"
    assert [["TokenizerError", message]] * 2 == failures


@pytest.mark.browser
def test_code_that_cannot_be_loaded(page: Page) -> None:
    """When a module of the worker does not arrive, the request is rejected, and the next one starts anew."""
    page.context.route("**/merge.js", lambda route: route.abort())
    failure = run(
        page,
        "globalThis.kept = tokenizer; return tokenizer.update(english).catch((error) => error.message);",
    )
    page.context.unroute("**/merge.js")
    assert "the tokenizer could not be loaded" == failure
    assert vocabulary.count(ENGLISH) == run(page, "return (await kept.update(english)).tokens;")


@pytest.mark.browser
def test_close_rejects_what_is_owed(page: Page) -> None:
    """Closing ends the worker; the tokenizer starts anew when it is asked again."""
    outcome = run(
        page,
        "const owed = tokenizer.update(chinese).catch((error) => error.message);"
        "await new Promise((resolve) => setTimeout(resolve)); tokenizer.close();"
        "return [await owed, (await tokenizer.update(english)).tokens];",
    )
    assert ["the tokenizer was closed", vocabulary.count(ENGLISH)] == outcome


@pytest.mark.browser
def test_the_policy_is_kept(page: Page) -> None:
    """Nothing that the tokenizer does is against the page's Content-Security-Policy."""
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    run(page, "await tokenizer.update(chinese);")
    assert [] == problems


def gzipped(*names: str) -> int:
    return sum(len(gzip.compress((ASSETS / name).read_bytes(), 9)) for name in names)


def test_sizes() -> None:
    """The bar, in bytes over the wire: 10 KB before the first request, 450 KB for ASCII, 740 KB for all."""
    client = gzipped("tokenizer/client.js")
    code = gzipped(*(f"tokenizer/{path.name}" for path in (ASSETS / "tokenizer").glob("*.js")))
    first = code + gzipped("vocabulary/o200k_base.ascii.bin")
    everything = first + gzipped("vocabulary/o200k_base.rest.bin")
    assert client <= 10_000
    assert first <= 450_000
    assert everything <= 740_000


@pytest.mark.browser
def test_keys_are_foreseen(page: Page) -> None:
    """The edit is known before a key changes the text: letters, lines, what is erased or replaced."""
    page.evaluate("""async () => {
        const { applyEdit, foreseeEdit } = await import("/assets/tokenizer/edit.js");
        const area = document.createElement("textarea");
        window.foreseen = [];
        document.body.append(area);
        let next = null;
        area.addEventListener("beforeinput", (event) => {
          const edit = foreseeEdit(event, area);
          next = edit && applyEdit(area.value, edit);
        });
        area.addEventListener("input", () => window.foreseen.push([next, area.value]));
        area.focus();
    }""")
    page.keyboard.type("aé b")
    page.keyboard.insert_text("😀")
    for key in ("Backspace", "Enter", "ArrowLeft", "x", "Shift+Home", "y", "Shift+ArrowLeft", "Backspace"):
        page.keyboard.press(key)
    foreseen = page.evaluate("window.foreseen")
    assert ["a", "aé", "aé ", "aé b", "aé b😀", "aé b", "aé b\n", "aé bx\n", "y\n", "\n"] == [
        text for text, _ in foreseen
    ]
    assert all(text == actual for text, actual in foreseen)


@pytest.mark.browser
def test_a_text_is_counted_once(page: Page) -> None:
    """A text that is being counted, or is counted already, isn’t counted again."""
    answers = run(
        page,
        "const [first, second] = [tokenizer.update(english), tokenizer.update(english)];"
        "return [first === second, (await first).tokens, (await tokenizer.update(english)).tokens];",
    )
    assert [True, vocabulary.count(ENGLISH), vocabulary.count(ENGLISH)] == answers
