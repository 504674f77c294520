// The view: patches, the drawing, links and turtles of one frame on a canvas.

import { Drawing } from "./drawing.js";

const SIDE = 300; // shapes are drawn on a square of so many units

/** A CSS colour of 0xAARRGGBB. */
export function css(colour) {
  const alpha = (colour >>> 24) / 255;
  return `rgba(${(colour >> 16) & 255},${(colour >> 8) & 255},${colour & 255},${alpha || 1})`;
}

/** Take a frame apart: its head, and its arrays by name. */
export function decode(buffer) {
  const size = new DataView(buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, size)));
  const kinds = { f32: Float32Array, u32: Uint32Array, u16: Uint16Array, u8: Uint8Array };
  let at = 4 + size + ((4 - (size % 4)) % 4);
  const arrays = {};
  for (const [name, kind, length] of head.arrays) {
    const Kind = kinds[kind];
    arrays[name] = new Kind(buffer, at, length);
    const bytes = length * Kind.BYTES_PER_ELEMENT;
    at += bytes + ((4 - (bytes % 4)) % 4);
  }
  return { head, arrays };
}

export class View {
  constructor(canvas, patchSize) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.patchSize = this.modelPatchSize = patchSize;
    this.patches = document.createElement("canvas");
    this.drawing = new Drawing();
    this.shapes = new Map();
    this.frame = null;
    this.zoom = 1;
    this.middle = null; // place of the world in the middle of the view, where it is nearer
    this.map = new Map();
    this.tiles = [];
  }

  /** Outlines of areas that are drawn where a turtle stands for one, and pictures that lie below them. */
  setMap(areas, tiles = []) {
    this.map = new Map(areas.map((one) => [one.who, one.rings]));
    this.tiles = tiles.map((one) => {
      const picture = new Image();
      picture.onload = () => { if (this.frame) this.draw(this.frame, true); };
      picture.src = one.url;
      return { picture, corners: one.corners };
    });
  }

  /** A tile is a little askew on another grid than its own: three of its corners say how. */
  drawTiles() {
    const g = this.context;
    for (const { picture, corners: [x0, y0, x1, y1, x2, y2] } of this.tiles) {
      if (!picture.complete || !picture.naturalWidth) continue;
      const [left, top] = this.place(x0, y0), [right, level] = this.place(x1, y1), [slant, base] = this.place(x2, y2);
      const w = picture.naturalWidth, h = picture.naturalHeight;
      g.setTransform((right - left) / w, (level - top) / w, (slant - left) / h, (base - top) / h, left, top);
      g.drawImage(picture, 0, 0, w + 0.5, h + 0.5);
    }
    g.setTransform(1, 0, 0, 1, 0, 0);
  }

  /** Come nearer by a factor, a place of the world staying where it is; 0 shows all again. */
  zoomAt(factor, spot) {
    const before = this.zoom, [left, right, bottom, top] = this.frame.head.world;
    this.zoom = Math.min(20, Math.max(1, factor * before));
    if (this.zoom === 1) { this.middle = null; return; }
    const [x, y] = this.middle || [(left + right) / 2, (bottom + top) / 2];
    const at = spot || { x, y }, share = before / this.zoom;
    this.middle = [at.x + (x - at.x) * share, at.y + (y - at.y) * share];
  }

  /** Shift the view by pixels of the screen. */
  move(dx, dy) {
    if (!this.middle) return;
    const step = this.patchSize * this.zoom;
    this.middle = [this.middle[0] - dx / step, this.middle[1] + dy / step];
  }

  setShapes(shapes) {
    this.shapes = new Map(shapes.map((one) => [one.name, one]));
  }

  /** Draw a frame; one without patches keeps those of the last. */
  draw(frame, again = false) {
    this.frame = frame;
    if (again) frame = this.frame = { ...frame, head: { ...frame.head, drawing: undefined } };
    const { head, arrays } = frame;
    const [left, right, bottom, top] = head.world;
    const across = right - left + 1, up = top - bottom + 1, ratio = window.devicePixelRatio || 1;
    const width = Math.round(across * this.patchSize * ratio), height = Math.round(up * this.patchSize * ratio);
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.canvas.style.width = `${across * this.patchSize}px`;
      this.canvas.style.height = `${up * this.patchSize}px`;
    }
    const scale = this.patchSize * ratio * this.zoom;
    const [middleX, middleY] = this.middle || [(left + right) / 2, (bottom + top) / 2];
    this.key = `${width} ${height} ${scale} ${middleX} ${middleY}`;
    if (arrays.patches) this.paintPatches(arrays.patches, across, up);
    const g = this.context;
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.imageSmoothingEnabled = false;
    g.fillStyle = "#000";
    g.fillRect(0, 0, width, height);
    this.place = (x, y) => [width / 2 + (x - middleX) * scale, height / 2 - (y - middleY) * scale];
    const [x0, y0] = this.place(left - 0.5, top + 0.5);
    g.drawImage(this.patches, x0, y0, across * scale, up * scale);
    this.scale = scale;
    if (this.tiles.length) this.drawTiles();
    for (const [x, y, text, colour] of head.patch_labels) this.label(text, colour, ...this.place(x + 0.5, y - 0.4));
    this.drawing.paint(this, head);
    this.drawLinks(head, arrays);
    this.drawTurtles(head, arrays);
    if (head.subject) this.ring(...this.place(...head.subject));
  }

  paintPatches(colours, across, up) {
    this.patches.width = across;
    this.patches.height = up;
    const picture = this.patches.getContext("2d"), image = picture.createImageData(across, up);
    const pixels = new Uint32Array(image.data.buffer);
    for (let at = 0; at < colours.length; at += 1) {
      const c = colours[at]; // 0xAARRGGBB to the ABGR of a little-endian canvas
      pixels[at] = 0xff000000 | ((c & 0xff) << 16) | (c & 0xff00) | ((c >> 16) & 0xff);
    }
    picture.putImageData(image, 0, 0);
  }

  drawLinks(head, arrays) {
    const g = this.context, ends = arrays.link_ends, width = arrays.link_width;
    for (let at = 0; at < width.length; at += 1) {
      const [x1, y1] = this.place(ends[4 * at], ends[4 * at + 1]);
      const [x2, y2] = this.place(ends[4 * at + 2], ends[4 * at + 3]);
      g.strokeStyle = css(arrays.link_color[at]);
      g.lineWidth = Math.max(1, width[at] * this.scale);
      g.beginPath();
      g.moveTo(x1, y1);
      g.lineTo(x2, y2);
      g.stroke();
      if (arrays.link_directed[at]) this.arrow(x1, y1, x2, y2, g.strokeStyle);
    }
    for (const [at, text, colour] of head.link_labels) {
      const [x, y] = this.place((ends[4 * at] + ends[4 * at + 2]) / 2, (ends[4 * at + 1] + ends[4 * at + 3]) / 2);
      this.label(text, colour, x, y);
    }
  }

  arrow(x1, y1, x2, y2, colour) {
    const g = this.context, angle = Math.atan2(y2 - y1, x2 - x1), size = 0.5 * this.scale;
    g.fillStyle = colour;
    g.beginPath();
    g.moveTo(x2, y2);
    g.lineTo(x2 - size * Math.cos(angle - 0.4), y2 - size * Math.sin(angle - 0.4));
    g.lineTo(x2 - size * Math.cos(angle + 0.4), y2 - size * Math.sin(angle + 0.4));
    g.fill();
  }

  drawTurtles(head, arrays) {
    const { x, y, heading, size, color, shape } = arrays;
    for (let at = 0; at < x.length; at += 1) {
      const found = this.shapes.get(head.shapes[shape[at]]) || this.shapes.get("default");
      const [px, py] = this.place(x[at], y[at]), rings = this.map.get(arrays.who[at]);
      if (rings) { this.outline(rings, color[at]); continue; }
      this.figure(found, px, py, size[at] * this.scale, heading[at], color[at]);
    }
    for (const [at, text, colour] of head.labels) {
      this.label(text, colour, ...this.place(x[at] + size[at] / 2, y[at] - size[at] / 2));
    }
  }

  figure(shape, x, y, size, heading, colour, g = this.context) {
    const k = size / SIDE, own = css(colour);
    if (!shape || size < 3) { // too small for a shape to be seen
      g.fillStyle = own;
      g.fillRect(x - size / 2, y - size / 2, Math.max(size, 1.5), Math.max(size, 1.5));
      return;
    }
    const turn = shape.rotates ? (heading * Math.PI) / 180 : 0, cos = k * Math.cos(turn), sin = k * Math.sin(turn);
    g.setTransform(cos, sin, -sin, cos, x, y);
    g.translate(-SIDE / 2, -SIDE / 2);
    g.lineWidth = Math.max(1, 1 / k);
    for (const one of shape.figures) {
      g.fillStyle = g.strokeStyle = one.recolored ? own : css(0xff000000 | one.rgb);
      const p = one.points;
      g.beginPath();
      if (one.kind === "circle") g.arc(p[0] + p[2] / 2, p[1] + p[2] / 2, p[2] / 2, 0, 7);
      else if (one.kind === "rectangle") g.rect(p[0], p[1], p[2] - p[0], p[3] - p[1]);
      else {
        g.moveTo(p[0], p[1]);
        for (let i = 2; i < p.length; i += 2) g.lineTo(p[i], p[i + 1]);
        if (one.kind === "polygon") g.closePath();
      }
      if (one.filled) g.fill(); else g.stroke();
    }
    g.setTransform(1, 0, 0, 1, 0, 0);
  }

  /** The path of an area's rings on the canvas, made again when the view has moved. */
  pathOf(rings) {
    if (rings.key === this.key) return rings.path;
    const path = new Path2D();
    for (const ring of rings) {
      path.moveTo(...this.place(ring[0], ring[1]));
      for (let i = 2; i < ring.length; i += 2) path.lineTo(...this.place(ring[i], ring[i + 1]));
      path.closePath();
    }
    Object.assign(rings, { key: this.key, path });
    return path;
  }

  outline(rings, colour) {
    const g = this.context, path = this.pathOf(rings);
    g.fillStyle = css(colour);
    g.globalAlpha = this.tiles.length ? 0.6 : 1;
    g.fill(path);
    g.globalAlpha = 1;
    g.strokeStyle = "rgba(128,128,128,.5)";
    g.lineWidth = 1;
    g.stroke(path);
  }

  ring(x, y) {
    const g = this.context;
    g.strokeStyle = "rgba(255,220,80,.9)";
    g.lineWidth = 2;
    g.beginPath();
    g.arc(x, y, 1.6 * this.scale, 0, 7);
    g.stroke();
  }

  label(text, colour, x, y) {
    const g = this.context;
    g.font = `${Math.max(10, Math.round(0.9 * this.scale))}px system-ui, sans-serif`;
    g.fillStyle = css(0xff000000 | colour);
    g.textAlign = "right";
    g.fillText(text, x, y);
  }

  /** Where in the world a mouse event is. */
  where(event) {
    const box = this.canvas.getBoundingClientRect(), [left, , , top] = this.frame.head.world;
    const [, right, bottom] = this.frame.head.world, size = (box.width / (right - left + 1)) * this.zoom;
    const [middleX, middleY] = this.middle || [(left + right) / 2, (bottom + top) / 2];
    const x = event.clientX - box.left - box.width / 2, y = event.clientY - box.top - box.height / 2;
    return { x: middleX + x / size, y: middleY - y / size };
  }

  /** The number of the turtle at a place, or undefined. */
  turtleAt({ x, y }) {
    const arrays = this.frame.arrays;
    for (let at = arrays.x.length - 1; at >= 0; at -= 1) {
      const rings = this.map.get(arrays.who[at]);
      if (rings) {
        if (this.context.isPointInPath(this.pathOf(rings), ...this.place(x, y))) return arrays.who[at];
        continue;
      }
      const near = Math.max(arrays.size[at] / 2, 0.5);
      if (Math.abs(arrays.x[at] - x) <= near && Math.abs(arrays.y[at] - y) <= near) return arrays.who[at];
    }
    return undefined;
  }
}
