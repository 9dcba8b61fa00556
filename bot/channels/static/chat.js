"use strict";
/* The customer's page.  Messages are numbered by the server and shown in that order; what the customer says
   carries an id of the page, is kept until the server has taken it, and is sent again when the network fails. */

const boot = JSON.parse(document.getElementById("boot").textContent);
const t = boot.texts;
const $ = (id) => document.getElementById(id);
const log = $("log"), form = $("form"), field = $("text"), send = $("send"), typing = $("typing"), state = $("state");
const scroller = log.parentElement;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const wake = { now: () => {} };  // ends a pause before the next attempt

// -- what is kept in the browser ------------------------------------------------------------------

const memory = {};
const kept = {
  name: (key) => `baoxiu:${boot.plan || "any"}:${key}`,
  get(key) { try { return localStorage.getItem(this.name(key)); } catch { return memory[key] ?? null; } },
  set(key, value) { memory[key] = value; try { localStorage.setItem(this.name(key), value); } catch { /* private mode */ } },
};
let token = kept.get("token");
let unsent = [];  // {id, text, kind, title, failed, names}
try { unsent = JSON.parse(kept.get("unsent") || "[]"); } catch { unsent = []; }
const keepUnsent = () => kept.set("unsent", JSON.stringify(unsent));
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");

// -- showing ----------------------------------------------------------------------------------------

const said = new Map();  // server number -> message
let last = 0, live = false, news = 0;
const dayOf = (date) => date.toLocaleDateString(boot.lang === "zh" ? "zh-CN" : "en-GB", { year: "numeric", month: "long", day: "numeric" });
const timeOf = (date) => date.toLocaleTimeString(boot.lang === "zh" ? "zh-CN" : "en-GB", { hour: "2-digit", minute: "2-digit" });

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function dayLine(date) {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86400000);
  return make("li", "day", days === 0 ? t.today : days === 1 ? t.yesterday : dayOf(date));
}

function bubble(message, first) {
  const mine = message.by === "customer";
  const item = make("li", `${mine ? "mine" : message.by}${first ? " first" : ""}`);
  const name = mine ? t.you : message.by === "person" ? message.name || t.person : t[message.by] || t.bot;
  if (first) {
    const by = make("p", "by", `${mine ? "" : `${name} · `}${timeOf(new Date(message.at))}`);
    if (mine) by.prepend(make("span", "unseen", `${name} `));
    item.append(by);
  }
  if (message.text) item.append(mine ? make("div", "bubble", message.text) : linked(message.text));
  item.append(...files.shown(message));
  return item;
}

