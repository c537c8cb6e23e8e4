// What the exactness tests have a JavaScript engine do: the same jobs in Node and in a browser.

/**
 * Encodes each text on its own.
 * @param {import("../../layouts/assets/tokenizer/core.js").Tokenizer} tokenizer
 * @param {string[]} texts @returns {number[][]} ids
 */
export function encode(tokenizer, texts) {
  return texts.map((text) => tokenizer.encode(text));
}

/** Counts each text on its own: the way that skips the ids. */
export function count(tokenizer, texts) {
  return texts.map((text) => tokenizer.count(text));
}

/** Turns one document into each text in turn; returns the ids that it holds then, and its own count of them. */
export function edit(tokenizer, texts) {
  const document = tokenizer.document();
  return texts.map((text) => {
    document.update(text);
    return { count: document.tokens, ids: [...document.tokensBetween(0, Infinity).ids] };
  });
}

/** The characters and words of one document that becomes each text in turn, and those of the text on its own. */
export function measure(tokenizer, texts) {
  const document = tokenizer.document();
  const word = /[^\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
  return texts.map((text) => {
    document.update(text);
    const { characters, words } = document.measure;
    return { edited: [characters, words], whole: [[...text].length, text.match(word)?.length ?? 0] };
  });
}

/** The places that a document gives its tokens. */
export function place(tokenizer, texts) {
  return texts.map((text) => {
    const document = tokenizer.document();
    document.update(text);
    const { starts, ends } = document.tokensBetween(0, Infinity);
    return [...starts].map((start, token) => [start, ends[token]]);
  });
}

/**
 * What each document foresees at some of its places, and what it has once the edit is made: pairs of
 * [tokens, characters, words], one for each key.
 */
export function foresee(tokenizer, texts) {
  return texts.map((text) => {
    const document = tokenizer.document();
    document.update(text);
    const places = [0, 1, text.length >> 1, text.length - 1, text.length].filter((place) => place >= 0 && place <= text.length);
    return places.flatMap((place) =>
      [...tokenizer.forecast(document, place)].map(([inserted, { tokens, characters, words }]) => {
        const start = inserted === "" ? place - 1 : place;
        document.edit({ start, end: place, inserted });
        const made = [document.tokens, document.measure.characters, document.measure.words];
        document.edit({ start, end: start + inserted.length, inserted: text.slice(start, place) });
        return { key: inserted, place, foreseen: [tokens, characters, words], made };
      }),
    );
  });
}
