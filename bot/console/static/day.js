// A technician's telephone: what is entered is kept here until the server has answered, photographs too, and sent again with
// the same key, so that nothing is lost and nothing is done twice.  Without this script the forms are sent as they are.
"use strict";
(() => {
  const $ = (q, from) => (from || document).querySelector(q);
  const $$ = (q, from) => [...(from || document).querySelectorAll(q)];
  const box = $("#outbox");
  if (!box || !("indexedDB" in window)) return;
  const MOST = 60, MOST_BYTES = 60e6, SIDE = 1600, PATIENCE = 60e3; // entries, bytes of all of them, pixels, milliseconds
  const say = box.dataset, user = say.user;
  const key = () => (crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`);

  // -- what is kept on the telephone ---------------------------------------------------------------
  const opened = new Promise((done, failed) => {
    const asked = indexedDB.open("baoxiu-day", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("outbox", { keyPath: "n", autoIncrement: true });
    asked.onsuccess = () => done(asked.result); asked.onerror = () => failed(asked.error);
  });
  const store = async (mode, work) => {
    const db = await opened;
    return new Promise((done, failed) => {
      const tx = db.transaction("outbox", mode, mode === "readwrite" ? { durability: "strict" } : {}), asked = work(tx.objectStore("outbox"));
      tx.oncomplete = () => done(asked && asked.result); tx.onerror = tx.onabort = () => failed(tx.error);
    });
  };
  const all = async () => (await store("readonly", (s) => s.getAll())).filter((e) => e.user === user);
  const add = (entry) => store("readwrite", (s) => s.add(entry));
  const put = (entry) => store("readwrite", (s) => s.put(entry));
  const drop = (entry) => store("readwrite", (s) => s.delete(entry.n));

  // -- shown ---------------------------------------------------------------------------------------
  const show = async (why) => {
    const entries = await all(), waiting = entries.filter((e) => !e.answer), list = $(".failed", box), pending = $(".pending", box);
    pending.hidden = !waiting.length;
    pending.textContent = waiting.length ? say.waiting.replace("0", String(waiting.length)) + (why ? ` ${why}` : navigator.onLine ? "" : ` ${say.offline}`) : "";
    for (const card of $$(".stop-card")) { // each visit says what of it is not sent, and a step that was said is not said again
      const visit = $("[name=visit]", card), of = waiting.filter((e) => visit && e.fields.some(([n, v]) => n === "visit" && v === visit.value));
      const steps = of.flatMap((e) => e.fields.filter(([n]) => n === "step").map(([, v]) => v));
      let line = $(".unsent", card);
      if (!line && of.length) { line = document.createElement("p"); line.className = "unsent"; $("h2", card).after(line); }
      if (line) { line.hidden = !of.length; line.textContent = `${say.unsent} ${of.map((e) => e.what).join(" · ")}`; }
      for (const step of $$("form.field input[name=step]", card)) if (steps.includes(step.value)) { $("button", step.form).disabled = true; const more = $("details.small", card); if (more && !step.closest("details")) more.open = true; }
    }
    list.replaceChildren(...entries.filter((e) => e.answer).map((e) => {
      const line = document.createElement("li"), row = document.createElement("div"), text = document.createElement("p");
      line.className = e.answer.state; row.className = "row";
      text.textContent = `${e.what}: ${e.answer.text}`;
      const button = (name, work) => { const b = document.createElement("button"); b.type = "button"; b.textContent = name; b.onclick = work; row.append(b); };
      if (e.answer.state === "refused") button(say.again, async () => { await put({ ...e, key: key(), answer: null }); flush(); });
      button(say.drop, async () => { await drop(e); show(); });
      line.append(text, row);
      return line;
    }));
  };

  // -- sent ----------------------------------------------------------------------------------------
  let running = false, timer = null, pause = 2000;
  const later = () => { clearTimeout(timer); timer = setTimeout(flush, pause); pause = Math.min(pause * 2, 60e3); };
  const body = (entry) => {
    const form = new FormData();
    for (const [name, value] of entry.fields) form.append(name, value);
    form.set("csrf", say.csrf); form.set("key", entry.key); form.set("made_at", entry.made_at);
    for (const file of entry.files) form.append("photo", file.blob, file.name);
    return form;
  };
  // Sends one; returns whether the next may be sent.
  const send = async (entry) => {
    const stop = new AbortController(), watch = setTimeout(() => stop.abort(), PATIENCE + entry.bytes / 10);
    let answer, found;
    try {
      answer = await fetch("/console/day/send", { method: "POST", headers: { "x-fragment": "1" }, body: body(entry), signal: stop.signal });
      found = answer.ok ? await answer.json() : { state: "refused", text: await answer.text() };
    } catch { await show(); later(); return false; } finally { clearTimeout(watch); }
    if (answer.status === 401 || answer.status === 403) { await show(say.login); return false; } // logged out: kept until somebody is in again
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408) { await show(); later(); return false; }
    pause = 2000;
    if (found.state === "done") { await drop(entry); changed = true; }
    else if (found.state === "kept") { await put({ ...entry, files: [], bytes: 0, answer: found }); changed = true; }
    else await put({ ...entry, answer: { state: "refused", text: (found.text || say.nowhere).slice(0, 300) } });
    return true;
  };
  let changed = false;
  const flush = async () => {
    if (running) return;
    running = true; clearTimeout(timer);
    const work = async () => { for (const entry of (await all()).filter((e) => !e.answer)) if (!(await send(entry))) return; };
    try { await (navigator.locks ? navigator.locks.request("baoxiu-day", work) : work()); } finally { running = false; }
    await show();
    const left = (await all()).some((e) => !e.answer);
    if (changed && !left) { changed = false; fresh(); }
  };
  // The page as it is now, unless something is being written on it.
  const busy = () => document.activeElement && document.activeElement.matches("input:not([type=hidden]), textarea, select") || $$("form.field input[type=file]").some((f) => f.files.length) || $$("form.fields").length && touched;
  let touched = false;
  document.addEventListener("input", () => { touched = true; });
  const fresh = () => { if (!busy()) location.reload(); };

  // -- entered -------------------------------------------------------------------------------------
  const small = async (file) => { // a photograph of a telephone has ten times the pixels that anybody needs
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
      if (scale === 1 && file.size < 1e6) return file;
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale); canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      return (await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85))) || file;
    } catch { return file; } // the server says what it is
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form.field")) return;
    event.preventDefault();
    const button = event.submitter || $("button", form);
    if (button.disabled) return;
    const given = new FormData(form, event.submitter || undefined), files = []; // before: a button that is disabled says nothing
    button.disabled = true;
    for (const file of given.getAll("photo")) if (file.size) { const blob = await small(file); files.push({ blob, name: file.name }); }
    const bytes = files.reduce((n, f) => n + f.blob.size, 0), kept = await all();
    if (bytes > 20e6) { say_now(say.large); button.disabled = false; return; }
    if (kept.length >= MOST || kept.reduce((n, e) => n + e.bytes, bytes) > MOST_BYTES) { say_now(say.full); button.disabled = false; return; }
    const what = [button.textContent.trim(), given.get("text") || given.get("note") || ""].filter(Boolean).join(" ").slice(0, 120);
    const entry = { user, key: key(), what, made_at: new Date().toISOString(), fields: [...given].filter(([n, v]) => typeof v === "string" && n !== "csrf"), files, bytes, answer: null };
    try { await add(entry); } catch { say_now(say.full); button.disabled = false; return; } // no room: what was typed stays where it is
    forget(form); touched = false;
    if (!form.matches(".fields")) form.reset();
    if (given.get("kind") !== "step") button.disabled = false; // a step is said once
    await show(); flush();
  });
  const say_now = (text) => { const pending = $(".pending", box); pending.hidden = false; pending.textContent = text; };

  // -- drafts: what is being typed survives a reload and an empty battery ------------------------------
  const name = (f) => `day:${user}:${f.form.dataset.draft || new FormData(f.form).get("visit")}:${f.name}`;
  const drafts = () => $$("form.field [data-draft], form[data-draft] :is(input:not([type=hidden]), textarea, select)");
  const forget = (form) => drafts().filter((f) => f.form === form).forEach((f) => { try { localStorage.removeItem(name(f)); } catch { /* private mode */ } });
  document.addEventListener("input", (event) => { const f = event.target; if (f.form && drafts().includes(f)) { try { localStorage.setItem(name(f), f.value.slice(0, 4000)); } catch { /* full: the field itself still has it */ } } });
  drafts().forEach((f) => { try { const was = localStorage.getItem(name(f)); if (was !== null && was !== f.value) { f.value = was; touched = true; } } catch { /* private mode */ } });

  // -- without a connection the page opens as it was last seen -----------------------------------------
  const old = $("time.made", box);
  if (Date.now() - new Date(old.dateTime) > 60e3) old.parentElement.hidden = false;
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/console/day/worker.js", { scope: "/console/day" }).then(async () => {
      if (navigator.serviceWorker.controller) return; // it has seen this page already
      await new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
      const besides = $$("link[rel=stylesheet], script[src], .pictures img").map((e) => e.href || e.src);
      for (const url of [location.href.split("#")[0], ...besides]) fetch(url, { headers: { "x-keep": "1" } }).catch(() => null); // once more, through it
    }).catch(() => null); // private mode, or no https
  }

  addEventListener("online", () => { pause = 2000; flush(); });
  addEventListener("offline", () => show());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
  show(); flush();
})();
