// The page: who one is, where one is, the log, and everything one does there.

import { el } from "./dom.js";
import { act, live, read } from "./api.js";
import { Composer } from "./composer.js";
import { Inspector } from "./inspector.js";
import { openModal } from "./modal.js";
import { popup } from "./popup.js";
import { render } from "./messages.js";

const TOGETHER = 7 * 60_000; // milliseconds within which one author's messages stand together
const TYPING = 8000; // milliseconds
const GONE = "This interaction failed";

const $ = (id) => document.getElementById(id);
const log = $("log");

const page = {
  me: "mia",
  world: null,
  channel: null,
  commands: [],
  messages: new Map(),
  unread: new Set(),
  names() {
    const channels = Object.fromEntries(this.world.channels.map((channel) => [channel.id, channel.name]));
    return { users: this.world.names, channels, me: this.world.me.id };
  },
  doing: {},
};

let composer, inspector, hangUp = () => {}, typingTimer;

// Where and who

async function become(name) {
  hangUp();
  page.me = name;
  await loadWorld();
  hangUp = live(name, hear, (back) => { $("status").textContent = back ? "" : "The sandbox is gone. Waiting for it…"; if (back) loadWorld().then(loadChannel); });
  await loadChannel();
}

async function loadWorld() {
  const world = await read("world", { as: page.me });
  page.world = world;
  page.channel = world.channels.find((channel) => channel.id === page.channel?.id)
    ?? world.channels.find((channel) => channel.name === "films") ?? world.channels[0];
  page.commands = await read("commands", { as: page.me, channel: page.channel.id });
  $("status").textContent = world.connected ? "" : `${world.bot.name} is not connected`;
  $("open-inspector").hidden = !world.inspector;
  drawSide();
}

async function go(channel) {
  page.channel = channel;
  page.unread.delete(channel.id);
  drawSide();
  closeSide();
  page.commands = await read("commands", { as: page.me, channel: channel.id });
  await loadChannel();
}

async function loadChannel() {
  const { channel, world } = page;
  const list = await read("messages", { as: page.me, channel: channel.id });
  page.messages = new Map(list.map((message) => [message.id, message]));
  $("place").textContent = channel.guild ? `#${channel.name}` : `@${world.bot.name}`;
  $("place-note").textContent = [channel.guild ?? "direct messages", channel.parent && "thread", channel.age_restricted && "age-restricted"].filter(Boolean).join(" · ");
  drawLog();
  composer.unreply();
  composer.show();
  $("typing").textContent = "";
}

function drawSide() {
  const groups = new Map();
  for (const channel of page.world.channels) {
    const title = channel.guild ?? "Direct messages";
    groups.set(title, [...(groups.get(title) ?? []), channel]);
  }
  $("channels").replaceChildren(...[...groups].flatMap(([title, channels]) => [
    el("h2", {}, title),
    el("ul", {}, channels.map((channel) => el("li", { class: channel.parent ? "thread" : "" },
      el("button", {
        type: "button", class: `channel ${page.unread.has(channel.id) ? "unread" : ""}`,
        "aria-current": channel.id === page.channel.id ? "page" : null, onclick: () => go(channel),
      }, channel.guild ? `${channel.parent ? "↳ " : "# "}${channel.name}` : `@ ${page.world.bot.name}`, channel.age_restricted && el("span", { class: "tag", title: "age-restricted" }, "18+"))))),
  ]));
  $("people").replaceChildren(...page.world.people.map((person) => {
    const node = el("button", {
      type: "button", role: "radio", class: "person", "aria-checked": String(person.name === page.me),
      tabindex: person.name === page.me ? 0 : -1, onclick: () => choose(person),
    }, el("span", { class: "person-name" }, person.name), el("span", { class: "note" }, person.role));
    return node;
  }));
}

// On a narrow page the drawer goes, and one writes on.
async function choose(person) {
  const drawer = document.body.classList.contains("side-open");
  closeSide();
  await become(person.name);
  if (drawer) composer.focus();
  else $("people").querySelector("[aria-checked=true]").focus();
}

