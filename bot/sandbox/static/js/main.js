// The desk: several phones side by side, fed by one live connection.

import { userAvatar } from "./bubbles.js";
import { button, el } from "./dom.js";
import { Phone } from "./phone.js";
import { listen, readState } from "./server.js";

const NAMES = ["张三", "李四", "王五", "卓玛", "才让", "马丽"];
const STORE_KEY = "sandbox-users";
const WIDE = "(min-width: 760px)";

const desk = document.querySelector(".desk");
const tabs = document.querySelector(".tabs");
const linkState = document.querySelector(".link-state");
const dialog = document.querySelector(".user-dialog");
const phones = new Map();
const setup = { mode: "safe", callbackUrl: "" };
let menu = [];
let users = new Map();

async function start() {
  document.querySelector(".add-user").addEventListener("click", openDialog);
  dialog.addEventListener("close", onDialogClosed);
  const state = await takeState();
  const names = rememberedNames() || state.users.slice(0, 3).map((user) => user.user);
  const starters = window.matchMedia(WIDE).matches ? NAMES.slice(0, 2) : NAMES.slice(0, 1);
  for (const name of names.length ? names : starters) addPhone(name);
  await reloadPhones();
  listen(state.position, onEvent, showLink);
  watchVisiblePhone();
}

async function takeState() {
  const state = await readState();
  setup.mode = state.mode;
  setup.callbackUrl = state.callback_url;
  menu = state.menu;
  users = new Map(state.users.map((user) => [user.user, user]));
  return state;
}

async function reloadPhones() {
  await Promise.all([...phones.values()].map((phone) => phone.reload()));
}

function onEvent(name, data) {
  if (name === "reset") return startAfresh();
  if (name === "menu") return takeMenu(data.button);
  if (name === "user") users.set(data.user, data);
  if (name === "forgotten") users.delete(data.user);
  const phone = phones.get(data.user);
  if (!phone) return undefined;
  if (name === "message" || name === "update") phone.chat.add(data);
  else if (name === "typing") phone.chat.setTyping(data.typing);
  else if (name === "user") phone.setUser(data);
  else if (name === "forgotten") phone.reset();
  return undefined;
}

async function startAfresh() {
  await takeState();
  for (const phone of phones.values()) dress(phone);
  await reloadPhones();
}

function takeMenu(buttons) {
  menu = buttons;
  for (const phone of phones.values()) phone.bottom.setMenu(menu);
}

function dress(phone) {
  phone.bottom.setMenu(menu);
  phone.setUser(users.get(phone.name) || { subscribed: true });
}

function addPhone(name) {
  if (phones.has(name)) return phones.get(name);
  const phone = new Phone(name, setup, () => removePhone(name));
  phones.set(name, phone);
  dress(phone);
  desk.append(phone.node);
  drawTabs();
  remember();
  return phone;
}

function removePhone(name) {
  phones.get(name)?.node.remove();
  phones.delete(name);
  drawTabs();
  remember();
  if (phones.size === 0) openDialog();
}

function drawTabs() {
  tabs.replaceChildren(
    ...[...phones.values()].map((phone) =>
      button({ class: "tab", data: { user: phone.name }, onclick: () => reveal(phone) }, userAvatar(phone.name), phone.name),
    ),
  );
  if (phones.size) markTab([...phones.keys()][0]);
}

function reveal(phone) {
  phone.node.scrollIntoView({ behavior: "smooth", inline: "center", block: "nearest" });
}

function markTab(name) {
  for (const tab of tabs.children) {
    tab.setAttribute("aria-current", String(tab.dataset.user === name));
  }
}

function watchVisiblePhone() {
  desk.addEventListener("scroll", () => {
    const middle = desk.scrollLeft + desk.clientWidth / 2;
    for (const phone of phones.values()) {
      const { offsetLeft, offsetWidth } = phone.node;
      if (offsetLeft <= middle && middle < offsetLeft + offsetWidth) markTab(phone.name);
    }
  });
}

function openDialog() {
  const free = NAMES.filter((name) => !phones.has(name));
  dialog.querySelector(".name-choices").replaceChildren(
    ...free.map((name) =>
      button({ onclick: () => { dialog.querySelector("input").value = name; dialog.close("add"); } }, userAvatar(name), name),
    ),
  );
  dialog.querySelector("input").value = "";
  dialog.returnValue = "cancel";
  dialog.showModal();
}

async function onDialogClosed() {
  const name = dialog.querySelector("input").value.trim().replaceAll(/[/\\]/g, "");
  if (dialog.returnValue !== "add" || !name) return;
  const phone = addPhone(name);
  reveal(phone);
  await phone.reload();
}

function showLink(isUp) {
  linkState.textContent = isUp ? "已连接" : "连接断开，正在重连…";
  linkState.classList.toggle("down", !isUp);
}

function remember() {
  try {
    localStorage.setItem(STORE_KEY, JSON.stringify([...phones.keys()]));
  } catch {
    // Private windows may forbid storage; the columns are then forgotten.
  }
}

function rememberedNames() {
  const asked = new URLSearchParams(location.search).get("users");
  if (asked) return asked.split(",").map((name) => name.trim()).filter(Boolean);
  try {
    const names = JSON.parse(localStorage.getItem(STORE_KEY) || "null");
    return Array.isArray(names) && names.length ? names.map(String) : null;
  } catch {
    return null;
  }
}

start().catch((error) => {
  desk.replaceChildren(el("p", { class: "broken" }, `页面没有打开：${error.message}。请刷新重试。`));
});
