// A plugin of TypeDoc that keeps the pages of types short: takes the types that TypeDoc found, and shows them as they are declared.

import { Converter, ReflectionKind, UnknownType } from "typedoc";
import { isTypeNode } from "typescript";

/** Shown instead of a type that is computed from other types. The description of the type says what it is. */
const COMPUTED = "…";

/** Registers the plugin. */
export function load({ converter }) {
  // Without its declaration, `Immutable<Connection> | string` would be shown with all members of the connection.
  const convertType = converter.convertType.bind(converter);
  converter.convertType = (context, type, node) =>
    convertType(context, node !== undefined && isTypeNode(node) ? node : type);
  converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const alias of project.getReflectionsByKind(ReflectionKind.TypeAlias)) {
      if (isComputed(alias.type)) alias.type = new UnknownType(COMPUTED);
    }
  });
}

/** Returns true if a type is conditional, or consists of types of this package that are not exported. */
function isComputed(type) {
  if (type?.type === "conditional") return true;
  if (type?.type === "union") return type.types.every(isComputed);
  return type?.type === "reference" && type.reflection === undefined && type.package === "connection-update";
}
