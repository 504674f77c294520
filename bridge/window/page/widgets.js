// The widgets of a model's interface, each where its file puts it.

import { Plot } from "./plot.js";
import { View } from "./view.js";

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Lay out all widgets; what can change later is found in the result. */
export function build(box, layout, send) {
  const found = { buttons: new Map(), globals: new Map(), monitors: new Map(), plots: new Map(), keys: new Map(), area: null, view: null };
  const makers = { view, button, slider, switch: toggle, chooser, input, monitor, plot, output, note };
  box.replaceChildren();
  let right = 0, bottom = 0;
  layout.widgets.forEach((widget, number) => {
    const place = element("div", { class: `widget ${widget.kind}` });
    Object.assign(place.style, { left: `${widget.left}px`, top: `${widget.top}px`, width: `${widget.width}px`, height: `${widget.height}px` });
    makers[widget.kind](place, widget, number, found, send, layout);
    box.append(place);
    right = Math.max(right, widget.left + widget.width);
    bottom = Math.max(bottom, widget.top + widget.height);
  });
  Object.assign(box.style, { width: `${right + 10}px`, height: `${bottom + 10}px` });
  const fit = () => { // an interface that is a little too wide is shown smaller
    const room = document.documentElement.clientWidth;
    box.style.zoom = room > 600 ? Math.min(1, Math.max(0.7, (room - 20) / (right + 10))) : 1;
  };
  window.onresize = fit;
  fit();
  return found;
}

function view(place, widget, number, found, send, layout) {
  const canvas = element("canvas", { role: "img", tabindex: "0", "aria-label": "the world" });
  place.append(canvas);
  place.style.width = place.style.height = "auto";
  found.view = new View(canvas, layout.patch_size);
  found.view.setShapes(layout.shapes);
  const mouse = (event, changes) => {
    if (found.view.frame) send({ type: "mouse", ...found.view.where(event), inside: true, down: event.buttons > 0, ...changes });
  };
  canvas.addEventListener("pointermove", (event) => mouse(event, {}));
  canvas.addEventListener("pointerdown", (event) => mouse(event, { down: true }));
  canvas.addEventListener("pointerup", (event) => mouse(event, { down: false }));
  canvas.addEventListener("pointerleave", (event) => mouse(event, { inside: false, down: false }));
  const inspect = (event) => {
    if (!found.view.frame) return;
    const spot = found.view.where(event), who = found.view.turtleAt(spot);
    send(who === undefined ? { type: "inspect", ...spot } : { type: "inspect", who });
  };
  canvas.addEventListener("contextmenu", (event) => { event.preventDefault(); inspect(event); });
  if (layout.watched) canvas.addEventListener("click", (event) => { if (!event.shiftKey) inspect(event); });
  zooming(canvas, found);
}

/** Nearer and farther with Ctrl and the wheel or + and -, 0 shows all again; Shift and dragging moves the view. */
function zooming(canvas, found) {
  const redraw = () => { if (found.view.frame) found.view.draw(found.view.frame, true); };
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    found.view.zoomAt(event.deltaY < 0 ? 1.25 : 0.8, found.view.where(event));
    redraw();
  }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    const factor = { "+": 1.25, "=": 1.25, "-": 0.8 }[event.key];
    if (event.key === "0") found.view.zoomAt(0); else if (factor) found.view.zoomAt(factor); else return;
    event.stopPropagation();
    redraw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!event.shiftKey || !event.buttons) return;
    found.view.move(event.movementX, event.movementY);
    redraw();
  });
}

function button(place, widget, number, found, send) {
  const made = element("button", { type: "button" }, widget.label || widget.code);
  if (widget.forever) made.setAttribute("aria-pressed", "false");
  if (widget.needs_ticks) made.disabled = true;
  made.addEventListener("click", () => send({ type: "button", button: number }));
  place.append(made);
  if (widget.key) {
    place.append(element("span", { class: "key", "aria-hidden": "true" }, widget.key));
    made.setAttribute("aria-keyshortcuts", widget.key);
    found.keys.set(widget.key.toLowerCase(), made);
  }
  found.buttons.set(number, { made, widget });
}

function slider(place, widget, number, found, send) {
  const id = `widget-${number}`, value = element("span");
  if (widget.vertical) place.classList.add("vertical");
  const range = element("input", { id, type: "range", min: widget.minimum, max: widget.maximum, step: widget.step });
  place.append(element("label", { for: id }, element("span", {}, widget.name), value), range);
  range.addEventListener("input", () => {
    value.textContent = `${range.value} ${widget.units}`;
    send({ type: "set", name: widget.name, value: Number(range.value) });
  });
  found.globals.set(widget.name.toLowerCase(), (now) => {
    if (document.activeElement !== range) range.value = now;
    value.textContent = `${Number(Number(now).toPrecision(10))} ${widget.units}`;
  });
}

function toggle(place, widget, number, found, send) {
  const box = element("input", { type: "checkbox" });
  place.append(element("label", {}, box, widget.name));
  box.addEventListener("change", () => send({ type: "set", name: widget.name, value: box.checked }));
  found.globals.set(widget.name.toLowerCase(), (now) => { box.checked = now === true; });
}

function chooser(place, widget, number, found, send) {
  const list = element("select");
  widget.choices.forEach((choice, at) => list.append(element("option", { value: at }, String(choice))));
  place.append(element("label", {}, widget.name, list));
  list.addEventListener("change", () => send({ type: "set", name: widget.name, value: widget.choices[list.value] }));
  found.globals.set(widget.name.toLowerCase(), (now) => {
    const at = widget.choices.findIndex((choice) => choice === now);
    if (at >= 0) list.value = at;
  });
}

function input(place, widget, number, found, send) {
  const numeric = widget.input === "Number" || widget.input === "Color";
  const field = widget.multiline ? element("textarea") : element("input", { type: numeric ? "number" : "text", step: "any" });
  place.append(element("label", {}, widget.name, field));
  field.addEventListener("change", () => {
    if (numeric && field.value.trim() === "") return;
    send({ type: "set", name: widget.name, value: numeric ? Number(field.value) : field.value });
  });
  found.globals.set(widget.name.toLowerCase(), (now) => { if (document.activeElement !== field) field.value = now; });
}

function monitor(place, widget, number, found) {
  const shown = element("output", { "aria-label": widget.label || widget.code });
  place.append(element("span", {}, widget.label || widget.code), shown);
  shown.style.fontSize = `${widget.font}px`;
  found.monitors.set(number, shown);
}

function plot(place, widget, number, found) {
  found.plots.set(widget.name, new Plot(place, widget));
}

function output(place, widget, number, found) {
  found.area = element("pre", { role: "log", tabindex: "0", "aria-label": "output area" });
  place.append(found.area);
}

function note(place, widget) {
  place.textContent = widget.text;
  place.style.fontSize = `${widget.font}px`;
}
