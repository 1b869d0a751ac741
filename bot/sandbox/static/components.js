// Components of messages as elements: rows, buttons, menus, and the V2 layout around them.

import { el, activate } from "./dom.js";
import { markdown } from "./markdown.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "secondary" };

// `use` says what a click and a choice do: { click(customId, node), select(customId, values, node), names, world }.
export function components(list, use) {
  return list.map((item) => component(item, use));
}

function component(item, use) {
  switch (item.type) {
    case 1: return el("div", { class: "row" }, components(item.components, use));
    case 2: return button(item, use);
    case 3: case 5: case 6: case 7: case 8: return select(item, use);
    case 9: return el("div", { class: "section" },
      el("div", { class: "section-text" }, components(item.components, use)), component(item.accessory, use));
    case 10: return el("div", { class: "text" }, markdown(item.content, use.names));
    case 11: return el("div", { class: "thumbnail" }, medium(item.media, item));
    case 12: return el("div", { class: "gallery" }, item.items.map((entry) => medium(entry.media, entry)));
    case 13: return hiddenIf(item.spoiler, file(item.file.url));
    case 14: return el("hr", { class: `separator ${item.divider === false ? "blank" : ""} ${item.spacing === 2 ? "wide" : ""}` });
    case 17: return container(item, use);
    default: return el("p", { class: "note" }, `[component of type ${item.type}]`);
  }
}

function container(item, use) {
  const node = el("div", { class: "container" }, components(item.components, use));
  if (item.accent_color !== null && item.accent_color !== undefined) {
    node.style.setProperty("--accent", `#${item.accent_color.toString(16).padStart(6, "0")}`);
  }
  return hiddenIf(item.spoiler, node);
}

// Cover something until it is clicked, or opened by keyboard.
function hiddenIf(hidden, node) {
  if (!hidden) return node;
  node.inert = true;
  node.setAttribute("aria-hidden", "true");
  const cover = el("div", { class: "cover" }, el("span", { class: "cover-label" }, "Spoiler"), node);
  cover.setAttribute("role", "button");
  cover.setAttribute("tabindex", "0");
  cover.setAttribute("aria-expanded", "false");
  cover.setAttribute("aria-label", "Show spoiler");
  return activate(cover, () => {
    if (cover.getAttribute("aria-expanded") === "true") return;
    cover.setAttribute("aria-expanded", "true");
    cover.removeAttribute("aria-label");
    cover.removeAttribute("tabindex");
    cover.setAttribute("role", "group");
    node.inert = false;
    node.removeAttribute("aria-hidden");
  });
}

function button(item, use) {
  const emoji = item.emoji ? el("span", { class: "emoji", "aria-hidden": item.label ? "true" : null }, item.emoji.id ? `:${item.emoji.name}:` : item.emoji.name) : null;
  if (item.style === 5) {
    return el("a", { class: "button link", href: item.url, target: "_blank", rel: "noreferrer noopener" }, emoji, item.label, " ↗");
  }
  const node = el("button", { class: `button ${STYLES[item.style]}`, type: "button", disabled: item.disabled }, emoji, item.label);
  node.addEventListener("click", () => use.click(item.custom_id, node));
  return node;
}

function select(item, use) {
  const single = (item.max_values ?? 1) === 1;
  const options = selectOptions(item, use.world);
  const node = el("select", {
    class: "menu", multiple: !single, disabled: item.disabled, "aria-label": item.placeholder ?? "Choose",
    size: single ? null : Math.min(options.length, 5),
  });
  if (single) node.append(el("option", { value: "", disabled: true, hidden: true }, item.placeholder ?? "Choose"));
  for (const option of options) {
    node.append(el("option", { value: option.value }, option.description ? `${option.label} – ${option.description}` : option.label));
  }
  for (const option of node.options) option.selected = options.some((each) => each.value === option.value && each.default);
  if (single && !options.some((option) => option.default)) node.selectedIndex = 0;
  const chosen = () => [...node.selectedOptions].map((option) => option.value).filter(Boolean);
  if (single) {
    node.addEventListener("change", () => use.select(item.custom_id, chosen(), node));
    return el("div", { class: "menu-box" }, node);
  }
  const send = el("button", { class: "button secondary", type: "button", disabled: item.disabled, onclick: () => use.select(item.custom_id, chosen(), send) }, "Choose");
  return el("div", { class: "menu-box" }, el("div", {}, item.placeholder && el("p", { class: "note", "aria-hidden": "true" }, item.placeholder), node), send);
}

export function selectOptions(item, world) {
  if (item.type === 3) return item.options;
  const preset = new Set((item.default_values ?? []).map((value) => String(value.id)));
  const people = world.people.concat([{ id: world.bot.id, name: world.bot.name }]);
  const channels = world.channels.filter((channel) => channel.guild).map((channel) => ({ id: channel.id, name: `#${channel.name}` }));
  const things = { 5: people, 6: world.roles, 7: people.concat(world.roles), 8: channels }[item.type];
  return things.map((thing) => ({ label: thing.name, value: thing.id, default: preset.has(thing.id) }));
}

// Only what the sandbox itself holds is loaded; other addresses are shown as links.
function medium(media, { description, spoiler }) {
  const url = new URL(media.url, location.href);
  const node = url.origin === location.origin
    ? el("img", { src: url.href, alt: description ?? "", loading: "lazy" })
    : el("a", { href: media.url, class: "outside", target: "_blank", rel: "noreferrer noopener" }, description ?? url.host);
  return hiddenIf(spoiler, el("div", { class: "medium" }, node));
}

export function file(url, size) {
  const name = decodeURIComponent(url.split("/").pop());
  return el("a", { class: "file", href: url, download: name }, name, size === undefined ? "" : ` (${size.toLocaleString("en")} bytes)`);
}
