"""The smallest sites of other generators that show what an import reads: path -> text."""

from __future__ import annotations

PAGE = "# Title\n"

HUGO = {
    "hugo.toml": """
baseURL = "https://example.org/"
title = "H"
paginate = 5
disablePathToLower = true
[permalinks]
posts = "/:year/:slug/"
[taxonomies]
tag = "tags"
topic = "topics"
[[menu.main]]
name = "Blog"
url = "/posts/"
weight = 2
[params]
description = "About"
colour = "red"
[markup.goldmark.extensions]
typographer = false
""",
    "content/_index.md": PAGE,
}
JEKYLL = {
    "_config.yml": "title: J\nurl: https://example.org\nbaseurl: /b\npermalink: pretty\nauthor: {name: Ada}\n"
    "collections:\n  docs: {output: true, permalink: '/:collection/:path/'}\n  secret: {}\nexclude: [vendor, tmp]\n"
    "plugins: [jekyll-feed, jekyll-scholar]\nfeed: {path: atom.xml}\ncolour: red\nrepository: a/b\nsass: {style: compressed}\n",
    "_posts/2025-01-01-a.md": PAGE,
    "_docs/a.md": PAGE,
    "_other/a.md": PAGE,
}
ZOLA = {
    "config.toml": 'base_url = "https://example.org"\ntitle = "Z"\ngenerate_feeds = true\n'
    'feed_filenames = ["rss.xml", "atom.xml"]\ntaxonomies = [{ name = "tags", feed = true, paginate_by = 3 }]\n'
    'compile_sass = true\n[markdown]\nsmart_punctuation = true\n[extra]\ncolour = "red"\n',
    "content/_index.md": PAGE,
}
MDBOOK = {
    "book.toml": '[book]\ntitle = "B"\nauthors = ["Ada"]\n[output.html]\nadditional-css = ["x.css"]\n'
    '[output.html.redirect]\n"old/a.html" = "../b.html"\n[preprocessor.own]\n',
    "src/SUMMARY.md": "# Summary\n\n[Intro](intro.md)\n\n# Part\n\n- [One](one.md)\n    - [Deep](deep/README.md)\n- [Draft]()\n",
    "src/intro.md": PAGE,
    "src/one.md": PAGE,
    "src/deep/README.md": PAGE,
    "src/unlisted.md": PAGE,
}
DOCUSAURUS = {
    "docusaurus.config.ts": "export default { title: 'D', url: 'https://example.org', baseUrl: '/p/',\n"
    " presets: [['classic', { docs: { sidebarPath: './sidebars.js', routeBasePath: '/' }, blog: {} }]],\n"
    " plugins: [['@docusaurus/plugin-client-redirects', { redirects: [{ from: '/old', to: '/new' }] }], 'mine'],\n"
    " themeConfig: { navbar: { items: [{ to: 'blog', label: 'Blog' }, { type: 'docSidebar', label: 'Docs' }] } } }\n",
    "sidebars.js": "module.exports = { docs: { Guide: ['intro', { type: 'category', label: 'More',\n"
    " items: ['more/named'] }], Links: [{ type: 'link', label: 'X', href: 'https://example.com' }] } }\n",
    "docs/01-intro.md": PAGE,
    "docs/more/a.md": "---\nid: named\nsidebar_label: Short\n---\n",
    "blog/2025-01-01-a.md": PAGE,
}
STARLIGHT = {
    "astro.config.mjs": "export default defineConfig({ site: 'https://example.org', redirects: { '/o': '/n' },\n"
    " integrations: [starlight({ title: 'S', customCss: ['x'], sidebar: [\n"
    " { label: 'Guide', items: ['guide/a', { label: 'B', slug: 'guide/b' }] },\n"
    " { label: 'Auto', autogenerate: { directory: 'auto' } }, { label: 'Far', link: 'https://example.com' } ] })] })\n",
    **{f"src/content/docs/{name}.md": PAGE for name in ("guide/a", "guide/b", "auto/x")},
}
VITEPRESS = {
    ".vitepress/config.mts": "import { nav } from './menu'\n"
    "export default ({ mode }) => {\n  return withPwa(defineConfig({ title: 'V', cleanUrls: true,\n"
    " rewrites: { 'en/:rest*': ':rest*' }, srcExclude: ['**/parts/*'], transformHead() {},\n"
    " themeConfig: { nav, sidebar: { '/guide/': { base: '/guide', items: guide() }, '/api/': [\n"
    "  { text: 'Own', link: '/api/' }, { text: 'Far', link: 'https://example.com' } ] } } })) }\n"
    "function guide(): Items[] {\n  return [{ text: 'Start', items: [{ text: 'A', link: '/a' }, { link: 'b.md' }] }]\n}\n",
    ".vitepress/menu.ts": "export const nav = [{ text: 'Guide', link: '/guide/a' }, { text: 'More', items: [\n"
    "  { text: 'C', items: [{ text: 'D', link: '/api/' }] } ] }]\n",
    **{
        f"en/{name}.md": PAGE
        for name in ("index", "guide/a", "guide/b", "api/index", "api/[name]", "parts/x")
    },
}
NEXT = {
    "next.config.js": "module.exports = { basePath: '/b', rewrites() { return [] } }\n",
    "data/siteMetadata.js": "const m = { title: 'N', siteUrl: 'https://example.org', language: 'de', author: 'Ada' }\n"
    "module.exports = m\n",
    "data/blog/a.mdx": PAGE,
    "pages/about.tsx": "",
}
GATSBY = {
    "gatsby-config.js": "module.exports = { siteMetadata: { title: 'G', siteUrl: 'https://example.org' },\n"
    " plugins: ['gatsby-plugin-sharp', { resolve: 'gatsby-plugin-mine', options: {} }] }\n",
    "content/blog/a/index.md": PAGE,
}
ELEVENTY = {
    "eleventy.config.js": "export default function (c) { c.addPassthroughCopy({ './public/': '/' });\n"
    " c.addShortcode('year', () => 1); }\nexport const config = { dir: { input: 'content', data: '../_data' } }\n",
    "_data/metadata.js": "export default { title: 'E', url: 'https://example.org/' }\n",
    "content/a.md": PAGE,
    "public/x.txt": "",
}
PELICAN = {
    "pelicanconf.py": "SITENAME = 'P'\nARTICLE_URL = '{date:%Y}/{slug}/'\nFEED_ALL_ATOM = 'feeds/all.atom.xml'\n"
    "PLUGINS = ['mine']\nMENUITEMS = (('A', '/a/'),)\nMY_OWN = 1\n",
    "publishconf.py": "from pelicanconf import *\nSITEURL = 'https://example.org'\n",
    "content/a.md": PAGE,
}
HEXO = {
    "_config.yml": "title: X\nurl: https://example.org\npermalink: :year/:title/\nsource_dir: source\nmystery: 1\n"
    "feed: {type: atom, path: feed.xml}\n",
    "source/_posts/a.md": PAGE,
}
SPHINX = {
    "conf.py": "project = 'S'\nextensions = ['myst_parser', 'sphinx.ext.autodoc']\nhtml_theme = 'furo'\n"
    "redirects = {'old': 'a.html'}\nraise SystemExit\n",
    "index.md": "# S\n\n```{toctree}\n:caption: Guide\na\nTitle <b.md>\nhttps://example.com\nold.rst\n```\n",
    "a.md": "# A\n\n:::{toctree}\nc\n:::\n",
    "b.md": PAGE,
    "c.md": PAGE,
    "old.rst": "Old\n",
}
OBSIDIAN = {
    ".obsidian/app.json": '{"userIgnoreFilters": ["private/"]}',
    ".obsidian/community-plugins.json": '["dataview"]',
    ".obsidian/templates.json": '{"folder": "Templates"}',
    "a.md": PAGE,
    "b.canvas": "{}",
}
