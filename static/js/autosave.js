// Saving while somebody types. Nothing typed is lost: what the server does not have yet is kept in this browser, sent
// when there is a connection again, and put back when the page was closed. `data-autosave` is the address, `data-keep`
// whose words they are. The server puts together what two people typed; where both wrote, the person chooses.
(() => {
  "use strict";
  const QUIET = 700, RETRY = 5000, FORGET = 14 * 86400000, PRESENCE = 20000;
  const store = window.typedKept;
  const copy = (name) => document.querySelector(`template[data-${name}]`)?.content.firstElementChild.cloneNode(true);
  const entriesOf = (form) => [...new FormData(form)].filter(([name, value]) =>
    !(value instanceof File) && !["_key", "csrfmiddlewaretoken", "version", "hold", "chosen"].includes(name));
  const fetchPage = async (address) =>
    new DOMParser().parseFromString(await (await fetch(address, { redirect: "error" })).text(), "text/html");

  class Typing {
    constructor(form) {
      this.form = form;
      this.box = form.querySelector(".saved");
      this.key = `typed:${form.dataset.keep}:${form.dataset.autosave}`;
      this.dirty = this.sending = this.through = false;
      this.asked = 0;
      form.addEventListener("input", (event) => { if (event.target.name !== "hold") this.typed(); });
      form.addEventListener("submit", (event) => this.submit(event));
      form.addEventListener("portal:save", () => this.flush());
      window.addEventListener("online", () => { if (this.dirty) this.flush(); });
      window.addEventListener("pagehide", () => { if (this.dirty) this.keep(); });
      this.restore();
    }

    get version() { return this.form.elements.namedItem("version"); }

    tell(text, bad) {
      if (!this.box || text === undefined) return;
      this.box.classList.toggle("bad", Boolean(bad));
      this.box.textContent = text;
    }

    typed() {
      this.dirty = true;
      this.form.dataset.waiting = "";
      clearTimeout(this.timer);
      clearTimeout(this.keeping);
      this.keeping = setTimeout(() => this.keep(), 150);
      this.timer = setTimeout(() => this.flush(), QUIET);
    }

    // ---- what this browser keeps ----

    keep() {
      clearTimeout(this.keeping);
      const kept = { at: Date.now(), version: this.version?.value, entries: entriesOf(this.form) };
      store.put(this.key, kept);
    }

    forget() {
      clearTimeout(this.keeping);
      store.drop(this.key);
    }

    async restore() {
      const now = store.now(this.key);
      this.bring(now);
      const disk = await store.disk(this.key); // newer only when the browser was killed before it wrote the other
      if (!this.dirty && disk?.at > (now?.at ?? 0)) this.bring(disk);
    }

    bring(kept) {
      if (!kept) return;
      if (Date.now() - kept.at > FORGET || JSON.stringify(kept.entries) === JSON.stringify(entriesOf(this.form))) return this.forget();
      this.put(kept.entries);
      if (this.version && kept.version !== undefined) this.version.value = kept.version;
      this.form.prepend(copy("restored") ?? "");
      this.dirty = true;
      this.flush();
    }

    put(entries) {
      const values = new Map();
      for (const [name, value] of entries) values.set(name, [...(values.get(name) ?? []), value]);
      for (const [name, [total]] of values) {
        const count = name.endsWith("-TOTAL_FORMS") && this.form.elements.namedItem(name);
        const add = count && this.form.querySelector(`[data-add-row="${CSS.escape(name.slice(0, -12))}"]`);
        for (let n = Number(count?.value); add && n < Number(total) && n < 200; n++) add.click();
      }
      for (const control of this.form.elements) {
        if (!control.name || ["file", "submit", "button"].includes(control.type) || ["_key", "csrfmiddlewaretoken", "version"].includes(control.name)) continue;
        const given = values.get(control.name);
        if (["checkbox", "radio"].includes(control.type)) control.checked = Boolean(given?.includes(control.value));
        else if (given) control.value = given[0];
        if (given?.[0] && control.name.endsWith("-DELETE")) control.closest("tr, [data-line]").hidden = true;
      }
      this.form.dispatchEvent(new Event("change", { bubbles: true }));
      for (const control of this.form.querySelectorAll("input, textarea, select")) control.dispatchEvent(new Event("input", { bubbles: true }));
    }

    // ---- to the server ----

    async flush() {
      clearTimeout(this.timer);
      if (this.sending) return (this.again = true, this.sending);
      this.sending = this.send();
      const done = await this.sending;
      this.sending = false;
      if (this.again) { this.again = false; return this.flush(); }
      return done;
    }

    async send() {
      const data = new FormData(this.form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      data.delete("_key");
      if (Date.now() - this.asked > PRESENCE) { data.set("who", "1"); this.asked = Date.now(); }
      const before = JSON.stringify(entriesOf(this.form));
      this.tell(this.box?.dataset.busy);
      let answer, said;
      try {
        answer = await fetch(this.form.dataset.autosave, { method: "POST", body: new URLSearchParams(data), headers: { Accept: "application/json" }, redirect: "manual" });
        if (answer.type === "opaqueredirect") return this.login();
        if (answer.status === 403 && !this.renewed && (this.renewed = true)) return (await this.renew()) && this.send();
        said = await answer.json();
      } catch {
        this.keep();
        this.tell(this.box?.dataset.offline, true);
        this.timer = setTimeout(() => this.flush(), RETRY);
        return false;
      }
      this.renewed = false;
      const faults = Object.keys(said.faults ?? {}).length;
      this.tell(said.saved, !answer.ok || faults || said.clashes?.length);
      if (!answer.ok) { this.keep(); return true; }
      const same = before === JSON.stringify(entriesOf(this.form));
      this.take(said, new Map(data));
      if (faults || said.clashes?.length) this.keep();
      else if (same) {
        this.dirty = false;
        delete this.form.dataset.waiting;
        this.forget();
        this.form.dispatchEvent(new Event("portal:saved", { bubbles: true }));
      }
      return true;
    }

    take(said, sent) {
      const lists = said.reload || said.clashes?.some((clash) => clash.value === null);
      if (this.version && said.version !== undefined && !lists) this.version.value = said.version;
      for (const mark of this.form.querySelectorAll("input[name=chosen]")) mark.remove();
      for (const [name, value] of Object.entries(said.news ?? {})) this.set(name, value, sent);
      for (const clash of said.clashes ?? []) this.clash(clash);
      if (said.reload && !document.querySelector("[data-newer-shown]")) {
        const notice = copy("newer");
        notice.dataset.newerShown = "";
        this.form.prepend(notice);
      }
      const others = document.querySelector("[data-others]");
      if (said.others && others) {
        const words = others.querySelector("[data-words]");
        others.hidden = said.others.length === 0;
        words.textContent = `${words.dataset.words} ${said.others.join(", ")}`;
      }
    }

    set(name, value, sent) {
      const found = this.form.elements.namedItem(name);
      if (!found) return;
      const values = [].concat(value);
      for (const control of found instanceof RadioNodeList ? found : [found]) {
        if (["checkbox", "radio"].includes(control.type)) control.checked = values.includes(control.value);
        else if (!sent || control.value.replace(/\r?\n/g, "\r\n") === sent.get(name)?.replace(/\r?\n/g, "\r\n")) control.value = values[0] ?? "";
      }
    }

    // ---- two texts for one field ----

    clash(clash) {
      const found = this.form.elements.namedItem(clash.name);
      const control = found instanceof RadioNodeList ? found[0] : found;
      if (this.form.querySelector(`input[name=hold][value="${CSS.escape(clash.name)}"]`)) return;
      const box = copy("clash");
      box.querySelector("[data-label]").textContent = clash.label;
      const who = box.querySelector("[data-who]");
      who.textContent = clash.who ? who.dataset.who.replace("WHO", clash.who).replace("WHEN", clash.when) : "";
      box.querySelector("[data-words]").textContent = clash.words || "–";
      const simple = control && clash.value !== null;
      const text = simple && control.matches("textarea, input[type=text]:not([inputmode])");
      for (const button of box.querySelectorAll("[data-take]")) {
        const kind = button.dataset.take;
        button.hidden = kind === "compare" ? simple : kind === "both" ? !text : !simple;
        button.addEventListener("click", (event) => {
          if (kind === "compare") { for (const held of this.form.querySelectorAll("input[name=hold]")) held.remove(); this.through = true; return; }
          event.preventDefault();
          if (kind === "theirs") this.set(clash.name, clash.value);
          if (kind === "both") control.value = `${control.value.trimEnd()}\n\n${clash.words}`;
          this.form.querySelector(`input[name=hold][value="${CSS.escape(clash.name)}"]`)?.remove();
          this.mark("chosen", clash.name);
          box.remove();
          control.focus();
          control.dispatchEvent(new Event("input", { bubbles: true }));
          this.flush();
        });
      }
      this.mark("hold", clash.name);
      const place = control?.closest(".field, .mb-3, .question, fieldset");
      if (place) place.append(box); else this.form.prepend(box);
    }

    mark(kind, name) {
      const mark = document.createElement("input");
      mark.type = "hidden";
      mark.name = kind;
      mark.value = name;
      this.form.append(mark);
    }

    // ---- signed out meanwhile ----

    login() {
      this.keep();
      this.tell("");
      if (document.querySelector(".login-again")) return false;
      const panel = copy("login");
      const form = panel.querySelector("form");
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        const wrong = form.querySelector(".invalid-feedback");
        wrong.hidden = true;
        wrong.classList.remove("d-block");
        try {
          const page = await fetchPage(form.action);
          const data = new FormData(form);
          data.set("csrfmiddlewaretoken", page.querySelector("main [name=csrfmiddlewaretoken]")?.value ?? "");
          const answer = await fetch(form.action, { method: "POST", body: data, redirect: "manual" });
          if (answer.type !== "opaqueredirect") throw new Error("refused");
          panel.remove();
          for (const each of typing) if (await each.renew() && each.dirty) each.flush();
        } catch {
          wrong.hidden = false;
          wrong.classList.add("d-block");
        }
      });
      this.form.before(panel);
      panel.scrollIntoView({ block: "center" });
      form.querySelector("[type=password]").focus();
      return false;
    }

    async renew() {
      try {
        const page = await fetchPage(this.form.dataset.autosave);
        const forms = [...page.querySelectorAll("form[data-autosave]")];
        const mine = forms.find((form) => form.dataset.autosave === this.form.dataset.autosave) ?? forms[0];
        for (const name of ["csrfmiddlewaretoken", "_key"]) {
          const fresh = mine?.querySelector(`[name=${name}]`)?.value;
          const own = this.form.elements.namedItem(name);
          if (fresh && own) own.value = fresh;
        }
        return true;
      } catch {
        return false;
      }
    }

    // ---- the button ----

    async submit(event) {
      if (this.through || !this.dirty) return;
      event.preventDefault();
      const button = event.submitter;
      if (await this.flush()) {
        this.through = true;
        this.form.requestSubmit(button);
        this.through = false;
      } else {
        document.querySelector(".login-again") ?? this.box?.scrollIntoView({ block: "center" });
      }
    }
  }

  const typing = [...document.querySelectorAll("form[data-autosave]")].map((form) => new Typing(form));

  // Who signs out on a shared machine leaves nothing behind.
  document.querySelector("form[data-forget-typed]")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    await store.clear();
    event.target.submit();
  });
})();
