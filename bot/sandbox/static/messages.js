// One message of the log, and what can be done with it.

import { el } from "./dom.js";
import { inline, markdown } from "./markdown.js";
import { components, file } from "./components.js";

const clock = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hour12: false });

// `page` is the page's own face: { world, channel, doing: { click, select, reply, edit, remove, dismiss, menu, explain, go } }.
export function render(message, page, { follows = false } = {}) {
  const names = page.names();
  const node = el("article", {
    class: ["message", follows && "follows", message.ephemeral && "ephemeral", message.author.bot && "from-bot",
      message.mentions.includes(page.world.me.id) && "pings"].filter(Boolean).join(" "),
    id: `message-${message.id}`, "data-id": message.id, "aria-label": `${message.author.name}, ${clock.format(new Date(message.at))}`,
  });
  if (message.reply_to) node.append(replyLine(message.reply_to, page));
  else if (message.used_by) node.append(el("p", { class: "reply-line" }, `${message.used_by} used an app command`));
  node.append(
    el("div", { class: `avatar hue-${hue(message.author.id)}`, "aria-hidden": "true" }, message.author.name[0].toUpperCase()),
    el("div", { class: "head" },
      el("span", { class: "author" }, message.author.name),
      message.author.bot && el("span", { class: "tag" }, "bot"),
      el("time", { datetime: message.at }, clock.format(new Date(message.at)))),
    body(message, page, names),
    actions(message, page),
  );
  return node;
}

const hue = (id) => Number(BigInt(id) % 6n);

function body(message, page, names) {
  const use = {
    names, world: page.world,
    click: (customId, node) => page.doing.click(message, customId, node),
    select: (customId, values, node) => page.doing.select(message, customId, values, node),
  };
  const edited = message.edited && el("span", { class: "edited" }, "(edited)");
  const node = el("div", { class: "body" });
  if (message.thinking) node.append(el("p", { class: "thinking" }, el("span", { class: "dots", "aria-hidden": "true" }, "•••"), ` ${message.author.name} is thinking…`));
  if (message.content) node.append(el("div", { class: "text" }, markdown(message.content, names), edited));
  for (const embed of message.embeds) node.append(embedBox(embed, names));
  node.append(...components(message.components, use));
  const shown = JSON.stringify(message.components);
  for (const each of message.files) {
    if (shown.includes(each.url)) continue;
    const picture = each.content_type.startsWith("image/");
    node.append(picture ? el("div", { class: "medium" }, el("img", { src: each.url, alt: each.description ?? each.filename })) : file(each.url, each.size));
  }
  if (edited && !message.content) node.append(edited);
  for (const reaction of message.reactions) node.append(el("span", { class: "reaction" }, `${reaction.emoji} ${reaction.count}`));
  if (message.ephemeral) {
    node.append(el("p", { class: "only-you" }, "Only you can see this · ",
      el("button", { class: "as-link", type: "button", onclick: () => page.doing.dismiss(message) }, "Dismiss message")));
  }
  return node;
}

function embedBox(embed, names) {
  const node = el("div", { class: "container" },
    embed.title && el("p", { class: "heading h3" }, inline(embed.title, names)),
    embed.description && el("div", { class: "text" }, markdown(embed.description, names)),
    (embed.fields ?? []).map((field) => el("div", {}, el("strong", {}, field.name), el("div", { class: "text" }, markdown(field.value, names)))),
    embed.footer && el("p", { class: "subtext" }, embed.footer.text));
  return embed.title || embed.description || embed.fields ? node : "";
}

function replyLine(reply, page) {
  return el("p", { class: "reply-line" }, el("span", { "aria-hidden": "true" }, "╭ "), el("span", { class: "author" }, `@${reply.author}`), " ",
    reply.gone ? el("em", {}, reply.text)
      : el("button", { class: "as-link", type: "button", "aria-label": `Go to ${reply.author}'s message`, onclick: () => page.doing.go(reply.id) }, inline(reply.text.replace(/\n/g, " ").replace(/\|\|[\s\S]*?(\|\||$)/g, "▒▒▒"), page.names())));
}

function actions(message, page) {
  const own = message.author.id === page.world.me.id;
  const bar = el("div", { class: "actions" });
  const add = (label, text, action) => bar.append(el("button", { type: "button", class: "quiet", "aria-label": label, title: label, onclick: action }, text));
  if (!message.ephemeral && page.channel.may_send) add("Reply", "↩", () => page.doing.reply(message));
  if (own) add("Edit", "✎", () => page.doing.edit(message));
  if (!message.ephemeral && (own || page.channel.may_manage)) add("Delete", "✕", () => page.doing.remove(message));
  const more = el("button", { type: "button", class: "quiet", "aria-label": "More", title: "More", "aria-haspopup": "menu" }, "…");
  more.addEventListener("click", () => page.doing.menu(message, more));
  bar.append(more);
  return bar;
}
