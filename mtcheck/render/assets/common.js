// What every page needs: elements, storage that may be refused, messages that can be seen, files to take away.
"use strict";
const page = (() => {
  document.documentElement.classList.add("js");
  const byId = (id) => document.getElementById(id);
  const all = (where) => document.querySelectorAll(where);
  const on = (id, act) => byId(id)?.addEventListener("click", act);

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    if (tag === "button") element.type = "button";
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== undefined && value !== null) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  function makeSvg(tag, attributes) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  }

  // A browser may refuse storage to files; then nothing is kept.
  function recall(key, place = "localStorage") {
    try {
      return window[place].getItem(key);
    } catch {
      return null;
    }
  }

  function store(key, value, place = "localStorage") {
    try {
      if (value) window[place].setItem(key, value);
      else window[place].removeItem(key);
      return true;
    } catch {
      return false;
    }
  }

  function parse(text) {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  }

  // Say something to a screen reader alone: where the reviewer is.
  function say(text) {
    byId("say").textContent = text;
  }

  // Show a message that stays until it has been read; `lasting` ones until they are closed.
  let leaving = 0;
  function toast(text, { undo = null, lasting = false } = {}) {
    clearTimeout(leaving);
    const box = byId("toast");
    const shut = () => box.replaceChildren();
    box.replaceChildren(make("span", { id: "told" }, text),
      undo ? make("button", { onclick: undo }, "Undo") : "",
      make("button", { class: "plain", title: "Close this message", onclick: shut }, "✕"));
    if (!lasting) leaving = setTimeout(shut, Math.max(5000, text.length * 80));
  }

  function download(name, content, type = "application/json") {
    const link = make("a", { href: URL.createObjectURL(new Blob([content], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
  const folder = location.pathname.replace(/[^/]*$/, ""); // a report's pages share what they keep about its order
  return { byId, all, on, make, makeSvg, recall, store, parse, say, toast, download, count, folder };
})();
