/**
 * The shapes that the modules of the page share. No code: typedefs only.
 *
 * What crosses the wire keeps its Python name (`hidden_size`, `num_layers`).
 *
 * @typedef {string} Kind   of a cell of the catalogue, or of one that is given as equations
 * @typedef {"plots"|"lab"|"doctor"} Panel
 * @typedef {"forward"|"reverse"} Direction
 * @typedef {"forward"|"backward"} Pass
 * @typedef {"network"|"cell"|"unit"} Depth   how much the stage shows: all layers and steps, all units, one unit
 * @typedef {string} ActivationName
 * @typedef {{gate: ActivationName, candidate: ActivationName, output: ActivationName}} Activations
 *
 * @typedef {object} Cell
 * @property {Kind} kind
 * @property {string|null} equations    of a cell of one's own
 * @property {number} input_size
 * @property {number} hidden_size
 * @property {number|null} proj_size
 * @property {number} num_layers
 * @property {LayerChoice[]|null} layers  that differ; null: all of them are as the cell says
 * @property {boolean} bidirectional
 * @property {string} merge
 * @property {boolean} peephole
 * @property {boolean} bias
 * @property {{hidden_size?: number}[]|null} [layers]   where layers differ
 * @property {number|null} clip
 * @property {Activations} activations
 *
 * @typedef {object} LayerChoice   what a layer does differently; what it leaves out is the cell's
 * @property {Kind|null} [kind]
 * @property {string|null} [equations]
 * @property {number|null} [hidden_size]
 * @property {number|null} [proj_size]
 * @property {boolean|null} [bidirectional]
 * @property {boolean} [reverse]         reads from the end
 * @property {string|null} [merge]
 * @property {boolean|null} [peephole]
 * @property {boolean|null} [bias]
 * @property {Activations|null} [activations]
 *
 * @typedef {Record<string, Record<string, number>>} Edits   tensor name → "row,col" or "row" → value
 * @typedef {{tensors: Record<string, number[][]|number[]>}} TensorWeights
 * @typedef {{init: string, seed: number, forget_bias?: number|null, gain?: number|null, edits?: Edits}} InitialisedWeights
 *
 * @typedef {{values: number[][]}} ValueSequence
 * @typedef {{text: string, alphabet: string}} TextSequence
 * @typedef {{generator: string, steps: number, seed?: number} & Record<string, any>} GeneratedSequence
 *
 * @typedef {object} Loss
 * @property {string} kind
 * @property {number} [step]
 * @property {number|null} [unit]
 * @property {any} [targets]
 * @property {"all"|"last"|number[]} [at]
 *
 * @typedef {object} Intervention
 * @property {number} layer
 * @property {Direction} direction
 * @property {string} target
 * @property {number|null} [unit]
 * @property {number} from
 * @property {number} to
 * @property {number} value
 *
 * @typedef {object} Scenario   always with every default filled in on the page
 * @property {1} version
 * @property {string} title
 * @property {string} notes
 * @property {Cell} cell
 * @property {TensorWeights|InitialisedWeights} weights
 * @property {any} head
 * @property {ValueSequence|TextSequence|GeneratedSequence} sequence
 * @property {number[][]|null} h0
 * @property {number[][]|null} c0
 * @property {Record<string, number[][]>|null} state0   of all other states
 * @property {Loss} loss
 * @property {Intervention[]} interventions
 * @property {Variant[]} comparison   shown beside it, on the same sequence and loss; see scenario/comparison.js
 *
 * @typedef {object} Variant   one more cell to look at; what it does not name is the scenario's
 * @property {string} [title]
 * @property {Partial<Cell>} [cell]   merged field by field, everything else replaces the whole
 * @property {TensorWeights|InitialisedWeights} [weights]
 * @property {any} [head]
 * @property {number[][]|null} [h0]
 * @property {number[][]|null} [c0]
 * @property {Record<string, number[][]>|null} [state0]
 * @property {Intervention[]} [interventions]
 *
 * @typedef {object} ComparedRun   a variant beside the run of the scenario
 * @property {string} title
 * @property {Scenario} scenario                        the variant as a scenario of its own
 * @property {import("./trace/trace.js").Trace|null} trace    the last complete one in its place
 * @property {"waiting"|"running"|"done"|"cut"|"error"} status
 * @property {FieldError[]} errors
 *
 * @typedef {{kind: string, line: number, column: number, details: Record<string, string>, message: string}} EquationPlace
 * @typedef {{loc: (string|number)[], msg: string, type?: string, ctx?: EquationPlace}} FieldError
 *
 * @typedef {object} RunState   how far the newest run is
 * @property {"idle"|"running"|"done"|"cut"|"error"} status   "cut": the stream ended without `end` or `error`
 * @property {number} progress             0 … 1
 * @property {FieldError[]} errors         of the newest run; the scenario is kept, the last good trace stays shown
 * @property {{kind: string, t: number, layer: number, direction: Direction, quantity: string}[]} warnings
 * @property {string|null} link            token of the scenario shown
 *
 * @typedef {object} View   what is looked at; all of it travels in the link
 * @property {number} t            the playhead, 0-based
 * @property {number} phase        0 … 1 inside the step: 0 nothing computed yet, 1 step complete (at rest: 1)
 * @property {number} unit
 * @property {number} layer
 * @property {Direction} direction
 * @property {Pass} pass
 * @property {Depth} depth
 * @property {string} lang        one that the server has a catalogue of
 * @property {"light"|"dark"|"system"} theme
 * @property {readonly Intervention[]} off  what-ifs that are switched off; the scenario holds the others
 * @property {Panel} panel         what the region beside the stage shows
 * @property {string} lab          section of the laboratory, one of the contract's
 * @property {boolean} wide        that region takes the stage's place too
 *
 * @typedef {object} Highlight   the quantity pointed at, lit everywhere
 * @property {string|null} quantity  a value of the step by its name in the equations ("f", "c", "h"), "x", a state at the
 *   step before ("h_prev"), or weights of the shown layer, direction and unit by the name of their parameter ("W_f",
 *   "b_f"); null: nothing
 * @property {number|null} index     entry of a vector: the input, the hidden unit, or the column of a matrix of weights;
 *   null for all
 *
 * @typedef {object} State
 * @property {Scenario} scenario
 * @property {import("./trace/trace.js").Trace|null} trace       the run being shown (it fills while lines arrive)
 * @property {import("./trace/trace.js").Trace|null} previous    the last complete run of the scenario before the edit
 * @property {number} traceVersion                          counts up whenever lines arrived; compare to redraw
 * @property {RunState} run
 * @property {View} view
 * @property {Highlight} highlight
 * @property {{isPlaying: boolean, speed: number}} player   speed: steps a second
 * @property {readonly ComparedRun[]} compared              runs of the scenario's comparison, in its order
 * @property {{canUndo: boolean, canRedo: boolean, canReset: boolean}} history
 * @property {string|null} example                          name of the example shown unedited, else null
 * @property {Limits} limits
 * @property {ExampleInfo[]} examples
 * @property {boolean} shareOpen
 * @property {boolean} helpOpen
 * @property {{kind: "network"|"link", detail: string}|null} notice   trouble outside of a run
 * @property {TourState|null} tour                          the tour of the example shown, once it was opened
 * @property {"stage"|"plots"|null} present                 large, for a projector: the stage alone, or with the plots
 *
 * @typedef {Record<string, any>} Limits
 * @typedef {{name: string, title: Record<string,string>, summary: Record<string,string>, view?: Partial<View>, link?: string, tour_steps?: number}} ExampleInfo
 *
 * @typedef {object} TourStep   see app/scenarios/examples.py
 * @property {"scenario"|"cell"|"equations"|"plots"|"lab"|"doctor"|"transport"} at
 * @property {Record<string, string>} title
 * @property {Record<string, string>} text
 * @property {Partial<View> & Pick<View, "t"|"pass">} view
 * @property {string|null} light
 * @property {[number, number]|null} play   first and last step of a stretch
 * @property {number|null} speed
 *
 * @typedef {{example: string, steps: TourStep[], index: number, isOpen: boolean}} TourState
 *
 * @typedef {object} App   handed to every view
 * @property {import("./state/store.js").Store} store
 * @property {import("./state/actions.js").Actions} actions
 * @property {import("./base/i18n.js").I18n} i18n
 *
 * @callback Mount
 * @param {HTMLElement} root
 * @param {App} app
 * @returns {() => void} dispose
 */

