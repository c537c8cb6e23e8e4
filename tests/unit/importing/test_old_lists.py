"""The lists of old blogs, by page, term, author and date: none of their addresses is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.check.addresses import compare_addresses
from sitegen.importing.run import import_site
from sitegen.importing.trial import list_published
from tests.site_maker import NOW

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

JEKYLL = {
    "index.html": "---\ntitle: Home\n---\n{% for post in paginator.posts %}{{ post.title }}{% endfor %}\n"
}
JEKYLL |= {f"_posts/2024-01-0{day}-p.md": "---\ntitle: P\n---\n\nText\n" for day in range(1, 6)}
HEXO = {
    f"source/_posts/p{day}.md": f"---\ntitle: P\ndate: 2024-1-{day} 10:00:00\n---\n\nText\n"
    for day in range(1, 6)
}
PELICAN = {
    f"content/Code/p{day}.md": f"Title: P\nDate: 2024-01-0{day}\nTags: C Sharp, Go\nSlug: p{day}\n\nText\n"
    for day in range(1, 6)
}
PELICAN |= {
    "content/pages/about.md": "Title: About\nAuthor: Nobody\n\nText\n",
    "content/b.md": "Title: B\nDate: 2024-02-01\nCategory: Own\nAuthors: A B; C D\n\nText\n",
    "content/c.md": "Title: C\nDate: 2024-02-01\n\nTags: none\n",
    "content/d.md": "Title: D\nDate: 2024-02-01\nTags: hidden\nStatus: draft\n\nText\n",
}
HEXO_TERMS = HEXO | {
    "source/_posts/a.md": "---\ntitle: A\ndate: 2024-01-01\ntags: [Go, C, C++, Big Data]\n"
    "categories:\n\t- [Web Dev, Vue]\n\t- Go\n---\n\nText\n",
    "source/_posts/b.md": "---\ntitle: B\ndate: 2024-01-01\ntags: Big Data\n"
    "categories: [Go, Web]\n---\n\nText\n",
    **{f"source/_posts/l{number}.md": "---\ntitle: L\ncategories: [Go, Web]\n---\n" for number in range(2)},
    "source/_posts/hello-world.md": "---\ntitle: C\ntags: go\n---\n\nText\n",
}
HEXO_CONFIG = "title: H\nnew_post_name: ':title.md'\nper_page: 2\n"
PELICAN_LISTS = (
    "/index2.html /index4.html /tag/go.html /tag/go3.html /tag/c-sharp2.html /category/code.html"
    " /category/code3.html /category/own.html /category/misc.html /author/ann-bee.html"
    " /author/ann-bee2.html /author/a-b.html /author/c-d.html /tags.html /categories.html"
    " /authors.html /archives.html"
)
MORE = "AUTHOR_URL = 'by/{slug}/'\nCATEGORY_URL = 'c/{slug}/'\nARCHIVES_SAVE_AS = 'all/index.html'\n"
MORE += "USE_FOLDER_AS_CATEGORY = False\nDEFAULT_CATEGORY = 'x'\n"
PELICAN_CONFIG = 'SITENAME = "P"\nAUTHOR = "Ann Bee"\n'


@pytest.mark.parametrize(
    ("files", "addresses", "redirected"),
    [
        (JEKYLL | {"_config.yml": "paginate: 2\n"}, "/ /page2/ /page3/", 2),
        (JEKYLL | {"_config.yml": "paginate: 2\npaginate_path: /blog/:num\n"}, "/blog/2/ /blog/3/", 2),
        (JEKYLL | {"_config.yml": "paginate: 2\npaginate_path: /page/:num/\n"}, "/page/2/ /page/3/", 0),
        (JEKYLL | {"_config.yml": "pagination: {per_page: 2}\n"}, "/page/2/ /page/3/", 0),
        (
            HEXO | {"_config.yml": HEXO_CONFIG},
            "/page/2/ /page/3/ /archives/ /archives/page/2/ /archives/2024/ /archives/2024/01/page/3/",
            4,
        ),
        (
            HEXO | {"_config.yml": f"{HEXO_CONFIG}archive_dir: old\npagination_dir: p\n"},
            "/p/2/ /p/3/ /old/ /old/p/2/ /old/2024/01/ /old/2024/01/p/2/",
            6,
        ),
        (
            HEXO | {"_config.yml": HEXO_CONFIG, "source/archives/index.md": "---\ntitle: A\n---\n\nText\n"},
            "/archives/ /archives/page/2/",
            1,
        ),
        (
            HEXO_TERMS | {"_config.yml": HEXO_CONFIG},
            (
                "/tags/Go/ /tags/C/ /tags/Big-Data/ /categories/Web-Dev/Vue/ /categories/Go/Web/"
                " /categories/Go/Web/page/2/ /hello-world/"
            ),
            3,
        ),
        (
            HEXO_TERMS | {"_config.yml": f"{HEXO_CONFIG}filename_case: 1\n"},
            "/tags/go/ /tags/big-data/ /categories/go/",
            0,
        ),
        (
            PELICAN | {"pelicanconf.py": f"{PELICAN_CONFIG}DEFAULT_PAGINATION = 2\n"},
            PELICAN_LISTS,
            17,
        ),
        (
            PELICAN | {"pelicanconf.py": f"{PELICAN_CONFIG}{MORE}"},
            "/by/ann-bee/ /c/own/ /c/x/ /all/",
            3,
        ),
    ],
)
def test_no_list_of_an_old_blog_is_lost(
    tmp_path: Path, files: Mapping[str, str], addresses: str, redirected: int
) -> None:
    for name, text in files.items():
        (tmp_path / "old" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "old" / name).write_text(text, "utf-8")
    import_site(tmp_path / "old", tmp_path / "new", now=NOW)
    new = list_published(tmp_path / "new", NOW, lambda *_: None)
    compared = compare_addresses(addresses.split(), new.files, new.redirects, new.config)
    assert ((), redirected) == (compared.lost, compared.redirected)


def test_lists_that_the_old_site_lacks_get_no_redirect(tmp_path: Path) -> None:
    """Without pagination there is one page; an empty name means no list; drafts have no terms."""
    config = f"{PELICAN_CONFIG}AUTHOR_SAVE_AS = ''\nARCHIVES_SAVE_AS = ''\nDIRECT_TEMPLATES = ['archives']\n"
    for name, text in (PELICAN | {"pelicanconf.py": config}).items():
        (tmp_path / "old" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "old" / name).write_text(text, "utf-8")
    import_site(tmp_path / "old", tmp_path / "new", now=NOW)
    redirects = list_published(tmp_path / "new", NOW, lambda *_: None).config.redirects
    assert {
        "/tag/c-sharp.html": "/tag/c-sharp/",
        "/tag/go.html": "/tag/go/",
        "/category/code.html": "/Code/",
        "/category/misc.html": "/",
        "/category/own.html": "/category/own/",
    } == redirects
