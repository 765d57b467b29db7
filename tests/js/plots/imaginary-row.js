/** A row of lines as somebody may add it: the pre-activations of the unit that is looked at. */

/** @param {any} lane @param {string} quantity @param {number} t @param {number} unit */
const sent = (lane, quantity, t, unit) => lane.at(`z.${quantity}`, t, unit);

export const IMAGINARY_ROW = {
  key: "inner",
  content: "values",
  isOfUnit: true,
  title: ({ unit }) => `Pre-activations of unit ${unit}`,
  heading: () => "Pre-activations",
  place: (scene, t) => `z at ${t}`,
  axisTitle: () => "z",
  quantities: ({ blocks }) => [...blocks],
  name: (model, quantity) => `z ${quantity}`,
  heights: (lane, quantity, unit) => Array.from({ length: lane.steps }, (_, t) => sent(lane, quantity, t, unit)),
  number: (lane, quantity, t, unit) => String(sent(lane, quantity, t, unit)),
  axis: () => ({ range: [-12, 12], tickmode: "array", tickvals: [-10, 0, 10], ticktext: ["−10", "0", "10"] }),
};
