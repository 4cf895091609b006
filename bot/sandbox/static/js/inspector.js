// The inspector: how one message travelled.

import { el } from "./dom.js";
import { KIND, OUTCOME, VIA, attemptLabel, duration } from "./labels.js";

const REASONS = { timeout: "超时", connection_error: "无法连接" };

/** Content of the inspector sheet for `message`. */
export function inspectorContent(message) {
  const { delivery, receipt, after_ms: afterMs } = message.details;
  const facts = [
    ["方向", message.direction === "from_user" ? `${message.user} → 公众号` : `公众号 → ${message.user}`],
    ["类型", KIND[message.kind] || message.kind],
    ["通道", VIA[message.via] || message.via],
    ["时间", new Date(message.at).toLocaleString("zh-CN", { hour12: false })],
    ["序号", message.reply_to ? `${message.seq}（回复 ${message.reply_to}）` : `${message.seq}`],
  ];
  if (afterMs !== undefined) facts.push(["用户发出后", duration(afterMs)]);
  const content = [factList(facts)];
  if (delivery) content.push(deliveryPart("投递给助手", delivery));
  if (receipt) content.push(deliveryPart("送达回执", receipt));
  content.push(
    el("details", {}, el("summary", {}, "原始数据"), el("pre", {}, JSON.stringify(message, null, 2))),
  );
  return content;
}

function factList(facts) {
  return el("dl", {}, ...facts.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

function deliveryPart(title, delivery) {
  const rows = delivery.attempts.map((attempt) =>
    el(
      "tr",
      {},
      el("td", {}, `第 ${attempt.number} 次`),
      el("td", {}, attemptLabel(attempt.result)),
      el("td", {}, attempt.ms === undefined ? "…" : duration(attempt.ms)),
    ),
  );
  const reason = delivery.reason ? `（${REASONS[delivery.reason] || delivery.reason}）` : "";
  return el(
    "section",
    { class: `delivery ${delivery.outcome}` },
    el("h4", {}, title, el("span", {}, OUTCOME[delivery.outcome] + reason)),
    el("table", {}, el("tbody", {}, ...rows)),
  );
}
