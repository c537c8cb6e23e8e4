// Turns shards into a vocabulary: the number of a token from its bytes. The file format is told in the generator,
// sitegen/calculator/shards.py.
//
// Tokens are numbered in the order they are loaded; their ranks, which are also their ids, are looked up by number.

const MAGIC = 0x32564753; // "SGV2", little-endian
const HEADER_BYTES = 16;
const [BYTE, WITHOUT_SPACE, SWAP_CASE, SWAP_CASE_AND_SPACE, UPPER, PAIR] = [0, 1, 2, 3, 4, 5];
const DIVISORS = [1, 6, 36]; // three kinds of recipe are in a byte
const SPACE = 0x20;
const CASE_BIT = 0x20;
const MEAN_BYTES = 8; // room for each token; the two vocabularies have 6.4 and 7.0

/** A damaged file, or shards of different vocabularies. */
export class VocabularyError extends Error {}

/** A vocabulary that grows by shards: ASCII first, the rest when it is needed. */
export class Vocabulary {
  constructor() {
    this.size = 0;
    /** Bytes of the longest token: nothing longer needs to be looked up. */
    this.longest = 0;
  }

  /**
   * Adds the tokens of a shard.
   * @param {Uint8Array} data the shard, gunzipped
   */
  add(data) {
    const shard = readShard(data);
    if (shard.first !== this.size) throw new VocabularyError("vocabulary shards out of order");
    if (shard.first === 0) this.allocate(shard);
    else if (shard.total !== this.ranks.length) throw new VocabularyError("vocabulary shards do not match");
    for (let at = 0; at < shard.count; at++) this.append(shard.lefts[at], shard.rights[at]);
    if (this.starts[this.size] > this.bytes.length) throw new VocabularyError("the vocabulary is damaged");
  }

  /** Whether the tokens that are not ASCII are here too. */
  get complete() {
    return this.size > 0 && this.size === this.ranks.length;
  }

  allocate({ total, asciiRanks, count }) {
    /** Rank of each token, by number. @type {Uint32Array} */
    this.ranks = ranksByNumber(asciiRanks, total, count);
    /** Where each token's bytes start in `bytes`, and the last one's end. */
    this.starts = new Uint32Array(total + 1);
    this.bytes = new Uint8Array(MEAN_BYTES * total);
    this.hashes = new Int32Array(total);
    /** Open addressing, at most half full; a slot holds a token's number plus one. */
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * total)));
    /** Tokens of one and two bytes, which merging asks for all the time, by their bytes; number plus one. */
    this.singles = new Int32Array(0x100);
    this.pairs = new Int32Array(0x10000);
  }

  /** Makes the next token from its recipe. */
  append(left, right) {
    const start = this.starts[this.size];
    let end = start;
    if (right === BYTE) {
      this.bytes[end++] = left;
    } else {
      end = right < PAIR ? this.derive(left, right, end) : this.copy(right - PAIR, this.copy(left, end));
    }
    this.starts[this.size + 1] = end;
    this.longest = Math.max(this.longest, end - start);
    this.insert(this.size++, hash(this.bytes, start, end));
  }

  /** Copies a token's bytes to the end of the pool; returns where they end. */
  copy(number, to) {
    const { bytes, starts } = this;
    for (let from = starts[number]; from < starts[number + 1]; from++) bytes[to++] = bytes[from];
    return to;
  }

  /** Copies a token under an operation other than PAIR; returns where it ends. */
  derive(number, operation, to) {
    const { bytes } = this;
    const spaced = bytes[this.starts[number]] === SPACE;
    const dropsSpace = spaced && (operation === WITHOUT_SPACE || operation === SWAP_CASE_AND_SPACE);
    const addsSpace = !spaced && operation === SWAP_CASE_AND_SPACE;
    if (addsSpace) bytes[to++] = SPACE;
    const word = to + (spaced && !dropsSpace ? 1 : 0);
    const end = this.copyFrom(this.starts[number] + (dropsSpace ? 1 : 0), this.starts[number + 1], to);
    const swaps = operation === SWAP_CASE || operation === SWAP_CASE_AND_SPACE;
    if (swaps && isLetter(bytes[word])) bytes[word] ^= CASE_BIT;
    for (let at = word; at < end && operation === UPPER; at++) if (isLetter(bytes[at])) bytes[at] &= ~CASE_BIT;
    return end;
  }

  copyFrom(from, end, to) {
    while (from < end) this.bytes[to++] = this.bytes[from++];
    return to;
  }

  insert(number, code) {
    const { bytes, starts } = this;
    const start = starts[number];
    const length = starts[number + 1] - start;
    if (length === 1) this.singles[bytes[start]] = number + 1;
    if (length === 2) this.pairs[(bytes[start] << 8) | bytes[start + 1]] = number + 1;
    const mask = this.slots.length - 1;
    let slot = code & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = number + 1;
    this.hashes[number] = code;
  }

  /**
   * The number of the token that has exactly these bytes; -1 if there is none.
   * @param {Uint8Array} bytes @param {number} start @param {number} end
   */
  find(bytes, start, end) {
    const length = end - start;
    if (length === 1) return this.singles[bytes[start]] - 1;
    if (length === 2) return this.pairs[(bytes[start] << 8) | bytes[start + 1]] - 1;
    if (length > this.longest) return -1;
    const code = hash(bytes, start, end);
    const mask = this.slots.length - 1;
    for (let slot = code & mask; this.slots[slot] !== 0; slot = (slot + 1) & mask) {
      const number = this.slots[slot] - 1;
      if (this.hashes[number] === code && this.equals(number, bytes, start, end)) return number;
    }
    return -1;
  }

  equals(number, bytes, start, end) {
    let at = this.starts[number];
    if (this.starts[number + 1] - at !== end - start) return false;
    while (start < end) if (this.bytes[at++] !== bytes[start++]) return false;
    return true;
  }

  /** The length of a token in bytes. */
  length(number) {
    return this.starts[number + 1] - this.starts[number];
  }
}

