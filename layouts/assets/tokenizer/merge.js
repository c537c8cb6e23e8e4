// Turns the bytes of one piece into tokens by byte-pair merging, in O(n log n): always the pair of the lowest rank,
// the leftmost of equals, as tiktoken does.

const NONE = -1;
const PLACES = 2 ** 32; // a heap entry is rank × PLACES + place: one number, ordered by rank, then by place

/** Merges pieces with one vocabulary; keeps its scratch space between pieces. */
export class Merger {
  /** @param {import("./vocabulary.js").Vocabulary} vocabulary */
  constructor(vocabulary) {
    this.vocabulary = vocabulary;
    this.heap = new Heap();
    this.reserve(256);
  }

  reserve(length) {
    if (this.capacity >= length) return;
    this.capacity = 2 * length;
    /** For each place where a part starts: where the part ends, where the one before it starts, … */
    this.ends = new Int32Array(this.capacity + 1);
    this.previous = new Int32Array(this.capacity + 1);
    /** … and the token that it would make with the part behind it. */
    this.joined = new Int32Array(this.capacity + 1);
  }

  /**
   * The numbers of the tokens of a piece.
   * @param {Uint8Array} bytes @param {number} length bytes of the piece, from the start of `bytes`
   * @returns {Uint32Array}
   */
  merge(bytes, length) {
    this.reserve(length);
    this.heap.clear();
    const { ends, previous } = this;
    for (let at = 0; at < length; at++) {
      ends[at] = at + 1;
      previous[at] = at - 1;
    }
    for (let at = 0; at < length; at++) this.consider(bytes, at, length);
    for (let entry = this.heap.pop(); entry !== undefined; entry = this.heap.pop()) {
      this.join(bytes, entry, length);
    }
    return this.collect(bytes, length);
  }

  /** Notes which token the part that starts here would make with its neighbour. */
  consider(bytes, at, length) {
    const middle = this.ends[at];
    const token = middle < length ? this.vocabulary.find(bytes, at, this.ends[middle]) : NONE;
    this.joined[at] = token;
    if (token !== NONE) this.heap.push(this.vocabulary.ranks[token] * PLACES + at);
  }

  /** Joins a part with its neighbour, unless either has changed since the entry was made. */
  join(bytes, entry, length) {
    const { ends, previous, joined } = this;
    const rank = Math.floor(entry / PLACES);
    const at = entry - rank * PLACES;
    if (joined[at] === NONE || this.vocabulary.ranks[joined[at]] !== rank) return;
    const middle = ends[at];
    ends[at] = ends[middle];
    joined[middle] = NONE;
    if (ends[at] < length) previous[ends[at]] = at;
    this.consider(bytes, at, length);
    if (at > 0) this.consider(bytes, previous[at], length);
  }

  collect(bytes, length) {
    let count = 0;
    for (let at = 0; at < length; at = this.ends[at]) this.previous[count++] = at;
    const tokens = new Uint32Array(count);
    for (let part = 0; part < count; part++) {
      const start = this.previous[part];
      tokens[part] = this.vocabulary.find(bytes, start, this.ends[start]);
    }
    return tokens;
  }
}

/** A binary heap of numbers, smallest first. */
class Heap {
  constructor() {
    this.items = new Float64Array(1024);
    this.size = 0;
  }

  clear() {
    this.size = 0;
  }

  push(item) {
    if (this.size === this.items.length) this.grow();
    const { items } = this;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (items[parent] <= item) break;
      items[at] = items[parent];
      at = parent;
    }
    items[at] = item;
  }

  pop() {
    if (this.size === 0) return undefined;
    const { items } = this;
    const top = items[0];
    const last = items[--this.size];
    let at = 0;
    for (let child = 1; child < this.size; child = 2 * at + 1) {
      if (child + 1 < this.size && items[child + 1] < items[child]) child++;
      if (items[child] >= last) break;
      items[at] = items[child];
      at = child;
    }
    items[at] = last;
    return top;
  }

  grow() {
    const items = new Float64Array(2 * this.items.length);
    items.set(this.items);
    this.items = items;
  }
}
