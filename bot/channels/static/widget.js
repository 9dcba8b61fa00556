/* The chat as a bubble on another page:
   <script src="https://service.example/widget.js" data-plan="p3" data-lang="zh" async></script> */
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script || window.baoxiu) return;
  const home = new URL(script.src).origin;
  const lang = script.dataset.lang || (/\bzh\b/i.test(document.documentElement.lang || navigator.language) ? "zh" : "en");
  const words = lang === "zh" ? { open: "在线报修", close: "关闭对话" } : { open: "Report a fault", close: "Close the conversation" };
  const narrow = window.matchMedia("(max-width: 480px)");
  const style = (node, rules) => { for (const [name, value] of Object.entries(rules)) node.style.setProperty(name, value, "important"); };

  const bubble = document.createElement("button");
  bubble.type = "button";
  style(bubble, {
    position: "fixed", right: "20px", bottom: "20px", "z-index": "2147483000", width: "56px", height: "56px", padding: "0",
    border: "0", "border-radius": "50%", background: "#0b6e5f", color: "#fff", cursor: "pointer",
    "box-shadow": "0 4px 16px rgba(0,0,0,.28)", "box-sizing": "border-box",
  });
  const dot = document.createElement("span");
  style(dot, { position: "absolute", top: "2px", right: "2px", width: "13px", height: "13px", "border-radius": "50%", background: "#d93025", border: "2px solid #fff" });
  dot.hidden = true;
  const drawn = "http://www.w3.org/2000/svg"; // not a character: not every machine has a font with it
  const sign = document.createElementNS(drawn, "svg");
  const line = document.createElementNS(drawn, "path");
  const SIGNS = { open: "M4 5h16v11H10l-4 4v-4H4z", close: "M6 6l12 12M18 6L6 18" };
  const given = (node, all) => { for (const [name, value] of Object.entries(all)) node.setAttribute(name, value); };
  given(sign, { "aria-hidden": "true", viewBox: "0 0 24 24", width: "26", height: "26" });
  given(line, { fill: "none", stroke: "#fff", "stroke-width": "2", "stroke-linejoin": "round", "stroke-linecap": "round", d: SIGNS.open });
  style(sign, { display: "block", margin: "15px" });
  sign.append(line);
  bubble.append(sign, dot);
  let frame = null;
  let shown = false;
  let loaded = false; // before, the frame is not yet of our origin

  function place() {
    if (!frame) return;
    style(frame, {
      position: "fixed", "z-index": "2147483001", border: "0", "color-scheme": "normal",
      "box-shadow": "0 8px 40px rgba(0,0,0,.3)", display: shown ? "block" : "none",
      ...(narrow.matches
        ? { inset: "0", width: "100%", height: "100%", "max-height": "none", "border-radius": "0" }
        : { inset: "auto 20px 88px auto", width: "392px", height: "640px", "max-height": "calc(100vh - 108px)", "border-radius": "16px" }),
    });
  }

  const tell = () => frame.contentWindow.postMessage({ baoxiu: shown ? "shown" : "hidden" }, home);

  function show(open) {
    shown = open;
    if (open && !frame) {
      const address = new URL("/chat", home);
      if (script.dataset.plan) address.searchParams.set("plan", script.dataset.plan);
      address.searchParams.set("lang", lang);
      address.searchParams.set("embed", "1");
      frame = document.createElement("iframe");
      frame.src = address.href;
      frame.title = words.open;
      frame.addEventListener("load", () => { loaded = true; tell(); });
      document.body.append(frame);
    }
    if (open) dot.hidden = true;
    line.setAttribute("d", open ? SIGNS.close : SIGNS.open);
    bubble.setAttribute("aria-label", open ? words.close : words.open);
    bubble.setAttribute("aria-expanded", String(open));
    place();
    if (loaded) tell();
    if (open) frame.focus(); else bubble.focus({ preventScroll: true });
  }

  bubble.addEventListener("click", () => show(!shown));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && shown) show(false); });
  narrow.addEventListener("change", place);
  window.addEventListener("message", (event) => {
    if (event.origin !== home || !frame || event.source !== frame.contentWindow || !event.data) return;
    if (event.data.baoxiu === "close") show(false);
    if (event.data.baoxiu === "news" && !shown) dot.hidden = false;
  });
  window.baoxiu = { open: () => show(true), close: () => show(false) };
  const begin = () => { document.body.append(bubble); bubble.setAttribute("aria-label", words.open); bubble.setAttribute("aria-expanded", "false"); };
  if (document.body) begin(); else document.addEventListener("DOMContentLoaded", begin);
})();
