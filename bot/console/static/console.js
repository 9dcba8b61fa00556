// The console's one script: live fragments, countdowns, and keys.  Without it every form still works.
"use strict";
(() => {
  const body = document.body;
  const $ = (q, from) => (from || document).querySelector(q);
  const $$ = (q, from) => [...(from || document).querySelectorAll(q)];
  const say = (text) => { const box = $("#say"); if (box) { box.textContent = text; setTimeout(() => { if (box.textContent === text) box.textContent = ""; }, 4000); } };

  // The session is over: to the login, unless that would lose what is being written.
  const out = () => { const error = $("#error"); if (error && $$("textarea").some((f) => f.value.trim())) error.textContent = body.dataset.out; else location.reload(); };

  // -- countdowns: the server sends times, the browser counts -------------------------------
  const chinese = document.documentElement.lang.startsWith("zh");
  const span = (ms) => {
    const s = Math.floor(Math.abs(ms) / 1000), h = Math.floor(s / 3600), m = Math.floor(s / 60) % 60;
    const pad = (n) => String(n).padStart(2, "0");
    return (ms < 0 ? "−" : "") + (h >= 48 ? (chinese ? Math.floor(h / 24) + "天" + h % 24 + "小时" : Math.floor(h / 24) + "d " + h % 24 + "h") : h + ":" + pad(m) + ":" + pad(s % 60));
  };
  const count = () => {
    for (const t of $$("time[data-due]")) {
      const left = new Date(t.dataset.due) - Date.now();
      t.textContent = span(left); t.classList.toggle("over", left < 0); t.classList.toggle("soon", left >= 0 && left < 15 * 60e3);
      t.title = new Date(t.dataset.due).toLocaleString(document.documentElement.lang);
    }
    for (const t of $$("time[data-since]")) t.textContent = span(Date.now() - new Date(t.dataset.since));
  };
  count(); setInterval(count, 1000);

  // -- fragments ---------------------------------------------------------------------------
  const bottom = () => {
    const said = $(".said"); if (!said) return;
    said.scrollTop = said.scrollHeight;
    const act = $(".act"), over = act ? said.getBoundingClientRect().bottom - act.getBoundingClientRect().top : 0;
    if (over > 0) $("main").scrollTop += over; // on a phone the page scrolls, and the newest words were under the form
  };
  // what a field or a fold is known by when the page is drawn anew: the same buttons stand beside many things
  const fields = "textarea, select, input:not([type=hidden])";
  const place = (f) => [f.form && f.form.action, f.name, ...(f.form ? $$("input[type=hidden]", f.form).filter((x) => !["csrf", "back", "key"].includes(x.name)).map((x) => x.value) : [])].join(" ");
  const touched = (f) => (f.options ? [...f.options].some((o) => o.defaultSelected) ? [...f.options].some((o) => o.selected !== o.defaultSelected) : f.selectedIndex > 0 : f.value !== f.defaultValue);
  const fold = (d) => { const part = d.closest("section"), head = part && $("h3", part), name = $("summary", d).cloneNode(true); $$("time, .state", name).forEach((x) => x.remove()); const form = $("form", d); return [head && head.textContent, name.textContent.trim(), d.closest("li") && d.closest("li").id, form && form.closest("details") === d ? $$("input[type=hidden]", form).filter((x) => !["csrf", "back", "key"].includes(x.name)).map((x) => x.value).join(" ") : ""].join("|"); };
  // what else has the focus: the same thing of a page that is drawn anew
  const spot = (e) => (e.tagName === "SUMMARY" ? `fold ${fold(e.parentElement)}` : [e.tagName, place(e), e.getAttribute("href"), e.dataset.item].join(" "));
  const find = (where, box) => $$(`a, button, summary, [tabindex], ${fields}`, box).find((e) => spot(e) === where);
  // a Chinese word that is being put together in a field is not taken away
  let composing = false;
  addEventListener("compositionstart", () => { composing = true; });
  addEventListener("compositionend", () => { composing = false; });
  const composed = () => composing ? new Promise((done) => addEventListener("compositionend", () => setTimeout(done), { once: true })) : null;
  const draw = async (target, url, last) => {
    const box = $(target); if (!box) return;
    let answer, html;
    try { answer = await fetch(url, { headers: { "x-fragment": "1" } }); html = await answer.text(); } catch { return; } // no network: the stream's return brings it
    if (answer.status === 401) { out(); return; }
    if (!answer.ok) return;
    await composed();
    if (!last()) return; // somebody has gone on meanwhile: what is asked for later is what is shown
    const typed = $$(fields, box).map((f) => [place(f), f.value, f === document.activeElement && [f.selectionStart, f.selectionEnd], touched(f)]);
    const here = document.activeElement, focused = box.contains(here) && !here.matches(fields) ? spot(here) : null;
    const open = $$("details", box).map((d) => [fold(d), d.open]);
    const said = $(".said", box), down = !said || said.scrollHeight - said.scrollTop - said.clientHeight < 60, top = said ? said.scrollTop : 0, panel = $(".panel", box), side = panel ? panel.scrollTop : 0;
    box.innerHTML = html;
    for (const d of $$("details", box)) { const was = open.find(([name]) => name === fold(d)); if (was) d.open = was[1]; }
    for (const [where, value, active, changed] of typed) {
      const f = $$(fields, box).find((x) => place(x) === where);
      if (f) { if (changed) f.value = value; if (active) { f.focus(); if (f.matches("textarea, input:not([type]), [type=text]")) f.setSelectionRange(...active); } }
    }
    const again = focused && find(focused, box); if (again) again.focus({ preventScroll: true });
    if ($(".said", box)) { if (down) bottom(); else $(".said", box).scrollTop = top; }
    if ($(".panel", box)) $(".panel", box).scrollTop = side;
    once(); count();
  };
  const asked = {};
  const swap = async (target, url) => { // done when what was asked for last is shown
    const mine = asked[target] = {}; let seen = null;
    mine.done = draw(target, url, () => asked[target] === mine);
    while (seen !== asked[target]) { seen = asked[target]; await seen.done; }
  };
  // the card that was chosen: several works may be about one conversation
  const current = () => { const of = $$("a.card").filter((x) => x.dataset.c === body.dataset.c); return of.find((x) => x.dataset.item === body.dataset.item) || of[0]; };
  const mark = () => { const now = current(); $$("a.card").forEach((x) => { if (x === now) x.setAttribute("aria-current", "true"); else x.removeAttribute("aria-current"); }); };
  const list = () => swap("#list", `/console/fragments/list?view=${body.dataset.view}&c=${body.dataset.c || 0}`).then(mark);
  const show = () => body.dataset.c && swap("#case", `/console/fragments/case/${body.dataset.c}?view=${body.dataset.view}&item=${body.dataset.item || 0}`);
  const once = () => $$("input[data-once]").forEach((f) => { if (!f.dataset.made) { f.value = (crypto.randomUUID ? crypto.randomUUID() : Date.now() + "-" + Math.random()); f.dataset.made = "1"; } });
  once(); bottom(); mark();
  const here = $("nav [aria-current]"); if (here) here.scrollIntoView({ block: "nearest", inline: "center" }); // on a phone the bar is longer than the screen

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.classList.contains("do")) return;
    event.preventDefault();
    const button = event.submitter || $("button", form); if (button.disabled) return;
    const sent = new FormData(form, event.submitter || undefined);
    const was = form.contains(document.activeElement) ? spot(document.activeElement) : null;
    button.disabled = true;
    try {
      const action = button.hasAttribute("formaction") ? button.formAction : form.action; // a form may have several ends
      const answer = await fetch(action, { method: "POST", headers: { "x-fragment": "1" }, body: sent });
      if (answer.ok) {
        if (form.hasAttribute("data-stay")) { location.reload(); return; } // a page of its own, with nothing live
        if (form.hasAttribute("data-reset")) { form.reset(); $$("input[data-once]", form).forEach((f) => delete f.dataset.made); }
        const box = form.closest("details"); if (box) { form.reset(); box.open = false; }
        if (form.dataset.open && !$$("textarea").some((f) => f.value.trim())) { body.dataset.c = form.dataset.open; body.dataset.item = sent.get("item"); body.classList.add("open"); history.pushState(null, "", form.elements.back.value); }
        await Promise.all([list(), show()]);
        document.dispatchEvent(new CustomEvent("baoxiu-done", { detail: form }));
        const next = $("textarea[data-key=r]"); if (form.action.endsWith("/claim") && next) next.focus();
        if (was && document.activeElement === body) { const same = find(was), shut = same && same.closest("details:not([open])"); if (same) (shut ? $("summary", shut) : same).focus({ preventScroll: true }); }
      } else {
        const text = await answer.text(), error = form.closest("#calls") ? null : $("#error");
        if (error) error.textContent = text || body.dataset.failed; else say(text);
      }
    } catch { const error = $("#error"); if (error) error.textContent = body.dataset.failed; }
    button.disabled = false;
  });
  // What was typed into another form of the page is kept before a form with files takes its place.
  document.addEventListener("submit", async (event) => {
    const form = event.target, first = form.dataset.first && $(form.dataset.first);
    if (!first) return;
    event.preventDefault();
    await fetch(first.action, { method: "POST", headers: { "x-fragment": "1" }, body: new FormData(first) }).catch(() => null);
    form.submit();
  });
  // A form that leads to another page and is refused comes back as it was filled in, with the reason.
  const KEPT = "baoxiu-refused", key = (form) => [form.action, place({ form })].join(" ");
  const kept = () => { try { const text = sessionStorage.getItem(KEPT); sessionStorage.removeItem(KEPT); return JSON.parse(text); } catch { return null; } };
  const keep = (what) => { try { sessionStorage.setItem(KEPT, JSON.stringify(what)); } catch { /* private mode */ } };
  const written = (form) => $$(fields, form).filter((f) => !f.matches("[type=password], [type=file]"));
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "post" && !event.defaultPrevented) keep({ at: location.pathname + location.search, form: key(form), values: written(form).map((f) => [f.name, f.value, f.checked]) });
  });
  const refused = kept();
  if (refused && !refused.why && body.dataset.lost) { keep({ ...refused, why: body.dataset.lost }); location.replace(refused.at); return; }
  if (refused && refused.why && refused.at === location.pathname + location.search) {
    const form = $$("form").find((x) => key(x) === refused.form), wrong = document.createElement("p");
    wrong.className = "wrong"; wrong.setAttribute("role", "alert"); wrong.textContent = refused.why;
    if (form) {
      for (const [name, value, checked] of refused.values) for (const f of written(form).filter((x) => x.name === name)) { if (!f.matches("[type=checkbox], [type=radio]")) f.value = value; else if (f.value === value) f.checked = checked; }
      for (let d = form.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
      form.prepend(wrong); const first = $(fields, form); if (first) first.focus(); wrong.scrollIntoView({ block: "nearest" });
    } else $("#main").prepend(wrong);
  }
  document.addEventListener("click", (event) => {
    const card = event.target.closest("a.card");
    if (!card || event.metaKey || event.ctrlKey) return;
    event.preventDefault(); choose(card);
  });
  let shown = Promise.resolve(); // keys are for the case that was chosen, not for the one that is still there
  const choose = (card) => {
    body.dataset.c = card.dataset.c; body.dataset.item = card.dataset.item; body.classList.add("open");
    history.pushState(null, "", card.href);
    mark(); card.scrollIntoView({ block: "nearest" });
    shown = Promise.resolve(show()).then(bottom);
  };
  // menus of the header close by themselves
  const shut = (but) => $$("header details[open]").forEach((d) => { if (d !== but) d.open = false; });
  document.addEventListener("click", (event) => shut(event.target.closest("header details")));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") { const menu = $("header details[open]"); shut(); if (menu) $("summary", menu).focus(); } });

  // a canned answer goes to where the cursor is; what the case does not tell stays in braces
  document.addEventListener("click", async (event) => {
    const pick = event.target.closest("button[data-answer]"), field = $("textarea[data-key=r]"); if (!pick || !field) return;
    let answer, text; try { answer = await fetch(`/console/fragments/answer/${pick.dataset.answer}?c=${body.dataset.c}`, { headers: { "x-fragment": "1" } }); text = await answer.text(); } catch { say(body.dataset.failed); return; }
    if (answer.status === 401) { out(); return; }
    if (!answer.ok) { say(text); return; }
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end"); pick.closest("details").open = false; field.focus();
    const hole = field.value.match(/\{\w+\}/); if (hole) field.setSelectionRange(hole.index, hole.index + hole[0].length);
  });

  // -- who looks, who writes: colleagues see it ---------------------------------------------
  let told = "", wrote = 0;
  const look = async (again) => {
    const csrf = $("input[name=csrf]"); if (!body.dataset.c || !csrf || document.hidden) return;
    const typing = Date.now() - wrote < 8000 ? "yes" : "no", now = body.dataset.c + typing;
    if (!again && now === told) return;
    told = now; const sent = new FormData(); sent.set("csrf", csrf.value); sent.set("conversation", body.dataset.c); sent.set("typing", typing);
    try { await fetch("/console/do/look", { method: "POST", headers: { "x-fragment": "1" }, body: sent }); } catch { told = ""; }
  };
  document.addEventListener("input", (event) => { if (event.target.matches("textarea[data-key=r]")) { wrote = Date.now(); look(); } });
  if ("c" in body.dataset && $("#calls")) { setInterval(() => look(true), 20e3); setInterval(look, 4e3, false); look(); }

  // A technician's day that was kept for when there is no connection, and what was being typed, go with the session.
  const forget = (drafts) => {
    if ("caches" in window) caches.delete("baoxiu-day");
    if (drafts) try { Object.keys(localStorage).filter((k) => k.startsWith("day:") || k.startsWith("call:")).forEach((k) => localStorage.removeItem(k)); } catch { /* private mode */ }
  };
  if ("forget" in body.dataset) forget(false);
  document.addEventListener("submit", (event) => { if (event.target.action.endsWith("/do/logout")) forget(true); });

  addEventListener("popstate", () => location.reload());

  // -- keys --------------------------------------------------------------------------------
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("textarea") && event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.target.form.requestSubmit(); return; }
    if (event.key === "Escape" && event.target.matches("input, textarea, select")) { event.target.blur(); return; }
    if (event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
    const cards = $$("a.card"), now = cards.indexOf(current());
    if (event.key === "j" || event.key === "k") { const to = cards[Math.max(0, Math.min(cards.length - 1, now + (event.key === "j" ? 1 : -1)))]; if (to) choose(to); }
    else if (event.key === "c") shown.then(() => { const b = $("button[data-key=c]"); if (b) b.click(); });
    else if (event.key === "r") { event.preventDefault(); shown.then(() => { const f = $("textarea[data-key=r]"); if (f) f.focus(); }); }
    else if (event.key === "n") { event.preventDefault(); shown.then(() => { const f = $("textarea[data-key=n]"); if (f) { f.closest("details").open = true; f.focus(); } }); }
    else if (event.key === "?") { const keys = $("#keys"); if (keys && !keys.open) keys.showModal(); }
    else if (event.key === "/") { event.preventDefault(); $(".search input").focus(); }
  });

  // -- live --------------------------------------------------------------------------------
  if (window.baoxiu) window.baoxiu.swap = swap;
  if (!window.baoxiu || (!("view" in body.dataset) && !("reload" in body.dataset))) return;
  // the first change is shown at once; when much happens, the more slowly the server answers the less often it is asked
  let due = false, mine = false, running = false, notBefore = 0;
  const refresh = async (also) => {
    due = true; mine = mine || also;
    if (running) return;
    running = true;
    while (due) {
      await new Promise((done) => setTimeout(done, Math.max(40, notBefore - performance.now())));
      if ("reload" in body.dataset) { location.reload(); return; }
      const both = mine, began = performance.now(); due = mine = false;
      await Promise.all([list(), both && show()]);
      const now = performance.now(); notBefore = now + Math.min(5000, 5 * (now - began));
    }
    running = false;
  };
  window.baoxiu.follow((change) => {
    const open = String(change.conversation) === body.dataset.c;
    if (change.topic === "look") { if (open) show(); return; }
    if ("reload" in body.dataset && !["alarm", "queue", "presence"].includes(change.topic)) return;
    refresh(open);
  }, () => refresh(true));
})();
