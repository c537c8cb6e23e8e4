// Turns the bytes of one piece into tokens by byte-pair merging, in O(n log n): always the pair of the lowest rank,
// the leftmost of equals, as tiktoken does.

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
    while (this.heap.pop()) this.join(bytes, this.heap.rank, this.heap.place, length);
    return this.collect(bytes, length);
  }

  /** Notes which token the part that starts here would make with its neighbour. */
  consider(bytes, at, length) {
    const middle = this.ends[at];
    const token = middle < length ? this.vocabulary.find(bytes, at, this.ends[middle]) : NONE;
    this.joined[at] = token;
    if (token !== NONE) this.heap.push(this.vocabulary.ranks[token], at);
  }

  /** Joins a part with its neighbour, unless either has changed since the entry was made. */
  join(bytes, rank, at, length) {
    const { ends, previous, joined } = this;
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
