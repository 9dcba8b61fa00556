// How imports go on: asked for while one does.
(() => {
  const box = document.querySelector("#imports");
  const look = async () => {
    if (box.querySelector("[data-goes-on]") && !document.hidden && window.baoxiu && window.baoxiu.swap) await window.baoxiu.swap("#imports", "/console/fragments/imports");
    setTimeout(look, 2000);
  };
  if (box) setTimeout(look, 1000);
})();
