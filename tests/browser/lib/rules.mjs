// What every page owes its reader beyond what axe looks for. Each rule runs inside the page and returns sentences,
// none when the page keeps it.

/**
 * Title, language, one main heading, and a name on every field that stays when something is typed.
 * @returns {string[]}
 */
export function frame() {
  const found = [];
  if (!document.title.trim()) found.push("the document has no title");
  if (!document.documentElement.lang) found.push("the document names no language");
  const headings = [...document.querySelectorAll("h1")].filter((it) => it.checkVisibility());
  if (headings.length !== 1) found.push(`the page has ${headings.length} visible h1, not one`);
  for (const field of document.querySelectorAll("input:not([type=hidden],[type=submit],[type=button]), select, textarea")) {
    const isNamed = field.labels?.length || field.ariaLabel || field.getAttribute("aria-labelledby");
    if (!isNamed) found.push(`a field has no label: ${field.outerHTML.slice(0, 160)}`);
  }
  for (const element of document.querySelectorAll("[tabindex]")) {
    if (element.tabIndex > 0) found.push(`a tabindex above 0 breaks the order: ${element.outerHTML.slice(0, 160)}`);
  }
  return found;
}

/**
 * Everything to be hit is at least `least` px wide and high. A link inside a sentence may be as low as its line; a
 * field may count its label; what is moved out of sight until it is focused does not count.
 * @param {number} least
 * @returns {string[]}
 */
export function targets(least) {
  const selector =
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=tab], [role=menuitem]";
  const isInSight = (element) => {
    const box = element.getBoundingClientRect();
    const isVisible = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    return isVisible && box.width > 1 && box.height > 1 && box.right > 0 && box.bottom + scrollY > 0;
  };
  const isInSentence = (element) => {
    if (element.tagName !== "A" || getComputedStyle(element).display !== "inline") return false;
    return [...element.parentElement.childNodes].some((node) => node.nodeType === 3 && /\p{L}{2}/u.test(node.data));
  };
  const size = (element) => {
    const isTicked = element.matches("input[type=checkbox], input[type=radio]");
    const boxes = [element, ...(isTicked ? element.labels : [])].map((it) => it.getBoundingClientRect());
    // A link may be taller than its own line because of what it holds.
    boxes.push(...[...element.children].map((it) => it.getBoundingClientRect()));
    return [Math.max(...boxes.map((it) => it.width)), Math.max(...boxes.map((it) => it.height))];
  };
  return [...document.querySelectorAll(selector)]
    .filter((element) => isInSight(element) && !isInSentence(element))
    .map((element) => ({ element, size: size(element) }))
    .filter(({ size }) => Math.min(...size) < least - 0.5)
    .map(({ element, size }) => {
      const [width, height] = size.map((it) => it.toFixed(0));
      return `a target of ${width} × ${height} px, not ${least}: ${element.outerHTML.slice(0, 160)}`;
    });
}

/**
 * The document fits the window's width; a wide table scrolls in a box of its own.
 * @returns {string[]}
 */
export function width() {
  const room = document.documentElement.clientWidth;
  const needed = document.documentElement.scrollWidth;
  if (needed <= room) return [];
  const widest = [...document.body.querySelectorAll("*")]
    .filter((it) => it.getBoundingClientRect().right > room + 1 && it.checkVisibility())
    .slice(0, 3)
    .map((it) => it.outerHTML.slice(0, 120));
  return [`the page is ${needed} px wide in a window of ${room} px: ${widest.join(" … ")}`];
}

/**
 * Text is at least `least` px high.
 * @param {number} least
 * @returns {string[]}
 */
export function text(least) {
  const found = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest("svg, script, style")) continue;
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (size < least - 0.5) found.set(element, size);
  }
  return [...found].map(([element, size]) => `text of ${size} px, not ${least}: ${element.outerHTML.slice(0, 160)}`);
}

/**
 * Walks the page with the Tab key: the order is the document's, nothing hidden takes the focus, and what has the
 * focus shows it.
 * @param {import("playwright-core").Page} page
 * @param {number} most how many steps to take on a long page
 * @returns {Promise<string[]>}
 */
export async function focusOrder(page, most = 40) {
  const found = [];
  const seen = [];
  for (let step = 0; step < most; step += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(focused);
    if (!stop || seen.includes(stop.place)) break;
    seen.push(stop.place);
    if (!stop.isVisible) found.push(`the focus goes where nothing is to be seen: ${stop.html}`);
    if (!stop.isMarked) found.push(`the focus is not shown: ${stop.html}`);
  }
  // The walk may begin in the middle, where a page has put the focus, but turns around only once.
  const turns = seen.filter((place, at) => at > 0 && place < seen[at - 1]).length;
  if (turns > 1) found.push(`the Tab key jumps back ${turns} times`);
  return found;
}

function focused() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    place: [...document.querySelectorAll("*")].indexOf(element),
    html: element.outerHTML.slice(0, 160),
    isVisible: element.checkVisibility({ visibilityProperty: true }) && box.width > 1 && box.right > 0,
    isMarked: style.outlineStyle !== "none" || style.boxShadow !== "none",
  };
}
