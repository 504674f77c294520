"use strict";
// The look of the last visit, before anything is drawn.
const look = /crims_theme=dark/.test(document.cookie) ? "dark" : "light";
document.documentElement.dataset.look = look;
document.documentElement.lang = "en-GB";
addEventListener("DOMContentLoaded", () => {
  document.title = document.querySelector("h1").textContent + " - CriMS";
  const here = new URLSearchParams(location.search).get("view");
  for (const one of document.querySelectorAll("header.crims nav a"))
    if (new URL(one.href).searchParams.get("view") === here && (here || !location.search))
      one.setAttribute("aria-current", "page");
  document.getElementById("look").addEventListener("click", () => {
    document.cookie = "crims_theme=" + (look === "dark" ? "light" : "dark") + "; path=/; SameSite=Strict; max-age=31536000";
    location.reload();
  });
});

// Names that the widgets' library leaves out: the handle of a slider has that of the slider, a canvas is a picture.
function name_parts(root) {
  for (const host of root.querySelectorAll("*")) {
    if (!host.shadowRoot) continue;
    const inside = host.shadowRoot;
    const title = inside.querySelector(".bk-slider-title")?.textContent.split(":")[0];
    for (const handle of inside.querySelectorAll(".noUi-handle:not([aria-label])"))
      if (title) handle.setAttribute("aria-label", title);
    for (const part of inside.querySelectorAll("canvas:not([aria-hidden])")) part.setAttribute("aria-hidden", "true");
    name_parts(inside);
  }
}
setInterval(() => name_parts(document), 1000);

// A connection that broke: say so, and take up the page again when the server answers; the address has what was shown.
function lost() {
  if (document.getElementById("away")) return;
  const note = document.createElement("p");
  note.id = "away";
  note.setAttribute("role", "alert");
  note.textContent = "The server is away; the page goes on when it is back.";
  document.getElementById("content").prepend(note);
  setInterval(async () => {
    try { if ((await fetch("/alive", { cache: "no-store" })).ok) location.reload(); } catch { /* still away */ }
  }, 2000);
}
let leaving = false;
addEventListener("pagehide", () => { leaving = true; });
const Plain = WebSocket;
window.WebSocket = class extends Plain {
  constructor(...given) { super(...given); this.addEventListener("close", () => { if (!leaving) lost(); }); }
};
