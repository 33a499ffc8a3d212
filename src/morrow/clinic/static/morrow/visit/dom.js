// Making and replacing elements.  No framework: a section is drawn again when its slice changed.

const SVG = "http://www.w3.org/2000/svg";
const drawn = new WeakMap();

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (value === true) element.setAttribute(name, "");
  else element.setAttribute(name, value);
}

function build(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) set(element, name, value);
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** h("p", {class: "muted", onclick: f}, "text", child): an element.  False, null: left out. */
export function h(tag, attributes, ...children) {
  return build(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function s(tag, attributes, ...children) {
  return build(document.createElementNS(SVG, tag), attributes, children);
}

/**
 * Draw `make()` into `place`, only when `slice` (any JSON value) is not what was drawn last.
 * A section that redrew on every refresh would swallow a tap that is just being made, and the
 * keyboard's place.  Focus returns to the element with the same data-key.
 */
export function fill(place, slice, make) {
  const key = JSON.stringify(slice);
  if (drawn.get(place) === key) return;
  drawn.set(place, key);
  const active = document.activeElement;
  const focus = place.contains(active) ? active.dataset.key : null;
  place.replaceChildren(...[make()].flat(3).filter(Boolean));
  if (focus) place.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
}

/** One child for each item, by key: children that did not change are left alone (live regions). */
export function keyed(place, items, keyOf, make) {
  const known = new Map([...place.children].map((child) => [child.dataset.item, child]));
  const wanted = items.map((item) => {
    const key = keyOf(item);
    const slice = JSON.stringify(item);
    const before = known.get(key);
    if (before && before.dataset.slice === slice) return before;
    const child = make(item);
    child.dataset.item = key;
    child.dataset.slice = slice;
    return child;
  });
  for (const child of [...place.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((child, index) => {
    if (place.children[index] !== child) place.insertBefore(child, place.children[index] ?? null);
  });
}

export const byId = (id) => document.getElementById(id);

/** A button.  `tone`: "", "primary", "quiet", "danger". */
export function button(label, onclick, { tone = "", key = null, ...rest } = {}) {
  const kind = tone ? ` button--${tone}` : "";
  const extra = rest.class ? ` ${rest.class}` : "";
  return h("button", { type: "button", ...rest, class: `button${kind}${extra}`, "data-key": key ?? label, onclick }, label);
}
