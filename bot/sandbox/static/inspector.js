// A look inside the bot: why it answers as it does, and what is wrong in the knowledge.

import { el } from "./dom.js";
import { act, read } from "./api.js";

export class Inspector {
  constructor(root, page) {
    this.page = page;
    this.question = el("textarea", { rows: 2, "aria-label": "Question to explain", placeholder: "whos the director", maxlength: 4000 });
    this.entry = el("p", { class: "entry" });
    this.why = el("pre", { class: "why", tabindex: 0, "aria-label": "Explanation" });
    this.problems = el("ul", { class: "problems" });
    const form = el("form", {}, this.question, el("button", { class: "button secondary", type: "submit" }, "Explain"));
    form.addEventListener("submit", (event) => { event.preventDefault(); this.explain(this.question.value); });
    this.question.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); form.requestSubmit(); }
    });
    root.replaceChildren(
      el("h2", {}, "Why this answer?"), form, this.entry, this.why,
      el("h2", {}, "Knowledge"), this.problems,
      el("button", { class: "button secondary", type: "button", onclick: () => this.check() }, "Check again"));
  }

  async explain(text) {
    this.question.value = text;
    if (!text.trim()) return;
    try {
      const { text: why, entry } = await act("explain", { as: this.page.me, text });
      this.why.textContent = why;
      this.entry.textContent = entry ? `Answered from ${entry}` : "No entry answers this.";
    } catch (error) {
      this.entry.textContent = error.message;
    }
  }

  async check() {
    const problems = await read("problems", { as: this.page.me });
    this.problems.replaceChildren(...(problems.length ? problems : ["No problems found."]).map((line) => el("li", {}, line)));
  }
}
