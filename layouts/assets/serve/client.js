// The preview's module: keeps one connection to the server and shows what it says. `sitegen serve`
// hands it out under /__sitegen__/; it is never published.

import { reload, update } from "./page.js";
import { showFindings } from "./overlay.js";
import { showState } from "./indicator.js";

const facts = () => document.querySelector('script[src="/__sitegen__/client.js"]')?.dataset ?? {};
let { revision = "", mark = "" } = facts();
let pause = 250;

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
  showFindings(state.findings, { quietly: true });
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

function connect() {
  const socket = new WebSocket(`ws://${location.host}/livereload`);
  const send = (message) => socket.send(JSON.stringify(message));
  socket.onopen = () => {
    pause = 250;
    send({ command: "hello", protocols: ["http://livereload.com/protocols/official-7"] });
    send({ command: "info", url: location.href, plugins: { sitegen: { version: "1" } } });
  };
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.command == "sitegen") inTurn(() => receive(message));
  };
  socket.onclose = () => {
    showState({ phase: "disconnected" }, mark);
    setTimeout(connect, pause);
    pause = Math.min(pause * 2, 2000);
  };
}

const styles = document.createElement("link");
styles.rel = "stylesheet";
styles.href = "/__sitegen__/marks.css";
document.head.append(styles);
connect();
