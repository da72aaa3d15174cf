// Putting the parts of a form in order, by dragging a grip or with the buttons up and down, without leaving the page.
// The server answers the order as it now stands, and the page follows that: {order, edit, said, refused}.
(() => {
  "use strict";

  const form = document.querySelector("[data-order-form]");
  const said = document.querySelector("[data-said]");
  if (!form || !said) return;
  const lists = (kind) => [...document.querySelectorAll(`[data-order="${kind}"]`)];
  const keyOf = (item) => item.dataset.key;
  const items = (list) => [...list.children].filter((each) => each.dataset.key);

  const tell = (text, refused) => {
    said.classList.toggle("bad", Boolean(refused));
    said.textContent = "";
    setTimeout(() => { said.textContent = text; }, 30); // said again, also when it is the same sentence
  };

  // Put every part where the server says it stands; what is there already is not touched, so that focus stays.
  const follow = (order) => {
    const put = (list, keys) => keys.forEach((key, n) => {
      const item = document.getElementById(key);
      if (item && list.children[n] !== item) list.insertBefore(item, list.children[n] ?? null);
    });
    const [outer] = lists("sections");
    put(outer, order.map(([key]) => key));
    for (const [key, questions] of order) {
      put(document.querySelector(`[data-order="questions"][data-section="${CSS.escape(key)}"]`), questions);
    }
  };

  let sending = false;
  const send = async (facts, focus) => {
    if (sending) return;
    sending = true;
    const data = new FormData(form);
    data.delete("_key"); // that one is for sending without a script
    for (const [name, value] of Object.entries(facts)) data.set(name, value);
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" }, redirect: "error" });
      const now = await answer.json();
      follow(now.order);
      // Told that a colleague was here, one sees the new order and may go on from it.
      form.elements.namedItem("edit").value = now.edit;
      tell(now.said, now.refused);
    } catch {
      follow(before);
      tell(form.dataset.offline, true);
    }
    sending = false;
    focus?.focus();
  };

  let before = [];
  const standing = () => lists("sections").flatMap(items).map((section) => [
    keyOf(section), items(section.querySelector('[data-order="questions"]')).map(keyOf),
  ]);

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-move]");
    if (!button) return;
    event.preventDefault();
    before = standing();
    send({ [button.name]: button.value }, button);
  });

  // Dragging: the part itself moves through the page while its grip is held; Escape puts it back.
  let held = null;
  const EDGE = 60, STEP = 14;
  const drop = (keep) => {
    const { item, grip, pointer, kind } = held;
    held = null;
    item.classList.remove("dragged");
    document.documentElement.classList.remove("dragging");
    if (grip.hasPointerCapture(pointer)) grip.releasePointerCapture(pointer);
    if (!keep) return follow(before);
    const list = item.parentElement;
    const now = standing();
    if (JSON.stringify(now) === JSON.stringify(before)) return undefined;
    const facts = { key: keyOf(item), place: items(list).indexOf(item) };
    return send(kind === "questions" ? { ...facts, section: list.dataset.section } : facts);
  };
  const over = (y, kind) => {
    const all = lists(kind);
    return all.find((list) => { const box = list.getBoundingClientRect(); return y >= box.top && y <= box.bottom; })
      ?? all.reduce((best, list) => {
        const box = list.getBoundingClientRect();
        const away = Math.min(Math.abs(y - box.top), Math.abs(y - box.bottom));
        return !best || away < best.away ? { list, away } : best;
      }, null)?.list;
  };

  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest?.("[data-grip]");
    if (!grip || event.button !== 0 || sending) return;
    const item = grip.closest("[data-key]");
    event.preventDefault();
    before = standing();
    held = { item, grip, pointer: event.pointerId, kind: item.parentElement.dataset.order };
    grip.setPointerCapture(event.pointerId);
    item.classList.add("dragged");
    document.documentElement.classList.add("dragging");
  });
  document.addEventListener("pointermove", (event) => {
    if (!held || event.pointerId !== held.pointer) return;
    const y = event.clientY;
    if (y < EDGE) scrollBy(0, -STEP);
    else if (y > innerHeight - EDGE) scrollBy(0, STEP);
    const list = over(y, held.kind);
    if (!list) return;
    const after = items(list).filter((each) => each !== held.item)
      .find((each) => { const box = each.getBoundingClientRect(); return y < box.top + box.height / 2; }) ?? null;
    if (held.item.parentElement === list && held.item.nextElementSibling === after) return;
    list.insertBefore(held.item, after);
  });
  document.addEventListener("pointerup", (event) => { if (held && event.pointerId === held.pointer) drop(true); });
  document.addEventListener("pointercancel", (event) => { if (held && event.pointerId === held.pointer) drop(false); });
  document.addEventListener("keydown", (event) => { if (held && event.key === "Escape") drop(false); });
})();
