/**
 * Labelled controls, and the message that stands under one which is wrong.
 */

import { el } from "../base/dom.js";

let ids = 0;

/** An id that no other element has. @param {string} what */
export const uniqueId = (what) => `dock-${what}-${(ids += 1)}`;

/**
 * The line under a control that says what is wrong with it, tied to it for screen readers.
 * @param {HTMLElement} control
 */
export function messageFor(control) {
  const node = el("p", { class: "field-message", id: uniqueId("message"), hidden: true });
  return {
    node,
    /** @param {string|null} text */
    show(text) {
      node.textContent = text ?? "";
      node.hidden = !text;
      if (text) {
        control.setAttribute("aria-invalid", "true");
        control.setAttribute("aria-describedby", node.id);
      } else {
        control.removeAttribute("aria-invalid");
        control.removeAttribute("aria-describedby");
      }
    },
  };
}

/**
 * @param {string} label
 * @param {HTMLElement} control
 * @param {...HTMLElement} after
 */
export function labelled(label, control, ...after) {
  control.id ||= uniqueId("field");
  return el(
    "div",
    { class: "field" },
    el("label", { class: "field-label", for: control.id }, label),
    control,
    after,
  );
}

/**
 * A combobox that keeps its options while they stay the same.
 * @param {string} label
 * @param {(value: string) => void} onChange
 */
export function selectField(label, onChange) {
  const select = el("select", { class: "dock-select", onchange: () => onChange(select.value) });
  const message = messageFor(select);
  const node = labelled(label, select, message.node);
  let shown = "";
  return {
    node,
    select,
    showError: message.show,
    /** @param {{value: string, text: string}[]} options @param {string} value */
    update(options, value) {
      const now = JSON.stringify(options);
      if (now !== shown) {
        select.replaceChildren(...options.map((o) => el("option", { value: o.value }, o.text)));
        shown = now;
      }
      if (select.value !== value) select.value = value;
    },
  };
}

/** @param {string} label @param {(isOn: boolean) => void} onChange */
export function checkField(label, onChange) {
  const input = el("input", { type: "checkbox", onchange: () => onChange(input.checked) });
  const node = el("label", { class: "check" }, input, el("span", null, label));
  return {
    node,
    input,
    /** @param {boolean} isOn @param {boolean} [isHidden] */
    update(isOn, isHidden = false) {
      input.checked = isOn;
      node.hidden = isHidden;
    },
  };
}

/**
 * @param {string} text
 * @param {() => void} onClick
 * @param {Record<string, any>} [attributes]
 */
export function button(text, onClick, attributes = {}) {
  return el("button", { type: "button", class: "dock-button", onclick: onClick, ...attributes }, text);
}
