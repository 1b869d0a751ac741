// A slash command being filled in: one field for each option, completed by the bot where it offers that.

import { el } from "./dom.js";
import { act, readFile } from "./api.js";
import { Listbox } from "./listbox.js";

const PAUSE = 150; // milliseconds without a key before the bot is asked, as Discord's client waits

// `done()` gives the composer back; `run(command, options)` sends it.
export function commandForm(command, page, { run, done }) {
  const fields = command.options.map((option) => field(option, page, {
    complete: (value) => act("autocomplete", {
      as: page.me, channel: page.channel.id, command: command.name, option: option.name, value,
      options: Object.fromEntries(fields.filter((each) => each.option.name !== option.name && each.now() !== null).map((each) => [each.option.name, each.now()])),
    }),
    submit: () => form.requestSubmit(),
  }));
  const fault = el("p", { class: "fault", role: "alert" });
  const form = el("form", { class: "command", "aria-label": `/${command.name}`, autocomplete: "off", novalidate: true },
    el("div", { class: "command-head" }, el("strong", { class: "chip" }, `/${command.name}`), el("span", { class: "note" }, command.description)),
    el("div", { class: "fields" }, fields.map((each) => each.node)),
    fault,
    el("div", { class: "command-foot" },
      el("button", { class: "button primary", type: "submit" }, "Run"),
      el("button", { class: "button secondary", type: "button", onclick: done }, "Cancel")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const options = {};
    for (const each of fields) {
      const value = await each.value();
      if (value !== null) options[each.option.name] = value;
      else if (each.option.required) {
        fault.textContent = `${each.option.name} is required`;
        each.focus();
        return;
      }
    }
    try {
      await run(command, options);
    } catch (error) {
      fault.textContent = error.message;
    }
  });
  form.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented) done(); });
  return { node: form, focus: () => (fields[0] ? fields[0].focus() : form.querySelector("button").focus()), set: (name, text) => fields.find((each) => each.option.name === name)?.set(text), fields };
}

function field(option, page, { complete, submit }) {
  const label = el("span", { class: "field-name" }, option.name, option.required ? "" : el("span", { class: "note" }, " optional"));
  const common = { "aria-label": option.name, title: option.description };
  const wrap = (control, ...more) => el("label", { class: "field" }, label, control, ...more);
  const ofSelect = (options) => {
    const control = el("select", common, el("option", { value: "" }, "–"), options.map(([name, value]) => el("option", { value }, name)));
    return { option, node: wrap(control), now: () => control.value || null, value: async () => control.value || null, focus: () => control.focus(), set: (text) => { control.value = text; } };
  };
  if (option.choices?.length) {
    const made = ofSelect(option.choices.map((choice) => [choice.name, String(choice.value)]));
    const real = (text) => option.choices.find((choice) => String(choice.value) === text)?.value ?? null;
    return { ...made, now: () => real(made.now() ?? ""), value: async () => real((await made.value()) ?? "") };
  }
  if (option.type === 5) {
    const made = ofSelect([["True", "true"], ["False", "false"]]);
    const real = (text) => (text === null ? null : text === "true");
    return { ...made, now: () => real(made.now()), value: async () => real(await made.value()) };
  }
  if (option.type === 7) return ofSelect(page.world.channels.filter((each) => each.guild).map((each) => [`#${each.name}`, each.id]));
  if (option.type === 6) return ofSelect(page.world.people.map((each) => [each.name, each.id]));
  if (option.type === 8) return ofSelect(page.world.roles.map((each) => [each.name, each.id]));
  if (option.type === 9) return ofSelect(page.world.people.concat(page.world.roles).map((each) => [each.name, each.id]));
  if (option.type === 11) {
    const control = el("input", { ...common, type: "file" });
    return { option, node: wrap(control), now: () => null, value: async () => (control.files[0] ? readFile(control.files[0]) : null), focus: () => control.focus(), set: () => {} };
  }
  const numeric = option.type === 4 || option.type === 10;
  const control = el("input", {
    ...common, type: "text", inputmode: numeric ? "decimal" : null, placeholder: option.description,
    maxlength: option.max_length, role: option.autocomplete ? "combobox" : null,
  });
  const convert = (text) => (text === "" ? null : numeric ? Number(text) : text);
  if (!option.autocomplete) {
    return { option, node: wrap(control), now: () => convert(control.value), value: async () => convert(control.value), focus: () => control.focus(), set: (text) => { control.value = text; } };
  }
  let picked = null, timer, asked = 0;
  const list = new Listbox(control, `${option.name} suggestions`, {
    choose: (item) => { picked = item; control.value = item.name; },
  });
  const ask = () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const turn = ++asked;
      try {
        const { choices } = await complete(control.value);
        if (turn === asked && document.activeElement === control) list.show(choices);
      } catch { list.hide(); }
    }, PAUSE);
  };
  control.addEventListener("input", () => { picked = null; ask(); });
  control.addEventListener("focus", ask);
  control.addEventListener("blur", () => { clearTimeout(timer); asked++; list.hide(); });
  control.addEventListener("keydown", (event) => {
    if (list.key(event)) return;
    if (event.key === "Enter") { event.preventDefault(); submit(); }
  });
  const current = () => (picked ? picked.value : convert(control.value));
  return { option, node: wrap(control, list.node), now: current, value: async () => current(), focus: () => control.focus(), set: (text) => { control.value = text; picked = null; } };
}
