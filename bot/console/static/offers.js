// Offers: a sound and the title tell of a new one, the key a accepts it.  Nothing here takes the focus.
"use strict";
(() => {
  const list = document.getElementById("list"), body = document.body;
  if (!list || !("offersNew" in body.dataset)) return;
  const title = document.title, known = new Set();
  let audio = null;
  const on = () => { try { return localStorage.getItem("baoxiu-sound") !== "off"; } catch { return true; } };
  const unlock = () => { if (!audio && window.AudioContext) audio = new AudioContext(); if (audio && audio.state === "suspended") audio.resume(); };
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, unlock, { passive: true }); // browsers are silent until something was done
  const ring = () => {
    if (!on()) return;
    unlock(); if (!audio) return;
    [[660, 0], [880, 0.16]].forEach(([pitch, at]) => {
      const tone = audio.createOscillator(), volume = audio.createGain(), start = audio.currentTime + at;
      tone.frequency.value = pitch; volume.gain.setValueAtTime(0.0001, start);
      volume.gain.exponentialRampToValueAtTime(0.2, start + 0.02); volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.3);
      tone.connect(volume).connect(audio.destination); tone.start(start); tone.stop(start + 0.32);
    });
  };
  const header = () => { // the list knows how one stands by now
    const now = document.querySelector("[data-presence]"), dot = document.querySelector(".me summary .dot");
    if (!now || !dot || dot.classList.contains(now.dataset.presence)) return;
    dot.className = `dot ${now.dataset.presence}`;
    document.querySelectorAll(".me button[name=presence]").forEach((b) => { if (b.value === now.dataset.presence) b.setAttribute("aria-pressed", "true"); else b.removeAttribute("aria-pressed"); });
  };
  const look = () => {
    header();
    const there = [...document.querySelectorAll("[data-offer]")].filter((o) => new Date(o.dataset.offer.split(" ")[1]) > Date.now());
    document.title = there.length ? `(${there.length}) ${body.dataset.offersNew} – ${title}` : title;
    const fresh = there.filter((o) => !known.has(o.dataset.offer));
    fresh.forEach((o) => known.add(o.dataset.offer));
    if (!fresh.length) return;
    ring();
    const box = document.getElementById("say");
    if (box) { box.textContent = body.dataset.offersSaid.replace("{}", fresh[0].dataset.what.trim()); setTimeout(() => { box.textContent = ""; }, 6000); }
  };
  look(); new MutationObserver(look).observe(list, { childList: true }); setInterval(look, 1000);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "a" || document.querySelector("dialog[open]") || event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
    const button = document.querySelector("button[data-key=a]"); if (button) button.click();
  });
  const sound = document.querySelector("button[data-sound]");
  if (sound) {
    const show = () => { sound.setAttribute("aria-pressed", String(on())); sound.textContent = on() ? sound.dataset.on : sound.dataset.off; };
    sound.hidden = false; show();
    sound.addEventListener("click", () => { try { localStorage.setItem("baoxiu-sound", on() ? "off" : "on"); } catch { /* private window: on */ } show(); if (on()) ring(); });
  }
})();
