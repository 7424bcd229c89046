/** A path in a connection: the names of members and the indices of items, from the root on. */
export type Path = readonly (string | number)[];
