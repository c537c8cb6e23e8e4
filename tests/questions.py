"""What people ask about a static site generator, and the page of the manual that answers it.

The questions are those of the issue trackers of Hugo, Astro and MkDocs, in short. For the words that people
type, the manual's search has the page among its first three results: tests/browser/test_manual_search.py.
"""

from __future__ import annotations

from typing import NamedTuple


class Question(NamedTuple):
    """A question of a new user."""

    asked: str
    typed: tuple[str, ...]  #: what the same person types into a search box
    page: str  #: of the manual


# fmt: off
QUESTIONS = (
    Question("How do I change the colours?", ("change theme colors", "accent color"), "theme-colours"),
    Question("How do I turn off dark mode?", ("dark mode only", "disable dark mode"), "theme-colours"),
    Question("Where do I put my own CSS?", ("custom css",), "theme-colours"),
    Question("How do I use another font without Google Fonts?", ("change font", "google fonts"), "fonts"),
    Question("How do I show a logo in the header?", ("add logo",), "logo"),
    Question("How do I change the favicon?", ("favicon",), "logo"),
    Question("How do I order the menu?", ("navigation menu order", "external link in menu"), "menu"),
    Question("How do I make a menu with submenus?", ("submenu", "dropdown menu"), "menu"),
    Question("How do I change the format of dates?", ("date format",), "faq"),
    Question("How do I change the text in the footer?", ("footer text", "copyright"), "footer"),
    Question("How do I add links to Mastodon and GitHub?", ("social links",), "footer"),
    Question("How do I add Google Analytics?", ("google analytics", "plausible"), "analytics"),
    Question("How do I add comments, such as giscus or Disqus?", ("comments", "giscus"), "comments"),
    Question("How do readers subscribe to a newsletter?", ("newsletter", "mailchimp"), "newsletter"),
    Question("How do I embed a YouTube video?", ("embed youtube video",), "video"),
    Question("How do I draw a diagram with Mermaid?", ("mermaid diagram",), "diagrams"),
    Question("How do I write LaTeX formulas?", ("latex math formulas", "katex"), "formulas"),
    Question("How do I make a projects page from a data file?", ("projects page",), "projects-page"),
    Question("How do I make a landing page instead of a list of posts?", ("landing page",), "landing-page"),
    Question("How do I write a layout for one page?", ("custom layout",), "custom-layout"),
    Question("How do I write a shortcode?", ("shortcode",), "custom-directive"),
    Question("How do I use my own domain?", ("custom domain", "base path"), "domain"),
    Question("How do I deploy to GitHub Pages?", ("deploy github pages", "netlify"), "hosting"),
    Question("How do I publish to S3?", ("s3 bucket", "rsync"), "deploy"),
    Question("How do I move my site from Hugo?", ("migrate from hugo", "jekyll"), "moving-here"),
    Question("How do I move to another host without losing visitors?", ("change hosting",), "moving-hosts"),
    Question("How do I upgrade without breaking my site?", ("upgrade version",), "upgrading"),
    Question("How do I check for broken links in CI?", ("check broken links in ci",), "ci"),
    Question("How do I redirect an old address?", ("redirect old url", "alias"), "urls"),
    Question("Why is my post missing from the site?", ("draft not showing",), "faq"),
    Question("Can one site have several languages?", ("multiple languages",), "languages"),
    Question("How do I show a table of contents?", ("table of contents",), "markdown"),
    Question("How do I number the lines of a code block?", ("syntax highlighting", "line numbers"), "code"),
    Question("Where is my RSS feed?", ("rss feed",), "feeds"),
    Question("How do I change the number of posts on a page?", ("pagination",), "taxonomies-and-lists"),
    Question("How do I see the preview on my phone?", ("preview on phone",), "preview"),
    Question("How do I set up VS Code?", ("vs code",), "editor"),
    Question("How do I resize images?", ("resize images", "webp"), "images"),
    Question("Why is my image not shown?", ("image not showing",), "links-and-images"),
    Question("How do I put a sidebar beside my documentation?", ("sidebar", "breadcrumbs"), "navigation"),
    Question("How do I add search to my site?", ("add search",), "search"),
    Question("How do I hide a page from the menu?", ("hide page from menu",), "menu"),
    Question("How do I import my WordPress site?", ("wordpress", "import from wordpress"), "moving-here"),
    Question("How do I schedule a post for the future?", ("schedule post", "future date"), "content"),
    Question("How do I move or rename a page without breaking links?", ("rename page", "move page"), "urls"),
    Question("How do I block AI crawlers?", ("block ai crawlers", "robots.txt", "gptbot"), "privacy"),
    Question("How does sitegen compare with Hugo?", ("hugo vs", "astro", "zensical"), "comparisons"),
)
# fmt: on
