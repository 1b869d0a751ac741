// Discord's markdown as elements: blocks line by line, then marks inside a line.

import { el, activate } from "./dom.js";

const BLOCK = /```(?:([\w+-]*)\n)?([\s\S]*?)```/g;
const INLINE = [
  ["escape", /^\\([^\w\s])/],
  ["code", /^(`+)([\s\S]*?[^`])\1(?!`)/],
  ["spoiler", /^\|\|([\s\S]+?)\|\|/],
  ["strongem", /^\*\*\*([\s\S]+?)\*\*\*/],
  ["strong", /^\*\*([\s\S]+?)\*\*(?!\*)/],
  ["under", /^__([\s\S]+?)__(?!_)/],
  ["em", /^\*(?!\s)([\s\S]+?)(?<!\s)\*(?!\*)/],
  ["em", /^_([\s\S]+?)_(?!\w)/],
  ["strike", /^~~([\s\S]+?)~~/],
  ["time", /^<t:(-?\d+)(?::([tTdDfFR]))?>/],
  ["user", /^<@!?(\d+)>/],
  ["role", /^<@&(\d+)>/],
  ["channel", /^<#(\d+)>/],
  ["command", /^<\/([^:>]+):\d+>/],
  ["emoji", /^<a?:(\w+):\d+>/],
  ["link", /^\[([^\]\n]+)\]\(<?(https?:\/\/[^\s)>]+)>?(?:\s+"[^"]*")?\)/],
  ["url", /^<?(https?:\/\/[^\s<>]+[^\s<>.,;:!?'")\]])>?/],
  ["everyone", /^@(everyone|here)\b/],
];
const SPECIAL = /[\\`|*_~<[@]|https?:/;

// `names` finds what mentions name: { users, channels, me }.
export function markdown(text, names) {
  const root = document.createDocumentFragment();
  let last = 0;
  for (const match of text.matchAll(BLOCK)) {
    root.append(...blocks(text.slice(last, match.index).replace(/\n$/, ""), names));
    root.append(el("pre", {}, el("code", {}, match[2].replace(/\n$/, ""))));
    last = match.index + match[0].length;
    if (text[last] === "\n") last += 1;
  }
  root.append(...blocks(text.slice(last), names));
  return root;
}

function blocks(text, names) {
  if (text === "") return [];
  const out = [];
  const lines = text.split("\n");
  let plain = [];
  const flush = () => {
    if (plain.length) out.push(el("p", {}, inline(plain.join("\n"), names)));
    plain = [];
  };
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    let match;
    if ((match = /^(#{1,3})\s+(.+)/.exec(line))) {
      flush();
      // Message headings stand below the page's own.
      out.push(el("p", { class: `heading h${match[1].length}`, role: "heading", "aria-level": match[1].length + 2 }, inline(match[2], names)));
    } else if ((match = /^-#\s+(.+)/.exec(line))) {
      flush();
      out.push(el("p", { class: "subtext" }, inline(match[1], names)));
    } else if (/^>>>\s/.test(line)) {
      flush();
      out.push(el("blockquote", {}, blocks([line.slice(4), ...lines.slice(i + 1)].join("\n"), names)));
      return out;
    } else if (/^>\s/.test(line)) {
      flush();
      const quoted = [];
      while (i < lines.length && /^>\s/.test(lines[i])) quoted.push(lines[i++].slice(2));
      i--;
      out.push(el("blockquote", {}, blocks(quoted.join("\n"), names)));
    } else if (/^\s*(?:[-*]|\d+\.)\s+\S/.test(line)) {
      flush();
      const items = [];
      while (i < lines.length && /^\s*(?:[-*]|\d+\.)\s+\S/.test(lines[i])) items.push(lines[i++]);
      i--;
      out.push(list(items, names));
    } else plain.push(line);
  }
  flush();
  return out;
}

function list(lines, names) {
  const parsed = lines.map((line) => /^(\s*)([-*]|(\d+)\.)\s+(.*)/.exec(line));
  const ordered = parsed[0][3] !== undefined;
  const root = el(ordered ? "ol" : "ul", ordered ? { start: parsed[0][3] } : {});
  let nested = null;
  for (const [, indent, , , text] of parsed) {
    const item = el("li", {}, inline(text, names));
    if (indent.length >= 2 && root.lastElementChild) {
      nested ??= root.lastElementChild.appendChild(el("ul"));
      nested.append(item);
    } else {
      nested = null;
      root.append(item);
    }
  }
  return root;
}

export function inline(text, names) {
  const out = [];
  let plain = "";
  const flush = () => { if (plain) out.push(plain); plain = ""; };
  while (text) {
    let found = null;
    if (SPECIAL.test(text.slice(0, 6))) {
      for (const [kind, pattern] of INLINE) {
        const match = pattern.exec(text);
        if (match && !(kind === "em" && match[0][0] === "_" && /\w$/.test(plain))) { found = [kind, match]; break; }
      }
    }
    if (!found) {
      plain += text[0];
      text = text.slice(1);
      continue;
    }
    const [kind, match] = found;
    text = text.slice(match[0].length);
    if (kind === "escape") { plain += match[1]; continue; }
    flush();
    out.push(mark(kind, match, names));
  }
  flush();
  return out;
}

function mark(kind, match, names) {
  switch (kind) {
    case "code": return el("code", {}, match[2].trim());
    case "spoiler": return spoiler(inline(match[1], names));
    case "strongem": return el("strong", {}, el("em", {}, inline(match[1], names)));
    case "strong": return el("strong", {}, inline(match[1], names));
    case "em": return el("em", {}, inline(match[1], names));
    case "under": return el("u", {}, inline(match[1], names));
    case "strike": return el("s", {}, inline(match[1], names));
    case "time": return time(Number(match[1]), match[2] ?? "f") ?? match[0];
    case "user": return mention(`@${names.users[match[1]] ?? "unknown-user"}`, match[1] === names.me);
    case "role": return mention("@role");
    case "channel": return mention(`#${names.channels[match[1]] ?? "unknown"}`);
    case "command": return mention(`/${match[1]}`);
    case "emoji": return el("span", { class: "emoji" }, `:${match[1]}:`);
    case "link": return link(match[2], match[1]);
    case "url": return link(match[1], match[1]);
    default: return mention(`@${match[1]}`);
  }
}

const mention = (text, me) => el("span", { class: me ? "mention me" : "mention" }, text);
const link = (url, text) => el("a", { href: url, target: "_blank", rel: "noreferrer noopener", title: url }, text);

// Nothing for a moment that no calendar has: formatting it throws, and no message would be shown any more.
function time(seconds, style) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.valueOf())) return null;
  const styles = {
    t: { timeStyle: "short" }, T: { timeStyle: "medium" }, d: { dateStyle: "short" }, D: { dateStyle: "long" },
    f: { dateStyle: "long", timeStyle: "short" }, F: { dateStyle: "full", timeStyle: "short" },
  };
  const text = style === "R" ? relative(date) : new Intl.DateTimeFormat("en", styles[style]).format(date);
  return el("time", { datetime: date.toISOString() }, text);
}

function relative(date) {
  const units = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
  const seconds = (date - Date.now()) / 1000;
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? units.at(-1);
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

export function spoiler(children) {
  const inner = el("span", { "aria-hidden": "true" }, children);
  const node = el("span", { class: "spoiler", role: "button", tabindex: 0, "aria-expanded": "false", "aria-label": "Spoiler, hidden" }, inner);
  return activate(node, (event) => {
    if (node.getAttribute("aria-expanded") === "true") return;
    event.preventDefault();
    event.stopPropagation();
    open(node, inner);
  });
}

function open(node, inner) {
  node.setAttribute("aria-expanded", "true");
  node.removeAttribute("aria-label");
  inner.removeAttribute("aria-hidden");
}
