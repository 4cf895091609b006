// Turns a reply's text into safe nodes: links, tappable choice digits, nothing else.

import { button, el } from "./dom.js";

// An <a> as WeChat allows it in texts, a bare address, a digit that starts a line or follows 回复.
const PARTS = new RegExp(
  [
    `<a\\s[^<>]*?href\\s*=\\s*(?:"([^"]*)"|'([^']*)')[^<>]*>([\\s\\S]*?)</a>`,
    `(https?://[^\\s<>"'，。；、）】」]+)`,
    `(?<=^[ \\t]*(?:回复|【|\\[|（|\\()?[ \\t]*)(\\d{1,2})(?=[ \\t]*(?:[.．、）)】\\]:：]|[ \\t](?![ \\t]*[年月日元条天个])))`,
    `(?<=回复(?:数字)?[ \\t]*[“"「『【]?)(\\d{1,2})(?![\\d年月日元条天个])`,
  ].join("|"),
  "gmu",
);

// Numbered lines are choices only where the text asks something; else they are steps to read.
const ASKS = /回复|输入|数字|选|哪|请问|[？?]/u;

/** Nodes for `text`; `send(content, menuId)` is called when a choice is tapped. */
export function richText(text, send) {
  const nodes = [];
  const asks = ASKS.test(text);
  let end = 0;
  for (const match of text.matchAll(PARTS)) {
    nodes.push(text.slice(end, match.index), part(match, send, asks));
    end = match.index + match[0].length;
  }
  nodes.push(text.slice(end));
  return nodes;
}

/** A link that opens elsewhere, or plain text when the address is not a web address. */
export function safeLink(address, label, className) {
  const url = webAddress(address);
  if (!url) return document.createTextNode(label);
  const props = { href: url, target: "_blank", rel: "noopener noreferrer", class: className };
  return el("a", props, label);
}

/** The address if it is http or https, else null. */
export function webAddress(address) {
  try {
    const url = new URL(address);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

function part(match, send, asks) {
  const [, double, single, label, bare, lineDigit, replyDigit] = match;
  if (bare) return safeLink(bare, bare);
  const digit = lineDigit ?? replyDigit;
  if (digit) return asks ? choice(digit, digit, undefined, send) : digit;
  return anchor(double ?? single, label, send);
}

function anchor(address, label, send) {
  if (address.startsWith("weixin://bizmsgmenu")) {
    const query = new URLSearchParams(address.split("?")[1] || "");
    const content = query.get("msgmenucontent") || label;
    return choice(label, content, query.get("msgmenuid") || "0", send);
  }
  return safeLink(address, label);
}

function choice(label, content, menuId, send) {
  return button(
    { class: "choice", title: `发送“${content}”`, onclick: () => send(content, menuId) },
    label,
  );
}
