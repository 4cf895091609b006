// The hotline page: answers while typing, everything by keyboard. Without this file it is a form.
(function () {
  "use strict";

  const box = document.getElementById("q");
  const region = document.getElementById("region");
  const results = document.getElementById("results");
  const home = document.getElementById("home");
  const help = document.getElementById("help");
  const found = document.getElementById("found");
  const PACE = 20; // ms between two questions while a key is held down
  const RESTED = 150; // ms without typing: time for what need not be there at each letter
  const SETTLED = 2000; // ms without typing: that was the question
  const LONG_NUMBER = /[0-9０-９](?:[ \-.]{0,2}[0-9０-９]){9,}[ -]?[0-9０-９Xx]/g;

  // ---- asking: the newest question wins, whatever order the answers come in
  let asked = 0;
  let running = null;
  let arriving = Promise.resolve(); // settles with the answer to the newest question
  let opening = null; // the box was left while an answer is still on its way
  let completing = null; // settles when every answer shown has its body
  let sentAt = 0;
  let waiting = 0;
  let settling = 0;
  let resting = 0;
  let telling = 0;
  let isComposing = false;
  let shownFor = box ? box.value.trim() + "|" + region.value : "";

  // a caller's own numbers are no part of a policy question and go nowhere
  function question() {
    return box.value.replace(LONG_NUMBER, "").trim();
  }

  function addressOf(page, text) {
    const query = new URLSearchParams();
    if (text) query.set("q", text);
    if (region.value) query.set("region", region.value);
    return page + (String(query) ? "?" + query : "");
  }

  function keepAddress() {
    const address = addressOf("/console/faq", question());
    if (address !== location.pathname + location.search) history.replaceState(history.state, "", address);
  }

  function changed() {
    if (isComposing) return; // half-typed pinyin is no question
    clearTimeout(settling);
    settling = setTimeout(function () { note(""); }, SETTLED);
    const left = PACE - (performance.now() - sentAt);
    clearTimeout(waiting);
    if (left > 0) waiting = setTimeout(ask, left);
    else ask();
  }

  function ask() {
    const text = question();
    const name = text + "|" + region.value;
    if (name === shownFor) return arriving;
    const number = ++asked;
    shownFor = name;
    sentAt = performance.now();
    if (running) running.abort();
    completing = null;
    clearTimeout(resting);
    if (!text) {
      show("");
      arriving = Promise.resolve();
      return arriving;
    }
    running = new AbortController();
    arriving = receive("/console/faq/answers", text)
      .then(function (html) { if (number === asked) show(html); })
      .catch(function (error) {
        if (error.name === "AbortError" || number !== asked) return;
        shownFor = "";
        excuse(error);
      });
    return arriving;
  }

  function receive(page, text) {
    const here = location.origin + addressOf("/console/faq", text);
    return fetch(addressOf(page, text), { headers: { "HX-Request": "true", "HX-Current-URL": here }, signal: running.signal }).then(readable);
  }

  function excuse(error) {
    say(error.message === "answer" ? "这一步没有成功，请再试一次" : "连不上服务器，请检查网络后再试", true);
  }

  function readable(answer) {
    const elsewhere = answer.headers.get("HX-Redirect");
    if (elsewhere) location.assign(elsewhere);
    if (!answer.ok) throw new Error("answer");
    return answer.text();
  }

  function show(html) {
    results.innerHTML = html;
    const band = results.querySelector("[data-decision]");
    home.hidden = Boolean(band) && band.dataset.decision !== "none";
    say("");
    clearTimeout(telling);
    telling = setTimeout(tell, 400);
    clearTimeout(resting);
    resting = setTimeout(rest, RESTED);
  }

  // never at a letter: browsers limit how often an address may change, and both cost time
  function rest() {
    keepAddress();
    complete();
  }

  // ---- bodies: while typing only the first answer has one, the others come when it rests
  function isHollow(card) {
    return !card.querySelector(".body");
  }

  function complete() {
    if (completing) return completing;
    if (!cards().some(isHollow)) return Promise.resolve();
    const number = asked;
    completing = receive("/console/faq/answers/whole", question())
      .then(function (html) { if (number === asked) fill(html); })
      .catch(function (error) {
        if (error.name === "AbortError" || number !== asked) return;
        completing = null; // opening one tries again
        excuse(error);
      });
    return completing;
  }

  function fill(html) {
    const whole = document.createElement("template");
    whole.innerHTML = html;
    const hollow = cards().filter(isHollow);
    const twins = hollow.map(function (card) { return whole.content.querySelector('[data-entry="' + card.dataset.entry + '"]'); });
    if (!twins.every(Boolean)) return show(html); // published or withdrawn in between
    hollow.forEach(function (card, at) {
      card.dataset.copy = twins[at].dataset.copy;
      card.append(twins[at].querySelector(".body"));
    });
  }

  // do it now, or when the card has its body; the keys that follow wait
  function whenComplete(card, act) {
    if (!card) return;
    if (!isHollow(card)) act(card);
    else opening = complete().then(function () {
      opening = null;
      if (!isHollow(card)) act(card);
    });
  }

  // for screen readers: what was found in one short sentence, when the typing pauses
  function tell() {
    const band = results.querySelector("[data-decision]");
    const first = results.querySelector(".question");
    const count = results.querySelectorAll("[data-item]").length;
    const nothing = band ? band.innerText : "";
    found.textContent = count ? "找到" + count + "条。第一条：" + first.lastChild.textContent : nothing;
  }

  // ---- writing down: what was looked up, what it was worth
  function send(path, values) {
    const body = new URLSearchParams(values);
    const headers = { "HX-Request": "true", "HX-Current-URL": location.href, "X-CSRF-Token": document.body.dataset.csrf || "" };
    return fetch(path, { method: "POST", body: body, headers: headers }).then(readable);
  }

  function asking() {
    return box ? question() : new URLSearchParams(location.search).get("q") || "";
  }

  let noted = "";
  function note(entry) {
    const text = asking();
    const name = text + "|" + entry;
    if (name === noted || (!text && !entry)) return;
    noted = name;
    send("/console/faq/looked-up", { q: text, entry: entry }).then(
      function (html) {
        const habits = document.getElementById("habits");
        if (habits && home.hidden) habits.innerHTML = html; // never under somebody's eyes
      },
      function () { noted = ""; }
    );
  }

  function judge(card, verdict) {
    const form = card && card.querySelector("[data-verdict]");
    if (!form) return;
    const buttons = form.querySelectorAll("button");
    note(card.dataset.entry);
    send(form.action, { verdict: verdict, q: asking() }).then(
      function (words) {
        buttons.forEach(function (button) { button.setAttribute("aria-pressed", String(button.value === verdict)); });
        say(words);
      },
      function () { say("没有记下，请再试一次", true); }
    );
  }

  function openPanel(card) {
    const link = card && card.querySelector("[data-send]");
    if (!link) return;
    card.open = true;
    window.htmx.ajax("GET", link.href, { target: card.querySelector("[data-panel]"), swap: "innerHTML" });
  }

  // ---- walking
  function isVisible(element) {
    return element.checkVisibility ? element.checkVisibility() : element.getClientRects().length > 0;
  }

  function cards() {
    return Array.from(document.querySelectorAll(".hit"));
  }

  function stops() {
    return Array.from(document.querySelectorAll(".hit > summary, [data-walk]")).filter(isVisible);
  }

  function chosenCard() {
    const active = document.activeElement;
    const all = cards();
    return (active && active.closest(".hit")) || all.find(function (card) { return card.open; }) || (all.length === 1 ? all[0] : null);
  }

  function walk(step) {
    const all = stops();
    const at = all.indexOf(document.activeElement);
    const inside = at < 0 && document.activeElement.closest(".hit");
    if (inside) {
      inside.querySelector("summary").focus();
      return step < 0 ? undefined : walk(step);
    }
    const next = at < 0 ? (step > 0 ? 0 : -1) : at + step;
    if (next < 0) toBox(false);
    else if (next < all.length) all[next].focus();
  }

  function toBox(isSelected) {
    if (box) {
      box.focus();
      if (isSelected) box.select();
      window.scrollTo(0, 0);
    } else {
      const back = document.querySelector("[data-back]");
      if (back) back.focus();
    }
  }

  function openNth(number) {
    const card = cards()[number - 1];
    if (!card) return false;
    card.open = true;
    card.querySelector("summary").focus();
    whenComplete(card, function () { card.scrollIntoView({ block: "nearest" }); });
    note(card.dataset.entry);
    return true;
  }

  // Enter or Alt with a digit in the box: the answer to the last letter may still be on its way;
  // the keys that follow wait for it, and are no part of the question
  function openFromBox(number) {
    clearTimeout(waiting);
    box.blur();
    opening = ask().then(function () {
      opening = null;
      if (openNth(number)) return;
      note("");
      toBox(false);
    });
  }

  // ---- keys; in the capturing phase, before those of console.js
  const ON_CARDS = {
    r: function (card) { card.querySelector("[data-script]").click(); },
    c: function (card) { card.querySelector(".actions [data-copy-button]").click(); },
    s: openPanel,
    g: function (card) { judge(card, "yes"); },
    b: function (card) { judge(card, "no"); },
  };

  function onArrow(event, active) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      walk(event.key === "ArrowDown" ? 1 : -1);
      return true;
    }
    const topic = active.closest("[data-tree] details");
    if (!topic || (event.key !== "ArrowRight" && event.key !== "ArrowLeft")) return false;
    topic.open = event.key === "ArrowRight";
    if (!topic.open) topic.querySelector("summary").focus();
    return true;
  }

  function onKey(event, active) {
    if (event.key === "/") toBox(true);
    else if (event.key === "?") help.showModal();
    else if (event.key === "Escape") onEscape(active);
    else if (/^[1-9]$/.test(event.key)) return openNth(Number(event.key));
    else if (ON_CARDS[event.key] && chosenCard()) whenComplete(chosenCard(), ON_CARDS[event.key]);
    else return false;
    return true;
  }

  function onEscape(active) {
    const panel = active.closest("[data-panel]");
    if (panel && panel.firstElementChild) {
      panel.replaceChildren();
      panel.closest(".hit").querySelector("summary").focus();
    } else if (active === box) {
      clearTimeout(waiting);
      box.blur();
      opening = ask().then(function () { opening = null; });
    } else {
      toBox(true);
    }
  }

  function isDone(event) {
    const active = document.activeElement || document.body;
    if (event.altKey && /^Digit[1-9]$/.test(event.code)) {
      const number = Number(event.code.slice(-1));
      return active === box ? (openFromBox(number), true) : openNth(number);
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return false;
    if (active === region) return false;
    const isTyping = active.matches("input, textarea, select");
    if (active === box && event.key === "Enter") {
      openFromBox(1);
      return true;
    }
    if (isTyping && active !== box) return event.key === "Escape" && (onEscape(active), true);
    if (opening) {
      opening.then(function () { isDone(event); });
      return true;
    }
    if (onArrow(event, active)) return true;
    if (isTyping) return event.key === "Escape" && (onEscape(active), true);
    return onKey(event, active);
  }

  document.addEventListener("keydown", function (event) {
    if (!isDone(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  // ---- the mouse, and what both have in common
  document.addEventListener("click", function (event) {
    const again = event.target.closest("[data-ask-again]");
    const link = event.target.closest("[data-send]");
    const verdict = event.target.closest("[data-verdict] button");
    if (box) keepAddress(); // a link may lead away
    if (event.target.closest("[data-help]")) help.showModal();
    if (event.target.closest("[data-copy-button]")) note(event.target.closest(".hit").dataset.entry);
    if (verdict) judge(verdict.closest(".hit"), verdict.value);
    if (link) openPanel(link.closest(".hit"));
    if (again && box) {
      box.value = again.dataset.askAgain;
      toBox(false);
      ask();
    }
    if (verdict || link || (again && box)) event.preventDefault();
  });
  // opening is noticed in the capturing phase: toggle does not bubble
  document.addEventListener("toggle", function (event) {
    if (event.target.matches(".hit") && event.target.open && isHollow(event.target)) complete();
    if (event.target.matches(".hit") && event.target.open && event.target.contains(document.activeElement)) note(event.target.dataset.entry);
  }, true);
  document.addEventListener("htmx:afterSettle", function (event) {
    const field = event.target.querySelector && event.target.querySelector("[autofocus]");
    if (field && event.target.closest("[data-panel]")) field.focus();
  });

  function say(words, isBad) {
    const notice = document.getElementById("notice");
    notice.textContent = words;
    notice.classList.toggle("bad", Boolean(isBad));
    notice.hidden = !words;
    if (words && !isBad) setTimeout(function () { if (notice.textContent === words) notice.hidden = true; }, 2500);
  }

  const helpButton = document.querySelector("[data-help]");
  if (helpButton) helpButton.hidden = false;
  if (!box) {
    const card = cards()[0];
    if (card) {
      note(card.dataset.entry);
      card.querySelector("summary").focus();
    }
    return;
  }
  box.addEventListener("compositionstart", function () { isComposing = true; });
  box.addEventListener("compositionend", function () { isComposing = false; changed(); });
  box.addEventListener("input", changed);
  region.addEventListener("change", ask);
  box.form.addEventListener("submit", function (event) {
    event.preventDefault();
    openFromBox(1);
  });
})();
