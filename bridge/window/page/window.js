// The page: one socket to the model, the tabs, the command centre, questions, and what comes in.

import { decode } from "./view.js";
import { build } from "./widgets.js";

const $ = (id) => document.getElementById(id);
const token = new URLSearchParams(location.search).get("token") || "";
const history_ = [];
let socket = null, found = null, ticks = -1, pause = 500, past = 0;

function send(message) {
  if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

function connect() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  socket = new WebSocket(`${scheme}://${location.host}/socket?token=${encodeURIComponent(token)}`);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => { $("connection").textContent = ""; pause = 500; };
  socket.onmessage = (event) => {
    if (typeof event.data === "string") take(JSON.parse(event.data));
    else requestAnimationFrame(() => { paint(event.data); send({ type: "ready" }); });
  };
  socket.onclose = (event) => {
    if (event.code === 4403) { $("connection").textContent = "this address lacks the token of its model"; return; }
    $("connection").textContent = "the model is away; trying again";
    setTimeout(connect, pause);
    pause = Math.min(pause * 2, 8000);
  };
}

function paint(buffer) {
  if (!found || !found.view) return;
  const frame = decode(buffer);
  found.view.draw(frame);
  if (frame.head.ticks !== ticks) {
    ticks = frame.head.ticks;
    $("ticks").textContent = ticks < 0 ? "" : `${$("ticks").dataset.label}: ${Number(ticks.toPrecision(8))}`;
    for (const { made, widget } of found.buttons.values()) if (widget.needs_ticks) made.disabled = ticks < 0;
  }
}

const takers = {
  interface(message) {
    document.title = $("title").textContent = message.title;
    $("ticks").dataset.label = message.ticks_label;
    $("ticks").hidden = !message.shows_ticks;
    $("info").innerHTML = message.info; // rendered on the model's side, where raw HTML stays text
    if (document.activeElement !== $("text")) $("text").value = message.code;
    ticks = -2;
    found = build($("widgets"), message, send);
  },
  globals(message) {
    for (const [name, value] of Object.entries(message.values)) found?.globals.get(name)?.(value);
  },
  monitors(message) {
    for (const [number, text] of Object.entries(message.values)) {
      const shown = found?.monitors.get(Number(number));
      if (shown) shown.textContent = text;
    }
  },
  plots(message) {
    for (const one of message.plots) found?.plots.get(one.name)?.take(one);
  },
  running(message) {
    if (!found) return;
    for (const [number, { made, widget }] of found.buttons) {
      if (widget.forever) made.setAttribute("aria-pressed", String(message.buttons.includes(number)));
    }
  },
  output(message) {
    const shown = $("output");
    shown.append(message.text);
    while (shown.childNodes.length > 500) shown.firstChild.remove();
    shown.scrollTop = shown.scrollHeight;
  },
  area(message) {
    if (found?.area) { found.area.textContent = message.text; found.area.scrollTop = found.area.scrollHeight; }
  },
  state(message) { $("connection").textContent = message.text; },
  error(message) { notice(message.text); },
  message(message) { notice(message.text); },
  question(message) { question(message); },
  agent(message) { agent(message); },
  map(message) {
    found?.view?.setMap(message.areas, message.tiles);
    $("credit").textContent = message.credit || "";
  },
  code(message) {
    $("code-state").textContent = message.errors.length ? "" : "compiled; the world begins anew";
    $("errors").replaceChildren(...message.errors.map((error) => {
      const item = document.createElement("li"), jump = document.createElement("button");
      jump.type = "button";
      jump.textContent = error.text;
      jump.onclick = () => go(error.line, error.column);
      item.append(jump);
      return item;
    }));
    if (message.errors.length) go(message.errors[0].line, message.errors[0].column);
  },
};

function take(message) {
  takers[message.type]?.(message);
}

