// One virtual user's phone: title bar, chat, bottom bar, sheets.

import { BottomBar } from "./bottom_bar.js";
import { userAvatar } from "./bubbles.js";
import { Chat } from "./chat.js";
import { button, el, icon } from "./dom.js";
import { ICONS } from "./icons.js";
import { inspectorContent } from "./inspector.js";
import { ACCOUNT_NAME } from "./labels.js";
import { act, forget, readChat } from "./server.js";
import { Sheet, accountContent, placesContent, voiceContent } from "./sheets.js";

const TOAST_MS = 4000;

export class Phone {
  /** `setup`: mode and callbackUrl; `onRemove` takes the column away. */
  constructor(name, setup, onRemove) {
    this.name = name;
    this.setup = setup;
    this.onRemove = onRemove;
    this.user = { subscribed: true };
    this.sheet = new Sheet();
    this.chat = new Chat({
      send: (text, menuId) => this.send(menuId === undefined ? { text } : { text, menu_id: menuId }),
      inspect: (seq) => this.inspect(seq),
      onBusy: (isBusy) => this.showBusy(isBusy),
    });
    this.bottom = new BottomBar({
      send: (body) => this.send(body),
      openVoice: () => this.openSheet("语音", voiceContent),
      openPlaces: () => this.openSheet("发送位置", placesContent),
    });
    this.node = this.draw();
  }

  /** Fetch the whole chat again. */
  async reload() {
    this.chat.load(await readChat(this.name));
  }

  /** Take note of the user's state (follows or not, allowance, typing). */
  setUser(user) {
    this.user = user;
    this.node.classList.toggle("unsubscribed", !user.subscribed);
    this.follow.textContent = user.subscribed && user.openid ? "取消关注" : "关注";
    this.follow.classList.toggle("primary", !user.subscribed);
    if (user.typing !== undefined) this.chat.setTyping(user.typing);
  }

  /** The user was forgotten: a new person with an empty chat. */
  reset() {
    this.chat.load([]);
    this.setUser({ subscribed: true });
  }

  async send(body) {
    try {
      await act(this.name, body);
    } catch (error) {
      this.toast(`没有发出：${error.message}`);
      if (body.text) this.bottom.restore(body.text);
    }
  }

  inspect(seq) {
    this.sheet.open("消息详情", ...inspectorContent(this.chat.messages.get(seq)));
  }

  openSheet(title, contentFor) {
    this.sheet.open(title, ...contentFor((body) => this.closeAnd(() => this.send(body))));
  }

  openAccount() {
    const acts = {
      subscribe: () => this.closeAnd(() => this.send({ event: "subscribe" })),
      unsubscribe: () => this.closeAnd(() => this.send({ event: "unsubscribe" })),
      forget: () => this.closeAnd(() => this.forget()),
      remove: () => this.closeAnd(() => this.onRemove()),
    };
    this.sheet.open(ACCOUNT_NAME, ...accountContent(this.user, this.setup, acts));
  }

  async forget() {
    if (this.user.openid) await forget(this.name).catch((error) => this.toast(error.message));
    else this.reset();
  }

  closeAnd(action) {
    this.sheet.close();
    action();
  }

  showBusy(isBusy) {
    this.title.textContent = isBusy ? "对方正在输入…" : ACCOUNT_NAME;
  }

  toast(text) {
    this.note.textContent = text;
    this.note.hidden = false;
    clearTimeout(this.noteTimer);
    this.noteTimer = setTimeout(() => { this.note.hidden = true; }, TOAST_MS);
  }

  draw() {
    this.title = el("h2", {}, ACCOUNT_NAME);
    this.note = el("p", { class: "toast", role: "alert", hidden: true });
    const more = button(
      { class: "plain", title: "公众号资料", aria: { label: "公众号资料" }, onclick: () => this.openAccount() },
      icon(ICONS.person),
    );
    const subscribeBar = el(
      "div",
      { class: "subscribe-bar" },
      el("p", {}, "您已取消关注，不能再发消息"),
      button({ class: "primary wide", onclick: () => this.send({ event: "subscribe" }) }, "关注公众号"),
    );
    this.chat.scroller.addEventListener("pointerdown", () => this.bottom.closePopups());
    const screen = el(
      "div",
      { class: "screen" },
      el("header", { class: "title-bar" }, el("span", { class: "side" }, icon(ICONS.back)), this.title, more),
      el("div", { class: "chat-area" }, this.chat.scroller, this.chat.newMark, this.note),
      this.bottom.node,
      subscribeBar,
      this.sheet.node,
    );
    return el("section", { class: "phone", aria: { label: `${this.name}的手机` } }, this.owner(), screen);
  }

  owner() {
    this.follow = button(
      {
        class: "small",
        onclick: () => {
          const leaves = this.user.subscribed && this.user.openid;
          this.send({ event: leaves ? "unsubscribe" : "subscribe" });
        },
      },
      "关注",
    );
    const remove = button(
      { class: "plain", title: "收起这一列", aria: { label: `收起${this.name}的手机` }, onclick: () => this.onRemove() },
      icon(ICONS.close),
    );
    return el("div", { class: "owner" }, userAvatar(this.name), el("strong", {}, this.name), this.follow, remove);
  }
}
