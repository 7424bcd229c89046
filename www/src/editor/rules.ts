/** The levels of rules in the console. A name that a user does not see would make an item impossible to find. */
export const RULES = { "blank-name": "error" } as const;
