// What calls somebody: offers, notes that name them, alarms, new work in the queue.  A sound and the title tell of it on
// every page, the key a accepts the first offer.  Nothing here takes the focus.
"use strict";
(() => {
  const box = document.getElementById("calls"), list = document.getElementById("list"), wall = document.getElementById("wall");
  if (!box) return;
  const $$ = (q) => [...document.querySelectorAll(q)];
  const title = document.title, known = new Set(), came = new Map(), texts = box.dataset;
  let audio = null, first = true, unseen = 0, rang = 0;
  const on = () => { try { return localStorage.getItem("baoxiu-sound") !== "off"; } catch { return true; } };
  const unlock = () => { if (!audio && window.AudioContext) audio = new AudioContext(); if (audio && audio.state === "suspended") audio.resume(); };
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, unlock, { passive: true }); // browsers are silent until something was done
  // What was rung for is not rung for again: not by another tab, nor by the next page of this one.
  const rung = () => { try { return JSON.parse(localStorage.getItem("baoxiu-rung") || "[]"); } catch { return []; } };
  const keep = (what) => { try { localStorage.setItem("baoxiu-rung", JSON.stringify([...what, ...rung()].slice(0, 200))); } catch { /* private window: every page rings */ } };
  const ring = (tones) => {
    if (!on()) return;
    unlock(); if (!audio) return;
    tones.forEach((pitch, n) => {
      const tone = audio.createOscillator(), volume = audio.createGain(), start = audio.currentTime + n * 0.16;
      tone.frequency.value = pitch; volume.gain.setValueAtTime(0.0001, start);
      volume.gain.exponentialRampToValueAtTime(0.2, start + 0.02); volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.3);
      tone.connect(volume).connect(audio.destination); tone.start(start); tone.stop(start + 0.32);
    });
  };
  const header = () => { // the list knows how one stands by now
    const now = document.querySelector("[data-presence]"), dot = document.querySelector(".me summary .dot");
    if (!now || !dot || dot.classList.contains(now.dataset.presence)) return;
    dot.className = `dot ${now.dataset.presence}`;
    $$(".me button[name=presence]").forEach((b) => { if (b.value === now.dataset.presence) b.setAttribute("aria-pressed", "true"); else b.removeAttribute("aria-pressed"); });
  };
  const TONES = { offer: [660, 880], mention: [880], alarm: [880, 660, 880], item: [520] };
  const kind = (call) => call.dataset.call.split(" ")[0];
  const cards = () => (document.body.dataset.view === "queue" ? $$("#list a.card") : []);
  const settled = (item) => { // what is offered to somebody at once is no news for the others
    if (known.has(item)) return false;
    if (first) { known.add(item); return false; }
    if (!came.has(item)) came.set(item, Date.now());
    return Date.now() - came.get(item) > 3000;
  };
  const look = () => {
    header();
    const there = $$("[data-call]").filter((o) => !o.dataset.until || new Date(o.dataset.until) > Date.now());
    const mine = there.filter((o) => !wall || !wall.contains(o)), before = rung();
    const fresh = there.filter((o) => !known.has(o.dataset.call) && !before.includes(o.dataset.call));
    const work = cards().filter((a) => settled(`item ${a.dataset.c}`) && !there.some((o) => o.dataset.c === a.dataset.c));
    there.forEach((o) => known.add(o.dataset.call)); work.forEach((a) => known.add(`item ${a.dataset.c}`));
    const calls = fresh, items = work;
    first = false;
    if (calls.length) keep(calls.map((o) => o.dataset.call));
    if (document.hidden) unseen += calls.filter((o) => !mine.includes(o)).length + items.length;
    const count = mine.length + unseen, word = texts[mine.length ? kind(mine[0]) : wall ? "alarm" : "item"];
    const told = count ? `(${count}) ${word} – ${title}` : title;
    if (document.title !== told) document.title = told;
    const loudest = calls[0], what = loudest ? kind(loudest) : "item";
    if (!loudest && (!items.length || Date.now() - rang < 10e3)) return;
    rang = Date.now();
    ring(TONES[what]);
    const said = (loudest ? loudest.dataset.what : items[0].querySelector(".last").textContent).trim(), say = document.getElementById("say");
    if (say) { const text = `${texts[what]}: ${said}`; say.textContent = text; setTimeout(() => { if (say.textContent === text) say.textContent = ""; }, 6000); }
  };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { unseen = 0; look(); } });
  for (const place of [list, wall, box]) if (place) new MutationObserver(look).observe(place, { childList: true, subtree: true });
  setInterval(look, 1000); look();
  document.addEventListener("keydown", (event) => {
    if (event.key !== "a" || document.querySelector("dialog[open]") || event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
    const button = document.querySelector("button[data-key=a]"); if (button) button.click();
  });
  const sound = document.querySelector("button[data-sound]");
  if (sound) {
    const show = () => { sound.setAttribute("aria-pressed", String(on())); sound.textContent = on() ? sound.dataset.on : sound.dataset.off; };
    sound.hidden = false; show();
    sound.addEventListener("click", () => { try { localStorage.setItem("baoxiu-sound", on() ? "off" : "on"); } catch { /* private window: on */ } show(); if (on()) ring(TONES.offer); });
  }

  // -- on pages without the list: the calls themselves, in a corner -------------------------------
  if (list) return;
  let waiting = null, accepted = "";
  const draw = async () => {
    waiting = null;
    await window.baoxiu.swap("#calls", "/console/fragments/calls");
    if (!accepted) return;
    const line = document.createElement("p"), link = document.createElement("a");
    link.href = accepted; link.textContent = texts.open; line.append(link); line.className = "accepted"; box.prepend(line);
  };
  const soon = () => { if (!waiting) waiting = setTimeout(draw, 60); };
  draw();
  setInterval(() => { if (box.querySelector("[data-until]") && $$("#calls [data-until]").some((o) => new Date(o.dataset.until) < Date.now())) soon(); }, 2000);
  document.addEventListener("baoxiu-done", (event) => {
    const form = event.detail; if (!box.contains(form) && !form.closest(".me")) return;
    if (form.dataset.open) accepted = form.elements.back.value;
    soon();
  });
  window.baoxiu.follow((change) => {
    const me = String(change.user) === texts.user, shown = change.conversation && box.querySelector(`[data-c="${change.conversation}"]`);
    if (me || change.topic === "alarm" || shown) soon();
  }, soon);
})();
