"""A profile as a flame graph: each call a bar as wide as its time, upon the one that called it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from zlib import crc32

from netlogo.workshop.profile import Node, Profile

_WIDTH = 1200.0
_HEIGHT = 18
_LETTER = 6.5  # pixels of a letter, about
_LEAST = 0.3  # pixels below which nothing is drawn


def flame_graph(profile: Profile, title: str) -> str:
    """The picture as SVG; each bar tells its name, time, share and calls when pointed at."""
    total = max(1, sum(child.total for child in profile.root.children.values()))
    bars = list(_bars(profile.root, 0.0, 0, _WIDTH / total))
    depth = max((bar[3] for bar in bars), default=0) + 1
    height = (depth + 2) * _HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {height}" width="{_WIDTH:.0f}"'
        f' height="{height}" font-family="monospace" font-size="11">',
        f"<title>{escape(title)}</title>",
        f'<rect width="100%" height="100%" fill="#fff"/><text x="4" y="14">{escape(title)}</text>',
    ]
    for node, x, width, level in bars:
        y = height - (level + 1) * _HEIGHT
        share = 100 * node.total / total
        told = f"{node.name}: {node.total / 1e6:.3f} ms ({share:.1f} %), {node.calls} calls"
        letters = int(width / _LETTER) - 1
        shown = node.name if len(node.name) <= letters else node.name[: max(letters, 0)]
        parts.append(
            f'<g><title>{escape(told)}</title><rect x="{x:.2f}" y="{y}" width="{width:.2f}"'
            f' height="{_HEIGHT - 1}" fill="{_color(node)}" stroke="#fff" stroke-width="0.5"/>'
            f'<text x="{x + 3:.2f}" y="{y + 12}">{escape(shown) if letters > 2 else ""}</text></g>'
        )
    return "\n".join([*parts, "</svg>\n"])


def _bars(node: Node, x: float, level: int, scale: float) -> Iterator[tuple[Node, float, float, int]]:
    for child in sorted(node.children.values(), key=lambda one: -one.total):
        width = child.total * scale
        if width >= _LEAST:
            yield child, x, width, level
            yield from _bars(child, x, level + 1, scale)
        x += width


def _color(node: Node) -> str:
    """Warm for procedures, cool for primitives; the same name always has the same colour."""
    shade = crc32(node.name.encode()) % 60
    return (
        f"hsl({20 + shade // 2},75%,{62 + shade % 12}%)" if node.procedure else f"hsl({190 + shade},45%,75%)"
    )
