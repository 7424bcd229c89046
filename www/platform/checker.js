// Checks values of request bodies by the rules that the operations share. Collects the fields that the platform refuses.

import { isObject } from "./json.js";

/** @typedef {import("./json.js").Json} Json */
/** @typedef {{ field: string, message: string }} RefusedField */

/** Maximum number of refused fields in a response. */
const MAX_REFUSED = 1_000;

/**
 * Maximum length of a stored connection as JSON, in UTF-16 code units. A small body can otherwise store gigabytes, because an
 * update copies the variables into every environment.
 */
export const MAX_CONNECTION_LENGTH = 64 * 1024 * 1024;

/** Returns true if a name consists of invisible characters. @param {unknown} name */
export const isBlank = (name) => typeof name === "string" && /^[\s\p{Default_Ignorable_Code_Point}]*$/u.test(name);

/** Checks values of a request body, and collects the refused fields. */
export class Checker {
  /** @type {RefusedField[]} */
  refused = [];

  /** @param {string} field @param {string} message */
  refuse(field, message) {
    if (this.refused.length < MAX_REFUSED) this.refused.push({ field, message });
  }

  /** Checks that members are strings. @param {Json} object @param {string} prefix @param {string[]} names */
  requireStrings(object, prefix, names) {
    for (const name of names) {
      if (object[name] === undefined) this.refuse(prefix + name, "is required");
      else if (typeof object[name] !== "string") this.refuse(prefix + name, "must be a string");
    }
  }

  /**
   * Checks that a value is a list of objects, and calls `checkItem` for each object. An absent list is valid.
   *
   * @param {unknown} list @param {string} field @param {(item: Json, field: string) => void} checkItem
   */
  checkList(list, field, checkItem) {
    if (list === undefined) return;
    if (!Array.isArray(list)) return this.refuse(field, "must be an array");
    for (const [index, item] of list.entries()) {
      const path = `${field}[${index}]`;
      if (isObject(item)) checkItem(item, path);
      else this.refuse(path, "must be an object");
    }
  }

  /** @param {unknown} list @param {string} field */
  checkVariables(list, field) {
    const names = new Set();
    this.checkList(list, field, (variable, path) => {
      this.requireStrings(variable, `${path}.`, ["name", "value"]);
      if (names.has(variable.name)) this.refuse(`${path}.name`, "is a duplicate");
      if (isBlank(variable.name)) this.refuse(`${path}.name`, "is blank");
      names.add(variable.name);
    });
  }

  /** @param {unknown} config @param {string} field */
  checkScheme(config, field) {
    if (isObject(config)) this.requireStrings(config, `${field}.`, ["schemeType"]);
    else this.refuse(field, "must be an object");
  }
}
