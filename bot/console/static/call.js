// What is noted of a call stays in this browser until it was taken in: a login that ends, a reload or an empty battery loses nothing.
"use strict";
(() => {
  const form = document.querySelector("form[data-draft]"), told = document.getElementById("kept");
  if (!form) return;
  const where = `call:${form.dataset.draft}`, day = 12 * 3600e3, key = form.elements.key;
  const fields = [...form.elements].filter((f) => f.matches("textarea, select, input:not([type=hidden]):not([type=file])"));
  const forget = () => { try { localStorage.removeItem(where); } catch { /* private mode */ } };
  const keep = () => {
    const written = Object.fromEntries(fields.filter((f) => f.value.trim()).map((f) => [f.name, f.value]));
    if (!Object.keys(written).length) { forget(); return; }
    try { localStorage.setItem(where, JSON.stringify({ at: Date.now(), key: key.value, written })); } catch { /* full: the page itself still has it */ }
  };
  let was = null;
  try { was = JSON.parse(localStorage.getItem(where)); } catch { /* private mode, or nothing of ours */ }
  const done = form.dataset.taken, fresh = was && was.written && Date.now() - was.at < day && was.key !== done;
  if (was && !fresh) forget();
  if (fresh && was.key !== key.value) { // a page that was refused brings its words itself
    const free = fields.filter((f) => was.written[f.name] && (f.tagName === "SELECT" ? !f.value : !f.value.trim()));
    free.forEach((f) => { f.value = was.written[f.name]; });
    if (free.length) { key.value = was.key; told.hidden = false; } // the same key: what has been taken in after all is not doubled
  }
  document.getElementById("drop").addEventListener("click", () => { forget(); location.assign(location.pathname); });
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("submit", keep);
})();
