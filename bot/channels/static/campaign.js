"use strict";
/* The page of a campaign works without this.  It says that something is being sent, keeps a form back while there is no
   network, and hands the conversation that the form has begun to the chat page of the same origin. */

const entry = document.getElementById("entry");
if (entry) {
  const state = document.getElementById("state");
  entry.addEventListener("submit", (event) => {
    if (!navigator.onLine) { event.preventDefault(); state.textContent = entry.dataset.offline; return; }
    state.textContent = entry.dataset.sending;
  });
}

const handed = document.getElementById("handed");
if (handed) {
  const name = (key) => `baoxiu:${handed.dataset.plan}:${key}`;
  try { localStorage.setItem(name("token"), handed.dataset.token); localStorage.removeItem(name("unsent")); } catch { /* private mode */ }
}
