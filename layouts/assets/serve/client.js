// The preview's module: shows in the page what the server says. `sitegen serve` hands it out under /__sitegen__/; it is never published.

import { connect } from "./connection.js";
import { reload, update } from "./page.js";
import { showFindings } from "./overlay.js";
import { showState } from "./indicator.js";

const facts = () => document.querySelector('script[src="/__sitegen__/client.js"]')?.dataset ?? {};
let { revision = "", mark = "" } = facts();

// One thing after the other: a build may end while the page of the one before is still fetched.
let turn = Promise.resolve();
const inTurn = (act) => (turn = turn.then(act).catch(reload));

async function receive(state) {
  showState(state, mark);
  if (state.phase == "failed") return showFindings(state.findings);
  if (state.phase != "built") return;
  if (state.revision != revision) {
    if (state.goto && state.goto != location.pathname) return location.assign(state.goto);
    // A page from before the server was started anew knows nothing of what changed meanwhile.
    const isNext = revision.split("-")[0] == state.revision.split("-")[0];
    mark = (await update(isNext ? state.changed : null, state.revision)).mark ?? "";
    revision = state.revision;
    showState(state, mark);
  }
  showFindings(state.findings, { page: location.pathname });
  markLinks(state.marks);
}

// Links to drafts and to posts of the future say so.
function markLinks(marks) {
  for (const link of document.querySelectorAll("a[href]")) {
    const found = link.origin == location.origin && marks[link.pathname];
    if (found) link.dataset.sitegenMark = found;
    else delete link.dataset.sitegenMark;
  }
}

const styles = document.createElement("link");
styles.rel = "stylesheet";
styles.href = "/__sitegen__/marks.css";
document.head.append(styles);
connect(
  (state) => inTurn(() => receive(state)),
  () => showState({ phase: "disconnected" }, mark),
);
