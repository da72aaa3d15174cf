// Small additions to pages that work without them. One listener a kind, on the document; nothing is built here.
(() => {
  "use strict";

  // The summary of errors (or the reasons of a refusal) gets focus, so that it is read and scrolled to first.
  document.querySelector("[data-focus]")?.focus();

  // A page that waits for something looks again after so many seconds.
  const again = document.querySelector("[data-again]");
  if (again) setTimeout(() => location.reload(), again.dataset.again * 1000);

  // A link to a control from the summary lands in the control itself.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".summary a[href^='#']");
    const control = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!control) return;
    event.preventDefault();
    control.scrollIntoView({ block: "center" });
    control.focus({ preventScroll: true });
  });

  // Counting down, by the clock of the server: days until two days, then hours, then minutes.
  const clocks = [...document.querySelectorAll("[data-until]")].map((box) => ({
    box, until: Date.parse(box.dataset.until), ahead: Date.parse(box.dataset.now) - Date.now(),
  })).filter((clock) => !Number.isNaN(clock.until));
  const say = (n, one, many) => `${n}\u00a0${n === 1 ? one : many}`;
  const tick = () => {
    for (const { box, until, ahead } of clocks) {
      const words = box.dataset;
      const minutes = Math.ceil((until - (Date.now() + (ahead || 0))) / 60000);
      const text = minutes <= 0 ? words.over
        : minutes >= 2880 ? say(Math.floor(minutes / 1440), words.day, words.days)
        : minutes >= 120 ? say(Math.floor(minutes / 60), words.hour, words.hours)
        : say(minutes, words.minute, words.minutes);
      if (box.textContent !== text) box.textContent = text;
    }
  };
  if (clocks.length) {
    setInterval(tick, 15000);
    document.addEventListener("visibilitychange", tick);
  }

  // Unsaved changes: the browser asks before it leaves.
  const changed = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.hasAttribute("data-guard")) changed.add(form);
  });
  document.addEventListener("submit", (event) => { if (event.submitter?.formTarget !== "_blank") changed.delete(event.target); });
  document.addEventListener("portal:saved", (event) => changed.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });

  // Words used, of how many.
  const count = (box) => {
    const control = document.getElementById(box.dataset.wordsOf);
    if (!control) return;
    const words = (control.value.match(/\S+/g) || []).length;
    box.textContent = box.dataset.text.replace("NN", words.toLocaleString("nl-BE"));
  };
  const counters = [...document.querySelectorAll("[data-words-of]")];
  counters.forEach(count);

  // Money in whole cents: no fraction is ever rounded. Unreadable input gives null.
  const cents = (text) => {
    const bare = text.replace(/[\s\u0085\u001c-\u001f]/g, "");
    if (bare === "") return 0n;
    const number = /^(?:€|euro?)?([\d.,]*\d)(?:,[-–—]{1,2})?(?:€|euro?)?$/i.exec(bare)?.[1] ?? "";
    const dutch = /^(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}))?$/.exec(number) || /^(\d+)\.(\d{1,2})$/.exec(number);
    return dutch && number.length <= 30 ? BigInt(dutch[1].replaceAll(".", "")) * 100n + BigInt((dutch[2] || "").padEnd(2, "0")) : null;
  };
  const dotted = (whole) => whole.toString().replace(/\B(?=(\d{3})+$)/g, ".");
  const two = (n) => n.toString().padStart(2, "0");
  const money = (n) => `${n < 0n ? "−" : ""}€\u00a0${dotted((n < 0n ? -n : n) / 100n)},${two((n < 0n ? -n : n) % 100n)}`;
  const plain = (n) => `${dotted(n / 100n)}${n % 100n ? `,${two(n % 100n).replace(/0$/, "")}` : ""}`;
  const share = (part, all) => {
    if (all <= 0n) return "–";
    const basis = (part * 20000n + all) / (2n * all);
    return `${dotted(basis / 100n)}${basis % 100n ? `,${two(basis % 100n).replace(/0$/, "")}` : ""}\u00a0%`;
  };
  globalThis.amounts = Object.freeze({ cents, money, share });
  const gone = (control) => {
    const mark = control.closest("tr, [data-line]")?.querySelector("input[name$='-DELETE']");
    return mark && (mark.type === "checkbox" ? mark.checked : mark.value !== "");
  };
  const addUp = (box) => {
    const sums = {};
    for (const control of box.querySelectorAll("[data-sum]")) {
      const name = control.dataset.sum;
      const amount = gone(control) ? 0n : cents(control.value);
      sums[name] = sums[name] === null || amount === null ? null : (sums[name] ?? 0n) + amount;
    }
    for (const cell of box.querySelectorAll("[data-total]")) {
      const [left, sign, right] = cell.dataset.total.split(" ");
      const [a, b] = [sums[left] === undefined ? 0n : sums[left], sums[right] === undefined ? 0n : sums[right]];
      const unknown = a === null || (sign && b === null);
      const text = unknown ? "–" : sign === "/" ? share(a, b) : "plain" in cell.dataset ? plain(a) : money(sign === "-" ? a - b : a);
      if (cell.textContent !== text) cell.textContent = text;
    }
  };
  document.addEventListener("input", (event) => {
    const totals = event.target.closest("[data-totals]");
    if (totals) addUp(totals);
    counters.filter((box) => box.dataset.wordsOf === event.target.id).forEach(count);
  });

  // Lines of a formset: a new one from its template, an old one ticked for removal.
  document.addEventListener("click", (event) => {
    const add = event.target.closest?.("[data-add-row]");
    if (add) {
      const prefix = add.dataset.addRow;
      const template = document.querySelector(`template[data-row="${prefix}"]`);
      const rows = document.querySelector(`[data-rows="${prefix}"]`);
      const total = document.querySelector(`input[name="${prefix}-TOTAL_FORMS"]`);
      if (!template || !rows || !total) return;
      event.preventDefault();
      const n = Number(total.value);
      const html = template.innerHTML.replaceAll("__prefix__", n).replaceAll("__line__", n + 1);
      rows.insertAdjacentHTML("beforeend", html);
      total.value = n + 1;
      const uid = rows.lastElementChild.querySelector("input[name$='-uid']");
      if (uid) uid.value = [...crypto.getRandomValues(new Uint8Array(6))].map((n) => n.toString(16).padStart(2, "0")).join("");
      rows.lastElementChild.querySelector("input:not([type=hidden]), select, textarea")?.focus();
      total.dispatchEvent(new Event("input", { bubbles: true }));
      return;
    }
    const remove = event.target.closest?.("[data-remove-row]");
    const row = remove?.closest("tr, [data-line]");
    const mark = row?.querySelector("input[name$='-DELETE']");
    if (!mark) return;
    event.preventDefault();
    if (mark.type === "checkbox") mark.checked = true;
    else mark.value = "on";
    const before = row.previousElementSibling;
    if (before?.matches(".error-row")) before.hidden = true;
    row.hidden = true;
    mark.dispatchEvent(new Event("input", { bubbles: true }));
    const rows = row.closest("[data-rows]");
    document.querySelector(`[data-add-row="${rows?.dataset.rows}"]`)?.focus();
  });
})();
