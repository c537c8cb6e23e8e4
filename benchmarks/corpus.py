"""A seed and a size -> a realistic technical blog: the same bytes on every machine.

Drawn after public engineering blogs: a post has 4.9 KB, 560 words and 3.3 code blocks in mixed
languages on average, links to other posts, now and then a table, a quote or a nested list, and tags of
which a few are common and most are rare.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORDS = """
a an the of to in for with on by at from and or but so then when while because although system
service request response latency throughput cache index query table schema migration deploy rollback
cluster node leader follower replica shard partition queue worker thread process memory disk network
socket packet timeout retry backoff token model prompt context embedding vector batch stream parser
compiler runtime garbage collector allocator profiler trace span metric alert dashboard is are was
were be has have had can could should would may might must do does did not we you they it this that
these those fast slow small large simple hard correct wrong safe broken measured noticed learned
decided replaced removed wrote shipped every some most few many one two three first last next again
still already never often usually almost only even more less
""".split()  # noqa: SIM905  a list of quotes in quotes could not be read

CODE = {
    "python": """\
from dataclasses import dataclass
import asyncio


@dataclass(frozen=True)
class Job{n}:
    name: str
    retries: int = {n}

    async def run(self, queue: asyncio.Queue[str]) -> None:
        # Take what is there, and give up after a while.
        for attempt in range(self.retries):
            try:
                item = await asyncio.wait_for(queue.get(), timeout=1.5 * attempt)
            except TimeoutError:
                continue
            print(f"{{self.name}}: {{item!r}} after {{attempt}}")
""",
    "go": """\
package main

import "fmt"

// Worker{n} drains a channel.
func Worker{n}(jobs <-chan int, results chan<- string) {{
\tfor job := range jobs {{
\t\tif job%{n} == 0 {{
\t\t\tresults <- fmt.Sprintf("job %d", job)
\t\t}}
\t}}
}}
""",
    "javascript": """\
import {{ readFile }} from "node:fs/promises";

export async function load{n}(path, {{ signal }} = {{}}) {{
  const text = await readFile(path, {{ encoding: "utf-8", signal }});
  return text
    .split("\\n")
    .filter((line) => !line.startsWith("#"))
    .map((line, index) => ({{ index, value: Number(line) * {n} }}));
}}
""",
    "bash": """\
set -euo pipefail
for host in $(cat hosts.txt); do
  ssh "$host" 'uptime' | awk '{{ print $NF }}' >> load-{n}.log
done
""",
    "sql": """\
SELECT u.id, count(*) AS orders
FROM users u JOIN orders o ON o.user_id = u.id
WHERE o.created_at > now() - interval '{n} days'
GROUP BY u.id HAVING count(*) > {n} ORDER BY orders DESC;
""",
    "yaml": """\
service:
  name: worker-{n}
  replicas: {n}
  env:
    - name: TIMEOUT
      value: "30s"
""",
    "rust": """\
use std::collections::HashMap;

fn tally{n}(words: &[&str]) -> HashMap<String, usize> {{
    let mut counts = HashMap::new();
    for word in words.iter().filter(|w| w.len() > {n}) {{
        *counts.entry(word.to_string()).or_insert(0) += 1;
    }}
    counts
}}
""",
    "json": """\
{{"name": "job-{n}", "limits": {{"cpu": {n}, "memory": "512Mi"}}, "tags": ["a", "b", null, true]}}
""",
}

#: What is between paragraphs: five in twelve are code.
BLOCKS = (*("code",) * 5, "list", "list", "table", "table", "quote", "text", "text")
COMMON_TAGS = ("python", "databases", "performance", "operations", "testing", "ai")


def write_corpus(root: Path, posts: int, seed: int = 1) -> None:
    """Write ``content/`` with this many posts, in sections of one blog, and a home page."""
    content = root / "content"
    (content / "blog").mkdir(parents=True, exist_ok=True)
    (content / "_index.md").write_text("---\ntitle: Notes\n---\n\nWelcome.\n", encoding="utf-8")
    (content / "blog" / "_index.md").write_text("---\ntitle: Blog\n---\n", encoding="utf-8")
    for name, text in make_posts(posts, seed):
        (content / "blog" / f"{name}.md").write_text(text, encoding="utf-8")


def make_posts(posts: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of each post."""
    for number in range(posts):
        yield f"post-{number:06d}", make_post(number, posts, random.Random(seed * 1_000_003 + number))


def make_post(number: int, posts: int, rng: random.Random) -> str:
    """Return one post with its front matter."""
    day = date(2006, 1, 1) + timedelta(days=rng.randrange(7000))
    tags = {
        *rng.sample(COMMON_TAGS, rng.choice((1, 1, 2, 2, 3))),
        f"topic-{int(rng.paretovariate(0.6)) % max(10, posts // 8)}",
    }
    title = make_sentence(rng, rng.randrange(4, 9)).rstrip(".")
    head = (
        f'---\ntitle: "{title} {number}"\ndate: "{day.isoformat()}"\n'
        f'description: "{make_sentence(rng, 16)}"\ntags: [{", ".join(sorted(tags))}]\n---\n\n'
    )
    parts = [_paragraph(rng, number, posts)]
    for _ in range(rng.choice((3, 4, 4, 5))):
        parts.append(f"## {make_sentence(rng, rng.randrange(2, 6)).rstrip('.')}")
        parts.append(_paragraph(rng, number, posts))
        parts += [_block(rng, kind) for kind in rng.sample(BLOCKS, 2)]
        parts.append(_paragraph(rng, number, posts))
    return head + "\n\n".join(parts) + "\n"


def _block(rng: random.Random, kind: str) -> str:
    match kind:
        case "code":
            language = rng.choice(tuple(CODE))
            code = "\n".join(
                CODE[language].format(n=rng.randrange(2, 400)) for _ in range(rng.choice((1, 1, 1, 2, 3)))
            )
            return f"```{language}\n{code}```"
        case "list":
            return "\n".join(f"{'  ' * (n % 3 == 2)}- {_inline(rng, 9)}" for n in range(rng.randrange(3, 6)))
        case "table":
            rows = "\n".join(
                f"| {_word(rng)} | {rng.randrange(1000)} | {rng.random():.3f} |"
                for _ in range(rng.randrange(2, 6))
            )
            return f"| Name | Count | Ratio |\n| --- | ---: | ---: |\n{rows}"
        case "quote":
            return f"> {make_sentence(rng, 18)}"
        case _:
            return make_sentence(rng, 30)


def _paragraph(rng: random.Random, number: int, posts: int) -> str:
    sentences = [_inline(rng, rng.randrange(8, 21)) for _ in range(rng.randrange(2, 5))]
    if rng.random() < 0.3 and number:
        other = rng.randrange(max(0, number - 500), min(posts, number + 500))
        sentences.append(f"See [{_word(rng)} {_word(rng)}](post-{other:06d}.md) for more.")
    if rng.random() < 0.15:
        sentences.append(f"The [paper](https://example.org/{_word(rng)}/{rng.randrange(99)}) has it.")
    return " ".join(sentences)


def _inline(rng: random.Random, words: int) -> str:
    text = [_word(rng) for _ in range(words)]
    for place in range(2, words, 7):
        mark = rng.choice(("`", "`", "*", "**", ""))
        text[place] = f"{mark}{text[place]}{mark}"
    return " ".join(text).capitalize() + "."


def make_sentence(rng: random.Random, words: int) -> str:
    """Return a sentence of this many words."""
    return " ".join(_word(rng) for _ in range(words)).capitalize() + "."


def _word(rng: random.Random) -> str:
    return rng.choice(WORDS)
