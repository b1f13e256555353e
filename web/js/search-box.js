// Search as you type: a combobox over an HTML fragment that the server renders.
//
//   <form class="search" role="search" action="/people" data-search="/people/suggest"
//         data-search-count="{n} 条结果" data-search-none="没有找到">
//     <label class="vh" for="q">…</label>
//     <input class="input" id="q" name="q" type="search" autocomplete="off">
//     <button class="button">…</button>
//   </form>
//
// The fragment is `<li role="option" data-href="/people/…">…</li>` once for each hit, nothing else.
// Without this module the form is a plain GET search.

const WAIT_MS = 120;
let boxes = 0;

/** @param {ParentNode} root */
export function enhanceSearchBoxes(root) {
  for (const form of root.querySelectorAll("[data-search]")) {
    const input = form.querySelector("input[type=search]");
    if (form instanceof HTMLElement && input instanceof HTMLInputElement) new SearchBox(form, input);
  }
}

class SearchBox {
  /**
   * @param {HTMLElement} form The form, or within a larger form the part that searches.
   * @param {HTMLInputElement} input
   */
  constructor(form, input) {
    this.form = form;
    this.input = input;
    this.active = -1;
    this.wait = 0;
    /** @type {AbortController | null} */
    this.request = null;
    this.list = document.createElement("ul");
    this.status = document.createElement("p");
    this.buildParts();
    this.listen();
  }

  buildParts() {
    const id = `suggest-${++boxes}`;
    this.list.id = id;
    this.list.className = "suggest";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.input.labels?.[0]?.textContent?.trim() ?? "");
    this.status.className = "vh";
    this.status.setAttribute("role", "status");
    this.form.append(this.list, this.status);
    this.setAttributes(this.input, {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": id,
    });
  }

  listen() {
    // While an input method is composing, `wang` is not yet 王: wait for the end of it.
    this.input.addEventListener("input", (event) => {
      if (!(event instanceof InputEvent && event.isComposing)) this.askSoon();
    });
    this.input.addEventListener("compositionend", () => this.askSoon());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("blur", () => this.close());
    // Keep the focus in the input while an option is pressed.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
      if (option) this.open(option);
    });
  }

  askSoon() {
    clearTimeout(this.wait);
    this.wait = setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    this.request?.abort();
    const query = this.input.value.trim();
    if (!query) return this.close();
    const request = new AbortController();
    this.request = request;
    try {
      const url = `${this.form.dataset.search}?q=${encodeURIComponent(query)}`;
      const answer = await fetch(url, { signal: request.signal, headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return this.close();
      this.show(await answer.text());
    } catch {
      // Aborted, or no network: pressing Enter still sends the form.
      if (this.request === request) this.close();
    }
  }

  /** @param {string} fragment */
  show(fragment) {
    if (document.activeElement !== this.input) return;
    const parsed = new DOMParser().parseFromString(`<ul>${fragment}</ul>`, "text/html");
    const options = [...parsed.querySelectorAll("[role=option]")];
    options.forEach((option, n) => {
      option.id = `${this.list.id}-${n}`;
      option.setAttribute("aria-selected", "false");
    });
    this.list.replaceChildren(...options);
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.expand(options.length > 0);
    const { searchCount = "{n}", searchNone = "0" } = this.form.dataset;
    this.status.textContent = options.length ? searchCount.replace("{n}", String(options.length)) : searchNone;
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.isComposing) return;
    const count = this.list.hidden ? 0 : this.list.children.length;
    if (event.key === "ArrowDown" && count) this.move((this.active + 1) % count);
    else if (event.key === "ArrowUp" && count) this.move((this.active + count - (this.active < 0 ? 0 : 1)) % count);
    else if (event.key === "Escape" && count) this.close();
    else if (event.key === "Enter" && count && this.active >= 0) this.open(this.list.children[this.active]);
    else return;
    event.preventDefault();
  }

  /** @param {number} to */
  move(to) {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = to;
    const option = this.list.children[to];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  /** @param {Element} option */
  open(option) {
    // Who picks several instead of going to one takes it from here (see pick-people.js).
    const chosen = new CustomEvent("chosen", { bubbles: true, cancelable: true, detail: option });
    if (!this.form.dispatchEvent(chosen)) return this.close();
    if (option instanceof HTMLElement && option.dataset.href) location.assign(option.dataset.href);
  }

  close() {
    clearTimeout(this.wait);
    this.request?.abort();
    this.request = null;
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.status.textContent = "";
    this.expand(false);
  }

  /** @param {boolean} open */
  expand(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
  }

  /**
   * @param {Element} element
   * @param {Record<string, string>} attributes
   */
  setAttributes(element, attributes) {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  }
}
