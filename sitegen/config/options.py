"""What a site can configure: typed, frozen, each option with its default and its description.

The descriptions stand in the annotations, once: the manual's table (``describe_options``) and the
messages about wrong values are made of them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from msgspec.structs import force_setattr

from sitegen.config.schemas import Schema  # noqa: TC001  msgspec reads the annotations at run time


class UrlStyle(StrEnum):
    """How the page ``content/blog/x.md`` is addressed."""

    DIRECTORY = "directory"  #: /blog/x/ , file blog/x/index.html
    HTML = "html"  #: /blog/x.html , file blog/x.html
    BARE = "bare"  #: /blog/x , file blog/x.html


class Dialect(StrEnum):
    """The generator that content was written for: what else its Markdown and front matter may say."""

    SITEGEN = "sitegen"
    HUGO = "hugo"  #: shortcodes, addresses in lower case
    JEKYLL = "jekyll"  #: Liquid tags, kramdown's attribute lists, _posts/
    PELICAN = "pelican"  #: metadata without fences, {filename} links, Python-Markdown
    MKDOCS = "mkdocs"  #: Python-Markdown and pymdownx, README.md as index
    NEXT = "next"  #: MDX, public/
    OBSIDIAN = "obsidian"  #: [[links]], embeds, callouts, aliases that are names


class RawHtml(StrEnum):
    """What HTML inside Markdown may do."""

    SAFE = "safe"  #: passes, but scripts, event handlers, iframes and styles are errors
    ALL = "all"  #: passes whole
    NONE = "none"  #: is shown as text


class Publish(StrEnum):
    """How a new site takes the place of the old one."""

    SWAP = "swap"  #: the whole directory at once
    IN_PLACE = "in-place"  #: file by file, in a directory that stays


class Author(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who writes: for feeds and metadata."""

    name: Annotated[str, Meta(description="The author of pages that name none")] = ""
    email: Annotated[str, Meta(description="Shown in feeds; leave it out to keep it private")] = ""
    url: Annotated[str, Meta(description="The author's own page")] = ""


