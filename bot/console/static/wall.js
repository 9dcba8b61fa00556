// The wall: its parts are drawn anew when something happens, and nothing that somebody has chosen, focused or is writing is lost.
"use strict";
(() => {
  const body = document.body, box = document.getElementById("wall"), form = document.getElementById("bulk"), outcomes = document.getElementById("outcomes");
  if (!("wall" in body.dataset) || !box) return;
  const $$ = (q, from) => [...(from || document).querySelectorAll(q)];
  const address = `/console/fragments/wall?queue=${encodeURIComponent(body.dataset.queue)}&show=${body.dataset.show}&holder=${body.dataset.holder}`;

  // -- what is chosen ----------------------------------------------------------------------
  const chosen = () => $$("input[form=bulk]:checked");
  const idle = document.getElementById("chosen") && document.getElementById("chosen").textContent;
  const told = () => {
    const n = chosen().length, say = document.getElementById("chosen");
    if (say) say.textContent = n ? body.dataset.chosen.replace("#", n) : idle;
    if (form) form.classList.toggle("some", n > 0);
    for (const all of $$("input[data-every]")) {
      const of = $$(`input[name=${all.dataset.every}][form=bulk]`), on = of.filter((x) => x.checked).length;
      all.checked = on > 0 && on === of.length; all.indeterminate = on > 0 && on < of.length;
    }
  };
  document.addEventListener("change", (event) => {
    const all = event.target.dataset && event.target.dataset.every;
    if (all) for (const one of $$(`input[name=${all}][form=bulk]`)) one.checked = event.target.checked;
    if (event.target.form === form && event.target.matches("[type=checkbox]")) outcomes.replaceChildren(); // what was done before is read
    told();
  });

  // -- drawing anew ------------------------------------------------------------------------
  const parts = new Map($$("[id^=part-]", box).map((part) => [part.id, part.outerHTML]));
  const key = (e) => e.id || (e.dataset.every ? `every:${e.dataset.every}` : e.getAttribute("href") || (e.form && e.form.elements.alarm && `see:${e.form.elements.alarm.value}`));
  const draw = (html) => {
    const made = document.createElement("template"); made.innerHTML = html;
    const here = document.activeElement, focused = box.contains(here) ? [here.closest("[id^=part-]").id, key(here)] : null;
    const ids = new Set(chosen().map((x) => x.id)), order = $$("input[form=bulk]").map((x) => x.id);
    for (const part of $$("[id^=part-]", made.content)) {
      const now = document.getElementById(part.id), html = part.outerHTML;
      if (!now || parts.get(part.id) === html) continue; // the same as before: nobody's focus is touched
      parts.set(part.id, html); now.replaceWith(part);
    }
    for (const one of $$("input[form=bulk]")) one.checked = ids.has(one.id);
    if (focused && document.activeElement === document.body) {
      const place = document.getElementById(focused[0]);
      let next = $$("a, button, input", place).find((e) => key(e) === focused[1]);
      if (!next) { // it is gone: the one that has followed it
        const at = order.indexOf(focused[1]);
        next = order.slice(at + 1).concat(order.slice(0, Math.max(at, 0)).reverse()).map((id) => document.getElementById(id)).find((x) => x && place.contains(x)) || place.querySelector("a, input, button");
      }
      if (next) next.focus({ preventScroll: true });
    }
    told();
  };
  let drawing = null, again = false;
  const refresh = () => {
    if (drawing) { again = true; return drawing; }
    drawing = (async () => {
      try {
        const answer = await fetch(address, { headers: { "x-fragment": "1" } });
        if (answer.status === 401) { location.reload(); return; }
        if (answer.ok) draw(await answer.text());
      } catch { /* no network: the stream's return brings it */ }
    })().finally(() => { drawing = null; if (again) { again = false; refresh(); } });
    return drawing;
  };

  // -- doing -------------------------------------------------------------------------------
  const send = async (url, data, from) => {
    const answer = await fetch(url, { method: "POST", headers: { "x-fragment": "1" }, body: data }).catch(() => null);
    const text = answer ? await answer.text() : "";
    if (answer && answer.status === 401) { location.reload(); return false; }
    if (answer && answer.ok) { if (text) outcomes.innerHTML = text; return true; }
    const wrong = document.createElement("p"); wrong.className = "outcomes some"; wrong.textContent = text || body.dataset.failed;
    outcomes.replaceChildren(wrong);
    if (from) from.focus();
    return false;
  };
  document.addEventListener("submit", async (event) => {
    const bulk = event.target === form;
    if (!bulk && !event.target.classList.contains("one")) return;
    event.preventDefault();
    const button = event.submitter || event.target.querySelector("button");
    const data = new FormData(event.target, event.submitter || undefined), ticked = chosen().map((x) => x.id);
    button.disabled = true;
    const done = await send(event.target.action, data, null);
    button.disabled = false;
    if (bulk && done) {
      const kind = data.get("do") === "seen" ? "alarm" : "item"; // drawn anew meanwhile, they are others of the same names
      for (const one of ticked.map((id) => document.getElementById(id))) if (one && one.name === kind) one.checked = false;
      told();
      form.elements.why.value = ""; form.elements.key.value = String(Date.now()) + Math.random();
    }
    if (bulk) button.focus({ preventScroll: true });
    await refresh();
  });

  // -- keys: j and k from one thing to the next, x chooses it ---------------------------------
  document.addEventListener("keydown", (event) => {
    const at = document.activeElement, boxes = $$("input[name=item][form=bulk]");
    if (event.ctrlKey || event.metaKey || event.altKey || !boxes.length) return;
    if (at.matches("textarea, select, input:not([type=checkbox])")) return;
    const now = boxes.indexOf(at.closest("li") && at.closest("li").querySelector("input[name=item]"));
    if (event.key === "j" || event.key === "k") { event.preventDefault(); boxes[Math.max(0, Math.min(boxes.length - 1, now < 0 ? 0 : now + (event.key === "j" ? 1 : -1)))].focus(); }
    else if (event.key === "x" && now >= 0) { event.preventDefault(); boxes[now].click(); }
  });

  // -- live --------------------------------------------------------------------------------
  let timer = null;
  const soon = () => { if (!timer) timer = setTimeout(() => { timer = null; refresh(); }, 200); };
  window.baoxiu.follow(soon, soon);
  setInterval(soon, 60e3); // what is due soon changes also when nothing happens
  told();
})();
