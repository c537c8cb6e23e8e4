// The corpus as a blog: lists of ten, a page for each tag, one feed, a sitemap, code in classes.
import { feedPlugin } from "@11ty/eleventy-plugin-rss";
import highlight from "@11ty/eleventy-plugin-syntaxhighlight";

const SIZE = 10;

function pages(items, key) {
  const total = Math.ceil(items.length / SIZE);
  return Array.from({ length: total }, (_, index) => {
    const number = index + 1;
    const url = (n) => (n === 1 ? `/tags/${key}/` : `/tags/${key}/page/${n}/`);
    return {
      key, number, total, url: url(number),
      previous: number > 1 ? url(number - 1) : "", next: number < total ? url(number + 1) : "",
      items: items.slice(index * SIZE, number * SIZE),
    };
  });
}

export default function (config) {
  config.addPlugin(highlight);
  config.addPlugin(feedPlugin, {
    type: "atom", outputPath: "/atom.xml", collection: { name: "posts", limit: 20 },
    metadata: { language: "en", title: "Notes", base: "https://example.org/", author: { name: "Notes" } },
  });
  config.addCollection("posts", (api) => api.getFilteredByGlob("content/blog/post-*.md"));
  config.addCollection("newest", (api) => api.getFilteredByGlob("content/blog/post-*.md").reverse());
  const byTag = (api) => {
    const found = new Map();
    for (const post of api.getFilteredByGlob("content/blog/post-*.md").reverse()) {
      for (const tag of post.data.tags) found.set(tag, [...(found.get(tag) ?? []), post]);
    }
    return [...found].sort();
  };
  config.addCollection("tagLists", (api) => byTag(api).flatMap(([tag, posts]) => pages(posts, tag)));
  config.addCollection("tagNames", (api) => byTag(api).map(([tag, posts]) => ({ tag, count: posts.length })));
  config.amendLibrary("md", (markdown) => {
    const open = markdown.renderer.rules.link_open ?? ((t, i, o, e, self) => self.renderToken(t, i, o));
    markdown.renderer.rules.link_open = (tokens, index, ...rest) => {
      const href = tokens[index].attrGet("href");
      if (href.endsWith(".md")) tokens[index].attrSet("href", `/blog/${href.slice(0, -3)}/`);
      return open(tokens, index, ...rest);
    };
  });
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  return { dir: { input: ".", includes: "_includes", output: "public" }, markdownTemplateEngine: false };
}
