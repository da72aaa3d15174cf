// Files in pieces: how far each is, and on from there after a broken line, a reload or in another browser. Without this
// script the ordinary field sends them whole. A file is known by the SHA-256 of all of it, computed here.
(() => {
  "use strict";
  const words = document.querySelector("[data-upload-words]")?.dataset;
  if (!words || !window.crypto?.subtle) return; // fingerprints are computed over https only
  const PATIENCE = [1000, 2000, 5000, 10000, 15000];
  const waits = (ms) => new Promise((done) => { setTimeout(done, ms); window.addEventListener("online", done, { once: true }); });
  const hex = (digest) => [...new Uint8Array(digest)].map((octet) => octet.toString(16).padStart(2, "0")).join("");
  const size = (n) => n < 1e6 ? `${Math.max(1, Math.round(n / 1e3)).toLocaleString("nl-BE")}\u00a0kB` : `${(n / 1e6).toLocaleString("nl-BE", { maximumFractionDigits: 1 })}\u00a0MB`;
  class Final extends Error {} // the server said why; trying again changes nothing

  class Sending {
    constructor(input, list, file, place) {
      Object.assign(this, { input, file, place, stopping: new AbortController() });
      this.row = document.querySelector("template[data-upload-row]").content.firstElementChild.cloneNode(true);
      this.bar = this.row.querySelector("progress");
      this.said = this.row.querySelector("[data-said]");
      this.row.querySelector("[data-name]").textContent = file.name;
      this.bar.setAttribute("aria-label", file.name);
      this.row.querySelector("button").addEventListener("click", () => this.stop());
      this.row.querySelector("button span").textContent = file.name;
      list.append(this.row);
    }

    tell(text, kind = "") {
      this.row.dataset.kind = kind;
      if (this.said.textContent !== text) this.said.textContent = text;
    }

    show(received) {
      const percent = Math.floor((100 * received) / this.file.size);
      this.bar.value = percent;
      this.row.querySelector("[data-percent]").textContent = words.far.replace("PERCENT", percent).replace("SIZE", size(this.file.size));
      const quarter = Math.floor(percent / 25);
      if (quarter > (this.quarter ?? 0)) this.tell(words.busy.replace("PERCENT", quarter * 25)); // a screen reader hears four of them
      this.quarter = quarter;
    }

    async ask(address, body, headers = {}) {
      const token = this.input.form.querySelector("[name=csrfmiddlewaretoken]").value;
      const answer = await fetch(address, { method: "POST", body, redirect: "manual", signal: address.endsWith("/stop/") ? undefined : this.stopping.signal, headers: { Accept: "application/json", "X-CSRFToken": token, ...headers } });
      if (answer.type === "opaqueredirect" || answer.status === 403 && !answer.headers.get("Content-Type")?.includes("json")) throw new Final(words.login);
      if (answer.status === 404 && address === this.address) return { gone: true };
      if (answer.status >= 500 || answer.status === 429) throw new Error("later");
      const said = answer.status === 204 ? {} : await answer.json().catch(() => ({ reasons: [words.strange] }));
      if (said.reasons) throw new Final(said.reasons.join(" "));
      return said;
    }

    async run() {
      try {
        this.tell(words.reading);
        const octets = await this.file.arrayBuffer().catch(() => { throw new Final(words.unread); });
        const sha256 = hex(await crypto.subtle.digest("SHA-256", octets));
        for (let tries = 0; ; tries++) {
          try {
            if (await this.send(octets, sha256)) break;
          } catch (fault) {
            if (fault instanceof Final || this.stopping.signal.aborted) throw fault;
            if (this.moved) tries = this.moved = 0;
            this.tell(words.broken, "soon");
            await waits(PATIENCE[Math.min(tries, PATIENCE.length - 1)]);
            if (this.stopping.signal.aborted) throw fault;
          }
        }
        this.show(this.file.size);
        this.tell(words.done, "good");
        this.end();
        return true;
      } catch (fault) {
        if (!this.stopping.signal.aborted) {
          this.tell(fault instanceof Final ? fault.message : words.strange, "bad");
          this.end();
        }
        return false;
      }
    }

    async send(octets, sha256) {
      const begun = await this.ask(this.input.dataset.upload, new URLSearchParams({ name: this.file.name, size: this.file.size, sha256, ...this.place() }));
      this.address = begun.address;
      let received = begun.received;
      if (received) this.tell(words.further, "good");
      this.show(received);
      for (;;) {
        const piece = octets.slice(received, received + begun.piece);
        const said = await this.ask(this.address, piece, { "Content-Type": "application/octet-stream", "Upload-Offset": received });
        if (said.gone) return false;
        received = said.received;
        this.moved = true;
        this.show(received);
        if (said.done !== undefined) return true;
      }
    }

    end() {
      this.row.querySelector("button").hidden = true;
      if (this.row.dataset.kind === "bad") { this.bar.hidden = true; this.row.querySelector("[data-percent]").hidden = true; }
    }

    async stop() {
      this.stopping.abort();
      this.row.remove();
      if (!this.address) return;
      await this.ask(`${this.address}stop/`, new URLSearchParams()).catch(() => {}); // else the clock does it in a day
      refresh();
    }
  }

  // The lists of the page as the server draws them now; what is typed elsewhere stays.
  const refresh = async () => {
    try {
      const page = new DOMParser().parseFromString(await (await fetch(location.pathname, { redirect: "error" })).text(), "text/html");
      for (const list of document.querySelectorAll("[data-files][id]")) {
        const fresh = page.getElementById(list.id);
        if (fresh) list.replaceWith(document.adoptNode(fresh));
      }
    } catch { /* the list is older than the server's until the page is loaded again */ }
  };

  let busy = Promise.resolve();
  let running = 0;
  const send = (input) => {
    const files = [...input.files];
    const place = () => {
      const { question, instead } = input.dataset;
      return question ? { question } : instead ? { instead } : { topic: new FormData(input.form).get("topic") ?? "" };
    };
    let list = input.parentElement.querySelector(".uploads");
    if (!list) {
      list = document.createElement("ul");
      list.className = "uploads";
      input.after(list);
    }
    for (const row of list.querySelectorAll("[data-kind=bad], [data-kind=good]")) row.remove();
    const topics = input.form.querySelectorAll("[name=topic]");
    if (topics.length && !place().topic) {
      const asked = new Sending(input, list, files[0], place);
      asked.tell(words.topic, "bad");
      asked.end();
      return topics[0].focus();
    }
    input.value = "";
    const sent = files.map((file) => new Sending(input, list, file, place));
    running += sent.length;
    busy = busy.then(async () => {
      let all = true;
      for (const each of sent) { // one after the other: the line is shared anyway
        const fine = each.row.isConnected && await each.run();
        all &&= fine;
        running--;
        if (fine) await refresh();
      }
      if (all && input.dataset.then) location.assign(input.dataset.then);
    });
  };

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input.dataset?.upload && input.form.dataset.autosave !== undefined && input.files.length) send(input);
  });
  document.addEventListener("submit", (event) => {
    if (event.submitter?.formAction.endsWith("/stop/")) return;
    const input = [...event.target.elements].find((each) => each.dataset?.upload && each.files.length);
    if (input && event.target.dataset.autosave === undefined) {
      event.preventDefault();
      return send(input);
    }
    if (!running || !event.target.querySelector("[data-upload]")) return;
    event.preventDefault(); // leaving the page would break what is on its way
    event.stopPropagation();
    const { target, submitter } = event;
    for (const said of document.querySelectorAll(".uploads [data-said]")) if (!said.closest("[data-kind=bad], [data-kind=good]")) said.textContent = words.wait;
    busy.then(() => target.isConnected && target.requestSubmit(submitter));
  }, true);
})();