/**
 * @typedef {object} ParameterForm   of a cell's equations
 * @property {string} name
 * @property {string[]} shape        size letters: D what a layer reads, H its units, P a projection; none for one number
 * @property {boolean} is_bias       whether `bias: false` leaves it out
 * @property {number|null} initial   what a single number starts at, where the equations say so
 * @property {string} used_by        the first value whose equation it stands in
 * @property {string} beside         what it multiplies, where that is one name: "x", "h'"; else ""
 *
 * @typedef {{name: string, parameters: string[], is_table: boolean}} TensorForm   parameters stacked along its rows
 *
 * @typedef {object} CellForm   what edits need to know of a cell
 * @property {string[]} states       h first
 * @property {string[]} gates
 * @property {string[]} targets      what a what-if can replace
 * @property {Record<string, string>} sizes    value → size letter
 * @property {Record<string, string>} slots    value → what of the activations makes it
 * @property {string[]} activations  the slots that it uses
 * @property {Record<string, string>} blocks   row block → value
 * @property {ParameterForm[]} parameters
 * @property {TensorForm[]} tensors
 * @property {boolean} has_forget_bias
 * @property {boolean} is_recurrent
 */

/**
 * @typedef {"error"|"warning"|"info"} Severity   of what the doctor says (app/analysis/findings.py)
 *
 * @typedef {object} FindingPlace   what a finding does not concern is null or empty
 * @property {number|null} layer
 * @property {Direction|null} direction
 * @property {string|null} gate     a gate, or the quantity that is not finite: "z.f", "c", "grad.h"
 * @property {number[]} units
 * @property {number|null} channel  of the input
 * @property {number|null} from     first and last step of the sequence, both included
 * @property {number|null} to
 * @property {string|null} [state]  whose gradient was followed
 *
 * @typedef {object} Finding
 * @property {string} code
 * @property {Severity} severity
 * @property {FindingPlace} place
 * @property {Record<string, number|null>} evidence
 * @property {string} suggestion
 */

