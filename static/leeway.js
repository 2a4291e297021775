// Small comforts. Every page works without this file.
"use strict";

const STAYS = 8000; // milliseconds that a toast stays, unless it is touched

function leaveLater(toast) {
  let timer = setTimeout(() => toast.remove(), STAYS);
  for (const touch of ["pointerenter", "focusin"]) {
    toast.addEventListener(touch, () => clearTimeout(timer));
  }
  for (const leave of ["pointerleave", "focusout"]) {
    toast.addEventListener(leave, () => {
      clearTimeout(timer);
      timer = setTimeout(() => toast.remove(), STAYS);
    });
  }
}

function keys(event) {
  if (!event.ctrlKey && !event.metaKey) return;
  if (event.key === "k") {
    const palette = document.getElementById("palette");
    if (!palette) return;
    event.preventDefault();
    palette.togglePopover();
  }
  if (event.key === "Enter") {
    const form = event.target.closest("form[data-ctrl-enter]");
    const button = form?.querySelector("button[type=submit]:not([formnovalidate]):not(:disabled)");
    if (!button) return;
    event.preventDefault();
    form.requestSubmit(button);
  }
}

function copy(event) {
  const button = event.target.closest("[data-copy]");
  if (!button || !navigator.clipboard) return;
  const source = document.getElementById(button.dataset.copy);
  const text = source.value ?? source.textContent;
  navigator.clipboard.writeText(text.trim()).then(() => {
    button.textContent = "Copied";
  });
}

document.querySelectorAll(".toast").forEach(leaveLater);
document.addEventListener("keydown", keys);
document.addEventListener("click", copy);
document.addEventListener("htmx:load", (event) => {
  event.target.querySelectorAll?.(".toast").forEach(leaveLater);
});
document.addEventListener("htmx:afterSettle", (event) => {
  // What was acted on is gone with the old page: keyboards and readers go on from its beginning.
  if (event.target.id === "main" && document.activeElement === document.body) {
    event.target.focus({ preventScroll: true });
  }
});

// A page that says what went wrong is shown like any other; only small parts of a page are left as they were.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr, requestConfig } = event.detail;
  if (target.id === "main" && xhr.status >= 400) event.detail.shouldSwap = true;
  if (xhr.status < 400 && requestConfig.elt.matches(".composer")) requestConfig.elt.querySelector("textarea").value = "";
});
document.addEventListener("htmx:sendError", () => {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.setAttribute("role", "alert");
  toast.textContent = "No answer came from Leeway. What you typed is still here: send it again, and it counts once.";
  document.getElementById("toasts")?.replaceChildren(toast);
});
