// One plot: pens on axes, with a legend where the model wants one.

const MARGIN = { left: 40, right: 8, top: 4, bottom: 18 };

export class Plot {
  constructor(box, widget) {
    this.pens = new Map();
    this.ranges = [0, 10, 0, 10];
    this.widget = widget;
    const title = document.createElement("h2");
    title.textContent = widget.name;
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("role", "img");
    this.legend = document.createElement("ul");
    box.append(title, this.canvas);
    if (widget.legend) box.append(this.legend);
  }

  /** Take new points; `from` says how many of the old ones stay. */
  take(news) {
    this.ranges = news.ranges;
    const names = news.pens.map((pen) => pen.name);
    for (const name of [...this.pens.keys()]) if (!names.includes(name)) this.pens.delete(name);
    for (const pen of news.pens) {
      const known = this.pens.get(pen.name) || { points: [] };
      known.points.length = Math.min(known.points.length, pen.from);
      for (const point of pen.points) known.points.push(point);
      this.pens.set(pen.name, { ...pen, points: known.points });
    }
    this.draw();
  }

  draw() {
    const box = this.canvas.getBoundingClientRect(), ratio = window.devicePixelRatio || 1;
    if (!box.width || !box.height) return;
    this.canvas.width = box.width * ratio;
    this.canvas.height = box.height * ratio;
    const g = this.canvas.getContext("2d"), [x0, x1, y0, y1] = this.ranges;
    g.scale(ratio, ratio);
    const w = box.width - MARGIN.left - MARGIN.right, h = box.height - MARGIN.top - MARGIN.bottom;
    const at = (x, y) => [MARGIN.left + ((x - x0) / (x1 - x0 || 1)) * w, MARGIN.top + h - ((y - y0) / (y1 - y0 || 1)) * h];
    const ink = getComputedStyle(this.canvas).color;
    g.strokeStyle = g.fillStyle = ink;
    g.globalAlpha = 0.5;
    g.strokeRect(MARGIN.left, MARGIN.top, w, h);
    g.globalAlpha = 1;
    g.font = "10px system-ui, sans-serif";
    g.textAlign = "right";
    g.fillText(short(y1), MARGIN.left - 3, MARGIN.top + 8);
    g.fillText(short(y0), MARGIN.left - 3, MARGIN.top + h);
    g.textAlign = "left";
    g.fillText(short(x0), MARGIN.left, box.height - 5);
    g.textAlign = "right";
    g.fillText(short(x1), MARGIN.left + w, box.height - 5);
    g.textAlign = "center";
    g.fillText(this.widget.x_axis || "", MARGIN.left + w / 2, box.height - 5);
    g.save();
    g.translate(9, MARGIN.top + h / 2);
    g.rotate(-Math.PI / 2);
    g.fillText(this.widget.y_axis || "", 0, 0);
    g.restore();
    g.save();
    g.beginPath();
    g.rect(MARGIN.left, MARGIN.top, w, h);
    g.clip();
    for (const pen of this.pens.values()) this.pen(g, pen, at, ink);
    g.restore();
    this.describe();
  }

  pen(g, pen, at, ink) {
    // Black on a dark ground would not be seen: it takes the ink of the page.
    g.strokeStyle = g.fillStyle = pen.color === 0 ? ink : `#${pen.color.toString(16).padStart(6, "0")}`;
    if (pen.mode === 1) {
      for (const [x, y, down] of pen.points) {
        if (!down) continue;
        const [left, top] = at(x, Math.max(y, 0)), [right, base] = at(x + pen.interval, Math.min(y, 0));
        g.fillRect(left, top, Math.max(right - left - 1, 1), base - top);
      }
      return;
    }
    g.beginPath();
    for (const [index, [x, y, down]] of pen.points.entries()) {
      const [px, py] = at(x, y);
      if (pen.mode === 2) { if (down) g.rect(px, py, 1.5, 1.5); }
      else if (down && index) g.lineTo(px, py);
      else g.moveTo(px, py);
    }
    g.stroke();
  }

  /** Text for those who do not see the picture, and the legend. */
  describe() {
    const last = [...this.pens.values()].filter((pen) => pen.points.length)
      .map((pen) => `${pen.name} ${short(pen.points[pen.points.length - 1][1])}`);
    this.canvas.setAttribute("aria-label", `${this.widget.name}: ${last.join(", ") || "no points"}`);
    if (!this.widget.legend) return;
    this.legend.replaceChildren(...[...this.pens.values()].map((pen) => {
      const item = document.createElement("li");
      const mark = document.createElement("i");
      mark.style.background = pen.color === 0 ? "currentColor" : `#${pen.color.toString(16).padStart(6, "0")}`;
      item.append(mark, pen.name);
      return item;
    }));
  }
}

function short(value) {
  return Number(value.toPrecision(4)).toString();
}
