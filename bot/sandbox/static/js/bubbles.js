// Draws one message: bubble, avatar, and the small caption that opens the inspector.

import { button, el, icon } from "./dom.js";
import { ICONS } from "./icons.js";
import { OUTCOME, VIA, duration, eventLine } from "./labels.js";
import { richText, safeLink, webAddress } from "./rich_text.js";

const AVATAR_COLOURS = 6;

/** A row of the chat. `actions` are send(content, menuId) and inspect(seq). */
export function drawMessage(message, actions) {
  const row = el("div", { class: `row ${message.direction}`, data: { seq: message.seq } });
  if (message.kind === "event" || message.kind === "system") {
    row.classList.add("notice-line", message.kind);
    row.append(el("p", { class: "line" }, message.kind === "event" ? eventLine(message) : message.text));
  } else {
    const body = el("div", { class: "body" }, bubble(message, actions));
    const isUser = message.direction === "from_user";
    row.append(isUser ? userAvatar(message.user) : accountAvatar(), body);
  }
  const holder = row.querySelector(".body") || row;
  holder.append(caption(message, actions));
  return row;
}

/** Renew the caption after a delivery made progress. */
export function refreshCaption(row, message, actions) {
  row.querySelector(".caption").replaceWith(caption(message, actions));
}

/** The dots shown while the account is thinking. */
export function drawWaiting() {
  const dots = el("div", { class: "bubble dots" }, el("i"), el("i"), el("i"));
  return el(
    "div",
    { class: "row to_user waiting", role: "status", aria: { label: "对方正在输入" } },
    accountAvatar(),
    el("div", { class: "body" }, dots),
  );
}

/** A user's avatar: the first character on a colour of their own. */
export function userAvatar(name) {
  let sum = 0;
  for (const character of name) sum += character.codePointAt(0);
  return el(
    "span",
    { class: `avatar colour-${sum % AVATAR_COLOURS}`, aria: { hidden: "true" } },
    [...name][0],
  );
}

function accountAvatar() {
  return el("img", { class: "avatar", src: "/static/icon.svg", alt: "" });
}

function bubble(message, actions) {
  const draw = DRAWINGS[message.kind] || drawText;
  return draw(message, actions);
}

const DRAWINGS = {
  voice: drawVoice,
  image: drawImage,
  video: () => el("div", { class: "bubble media" }, icon(ICONS.video), "视频"),
  sticker: () => el("div", { class: "sticker" }, icon(ICONS.sticker)),
  location: drawLocation,
  link: (message) => drawCards([message.details]),
  news: (message) => drawCards(message.details.articles),
  menu: drawMenu,
  notice: drawNotice,
};

function drawText(message, actions) {
  const isUser = message.direction === "from_user";
  const content = isUser ? [message.text] : richText(message.text, actions.send);
  return el("div", { class: "bubble" }, ...content);
}

function drawVoice(message) {
  const { seconds } = message.details;
  const bar = el("div", { class: "bubble voice", aria: { label: `语音 ${seconds} 秒` } });
  bar.append(`${seconds}″`, icon(ICONS.voice));
  return bar;
}

function drawImage(message) {
  const url = webAddress(message.details.picture_url || "");
  if (!url) return el("div", { class: "bubble media" }, icon(ICONS.picture), "图片");
  return el("img", { class: "photo", src: url, alt: "图片", referrerPolicy: "no-referrer" });
}

function drawLocation(message) {
  const { label, latitude, longitude } = message.details;
  return el(
    "div",
    { class: "card place" },
    el("strong", {}, label || "位置"),
    el("small", {}, `北纬 ${latitude.toFixed(3)}°，东经 ${longitude.toFixed(3)}°`),
    el("div", { class: "map" }, icon(ICONS.place)),
  );
}

function drawCards(articles) {
  return el("div", { class: "cards" }, ...articles.map(drawCard));
}

function drawCard({ title, description, url, picture_url: picture }) {
  const image = webAddress(picture || "");
  const card = el(
    "div",
    { class: "card" },
    el("strong", {}, url ? safeLink(url, title) : title),
    description ? el("p", {}, description) : null,
  );
  if (image) card.prepend(el("img", { src: image, alt: "", referrerPolicy: "no-referrer" }));
  return card;
}

function drawMenu(message, actions) {
  const { head, choices, tail } = message.details;
  const rows = choices.map(({ id, content }) =>
    button({ class: "menu-choice", onclick: () => actions.send(content, id) }, content),
  );
  return el(
    "div",
    { class: "bubble menu" },
    head ? el("p", {}, ...richText(head, actions.send)) : null,
    ...rows,
    tail ? el("p", {}, ...richText(tail, actions.send)) : null,
  );
}

function drawNotice(message) {
  const { rows, url } = message.details;
  const values = rows.map(([, value]) => el("p", {}, value));
  const link = webAddress(url || "") ? el("footer", {}, safeLink(url, "查看详情")) : null;
  return el("div", { class: "card notice" }, el("header", {}, VIA[message.via]), ...values, link);
}

function caption(message, actions) {
  const text = message.direction === "from_user" ? sentCaption(message) : gotCaption(message);
  const isFault = message.details.delivery?.outcome === "fault";
  return button(
    {
      class: `caption${isFault ? " fault" : ""}`,
      title: "查看消息详情",
      onclick: () => actions.inspect(message.seq),
    },
    text,
  );
}

function sentCaption(message) {
  const { outcome, deliveries, attempts } = message.details.delivery;
  if (outcome === "pending") return deliveries > 1 ? `第 ${deliveries} 次投递…` : "投递中…";
  const times = deliveries > 1 ? `投递 ${deliveries} 次 · ` : "";
  const total = attempts.reduce((sum, attempt) => sum + (attempt.ms || 0), 0);
  return `${times}${OUTCOME[outcome]} · ${duration(total)}`;
}

function gotCaption(message) {
  const { after_ms: afterMs } = message.details;
  const after = afterMs === undefined ? "" : ` · ${duration(afterMs)}`;
  return VIA[message.via] + after;
}
