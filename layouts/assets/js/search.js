// The search dialog. acts.js loads it when it is first wanted; it loads the index by Pagefind's own module.
import looks from "./search.css" with { type: "css" };

const MOST = 20;
const CONTEXT = 3; // words beside a marked one by which a browser finds it on its page
const words = JSON.parse(document.documentElement.dataset.words ?? "{}");
const word = (text) => words[text] ?? text;
const plural = new Intl.PluralRules(document.documentElement.lang || "en");
// The words of a site are texts, those of a language have a form for each kind of number.
const countOf = (number) => {
  const { pages = number == 1 ? "page" : "pages" } = words;
  return (number == 1 && words["1 page"]) || `${number} ${pages[plural.select(number)] ?? pages.other ?? pages}`;
};
const make = (name, values = {}, ...children) => {
  const element = Object.assign(document.createElement(name), values);
  element.append(...children);
  return element;
};

const field = make("input", { type: "search", autocomplete: "off", spellcheck: false });
const label = make("label", {}, `${word("Search this site")} `, field);
const status = make("p", { className: "meta" });
const list = make("ol", { className: "posts" });
const close = make("button", { type: "button", textContent: word("Close") });
const dialog = make("dialog", { className: "finder" }, label, status, list, close);
dialog.setAttribute("aria-label", word("Search"));
status.setAttribute("role", "status");

let loading;
let turn = 0;
// The site's home: this module lies in a folder below assets/.
const home = new URL("../../", import.meta.url);

const scoreOf = ({ weighted_locations }) => weighted_locations.reduce((sum, { balanced_score }) => sum + balanced_score, 0);

// The part of a page that has the words most often: a heading and what stands below it.
const bestPart = ({ sub_results: parts }) => parts.reduce((best, part) => (best && scoreOf(best) >= scoreOf(part) ? best : part), null);

// Text and <mark>, as Pagefind gives it; nothing else of it is taken over.
const parse = (excerpt) => [...new DOMParser().parseFromString(excerpt, "text/html").body.childNodes];
const isMark = ({ nodeName }) => nodeName == "MARK";
const mark = (textContent) => make("mark", { textContent });

// What makes the browser mark the first of the words where it leads to: it, and the words beside it. Pagefind puts a
// full stop behind each block, so only words of the same sentence count.
const directive = (nodes) => {
  const at = nodes.findIndex(isMark);
  if (at < 0) return "";
  const encode = (words) => encodeURIComponent(words).replaceAll("-", "%2D");
  const sentences = (node) => node?.textContent.split(/[.:!?]+(?:\s|$)/) ?? [""];
  const wordsOf = (text) => text.split(/\s+/).filter(Boolean);
  const before = encode(wordsOf(sentences(nodes[at - 1]).at(-1)).slice(-CONTEXT).join(" "));
  const [marked, ...rest] = sentences(nodes[at]);
  const after = rest.length ? "" : encode(wordsOf(sentences(nodes[at + 1])[0]).slice(0, CONTEXT).join(" "));
  return `:~:text=${before && `${before}-,`}${encode(marked)}${after && `,-${after}`}`;
};

