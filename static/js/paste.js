// Cells of a spreadsheet, pasted in the table or in the box above it. The server reads them; here they are put in their
// places, with a way back. The rows are saved as if they were typed.
(() => {
  "use strict";
  const box = document.querySelector("[data-paste]");
  if (!box) return;
  const [form, prefix, status] = [box.form, box.dataset.paste, document.querySelector("[data-pasted]")];
  const MOST = 200;
  box.removeAttribute("name"); // what stands in the box is not typed in the application
  box.addEventListener("input", (event) => event.stopPropagation());
  const list = form.querySelector(`[data-rows="${prefix}"]`);
  const rows = () => [...list.querySelectorAll(":scope > tr:not(.error-row):not([hidden])")];
  const control = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const blank = (row) => ["description", "category", "cost", "subsidy"].every((name) => control(row, name).value.trim() === "");
  const add = () => { form.querySelector(`[data-add-row="${prefix}"]`).click(); return rows().at(-1); };

  const tell = (words, faults, undo) => {
    const notice = document.querySelector("template[data-pasted-notice]").content.firstElementChild.cloneNode(true);
    notice.querySelector("[data-words]").textContent = words;
    notice.classList.toggle("soon", faults.length > 0);
    notice.querySelector("[data-faults]").append(...faults.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    const button = notice.querySelector("[data-undo]");
    if (undo) button.addEventListener("click", undo); else button.remove();
    status.replaceChildren(notice);
    notice.scrollIntoView({ block: "nearest" });
  };

  // `from` is the row in which was pasted; without it, empty rows are filled first.
  const put = (given, from) => {
    const [before, added] = [[], []];
    const there = rows();
    const places = from ? there.slice(there.indexOf(from)) : there.filter(blank);
    for (const values of given) {
      let row = places.shift();
      if (!row) added.push(row = add());
      row.classList.add("fresh");
      for (const [name, value] of Object.entries(values)) {
        const cell = control(row, name);
        before.push([cell, cell.value]);
        cell.value = value;
      }
    }
    const changed = () => form.dispatchEvent(new Event("input", { bubbles: true }));
    changed();
    return () => {
      for (const [cell, value] of before.reverse()) cell.value = value;
      for (const row of added) row.querySelector("[data-remove-row]").click();
      for (const row of rows()) row.classList.remove("fresh");
      status.replaceChildren();
      changed();
    };
  };

  const send = async (text, column, from) => {
    const there = rows();
    const room = MOST - (from ? there.indexOf(from) : there.filter((row) => !blank(row)).length);
    const token = form.elements.namedItem("csrfmiddlewaretoken").value;
    const data = { csrfmiddlewaretoken: token, read: prefix, paste: text.replaceAll("\0", ""), column, room };
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: new URLSearchParams(data), headers: { Accept: "application/json" }, redirect: "error" });
      const said = await answer.json();
      if (!answer.ok) throw new Error(said.saved);
      tell(said.said, said.faults, said.rows.length ? put(said.rows, from) : null);
      box.value = said.faults.length ? text : "";
    } catch (fault) {
      box.value = text;
      box.closest("details").open = true;
      tell(status.dataset.offline, fault.message && !(fault instanceof TypeError) && !(fault instanceof SyntaxError) ? [fault.message] : []);
    }
  };

  form.querySelector("[data-read]").addEventListener("click", (event) => { event.preventDefault(); send(box.value, "description"); });
  list.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const row = event.target.closest("tr");
    if (!row || !/[\t\n]/.test(text.replace(/[\r\n]+$/, ""))) return;
    event.preventDefault();
    send(text, event.target.name.split("-").at(-1), row);
  });
})();
