// The list of messages of one phone: order, time stamps, waiting dots, scrolling.

import { drawMessage, drawWaiting, refreshCaption } from "./bubbles.js";
import { button, el, icon } from "./dom.js";
import { ICONS } from "./icons.js";
import { moment } from "./labels.js";

const STAMP_GAP_MS = 5 * 60 * 1000;
const NEAR_END_PX = 90;
const TYPING_MS = 15000;
const SILENT_EVENTS = ["unsubscribe", "view", "location", "subscribe_msg_popup_event"];
const EXAMPLES = ["失业登记怎么办？", "失业保险金能领多少？", "帮我找西宁的工作"];

export class Chat {
  /** `actions`: send(content, menuId), inspect(seq), onBusy(isBusy). */
  constructor(actions) {
    this.actions = actions;
    this.messages = new Map();
    this.typingTimer = 0;
    this.lastStamp = 0;
    this.list = el("div", { class: "messages", role: "log", aria: { live: "polite", label: "聊天记录" } });
    this.waiting = drawWaiting();
    this.newMark = button(
      { class: "new-mark", hidden: true, onclick: () => this.scrollToEnd() },
      "有新消息",
      icon(ICONS.down),
    );
    this.scroller = el("div", { class: "chat", tabIndex: 0, aria: { label: "聊天" } }, this.list);
    this.scroller.addEventListener("scroll", () => {
      if (this.isNearEnd()) this.newMark.hidden = true;
    });
    // The screen gets shorter when a panel or the keyboard opens; the newest line stays in view.
    new ResizeObserver(() => this.wasNearEnd && this.scrollToEnd()).observe(this.scroller);
    this.wasNearEnd = true;
    this.scroller.addEventListener("scroll", () => { this.wasNearEnd = this.isNearEnd(); });
    this.empty = this.drawEmpty();
    this.showEmpty();
  }

  /** Replace everything by `messages`. */
  load(messages) {
    this.messages.clear();
    this.list.replaceChildren();
    this.lastStamp = 0;
    this.stopTyping();
    for (const message of messages) this.add(message);
    this.showEmpty();
    this.scrollToEnd();
  }

  /** Add a message, or take note of a change to a known one. */
  add(message) {
    const known = this.messages.has(message.seq);
    this.messages.set(message.seq, message);
    if (known) {
      const row = this.list.querySelector(`[data-seq="${message.seq}"]`);
      if (row) refreshCaption(row, message, this.actions);
    } else {
      this.append(message);
    }
    this.showWaiting();
  }

  /** Show or end 对方正在输入 (it ends by itself after 15 s). */
  setTyping(isTyping) {
    this.stopTyping();
    if (isTyping) this.typingTimer = setTimeout(() => this.setTyping(false), TYPING_MS);
    this.showWaiting();
  }

  scrollToEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.newMark.hidden = true;
  }

  append(message) {
    const stays = this.isNearEnd() || message.direction === "from_user";
    this.empty.remove();
    const at = Date.parse(message.at);
    if (at - this.lastStamp > STAMP_GAP_MS) {
      this.list.append(el("p", { class: "stamp" }, moment(message.at)));
    }
    this.lastStamp = at;
    const row = drawMessage(message, this.actions);
    this.list.append(row);
    for (const image of row.querySelectorAll("img")) {
      image.addEventListener("load", () => this.wasNearEnd && this.scrollToEnd());
    }
    if (stays) this.scrollToEnd();
    else this.newMark.hidden = false;
  }

  showWaiting() {
    const isBusy = Boolean(this.typingTimer) || [...this.messages.values()].some(isAwaited);
    if (isBusy) this.list.append(this.waiting);
    else this.waiting.remove();
    this.actions.onBusy(isBusy);
    if (this.wasNearEnd) this.scrollToEnd();
  }

  showEmpty() {
    if (this.messages.size === 0) this.list.append(this.empty);
  }

  drawEmpty() {
    const examples = EXAMPLES.map((text) =>
      button({ class: "example", onclick: () => this.actions.send(text) }, text),
    );
    return el(
      "div",
      { class: "empty" },
      el("img", { src: "/static/icon.svg", alt: "", width: 56, height: 56 }),
      el("p", {}, "还没有消息。点一句试试："),
      ...examples,
    );
  }

  stopTyping() {
    clearTimeout(this.typingTimer);
    this.typingTimer = 0;
  }

  isNearEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
  }
}

function isAwaited(message) {
  const isSilent = SILENT_EVENTS.includes(message.details.event);
  return message.details.delivery?.outcome === "pending" && !isSilent;
}
