"use strict";
/* Files in the chat: chosen, dropped, pasted or photographed; sent with the page's id of the message, so that a bad network
   costs another try and never a second copy.  Pictures are fetched with the visitor's token and shown from memory. */

const files = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const MARKS = {  // paths of small drawings; fonts for such signs are not everywhere
    document: "M6 3h8l5 5v13H6zM14 3v5h5M9 13h7M9 17h7", image: "M4 5h16v14H4zM4 16l5-5 4 4 2-2 5 5", audio: "M9 18V6l10-2v12M9 18a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM19 16a3 3 0 1 1-6 0 3 3 0 0 1 6 0z",
    video: "M3 6h13v12H3zM16 10l5-3v10l-5-3",
  };
  const waiting = new Map();  // message id -> File[]; the browser keeps them only while the page is open
  const percent = new Map();  // message id -> how much is uploaded
  const addresses = new Map();  // address of a picture -> Promise of an address in memory
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} KB` : `${(bytes / 1e6).toFixed(1)} MB`);
  const names = (list) => list.map((file) => file.name).join(boot.lang === "zh" ? "、" : ", ");

  function mark(kind) {
    const drawing = document.createElementNS(SVG, "svg"), line = document.createElementNS(SVG, "path");
    for (const [name, value] of Object.entries({ viewBox: "0 0 24 24", width: "20", height: "20", "aria-hidden": "true", class: "mark" })) drawing.setAttribute(name, value);
    line.setAttribute("d", MARKS[kind] || MARKS.document);
    drawing.append(line);
    return drawing;
  }

  // -- shown ---------------------------------------------------------------------------------------------

  async function fetched(path) {
    const answer = await fetch(path, { headers: bearer() });
    if (!answer.ok) throw new Refused(answer.status, "");
    return URL.createObjectURL(await answer.blob());
  }

  function inMemory(path) {
    if (!addresses.has(path)) addresses.set(path, fetched(path).catch((error) => { addresses.delete(path); throw error; }));
    return addresses.get(path);
  }

  async function save(file) {
    try {
      const link = make("a");
      link.href = await inMemory(`/chat/files/${file.id}`);
      if (file.picture) link.target = "_blank"; else link.download = file.name;
      link.rel = "noopener";
      document.body.append(link);
      link.click();
      link.remove();
    } catch { tell(t.offline); setTimeout(() => tell(""), 3000); }
  }

  function picture(file) {
    const button = make("button", "picture");
    button.type = "button";
    button.setAttribute("aria-label", fill(t["open-picture"], { name: file.name }));
    const image = make("img");
    const scale = Math.min(240 / file.width, 240 / file.height, 1);
    image.style.width = `${Math.max(24, Math.round(file.width * scale))}px`;  // its place is kept until it is there
    image.style.aspectRatio = `${file.width} / ${file.height}`;
    image.alt = "";
    inMemory(`/chat/files/${file.id}?w=640`).then((address) => { image.src = address; }, () => { image.alt = file.name; });
    button.append(image);
    button.addEventListener("click", () => save(file));
    return button;
  }

  function card(file) {
    const button = make("button", "filecard");
    button.type = "button";
    button.setAttribute("aria-label", fill(t.download, { name: file.name }));
    button.append(mark(file.kind), make("span", "name", file.name), make("span", "size", size(file.size)));
    button.addEventListener("click", () => save(file));
    return button;
  }

  function shown(message) {
    const nodes = (message.files || []).map((file) => (file.picture ? picture(file) : card(file)));
    for (const name of message.not_kept || []) nodes.push(make("p", "notkept", fill(t["not-kept"], { name })));
    return nodes;
  }

  function named(name, kind) {
    const card = make("span", "filecard");
    card.append(mark(kind), make("span", "name", name));
    return card;
  }

  function preview(message) {
    const box = make("div", "previews");
    for (const file of waiting.get(message.id) || []) {
      if (/^image\/(jpeg|png|gif|webp)$/.test(file.type)) {
        const image = make("img");
        file.address ||= URL.createObjectURL(file);
        image.src = file.address;
        image.alt = file.name;
        box.append(image);
      } else box.append(named(file.name, file.type.split("/")[0]));
    }
    if (!box.childElementCount) box.append(named(message.names));
    return box;
  }

  // -- sent -------------------------------------------------------------------------------------------------

  const progress = (message) => fill(t.uploading, { percent: String(percent.get(message.id) ?? 0) });

  function send(message) {
    const body = new FormData();
    for (const [name, value] of Object.entries({ id: message.id, text: message.text, lang: boot.lang, after: last, plan: boot.plan, campaign: boot.campaign })) {
      if (value !== null && value !== undefined) body.append(name, value);
    }
    for (const file of waiting.get(message.id) || []) body.append("file", file, file.name);
    return new Promise((done, failed) => {
      const call = new XMLHttpRequest();
      call.open("POST", "/chat/files");
      call.setRequestHeader("authorization", bearer().authorization);
      call.timeout = 200000;
      call.upload.addEventListener("progress", (event) => {
        percent.set(message.id, Math.min(99, Math.round((100 * event.loaded) / (event.total || 1))));
        const line = document.querySelector(`[data-upload="${message.id}"]`);
        if (line && !message.failed && !message.tries) line.firstChild.textContent = progress(message);
      });
      call.addEventListener("load", () => {
        let answer = {};
        try { answer = JSON.parse(call.responseText); } catch { /* a page of a proxy */ }
        if (call.status === 200) { forget(message); done(answer); return; }
        failed(new Refused(call.status, answer.detail || String(call.status), Number(call.getResponseHeader("retry-after"))));
      });
      for (const event of ["error", "timeout", "abort"]) call.addEventListener(event, () => failed(new TypeError(event)));
      call.send(body);
    });
  }

  function forget(message) {
    for (const file of waiting.get(message.id) || []) if (file.address) URL.revokeObjectURL(file.address);
    waiting.delete(message.id);
    percent.delete(message.id);
  }

  /* What was not sent when the page was closed: its files are gone with it, unless the server has them. */
  function settle() {
    for (const message of unsent) {
      if (message.names && !waiting.has(message.id)) { message.failed = fill(t["lost-file"], { name: message.names }); message.lost = true; }
    }
    draw();
  }

  // -- chosen -----------------------------------------------------------------------------------------------

  const limits = boot.files;
  const accepted = ($("files")?.accept || "").split(",");
  const fits = (file) => !file.type || accepted.includes(file.type) || /^image\/hei[cf]$|^(audio|video)\/|^text\/plain/.test(file.type);

  function why(list) {
    const wrong = list.find((file) => !fits(file));
    if (wrong) return fill(t["wrong-kind"], { name: wrong.name });
    const big = list.find((file) => file.size > limits.size);
    if (big) return fill(t["too-big"], { name: big.name, most: Math.round(limits.size / 1e6) });
    if (list.length > limits.most) return t["too-many"];
    if (list.reduce((sum, file) => sum + file.size, 0) > limits.together) return t["too-much"];
    return "";
  }

  let warned = 0;
  function choose(list) {
    list = Array.from(list);
    if (!list.length || !limits.size) return;
    const problem = why(list);
    if (problem) {
      tell(problem);
      clearTimeout(warned);
      warned = setTimeout(() => { if (state.textContent === problem) tell(""); }, 12000);
      return;
    }
    if (!state.hidden && listening) tell("");
    const text = field.value.trim().slice(0, boot.max), id = newId();
    field.value = "";
    fit();
    waiting.set(id, list);
    say(text, "media", "", { id, names: names(list) });
  }

  for (const [button, input] of [["attach", "files"], ["camera", "shot"]]) {
    $(button)?.addEventListener("click", () => $(input).click());
    $(input)?.addEventListener("change", (event) => { choose(event.target.files); event.target.value = ""; field.focus(); });
  }
  field.addEventListener("paste", (event) => {
    if (event.clipboardData?.files.length) { event.preventDefault(); choose(event.clipboardData.files); }
  });
  let over = 0;
  const carries = (event) => Boolean(limits.size) && Array.from(event.dataTransfer?.types || []).includes("Files");
  addEventListener("dragenter", (event) => { if (carries(event)) { over += 1; document.body.classList.add("dropping"); } });
  addEventListener("dragleave", (event) => { if (carries(event)) { over = Math.max(0, over - 1); document.body.classList.toggle("dropping", over > 0); } });
  addEventListener("dragover", (event) => { if (carries(event)) event.preventDefault(); });
  addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    over = 0;
    document.body.classList.remove("dropping");
    choose(event.dataTransfer.files);
  });
  document.body.dataset.drop = t.drop;

  return { shown, preview, progress, send, settle };
})();
