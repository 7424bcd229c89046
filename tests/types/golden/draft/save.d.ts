/** Runs the saves of a draft one after the other. */
import type { ConnectError } from "../client/errors.js";
import type { SaveResult } from "../client/results.js";
import type { DraftConflict } from "./types.js";
/** The error of a failed save of a draft. Its issues point into the value of the draft, and its conflicts can be resolved. */
export type DraftSaveError = ConnectError & {
    readonly conflicts?: DraftConflict[];
};
/** The saved connection, or an error. */
export type DraftSaveResult = Extract<SaveResult, {
    ok: true;
}> | {
    ok: false;
    error: DraftSaveError;
};
/** The saves of a draft that are running or waiting. */
export declare class SaveQueue {
    #private;
    get isBusy(): boolean;
    /**
     * Calls `save` after all earlier saves have ended. If the signal is aborted while earlier saves run, returns the error at
     * once. `save` is still called later, but sends nothing, because the signal is aborted.
     */
    run(save: () => Promise<DraftSaveResult>, signal: AbortSignal | undefined): Promise<DraftSaveResult>;
}
