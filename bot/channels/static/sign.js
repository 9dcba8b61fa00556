// Drawing a signature with finger, pen or mouse.  Without this script the box and the name do.
"use strict";
(() => {
  const form = document.getElementById("sign"); if (!form) return;
  const canvas = document.getElementById("canvas"), pen = canvas.getContext("2d");
  const WIDE = 1000, HIGH = 400, MOST = 2900, STROKES = 110, STEP = 5;
  let strokes = [], stroke = null, points = 0;
  document.getElementById("pad").hidden = false;
  pen.lineWidth = 7; pen.lineCap = pen.lineJoin = "round"; pen.strokeStyle = "#14285a";
  const keep = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [keep((event.clientX - box.left) / box.width * WIDE, WIDE), keep((event.clientY - box.top) / box.height * HIGH, HIGH)];
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (strokes.length >= STROKES || points >= MOST) return;
    event.preventDefault(); canvas.setPointerCapture(event.pointerId);
    stroke = [place(event)]; strokes.push(stroke); points += 1;
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke || points >= MOST) return;
    const [x, y] = place(event), [a, b] = stroke[stroke.length - 1];
    if (Math.hypot(x - a, y - b) < STEP) return;
    pen.beginPath(); pen.moveTo(a, b); pen.lineTo(x, y); pen.stroke();
    stroke.push([x, y]); points += 1;
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { stroke = null; });
  document.getElementById("clear").addEventListener("click", () => { strokes = []; stroke = null; points = 0; pen.clearRect(0, 0, WIDE, HIGH); });
  form.addEventListener("submit", () => {
    form.elements.strokes.value = strokes.length ? JSON.stringify(strokes) : "";
    const button = form.querySelector(".primary"); setTimeout(() => { button.disabled = true; });
  });
})();