/** Put the cursor of the code at a line and column. */
function go(line, column) {
  const text = $("text"), lines = text.value.split("\n");
  const at = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0) + column - 1;
  text.focus();
  text.setSelectionRange(at, at + 1);
  text.scrollTop = Math.max(0, (line - 8) * 18);
}

function notice(text) {
  const box = $("notice"), close = document.createElement("button");
  close.textContent = "×";
  close.setAttribute("aria-label", "close");
  close.onclick = () => { box.hidden = true; };
  box.replaceChildren(text, close);
  box.hidden = false;
}

function question(message) {
  const box = $("question"), input = $("question-input"), choices = $("question-choices");
  $("question-text").textContent = message.text;
  input.hidden = message.form !== "input";
  choices.hidden = message.form !== "one-of";
  choices.replaceChildren(...message.choices.map((choice, at) => new Option(choice, at)));
  $("question-yes").textContent = message.form === "yes-or-no" ? "Yes" : "OK";
  $("question-no").textContent = message.form === "yes-or-no" ? "No" : "Cancel";
  box.onclose = () => {
    const yes = box.returnValue === "yes";
    const given = { "yes-or-no": yes, input: yes ? input.value : null, "one-of": yes ? Number(choices.value) : null };
    send({ type: "answer", value: given[message.form] });
  };
  box.returnValue = "no";
  box.showModal();
}

function agent(message) {
  const box = $("agent"), list = document.createElement("dl"), close = document.createElement("button");
  close.textContent = "close";
  close.onclick = () => { box.hidden = true; };
  for (const [name, value] of Object.entries(message.values)) {
    const key = document.createElement("dt"), text = document.createElement("dd");
    key.textContent = name;
    text.textContent = value;
    list.append(key, text);
  }
  const title = document.createElement("strong");
  title.textContent = message.history ? message.history.title : message.name;
  if (message.history) {
    const details = document.createElement("details"), summary = document.createElement("summary");
    summary.textContent = "variables";
    details.append(summary, list);
    box.replaceChildren(title, close, past_of(message.history), details);
  } else box.replaceChildren(title, list, close);
  box.hidden = !message.name;
}

/** The table of what a unit or an area did last. */
function past_of({ columns, rows }) {
  const table = document.createElement("table"), head = table.createTHead().insertRow(), body = table.createTBody();
  for (const column of columns) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = column;
    head.append(cell);
  }
  for (const row of rows) {
    const line = body.insertRow();
    for (const text of row) line.insertCell().textContent = text;
  }
  return table;
}

for (const tab of document.querySelectorAll("[role=tab]")) {
  tab.addEventListener("click", () => {
    for (const other of document.querySelectorAll("[role=tab]")) {
      const chosen = other === tab;
      other.setAttribute("aria-selected", String(chosen));
      $(other.getAttribute("aria-controls")).hidden = !chosen;
    }
    if (tab.id === "tab-interface" && found) for (const plot of found.plots.values()) plot.draw();
  });
}
$("speed").addEventListener("input", () => send({ type: "speed", value: Number($("speed").value) }));
$("halt").addEventListener("click", () => send({ type: "halt" }));
$("check").addEventListener("click", () => {
  $("code-state").textContent = "compiling";
  send({ type: "code", text: $("text").value });
});
$("center").addEventListener("submit", (event) => event.preventDefault());
$("line").addEventListener("keydown", (event) => {
  const line = $("line");
  if (event.key === "Enter" && line.value.trim()) {
    send({ type: "line", text: line.value, agents: $("agents").value });
    history_.push(line.value);
    past = history_.length;
    line.value = "";
  } else if (event.key === "ArrowUp" && past > 0) line.value = history_[past -= 1];
  else if (event.key === "ArrowDown" && past < history_.length) line.value = history_[past += 1] || "";
});
document.addEventListener("keydown", (event) => {
  if (["INPUT", "TEXTAREA", "SELECT"].includes(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return;
  found?.keys.get(event.key.toLowerCase())?.click();
});
connect();
