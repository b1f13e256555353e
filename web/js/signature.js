// Signing on the screen: what is written on the sheet is put into the form's file field as a picture, so that the server
// takes it as it takes a photographed slip. Without this script the file field alone is there.

const WIDTH = 900;
const HEIGHT = 360;
/** What is written is a signature from so many points of strokes on: a touch of the sheet is none. */
const STROKES_LEAST = 120;

/** @param {ParentNode} root */
export function enhanceSignatures(root) {
  for (const box of root.querySelectorAll("[data-signature]")) {
    const input = box.querySelector("input[type=file]");
    if (box instanceof HTMLElement && input instanceof HTMLInputElement) addSheet(box, input);
  }
}

/**
 * @param {HTMLElement} box
 * @param {HTMLInputElement} input
 */
function addSheet(box, input) {
  const sheet = document.createElement("canvas");
  sheet.width = WIDTH;
  sheet.height = HEIGHT;
  sheet.className = "signature__sheet";
  sheet.tabIndex = 0;
  sheet.setAttribute("role", "img");
  sheet.setAttribute("aria-label", box.dataset.signatureLabel ?? "");
  const label = document.createElement("p");
  label.textContent = box.dataset.signatureLabel ?? "";
  const clear = document.createElement("button");
  clear.type = "button";
  clear.className = "button button--quiet";
  clear.textContent = box.dataset.signatureClear ?? "";
  const around = document.createElement("div");
  around.className = "signature";
  around.append(label, sheet, clear);
  box.prepend(around);

  const pen = sheet.getContext("2d");
  if (!pen) return around.remove();
  blank(pen);
  let strokes = 0;
  clear.addEventListener("click", () => {
    blank(pen);
    strokes = 0;
    input.value = "";
  });
  write(sheet, pen, (length) => {
    strokes += length;
    if (strokes >= STROKES_LEAST) keep(sheet, input);
  });
}

/** @param {CanvasRenderingContext2D} pen */
function blank(pen) {
  pen.fillStyle = "white";
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  pen.strokeStyle = "black";
  pen.lineWidth = 5;
  pen.lineCap = "round";
  pen.lineJoin = "round";
}

/**
 * @param {HTMLCanvasElement} sheet
 * @param {CanvasRenderingContext2D} pen
 * @param {(length: number) => void} lifted how long the stroke was
 */
function write(sheet, pen, lifted) {
  let isDown = false;
  let length = 0;
  let last = [0, 0];
  /** @param {PointerEvent} event */
  const point = (event) => {
    const edge = sheet.getBoundingClientRect();
    return [((event.clientX - edge.left) * WIDTH) / edge.width, ((event.clientY - edge.top) * HEIGHT) / edge.height];
  };
  sheet.addEventListener("pointerdown", (event) => {
    isDown = true;
    sheet.setPointerCapture(event.pointerId);
    const [x, y] = point(event);
    length = 0;
    last = [x, y];
    pen.beginPath();
    pen.moveTo(x, y);
    event.preventDefault();
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!isDown) return;
    const [x, y] = point(event);
    length += Math.hypot(x - last[0], y - last[1]);
    last = [x, y];
    pen.lineTo(x, y);
    pen.stroke();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    sheet.addEventListener(end, () => {
      if (isDown) lifted(length);
      isDown = false;
    });
  }
}

/**
 * @param {HTMLCanvasElement} sheet
 * @param {HTMLInputElement} input
 */
function keep(sheet, input) {
  sheet.toBlob((blob) => {
    if (!blob) return;
    const files = new DataTransfer();
    files.items.add(new File([blob], "signature.png", { type: "image/png" }));
    input.files = files.files;
  }, "image/png");
}
