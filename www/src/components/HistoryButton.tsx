interface HistoryButtonProps {
  name: "Undo" | "Redo";
  isDisabled: boolean;
  onClick: () => void;
}

/** A button for undo or redo. It uses `aria-disabled`, because a `disabled` button loses the focus. */
export function HistoryButton({ name, isDisabled, onClick }: HistoryButtonProps) {
  return (
    <button
      type="button"
      className={`step ${name.toLowerCase()}`}
      aria-label={name}
      aria-disabled={isDisabled}
      title={name}
      onClick={() => isDisabled || onClick()}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="M3 6h6.5a3.5 3.5 0 0 1 0 7H6M6 3 3 6l3 3" />
      </svg>
    </button>
  );
}
