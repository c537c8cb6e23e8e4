// The page around a stranger's page, which runs no script in its frame: loads it anew when it changes, and
// shows what the server says. It takes nothing from the page but its title.

import { connect } from "./connection.js";
import { showState } from "./indicator.js";
import { showFindings } from "./overlay.js";

const frame = document.querySelector("iframe");
let { revision } = document.querySelector("script").dataset;

// A frame with the address of the page around it would not be loaded by every browser.
const MARK = "sitegen-frame";

function open() {
  const address = new URL(location);
  if (address.searchParams.has(MARK)) {
    address.searchParams.delete(MARK);
    history.replaceState(null, "", address);
  }
  address.searchParams.set(MARK, "");
  frame.src = address;
}

function receive(state) {
  showState(state, state.marks?.[location.pathname] ?? "");
  if (state.phase == "failed") return showFindings(state.findings);
  if (state.phase != "built") return;
  if (state.revision != revision) {
    revision = state.revision;
    if (state.goto && state.goto != location.pathname) return location.assign(state.goto);
    frame.contentWindow.location.reload();
  }
  showFindings(state.findings, { page: location.pathname });
}

frame.onload = () => (document.title = String(frame.contentDocument?.title ?? ""));
addEventListener("hashchange", open);
open();
connect(receive, () => showState({ phase: "disconnected" }, ""));
