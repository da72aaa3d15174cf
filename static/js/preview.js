// The public page beside the form, with what is typed now. Without this script the button opens it in a new tab.
(() => {
  "use strict";
  const form = document.querySelector("form[data-preview]");
  const box = document.querySelector(".preview");
  const frame = box?.querySelector("iframe");
  if (!form || !frame) return;
  const wide = matchMedia("(min-width: 1280px)");
  let timer, asked = 0;
  const draw = async () => {
    if (!wide.matches) { box.hidden = true; return; }
    const mine = ++asked;
    const data = new FormData(form);
    data.delete("_key");
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: data, redirect: "error" });
      if (!answer.ok || mine !== asked) return;
      const html = (await answer.text()).replace(/<script[^>]*><\/script>/g, ""); // none runs in the frame
      const top = frame.contentWindow?.scrollY || 0;
      frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, top), { once: true });
      box.hidden = false;
      frame.srcdoc = html;
    } catch { /* the page of before stays */ }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(draw, 700); });
  wide.addEventListener("change", draw);
  draw();
})();
