// A small menu beside what it belongs to.

import { el } from "./dom.js";

let close = () => {};

// `groups` is a list of [title, [[label, action], ...]].
export function popup(anchor, groups) {
  close();
  const items = [];
  const node = el("div", { class: "popup", role: "menu" }, groups.filter(([, entries]) => entries.length).map(([title, entries]) =>
    el("div", { role: "group", "aria-label": title }, el("p", { class: "popup-title", "aria-hidden": "true" }, title), entries.map(([label, action]) => {
      const item = el("button", { type: "button", role: "menuitem", tabindex: -1, onclick: () => { close(); action(); } }, label);
      items.push(item);
      return item;
    }))));
  document.getElementById("overlay").append(node);
  const at = anchor.getBoundingClientRect();
  node.style.left = `${Math.max(8, Math.min(at.right - node.offsetWidth, innerWidth - node.offsetWidth - 8))}px`;
  const floor = document.getElementById("composer").getBoundingClientRect().top; // below it one writes
  const above = at.bottom + 4 + node.offsetHeight > floor && at.top - 4 - node.offsetHeight >= 8;
  node.style.top = `${above ? at.top - 4 - node.offsetHeight : Math.max(8, Math.min(at.bottom + 4, innerHeight - node.offsetHeight - 8))}px`;
  const outside = (event) => { if (!node.contains(event.target)) close(); };
  const key = (event) => {
    const index = items.indexOf(document.activeElement);
    if (event.key === "Escape" || event.key === "Tab") { close(); anchor.focus(); }
    else if (event.key === "ArrowDown") items[(index + 1) % items.length]?.focus();
    else if (event.key === "ArrowUp") items[(index - 1 + items.length) % items.length]?.focus();
    else return;
    event.preventDefault();
  };
  close = () => {
    node.remove();
    document.removeEventListener("pointerdown", outside);
    node.removeEventListener("keydown", key);
    close = () => {};
  };
  document.addEventListener("pointerdown", outside);
  node.addEventListener("keydown", key);
  items[0]?.focus();
}
