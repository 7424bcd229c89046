/** Finds the types of the values at paths into a draft. A path that is written as a literal is checked. */
import type { Immutable } from "../core/immutable.js";
import type { PathLike } from "../core/path.js";
import type { DraftConnection } from "./types.js";
type Value = Immutable<DraftConnection>;
/** `true` if a path is a literal. A path of type `string` or `Path` is not checked. */
type IsLiteral<P> = P extends string ? string extends P ? false : P extends `${string}["${string}` ? false : true : P extends readonly unknown[] ? number extends P["length"] ? false : true : false;
type ToSegment<Text extends string> = Text extends `${number}` ? number : Text;
type SplitPointer<Text extends string> = Text extends `${infer Part}/${infer Rest}` ? [ToSegment<Part>, ...SplitPointer<Rest>] : [ToSegment<Text>];
type SplitBrackets<Text extends string> = Text extends `${infer Name}[${infer Index}]${infer Rest}` ? [...SplitBrackets<Name>, ToSegment<Index>, ...SplitBrackets<Rest>] : Text extends "" ? [] : [ToSegment<Text>];
type SplitDots<Text extends string> = Text extends `${infer Part}.${infer Rest}` ? [...SplitBrackets<Part>, ...SplitDots<Rest>] : SplitBrackets<Text>;
/** The segments of a path that is a literal. */
type SegmentsOf<P> = P extends `/${infer Pointer}` ? SplitPointer<Pointer> : P extends string ? SplitDots<P> : P;
/**
 * The path of an item of the list at a path, in the same form.
 *
 * @example
 * const path: ItemPath<"environments"> = "environments[0]";
 */
export type ItemPath<P extends PathLike> = P extends `/${string}` ? `${P}/${number}` : P extends string ? `${P}[${number}]` : P extends readonly (string | number)[] ? readonly [...P, number] : never;
type KeyOfAny<T> = T extends readonly unknown[] ? number : T extends object ? keyof T : never;
type MemberOf<T, Segment> = T extends readonly (infer Item)[] ? Item : Segment extends keyof T ? T[Segment] : T extends object ? undefined : never;
/** The type of the value that the segments lead to; `never` if there is no such value, and `unknown` if a name is not a literal. */
type Resolve<T, Segments> = Segments extends readonly [infer Segment, ...infer Rest] ? string extends Segment ? unknown : unknown extends T ? unknown : Segment extends KeyOfAny<NonNullable<T>> ? Resolve<MemberOf<NonNullable<T>, Segment>, Rest> : never : T;
/**
 * The type of a path argument: `never` if the path is a literal that does not exist in a connection.
 *
 * @example
 * const path: CheckedPath<"baseUrl"> = "baseUrl"; // CheckedPath<"baseURL"> is never
 */
export type CheckedPath<P extends PathLike> = P extends unknown ? IsLiteral<P> extends true ? [Resolve<Value, SegmentsOf<P>>] extends [never] ? never : P : P : never;
/**
 * The type of the value at a path; `unknown` if the path is not a literal.
 *
 * @example
 * const name: PathValue<"environments[0].name"> = "Production";
 * const url: PathValue<"baseUrl"> = undefined; // string | undefined
 */
export type PathValue<P extends PathLike> = P extends unknown ? IsLiteral<P> extends true ? Resolve<Value, SegmentsOf<P>> : unknown : never;
/**
 * The type of an item of the list at a path; `unknown` if the path is not a literal.
 *
 * @example
 * const variable: PathItem<"environmentVariables"> = { name: "REGION", value: "eu" };
 */
export type PathItem<P extends PathLike> = P extends unknown ? IsLiteral<P> extends true ? ItemOf<NonNullable<Resolve<Value, SegmentsOf<P>>>> : unknown : never;
type ItemOf<List> = unknown extends List ? unknown : List extends readonly (infer Item)[] ? Item : never;
/** Every path into a value, as an array of segments. */
type PathIn<T> = T extends readonly (infer Item)[] ? readonly [number] | readonly [number, ...PathIn<Item>] : T extends object ? {
    [Key in keyof T & string]-?: readonly [Key] | readonly [Key, ...PathIn<NonNullable<T[Key]>>];
}[keyof T & string] : never;
/**
 * Every path into a connection that is being edited, as an array of segments.
 *
 * @example
 * const path: DraftPath = ["environments", 0, "name"];
 */
export type DraftPath = PathIn<DraftConnection>;
/**
 * Every path to a value that can be set to any `Allowed`, as an array or as a dotted path. `PathOf<string>` has the paths of texts.
 *
 * @example
 * const paths: PathOf<string>[] = ["name", "environments[0].name", ["environments", 0, "name"]];
 */
export type PathOf<Allowed> = ArrayPathOf<Allowed> | ToDotted<ArrayPathOf<Allowed>>;
type ArrayPathOf<Allowed> = DraftPath extends infer P ? P extends DraftPath ? [Allowed] extends [NonNullable<PathValue<P>>] ? P : never : never : never;
type ToDotted<P> = P extends readonly [infer First extends string, ...infer Rest] ? `${First}${DottedRest<Rest>}` : never;
type DottedRest<Segments> = Segments extends readonly [infer First, ...infer Rest] ? `${First extends string ? `.${First}` : `[${number}]`}${DottedRest<Rest>}` : "";
export {};