$("people").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = [...$("people").children];
  const now = all.findIndex((node) => node.getAttribute("aria-checked") === "true");
  all[(now + step + all.length) % all.length].click();
});

// The log

function drawLog() {
  let before = null;
  const nodes = [];
  for (const message of page.messages.values()) {
    nodes.push(render(message, page, { follows: follows(before, message) }));
    before = message;
  }
  log.replaceChildren(...(nodes.length ? nodes : [empty()]));
  log.scrollTop = log.scrollHeight;
}

function empty() {
  const place = page.channel.guild ? `#${page.channel.name}` : `@${page.world.bot.name}`;
  return el("p", { class: "empty" }, `This is the beginning of ${place}. Ask ${page.world.bot.name} something, or type / to see its commands.`);
}

const follows = (before, message) => before !== null && before.author.id === message.author.id && !message.reply_to && !message.used_by
  && !message.ephemeral && !before.ephemeral && new Date(message.at) - new Date(before.at) < TOGETHER;

function put(message) {
  const near = log.scrollHeight - log.scrollTop - log.clientHeight < 160;
  const before = [...page.messages.values()].filter((each) => BigInt(each.id) < BigInt(message.id)).at(-1) ?? null;
  const node = render(message, page, { follows: follows(before, message) });
  const old = $(`message-${message.id}`);
  page.messages.set(message.id, message);
  if (old) old.replaceWith(node);
  else {
    log.querySelector(".empty")?.remove();
    log.append(node);
  }
  if (near || message.author.id === page.world.me.id) log.scrollTop = log.scrollHeight;
}

function notice(text) {
  log.querySelector(".empty")?.remove();
  log.append(el("p", { class: "fault local", role: "alert" }, text));
  log.scrollTop = log.scrollHeight;
}

function hear(news) {
  if (news.kind === "world") { loadWorld().then(() => composer.command || composer.show()); return; }
  const place = news.message?.channel ?? news.channel;
  if (place !== page.channel.id) {
    if (news.kind === "message") { page.unread.add(place); loadWorldIfUnknown(place); drawSide(); }
    return;
  }
  if (news.kind === "typing") {
    $("typing").textContent = `${page.world.bot.name} is typing…`;
    clearTimeout(typingTimer);
    typingTimer = setTimeout(() => { $("typing").textContent = ""; }, TYPING);
  } else if (news.kind === "delete") {
    page.messages.delete(news.message.id);
    $(`message-${news.message.id}`)?.remove();
  } else {
    if (news.message.author.bot) $("typing").textContent = "";
    put(news.message);
  }
}

function loadWorldIfUnknown(id) {
  if (!page.world.channels.some((channel) => channel.id === id)) loadWorld();
}

// What one does

const here = () => ({ as: page.me, channel: page.channel.id });

// Run an interaction; a form opens, a failure is told beside `node`, or in the log.
async function interact(action, body, node) {
  const busy = node instanceof HTMLButtonElement || node instanceof HTMLSelectElement;
  if (busy) { node.disabled = true; node.setAttribute("aria-busy", "true"); }
  const message = node?.closest(".message");
  message?.querySelector(".fault")?.remove();
  let fault = null;
  try {
    const result = await act(action, { ...here(), ...body });
    if (result.outcome === "failed") fault = GONE;
    if (result.outcome === "modal") openModal(result.modal, page, (values) => submit(result.modal, values));
  } catch (error) {
    fault = error.message;
  }
  if (busy) {
    node.disabled = false;
    node.removeAttribute("aria-busy");
    if (node instanceof HTMLSelectElement && node.options[0]?.hidden) node.selectedIndex = 0;
  }
  if (!fault) return;
  const current = message && $(message.id);
  if (current) {
    current.append(el("p", { class: "fault", role: "alert" }, fault));
    current.lastChild.scrollIntoView({ block: "nearest" });
  }
  else notice(fault);
}

