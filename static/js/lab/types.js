/**
 * What a section of the gradient laboratory is. No code: typedefs only.
 *
 * A section is a pure reading: it says what it wants to be computed, and turns what came back, or
 * the trace alone, into figures, sentences and tables. The frame (`lab/region.js`) asks the server,
 * draws with Plotly, lays the playhead over, and makes tables, exports and tooltips.
 *
 * @typedef {object} LabScene
 * @property {Readonly<import("../types.js").State>} state
 * @property {import("../trace/trace.js").Trace} trace
 * @property {import("../trace/lane-trace.js").LaneTrace} lane  the one looked at (view.layer, view.direction)
 * @property {number} t                                   the playhead
 * @property {import("../drawing/theme.js").Theme} theme
 * @property {import("../base/i18n.js").I18n} i18n
 * @property {readonly any[]} results                     result lines of this section's request, as they came; at least one
 * @property {boolean} isComplete                         whether all of them are there
 * @property {Readonly<Record<string, string>>} options   what is chosen in the section's controls; before a choice a
 *   key is missing, and the control shows its first choice
 *
 * @typedef {object} LabPoint   a place in a figure, in units of its axes
 * @property {number} x
 * @property {number} y
 *
 * @typedef {object} LabFigure
 * @property {string} key           unique in its section, and kept from one drawing to the next
 * @property {string} title
 * @property {string} reading       one sentence: how to read it
 * @property {any[]} data           Plotly's traces
 * @property {any} layout           what differs from the frame's layout: axes with titles, shapes, barmode …
 * @property {number} [height]      as wished, px
 * @property {boolean} [hasTimeAxis]  x is the step of the sequence: playhead over it, a click goes there
 * @property {boolean} [isSquare]   both axes have the same scale; a fixed range on either makes the drawing narrower
 * @property {{name: string, colour: string, dash?: string}[]} [legend]
 * @property {{caption: string, head: string[], rows: string[][]}} table  its twin in words and numbers
 * @property {(point: LabPoint) => string[]} [readout]       what stands beside the pointer
 * @property {(point: LabPoint) => Partial<import("../state/playback.js").Selection>|null} [select]  where a click goes
 *
 * @typedef {object} LabControl   one choice, shown as a labelled select
 * @property {string} key
 * @property {string} label
 * @property {{value: string, label: string}[]} choices
 *
 * @typedef {object} LabSection
 * @property {string} key           in the link: `lab=<key>`; its words are below `lab.<key>.` in the catalogues
 * @property {(state: Readonly<import("../types.js").State>, options: Readonly<Record<string, string>>) => any[]} request
 *   the analyses to ask for (app/analysis/requests.py); none where the trace says it all. With `followsStep` they may
 *   depend on the playhead: asked for again once that rests, and only what is not known already is computed
 * @property {(scene: LabScene) => LabFigure[]} figures
 * @property {(scene: LabScene) => string[]} words  what the figures say, in sentences with numbers; the first matters most
 * @property {(scene: LabScene) => LabControl[]} [controls]
 * @property {boolean} [followsStep]  whether figures or words depend on the playhead
 * @property {import("../types.js").Mount} [mount]  content of its own above the figures, as an editor; an event
 *   `lab-change` that bubbles from its root asks for figures and words anew
 */

export {};
