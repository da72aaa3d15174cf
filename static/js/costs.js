// What a list of costs comes to, while it is typed. The same figures as applications/money.py, in whole cents: the most
// that a share allows goes down to the cent, a share goes to the nearest hundredth of a per cent, half up.
(() => {
  "use strict";
  const { cents, money, share } = globalThis.amounts;
  const add = (a, b) => (a === null || b === null ? null : a + b);
  const said = (n) => (n === null ? "–" : money(n));
  const most = (cost, basis) => (cost * BigInt(basis)) / 10000n;

  // Lines as typed, and {share, maximum, line, shares, keys} of the call: every figure as text, by its name.
  const figures = (lines, terms) => {
    const amount = (text) => {
      const n = cents(text);
      return n === null || n > BigInt(terms.line) ? null : n;
    };
    const read = lines.map((line) => ({ ...line, cost: amount(line.cost), subsidy: amount(line.subsidy) }));
    const sum = (some, name) => some.reduce((total, line) => add(total, line[name]), 0n);
    const texts = {};
    const put = (key, some) => {
      const [cost, subsidy] = [sum(some, "cost"), sum(some, "subsidy")];
      texts[`${key}.cost`] = said(cost);
      texts[`${key}.subsidy`] = said(subsidy);
      texts[`${key}.own`] = said(cost === null || subsidy === null ? null : cost - subsidy);
      texts[`${key}.share`] = cost === null || subsidy === null ? "–" : share(subsidy, cost);
      texts[`${key}.empty`] = cost === 0n && subsidy === 0n;
      return [cost, subsidy];
    };
    const [whole, asked] = put("all", read);
    const allowed = read.reduce((total, line) => add(total, line.cost === null ? null : most(line.cost, terms.share)), 0n);
    const highest = allowed === null ? null : allowed < BigInt(terms.maximum) ? allowed : BigInt(terms.maximum);
    texts["all.most"] = said(highest);
    texts["all.left"] = said(highest === null || asked === null ? null : highest - asked);
    for (const [axis, keys] of Object.entries(terms.keys)) {
      for (const key of keys) {
        put(`${axis}:${key}`, read.filter((line) => (keys.includes(line[axis]) ? line[axis] : "") === key));
        const basis = axis === "category" ? terms.shares[key] : undefined;
        if (basis !== undefined) texts[`${axis}:${key}.most`] = said(whole === null ? null : most(whole, basis));
      }
    }
    return texts;
  };
  globalThis.costFigures = figures;

  const table = document.querySelector("table[data-terms]");
  if (!table) return;
  const [form, terms] = [table.closest("form"), JSON.parse(table.dataset.terms)];
  const value = (row, name) => row.querySelector(`[name$="-${name}"]`)?.value ?? "";
  const lines = () => [...form.querySelectorAll("[data-rows=costs] > tr:not(.error-row)")].map((row) => ({
    out: value(row, "DELETE") !== "", description: value(row, "description").trim(), category: value(row, "category"),
    year: value(row, "year"), government: value(row, "organisation"), cost: value(row, "cost"), subsidy: value(row, "subsidy"),
  })).filter((line) => !line.out && (line.description || line.category || line.cost.trim() || line.subsidy.trim()));
  const draw = () => {
    const texts = figures(lines(), terms);
    for (const cell of form.querySelectorAll("[data-figure]")) {
      const text = texts[cell.dataset.figure];
      if (text !== undefined && cell.textContent !== text) cell.textContent = text;
    }
    for (const row of form.querySelectorAll("[data-group]")) row.hidden = texts[`${row.dataset.group}.empty`] ?? true;
  };
  form.addEventListener("input", draw);
  form.addEventListener("change", draw);
})();
