"""What a site can configure: typed, frozen, each option with its default and its description.

The descriptions are in the annotations, once: the manual's table (``describe_options``) and the
messages about wrong values are made of them.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from sitegen.config.cache import Cache
from sitegen.config.choices import Dialect, FeedIds, Publish, UrlStyle
from sitegen.config.diagrams import Diagrams
from sitegen.config.git import Git
from sitegen.config.hosts import Check, Deploy, Headers, Privacy, Serve
from sitegen.config.languages import Language, Taxonomy, Translations
from sitegen.config.markdown import Markdown
from sitegen.config.menus import Banner, FooterItem, MenuItem, NavItem
from sitegen.config.outputs import Images, Lists, Llms, Search, SocialCards
from sitegen.config.reference import Reference
from sitegen.config.schemas import Schema
from sitegen.config.theme import Theme
from sitegen.config.versions import Versions


class Author(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The author, for feeds and metadata."""

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
    includes: Annotated[
        tuple[str, ...],
        Meta(description="Folders and files, besides the content, from which pages may include text"),
    ] = ()


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
    """How addresses are formed."""

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
    ascii: Annotated[
        bool,
        Meta(description="Addresses of pages and terms in ASCII: `café` as `cafe`, `北京` as `bei-jing`"),
    ] = False
    hyphens: Annotated[bool, Meta(description="Publish `my_new.post.md` as `my-new-post`, as Zola does")] = (
        False
    )
    drop_signs: Annotated[bool, Meta(description="Publish `what (1)?.md` as `what-1`, as Hugo does")] = False
    readme: Annotated[bool, Meta(description="Use `README.md` as the index of its folder")] = False
    folder_name_index: Annotated[
        bool, Meta(description="Use `guide/guide.md` as the index of `guide/`, as Docusaurus does")
    ] = False
    strip_number_prefix: Annotated[
        bool, Meta(description="Publish `01-start/02-setup.md` as `start/setup`, as Docusaurus does")
    ] = False
    hosted: Annotated[
        tuple[str, ...], Meta(description="Addresses that your host serves: `/api/`, `/docs/1.*/old/`")
    ] = ()
    words: Annotated[
        dict[str, str],
        Meta(description='Targets of links that stand for a page: `g = "/glossary/"` for `[term](g)`'),
    ] = {}
    patterns: Annotated[
        dict[str, str],
        Meta(description='Addresses of the pages in a folder: `blog = "/:year/:month/:title/"`'),
    ] = {}


class Feeds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Feeds of the site, of each section and of each term."""

    formats: Annotated[
        tuple[str, ...], Meta(description="Any of `atom`, `rss`, `json`; pages prefer the first")
    ] = ("atom", "rss", "json")
    path: Annotated[
        dict[str, str],
        Meta(
            description='File names of feeds, by format: `rss = "index.xml"` in each folder, or'
            ' `atom = "/feed.xml"` for the feed of the whole site'
        ),
    ] = {}
    ids: Annotated[
        FeedIds,
        Meta(
            description="What entries are called, so that readers don't show old ones again: as this"
            " generator called them"
        ),
    ] = FeedIds.PERMALINK
    limit: Annotated[int, Meta(ge=1, description="Entries in a feed, newest first")] = 20
    full_text: Annotated[bool, Meta(description="Publish whole articles in feeds, not summaries")] = True
    sections: Annotated[bool, Meta(description="Publish feeds of each section")] = True
    terms: Annotated[bool, Meta(description="Publish feeds of each term")] = True
    term_formats: Annotated[
        tuple[str, ...],
        Meta(description="Formats of a term's feeds; a large site has thousands of these feeds"),
    ] = ("atom",)


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
    words: Annotated[
        dict[str, str],
        Meta(description='The theme’s words in your language: `"min read" = "min"`'),
    ] = {}
    languages: Annotated[
        dict[str, Language], Meta(description="The languages of a site that has several; see Languages")
    ] = {}
    translations: Translations = Translations()
    copyright: Annotated[str, Meta(description="A line for the footer of each page, and for feeds")] = ""
    author: Author = Author()
    paginate: Annotated[int, Meta(ge=0, description="Entries on a list page; 0 shows all on one page")] = 10
    lists: Lists = Lists()
    related: Annotated[int, Meta(ge=0, description="Number of related posts on a page")] = 4
    paths: Paths = Paths()
    output: Publishing = Publishing()
    urls: Urls = Urls()
    taxonomies: tuple[Taxonomy, ...] = (Taxonomy(name="tags", singular="tag"),)
    feeds: Feeds = Feeds()
    markdown: Markdown = Markdown()
    limits: Limits = Limits()
    images: Images = Images()
    reference: Reference = Reference()
    diagrams: Diagrams = Diagrams()
    social_cards: SocialCards = SocialCards()
    privacy: Privacy = Privacy()
    headers: Headers = Headers()
    search: Search = Search()
    serve: Serve = Serve()
    check: Check = Check()
    llms: Llms = Llms()
    git: Git = Git()
    versions: Versions = Versions()
    deploy: Deploy = Deploy()
    cache: Cache = Cache()
    theme: Theme = Theme()
    menu: tuple[MenuItem, ...] = ()
    footer: tuple[FooterItem, ...] = ()
    banner: Banner = Banner()
    nav: tuple[NavItem, ...] = ()
    nav_file: Annotated[
        str,
        Meta(
            pattern=r"^[^/\\]*\.(?:md|yml|yaml)$|^$",
            description="Instead of `[[nav]]`: a list in this file of `content/`, `SUMMARY.md` or `nav.yml`",
        ),
    ] = ""
    redirects: Annotated[
        dict[str, str],
        Meta(description='Old addresses and where they lead: `"/old/" = "/new/"`; see URLs'),
    ] = {}
    layouts: Annotated[
        dict[str, str],
        Meta(description='Templates for layout names in front matter: `post = "page.html"`'),
    ] = {}
    schemas: dict[str, Schema] = {}
    extensions: Annotated[
        dict[str, dict[str, Any]],
        Meta(description="Installed extensions to use, and options of the site's own: see Extensions"),
    ] = {}
    ignore: Annotated[tuple[str, ...], Meta(description="Patterns of files to leave out: `drafts/*`")] = ()
    extra: Annotated[dict[str, Any], Meta(description="Your own data, for templates: `site.extra`")] = {}