/* What we say may hold an address: it can be opened. */
function linked(text) {
  const box = make("div", "bubble");
  for (const part of text.split(/(https?:\/\/[\w.:/[\]?&=%~+-]+)/)) {
    if (!/^https?:\/\//.test(part)) { box.append(part); continue; }
    const link = make("a", "", part);
    Object.assign(link, { href: part, target: "_blank", rel: "noopener noreferrer" });
    box.append(link);
  }
  return box;
}

function choices(buttons) {
  const group = make("div", "choices");
  group.setAttribute("role", "group");
  for (const { title, payload } of buttons) {
    const button = make("button", "", title);
    button.type = "button";
    button.addEventListener("click", () => { group.remove(); say(payload, "button", title); field.focus(); });
    group.append(button);
  }
  return group;
}

function waitingBubble(message) {
  const item = make("li", `mine first ${message.failed ? "failed" : "waiting"}`);
  if (message.title || message.text) item.append(make("div", "bubble", message.title || message.text));
  if (message.names) item.append(files.preview(message));
  const fate = make("p", "fate", message.failed || (message.slow ? t.slow : message.tries ? t.waiting : message.names ? files.progress(message) : t.sending));
  if (message.names) fate.dataset.upload = message.id;
  if (message.failed && !message.lost) {
    const again = make("button", "", t.again);
    again.type = "button";
    again.addEventListener("click", () => { delete message.failed; message.tries = 0; draw(); sendAll(); });
    fate.append(again);
  }
  item.append(fate);
  return item;
}

/* Who reads the newest message goes on reading the newest: also when a picture arrives, or the keyboard of a phone opens. */
let atEnd = true, place = 0;
const toEnd = () => { if (atEnd) scroller.scrollTop = scroller.scrollHeight; };
scroller.addEventListener("scroll", () => {
  const up = scroller.scrollTop < place - 2;  // what has grown meanwhile is no wish to read something older
  place = scroller.scrollTop;
  if (scroller.scrollHeight - place - scroller.clientHeight < 120) atEnd = true; else if (up) atEnd = false;
}, { passive: true });
const grown = new ResizeObserver(toEnd);
grown.observe(scroller);
grown.observe(log);

const drawn = { last: 0, day: "", by: "", at: 0, tail: [] };

/* New messages are appended, so that a screen reader reads them and only them; everything is drawn anew only when
   one comes that belongs before what is shown. */
function draw(anew = false) {
  for (const node of drawn.tail) node.remove();
  drawn.tail = [];
  if (anew) { log.replaceChildren(); Object.assign(drawn, { last: 0, day: "", by: "", at: 0 }); }
  const order = [...said.values()].sort((a, b) => a.id - b.id);
  for (const message of order) {
    if (message.id <= drawn.last) continue;
    const date = new Date(message.at), day = date.toDateString();
    if (day !== drawn.day) log.append(dayLine(date));
    const first = day !== drawn.day || message.by !== drawn.by || date - drawn.at > 5 * 60000;
    log.append(bubble(message, first));
    Object.assign(drawn, { last: message.id, day, by: message.by, at: date });
  }
  const newest = order[order.length - 1];
  if (newest && newest.buttons.length && !unsent.length) {
    const item = make("li");
    item.append(choices(newest.buttons));
    drawn.tail.push(item);
  }
  for (const message of unsent) if (message.kind !== "start") drawn.tail.push(waitingBubble(message));
  log.append(...drawn.tail);
  if (unsent.length) atEnd = true;
  toEnd();
}

function take(messages) {
  let added = false, before = false;
  for (const message of messages) {
    if (said.has(message.id)) continue;
    said.set(message.id, message);
    before ||= message.id < drawn.last;
    last = Math.max(last, message.id);
    added = true;
    if (message.key) unsent = unsent.filter((m) => m.id !== message.key);
    if (live && message.by !== "customer" && document.hidden) news += 1;
  }
  if (!added) return;
  keepUnsent();
  draw(before);
  if (boot.embed && live) parent.postMessage({ baoxiu: "news" }, "*");
  if (document.hidden && news) document.title = `(${news}) ${title}`;
}
const title = document.title;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  news = 0;
  document.title = title;
  wake.now();
});

function tell(text) { state.hidden = !text; state.textContent = text || ""; }

// -- talking to the server ----------------------------------------------------------------------------

class Refused extends Error {
  constructor(status, detail, after) { super(detail); this.status = status; this.after = after || 0; }
}

async function call(path, body, headers = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 40000);
  try {
    const answer = await fetch(path, {
      method: "POST", body: JSON.stringify(body), signal: stop.signal, cache: "no-store",
      headers: { "content-type": "application/json", ...headers },
    });
    if (!answer.ok) {
      const problem = await answer.json().catch(() => ({}));
      throw new Refused(answer.status, problem.detail || String(answer.status), Number(answer.headers.get("retry-after")));
    }
    return await answer.json();
  } finally { clearTimeout(timer); }
}

const bearer = () => ({ authorization: `Bearer ${token}` });
const passing = (error) => !(error instanceof Refused) || error.status >= 500 || [408, 425, 429].includes(error.status);

async function visit(anew = false) {
  const found = await call("/chat/visit", { token: anew ? null : token });
  token = found.token;
  kept.set("token", token);
}

async function pause(tries, after = 0) {
  const ms = after ? after * 1000 : Math.min(1000 * 2 ** Math.min(tries, 5), 30000) * (0.75 + Math.random() / 2);
  await Promise.race([sleep(ms), new Promise((done) => { wake.now = done; })]);
}
addEventListener("online", () => wake.now());

let sending = false;

