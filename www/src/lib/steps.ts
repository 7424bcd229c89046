/** Describes the requests of a plan. */

/** A request of a plan, as far as its description needs it. */
interface Step {
  operation: "UpdateConnection" | "UpdateEnvironment";
  environment?: { id?: string; name: string };
}

/** Returns the title of a request, such as "Update environment Staging". */
export function describeStep({ operation, environment }: Step): string {
  return operation === "UpdateConnection" ? "Update connection" : `Update environment ${environment?.name ?? ""}`;
}