async function submit(modal, values) {
  try {
    const result = await act("submit", { ...here(), modal: { interaction: modal.interaction }, values });
    return result.outcome === "failed" ? "Something went wrong. Try again." : null;
  } catch (error) {
    return error.message;
  }
}

Object.assign(page.doing, {
  say: (text, more) => act("say", { ...here(), text, ...more }),
  slash: (command, options) => interact("slash", { command: command.name, options }),
  click: (message, customId, node) => interact("click", { message: message.id, custom_id: customId }, node),
  select: (message, customId, values, node) => interact("select", { message: message.id, custom_id: customId, values }, node),
  reply: (message) => composer.answer(message),
  remove: (message) => act("delete", { ...here(), message: message.id }).catch((error) => notice(error.message)),
  dismiss: (message) => act("dismiss", { ...here(), message: message.id }).catch((error) => notice(error.message)),
  go: (id) => $(`message-${id}`)?.scrollIntoView({ block: "center", behavior: "smooth" }),
  edit,
  editLast() {
    const own = [...page.messages.values()].filter((message) => message.author.id === page.world.me.id).at(-1);
    if (own) edit(own);
  },
  menu(message, anchor) {
    const apps = message.ephemeral ? [] : page.commands.filter((command) => command.type === 3)
      .map((command) => [command.name, () => interact("menu", { command: command.name, message: message.id }, $(`message-${message.id}`))]);
    const rest = [["Copy text", () => navigator.clipboard.writeText(message.content)]];
    if (page.world.inspector && message.content) rest.push(["Explain", () => { showInspector(true); inspector.explain(message.content.replace(/<@!?\d+>/g, "").trim()); }]);
    popup(anchor, [["Apps", apps], ["Message", rest]]);
  },
});

function edit(message) {
  const node = $(`message-${message.id}`)?.querySelector(".body");
  if (!node) return;
  // What a person typed: markup of names goes back to `@name`.
  const shown = message.content.replace(/<@!?(\d+)>/g, (all, id) => (page.world.names[id] ? `@${page.world.names[id]}` : all));
  const text = el("textarea", { "aria-label": "Edit text", rows: 2, maxlength: 4000, value: shown });
  const back = () => put(page.messages.get(message.id) ?? message);
  const save = async () => {
    if (!text.value.trim()) { back(); return page.doing.remove(message); }
    try { await act("edit", { ...here(), message: message.id, text: text.value }); } catch (error) { notice(error.message); back(); }
    composer.focus();
  };
  text.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { back(); composer.focus(); }
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); save(); }
  });
  node.replaceChildren(text, el("p", { class: "note" }, "Enter saves, Escape leaves it as it was."));
  text.focus();
}

log.addEventListener("contextmenu", (event) => {
  const node = event.target.closest(".message");
  const message = node && page.messages.get(node.dataset.id);
  if (!message || event.target.closest("a, textarea, input")) return;
  event.preventDefault();
  page.doing.menu(message, node.querySelector(".actions button:last-child"));
});

// Panels

function closeSide() {
  document.body.classList.remove("side-open");
  $("open-side").setAttribute("aria-expanded", "false");
}

$("open-side").addEventListener("click", () => {
  const open = document.body.classList.toggle("side-open");
  $("open-side").setAttribute("aria-expanded", String(open));
});
document.querySelector("main").addEventListener("pointerdown", closeSide);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !document.body.classList.contains("side-open")) return;
  closeSide();
  $("open-side").focus();
});

function showInspector(open) {
  inspector ??= new Inspector($("inspector"), page);
  $("inspector").hidden = !open;
  $("open-inspector").setAttribute("aria-expanded", String(open));
  if (open) inspector.check();
}

$("open-inspector").addEventListener("click", () => showInspector($("inspector").hidden));

composer = new Composer($("composer"), page);
await become(page.me);
composer.focus();