// To the part of the page that has the words, by the id of its heading.
const address = (result, part, nodes) => {
  const [, anchor = "#"] = part?.url.match(/(#.*)/) ?? [];
  const page = new URL(home);
  page.pathname += result.meta.address.slice(1); // which cannot lead to another host, whatever it says
  return page.href + anchor + directive(nodes);
};

const entry = (result, terms) => {
  const part = bestPart(result);
  const nodes = parse((part ?? result).excerpt);
  const marked = new Set(nodes.filter(isMark).map(({ textContent }) => textContent.toLowerCase()));
  const isAsked = (piece) => marked.has(piece) || terms.some((term) => term.length > 3 && piece.startsWith(term));
  const markIn = (title) => title.split(/(\p{L}+)/u).map((piece) => (isAsked(piece.toLowerCase()) ? mark(piece) : piece));
  const { title } = result.meta;
  const heading = part && part.title != title && part.url.includes("#") ? [make("small", {}, ...markIn(part.title))] : [];
  const link = make("a", { href: address(result, part, nodes) }, make("span", {}, ...markIn(title)), ...heading);
  return make("li", {}, make("h2", {}, link), make("p", {}, ...nodes.map((node) => (isMark(node) ? mark(node.textContent) : node.textContent))));
};

// British and American English: a page in one is found in the words of the other.
const SPELLINGS = [[/our(?!$)|(?<=..)our$/, "or"], [/(?<=[^aeiou])or(?=s?$|e[dr]|i)/, "our"], [/is(?=e|ing|ation)/, "iz"], [/iz(?=e|ing|ation)/, "is"], [/tre$/, "ter"], [/ter$/, "tre"]];
const spell = (term) => {
  const isEnglish = document.documentElement.lang.startsWith("en");
  return [...new Set([term, ...(isEnglish ? SPELLINGS.map((change) => term.replace(...change)) : [])])];
};

// A word by each of its spellings -> the best result of each page.
const lookUp = async (index, term) => {
  const answers = await Promise.all(spell(term).map((text) => index.search(text)));
  const best = new Map();
  for (const result of answers.flatMap(({ results }) => results)) if (!(best.get(result.id)?.score >= result.score)) best.set(result.id, result);
  return [...best.values()];
};

// Pagefind looks for pages that have every word, so a question finds none. Here each word is looked for by itself,
// and counts the more, the fewer pages have it. What has less than a quarter of what was asked for is left out.
const termsOf = (query) => (query.includes('"') ? [query] : [...new Set(query.toLowerCase().split(/[\s?!,;]+/).filter(Boolean))]);
const rank = async (index, query, terms) => {
  const [all, whole] = await Promise.all([null, query].map((text) => index.search(text)));
  const data = new Map(whole.results.map((result) => [result.id, result.data]));
  const pages = new Map();
  let asked = 0;
  for (const results of await Promise.all(terms.map((term) => lookUp(index, term)))) {
    if (!results.length) continue;
    const rarity = Math.log((all.results.length + 1) / results.length);
    const highest = Math.max(...results.map(({ score }) => score));
    asked += rarity;
    for (const result of results) {
      const page = pages.get(result.id) ?? { score: 0, held: 0, most: 0 };
      const gain = (rarity * result.score) / highest;
      if (gain > page.most) Object.assign(page, { most: gain, data: data.get(result.id) ?? result.data });
      page.score += gain;
      page.held += rarity;
      pages.set(result.id, page);
    }
  }
  return [...pages.values()].filter(({ held }) => held >= asked / 4).sort((a, b) => b.score - a.score);
};

// A page that repeats a word ranks little higher for it, and one that has the word itself ranks above similar words.
const RANKING = { termFrequency: 0.3, termSimilarity: 2 };
const load = () =>
  (loading ??= import(new URL("pagefind/pagefind.js", home)).then(async (index) => {
    await index.options({ ranking: RANKING });
    return index;
  }));

const search = async () => {
  const mine = ++turn;
  const query = field.value.trim();
  if (!query) {
    status.textContent = "";
    list.replaceChildren();
    return;
  }
  const index = await load().catch(() => null);
  if (!index) {
    status.textContent = word("The search index could not be loaded.");
    return;
  }
  const terms = termsOf(query);
  const results = await rank(index, query, terms);
  const found = (await Promise.all(results.slice(0, MOST).map((one) => one.data()))).filter(Boolean); // what could not be loaded is null
  if (mine != turn) return; // typed on meanwhile
  status.textContent = results.length ? countOf(results.length) : word("Nothing found");
  const spelled = terms.flatMap(spell);
  list.replaceChildren(...found.map((one) => entry(one, spelled)));
};

const walk = (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const stops = [field, ...list.querySelectorAll("a")];
  event.preventDefault();
  stops[stops.indexOf(document.activeElement) + step]?.focus();
};

export async function open() {
  if (!dialog.isConnected) {
    document.adoptedStyleSheets.push(looks);
    close.onclick = () => dialog.close();
    dialog.onclick = (event) => {
      if (event.target == dialog) dialog.close(); // beside it
    };
    dialog.onkeydown = walk;
    field.oninput = search;
    document.body.append(dialog);
  }
  if (!dialog.open) dialog.showModal();
  field.focus();
  field.select();
  await load().catch(() => {});
  await search();
}
