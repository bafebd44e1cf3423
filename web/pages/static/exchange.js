"use strict";
// Files that are sent with their progress, and jobs that are watched.

const waitSeconds = (seconds) => new Promise((resolve) => { setTimeout(resolve, 1000 * seconds); });
const csrf = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";

// A dropped or chosen file becomes an import: begun, sent, and shown by the server.
customElements.define("file-drop", class extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("[type=file]");
    this.says = this.querySelector("[role=status]");
    this.again = this.querySelector(".sending button");
    this.input.addEventListener("change", () => this.#send(this.input.files[0]));
    this.again.addEventListener("click", () => this.#send(this.file));
    for (const name of ["dragenter", "dragover"]) this.addEventListener(name, (event) => this.#heed(event, true));
    for (const name of ["dragleave", "drop"]) this.addEventListener(name, (event) => this.#heed(event, false));
    this.addEventListener("drop", (event) => this.#send(event.dataTransfer.files[0]));
  }

  #heed(event, isOver) {
    event.preventDefault();
    this.classList.toggle("over", isOver && event.dataTransfer.types.includes("Files"));
  }

  async #send(file) {
    if (!file || this.sending) return;
    if (Number(this.dataset.max) && file.size > Number(this.dataset.max)) {
      this.#tell(this.dataset.tooLarge);
      return;
    }
    [this.file, this.sending] = [file, true];
    this.#tell(this.dataset.sending.replace("…", file.name));
    try {
      const job = this.dataset.job || (await this.#begin(file.name)).id;
      this.dataset.job = job;
      await this.#put(job, file);
      const query = new URLSearchParams(this.dataset.memory ? { memory: this.dataset.memory } : {});
      if (this.dataset.holds) query.set("first", "true");
      location.assign(`/import/${job}?${query}`);
    } catch (error) {
      this.#tell(`${this.dataset.failed} ${error.message}`);
      this.again.hidden = false;
    } finally {
      this.sending = false;
    }
  }

  async #begin(name) {
    const answer = await fetch("/api/v1/jobs/import", {
      method: "POST",
      headers: { "content-type": "application/json", "accept-language": document.documentElement.lang, "x-csrf-token": csrf() },
      body: JSON.stringify({
        file_name: name, hold: !this.dataset.holds,
        ...(this.dataset.holds ? { holds: this.dataset.holds } : {}),
        ...(this.dataset.memory ? { memory: this.dataset.memory } : {}),
      }),
    });
    const values = await answer.json();
    if (!answer.ok) throw new Error(values.detail);
    return values;
  }

  // A lost connection is tried again; what the server says is told.
  async #put(job, file) {
    for (const pause of [1, 3, 9, 0]) {
      const { status, detail } = await this.#putOnce(job, file);
      if (status === 202) return;
      if (status || !pause) throw new Error(detail ?? "");
      this.#tell(this.dataset.lost);
      await waitSeconds(pause);
    }
  }

  #putOnce(job, file) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const query = new URLSearchParams(this.dataset.memory ? { memory: this.dataset.memory } : {});
      request.open("PUT", `/api/v1/jobs/${job}/file?${query}`);
      request.setRequestHeader("x-csrf-token", csrf());
      request.setRequestHeader("accept-language", document.documentElement.lang);
      request.upload.addEventListener("progress", (event) => {
        this.querySelector("progress").value = event.lengthComputable ? 100 * event.loaded / event.total : 0;
      });
      request.addEventListener("load", () => {
        let detail = "";
        try { detail = JSON.parse(request.responseText).detail; } catch { /* no JSON */ }
        resolve({ status: request.status, detail });
      });
      for (const name of ["error", "abort", "timeout"]) request.addEventListener(name, () => resolve({ status: 0 }));
      request.send(file);
    });
  }

  #tell(text) {
    this.classList.add("busy");
    this.querySelector(".sending").hidden = false;
    this.again.hidden = true;
    this.says.textContent = text;
  }
});

// A job's events move the bar; the page is loaded again once the job has ended.
customElements.define("job-progress", class extends HTMLElement {
  connectedCallback() {
    this.figures = new Intl.NumberFormat(this.dataset.language);
    this.began = performance.now();
    this.says = this.querySelector("[data-says]");
    this.usual = this.says.textContent;
    this.events = new EventSource(this.dataset.events);
    this.events.addEventListener("job", (event) => this.#show(JSON.parse(event.data)));
    this.events.addEventListener("error", () => {
      this.classList.add("lost");
      this.says.textContent = this.dataset.lost;
      if (this.events.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 3000);
    });
    addEventListener("pagehide", () => this.events.close());
  }

  disconnectedCallback() {
    this.events.close();
  }

  #show(job) {
    if (!["queued", "running"].includes(job.state)) {
      this.events.close();
      location.reload();
      return;
    }
    if (job.state === "running") this.usual = this.dataset.running;
    this.says.textContent = this.usual;
    this.classList.remove("lost");
    this.querySelector("[data-done]").textContent = this.figures.format(job.done);
    const bar = this.querySelector("progress");
    if (job.total) {
      bar.max = 100;
      bar.value = Math.min(99, 100 * job.done / job.total);
    }
    const seconds = (performance.now() - this.began) / 1000;
    this.first ??= job.done;
    if (seconds > 1 && job.done > this.first) {
      this.querySelector("[data-rate]").textContent = `${this.figures.format(Math.round((job.done - this.first) / seconds))}/s`;
    }
  }
});
