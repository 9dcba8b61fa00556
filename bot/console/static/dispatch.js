// The dispatch board: a bar or a waiting ticket is dragged, or moved by keys, to a technician and a time; what comes of it
// is looked up and done by the server.  Without this script the links and forms do the same.
"use strict";
(() => {
  const $ = (q, from) => (from || document).querySelector(q);
  const $$ = (q, from) => [...(from || document).querySelectorAll(q)];
  const body = document.body, board = $("#board"), panel = $("#panel"), error = $("#error"), hint = $("#place");
  if (!board) return;
  const STEP = 2; // quarters of an hour
  const here = () => new URLSearchParams(location.search);
  const kept = () => { const all = here(); return new URLSearchParams(["day", "region", "skill", "plan"].filter((k) => all.get(k)).map((k) => [k, all.get(k)])); };
  const columns = (track) => getComputedStyle(track).gridTemplateColumns.split(" ").length;

  // -- parts of the page from the server ---------------------------------------------------------
  const fetched = async (path, query) => {
    try {
      const answer = await fetch(`/console/fragments/${path}?${query}`, { headers: { "x-fragment": "1" } });
      if (answer.status === 401) { location.reload(); return null; }
      return answer.ok ? await answer.text() : null;
    } catch { return null; } // no network: the stream's return brings it
  };
  let busy = false, stale = false;
  const refresh = async () => {
    if (busy) { stale = true; return; }
    stale = false;
    const html = await fetched("board", kept());
    if (html === null || busy) { stale = stale || busy; return; }
    const focus = document.activeElement, at = focus && board.contains(focus) ? [focus.dataset.visit, focus.dataset.ticket] : null;
    const left = $$(".scroller", board).map((s) => s.scrollLeft);
    board.innerHTML = html;
    $$(".scroller", board).forEach((s, n) => { s.scrollLeft = left[n] || 0; });
    mark();
    const again = at && $$("[data-move]", board).find((x) => x.dataset.visit === at[0] && x.dataset.ticket === at[1]);
    if (again) again.focus();
  };
  const mark = () => { const now = here(); $$("[data-visit], [data-ticket]", board).forEach((x) => x.toggleAttribute("aria-current", Boolean((x.dataset.visit && x.dataset.visit === now.get("visit")) || (x.dataset.ticket && !Number(now.get("visit")) && x.dataset.ticket === now.get("ticket"))))); };
  const show = async (query, focus) => {
    const all = kept();
    for (const [name, value] of query) all.set(name, value);
    history.replaceState(null, "", `?${all}`);
    const html = await fetched("board-panel", all);
    if (html === null) { error.textContent = body.dataset.failed; return; }
    panel.innerHTML = html; error.textContent = ""; mark();
    if (focus) { const first = $(".go", panel) || $(".verdict", panel) || $("a.try", panel) || $("h2", panel); first.tabIndex = first.tabIndex < 0 ? -1 : first.tabIndex; first.focus({ preventScroll: true }); panel.scrollIntoView({ block: "nearest" }); }
  };
  const told = (text) => { hint.textContent = text; setTimeout(() => { if (hint.textContent === text) hint.textContent = ""; }, 6000); };
  const queryOf = (thing) => new URLSearchParams(thing.dataset.visit ? { visit: thing.dataset.visit } : thing.dataset.absence ? { absence: thing.dataset.absence } : { ticket: thing.dataset.ticket });

  // -- a place on the board ----------------------------------------------------------------------
  const ghost = document.createElement("i");
  const timeAt = (track, column) => {
    const start = new Date(track.dataset.start + ":00Z"); // only to count: no zone is meant
    return new Date(start.getTime() + column * 15 * 60e3).toISOString().slice(0, 16);
  };
  const put = (lane, column, thing) => {
    const track = $(".track", lane), width = Math.max(1, Math.round(thing.dataset.minutes / 15));
    column = Math.max(0, Math.min(columns(track) - 1, column - column % STEP));
    ghost.className = `ghost a${column} w${Math.min(width, columns(track) - column)}`;
    track.append(ghost);
    $$(".lane.over", board).forEach((x) => x.classList.toggle("over", x === lane)); lane.classList.add("over");
    const at = timeAt(track, column);
    hint.textContent = `${lane.dataset.name} · ${at.slice(11)} · ${body.dataset.help}`;
    return { lane, column, at };
  };
  const lift = () => { ghost.remove(); $$(".lane.over", board).forEach((x) => x.classList.remove("over")); hint.textContent = ""; body.classList.remove("dragging"); busy = false; if (stale) refresh(); };
  const look = (thing, place) => { const query = queryOf(thing); query.set("technician", place.lane.dataset.technician); query.set("at", place.at); return show(query, true); };

  // -- with the mouse, a pen, or a finger that has rested on it (one that moves at once scrolls) -------
  const REST = 350, SLIP = 8; // milliseconds; pixels that a resting finger may move
  let dragged = null, dropped = 0;
  board.addEventListener("pointerdown", (event) => {
    const thing = event.target.closest("[data-move]");
    if (!thing || event.button !== 0 || dragged) return;
    const box = thing.getBoundingClientRect(), touch = event.pointerType === "touch";
    dragged = { thing, touch, x: event.clientX, y: event.clientY, at: [event.clientX, event.clientY], grip: thing.dataset.visit ? event.clientX - box.left : 8, place: null, id: event.pointerId };
    if (touch) dragged.rest = setTimeout(() => { busy = true; body.classList.add("dragging"); if (navigator.vibrate) navigator.vibrate(12); over(); requestAnimationFrame(roll); }, REST);
  });
  for (const kind of ["dragstart", "contextmenu"]) board.addEventListener(kind, (event) => { if (kind === "dragstart" || (dragged && dragged.touch)) event.preventDefault(); });
  addEventListener("touchmove", (event) => { if (dragged && dragged.touch && busy) event.preventDefault(); }, { passive: false }); // the page stays where it is
  const over = () => { // the place under the pointer
    const [x, y] = dragged.at, under = document.elementFromPoint(x, y), lane = under && under.closest("li.lane");
    if (!lane) { ghost.remove(); dragged.place = null; return; }
    const track = $(".track", lane), box = track.getBoundingClientRect();
    dragged.place = put(lane, Math.round((x - dragged.grip - box.left) / (box.width / columns(track))), dragged.thing);
  };
  const roll = () => { // at an edge the hours and the people come by themselves
    if (!dragged || !busy) return;
    const way = (at, from, to) => (at < from + 40 ? -8 : at > to - 40 ? 8 : 0), [x, y] = dragged.at;
    const hours = $(".scroller", board), people = $("main"), who = $(".who", board), a = hours.getBoundingClientRect(), b = people.getBoundingClientRect();
    const [left, top] = [hours.scrollLeft, people.scrollTop];
    hours.scrollLeft += way(x, who ? who.getBoundingClientRect().right : a.left, a.right); people.scrollTop += way(y, b.top, b.bottom);
    if (hours.scrollLeft !== left || people.scrollTop !== top) over();
    requestAnimationFrame(roll);
  };
  addEventListener("pointermove", (event) => {
    if (!dragged || event.pointerId !== dragged.id) return;
    const far = Math.hypot(event.clientX - dragged.x, event.clientY - dragged.y);
    if (!busy && dragged.touch) { if (far > SLIP) { clearTimeout(dragged.rest); dragged = null; } return; }
    if (!busy && far < 6) return;
    busy = true; body.classList.add("dragging"); event.preventDefault();
    dragged.at = [event.clientX, event.clientY]; over();
  });
  const drop = (event, done) => {
    if (!dragged || event.pointerId !== dragged.id) return;
    const { thing, place } = dragged, moved = busy;
    clearTimeout(dragged.rest); dragged = null;
    if (!moved) return;
    dropped = Date.now(); lift();
    if (done && place) look(thing, place);
  };
  addEventListener("pointerup", (event) => drop(event, true));
  addEventListener("pointercancel", (event) => drop(event, false));

  // -- with keys ---------------------------------------------------------------------------------
  let held = null; // { thing, place } that the arrow keys move
  board.addEventListener("keydown", (event) => {
    const thing = event.target.closest("[data-move]");
    if (!thing) return;
    const lanes = $$("li.lane", board);
    if (event.key === "Escape") { held = null; lift(); return; }
    if (event.key === "Enter" && held && held.thing === thing) { event.preventDefault(); const { place } = held; held = null; lift(); look(thing, place); return; }
    const step = { ArrowLeft: [0, -STEP], ArrowRight: [0, STEP], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step || !lanes.length) return;
    event.preventDefault(); busy = true;
    if (!held || held.thing !== thing) {
      const own = thing.closest("li.lane"), from = own ? Number((thing.className.match(/\ba(\d+)\b/) || [0, 0])[1]) : 0;
      held = { thing, place: { lane: own || lanes[0], column: from }, };
      if (!own) { held.place = put(lanes[0], 4 * STEP, thing); return; }
    }
    const at = Math.max(0, Math.min(lanes.length - 1, lanes.indexOf(held.place.lane) + step[0]));
    held.place = put(lanes[at], Math.max(0, held.place.column + step[1]), thing);
    held.place.lane.scrollIntoView({ block: "nearest" }); ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  board.addEventListener("focusout", () => { if (held) { held = null; lift(); } });

  // -- links and forms of the panel ----------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (Date.now() - dropped < 300 && link.matches("[data-move]")) { event.preventDefault(); return; } // the end of a drag is no click
    if (link.matches("[data-visit], [data-ticket], [data-absence]")) { event.preventDefault(); show(queryOf(link), true); }
    else if (link.matches("a.try")) { event.preventDefault(); show(new URL(link.href).searchParams, true); }
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.matches(".check")) { event.preventDefault(); show(new URLSearchParams(new FormData(form)), true); return; }
    if (!form.matches(".now")) return;
    event.preventDefault();
    const button = event.submitter || $("button", form);
    if (button.disabled) return;
    button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", headers: { "x-fragment": "1" }, body: new FormData(form) });
      if (answer.status === 401) { location.reload(); return; }
      if (answer.ok) { await show(new URLSearchParams(), false); await refresh(); error.textContent = ""; told(form.dataset.done || ""); }
      else { error.textContent = (await answer.text()) || body.dataset.failed; error.scrollIntoView({ block: "nearest" }); refresh(); }
    } catch { error.textContent = body.dataset.failed; }
    button.disabled = false;
  });

  // -- live ----------------------------------------------------------------------------------------
  mark();
  const news = ["visit", "ticket", "absence"];
  let waiting = null;
  const soon = () => { if (!waiting) waiting = setTimeout(() => { waiting = null; refresh(); }, 150); };
  window.baoxiu.follow((change) => { if (news.includes(change.topic)) soon(); }, soon);
})();
