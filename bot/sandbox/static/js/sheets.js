// Sheets that slide up inside a phone: voice, places, account card, inspector.

import { button, el, icon } from "./dom.js";
import { ICONS } from "./icons.js";

// Offices and towns all over the province, so that regional answers can be tried.
const PLACES = [
  ["西宁市城中区人民政府", 36.6216, 101.7842],
  ["西宁市湟中区", 36.5009, 101.5718],
  ["海东市乐都区", 36.482, 102.4017],
  ["海南州共和县", 36.2841, 100.62],
  ["海西州德令哈市", 37.3695, 97.3608],
  ["格尔木市", 36.407, 94.9285],
  ["玉树州玉树市", 33.004, 97.0088],
  ["果洛州玛沁县", 34.4773, 100.239],
];

export class Sheet {
  constructor() {
    this.title = el("h3", {});
    this.content = el("div", { class: "sheet-content" });
    const close = button(
      { class: "plain", aria: { label: "关闭" }, onclick: () => this.close() },
      icon(ICONS.close),
    );
    this.panel = el(
      "div",
      { class: "sheet", role: "dialog", aria: { modal: "true" } },
      el("header", {}, this.title, close),
      this.content,
    );
    this.node = el("div", { class: "sheet-cover", hidden: true }, this.panel);
    this.node.addEventListener("click", (event) => event.target === this.node && this.close());
    this.node.addEventListener("keydown", (event) => this.onKey(event));
  }

  /** Show `content` under `title`; the focus goes in and comes back when closed. */
  open(title, ...content) {
    if (this.node.hidden) this.opener = document.activeElement;
    this.title.textContent = title;
    this.panel.setAttribute("aria-label", title);
    this.content.replaceChildren(...content);
    this.content.scrollTop = 0;
    this.node.hidden = false;
    (this.content.querySelector("button, [href], summary") || this.panel.querySelector("button")).focus();
  }

  close() {
    if (this.node.hidden) return;
    this.node.hidden = true;
    this.opener?.focus?.();
  }

  onKey(event) {
    if (event.key === "Escape") this.close();
    if (event.key !== "Tab") return;
    const stops = [...this.panel.querySelectorAll("button, [href], summary")];
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    if (document.activeElement !== edge) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0]).focus();
  }
}

/** Says what the voice button does, and does it. */
export function voiceContent(send) {
  return [
    el("p", { class: "explain" }, "演示：会发送一条语音消息，助手看不到内容"),
    button({ class: "primary wide", onclick: () => send({ voice: true }) }, "发送语音"),
  ];
}

/** A list of places to send. */
export function placesContent(send) {
  const rows = PLACES.map(([label, latitude, longitude]) =>
    button(
      { class: "list-row", onclick: () => send({ location: { label, latitude, longitude } }) },
      icon(ICONS.place),
      el("span", {}, label),
    ),
  );
  return [el("div", { class: "list" }, ...rows)];
}

/** The account card: what this user may do with the account. */
export function accountContent(user, setup, acts) {
  const known = user.openid !== undefined;
  const facts = [
    ["关注", user.subscribed ? "已关注" : "未关注"],
    ["可主动发送", known ? `${user.allowance} 条客服消息` : "0 条客服消息"],
    ["OpenID", user.openid || "第一次联系后产生"],
    ["消息加密", { safe: "安全模式", compat: "兼容模式", plain: "明文模式" }[setup.mode]],
    ["回调地址", setup.callbackUrl],
  ];
  const rows = facts.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]);
  const follow = user.subscribed
    ? button({ class: "wide", onclick: acts.unsubscribe }, "取消关注")
    : button({ class: "primary wide", onclick: acts.subscribe }, "关注公众号");
  return [
    el("dl", {}, ...rows),
    follow,
    button({ class: "wide", onclick: acts.remove }, "收起这一列"),
    button({ class: "wide danger", onclick: acts.forget }, "清空聊天，忘记此人"),
  ];
}
