import { formatExactTime, formatRelativeTime } from "../lib/relative-time.ts";

/** A time relative to now, with the exact time as its title. */
export function RelativeTime({ iso }: { iso: string }) {
  return (
    <time dateTime={iso} title={formatExactTime(iso)}>
      {formatRelativeTime(iso)}
    </time>
  );
}
