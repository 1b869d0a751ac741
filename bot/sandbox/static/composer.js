// Where the person writes: text, mention switch, replies, files and the list of slash commands.

import { el } from "./dom.js";
import { readFile } from "./api.js";
import { Listbox } from "./listbox.js";
import { commandForm } from "./command.js";

export class Composer {
  constructor(root, page) {
    this.root = root;
    this.page = page;
    this.reply = null;
    this.files = [];
    this.mention = true;
    this.build();
  }

  build() {
    this.bar = el("div", { class: "reply-bar", hidden: true });
    this.text = el("textarea", { "aria-label": "Message", rows: 1, maxlength: 4000, placeholder: "Message" });
    this.list = new Listbox(this.text, "Commands", { choose: (command) => this.pick(command), first: true });
    this.toggle = el("input", { type: "checkbox", checked: true });
    this.toggle.addEventListener("change", () => { this.mention = this.toggle.checked; this.hintText(); });
    this.toggleLabel = el("label", { class: "switch" }, this.toggle, " Mention the bot");
    this.hint = el("span", { class: "note" });
    this.picker = el("input", { type: "file", multiple: true, hidden: true, "aria-label": "Files" });
    this.picker.addEventListener("change", () => { this.files.push(...this.picker.files); this.picker.value = ""; this.showFiles(); });
    this.attached = el("div", { class: "attached" });
    this.fault = el("p", { class: "fault", role: "alert" });
    this.text.addEventListener("input", () => { this.grow(); this.suggest(); });
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.form = el("form", { class: "write", autocomplete: "off" },
      this.list.node, this.bar, this.attached,
      el("div", { class: "line" },
        el("button", { type: "button", class: "quiet", "aria-label": "Attach a file", title: "Attach a file", onclick: () => this.picker.click() }, "+"),
        this.picker, this.text,
        el("button", { type: "submit", class: "button primary", "aria-label": "Send" }, "Send")),
      this.fault,
      el("p", { class: "hint" }, this.toggleLabel, this.hint));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.show();
  }

  // Put the ordinary line back, after a command or a change of channel.
  show() {
    const { channel, world } = this.page;
    this.command = null;
    if (channel && !channel.may_send) {
      this.root.replaceChildren(el("p", { class: "note closed" }, "You may not write here."));
      return;
    }
    this.root.replaceChildren(this.form);
    const place = channel?.guild ? `#${channel.name}` : `@${world?.bot.name ?? "bot"}`;
    this.text.placeholder = `Message ${place}, or / for commands`;
    this.toggleLabel.hidden = !channel?.guild;
    this.hintText();
  }

  hintText() {
    const { channel, world } = this.page;
    if (!channel?.guild) this.hint.textContent = "In direct messages the bot reads everything.";
    else if (world.message_content) this.hint.textContent = "The bot has the message-content intent and reads unmentioned text too.";
    else if (this.mention) this.hint.textContent = "Discord shows a bot only messages that mention it or reply to it.";
    else this.hint.textContent = "Without a mention Discord hides this text from the bot; a reply to its own message still reaches it.";
  }

  focus() { (this.command ?? this.text).focus(); }

  answer(message) {
    this.show();
    this.reply = { message, ping: true };
    const ping = el("button", { type: "button", class: "as-link ping", role: "switch", "aria-checked": "true", title: "Ping the author" }, "@ ON");
    ping.addEventListener("click", () => {
      this.reply.ping = !this.reply.ping;
      ping.setAttribute("aria-checked", String(this.reply.ping));
      ping.textContent = this.reply.ping ? "@ ON" : "@ OFF";
    });
    this.bar.replaceChildren(el("span", {}, "Replying to ", el("strong", {}, message.author.name)), ping,
      el("button", { type: "button", class: "quiet", "aria-label": "Cancel reply", onclick: () => this.unreply() }, "✕"));
    this.bar.hidden = false;
    this.text.focus();
  }

  unreply() {
    this.reply = null;
    this.bar.hidden = true;
  }

  showFiles() {
    this.attached.replaceChildren(...this.files.map((each, index) => el("span", { class: "chip" }, `${each.name} `,
      el("button", { type: "button", class: "as-link", "aria-label": `Remove ${each.name}`, onclick: () => { this.files.splice(index, 1); this.showFiles(); } }, "✕"))));
  }

  grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 200)}px`;
  }

  suggest() {
    const typed = /^\/([\w-]*(?: [\w-]*)?)$/.exec(this.text.value);
    if (!typed) { this.list.hide(); return; }
    const start = typed[1].toLowerCase();
    const found = this.page.commands.filter((command) => command.type === 1 && command.name.startsWith(start));
    found.sort((a, b) => (b.name === start) - (a.name === start)); // Enter takes the first: `/film`, not `/films`
    this.list.show(found.map((command) => ({ ...command, name: `/${command.name}`, note: command.description, command })));
  }

  key(event) {
    if (this.list.key(event)) return;
    if (event.key === "Escape" && this.reply) this.unreply();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "ArrowUp" && !this.text.value) this.page.doing.editLast();
  }

  pick({ command }) {
    this.text.value = "";
    this.list.hide();
    const filling = commandForm(command, this.page, {
      run: async (...given) => {
        this.show();
        this.text.focus();
        await this.page.doing.slash(...given);
      },
      done: () => { this.show(); this.text.focus(); },
    });
    this.command = filling;
    this.root.replaceChildren(filling.node);
    filling.focus();
    return filling;
  }

  // A whole command typed at once: `/ask whos the director`, `/watch film:the-sessions country:DE`.
  typed(text) {
    const commands = this.page.commands.filter((each) => each.type === 1).sort((a, b) => b.name.length - a.name.length);
    const command = commands.find((each) => text === `/${each.name}` || text.startsWith(`/${each.name} `));
    if (!command) return false;
    const rest = text.slice(command.name.length + 1).trim();
    const filling = this.pick({ command });
    const names = command.options.map((option) => option.name).join("|");
    const parts = names ? rest.split(new RegExp(`\\b(${names}):\\s*`)) : [rest];
    if (parts[0].trim() && command.options[0]) filling.set(command.options[0].name, parts[0].trim());
    for (let i = 1; i < parts.length; i += 2) filling.set(parts[i], parts[i + 1].trim());
    if (rest || !command.options.length) filling.node.requestSubmit();
    return true;
  }

  // Whether a text mentions the bot, by its name, as `@bot` or in markup.
  names(text) {
    const { id, name } = this.page.world.bot;
    return /@bot\b/i.test(text) || text.toLowerCase().includes(`@${name.toLowerCase()}`) || text.includes(`<@${id}>`);
  }

  async send() {
    const { page } = this;
    let text = this.text.value.trim();
    if (!text && !this.files.length) return;
    this.fault.textContent = "";
    if (text.startsWith("/") && this.typed(text)) return;
    const direct = !page.channel.guild;
    const reachesBot = this.reply && this.reply.message.author.bot && this.reply.ping;
    if (this.mention && !direct && !reachesBot && !this.names(text)) text = `@bot ${text}`.trim();
    const reply = this.reply;
    const files = this.files;
    try {
      const read = await Promise.all(files.map(readFile));
      this.text.value = "";
      this.grow();
      await page.doing.say(text, { reply_to: reply?.message.id, ping: reply?.ping ?? true, files: read });
      this.unreply();
      this.files = [];
      this.showFiles();
    } catch (error) {
      this.text.value = text;
      this.fault.textContent = error.message;
    }
  }
}
