/** Formats times of the platform, which are RFC 3339 strings, as English text in the time zone of the browser. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const relativeFormat = new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" });
const dateFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "long" });
const timeFormat = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });

/**
 * Returns a time relative to now, such as "just now", "5 minutes ago", "yesterday" or "5 months ago". Returns an empty string if
 * the time is missing or invalid.
 */
export function formatRelativeTime(iso: string | undefined, now = new Date()): string {
  const time = parseTime(iso);
  if (time === undefined) return "";
  const sign = time > now ? 1 : -1;
  const [earlier, later] = sign < 0 ? [time, now] : [now, time];
  const elapsed = later.getTime() - earlier.getTime();
  if (elapsed < MINUTE_MS) return "just now";
  const format = (count: number, unit: Intl.RelativeTimeFormatUnit) =>
    relativeFormat.format(sign * Math.floor(count), unit);
  if (elapsed < HOUR_MS) return format(elapsed / MINUTE_MS, "minute");
  if (elapsed < DAY_MS) return format(elapsed / HOUR_MS, "hour");
  const months = countMonths(earlier, later);
  if (months >= 12) return format(months / 12, "year");
  if (months >= 1) return format(months, "month");
  const days = countDays(earlier, later);
  return days < 7 ? format(days, "day") : format(days / 7, "week");
}

/** Returns a date and a time such as "22 June 2026, 09:30". Returns an empty string if the time is missing or invalid. */
export function formatExactTime(iso: string | undefined): string {
  const time = parseTime(iso);
  return time === undefined ? "" : `${dateFormat.format(time)}, ${timeFormat.format(time)}`;
}

/** Parses a time. The pattern excludes other texts that engines accept as dates, such as "5". */
function parseTime(iso: string | undefined): Date | undefined {
  if (typeof iso !== "string" || !/^\d{4}-\d\d-\d\dT/i.test(iso)) return undefined;
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** Counts the midnights between two times. Rounds, because a day with a clock change has 23 or 25 hours. */
function countDays(earlier: Date, later: Date): number {
  const midnightOf = (time: Date) => new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
  return Math.round((midnightOf(later) - midnightOf(earlier)) / DAY_MS);
}

/** Counts the whole calendar months between two times. */
function countMonths(earlier: Date, later: Date): number {
  const months = (later.getFullYear() - earlier.getFullYear()) * 12 + later.getMonth() - earlier.getMonth();
  return later.getDate() < earlier.getDate() ? months - 1 : months;
}
