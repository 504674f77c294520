// The drawing between patches and agents: marks as netlogo/runtime/space/drawing.py describes them.

import { css } from "./view.js";

const MOST = 40000; // marks that are kept to be drawn again at another size

export class Drawing {
  constructor() {
    this.canvas = document.createElement("canvas");
    this.marks = [];
    this.whole = true; // whether all marks are kept
    this.pictures = new Map();
  }

  /** Take the news of a frame, and lay the drawing over what the view has painted. */
  paint(view, head) {
    const news = head.drawing, { width, height } = view.canvas;
    let from = this.marks.length;
    if (news) {
      if (news.fresh) this.clear(from = 0);
      for (const mark of news.marks) this.marks.push(mark);
    }
    if (this.key !== view.key) from = this.resize(width, height, from);
    this.key = view.key;
    this.draw(view, head, from);
    if (this.marks.length > MOST) {
      this.marks = [];
      this.whole = false;
    }
    if (this.marks.length || !this.whole) view.context.drawImage(this.canvas, 0, 0);
  }

  clear() {
    this.marks = [];
    this.whole = true;
    this.pictures.clear();
    this.canvas.getContext("2d").clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  /** Another size: all marks again, or, where they are not kept, the picture made larger or smaller. */
  resize(width, height, from) {
    const old = this.canvas;
    this.canvas = document.createElement("canvas");
    this.canvas.width = width;
    this.canvas.height = height;
    if (this.whole) return 0;
    if (old.width) this.canvas.getContext("2d").drawImage(old, 0, 0, width, height);
    return from;
  }

  draw(view, head, from) {
    const g = this.canvas.getContext("2d"), pixel = view.scale / view.modelPatchSize;
    for (let at = from; at < this.marks.length; at += 1) {
      const [kind, ...details] = this.marks[at];
      this[kind]({ g, view, head, pixel }, details);
      g.globalCompositeOperation = "source-over";
    }
  }

  line({ g, view, head, pixel }, [x0, y0, x1, y1, colour, pixels, erase]) {
    this.pen(g, colour, Math.max(1, pixels) * pixel, erase);
    for (const [dx, dy] of copies(head, [x0, x1], [y0, y1], 0)) {
      g.beginPath();
      g.moveTo(...view.place(x0 + dx, y0 + dy));
      g.lineTo(...view.place(x1 + dx, y1 + dy));
      g.stroke();
    }
  }

  shape({ g, view, head }, [name, x, y, heading, size, colour, erase]) {
    if (erase) g.globalCompositeOperation = "destination-out";
    const shape = view.shapes.get(name) || view.shapes.get("default");
    for (const [dx, dy] of copies(head, [x, x], [y, y], size / 2)) {
      view.figure(shape, ...view.place(x + dx, y + dy), size * view.scale, heading, colour, g);
    }
  }

  path({ g, view, pixel }, [points, colour, pixels, filled, erase]) {
    this.pen(g, colour, Math.max(1, pixels) * pixel, erase);
    g.beginPath();
    for (let at = 0; at < points.length; at += 2) g.lineTo(...view.place(points[at], points[at + 1]));
    if (filled) g.fill(); else g.stroke();
  }

  disc({ g, view, pixel }, [x, y, radius, colour, pixels, filled, erase]) {
    this.pen(g, colour, Math.max(1, pixels) * pixel, erase);
    g.beginPath();
    g.arc(...view.place(x, y), radius * view.scale, 0, 7);
    if (filled) g.fill(); else g.stroke();
  }

  /** A picture comes later than its mark: what follows it is drawn again when it is there. */
  picture({ g, view, head, pixel }, [left, top, width, height, url]) {
    const [x, y] = view.place(left, top), known = this.pictures.get(url);
    if (known?.complete) {
      g.imageSmoothingEnabled = false;
      g.drawImage(known, x, y, width * view.scale, height * view.scale);
    } else if (!known) {
      const image = new Image();
      this.pictures.set(url, image);
      image.onload = () => {
        g.clearRect(0, 0, g.canvas.width, g.canvas.height);
        if (this.canvas === g.canvas) this.draw(view, head, 0);
        if (view.frame) view.draw({ ...view.frame, head: { ...view.frame.head, drawing: undefined } });
      };
      image.src = url;
    }
  }

  pen(g, colour, width, erase) {
    g.globalCompositeOperation = erase ? "destination-out" : "source-over";
    g.strokeStyle = g.fillStyle = erase ? "#000" : css(colour);
    g.lineWidth = width;
    g.lineCap = g.lineJoin = "round";
  }
}

/** Shifts by which a figure is drawn so that it comes in again where it leaves a wrapping world. */
function copies(head, xs, ys, reach) {
  const [left, right, bottom, top] = head.world, [wrapX, wrapY] = head.wraps;
  const across = shifts(Math.min(...xs) - reach, Math.max(...xs) + reach, left - 0.5, right - left + 1, wrapX);
  const up = shifts(Math.min(...ys) - reach, Math.max(...ys) + reach, bottom - 0.5, top - bottom + 1, wrapY);
  return across.flatMap((dx) => up.map((dy) => [dx, dy]));
}

function shifts(low, high, edge, length, wraps) {
  if (!wraps) return [0];
  const found = [];
  for (let tile = Math.floor((low - edge) / length); tile <= Math.floor((high - edge) / length); tile += 1) {
    found.push(-tile * length);
  }
  return found;
}
