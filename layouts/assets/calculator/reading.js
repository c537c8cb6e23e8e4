// Numbers as people write them: in the reader's own format, in any digits, never silently a thousand times off.

const GROUPS = /[\s'’_\u00a0\u202f٬]/g; // what only ever stands between groups of digits
const SIZES = { k: 1e3, m: 1e6 };

/** The reader's own signs, `group` and `decimal`; asked for when a number needs them, since that takes long. */
function findSigns() {
  const format = new Intl.NumberFormat(undefined, { useGrouping: "always", minimumFractionDigits: 1 });
  return Object.fromEntries(format.formatToParts(1e6).map(({ type, value }) => [type, value]));
}

/**
 * A number of 0 or more, or null: "12 000", "1,000", "2,5", "1.5k", "1e6", "١٢٣".
 * A single comma or point before three digits is what it is in the reader's own format, and a decimal sign after 0.
 * Where that format has neither, such as 1.125 in French, it could be both, and the reader is asked.
 * @param {string} written @returns {number | null}
 */
export function readNumber(written) {
  const plain = toAscii(written.trim()).replace("٫", ".").replace(GROUPS, "");
  const match = /^([\d.,]*\d)(?:e(\d{1,2})|([km]))?$/i.exec(plain);
  if (match === null) return null;
  const number = Number(withPoint(match[1]));
  const times = match[2] === undefined ? (SIZES[match[3]?.toLowerCase()] ?? 1) : 10 ** Number(match[2]);
  return Number.isNaN(number) ? null : Math.round(number * times * 1e6) / 1e6;
}

/** Commas and points as JavaScript reads them; what makes no sense becomes "NaN". */
function withPoint(digits) {
  const signs = digits.match(/[.,]/g) ?? [];
  if (signs.length === 0) return digits;
  const last = signs.at(-1);
  const kinds = new Set(signs).size;
  if (kinds === 1 && isGrouped(digits, last)) {
    const { group, decimal } = signs.length > 1 ? { group: last } : findSigns();
    if (last !== decimal) return last === group ? digits.replaceAll(last, "") : "NaN";
  }
  if (kinds === 1 && signs.length === 1) return digits.replace(",", ".");
  const [whole, fraction] = digits.split(last);
  const other = last === "," ? "." : ",";
  return kinds === 2 && digits.split(last).length === 2 && isGrouped(whole, other) ? `${whole.replaceAll(other, "")}.${fraction}` : "NaN";
}

const isGrouped = (digits, sign) => /^[1-9]\d{0,2}(?:x\d{3})+$/.test(digits.replaceAll(sign, "x"));

/** Digits of other scripts as 0 to 9. */
function toAscii(text) {
  if (!/(?![0-9])\p{Nd}/u.test(text)) return text;
  for (const script of ["arab", "arabext", "beng", "deva", "fullwide", "gujr", "guru", "khmr", "knda", "laoo", "mlym", "mymr", "orya", "tamldec", "telu", "thai", "tibt"]) {
    const digits = [...new Intl.NumberFormat(`en-u-nu-${script}`, { useGrouping: false }).format(9876543210)].reverse();
    text = text.replace(/\p{Nd}/gu, (digit) => (digits.includes(digit) ? digits.indexOf(digit) : digit));
  }
  return text;
}
