"""What a person who sees little, or has no mouse, meets on a page: contrasts, the way of the Tab key."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

# WCAG 2.2, 1.4.3: 4.5 to 1, and 3 to 1 for large text.
FAINT_TEXT = """
() => {
  const parse = (text) => {
    const [r, g, b, a = 1] = (text.match(/[0-9.]+/g) || [0, 0, 0, 0]).map(Number);
    return {r, g, b, a};
  };
  const over = (top, below) => ({
    r: top.r * top.a + below.r * (1 - top.a), g: top.g * top.a + below.g * (1 - top.a),
    b: top.b * top.a + below.b * (1 - top.a), a: 1,
  });
  const light = ({r, g, b}) => {
    const [x, y, z] = [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const contrast = (a, b) => {
    const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const below = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
    return layers.reduceRight((ground, layer) => over(layer, ground), {r: 255, g: 255, b: 255, a: 1});
  };
  // Behind the words of a chart lies the last shape that was drawn there before them.
  const drawnBelow = (text) => {
    const box = text.getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    let ground = below(text.ownerSVGElement.parentElement);
    for (const shape of text.ownerSVGElement.querySelectorAll('rect, path, text')) {
      if (shape === text) break;
      const at = shape.getBoundingClientRect();
      const inside = at.x <= x && x <= at.x + at.width && at.y <= y && y <= at.y + at.height;
      if (shape.tagName === 'rect' && inside) ground = over(parse(getComputedStyle(shape).fill), ground);
    }
    return ground;
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement, style = getComputedStyle(element);
    if (!walker.currentNode.data.trim() || !element.checkVisibility({opacityProperty: true, visibilityProperty: true}))
      continue;
    const svg = element.ownerSVGElement, ground = svg ? drawnBelow(element) : below(element);
    const ink = over(parse(svg ? style.fill : style.color), ground), size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const reached = contrast(ink, ground);
    found.push({text: walker.currentNode.data.trim().slice(0, 60), contrast: reached, needed: isLarge ? 3 : 4.5});
  }
  return found;
}
"""
REACHABLE = """
() => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
  .filter((e) => !e.disabled && e.checkVisibility({visibilityProperty: true})).map(NAME)
"""
FOCUSED = """
() => {
  const e = document.activeElement, style = getComputedStyle(e);
  return {name: (NAME)(e), is_seen: style.outlineStyle !== 'none' || style.boxShadow !== 'none'};
}
"""
NAME = """
((e) => `${e.tagName} ${e.getAttribute('href') || e.getAttribute('name') || ''} ${e.textContent.trim().slice(0, 40)}`)
""".strip()


def faint_texts(page: "Page") -> list[dict[str, Any]]:
    """Texts whose colour is too near to what is behind them. Raises AssertionError when the page has no text."""
    found = page.evaluate(FAINT_TEXT)
    assert found, "there is no text on the page"
    return [text for text in found if text["contrast"] < text["needed"]]


def reachable(page: "Page") -> list[str]:
    """What can be used on the page, in its order."""
    return page.evaluate(REACHABLE.replace("NAME", NAME))


def way_of_the_tab_key(page: "Page", steps: int) -> list[dict[str, Any]]:
    """Where so many presses of the Tab key lead, and whether one sees it."""
    found: list[dict[str, Any]] = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        found.append(page.evaluate(FOCUSED.replace("NAME", NAME)))
    return found
