// A file that was dropped or chosen -> its text, byte for byte, so that its line ends are counted too.
import { whole } from "./format.js";
import { say } from "./words.js";

const LARGEST = 10_000_000; // bytes

/** @param {File} file @returns {Promise<{text: string | null, note: string}>} null: it is no text, as the note says */
export async function readFile(file) {
  const { name, size } = file;
  if (size > LARGEST) return { text: null, note: say("{name} has {size} bytes: at most {most} can be counted here.", { name, size: whole(size), most: whole(LARGEST) }) };
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer());
    const ends = text.includes("\r") ? ` ${say("Its line ends (CR LF) are counted as they are.")}` : "";
    return { text, note: say("{name}, byte for byte.", { name }) + ends };
  } catch {
    return { text: null, note: say("{name} is not a text in UTF-8: nothing was counted.", { name }) };
  }
}
