// Draws a chart of horizontal bars: takes its title and its rows, and returns an SVG for a light or a dark page.
//
// The SVG has no script and needs no other file, so that it works as an image. Its viewport is 720 px wide. In a narrow
// viewport the whole image is smaller, so a media query makes the text larger.

/** Width of the viewport. */
const WIDTH = 720;
const MARGIN = 16;
/** Positions where the bars start, and where the longest bar ends. The value of a bar is written after the bar. */
const BARS = { start: 248, end: 520 };
/** Length of the shortest bar, so that it can be seen. */
const MIN_SHARE = 0.006;
const TITLE_HEIGHT = 52;
const ROW_HEIGHT = 27;
const NOTE_HEIGHT = 24;

/** Size of text, in a wide and in a narrow viewport. */
const FONT_SIZES = { bar: [17, 21], heading: [17, 21], title: [22, 26], note: [14, 18] };
const MAX_NARROW_WIDTH = 520;

/** The colours of `www/src/styles/tokens.css`. */
export const THEMES = {
  light: { page: "#ffffff", ink: "#1a2130", soft: "#5a6375", ours: "#3556d4", others: "#868fa0" },
  dark: { page: "#11141b", ink: "#e8ebf2", soft: "#a0aabc", ours: "#8ea6ff", others: "#69748a" },
};

/**
 * @typedef {object} Bar
 * @property {string} label
 * @property {number} share length of the bar, from 0 to 1
 * @property {string} text the value
 * @property {boolean} isOurs true for this package, whose bars have the accent colour
 *
 * @typedef {object} Chart
 * @property {string} title
 * @property {string} description for people who do not see the image
 * @property {{ heading: string, bars: Bar[] }[]} groups
 * @property {string[]} notes lines of small text below the bars
 */

/**
 * Draws a chart.
 *
 * @param {Chart} chart
 * @param {keyof typeof THEMES} theme
 * @returns {Promise<string>} the SVG
 */
export async function drawChart({ title, description, groups, notes }, theme) {
  // Imports the libraries here and not at the top of the file, because set-up may have to install them first.
  const [Plot, { JSDOM }] = await Promise.all([import("@observablehq/plot"), import("jsdom")]);
  const colors = THEMES[theme];
  const { document, XMLSerializer } = new JSDOM("").window;
  // An empty row separates each group from the group above.
  const rows = groups
    .flatMap(({ heading, bars }) => [{}, { heading }, ...bars])
    .slice(1)
    .map((row, y) => ({ ...row, y }));
  const bars = rows.filter(({ label }) => label !== undefined);
  const headings = rows.filter(({ heading }) => heading !== undefined);
  const notesHeight = notes.length * NOTE_HEIGHT + MARGIN;
  const height = TITLE_HEIGHT + rows.length * ROW_HEIGHT + notesHeight;
  const write = (data, className, options) => Plot.text(data, { className, textAnchor: "start", ...options });
  const atLeft = { frameAnchor: "left", dx: MARGIN - BARS.start };
  const svg = Plot.plot({
    document,
    className: "chart",
    width: WIDTH,
    height,
    marginTop: TITLE_HEIGHT,
    marginBottom: notesHeight,
    marginLeft: BARS.start,
    marginRight: WIDTH - BARS.end,
    x: { axis: null, domain: [0, 1] },
    y: { axis: null, domain: rows.map(({ y }) => y), padding: 0.26 },
    marks: [
      Plot.barX(bars, {
        x: ({ share }) => Math.max(share, MIN_SHARE),
        y: "y",
        fill: ({ isOurs }) => (isOurs ? colors.ours : colors.others),
        rx: 2,
      }),
      write(
        bars.filter(({ isOurs }) => isOurs),
        "bar ours",
        { ...atLeft, y: "y", text: "label" },
      ),
      write(
        bars.filter(({ isOurs }) => !isOurs),
        "bar",
        { ...atLeft, y: "y", text: "label" },
      ),
      write(bars, "bar", { x: "share", dx: 8, y: "y", text: "text" }),
      write(headings, "heading", { ...atLeft, y: "y", text: "heading" }),
      write([title], "title", { ...atLeft, frameAnchor: "top-left", dy: 14 - TITLE_HEIGHT, text: [title] }),
      ...notes.map((note, line) =>
        write([note], "note", { ...atLeft, frameAnchor: "bottom-left", dy: (line + 1) * NOTE_HEIGHT, text: [note] }),
      ),
    ],
  });
  finish(svg, { title, description, colors });
  return `${new XMLSerializer().serializeToString(svg)}\n`;
}

/** Adds the page, the styles and the texts for screen readers to a plot. */
function finish(svg, { title, description, colors }) {
  const add = (name, text, attributes = {}) => {
    const element = svg.ownerDocument.createElementNS(svg.namespaceURI, name);
    element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  svg.removeAttribute("style");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-labelledby", "title description");
  svg.querySelector("style").textContent = makeStyles(colors);
  svg.prepend(
    add("title", title, { id: "title" }),
    add("desc", description, { id: "description" }),
    add("rect", "", { width: "100%", height: "100%", rx: 8, fill: colors.page }),
  );
}

function makeStyles({ ink, soft }) {
  const setSizes = (index) =>
    Object.entries(FONT_SIZES)
      .map(([name, sizes]) => `.${name} { font-size: ${sizes[index]}px }`)
      .join("\n");
  return `
text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; fill: ${ink} }
.title, .heading, .ours { font-weight: 600 }
.heading text, .note text { fill: ${soft} }
${setSizes(0)}
@media (max-width: ${MAX_NARROW_WIDTH}px) {
${setSizes(1)}
}
`;
}
