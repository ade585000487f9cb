"""CPU a request as bars, by hand: one panel for each workload."""
from html import escape

from .report import by_peer, median, ratio

BAR, GAP, LEFT, WIDTH, PANEL_HEAD = 18, 6, 150, 760, 40
COLOURS = {"ramal": "#b5341a"}
REWRITING, PASSING = "#39618c", "#9aa5b1"
PANELS = ["start, 64 connections", "list of 25, 64 connections", "start, 1 connection", "get, 64 connections",
          "start, a new connection for each request"]


def _bar(y, peer, cpu, text, scale):
    colour = COLOURS.get(peer) or (REWRITING if peer.endswith("-lua") else PASSING)
    width = max(cpu * scale, 1)
    return (f'<text x="{LEFT - 8}" y="{y + 13}" text-anchor="end">{escape(peer)}</text>'
            f'<rect x="{LEFT}" y="{y}" width="{width:.1f}" height="{BAR}" fill="{colour}"/>'
            f'<text x="{LEFT + width + 6:.1f}" y="{y + 13}">{escape(text)}</text>')


def _panel(name, found, top):
    values = {p: median(rows, "cpu") for p, rows in found.items() if p != "direct"}
    scale = (WIDTH - LEFT - 220) / max(values.values())
    parts = [f'<text x="10" y="{top + 22}" font-weight="bold">{escape(name)}: CPU us a request</text>']
    y = top + PANEL_HEAD
    for peer, cpu in sorted(values.items(), key=lambda item: item[1]):
        text = f"{cpu:.1f}"
        if peer != "ramal":
            text += f"   Ramal takes {ratio(found['ramal'], found[peer]):.2f} of it"
        parts.append(_bar(y, peer, cpu, text, scale))
        y += BAR + GAP
    return parts, y + 10


def write(data):
    parts, y = [], 36
    for name in PANELS:
        found = by_peer(data["slices"], name)
        if "ramal" in found:
            panel, y = _panel(name, found, y)
            parts += panel
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y}" viewBox="0 0 {WIDTH} {y}" '
            f'font-family="sans-serif" font-size="13"><rect width="100%" height="100%" fill="white"/>')
    legend = (f'<text x="10" y="20">red: Ramal, which rewrites; blue: peers that rewrite by Lua; '
              f'grey: peers that only pass on ({escape(data["when"])})</text>')
    return "\n".join([head, legend, *parts, "</svg>\n"])
