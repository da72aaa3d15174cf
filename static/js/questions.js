// Questions that are asked only after a certain answer: they come and go while you type. Saving asks the server.
(() => {
  "use strict";

  const given = (name) => [...document.getElementsByName(name)].flatMap((control) =>
    control.type === "radio" || control.type === "checkbox" ? (control.checked ? [control.value] : []) : [control.value]);
  const filled = (box) => [...box.querySelectorAll("input:not([type=hidden]):not([type=file]), select, textarea")].some(
    (control) => control.type === "radio" || control.type === "checkbox" ? control.checked && control.value !== "" : control.value.trim() !== "",
  ) || box.querySelector(".question-files") !== null;

  const draw = () => {
    const asked = new Map();
    for (const box of document.querySelectorAll("[data-question]")) {
      const { when, wanted } = box.dataset;
      const before = when && asked.get(when.slice("answer-".length));
      const now = when ? before && given(when).some((value) => wanted.split(" ").includes(value)) : "asked" in box.dataset;
      asked.set(box.dataset.question, now);
      if (!when) continue;
      const kept = !now && "required" in box.dataset && filled(box);
      const wrong = box.querySelector(".invalid-feedback") !== null;
      box.hidden = !now && !kept && !wrong;
      const note = box.querySelector(".fallen");
      if (note) note.hidden = !kept;
    }
  };
  for (const kind of ["input", "change"]) document.addEventListener(kind, draw);
  draw();
})();
