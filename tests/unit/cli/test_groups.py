"""Problems that say the same of many places are told as one, and none is lost."""

from __future__ import annotations

from sitegen.cli.groups import FEWEST, format_group, gather
from sitegen.core.problems import Problem, error, warning


def many(
    count: int, code: str = "unknown-directive", message: str = "unknown directive 'tab'"
) -> list[Problem]:
    """Return so many Problems that say the same, two in each file."""
    return [
        error(code, message, path=f"a{n // 2}.md", line=n + 1, column=2, hint="add it") for n in range(count)
    ]


def test_what_is_said_often_is_said_once_with_its_first_places() -> None:
    """The number, the remedy, and in how many files: the rest is listed on demand."""
    alone, groups = gather([*many(FEWEST + 4), error("broken-link", "x", path="b.md", line=1)])
    assert [problem.path for problem in alone] == ["b.md"]
    assert "".join(map(format_group, groups)) == (
        "12 times: error: unknown directive 'tab' [unknown-directive]\n"
        "    hint: add it\n"
        "    at a0.md:1:2, a0.md:2:2, a1.md:3:2 and 9 more, in 6 files: --all lists them"
    )


def test_a_few_of_a_kind_stand_at_their_places() -> None:
    """Their order is that of the report; an error and a warning are not the same."""
    few = [*many(FEWEST - 1), *[warning("unknown-directive", "unknown directive 'tab'")] * (FEWEST - 1)]
    assert gather(few) == (few, [])


def test_requests_to_one_host_are_one_group() -> None:
    """Each names another address, and one line of configuration is the remedy of all."""
    asked = [
        error("third-party-request", f"would load https://h/{n}", path="a.md", line=n, hint="allow h")
        for n in range(FEWEST)
    ]
    alone, groups = gather(asked)
    assert (alone, [len(group.problems) for group in groups]) == ([], [FEWEST])


def test_the_largest_group_stands_last() -> None:
    """Where the eye of a reader of a long report is."""
    _, groups = gather([*many(20), *many(9, message="another")])
    assert [len(group.problems) for group in groups] == [9, 20]


def test_a_construct_of_another_generator_is_one_group() -> None:
    """Whatever it says at each place; another remedy is another group."""
    snippets = [
        error(
            "foreign-syntax",
            f"snippets are not put in here: {n}",
            path="a.md",
            line=n,
            hint=hint,
            subject="snippets are not put in here",
        )
        for hint in ("write it", "set it")
        for n in range(FEWEST)
    ]
    alone, groups = gather(snippets)
    assert (alone, [len(group.problems) for group in groups]) == ([], [FEWEST, FEWEST])


def test_what_a_template_puts_together_is_one_group() -> None:
    """It is another address on each page, and mended in one place."""
    wrong = [
        error(
            "broken-reference",
            f"'/by/{n}/' leads to no published file",
            path="layouts/page.html",
            line=2,
            column=3,
            page=f"content/{n}.md",
        )
        for n in range(FEWEST)
    ]
    alone, (group,) = gather(wrong)
    assert alone == []
    assert "    at layouts/page.html:2:3, in 1 file" in format_group(group)