/** @param {Uint8Array} data */
function readShard(data) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length < HEADER_BYTES || view.getUint32(0, true) !== MAGIC) throw new VocabularyError("not a vocabulary");
  const [total, first, count] = [4, 8, 12].map((at) => view.getUint32(at, true));
  const body = HEADER_BYTES + (first === 0 ? (total + 7) >> 3 : 0);
  const planes = body + Math.ceil(count / 3);
  const rights = new Int32Array(count);
  for (let at = 0; at < count; at++) rights[at] = (data[body + Math.floor(at / 3)] / DIVISORS[at % 3]) % 6;
  const pairs = rights.filter((right) => right === PAIR).length;
  if (data.length !== planes + 3 * count + 3 * pairs) throw new VocabularyError("the vocabulary is incomplete");
  const seconds = fromPlanes(data.subarray(planes + 3 * count), pairs);
  let pair = 0;
  for (let at = 0; at < count; at++) if (rights[at] === PAIR) rights[at] += seconds[pair++];
  return {
    total,
    first,
    count,
    asciiRanks: data.subarray(HEADER_BYTES, body),
    lefts: fromPlanes(data.subarray(planes, planes + 3 * count), count),
    rights,
  };
}

/** The numbers whose high, middle and low bytes stand one after the other, the low ones in the order of the rest. */
function fromPlanes(planes, count) {
  const numbers = new Int32Array(count);
  const next = new Int32Array(0x10001); // where the low byte of the next number with this rest is, but for the first
  for (let at = 0; at < count; at++) {
    numbers[at] = (planes[at] << 8) | planes[count + at];
    next[numbers[at] + 1] += 1;
  }
  next[0] = 2 * count;
  for (let rest = 1; rest < next.length; rest++) next[rest] += next[rest - 1];
  for (let at = 0; at < count; at++) numbers[at] = (numbers[at] << 8) | planes[next[numbers[at]]++];
  return numbers;
}

function isLetter(byte) {
  const lower = byte | CASE_BIT;
  return lower >= 0x61 && lower <= 0x7a;
}

/** Ranks whose bit is set, in order, then all others. */
function ranksByNumber(bits, total, count) {
  const ranks = new Uint32Array(total);
  let ascii = 0;
  let other = count;
  for (let rank = 0; rank < total; rank++) {
    const isAscii = (bits[rank >> 3] >> (rank & 7)) & 1;
    ranks[isAscii ? ascii++ : other++] = rank;
  }
  return ranks;
}

/** A hash below 2 ** 25, so that no step of it leaves the small integers, which engines do not allocate. */
function hash(bytes, start, end) {
  let code = 0;
  for (let at = start; at < end; at++) code = ((code * 31) ^ (bytes[at] * 0x1003)) & 0x1ffffff;
  return code ^ (code >>> 11);
}
