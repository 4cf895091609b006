// Keyboard, copying and network notices of the console. Every page also works without this file.
(function () {
  "use strict";

  function isTyping(element) {
    return element.matches("input:not([type=checkbox]), textarea, select") || element.isContentEditable;
  }

  // what the arrow keys walk over: answers of a search, or rows of a list
  function items() {
    return Array.from(document.querySelectorAll("[data-list] [data-item]")).map(function (item) {
      return item.matches("details") ? item.querySelector("summary") : item;
    });
  }

  function walk(step) {
    const all = items();
    if (!all.length) return false;
    const at = all.indexOf(document.activeElement);
    const search = document.querySelector("[data-slash]");
    if (at === 0 && step < 0 && search) {
      search.focus();
      return true;
    }
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step;
    if (next >= 0 && next < all.length) all[next].focus();
    return true;
  }

  function say(words, isBad) {
    const notice = document.getElementById("notice");
    notice.textContent = words;
    notice.classList.toggle("bad", Boolean(isBad));
    notice.hidden = !words;
    if (words && !isBad) setTimeout(function () { if (notice.textContent === words) notice.hidden = true; }, 2500);
  }

  // clipboard API needs https or localhost; an intranet over http gets the older way
  function copyText(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    document.body.append(area);
    const before = document.activeElement;
    area.select();
    const isDone = document.execCommand("copy");
    area.remove();
    if (before) before.focus();
    return isDone ? Promise.resolve() : Promise.reject(new Error("copy"));
  }

  function copyFrom(element) {
    const item = element && element.closest("[data-copy]");
    if (!item) return false;
    copyText(item.dataset.copy).then(
      function () { say("答复已复制"); },
      function () { say("没能复制，请选中文字后复制", true); }
    );
    return true;
  }

  let isComposing = false;
  document.addEventListener("compositionstart", function () { isComposing = true; });
  document.addEventListener("compositionend", function () { isComposing = false; });

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const active = document.activeElement || document.body;
    const search = document.querySelector("[data-slash]");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const mayWalk = active === search || !isTyping(active);
      if (mayWalk && (active === search || items().includes(active)) && walk(event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
    } else if (isTyping(active)) {
      if (event.key === "Escape" && active === search) active.blur();
    } else if (event.key === "/" && search) {
      search.focus();
      search.select();
      event.preventDefault();
    } else if (event.key === "c") {
      const chosen = active.closest("[data-copy]") || document.querySelector("details.hit[open]");
      if (copyFrom(chosen)) event.preventDefault();
    }
  });

  document.addEventListener("click", function (event) {
    const target = event.target;
    if (target.matches("[data-copy-button]")) copyFrom(target);
    if (target.matches("[data-print]")) window.print();
    // a click anywhere in a row opens its link, except on links and while selecting text
    const row = target.closest("tr[data-row]");
    if (row && !target.closest("a, button, summary, input") && !String(window.getSelection())) row.querySelector("a").click();
  });

  document.addEventListener("htmx:responseError", function () { say("这一步没有成功，请刷新页面再试", true); });
  document.addEventListener("htmx:sendError", function () { say("连不上服务器，请检查网络后再试", true); });
  document.addEventListener("htmx:beforeRequest", function (event) {
    // half-typed pinyin is no question: wait until the input method is done
    if (isComposing) event.preventDefault();
    else say("");
  });
  document.addEventListener("htmx:configRequest", function (event) {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRF-Token"] = document.body.dataset.csrf || "";
  });
})();
