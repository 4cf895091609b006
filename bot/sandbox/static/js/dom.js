// Builds elements. Text always goes in as text, so nothing a chat says can become markup.

const SVG = "http://www.w3.org/2000/svg";

/** Create an element; `props` are properties, `on…` listeners, `data`, `aria` and `class`. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null) continue;
    if (name === "class") node.className = value;
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "aria") setAria(node, value);
    else if (name === "role") node.setAttribute("role", value);
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node[name] = value;
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/** A button that never submits a form by accident. */
export function button(props, ...children) {
  return el("button", { type: "button", ...props }, ...children);
}

/** A line icon drawn from path data on a 24 × 24 grid. */
export function icon(paths) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  for (const d of paths) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

function setAria(node, values) {
  for (const [name, value] of Object.entries(values)) node.setAttribute(`aria-${name}`, value);
}
