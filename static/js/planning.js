// The drawing of a planning follows what was saved.
(() => {
  "use strict";
  const box = document.querySelector("[data-drawing]");
  if (!box) return;
  document.addEventListener("portal:saved", async () => {
    try {
      const answer = await fetch(box.dataset.drawing, { redirect: "error" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.ok) box.replaceChildren(...page.body.childNodes);
    } catch { /* the drawing of before stays until the page opens again */ }
  });
})();