class Paths(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Directories, relative to the folder of sitegen.toml."""

    content: Annotated[str, Meta(description="Folder of the Markdown files and what lies beside them")] = (
        "content"
    )
    layouts: Annotated[str, Meta(description="Folder of templates and assets; may be missing")] = "layouts"
    static: Annotated[str, Meta(description="Folder of files published as they are; may be missing")] = (
        "static"
    )
    data: Annotated[str, Meta(description="Folder of data files for templates; may be missing")] = "data"
    output: Annotated[str, Meta(description="Folder that the site is published to")] = "public"


class Publishing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the output directory is written."""

    publish: Annotated[
        Publish,
        Meta(
            description="Exchange the whole folder in one step (`swap`), or replace its files one by one"
            " (`in-place`), as sitegen does by itself in a folder that cannot be exchanged: see Builds"
        ),
    ] = Publish.SWAP


class Urls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How addresses are made."""

    style: Annotated[
        UrlStyle, Meta(description="Address of `blog/x.md`: `/blog/x/`, `/blog/x.html` or `/blog/x`")
    ] = UrlStyle.DIRECTORY
    strip_date_prefix: Annotated[bool, Meta(description="Publish `2025-11-01-title.md` as `title`")] = True
    redirects_file: Annotated[bool, Meta(description="Also write aliases to a `_redirects` file")] = False
    lowercase: Annotated[
        bool, Meta(description="Addresses in lower case, with `-` for blanks, whatever files are called")
    ] = False
    readme: Annotated[bool, Meta(description="`README.md` is the index of its folder")] = False
    patterns: Annotated[
        dict[str, str],
        Meta(description='Addresses of the pages in a folder: `blog = "/:year/:month/:title/"`'),
    ] = {}


class Taxonomy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to group pages: its front matter key, its folder in the output."""

    name: Annotated[str, Meta(description="The front matter key: `tags`")]
    singular: Annotated[
        str, Meta(description="Name of one term, for titles; `tag`; by default the name without its s")
    ] = ""
    path: Annotated[str, Meta(description="Folder of the term pages; by default the name")] = ""
    feeds: Annotated[bool, Meta(description="Publish feeds of each term")] = True
    paginate: Annotated[
        Annotated[int, Meta(ge=0)] | None, Meta(description="Items on a list page; by default as `paginate`")
    ] = None

    def __post_init__(self) -> None:
        """Fill in what follows from the name, so that no reader has to."""
        if not self.singular:
            force_setattr(self, "singular", _singular(self.name))
        if not self.path:
            force_setattr(self, "path", self.name)


def _singular(name: str) -> str:
    if name == "series":
        return name
    return f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")


class Feeds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Feeds of the site, of each section and of each term."""

    formats: Annotated[
        tuple[str, ...], Meta(description="Any of `atom`, `rss`, `json`; the first is preferred")
    ] = (
        "atom",
        "rss",
        "json",
    )
    limit: Annotated[int, Meta(ge=1, description="Entries in a feed, newest first")] = 20
    full_text: Annotated[bool, Meta(description="Whole articles in feeds, not summaries")] = True
    sections: Annotated[bool, Meta(description="Publish feeds of each section")] = True
    terms: Annotated[bool, Meta(description="Publish feeds of each term")] = True
    term_formats: Annotated[
        tuple[str, ...], Meta(description="The formats of a term's feeds: a large site has thousands of them")
    ] = ("atom",)


class Markdown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How Markdown is read."""

    raw_html: Annotated[
        RawHtml,
        Meta(description="HTML in Markdown: without scripts, iframes and styles; whole; or shown as text"),
    ] = RawHtml.SAFE
    smart_punctuation: Annotated[bool, Meta(description="Typographic quotes, dashes and ellipses")] = False
    toc: Annotated[bool, Meta(description="Show a table of contents unless a page says `toc: false`")] = True
    toc_depth: Annotated[
        int, Meta(ge=1, le=6, description="Deepest heading level in the table of contents")
    ] = 3
    heading_anchors: Annotated[bool, Meta(description="A link to itself beside each heading")] = True
    line_numbers: Annotated[bool, Meta(description="Number the lines of code blocks")] = False
    math: Annotated[
        bool, Meta(description="Formulas between dollars on every page, not only on those with `math: true`")
    ] = False
    cjk_emphasis: Annotated[
        bool | None,
        Meta(
            description="Emphasis beside Chinese, Japanese and Korean punctuation, as in `**重要：**请`; "
            "on by itself where `language` is one of these"
        ),
    ] = None
    max_nesting: Annotated[int, Meta(ge=20, le=200, description="Deepest nesting of quotes and lists")] = 100
    directives: Annotated[
        dict[str, str],
        Meta(description="Directives in Python: name = `package.module:function`; trusted code"),
    ] = {}


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Budgets: reaching one is a Problem that names the file and the budget."""

    file_bytes: Annotated[int, Meta(ge=1, description="Largest Markdown file")] = 5_000_000
    front_matter_bytes: Annotated[int, Meta(ge=1, description="Largest front matter")] = 65_536
    output_bytes: Annotated[int, Meta(ge=1, description="Largest page published")] = 50_000_000
    page_seconds: Annotated[
        float, Meta(gt=0, le=86_400, description="Longest time that one page may take")
    ] = 10.0
    mean_page_seconds: Annotated[
        float,
        Meta(gt=0, le=86_400, description="Longest time that the pages of a large site may take on average"),
    ] = 0.25
    page_memory_bytes: Annotated[
        int,
        Meta(
            ge=1_000_000,
            le=2**50,
            description="Most memory that a page may take besides what is there (Linux)",
        ),
    ] = 1_000_000_000
    image_pixels: Annotated[
        int, Meta(ge=1, le=178_956_970, description="Largest image, width times height")  # Pillow's own limit
    ] = 80_000_000


class Privacy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom a page may ask besides its own host."""

    allow_hosts: Annotated[
        tuple[str, ...],
        Meta(description="Other hosts whose images, videos and frames pages may show: `img.example.org`"),
    ] = ()
    allow_scripts: Annotated[
        tuple[str, ...],
        Meta(description="Other hosts whose scripts may run, and load what they need from there"),
    ] = ()


class Headers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Files that make a host send the policy and what belongs to it."""

    files: Annotated[
        tuple[str, ...],
        Meta(description="Any of `netlify`, `nginx`, `apache`, `caddy`: write a file of headers for it"),
    ] = ()
    frames: Annotated[bool, Meta(description="Let other sites show your pages in frames")] = False


class Host(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one host is asked."""

    delay: Annotated[float, Meta(ge=0, description="Seconds between two requests to a host")] = 0.2
    timeout: Annotated[float, Meta(gt=0, description="Seconds that a request may take")] = 20.0
    retries: Annotated[int, Meta(ge=0, le=10, description="Times to ask again after a passing fault")] = 2
    accept: Annotated[
        tuple[int, ...], Meta(description="Statuses that are as good as 200 there: `[403, 999]`")
    ] = ()


class External(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How `sitegen check --external` asks the web."""

    ignore: Annotated[
        tuple[str, ...],
        Meta(description="Patterns of addresses never to ask for: `https://example.org/old/*`"),
    ] = ()
    anchors: Annotated[bool, Meta(description="Also look for the part of a page that a link names")] = False
    expiry_days: Annotated[float, Meta(ge=0, description="Days for which a good answer is believed")] = 7.0
    connections: Annotated[int, Meta(ge=1, le=256, description="Requests at the same time")] = 16
    per_host: Annotated[int, Meta(ge=1, le=16, description="The same, to one host")] = 2
    backoff: Annotated[
        float,
        Meta(ge=0, description="Seconds before it is asked again; each time twice as long"),
    ] = 1.0
    private: Annotated[
        bool, Meta(description="Also ask this machine and private networks; content may then reach into them")
    ] = False
    usual: Host = Host()
    hosts: Annotated[dict[str, Host], Meta(description="The same for single hosts")] = {}


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `sitegen check` makes of what it finds."""

    severity: Annotated[
        dict[str, str],
        Meta(
            description="What a code is: `off`, `warning` or `error`; with a pattern of paths, if need be:"
            ' `"page-title:content/old/*" = "off"`. A build follows it for what `--lenient` lets pass'
        ),
    ] = {}
    external: External = External()


class Search(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Search in the published pages."""

    enabled: Annotated[bool, Meta(description="Index the pages and show a search button")] = False


class Images(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Smaller versions of the images that pages show."""

    enabled: Annotated[bool, Meta(description="Publish smaller versions of images in modern formats")] = True
    formats: Annotated[
        tuple[str, ...], Meta(description="`avif`, `webp` or both; the first that a browser knows is loaded")
    ] = ("avif", "webp")
    widths: Annotated[
        tuple[Annotated[int, Meta(ge=16, le=8192)], ...],
        Meta(description="Widths in pixels, ascending; none is made that is wider than the image"),
    ] = (720, 1080, 1440)
    sizes: Annotated[
        str, Meta(description="How wide images stand on a page, as in the `sizes` attribute of HTML")
    ] = "min(43em, 92vw)"
    avif_quality: Annotated[int, Meta(ge=1, le=100, description="100 is the best and largest")] = 55
    webp_quality: Annotated[int, Meta(ge=1, le=100, description="The same for WebP")] = 78


class Llms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What language models read of the site."""

    pages: Annotated[bool, Meta(description="Publish each page as Markdown, too: `/blog/x.md`")] = False
    index: Annotated[bool, Meta(description="Publish `llms.txt` and `llms-full.txt`")] = False
    tokens: Annotated[
        bool, Meta(description="Count each page's tokens (o200k_base), for templates and `llms.txt`")
    ] = False
    model: Annotated[
        str, Meta(description="The foot of a page says what reading it costs with this model; needs `tokens`")
    ] = ""


class SocialCards(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Pictures for links to a page, with its title."""

    enabled: Annotated[
        bool, Meta(description="Draw a card for each page that names no `image` of its own")
    ] = False
    font: Annotated[
        str,
        Meta(
            description="A TrueType or OpenType file below `layouts/assets/`; by default Aileron, or"
            " DejaVu Sans for titles with letters that Aileron lacks"
        ),
    ] = ""
    paper: Annotated[str, Meta(description="Colour of the card")] = "#00666c"
    ink: Annotated[str, Meta(description="Colour of what stands on it")] = "#ffffff"


class MenuItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of a menu."""

    name: Annotated[str, Meta(min_length=1, description="What the entry says")]
    target: Annotated[str, Meta(min_length=1, description="A source path (`blog/_index.md`) or a URL")]
    weight: Annotated[int, Meta(description="Lighter entries stand first; equal ones as written")] = 0


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole configuration of a site; every value has a default."""

    title: Annotated[str, Meta(min_length=1, description="The site's name")] = "A site made with sitegen"
    description: Annotated[
        str, Meta(description="One sentence about the site, for search engines and feeds")
    ] = ""
    base_url: Annotated[
        str, Meta(description="Where the site is published: `https://example.org/project`; needed for feeds")
    ] = ""
    dialect: Annotated[
        Dialect, Meta(description="The generator that the content was written for: see Moving here")
    ] = Dialect.SITEGEN
    language: Annotated[str, Meta(description="Language of the texts, as in `en` or `pt-BR`")] = "en"
    copyright: Annotated[str, Meta(description="A line for the foot of each page, and for feeds")] = ""
    author: Author = Author()
    paginate: Annotated[int, Meta(ge=0, description="Items on a list page; 0 puts all on one")] = 10
    related: Annotated[int, Meta(ge=0, description="Related posts shown on a page")] = 4
    paths: Paths = Paths()
    output: Publishing = Publishing()
    urls: Urls = Urls()
    taxonomies: tuple[Taxonomy, ...] = (Taxonomy(name="tags", singular="tag"),)
    feeds: Feeds = Feeds()
    markdown: Markdown = Markdown()
    limits: Limits = Limits()
    images: Images = Images()
    social_cards: SocialCards = SocialCards()
    privacy: Privacy = Privacy()
    headers: Headers = Headers()
    search: Search = Search()
    check: Check = Check()
    llms: Llms = Llms()
    menu: tuple[MenuItem, ...] = ()
    layouts: Annotated[
        dict[str, str],
        Meta(description='What layouts named in front matter are called here: `post = "page.html"`'),
    ] = {}
    schemas: dict[str, Schema] = {}
    ignore: Annotated[
        tuple[str, ...], Meta(description="Patterns of files never to publish: `drafts/*`")
    ] = ()
    extra: Annotated[dict[str, Any], Meta(description="Data of your own, for templates: `site.extra`")] = {}