/* One after the other, so that they arrive in the order in which they were written. */
async function sendAll() {
  if (sending) return;
  sending = true;
  const shown = setTimeout(() => { typing.hidden = !unsent.length; toEnd(); }, 250);
  try {
    for (;;) {
      const message = unsent.find((m) => !m.failed);
      if (!message) return;
      try {
        if (!token) await visit();
        const { id, text, kind } = message;
        const answer = message.names ? await files.send(message) : await call("/chat/messages", { id, text, kind, plan: boot.plan, lang: boot.lang, after: last, campaign: boot.campaign }, bearer());
        unsent = unsent.filter((m) => m.id !== id);
        keepUnsent();
        take(answer.messages);
        draw();
        tell(listening ? "" : state.textContent);
      } catch (error) {
        if (error instanceof Refused && error.status === 401) { await visit(true).catch(() => {}); message.tries = (message.tries || 0) + 1; if (message.tries < 3) continue; }
        if (passing(error) || error.status === 401) {
          message.tries = (message.tries || 0) + 1;
          message.slow = error.status === 429;
          draw();
          await pause(message.tries, error.after);
        } else {
          message.failed = error.status === 413 ? t["too-long"] : `${t.failed}: ${error.message}`;
          keepUnsent();
          draw();
        }
      }
    }
  } finally {
    sending = false;
    clearTimeout(shown);
    typing.hidden = true;
    draw();
  }
}

function say(text, kind = "text", title, more = {}) {
  const message = { id: newId(), text, kind, title, ...more };
  unsent.push(message);
  keepUnsent();
  draw();
  wake.now();
  sendAll();
  return message;
}

// -- listening ----------------------------------------------------------------------------------------

let listening = false;

async function listen() {
  for (let tries = 0; ; ) {
    const stop = new AbortController();
    let quiet = setTimeout(() => stop.abort(), 40000);
    try {
      const answer = await fetch("/chat/events", {
        headers: { ...bearer(), accept: "text/event-stream", "last-event-id": String(last) }, signal: stop.signal, cache: "no-store",
      });
      if (answer.status === 401) { await visit(true); start(); }
      if (!answer.ok) throw new Refused(answer.status, "");
      listening = true;
      if (!state.hidden) { tell(t.online); setTimeout(() => listening && tell(""), 2000); }
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let text = ""; ; ) {
        const { done, value } = await reader.read();
        if (done) break;
        clearTimeout(quiet);
        quiet = setTimeout(() => stop.abort(), 40000);
        tries = 0;
        text += value;
        const events = text.split("\n\n");
        text = events.pop();
        take(events.flatMap((event) => event.split("\n").filter((l) => l.startsWith("data: ")).map((l) => JSON.parse(l.slice(6)))));
        live = true;
      }
    } catch { /* the network; again below */ }
    clearTimeout(quiet);
    listening = false;
    if (tries > 0) tell(t.offline);
    await pause(tries);
    tries += 1;
  }
}

function start() {
  if (said.size || unsent.some((m) => m.kind === "start")) return;
  unsent.unshift({ id: "start", text: "", kind: "start" });
}

// -- the composer ---------------------------------------------------------------------------------------

function fit() {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, 144)}px`;
  send.disabled = !field.value.trim();
  form.classList.toggle("written", !send.disabled);
}
field.addEventListener("input", fit);
let wrote = 0;
field.addEventListener("input", () => { // people who look at the conversation see that there is more to come
  if (!token || !field.value.trim() || Date.now() - wrote < 8000) return;
  wrote = Date.now();
  fetch("/chat/typing", { method: "POST", headers: bearer() }).catch(() => {});
});
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) { event.preventDefault(); form.requestSubmit(); }
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (!text) return;
  if (text.length > boot.max) { tell(t["too-long"]); return; }
  field.value = "";
  fit();
  say(text);
});
$("close")?.addEventListener("click", () => parent.postMessage({ baoxiu: "close" }, "*"));
addEventListener("keydown", (event) => { if (boot.embed && event.key === "Escape") parent.postMessage({ baoxiu: "close" }, "*"); });

addEventListener("DOMContentLoaded", async () => {
  fit();
  for (let tries = 0; ; tries += 1) {
    try { await visit(); break; } catch { tell(t.offline); await pause(tries); }
  }
  tell("");
  files.settle();
  start();
  await sendAll();
  listen();
});
