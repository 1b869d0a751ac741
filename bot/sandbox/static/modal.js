// A form the bot opens: labels around inputs, sent as one.

import { el, freshId } from "./dom.js";
import { readFile } from "./api.js";
import { markdown } from "./markdown.js";
import { selectOptions } from "./components.js";

// `submit(values)` resolves to what went wrong, or null.
export function openModal(modal, page, submit) {
  const inputs = [];
  const title = el("h2", { id: freshId("modal") }, modal.title);
  const fault = el("p", { class: "fault", role: "alert" });
  const send = el("button", { class: "button primary", type: "submit" }, "Submit");
  const form = el("form", { autocomplete: "off" },
    title,
    el("p", { class: "note" }, `What you write here goes to ${page.world.bot.name}.`),
    modal.components.map((item) => part(item, page, inputs)),
    fault,
    el("div", { class: "modal-foot" }, el("button", { class: "button secondary", type: "button", onclick: () => dialog.close() }, "Cancel"), send));
  const dialog = el("dialog", { class: "modal", "aria-labelledby": title.id }, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    const values = {};
    for (const input of inputs) values[input.id] = await input.value();
    fault.textContent = (await submit(values)) ?? "";
    send.disabled = false;
    if (!fault.textContent) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.getElementById("overlay").append(dialog);
  dialog.showModal();
  dialog.querySelector("input, textarea, select")?.focus();
  return dialog;
}

function part(item, page, inputs) {
  if (item.type === 10) return el("div", { class: "text" }, markdown(item.content, page.names()));
  if (item.type === 1) return item.components.map((inner) => labelled(inner.label, null, inner, page, inputs));
  return labelled(item.label, item.description, item.component, page, inputs);
}

function labelled(label, description, item, page, inputs) {
  const id = freshId("input");
  const required = item.type !== 23 && item.required !== false;
  const note = description && el("p", { class: "note", id: `${id}-note` }, description);
  const name = [label, required && el("span", { class: "required", "aria-hidden": "true" }, " *")];
  const { node, value, group } = input(item, id, page, required);
  if (note && !group) node.setAttribute("aria-describedby", note.id);
  inputs.push({ id: item.custom_id, value });
  if (group) return el("fieldset", { class: "form-field" }, el("legend", {}, name), note, node);
  if (item.type === 23) return el("div", { class: "form-field check" }, node, el("label", { for: id }, name), note);
  return el("div", { class: "form-field" }, el("label", { for: id }, name), note, node);
}

function input(item, id, page, required) {
  switch (item.type) {
    case 4: {
      const props = { id, required, placeholder: item.placeholder, minlength: item.min_length, maxlength: item.max_length ?? 4000, value: item.value ?? "" };
      const node = item.style === 2 ? el("textarea", { ...props, rows: 6 }) : el("input", { ...props, type: "text" });
      return { node, value: async () => node.value };
    }
    case 19: {
      const node = el("input", { id, type: "file", required, multiple: (item.max_values ?? 1) > 1 });
      return { node, value: async () => Promise.all([...node.files].map(readFile)) };
    }
    case 21: case 22: {
      const kind = item.type === 21 ? "radio" : "checkbox";
      const boxes = item.options.map((option) => ({
        option, box: el("input", { type: kind, name: id, checked: option.default, required: kind === "radio" && required }),
      }));
      const node = el("div", { class: "choices" }, boxes.map(({ option, box }) =>
        el("label", { class: "choice" }, box, el("span", {}, option.label, option.description && el("span", { class: "note" }, ` ${option.description}`)))));
      const chosen = () => boxes.filter(({ box }) => box.checked).map(({ option }) => option.value);
      return { node, group: true, value: async () => (kind === "radio" ? chosen()[0] ?? null : chosen()) };
    }
    case 23: {
      const node = el("input", { id, type: "checkbox", checked: item.default });
      return { node, value: async () => node.checked };
    }
    default: {
      const single = (item.max_values ?? 1) === 1;
      const options = selectOptions(item, page.world);
      const node = el("select", { id, multiple: !single, required },
        single && el("option", { value: "" }, item.placeholder ?? "Choose"),
        options.map((option) => el("option", { value: option.value }, option.label)));
      for (const option of node.options) option.selected = options.some((each) => each.value === option.value && each.default);
      return { node, value: async () => [...node.selectedOptions].map((option) => option.value).filter(Boolean) };
    }
  }
}
