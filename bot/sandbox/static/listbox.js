// A list of suggestions under a text field, moved through with the arrow keys.

import { el, freshId } from "./dom.js";

// `choose(item)` is called for a pick; `first` preselects the first item, so that Enter takes it.
export class Listbox {
  constructor(field, label, { choose, first = false }) {
    this.field = field;
    this.choose = choose;
    this.first = first;
    this.items = [];
    this.active = -1;
    this.node = el("ul", { role: "listbox", id: freshId("list"), class: "listbox", "aria-label": label, hidden: true });
    field.setAttribute("aria-controls", this.node.id);
    field.setAttribute("aria-autocomplete", "list");
    this.mark();
  }

  get open() { return !this.node.hidden; }

  // Each item is { name, note, ...whatever }.
  show(items) {
    this.items = items;
    this.node.replaceChildren(...items.map((item, index) => {
      const option = el("li", { role: "option", id: `${this.node.id}-${index}`, "aria-selected": "false" },
        el("span", { class: "option-name" }, item.name), item.note && el("span", { class: "option-note" }, ` ${item.note}`));
      // Before the field loses its focus.
      option.addEventListener("mousedown", (event) => event.preventDefault());
      option.addEventListener("click", () => this.pick(index));
      return option;
    }));
    this.active = this.first && items.length ? 0 : -1;
    this.node.hidden = items.length === 0;
    this.mark();
  }

  hide() { this.show([]); }

  pick(index) {
    const item = this.items[index];
    this.hide();
    this.choose(item);
  }

  // Returns whether the key was for the list.
  key(event) {
    if (!this.open) return false;
    const count = this.items.length;
    if (event.key === "ArrowDown") this.active = (this.active + 1) % count;
    else if (event.key === "ArrowUp") this.active = (this.active - 1 + count) % count;
    else if (event.key === "Escape") { this.hide(); event.preventDefault(); return true; }
    else if ((event.key === "Enter" || event.key === "Tab") && this.active >= 0 && !event.shiftKey) {
      event.preventDefault();
      this.pick(this.active);
      return true;
    } else return false;
    event.preventDefault();
    this.mark();
    return true;
  }

  mark() {
    [...this.node.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === this.active)));
    const option = this.node.children[this.active];
    // A plain text box has no such state.
    if (this.field.getAttribute("role") === "combobox") this.field.setAttribute("aria-expanded", String(this.open));
    if (option) {
      this.field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else this.field.removeAttribute("aria-activedescendant");
  }
}
