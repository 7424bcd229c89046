//! Counts the steps of an operation, for tests that bound its cost without measuring time.

use std::cell::Cell;

thread_local! {
    static STEPS: Cell<u64> = const { Cell::new(0) };
}

/// Counts steps: visited values, compared bytes or moved items.
pub(crate) fn add(count: usize) {
    STEPS.set(STEPS.get() + count as u64);
}

/// Returns the number of steps that `work` takes on this thread.
pub(crate) fn count(work: impl FnOnce()) -> u64 {
    let before = STEPS.get();
    work();
    STEPS.get() - before
}
