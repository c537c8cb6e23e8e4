"""What a build learns of a page, and what `sitegen check` does: two readers that see the same tags."""

from __future__ import annotations

import random

import pytest

from sitegen.html.page import read_page
from sitegen.html.references import read_output

PIECES = (
    '<a href="/a/">x</a>',
    "<a href=/b/ id=b>",
    '<img src="c.png" alt="">',
    "<script src=d.js>'<a href=\"/e/\">'</script>",
    "<style>p { background: url(f.png) }</style>",
    "<textarea><a href=/g/></textarea>",
    "<title>h <b id=h></title>",
    "<!-- <a href=/i/> -->",
    "<template><img src=j.png id=j></template>",
    '<svg><use href="#k" id=l></svg>',
    '<p title="<a href=/m/>">',
    '<video poster="n.png"></video>',
    "<p>text</p>",
    "</p>",
    "<br>",
    " a < b ",
)


@pytest.mark.parametrize("seed", range(300))
def test_a_build_and_a_check_see_the_same_addresses_and_ids(seed: int) -> None:
    """In whatever order pieces stand; text of scripts and templates is no part of the page for either."""
    heap = random.Random(seed)
    text = "".join(heap.choices(PIECES, k=heap.randint(1, 12)))
    quick, careful = read_output("a.html", text.encode()), read_page(text)
    assert (quick.references, set(quick.ids)) == (careful.references, set(careful.ids)), text
