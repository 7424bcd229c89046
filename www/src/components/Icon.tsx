const PATHS = {
  check: "M3 8.5 6.5 12 13 4.5",
  chevron: "m6 4 4 4-4 4",
  close: "m4 4 8 8M12 4l-8 8",
  code: "m5 4-3 4 3 4M11 4l3 4-3 4",
  copy: "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z",
  down: "m4 6 4 4 4-4",
  download: "M8 2v8m0 0L5 7m3 3 3-3M2.5 13.5h11",
  error: "M8 4.5v4M8 11h.01M8 1.5l6.5 6.5L8 14.5 1.5 8z",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6.25v3.5M6.25 8h3.5",
  "eye-off": "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM3 13 13 3",
  grip: "M5.5 3.5h.01M10.5 3.5h.01M5.5 8h.01M10.5 8h.01M5.5 12.5h.01M10.5 12.5h.01",
  info: "M8 7.5V11M8 5h.01M14.5 8a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0z",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  plus: "M8 3v10M3 8h10",
  redo: "M13 6H6.5a3.5 3.5 0 0 0 0 7H10M10 3l3 3-3 3",
  search: "m10.5 10.5 3.5 3.5M12 7A5 5 0 1 1 2 7a5 5 0 0 1 10 0z",
  trash: "M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.5 9h7l.5-9M6.75 7v4M9.25 7v4",
  undo: "M3 6h6.5a3.5 3.5 0 0 1 0 7H6M6 3 3 6l3 3",
  up: "m4 10 4-4 4 4",
  upload: "M8 10V2m0 0L5 5m3-3 3 3M2.5 13.5h11",
  warning: "M8 6v3.5M8 11.75h.01M8 1.75 14.75 13.5H1.25z",
} as const;

export type IconName = keyof typeof PATHS;

/** An icon of 16 by 16 units in the colour of the text. Assistive technology ignores it: its button or text has the label. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" data-icon={name} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
