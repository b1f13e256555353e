// Uploads: drop a file on the frame, and see how far it has got.
//
//   <form method="post" enctype="multipart/form-data" data-upload
//         data-upload-sending="正在上传 {percent}%" data-upload-checking="已传完，正在核对" data-upload-failed="…">
//     <div class="drop"> <input type="file" …> </div>
//     <button>…</button>
//   </form>

/**
 * @param {ParentNode} root
 * @param {(part: ParentNode) => void} enhance run on a page part that came back in place of this one
 */
export function enhanceUploads(root, enhance) {
  for (const form of root.querySelectorAll("form[data-upload]")) {
    const input = form.querySelector("input[type=file]");
    if (!(form instanceof HTMLFormElement && input instanceof HTMLInputElement)) continue;
    acceptDrops(form, input);
    form.addEventListener("submit", (event) => {
      if (!input.files?.length) return; // let the server say it
      event.preventDefault();
      send(form, enhance);
    });
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} input
 */
function acceptDrops(form, input) {
  const frame = form.querySelector(".drop");
  if (!frame) return;
  for (const name of ["dragenter", "dragover"]) {
    frame.addEventListener(name, (event) => {
      event.preventDefault();
      frame.classList.add("is-over");
    });
  }
  frame.addEventListener("dragleave", () => frame.classList.remove("is-over"));
  frame.addEventListener("drop", (event) => {
    event.preventDefault();
    frame.classList.remove("is-over");
    const files = event instanceof DragEvent ? event.dataTransfer?.files : undefined;
    if (!files?.length) return;
    input.files = files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {(part: ParentNode) => void} enhance
 */
function send(form, enhance) {
  const { bar, words } = progressOf(form);
  const button = form.querySelector("button[type=submit], button:not([type])");
  button?.setAttribute("aria-disabled", "true");
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    const percent = Math.floor((event.loaded / event.total) * 100);
    bar.value = percent;
    words.textContent = (form.dataset.uploadSending ?? "{percent}%").replace("{percent}", String(percent));
  });
  request.upload.addEventListener("load", () => {
    bar.removeAttribute("value"); // runs without an end until the server answers
    words.textContent = form.dataset.uploadChecking ?? "";
  });
  request.addEventListener("load", () => arrive(request, form, enhance));
  request.addEventListener("error", () => {
    button?.removeAttribute("aria-disabled");
    bar.hidden = true;
    words.textContent = form.dataset.uploadFailed ?? "";
  });
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  request.send(new FormData(form));
}

/** @param {HTMLFormElement} form */
function progressOf(form) {
  form.querySelector(".upload-progress")?.remove();
  const box = document.createElement("div");
  const bar = document.createElement("progress");
  const words = document.createElement("p");
  box.className = "upload-progress";
  bar.max = 100;
  bar.value = 0;
  words.setAttribute("role", "status");
  words.id = "upload-words";
  bar.setAttribute("aria-labelledby", words.id);
  box.append(words, bar);
  form.append(box);
  return { bar, words };
}

/**
 * A redirect was followed: go there. The same page came back with errors: put it in place.
 * @param {XMLHttpRequest} request
 * @param {HTMLFormElement} form
 * @param {(part: ParentNode) => void} enhance
 */
function arrive(request, form, enhance) {
  const there = request.responseURL.split("#")[0];
  if (request.status < 400 && there !== form.action) return location.assign(request.responseURL);
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const fresh = page.querySelector("main");
  const stale = document.querySelector("main");
  if (!fresh || !stale) return location.reload();
  document.title = page.title;
  stale.replaceWith(fresh);
  enhance(fresh);
  const target = fresh.querySelector(".error-summary, h1");
  if (target instanceof HTMLElement) {
    target.tabIndex = -1;
    target.focus();
  }
}
