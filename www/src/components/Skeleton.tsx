import "./Skeleton.css";

interface SkeletonProps {
  /** The text for assistive technology, such as "Loading connections". */
  label: string;
  lines?: number;
}

/** Grey lines in the place of content that is loading. */
export function Skeleton({ label, lines = 6 }: SkeletonProps) {
  return (
    <div className="card skeleton" role="status" aria-busy="true">
      <span className="visually-hidden">{label}</span>
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines have no identity
        <div key={index} className="skeleton-line" aria-hidden="true" />
      ))}
    </div>
  );
}
