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
  if (!event.ctrlKey && !event.metaKey) {
    // Enter while an amount is typed asks nothing and spends nothing: only the button and Ctrl Enter decide.
    if (event.key === "Enter" && event.target.matches?.("#decide input")) event.preventDefault();
    return;
  }
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

// The palette: what is typed narrows what can be done; what nothing fits is looked for among the cases.
function narrow(palette) {
  const typed = palette.querySelector("input").value.trim();
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  for (const item of palette.querySelectorAll("li")) {
    const names = item.textContent.toLowerCase().split(/\s+/);
    item.hidden = "find" in item.dataset ? !typed : !words.every((word) => names.some((name) => name.startsWith(word)));
  }
  palette.querySelector("[data-find] a").href = `/cases?q=${encodeURIComponent(typed)}`;
  palette.toggleAttribute("data-typed", typed !== "");
}

function move(event, palette) {
  const links = [...palette.querySelectorAll("li:not([hidden]) a")];
  const input = palette.querySelector("input");
  const places = [input, ...links];
  const at = places.indexOf(document.activeElement);
  if (event.key === "Enter" && document.activeElement === input && input.value.trim()) {
    event.preventDefault();
    links[0].click();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || at === -1) return;
  event.preventDefault();
  places[(at + step + places.length) % places.length].focus();
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

// "Take the most that is yours": fills in the amount; without this file the button asks the page again.
function fill(event) {
  const button = event.target.closest("[data-fill]");
  const field = button && document.getElementById(button.dataset.fill);
  if (!field) return;
  event.preventDefault();
  field.value = button.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

document.querySelectorAll(".toast").forEach(leaveLater);
document.addEventListener("keydown", keys);
document.addEventListener("click", copy);
document.addEventListener("click", fill);
const palette = document.getElementById("palette");
palette?.addEventListener("input", () => narrow(palette));
palette?.addEventListener("keydown", (event) => move(event, palette));
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

// A typed day in words below its field: the browser writes days in its own order, and 3/4 may be March or April.
function sayDay(event) {
  const field = event.target;
  if (!field.matches?.("input[type=date], input[type=datetime-local]")) return;
  const day = field.value && new Date(field.value.includes("T") ? field.value : `${field.value}T12:00`);
  const words = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
  let said = field.nextElementSibling;
  if (!said?.matches("[data-day]")) {
    said = document.createElement("p");
    said.className = "fine";
    said.dataset.day = "";
    said.setAttribute("aria-live", "polite");
    field.after(said);
  }
  said.textContent = day && !Number.isNaN(day.getTime()) ? day.toLocaleDateString("en-GB", words) : "";
}
document.addEventListener("input", sayDay);
