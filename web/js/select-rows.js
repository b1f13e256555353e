// Rows picked in a table: <table data-select> with a `.pick` box in each row, and in the same form a
// `.bulk` bar with `<output data-selected="已选 {n} 人">`. The box in the head picks all; Shift picks a run.

/** @param {ParentNode} root */
export function enhanceSelection(root) {
  for (const table of root.querySelectorAll("table[data-select]")) {
    if (table instanceof HTMLTableElement) select(table);
  }
}

/** @param {HTMLTableElement} table */
function select(table) {
  const boxes = [...table.querySelectorAll("tbody .pick")].filter((box) => box instanceof HTMLInputElement);
  const all = table.querySelector("thead .pick");
  const output = table.closest("form")?.querySelector("output[data-selected]");
  let last = -1;

  const tell = () => {
    const picked = boxes.filter((box) => box.checked).length;
    if (all instanceof HTMLInputElement) {
      all.checked = picked > 0 && picked === boxes.length;
      all.indeterminate = picked > 0 && picked < boxes.length;
    }
    if (output instanceof HTMLOutputElement) {
      output.value = (output.dataset.selected ?? "{n}").replace("{n}", String(picked));
    }
  };

  if (all instanceof HTMLInputElement) {
    all.hidden = false; // means nothing without this module, so the page sends it hidden
    all.addEventListener("change", () => {
      for (const box of boxes) box.checked = all.checked;
      tell();
    });
  }
  boxes.forEach((box, n) => {
    box.addEventListener("click", (event) => {
      if (event.shiftKey && last >= 0) {
        for (const other of boxes.slice(Math.min(last, n), Math.max(last, n) + 1)) other.checked = box.checked;
      }
      last = n;
      tell();
    });
  });
  tell();
}
