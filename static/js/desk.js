// The keys of the reviewer's desk. They do nothing while somebody types, nothing with Ctrl, Alt or Cmd (which belong to
// the browser and to screen readers), and nothing at all when they are switched off (WCAG 2.1.4).
(() => {
  "use strict";
  const form = document.querySelector("form[data-keys]");
  const list = document.querySelector(".keys");
  if (!form || !list) return;
  const OFF = "keys:off";
  const onSwitch = list.querySelector("input[type=checkbox]");
  const criteria = [...form.querySelectorAll("[data-criterion]")];
  let at = -1;

  list.hidden = false;
  try { onSwitch.checked = localStorage.getItem(OFF) === null; } catch { /* forbidden: they are on */ }
  onSwitch.addEventListener("change", () => {
    try { if (onSwitch.checked) localStorage.removeItem(OFF); else localStorage.setItem(OFF, "1"); } catch { /* for this page only */ }
  });

  const mark = (n) => {
    at = n;
    criteria.forEach((each, i) => each.classList.toggle("here", i === n));
  };
  form.addEventListener("focusin", (event) => {
    const n = criteria.indexOf(event.target.closest("[data-criterion]"));
    if (n >= 0) mark(n);
  });

  // Focus goes to the score that was given, or to the first: a screen reader then reads the criterion and the score.
  const go = (n) => {
    if (n < 0 || n >= criteria.length) return;
    mark(n);
    const scale = criteria[n].querySelector(".scale");
    (scale.querySelector("input:checked") ?? scale.querySelector("input")).focus();
    criteria[n].scrollIntoView({ block: "nearest" });
  };
  const give = (score) => {
    if (at < 0) mark(0);
    const radio = criteria[at].querySelector(`.scale input[value="${score}"]`);
    radio.checked = true;
    radio.focus();
    radio.dispatchEvent(new Event("input", { bubbles: true }));
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const help = () => {
    list.open = !list.open;
    if (list.open) list.querySelector("summary").focus();
  };
  const writes = (control) => control.matches?.("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button], [type=submit])");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
    if (writes(event.target)) {
      const n = criteria.indexOf(event.target.closest("[data-criterion]"));
      if (event.key === "Escape" && onSwitch.checked && n >= 0) go(n);
      return;
    }
    if (!onSwitch.checked) return;
    const link = document.querySelector(`[data-key-link="${event.key === "N" || event.key === "P" ? event.key : ""}"]`);
    const acts = {
      n: () => go(at + 1),
      p: () => go(at - 1),
      m: () => criteria[Math.max(at, 0)].querySelector("textarea").focus(),
      s: () => form.dispatchEvent(new Event("portal:save")),
      "?": help,
    };
    const act = /^[0-5]$/.test(event.key) ? () => give(event.key) : link ? () => link.click() : acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
