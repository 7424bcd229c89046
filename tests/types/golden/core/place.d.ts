/** Represents places in a document as linked segments, so that the places inside one object share its texts. */
import type { Issue, Path } from "./core.js";
/** A place in a document: the last segment of its path, and the place around it. The root has no place. */
export declare class Place {
    #private;
    readonly parent: Place | undefined;
    readonly segment: string | number;
    constructor(parent: Place | undefined, segment: string | number, pointer?: string, field?: string);
    /** The path as a JSON Pointer (RFC 6901). */
    get pointer(): string;
    /** The path in the platform's dotted form. */
    get field(): string;
    /** Returns the path as a list of segments. */
    toPath(): Path;
}
/** Defines the path of an issue. It is created when it is first read, because thousands of issues can have long paths. */
export declare function definePath(issue: {
    path: Path;
}, place: Place): void;
/** Returns a copy of an issue with another path. */
export declare function moveIssue(issue: Issue, path: Path): Issue;
