// Chinese names for the values the sandbox reports.

export const ACCOUNT_NAME = "青海就业助手";

export const VIA = {
  user: "用户发出",
  passive: "被动回复",
  customer_service: "客服消息",
  template: "模板消息",
  subscription: "订阅通知",
  system: "微信提示",
};

export const KIND = {
  text: "文字",
  event: "事件",
  voice: "语音",
  image: "图片",
  video: "视频",
  link: "链接",
  sticker: "表情",
  location: "位置",
  news: "图文",
  menu: "菜单消息",
  notice: "通知",
  system: "系统提示",
};

export const OUTCOME = {
  pending: "等待应答",
  ack: "已确认，未回复",
  reply: "已回复",
  fault: "故障",
};

/** What one delivery attempt came to. */
export function attemptLabel(result) {
  if (result === undefined) return "进行中";
  if (result === "timeout") return "超时，未应答";
  if (result === "connection_error") return "无法连接";
  return `HTTP ${result}`;
}

/** 420 → 420 毫秒, 2300 → 2.3 秒. */
export function duration(ms) {
  return ms < 1000 ? `${ms} 毫秒` : `${(ms / 1000).toFixed(1)} 秒`;
}

/** WeChat's way to write when something was said. */
export function moment(at) {
  const then = new Date(at);
  const clock = then.toTimeString().slice(0, 5);
  const days = Math.round((midnight(new Date()) - midnight(then)) / 86400000);
  if (days === 0) return clock;
  if (days === 1) return `昨天 ${clock}`;
  return `${then.getMonth() + 1}月${then.getDate()}日 ${clock}`;
}

/** The grey line for an event; the tapped menu button is named. */
export function eventLine(message) {
  const { menu_name: menuName, key, event } = message.details;
  if (event === "click") return `点击菜单「${menuName || key}」`;
  return message.text;
}

function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}
