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

from sitegen.config.schemas import Schema


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

    name: Annotated[str, Meta(description="The author of pages without `authors`")] = ""
    email: Annotated[str, Meta(description="Shown in feeds; leave it out to keep it private")] = ""
    url: Annotated[str, Meta(description="The author's own page")] = ""


class Paths(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Directories, relative to the folder of sitegen.toml."""

    content: Annotated[str, Meta(description="Folder of the Markdown files and the files next to them")] = (
        "content"
    )
    layouts: Annotated[str, Meta(description="Folder of templates and assets; optional")] = "layouts"
    static: Annotated[str, Meta(description="Folder of files to publish unchanged; optional")] = "static"
    data: Annotated[str, Meta(description="Folder of data files for templates; optional")] = "data"
    output: Annotated[str, Meta(description="Folder to publish the site to")] = "public"


class Publishing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the output directory is written."""

    publish: Annotated[
        Publish,
        Meta(
            description="Exchange the whole folder in one step (`swap`), or replace its files one by one"
            " (`in-place`), as sitegen does by itself if the folder can't be exchanged: see Publishing"
        ),
    ] = Publish.SWAP


class Urls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How addresses are made."""

    style: Annotated[
        UrlStyle, Meta(description="Address of `blog/x.md`: `/blog/x/`, `/blog/x.html` or `/blog/x`")
    ] = UrlStyle.DIRECTORY
    strip_date_prefix: Annotated[bool, Meta(description="Publish `2025-11-01-title.md` as `title`")] = True
    redirects_for: Annotated[
        tuple[str, ...],
        Meta(
            description="Also write redirects as rules for a host: `netlify`, `cloudflare`, `gitlab`,"
            " `vercel`, `nginx`, `apache` or `caddy`"
        ),
    ] = ()
    lowercase: Annotated[
        bool, Meta(description="Lower-case addresses with `-` for spaces, whatever the names of the files")
    ] = False
    readme: Annotated[bool, Meta(description="Use `README.md` as the index of its folder")] = False
    patterns: Annotated[
        dict[str, str],
        Meta(description='Addresses of the pages in a folder: `blog = "/:year/:month/:title/"`'),
    ] = {}


class Taxonomy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to group pages: its front matter key, its folder in the output."""

    name: Annotated[str, Meta(description="The front matter key: `tags`")]
    singular: Annotated[
        str, Meta(description="Name of one term, for titles: `tag`; by default the name without its final s")
    ] = ""
    path: Annotated[str, Meta(description="Folder of the term pages; by default the name")] = ""
    feeds: Annotated[bool, Meta(description="Publish feeds of each term")] = True
    paginate: Annotated[
        Annotated[int, Meta(ge=0)] | None,
        Meta(description="Entries on a list page; by default as `paginate`"),
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
        tuple[str, ...], Meta(description="Any of `atom`, `rss`, `json`; pages prefer the first")
    ] = (
        "atom",
        "rss",
        "json",
    )
    limit: Annotated[int, Meta(ge=1, description="Entries in a feed, newest first")] = 20
    full_text: Annotated[bool, Meta(description="Publish whole articles in feeds, not summaries")] = True
    sections: Annotated[bool, Meta(description="Publish feeds of each section")] = True
    terms: Annotated[bool, Meta(description="Publish feeds of each term")] = True
    term_formats: Annotated[
        tuple[str, ...],
        Meta(description="Formats of a term's feeds; a large site has thousands of these feeds"),
    ] = ("atom",)


class Markdown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How Markdown is read."""

    raw_html: Annotated[
        RawHtml,
        Meta(
            description="HTML in Markdown: all but scripts, iframes and styles (`safe`), everything (`all`),"
            " or shown as text (`none`)"
        ),
    ] = RawHtml.SAFE
    smart_punctuation: Annotated[bool, Meta(description="Typographic quotes, dashes and ellipses")] = False
    toc: Annotated[bool, Meta(description="Show a table of contents unless a page says `toc: false`")] = True
    toc_depth: Annotated[
        int, Meta(ge=1, le=6, description="Deepest heading level in the table of contents")
    ] = 3
    heading_anchors: Annotated[bool, Meta(description="A link to itself beside each heading")] = True
    line_numbers: Annotated[bool, Meta(description="Number the lines of code blocks")] = False
    math: Annotated[
        bool, Meta(description="Read formulas between dollar signs on every page, not only with `math: true`")
    ] = False
    cjk_emphasis: Annotated[
        bool | None,
        Meta(
            description="Emphasis beside Chinese, Japanese and Korean punctuation, as in `**重要：**请`; "
            "on by default if `language` is one of these"
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
    output_bytes: Annotated[int, Meta(ge=1, description="Largest published page")] = 50_000_000
    page_seconds: Annotated[
        float, Meta(gt=0, le=86_400, description="Longest processor time for one page")
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
            description="Most additional memory for one page (Linux)",
        ),
    ] = 1_000_000_000
    image_pixels: Annotated[
        int, Meta(ge=1, le=178_956_970, description="Largest image, width times height")  # Pillow's own limit
    ] = 80_000_000


class Privacy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom a page may ask besides its own host."""

    allow_hosts: Annotated[
        tuple[str, ...],
        Meta(description="Other hosts whose images, videos and frames pages can show: `img.example.org`"),
    ] = ()
    allow_scripts: Annotated[
        tuple[str, ...],
        Meta(description="Other hosts whose scripts can run and load what they need from there"),
    ] = ()
    allow_inline: Annotated[
        tuple[str, ...],
        Meta(
            description="Inline scripts and styles that can run, by their hash (`sha256-…`); `all` allows"
            " every one, which an attacker’s too would be"
        ),
    ] = ()


class Headers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Files that make a host send the policy and what belongs to it."""

    files: Annotated[
        tuple[str, ...],
        Meta(description="Write a file of headers for any of `netlify`, `nginx`, `apache`, `caddy`"),
    ] = ()
    frames: Annotated[bool, Meta(description="Allow other sites to show your pages in frames")] = False


class Host(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one host is asked."""

    delay: Annotated[float, Meta(ge=0, description="Seconds between two requests to a host")] = 0.2
    timeout: Annotated[float, Meta(gt=0, description="Longest time for a request, in seconds")] = 20.0
    retries: Annotated[int, Meta(ge=0, le=10, description="Retries after a temporary failure")] = 2
    accept: Annotated[tuple[int, ...], Meta(description="Status codes to accept like 200: `[403, 999]`")] = ()


class External(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How `sitegen check --external` asks the web."""

    ignore: Annotated[
        tuple[str, ...],
        Meta(description="Patterns of addresses to skip: `https://example.org/old/*`"),
    ] = ()
    anchors: Annotated[bool, Meta(description="Also check the anchors of links")] = False
    expiry_days: Annotated[float, Meta(ge=0, description="Days to keep a good result")] = 7.0
    connections: Annotated[int, Meta(ge=1, le=256, description="Concurrent requests")] = 16
    per_host: Annotated[int, Meta(ge=1, le=16, description="Concurrent requests to one host")] = 2
    backoff: Annotated[
        float,
        Meta(ge=0, description="Seconds before the first retry; doubles each time"),
    ] = 1.0
    private: Annotated[
        bool, Meta(description="Also check this machine and private networks; content can then reach them")
    ] = False
    usual: Host = Host()
    hosts: Annotated[dict[str, Host], Meta(description="The same for single hosts")] = {}


class Serve(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The preview."""

    allowed_hosts: Annotated[
        tuple[str, ...],
        Meta(
            description="Names under which `sitegen serve` answers besides this machine's: that of a"
            " container or tunnel; `*.example.org` for any before that"
        ),
    ] = ()


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `sitegen check` makes of what it finds."""

    severity: Annotated[
        dict[str, str],
        Meta(
            description="Severity of a code: `off`, `warning` or `error`, optionally with a pattern of paths:"
            ' `"page-title:content/old/*" = "off"`. Builds apply it to the problems that `--lenient` covers'
        ),
    ] = {}
    external: External = External()


class Search(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Search in the published pages."""

    enabled: Annotated[bool, Meta(description="Build a search index and show a search button")] = False


class Images(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Smaller versions of the images that pages show."""

    enabled: Annotated[bool, Meta(description="Publish smaller versions of images in modern formats")] = True
    formats: Annotated[
        tuple[str, ...],
        Meta(description="`avif`, `webp` or both; browsers load the first one that they support"),
    ] = ("avif", "webp")
    widths: Annotated[
        tuple[Annotated[int, Meta(ge=16, le=8192)], ...],
        Meta(description="Widths in pixels, ascending, up to the width of the image"),
    ] = (720, 1080, 1440)
    sizes: Annotated[
        str, Meta(description="Width of images on a page, as in the `sizes` attribute of HTML")
    ] = "min(43em, 92vw)"
    avif_quality: Annotated[
        int, Meta(ge=1, le=100, description="Quality of AVIF versions; 100 is the best and largest")
    ] = 55
    webp_quality: Annotated[int, Meta(ge=1, le=100, description="Quality of WebP versions")] = 78


class Llms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What language models read of the site."""

    pages: Annotated[bool, Meta(description="Also publish each page as Markdown: `/blog/x.md`")] = False
    index: Annotated[bool, Meta(description="Publish `llms.txt` and `llms-full.txt`")] = False
    tokens: Annotated[
        bool, Meta(description="Count each page's tokens (o200k_base), for templates and `llms.txt`")
    ] = False
    model: Annotated[
        str,
        Meta(
            description="Show in the page footer what reading the page costs with this model; needs `tokens`"
        ),
    ] = ""


class SocialCards(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Pictures for links to a page, with its title."""

    enabled: Annotated[bool, Meta(description="Draw a card for each page without an `image`")] = False
    font: Annotated[
        str,
        Meta(
            description="A TrueType or OpenType file in `layouts/assets/`; by default Aileron, or"
            " DejaVu Sans for titles with letters that Aileron lacks"
        ),
    ] = ""
    paper: Annotated[str, Meta(description="Background colour of the card")] = "#00666c"
    ink: Annotated[str, Meta(description="Text colour of the card")] = "#ffffff"


class MenuItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of a menu."""

    name: Annotated[str, Meta(min_length=1, description="Text of the entry")]
    target: Annotated[str, Meta(min_length=1, description="A source path (`blog/_index.md`) or a URL")]
    weight: Annotated[
        int, Meta(description="Lighter entries come first, equal ones in the order of the file")
    ] = 0


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole configuration of a site; every value has a default."""

    title: Annotated[str, Meta(min_length=1, description="The site's name")] = "A site made with sitegen"
    description: Annotated[
        str, Meta(description="One sentence about the site, for search engines and feeds")
    ] = ""
    base_url: Annotated[
        str,
        Meta(description="Address of the published site: `https://example.org/project`; needed for feeds"),
    ] = ""
    dialect: Annotated[
        Dialect, Meta(description="The generator that the content was written for: see Moving here")
    ] = Dialect.SITEGEN
    language: Annotated[str, Meta(description="Language of the content: `en`, `pt-BR`")] = "en"
    copyright: Annotated[str, Meta(description="A line for the footer of each page, and for feeds")] = ""
    author: Author = Author()
    paginate: Annotated[int, Meta(ge=0, description="Entries on a list page; 0 shows all on one page")] = 10
    related: Annotated[int, Meta(ge=0, description="Number of related posts on a page")] = 4
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
    serve: Serve = Serve()
    check: Check = Check()
    llms: Llms = Llms()
    menu: tuple[MenuItem, ...] = ()
    redirects: Annotated[
        dict[str, str],
        Meta(description='Old addresses and where they lead: `"/old/" = "/new/"`; see URLs'),
    ] = {}
    layouts: Annotated[
        dict[str, str],
        Meta(description='Templates for layout names in front matter: `post = "page.html"`'),
    ] = {}
    schemas: dict[str, Schema] = {}
    ignore: Annotated[tuple[str, ...], Meta(description="Patterns of files to leave out: `drafts/*`")] = ()
    extra: Annotated[dict[str, Any], Meta(description="Your own data, for templates: `site.extra`")] = {}
