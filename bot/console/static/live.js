// What changes, live.  All tabs of a browser share one stream (a browser opens few connections to a server): the one that
// holds the lock listens and tells the others; when it is closed the next one goes on where it was.
"use strict";
(() => {
  const followers = [], shared = "BroadcastChannel" in window && navigator.locks ? new BroadcastChannel("baoxiu-live") : null;
  let last = document.body.dataset.last || "", leads = false, lost = false, begun = false;
  const news = (change) => followers.forEach((f) => f.news(change));
  const back = () => followers.forEach((f) => f.back()); // something may have been missed
  const connect = () => {
    const source = new EventSource(`/console/events${last ? `?after=${last}` : ""}`);
    source.onmessage = (event) => {
      last = event.lastEventId;
      const change = JSON.parse(event.data);
      news(change); if (shared) shared.postMessage({ last, change });
    };
    // a connection is tried again by the browser; a refusal is not: what is fetched then tells whether we are logged out
    source.onerror = () => { lost = true; if (source.readyState === EventSource.CLOSED) { all(); setTimeout(connect, 3000); } };
    source.onopen = () => { if (lost) { lost = false; all(); } };
  };
  const all = () => { back(); if (shared) shared.postMessage({ back: true }); };
  const start = () => {
    if (begun) return;
    begun = true;
    if (!shared) { connect(); return; }
    shared.onmessage = ({ data }) => {
      if (data.hello !== undefined) { if (leads && Number(last) > Number(data.hello)) shared.postMessage({ at: last }); return; }
      if (data.at) { if (!leads && Number(data.at) > Number(last)) { last = data.at; back(); } return; } // the page is older than what was told
      if (data.back) { back(); return; }
      last = data.last; news(data.change);
    };
    shared.postMessage({ hello: last || 0 });
    navigator.locks.request("baoxiu-live", () => new Promise(() => { leads = true; connect(); }));
  };
  window.baoxiu = { follow: (news, back) => { followers.push({ news, back }); start(); } };
})();
