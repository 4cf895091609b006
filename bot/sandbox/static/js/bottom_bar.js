// The bottom of a phone: account menu, keyboard toggle, text box, voice and "+" panel.

import { button, el, icon } from "./dom.js";
import { ICONS } from "./icons.js";
import { webAddress } from "./rich_text.js";

const VOICE_TITLE = "演示：会发送一条语音消息，助手看不到内容";
const MAX_LINES_PX = 120;

export class BottomBar {
  /** `acts`: send(body) → promise, openVoice(), openPlaces(). */
  constructor(acts) {
    this.acts = acts;
    this.menu = [];
    this.showsMenu = false;
    this.bar = el("div", { class: "bar" });
    this.plusPanel = this.drawPlusPanel();
    this.node = el("footer", { class: "bottom" }, this.bar, this.plusPanel);
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.closePopups();
    });
    this.drawInput();
    this.draw();
  }

  /** Take over the account's menu; without one only the keyboard is left. */
  setMenu(menu) {
    const isFirst = this.menu.length === 0;
    this.menu = menu;
    this.showsMenu = menu.length > 0 && (isFirst ? !this.input.value : this.showsMenu);
    this.draw();
  }

  /** Put text back that could not be sent. */
  restore(text) {
    if (!this.input.value) this.input.value = text;
    this.onInput();
  }

  closePopups() {
    this.plusPanel.hidden = true;
    for (const popup of this.bar.querySelectorAll(".sub-menu")) popup.remove();
    for (const opener of this.bar.querySelectorAll("[aria-expanded]")) {
      opener.setAttribute("aria-expanded", "false");
    }
  }

  draw() {
    this.closePopups();
    this.bar.classList.toggle("shows-menu", this.showsMenu);
    this.bar.replaceChildren(...(this.showsMenu ? this.menuParts() : this.inputParts()));
  }

  toggle() {
    this.showsMenu = !this.showsMenu;
    this.draw();
    if (!this.showsMenu) this.input.focus();
  }

  menuParts() {
    const toggle = iconButton("keyboard", "切换到键盘", () => this.toggle());
    return [toggle, ...this.menu.map((entry) => this.menuButton(entry))];
  }

  menuButton(entry) {
    const hasSubs = entry.sub_button?.length > 0;
    const top = button(
      {
        class: "menu-button",
        aria: hasSubs ? { haspopup: "true", expanded: "false" } : {},
        onclick: () => (hasSubs ? this.openSubMenu(top, entry) : this.choose(entry)),
      },
      hasSubs ? icon(ICONS.menu) : null,
      el("span", {}, entry.name),
    );
    return el("div", { class: "menu-slot" }, top);
  }

  openSubMenu(top, entry) {
    const wasOpen = top.getAttribute("aria-expanded") === "true";
    this.closePopups();
    if (wasOpen) return;
    const items = entry.sub_button.map((sub) =>
      button({ role: "menuitem", onclick: () => this.choose(sub) }, sub.name),
    );
    top.setAttribute("aria-expanded", "true");
    top.parentElement.append(el("div", { class: "sub-menu", role: "menu" }, ...items));
    items[0].focus({ preventScroll: true });
  }

  choose(entry) {
    this.closePopups();
    if (entry.key) return this.acts.send({ event: "click", key: entry.key });
    const url = webAddress(entry.url || "");
    if (!url) return undefined;
    window.open(url, "_blank", "noopener,noreferrer");
    return this.acts.send({ event: "view", url: entry.url });
  }

  drawInput() {
    this.input = el("textarea", {
      rows: 1,
      maxLength: 2000,
      placeholder: "发消息",
      enterKeyHint: "send",
      aria: { label: "消息" },
      oninput: () => this.onInput(),
      onfocus: () => { this.plusPanel.hidden = true; },
      onkeydown: (event) => this.onKey(event),
    });
    this.plus = iconButton("plus", "更多", () => this.togglePlus());
    this.plus.setAttribute("aria-expanded", "false");
    this.sendButton = button({ class: "send", onclick: () => this.submit() }, "发送");
    this.sendButton.hidden = true;
  }

  inputParts() {
    const parts = [iconButton("voice", VOICE_TITLE, () => this.acts.openVoice()), this.input];
    if (this.menu.length) parts.unshift(iconButton("menu", "切换到菜单", () => this.toggle()));
    return [...parts, this.plus, this.sendButton];
  }

  onInput() {
    const hasText = this.input.value.trim() !== "";
    this.sendButton.hidden = !hasText;
    this.plus.hidden = hasText;
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, MAX_LINES_PX)}px`;
  }

  onKey(event) {
    // Enter also confirms pinyin input, which must not send.
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || isComposing) return;
    event.preventDefault();
    this.submit();
  }

  submit() {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.onInput();
    this.acts.send({ text });
    this.input.focus();
  }

  togglePlus() {
    const opens = this.plusPanel.hidden;
    this.closePopups();
    this.plusPanel.hidden = !opens;
    this.plus.setAttribute("aria-expanded", String(opens));
    if (opens) this.plusPanel.querySelector("button").focus({ preventScroll: true });
  }

  drawPlusPanel() {
    const entries = [
      ["picture", "图片", () => this.acts.send({ image: true })],
      ["place", "位置", () => this.acts.openPlaces()],
      ["sticker", "表情", () => this.acts.send({ sticker: true })],
      ["video", "视频", () => this.acts.send({ video: true })],
    ];
    const tiles = entries.map(([name, label, act]) =>
      button(
        { class: "tile", onclick: () => { this.closePopups(); act(); } },
        el("span", { class: "tile-icon" }, icon(ICONS[name])),
        label,
      ),
    );
    return el("div", { class: "plus-panel", hidden: true }, ...tiles);
  }
}

function iconButton(name, label, onclick) {
  return button({ class: "plain", title: label, aria: { label }, onclick }, icon(ICONS[name]));
}
