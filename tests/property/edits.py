"""What the state machine of test_incremental.py draws from: small files that depend on each other in every way."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGES = (
    "about.md",
    "blog/p0.md",
    "blog/p1.md",
    "blog/p2.md",
    "blog/2025-10-05-p3.md",
    "blog/bundle/index.md",
    "docs/guide/g0.md",
    "docs/guide/g1.md",
    "docs/top.md",
    "notes/index.md",
    "notes/n0.md",
    "404.md",
    "README.md",
    "docs/about.md/index.md",
    "about.de.md",
    "blog/p0.de.md",
    "de/docs/top.md",
    "de/blog/bundle/index.md",
)
SECTIONS = (
    "_index.md",
    "blog/_index.md",
    "docs/_index.md",
    "docs/guide/_index.md",
    "tags/_index.md",
    "tags/web/_index.md",
    "de/_index.md",
    "blog/_index.de.md",
)
IMAGES = ("content/blog/a.png", "content/blog/bundle/b.png", "static/c.png", "content/a.png")

#: Front matter lines by key; "" leaves the key out. Titles, tags and moments repeat, so that pages are alike.
FRONT = {
    "title": ("title: Alpha", "title: Beta", "title: 'Alpha & <i>'", ""),
    "date": (
        "date: 2025-10-01",
        "date: 2025-10-02",
        "date: 2025-10-01T23:30:00-05:00",
        "date: 2025-10-02T04:30:00Z",
        "date: 2025-10-02T07:30:00+03:00",
        "date: 2025-12-03",
        "date: 2025-12-05T10:00:00Z",
        "",
    ),
    "updated": ("updated: 2025-11-05", "updated: 2025-11-05T01:00:00+02:00", "", ""),
    "tags": (
        "tags: [AI, web]",
        "tags: [ai]",
        "tags: [web, C#]",
        "tags: ['C++', c]",
        "tags: [Ai, WEB]",
        "tags: []",
        "",
    ),
    "topics": ("topics: [one, two]", "topics: [two]", "", ""),
    "draft": ("draft: true", "", "", ""),
    "publish_date": ("publish_date: 2025-12-02", "publish_date: 2025-12-01T13:00:00Z", "", "", ""),
    "expiry_date": ("expiry_date: 2025-12-04", "expiry_date: 2025-12-01T12:00:01Z", "", "", ""),
    "aliases": ("aliases: [/old/]", "aliases: [/older.html, /moved/x]", "aliases: [/docs/top/]", "", "", ""),
    "weight": ("weight: 1", "weight: 2", "", ""),
    "slug": ("slug: renamed", "slug: Ünï", "slug: p1", "", "", ""),
    "url": ("url: /elsewhere/", "", "", "", ""),
    "series": ("series: One", "", "", ""),
    "description": ("description: Said by the author", "", ""),
    "authors": ("authors: [Ann, Bob]", "", ""),
    "image": ("image: /c.png", "image: a.png", "", "", ""),
    "toc": ("toc: false", "", ""),
    "paginate": ("paginate: 1", "paginate: 0", "", ""),
    "math": ("math: true", "", ""),
    "unlisted": ("unlisted: true", "noindex: true", "sitemap: false", "", "", ""),
    "extra": (
        "mood: {since: 2025-01-02, at: 2025-01-02T03:04:05+01:00, n: [1, 2.5, null]}",
        "mood: blue",
        "",
        "",
    ),
    "source_digest": ("source_digest: '000'", "", "", ""),
    "translation_key": ("translation_key: one", "translation_key: blog/p1", "", "", ""),
    "badge": ("status: new", "banner: Look here", "status: other", "", ""),
    "one_page": ("one_page: true", "", "", ""),
    "layout": ("layout: other", "layout: othr", "", "", ""),
}

BODY = (
    "Plain words here.",
    "Plain words there.",
    "## First part\n\nText below it.",
    "## Second part\n\n### Deeper\n\nMore.",
    "[to p0](/blog/p0.md), [its part](/blog/p0.md#first-part)",
    "[beside](p1.md#second-part) [by address](/docs/top/) [self](#first-part)",
    "[guide](/docs/guide/_index.md) [a tag](/tags/ai/)",
    "![a](/blog/a.png) ![c](/c.png 'with title')",
    "![b](b.png) ![b](/blog/bundle/b.png)",
    "::: box one key=two\nInside [p2](/blog/p2.md) ![a](/blog/a.png)\n:::",
    "::: note Heads up\nBeware.\n:::",
    "```python\nprint('hello')\n```",
    "::: own with=this\nInside.\n:::",
    "::: say\nInside [p0](/blog/p0.md).\n:::\n\n```saying\nx = 1\n```",
    "::: bxo\nNobody knows this one.\n:::",
    '{{< relref "p0.md" >}} and {{ site.title }} and [[p1]].',
    '<b>Raw</b> "quoted" -- text... [File](/file.txt) [far](https://example.com/x)',
    "[by its name](/README.md) [its address](/renamed/) [mistaken](/blog/p9.md)",
    "::: token-calculator\n:::",
    "[](/docs/top.md) [](/blog/p0.md#first-part) [][second-part]",
    "::: own_words\n",
    '--8<-- "about.md"\n\n```text\n--8<-- "docs/top.md"\n```',
    "Posts {% for p in site.posts %}{{ p.title }}{{ p.url }}{% endfor %}{{ site.data.a.n }}{{ page.title }}",
    "Before the fold.\n\n<!-- more -->\n\nAfter it[^1].\n\n[^1]: A note.",
)

CONFIG = {
    "title": ('title = "One"', 'title = "Two"'),
    "base_url": ('base_url = "https://example.org"', 'base_url = "https://example.org/sub"', ""),
    "paginate": ("paginate = 1", "paginate = 2", "paginate = 0", ""),
    "lists": ('lists.numbering = "stable"', 'lists.numbering = "newest"', ""),
    "related": ("related = 1", "related = 0", ""),
    "taxonomies": ('taxonomies = ["tags"]', 'taxonomies = ["tags", "topics"]', "taxonomies = []", ""),
    "copyright": ('copyright = "© us"', ""),
    "[urls]": ('urls.style = "directory"', 'urls.style = "html"', 'urls.style = "bare"'),
    "redirects": (
        'urls.redirects_for = ["netlify"]',
        'redirects = {"/was/" = "/", "/is/#a" = "/was/"}',
        'redirects = {"/was/*" = "/:splat"}',
        "",
    ),
    "feeds": (
        'feeds.formats = ["atom", "json"]',
        "feeds.full_text = false",
        "feeds.limit = 1",
        "feeds.formats = []",
        "",
    ),
    "markdown": ("markdown.toc_depth = 2", "markdown.line_numbers = true", ""),
    "images": (
        'images.formats = ["webp"]',
        'images = {formats = ["webp"], widths = [16, 40]}',
        "images.enabled = false",
    ),
    "cards": ("", "", "social_cards.enabled = true"),
    "extra": ('extra.key = "a"', 'extra.key = "b"', ""),
    "nav": (
        'nav = [{folder = "."}]',
        'nav = [{page = "about.md"}, {title = "G", items = [{folder = "docs"}]}, {url = "/blog/", hidden = true}]',
        "",
        "",
    ),
    "menu": (
        'menu = [{name = "B", target = "/blog/"}]',
        'menu = [{name = "G", target = "docs/guide/_index.md"}, {name = "A", target = "about.md", weight = -1}]',
        "",
    ),
}
DIALECTS = ("hugo", "jekyll", "pelican", "mkdocs", "next")
#: The folders of every site here: a dialect has others by custom.
PATHS = (
    'paths = {content = "content", layouts = "layouts", static = "static", data = "data", output = "public"}'
)
#: The same for options that a site has one by one: they begin unset.
RARE_CONFIG = {
    "description": ('description = "What it is about"', ""),
    "language": ('language = "de"', 'language = "pt-BR"', ""),
    "languages": (
        'languages.de = {title = "Seite"}',
        'languages = {de = {fallback = "en", folder = "blog"}, en = {path = "english"}}',
        'languages = {de = {weight = -1, menu = [{name = "A", target = "about.md"}]}, en = {}}\ntranslations.fallback = "en"',
        'languages.de.nav = [{folder = "."}]\ntranslations = {fallback = "de", default_below_code = true}',
        "",
    ),
    "author": ('author = {name = "Ann", email = "ann@example.org"}', 'author.name = "Bob"', ""),
    "dialect": (*(f'dialect = "{name}"\n{PATHS}' for name in DIALECTS), ""),
    "lowercase": ("urls.lowercase = true", ""),
    "ascii": ("urls.ascii = true", 'markdown.heading_ids = "ascii"', ""),
    "readme": ("urls.readme = true", ""),
    "strip_date_prefix": ("urls.strip_date_prefix = false", ""),
    "patterns": ('urls.patterns.blog = "/:year/:title/"', 'urls.patterns.blog = "/all/:slug/"', ""),
    "feeds.sections": ("feeds.sections = false", ""),
    "feeds.terms": ("feeds.terms = false", 'feeds.term_formats = ["rss", "json"]', ""),
    "smart": ("markdown.smart_punctuation = true", ""),
    "anchors": ("markdown.heading_anchors = false", "markdown.toc = false", ""),
    "raw_html": ('markdown.raw_html = "none"', 'markdown.raw_html = "all"', ""),
    "directives": ('markdown.directives.own = "own_directive:run"', ""),
    "extensions": ('extensions.say.mark = "!"', 'extensions.say.mark = "?"', "extensions.say = {}", ""),
    "schemas": (
        'schemas.blog.fields = {rating = {type = "integer", default = 1}, next = {type = "page"}}',
        'schemas."".fields = {rating = {max = 5, type = "number"}, mood = {default = "calm", type = "any"}}',
        'schemas.docs = {closed = true, fields = {rating = {type = "integer", required = true}}}',
        "",
    ),
    "limits": ("limits.image_pixels = 40", "limits.page_seconds = 20.0", ""),
    "privacy": ('privacy.allow_hosts = ["img.example.org"]', ""),
    "headers": ('headers.files = ["netlify", "nginx"]', "headers.frames = true", ""),
    "llms.pages": ("llms.pages = true", ""),
    "llms.index": ("llms.index = true", ""),
    "llms.tokens": ("llms.tokens = true", 'llms = {tokens = true, model = "gpt-5.5", index = true}', ""),
    "search": ("search.enabled = true", ""),
    "sizes": ('images.sizes = "50vw"', ""),
    "cards": ('social_cards = {enabled = true, paper = "#112233"}', ""),
    "ignore": ('ignore = ["n0.md", "*.bin"]', ""),
    "layouts": ('layouts.othr = "other.html"', ""),
    "reference": ("reference.labels = true", 'reference = {paths = ["own_words.py"], inventory = true}', ""),
    "liquid": ("markdown.liquid = true", ""),
    "includes": ('markdown.extensions = ["includes", "marks"]', ""),
    "lightbox": ("markdown.lightbox = true", ""),
    "banner": ('banner = {text = "Hi", target = "about.md"}', 'extra.status.other = "Else"', ""),
    "git": ("git = {updated = true, authors = true}", "git = {changes = 2, sitemap = true}", ""),
    "comment": ("# a line that says nothing", ""),
}

#: What a page of a list may be asked for by a template that shows other pages.
_CARD = (
    "{{ p.title }}|{{ p.url }}|{{ p.date | iso if p.date }}|{{ p.updated | iso if p.updated }}|{{ p.description }}|"
    "{{ p.excerpt }}|{{ p.authors | join }}|{{ p.draft }}|{{ p.weight }}|{{ p.words }}|{{ p.reading_time }}|{{ p.path }}|{{ p.kind }}|"
    "{{ p.aliases | join }}|{{ p.image }}|{{ p.preview.url if p.preview }}|{{ picture(p).html('') if picture(p) }}|{{ p.math }}|{{ p.unlisted }}|{{ p.noindex }}|{{ p.extra }}|{{ p.section.title if p.section }}|"
    "{{ p.tags | map(attribute='name') | join }}|{{ p.versions | map(attribute='url') | join(' ') }}|{{ p.borrowed_from }}|{{ p.alternates | join }}"
)
PAGE_SNIPPETS = (
    "{% for p in site.pages %}" + _CARD + "{% endfor %}",
    "{% for p in site.sections %}" + _CARD + "{{ p.count }}{% endfor %}",
    "{% for p in site.pages[:2] %}{{ p.content }}{{ p.summary }}{{ p.toc | map(attribute='text') | join }}{% endfor %}",
    "{% for t in site.taxonomies %}{{ t.title }}{{ t.singular }}{% for x in t.terms %}{{ x.name }}{{ x.count }}{{ x.url }}"
    "{{ x.pages | map(attribute='title') | join }}{% endfor %}{% endfor %}",
    "{{ page.previous.title if page.previous }}<{{ page.next.date | iso if page.next and page.next.date }}",
    "{{ page.related | map(attribute='title') | join(',') }}{{ page.ancestors | map(attribute='title') | join('/') }}",
    "{{ site.data | tojson }}{{ site.extra }}{{ site.copyright }}",
    "{{ load_data('a.toml').n }}",
    "{{ image('/c.png').width }}",
    "{{ asset('css/own.css') }}",
    "{{ site.menu | map(attribute='url') | join }}{{ site.feeds | map(attribute='url') | join }}",
    "{% include 'partials/part.html' %}",
    "{% include page.extra.get('part', 'partials/part.html') %}",
    "{% include ['partials/absent.html', 'partials/part.html'] %}",
    "{{ url_for('blog/_index.md', absolute=true) }}{{ json_ld(page) | tojson }}",
    "{{ get_page('_index.md').title }}{{ site.home.content }}",
    "{% for p in site.pages %}{{ p.related | map(attribute='url') | join }}{{ p.next.url if p.next }}"
    "{{ p.feeds | map(attribute='title') | join }}{% endfor %}",
    "{{ site.pages | length }}",
    "{{ page.title | shout }}",
    "{{ page is odd }}",
    "{% if say is defined %}{{ say('so') }}{% endif %}",
    "{% for p in site.pages %}{% if p.navigation %}{{ p.navigation.items | map(attribute='url') | join(',') }}"
    "{{ p.navigation.trail | map(attribute='title') | join('/') }}{% endif %}{% endfor %}",
)
#: Templates by path, each with the texts that it may have; "" takes it away.
LAYOUTS = {
    "partials/part.html": ("part one", "part two", "{% include 'partials/inner.html' ignore missing %}"),
    "partials/inner.html": (
        "inner one",
        "<a href='/blog/p1/#x'>inner two</a>",
        "<a href='../'>up</a><a href='/{{ 'blog' }}/#part'>x</a>",
        "",
    ),
    "partials/absent.html": ("now present", "", ""),
    "partials/post-card.html": ("<li>{{ post.title }} {{ post.date }}</li>", "", ""),
    "directives/box.html": (
        "<div>{{ arguments }}{{ options }}{{ body }}{{ page.title }}</div>",
        "<div>{{ raw }}{% include 'partials/part.html' %}{{ site.title }}</div>",
    ),
    "other.html": (
        "other {{ page.title }}{{ page.content }}<a href='/docs/top/'>x</a>",
        "{% extends 'page.html' %}",
        "{% if page.draft %}<a href='/about/'>x</a>{% endif %}<img src='/c.png'>",
    ),
    "blog/page.html": ("blog's own {{ page.content }}{{ page.section.description }}", "", ""),
    "section.html": (
        "{% extends 'builtin/section.html' %}{% block posts %}{{ section.pages | length }}{% endblock %}",
        "",
        "",
    ),
    "term.html": (
        "{{ term.name }}{{ term.slug }}{{ term.taxonomy.name }}{{ paginator.pages | map(attribute='title') | join }}",
        "",
        "",
    ),
    "robots.txt": ("{{ page.description }}{{ page.extra }}{{ site.pages | length }}", "", ""),
    "atom.xml": (
        "<feed>{{ page.description }}{{ page.content }}{{ feed.pages | map(attribute='title') | join }}</feed>",
        "",
        "",
    ),
    "redirect.html": ("{{ target }}{{ page.title }}{{ page.excerpt }}{{ page.draft }}", "", ""),
    "404.html": (
        "{{ page.title }}{{ page.content }}{{ site.pages | map(attribute='title') | join }}",
        "",
        "",
    ),
    "assets/css/own.css": ("a { color: red }", "a { color: blue }"),
    "assets/css/site.css": ("b { color: red }", "", ""),
    "assets/alone.js": ("let a = 1;", "let b = 2;", ""),
}
#: What a directive in Python is, and what it uses.
CODE = {
    "own_directive.py": (
        "def run(values):\n    return f\"<i>{values['body']}</i>\"\n",
        "from own_words import WORD\n\ndef run(values):\n    return WORD + values['page'].title\n",
        "from pathlib import Path\n\ndef run(values):\n    return 'fixed'\n",
        "def run(values):\n    return 1 / 0\n",
        "",
    ),
    "own_words.py": ("WORD = 'one'\n", "WORD = 'two'\n", ""),
}
#: An extension, and what it uses.
EXTENSIONS = {
    "say.py": (
        "from sitegen.ext import Extension\nfrom extensions._words import WORD\n"
        "def say(call):\n    return WORD + ' '.join(p.title for p in call.site.pages) + call.body\n"
        "def extension(options):\n    shout = lambda text: text + WORD + options.get('mark', '')\n"
        "    return Extension(directives={'say': say}, filters={'shout': shout}, fences={'saying': say})\n",
        "from sitegen.ext import Extension\nsay = lambda call: str(call.load_data('a.toml')) + call.url_for('p0.md')\n"
        "def shout(text):\n    from own_words import WORD\n    return text + WORD\n"
        "extension = Extension(directives={'say': say}, filters={'shout': shout}, fences={})\n",
        "from sitegen.ext import Extension\nextension = Extension(filters={'shout': lambda text: 1 / 0})\n",
        "from sitegen.ext import Extension\nextension = Extension(globals={'say': lambda text: text + '!'})\n",
        "extension = 1 / 0\n",
        "extension = (\n",
        "from extensions.nowhere import x\n",
        "from sitegen.ext import Extension\nextension = Extension(filters={'shout': 3})\n",
        "from sitegen.ext import Extension\nimport sys\n"
        "shout = lambda text: open(sys.modules['extensions'].__path__[0] + '/../data/a.toml').read()\n"
        "extension = Extension(filters={'shout': shout})\n",
        "",
    ),
    "more.py": (
        "from sitegen.ext import Extension, Finding\n"
        "def check(page, site):\n    if len(site.pages) % 2:\n        yield Finding(page.title + ' is odd')\n"
        "def years(library):\n    years = {e.date.year for e in library.entries if e.date}\n"
        "    return {f'years/{y}.md': f'# {y}\\n\\n{sorted(library.data)}\\n' for y in years}\n"
        "extension = Extension(checks={'check': check}, pages={'years': years},\n"
        "    outputs={'titles.txt': lambda site: '|'.join(p.title + p.url for p in site.pages)})\n",
        "import re\nimport msgspec\nfrom sitegen.ext import Extension\nfrom extensions._words import WORD\n"
        "extension = Extension(texts={'t': lambda page: page.text.replace('Plain', WORD + '\\n\\nPlain')},\n"
        "    documents={'d': lambda page: msgspec.structs.replace(page, title=page.title + '.')},\n"
        "    replacements={'words|Text': lambda match: '<b>' + match[0] + '</b>'},\n"
        "    keys={'mood': lambda value: [value, WORD]})\n",
        "from sitegen.ext import Extension\nextension = Extension(layouts='../themed')\n",
        "from sitegen.ext import Extension\n"
        "def loud(state):\n    for token in state.tokens:\n        token.attrSet('class', 'loud') if token.type == 'paragraph_open' else 0\n"
        "plugin = lambda md: md.core.ruler.push('loud', loud)\n"
        "extension = Extension(markdown={'loud': plugin}, tests={'odd': lambda page: len(page.title) % 2 == 1},\n"
        "    commands={'hello': lambda call: 0}, hosts={'nowhere': lambda place: None})\n",
        "from sitegen.ext import Extension\ndef mood(value):\n    raise ValueError('no mood')\n"
        "extension = Extension(keys={'mood': mood})\n",
        "from sitegen.ext import Extension\n"
        "extension = Extension(outputs={'titles.txt': lambda site: 1, 'about/index.html': lambda site: 'in the way'})\n",
        "from sitegen.ext import Extension\n"
        "extension = Extension(pages={'p': lambda library: {'blog/p1.md': '# In the way', 'de/new.md': '# Neu', 'x.de.md': '---\\ndate: [\\n---\\n'}})\n",
        "from sitegen.ext import Extension\nextension = Extension(replacements={'(': lambda match: ''})\n",
        "from sitegen.ext import Extension, Finding\n"
        "check = lambda page, site: [Finding(str([v.url for v in page.versions]), is_error=page.title == 'Beta')]\n"
        "extension = Extension(checks={'check': check}, texts={'t': lambda page: page.text + '\\n\\n' + page.path},\n"
        "    outputs={'languages.txt': lambda site: site.language + '|'.join(str(p.alternates) for p in site.pages)})\n",
        "",
    ),
    "_words.py": ("WORD = 'three'\n", "WORD = 'four'\n", ""),
}
#: The suffixes and folders of translations, and what their front matter may say of the original.
LANGUAGES = ("de", "fr", "ar")
TRANSLATED = ("title: Übersetzt", "title: ''", "source_digest: '000'", "draft: true", "slug: anders")
#: The languages of a site that has them from the beginning.
SPEAKING = (
    "languages = {de = {}}",
    'languages = {de = {fallback = "en"}, fr = {path = "f"}}\ntranslations.fallback = "en"',
    "languages = {ar = {}, de = {}}\ntranslations.default_below_code = true",
    'languages = {de = {}, en = {}, fr = {fallback = "de"}}\ntranslations.show_outdated = true',
)
#: What `sitegen move` may be asked for: old and new.
MOVES = (
    ("about.md", "info.md"),
    ("blog/p0.md", "docs/p0.md"),
    ("blog/p1.md", "blog/p9.md"),
    ("docs", "manual"),
    ("docs/guide", "guide"),
    ("docs/top.md", "top.md"),
    ("blog/a.png", "blog/pictures/a.png"),
    ("blog/bundle", "blog/parcel"),
    ("de/docs/top.md", "de/docs/oben.md"),
)
#: The layouts of a theme that an extension may be.
THEMED = {
    "partials/part.html": ("themed one {{ asset('css/own.css') }}", "themed two", ""),
    "page.html": ("{% extends 'builtin/page.html' %}{% block after %}themed{% endblock %}", "", ""),
    "assets/css/own.css": ("a { color: green }", "a { color: pink }", ""),
}
DATA = {
    "a.toml": ("n = 1", "n = 2"),
    "b.json": ('{"x": [1, 2]}', '{"x": []}', ""),
    "c/d.yaml": ("k: v", "k: 2025-01-01", ""),
    "e.csv": ("h,i\n1,2\n", "h,i\n", ""),
}
STATIC = {
    "file.txt": ("static one", "static two", ""),
    "deep/er/x.bin": ("\x00\x01", ""),
    "blog/p0/index.html": ("", "", "in the way of a page"),
    "old.html": ("<a href='/about/'>x</a><a href='blog/p1/#x'>y</a>", "<p id=x><a href='/blog/'>z</a>", ""),
    "old.css": ("a { background: url(/c.png) }", "a {}", "", ""),
    "Tags/ai/x.txt": ("", "beside a term"),
}
#: Source folders with what may stand in them: a name is added to the folder's as it is.
TREES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "layouts/": LAYOUTS,
    "data/": DATA,
    "static/": STATIC,
    "": CODE,
    "extensions/": EXTENSIONS,
    "themed/": THEMED,
}

#: Names that change and change back: folders, files, and the case of letters alone.
RENAMES = (
    ("content/blog", "content/journal"),
    ("content/docs/guide", "content/guide"),
    ("content/blog/bundle", "content/blog/other-bundle"),
    ("content/blog/bundle/index.md", "content/blog/bundle.md"),
    ("content/about.md", "content/About.md"),
    ("content/docs", "content/Docs"),
    ("content/blog/a.png", "content/blog/A.png"),
    ("content/blog/a.png", "content/blog/renamed.png"),
    ("static/c.png", "content/c.png"),
    ("static/deep", "static/Deep"),
    ("static/file.txt", "content/file.txt"),
    ("layouts/partials/part.html", "layouts/partials/absent.html"),
    ("layouts/blog", "layouts/journal"),
    ("layouts/other.html", "layouts/othr.html"),
    ("layouts/assets/css/own.css", "layouts/assets/css/own2.css"),
    ("layouts/directives/box.html", "layouts/directives/bxo.html"),
    ("data/a.toml", "data/A.toml"),
    ("data/c/d.yaml", "data/c.yaml"),
)
#: Files in whose place a folder may stand.
FOLDERS = (
    "content/about.md",
    "content/blog/p0.md",
    "content/blog/a.png",
    "static/file.txt",
    "static/c.png",
    "layouts/other.html",
    "layouts/partials/part.html",
    "layouts/assets/alone.js",
    "data/a.toml",
)
#: Symbolic links, each with what it may lead to; "" takes it away.
LINKS = {
    "content/blog/linked.md": ("p0.md", "p1.md", "../about.md", ""),
    "content/linked": ("docs", "blog/bundle", ""),
    "content/blog/linked.png": ("a.png", "bundle/b.png", "nowhere.png", ""),
    "static/linked": ("deep", "file.txt", ""),
    "layouts/partials/absent.html": ("part.html", "inner.html", ""),
    "data/a.toml": ("e.csv", "loop.toml", ""),
}
#: Files that fail a build, each taken away again by the next step.
MISTAKES = {
    "content/blog/broken.md": (
        "---\ntitle: [\n---\n",
        "---\ntitle: x\n---\n::: nothing-like-it\n:::\n",
        "<script>1</script>",
    ),
    "layouts/partials/part.html": ("{% if %}", "{{ page.nothing_of_the_kind }}"),
    "data/a.toml": ("n = ",),
    "sitegen.toml": ('titel = "x"',),
    "content/blog/p0/index.md": ("collides",),
}


@lru_cache
def png(width: int, height: int) -> bytes:
    """Return a PNG of this size, all noise: one of 5,000 pixels is worth making smaller."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    noise = Random(width * height)
    pixels = zlib.compress(b"".join(b"\0" + noise.randbytes(width) for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    )
