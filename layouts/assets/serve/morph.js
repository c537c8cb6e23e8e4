// Two versions of a page -> the living one, changed where they differ and nowhere else.
//
// Three trees are walked together: `old` and `next` as the server sent them, and `live`, the old one
// after its scripts and its reader changed it. What the two versions have in common is never touched:
// so open details, form fields, scroll positions and what scripts have added stay.

export function morph(live, old, next) {
  if (old.isEqualNode(next)) return;
  if (live.nodeType != Node.ELEMENT_NODE) {
    live.data = next.data;
    return;
  }
  copyAttributes(live, old, next);
  morphChildren(live, old, next);
}

function copyAttributes(live, old, next) {
  for (const { name } of old.attributes) if (!next.hasAttribute(name)) live.removeAttribute(name);
  for (const { name, value } of next.attributes) {
    if (old.getAttribute(name) != value) live.setAttribute(name, value);
  }
}

function morphChildren(live, old, next) {
  const twins = findTwins([...live.childNodes], [...old.childNodes]);
  let last = null; // the living node after which the next one belongs
  for (const [before, after] of align([...old.childNodes], [...next.childNodes])) {
    const twin = before && twins.get(before);
    if (!after) {
      twin?.remove();
    } else if (!twin) {
      if (before?.isEqualNode(after)) continue; // a script took it away
      const made = document.importNode(after, true);
      live.insertBefore(made, last ? last.nextSibling : live.firstChild);
      last = made;
    } else {
      morph(twin, before, after);
      last = twin;
    }
  }
}

// Old child -> living child; the living may have others between them, which scripts have put there.
function findTwins(live, old) {
  const twins = new Map();
  let from = 0;
  for (const node of old) {
    const place = live.findIndex((candidate, index) => index >= from && isAlike(candidate, node));
    if (place < 0) continue;
    twins.set(node, live[place]);
    from = place + 1;
  }
  return twins;
}

const isAlike = (one, other) => one.nodeName == other.nodeName && (one.id ?? "") == (other.id ?? "");

// Pairs [old, next] in the order of next; [old, null] is gone, [null, next] is new.
function align(old, next) {
  const head = [];
  const tail = [];
  while (old.length && next.length && old[0].isEqualNode(next[0])) head.push([old.shift(), next.shift()]);
  while (old.length && next.length && old.at(-1).isEqualNode(next.at(-1))) tail.push([old.pop(), next.pop()]);
  return [...head, ...alignMiddle(old, next), ...tail.reverse()];
}

function alignMiddle(old, next) {
  const pairs = [];
  let from = 0;
  let to = 0;
  for (const [place, other] of [...findCommon(old, next), [old.length, next.length]]) {
    pairs.push(...pairAlike(old.slice(from, place), next.slice(to, other)));
    if (place < old.length && other < next.length) pairs.push([old[place], next[other]]);
    [from, to] = [place + 1, other + 1];
  }
  return pairs;
}

// What lies between two common nodes: alike ones become each other, in order.
function pairAlike(old, next) {
  const pairs = [];
  for (const node of next) {
    const place = old.findIndex((candidate) => isAlike(candidate, node));
    if (place < 0) {
      pairs.push([null, node]);
      continue;
    }
    pairs.push(...old.splice(0, place).map((gone) => [gone, null]), [old.shift(), node]);
  }
  return [...pairs, ...old.map((gone) => [gone, null])];
}

// Places [old, next] of a longest common subsequence; none when the two are too long for that.
function findCommon(old, next) {
  if (!old.length || !next.length || old.length * next.length > 40000) return [];
  const same = old.map((one) => next.map((other) => one.isEqualNode(other)));
  const best = Array.from({ length: old.length + 1 }, () => new Uint16Array(next.length + 1));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = next.length - 1; j >= 0; j--) {
      best[i][j] = same[i][j] ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1]);
    }
  }
  const places = [];
  for (let i = 0, j = 0; i < old.length && j < next.length; ) {
    if (same[i][j]) places.push([i++, j++]);
    else if (best[i + 1][j] >= best[i][j + 1]) i++;
    else j++;
  }
  return places;
}
