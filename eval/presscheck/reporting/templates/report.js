(() => {
"use strict";
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
const on = (type, does) => document.addEventListener(type, does);
const card = $("#card"), form = $("#filter"), byId = (id) => id && document.getElementById(id);
const target = (a) => byId(decodeURIComponent((a.getAttribute("href") || "").split("#")[1] || ""));
for (const b of $$("[hidden].copy, #keys, #filter")) b.hidden = false;

// what a letter or a number of the text stands for, as a browser shows it of a link
for (const a of $$(".t a")) { const to = target(a); if (to) a.title = ($("b", to) || to).textContent; }

// errors: filter, counts, state in the address
const rows = form ? $$("ol.errors > li").map((li) => ({
  li, layer: li.parentNode.dataset.layer, doc: li.parentNode.dataset.doc, kind: $("b", li).textContent,
  labels: $("i", li).textContent, text: li.textContent.toLowerCase()})) : [];
const fields = form ? [...form.elements].filter((e) => e.name) : [];
let pair = "";
function apply() {
  const want = Object.fromEntries(fields.map((f) => [f.name, f.value]));
  let n = 0;
  for (const r of rows) {
    const fits = (!want.layer || r.layer === want.layer) && (!want.kind || r.kind === want.kind)
      && (!want.doc || r.doc === want.doc) && (!want.type || r.labels.split(/[\s>·]+/).includes(want.type))
      && (!pair || r.labels.startsWith(pair)) && (!want.q || r.text.includes(want.q.toLowerCase()));
    r.li.hidden = !fits; n += fits;
  }
  for (const s of $$("#errors section, section[id$=errors] section")) {
    const list = $$("li", s), shown = list.filter((li) => !li.hidden).length;
    s.hidden = !shown; $(".n", s).textContent = shown === list.length ? shown : `${shown} of ${list.length}`;
  }
  $("#count").textContent = `${n} of ${rows.length} errors`;
}
function remember() {
  const state = new URLSearchParams(fields.filter((f) => f.value).map((f) => [f.name, f.value]));
  if (pair) state.set("pair", pair);
  history.replaceState(null, "", `${state}` ? `#errors?${state}` : "#errors");
}
function recall(query) {
  const state = new URLSearchParams(query);
  for (const f of fields) f.value = state.get(f.name) || "";
  pair = state.get("pair") || "";
  apply();
}
if (form) {
  form.addEventListener("input", () => { pair = ""; apply(); remember(); });
  form.addEventListener("reset", () => setTimeout(() => { pair = ""; apply(); remember(); }));
  form.addEventListener("submit", (e) => e.preventDefault());
  const from = () => {
    if (location.hash.startsWith("#errors?")) { recall(location.hash.slice(8)); $("#errors").scrollIntoView(); }
    else { const li = byId(location.hash.slice(1)); if (li && li.hidden) recall(""); }
  };
  addEventListener("hashchange", from); apply(); from();
}
on("click", (e) => {
  const a = e.target.closest("[data-filter]");
  if (a && form) { e.preventDefault(); location.hash = `errors?${a.dataset.filter}`; }
});

// cards: what both sides say of the items under a piece, and their partners in the text
let pinned = false, marked = [], lines = null;
function clear() { marked.forEach((el) => el.classList.remove("hit")); marked = []; if (lines) lines.remove(); lines = null; }
function hit(a, el) {
  for (let left = a.textContent.length; el && left > 0; el = el.nextSibling) {
    if (el.nodeType === 1 && el.tagName === "I") { el.classList.add("hit"); marked.push(el); }
    left -= el.textContent.length;
  }
}
function partners(li, lined) {
  clear();
  const found = new Set(), links = $$("a[href]", li), own = links[0] && target(links[0]);
  for (const a of links) {
    const el = target(a);
    if (!el) continue;
    if (el.closest(".t")) { found.add(el); hit(a, el); }
    else for (const b of $$("a[href]", el)) { const to = target(b); if (to && to.closest(".t")) hit(b, to); }
  }
  if (lined) found.delete(own);
  if (lined && own) draw(own, found);
}
function shape(name, attributes, ...inner) {
  const el = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const key in attributes) el.setAttribute(key, attributes[key]);
  el.append(...inner);
  return el;
}
function top(el) {
  const box = el.getClientRects()[0];
  return box && [box.left + box.width / 2 + scrollX, box.top + scrollY];
}
function draw(from, found) {
  const a = top(from), ends = [...found].map(top).filter(Boolean), {scrollWidth: width, scrollHeight: height} = document.documentElement;
  if (!a) return;
  lines = shape("svg", {class: "links", "aria-hidden": true, width, height},
    ...ends.map((b) => shape("path", {d: `M${a}Q${(a[0] + b[0]) / 2} ${Math.min(a[1], b[1]) - 24} ${b}`})));
  document.body.append(lines);
}
const drawn = "article:has(.cards) .t i[class]";
function itemsOf(piece) {
  const more = (piece.dataset.i || "").split(" ");
  return $$(".cards li", piece.closest("article")).filter((li, n) =>
    more.includes(`${n + 1}`) || piece.id && li.firstChild.hash === "#" + piece.id);
}
function show(piece, pin) {
  const items = itemsOf(piece);
  if (!items.length) return;
  pinned = pin;
  const list = document.createElement("ul");
  for (const li of items) { list.append(li.cloneNode(true)); }
  card.replaceChildren(list);
  if (pin) {
    const close = document.createElement("button");
    close.type = "button"; close.textContent = "Close (Esc)"; close.addEventListener("click", hide); card.append(close);
  }
  card.hidden = false;
  partners(items[0], true);
}
function hide() { pinned = false; card.hidden = true; card.replaceChildren(); clear(); }
on("mouseover", (e) => {
  const piece = e.target.closest(drawn);
  if (pinned) return;
  if (piece) show(piece, false); else if (!card.hidden && !e.target.closest("#card")) hide();
});
on("click", (e) => {
  const piece = e.target.closest(drawn);
  if (piece) show(piece, true);
});
on("focusin", (e) => {
  const li = e.target.closest(".cards li, section[id$=entities] tbody tr, #card li");
  if (li && !e.target.closest("#card")) partners(li, li.matches("li"));
  const tag = e.target.closest(".t a[href]");
  const before = tag && tag.previousElementSibling;
  if (before && before.matches(drawn) && !pinned) show(before, false);
});

// keys, also as buttons
let at = -1;
function step(by) {
  const seen = rows.filter((r) => !r.li.hidden);
  if (!seen.length) return;
  const now = seen.findIndex((r) => "#" + r.li.id === location.hash);
  at = (now < 0 ? at : now) + by;
  at = (at + seen.length) % seen.length;
  location.hash = seen[at].li.id;
  const link = $("a", seen[at].li);
  if (link) link.focus({preventScroll: true});
  seen[at].li.scrollIntoView({block: "center"});
}
const rowsOf = "section[id$=entities] tbody tr", chains = $$(rowsOf);
let chain = -1;
function choose(by) {
  if (!chains.length) return;
  chain = (chain + by + chains.length) % chains.length;
  const link = $("a", chains[chain]);
  partners(chains[chain], false);
  if (link) { link.focus({preventScroll: true}); const to = target(link); if (to) to.scrollIntoView({block: "center"}); }
}
on("click", (e) => {
  const tr = e.target.closest(rowsOf);
  if (tr) { chain = chains.indexOf(tr); partners(tr, false); }
});
const actions = {
  n: () => choose(1), p: () => choose(-1),
  j: () => step(1), k: () => step(-1), "?": () => $("#help").showModal(),
  "/": () => { if (form) { form.scrollIntoView(); form.elements.q.focus(); } }};
on("keydown", (e) => {
  if (e.key === "Escape") hide();
  if (e.ctrlKey || e.metaKey || e.altKey || /INPUT|SELECT|TEXTAREA/.test(e.target.nodeName)) return;
  if (actions[e.key]) { e.preventDefault(); actions[e.key](); }
});
on("click", (e) => {
  const b = e.target.closest("[data-key], [data-copy]");
  if (!b) return;
  if (b.dataset.key) actions[b.dataset.key]();
  else { const input = byId(b.dataset.copy); input.select(); document.execCommand("copy"); b.textContent = "Copied"; }
});

// tables that sort
for (const table of $$("table.sortable")) $$("thead th", table).forEach((th, i) => {
  const b = document.createElement("button");
  b.type = "button"; b.textContent = th.textContent; th.replaceChildren(b);
  b.addEventListener("click", () => {
    const down = th.getAttribute("aria-sort") === "ascending", body = $("tbody", table);
    const value = (tr) => tr.children[i].textContent.trim();
    const order = (a, z) => { const x = value(a), y = value(z), d = parseFloat(x) - parseFloat(y); return isNaN(d) ? x.localeCompare(y) : d; };
    const sorted = [...body.children].sort(order);
    if (down) sorted.reverse();
    $$("th", th.parentNode).forEach((other) => other.removeAttribute("aria-sort"));
    th.setAttribute("aria-sort", down ? "descending" : "ascending");
    body.append(...sorted);
  });
});
})();