/**
 * A section of the gradient laboratory is a pure reading: it says what it wants to be computed, and
 * turns what came back, or the trace alone, into figures, sentences and tables. The frame
 * (`lab/view.js`) asks the server, draws with Plotly, lays the playhead over, and makes tables,
 * exports and tooltips.
 *
 * @typedef {object} LabScene
 * @property {Readonly<State>} state
 * @property {import("./trace/trace.js").Trace} trace
 * @property {import("./trace/lane-trace.js").LaneTrace} lane  the one looked at (view.layer, view.direction)
 * @property {number} t                                   the playhead
 * @property {import("./drawing/palette.js").Theme} theme
 * @property {import("./base/i18n.js").I18n} i18n
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
 * @property {(point: LabPoint) => Partial<import("./state/playback.js").Selection>|null} [select]  where a click goes
 *
 * @typedef {object} LabControl   one choice, shown as a labelled select
 * @property {string} key
 * @property {string} label
 * @property {{value: string, label: string}[]} choices
 *
 * @typedef {object} LabSection
 * @property {string} key           in the link: `lab=<key>`; its words are below `lab.<key>.` in the catalogues
 * @property {(state: Readonly<State>, options: Readonly<Record<string, string>>) => any[]} request
 *   the analyses to ask for (app/analysis/requests.py); none where the trace says it all. With `followsStep` they may
 *   depend on the playhead: asked for again once that rests, and only what is not known already is computed
 * @property {(scene: LabScene) => LabFigure[]} figures
 * @property {(scene: LabScene) => string[]} words  what the figures say, in sentences with numbers; the first matters most
 * @property {(scene: LabScene) => LabControl[]} [controls]
 * @property {boolean} [followsStep]  whether figures or words depend on the playhead
 * @property {Mount} [mount]  content of its own above the figures, as an editor; an event
 *   `lab-change` that bubbles from its root asks for figures and words anew
 */

export {};
