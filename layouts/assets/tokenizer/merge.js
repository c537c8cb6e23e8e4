// Turns the bytes of one piece into tokens by byte-pair merging: always the pair of the lowest rank, the leftmost of
// equals, as tiktoken does. In O(n log n), so that no text can hang the worker.

const NONE = -1;

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
    /** For each place where a part starts: where it ends, where the part before it starts, its token, … */
    this.ends = new Int32Array(this.capacity);
    this.previous = new Int32Array(this.capacity);
    this.tokens = new Int32Array(this.capacity);
    /** … and the token that it would make with the part behind it. */
    this.joined = new Int32Array(this.capacity);
  }

  /**
   * The numbers of the tokens of a piece.
   * @param {Uint8Array} bytes @param {number} length bytes of the piece, from the start of `bytes`
   * @returns {Uint32Array}
   */
  merge(bytes, length) {
    this.reserve(length);
    for (let at = 0; at < length; at++) {
      this.ends[at] = at + 1;
      this.previous[at] = at - 1;
      this.tokens[at] = this.vocabulary.find(bytes, at, at + 1);
    }
    this.heap.clear();
    for (let at = 0; at < length; at++) this.consider(bytes, at, length);
    while (this.heap.pop()) this.follow(bytes, this.heap.rank, this.heap.place, length);
    return this.collect(length);
  }

  /** Notes, and offers to the heap, the token that a part would make with the one behind it. */
  consider(bytes, at, length) {
    const middle = this.ends[at];
    const token = middle < length ? this.vocabulary.find(bytes, at, this.ends[middle]) : NONE;
    this.joined[at] = token;
    if (token !== NONE) this.heap.push(this.vocabulary.ranks[token], at);
  }

  /** Joins the parts that an entry of the heap is about, unless they have changed since. */
  follow(bytes, rank, at, length) {
    const token = this.joined[at];
    if (token === NONE || this.vocabulary.ranks[token] !== rank) return;
    this.join(at, token, length);
    this.consider(bytes, at, length);
    if (at > 0) this.consider(bytes, this.previous[at], length);
  }

  /** Makes a part and the one behind it one token. */
  join(at, token, length) {
    const middle = this.ends[at];
    const end = this.ends[middle];
    this.ends[at] = end;
    this.tokens[at] = token;
    this.joined[middle] = NONE;
    if (end < length) this.previous[end] = at;
  }

  collect(length) {
    let count = 0;
    for (let at = 0; at < length; at = this.ends[at]) this.previous[count++] = this.tokens[at];
    return Uint32Array.from(this.previous.subarray(0, count));
  }
}

/** A binary heap of (rank, place), the lowest rank first, then the lowest place. */
class Heap {
  constructor() {
    this.ranks = new Int32Array(1024);
    this.places = new Int32Array(1024);
    this.size = 0;
    /** What the last `pop` took out. */
    this.rank = 0;
    this.place = 0;
  }

  clear() {
    this.size = 0;
  }

  push(rank, place) {
    if (this.size === this.ranks.length) this.grow();
    const { ranks, places } = this;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (ranks[parent] < rank || (ranks[parent] === rank && places[parent] < place)) break;
      ranks[at] = ranks[parent];
      places[at] = places[parent];
      at = parent;
    }
    ranks[at] = rank;
    places[at] = place;
  }

  /** Takes the first entry out, to `rank` and `place`; false if there is none. */
  pop() {
    if (this.size === 0) return false;
    const { ranks, places } = this;
    this.rank = ranks[0];
    this.place = places[0];
    const last = --this.size;
    let at = 0;
    for (let child = 1; child < last; child = 2 * at + 1) {
      if (child + 1 < last && this.isBefore(child + 1, child)) child++;
      if (!this.isBefore(child, last)) break;
      ranks[at] = ranks[child];
      places[at] = places[child];
      at = child;
    }
    ranks[at] = ranks[last];
    places[at] = places[last];
    return true;
  }

  isBefore(one, other) {
    const { ranks, places } = this;
    return ranks[one] < ranks[other] || (ranks[one] === ranks[other] && places[one] < places[other]);
  }

  grow() {
    for (const column of ["ranks", "places"]) {
      const grown = new Int32Array(2 * this.size);
      grown.set(this[column]);
      this[column] = grown;
    }
  }
}
