/** All messages of `connection-update` in German. Give it to the option `messages`. */

import type {
  Conflict,
  Effect,
  Failure,
  Issue,
  IssueCode,
  IssueOf,
  JsonType,
  Messages,
  NamedEnvironment,
  ParamValues,
  UnsupportedReason,
} from "connection-update";

const list = (names: string[]): string => names.map((name) => `„${name}“`).join(", ");
const count = (number: number, one: string, more: string): string => `${number} ${number === 1 ? one : more}`;
const nameOf = (environment: NamedEnvironment | undefined): string => `„${environment?.name ?? ""}“`;

const types: Record<JsonType, string> = {
  null: "null",
  boolean: "true oder false",
  number: "eine Zahl",
  string: "ein Text",
  array: "eine Liste",
  object: "ein Objekt",
};

const jsonProblems: Record<ParamValues["invalid-json"], string> = {
  "empty-input": "der Text ist leer",
  "expected-value": "ein Wert wird erwartet",
  "expected-key": "ein Schlüssel in Anführungszeichen wird erwartet",
  "expected-colon": "ein Doppelpunkt wird erwartet",
  "expected-comma-or-brace": "ein Komma oder } wird erwartet",
  "expected-comma-or-bracket": "ein Komma oder ] wird erwartet",
  "expected-literal": "true, false oder null wird erwartet",
  "expected-digit": "eine Ziffer wird erwartet",
  "control-character": "ein Steuerzeichen in einem Text muss maskiert werden",
  "invalid-escape": "ein umgekehrter Schrägstrich muss eine Maskierung beginnen",
  "trailing-text": "nach dem Wert steht weiterer Text",
  "unexpected-end": "der Text endet zu früh",
};

const urlProblems: Record<ParamValues["invalid-url"], string> = {
  scheme: "sie muss mit https:// beginnen",
  "no-host": "der Host fehlt",
  "host-character": "der Host enthält ein Zeichen, das dort nicht erlaubt ist",
  "host-encoding": "der Host ist nicht lesbar kodiert",
  port: "der Port ist keine Zahl bis 65535",
  ipv4: "die IPv4-Adresse ist nicht lesbar",
  ipv6: "die IPv6-Adresse ist nicht lesbar",
  bracket: "der Adresse fehlt die schließende Klammer",
  "after-address": "nach der Adresse steht weiterer Text",
};

const urlParts: Record<ParamValues["unexpected-url-part"], string> = {
  user: "keinen Benutzer und kein Passwort",
  query: "keine Abfrage",
  fragment: "kein Fragment",
};

const currentProblems: Record<ParamValues["invalid-current"], string> = {
  "not-json": "sie ist kein lesbares JSON",
  "not-object": "sie ist kein Objekt",
  "not-serializable": "sie lässt sich nicht ohne Verlust als JSON schreiben",
  "missing-field": "ein Pflichtfeld fehlt",
  "not-list": "dieser Wert ist keine Liste",
  "duplicate-key-or-surrogate": "sie enthält einen doppelten Schlüssel oder ein halbes Ersatzzeichen",
  "duplicate-id": "zwei Umgebungen haben dieselbe ID",
  "other-connection": "sie ist eine andere Verbindung als die bearbeitete",
};

const reasons: Record<UnsupportedReason, string> = {
  "scheme-type": "Die Art einer Anmeldung lässt sich nicht ändern. Legen Sie eine neue Umgebung an.",
  entries: "Zugangsdaten einer Umgebung lassen sich nicht hinzufügen, entfernen oder verschieben.",
  credential: "Zugangsdaten ändert der Vorgang UpdateCredential, der ihre Geheimnisse braucht.",
  "read-only": "Diesen Wert setzt nur die Plattform.",
  "name-cycle": "Umgebungen können ihre Namen nicht tauschen. Speichern Sie zuerst einen vorläufigen Namen.",
  removal: "Ein gespeicherter Wert lässt sich nur ersetzen, nicht entfernen.",
  more: "Weitere Änderungen werden nicht gesendet.",
};

const issues: { [Code in IssueCode]: (params: NonNullable<IssueOf<Code>["params"]>) => string } = {
  "invalid-json": ({ problem, line, column }) =>
    `Ungültiges JSON in Zeile ${line}, Spalte ${column}: ${jsonProblems[problem]}.`,
  "invalid-utf8": ({ offset }) => `Ungültiges UTF-8 bei Byte ${offset}.`,
  "too-large": ({ limit }) => `Größer als die erlaubten ${limit} Byte.`,
  "too-deep": ({ limit }) => `Tiefer verschachtelt als die erlaubten ${limit} Ebenen.`,
  "duplicate-key": ({ key }) => `Der Schlüssel „${key}“ kommt in diesem Objekt zweimal vor.`,
  "lone-surrogate": () => "Dieser Text enthält ein halbes Ersatzzeichen.",
  "undefined-value": () => "undefined ist kein JSON.",
  "not-serializable": ({ type }) => `Ein Wert der Art „${type}“ lässt sich nicht als JSON schreiben.`,
  "bigint-value": () => "Ein bigint lässt sich nicht als JSON schreiben.",
  "non-finite-number": () => "Diese Zahl ist nicht endlich und würde als null gesendet.",
  "cyclic-value": () => "Dieses Objekt enthält sich selbst.",
  "unreadable-value": () => "Beim Lesen dieses Wertes trat ein Fehler auf.",
  "class-instance": ({ type }) => `Von diesem Objekt der Klasse „${type}“ werden nur eigene Eigenschaften gesendet.`,
  "more-issues": ({ count }) => `${count} weitere Hinweise sind nicht aufgeführt.`,
  "out-of-memory": () => "Der Speicher reicht für diese Eingabe nicht aus.",
  internal: () => "Die Prüfung ist fehlgeschlagen. Bitte melden Sie diesen Fehler.",
  "invalid-type": ({ expected, actual }) => `Hier wird ${types[expected]} erwartet, nicht ${types[actual]}.`,
  "null-list": () => "null ist keine Liste. [] leert die Liste.",
  "missing-field": ({ field }) => `„${field}“ ist ein Pflichtfeld.`,
  "invalid-value": ({ options }) => `Erlaubt sind: ${list(options)}.`,
  "unknown-field": ({ field }) => `„${field}“ ist hier nicht bekannt.`,
  "read-only-field": ({ field }) => `„${field}“ wird beim Speichern ignoriert.`,
  "empty-value": ({ fields }) => `Eines dieser Felder darf nicht leer sein: ${list(fields)}.`,
  "unknown-type": ({ options }) => `Diese Art ist nicht bekannt. Bekannt sind: ${list(options)}.`,
  "inapplicable-field": ({ field, protocol }) => `„${field}“ gilt nicht für das Protokoll „${protocol}“.`,
  "blank-name": () => "Geben Sie einen Namen ein.",
  "surrounding-whitespace": () => "Beginnt oder endet mit einem Leerzeichen, das mitgespeichert wird.",
  "invalid-ulid": () => "Das ist keine ULID.",
  "invalid-url": ({ problem }) => `Das ist keine vollständige URL: ${urlProblems[problem]}.`,
  "template-url": () => "Diese URL enthält einen Platzhalter und lässt sich nicht prüfen.",
  "repaired-url": ({ repaired }) => `Diese URL wird als „${repaired}“ gelesen.`,
  "unexpected-url-part": ({ part }) => `Diese URL sollte ${urlParts[part]} enthalten.`,
  "insecure-url": () => "http:// ist nicht verschlüsselt. Verwenden Sie https://.",
  "invalid-dataset-id": () => "Erwartet wird <Projekt>.<Dataset>.",
  "invalid-time": () => "Erwartet wird ein Zeitpunkt wie 2026-11-07T05:31:56Z.",
  "masked-value": () => "Dieser Wert sieht wie ein verdecktes Geheimnis aus und würde das echte ersetzen.",
  "duplicate-value": ({ field }) => `Ein anderer Eintrag hat denselben Wert in „${field}“.`,
  "immutable-field": ({ field }) => `„${field}“ lässt sich nach dem Anlegen nicht ändern.`,
  "unknown-environment": () => "Keine Umgebung hat diese ID. Neue Umgebungen haben keine ID.",
  "environment-not-editable": ({ member, name }) => `„${member}“ der Umgebung „${name}“ lässt sich hier nicht ändern.`,
  "immutable-scheme-type": ({ name }) => `Die Art der Anmeldung der Umgebung „${name}“ lässt sich nicht ändern.`,
  "deletes-environment": ({ name }) => `Die Umgebung „${name}“ wird gelöscht.`,
  "deletes-all-environments": () => "Eine leere Liste löscht alle Umgebungen.",
  "overwritten-variables": ({ name, names }) => `Die Umgebung „${name}“ verliert eigene Werte: ${list(names)}.`,
  "stale-scheme-copy": ({ name }) => `Die Umgebung „${name}“ behält eine ältere Anmeldung.`,
  "invalid-current": ({ problem }) => `Die gespeicherte Verbindung ist nicht brauchbar: ${currentProblems[problem]}.`,
  "invalid-change": ({ expected, actual }) => `Hier wird ${types[expected]} erwartet, nicht ${types[actual]}.`,
  "conflicting-edit": ({ name }) => `Die Variable „${name}“ wird zugleich gesetzt und entfernt.`,
  "invalid-order": () => "Die Reihenfolge muss jede Umgebung genau einmal nennen.",
  "nothing-to-remove": ({ name }) => `Es gibt keine Variable „${name}“.`,
  "missing-list": ({ field }) => `Die Liste „${field}“ fehlt. [] leert sie.`,
  "unknown-outcome": ({ name }) => `Ob die Umgebung „${name}“ angelegt wurde, ist nicht bekannt.`,
  "unsupported-edit": ({ reason }) => reasons[reason],
  "unsafe-id": ({ field }) => `„${field}“ enthält Zeichen, die in einer ID nicht erlaubt sind.`,
  "id-mismatch": ({ field, target }) => `„${field}“ muss gleich „${target}“ in der Adresse sein.`,
  // The platform's own words.
  rejected: ({ message }) => message,
};

function effect({ kind, path, environment, names = [], count: fields }: Effect): string {
  const field = `„${String(path.at(-1) ?? "")}“`;
  const subject = `Die Umgebung ${nameOf(environment)}`;
  switch (kind) {
    case "created":
      return `${subject} wird angelegt.`;
    case "deleted":
      return `${subject} wird gelöscht.`;
    case "renamed":
      return `${subject} erhält einen anderen Namen.`;
    case "reordered":
      return environment === undefined
        ? "Die Umgebungen erhalten eine andere Reihenfolge."
        : `Die Zugangsdaten der Umgebung ${nameOf(environment)} erhalten eine andere Reihenfolge.`;
    case "overwritten":
      return names.length === 0
        ? `${subject} erhält die Variablen der Verbindung.`
        : `${subject} verliert eigene Werte: ${list(names)}.`;
    case "kept":
      return `${subject} behält ihre eigenen Werte.`;
    case "restated":
      return "Die gespeicherten Listen werden erneut gesendet.";
    case "stale-copy":
      return `${subject} behält eine ältere Anmeldung.`;
    case "replaced":
      if (fields !== undefined) return `${count(fields, "weiteres Feld ändert", "weitere Felder ändern")} sich.`;
      if (environment === undefined) return `${field} ändert sich.`;
      return names.length === 0
        ? `Eine Anmeldung der Umgebung ${nameOf(environment)} ändert sich.`
        : `Variablen der Umgebung ${nameOf(environment)} ändern sich: ${list(names)}.`;
  }
}

function difference({ kind, path, environment, names = [] }: Effect): string {
  const field = `„${String(path.at(-1) ?? "")}“`;
  if (kind === "created") return `Es gibt eine weitere Umgebung: ${nameOf(environment)}.`;
  if (kind === "deleted") return `Die Umgebung ${nameOf(environment)} fehlt.`;
  if (kind === "reordered") return "Die Umgebungen haben eine andere Reihenfolge.";
  const owner = environment === undefined ? "" : ` der Umgebung ${nameOf(environment)}`;
  return kind === "overwritten" ? `Variablen${owner} weichen ab: ${list(names)}.` : `${field}${owner} weicht ab.`;
}

function conflict({ kind, path, environment, name, count: conflicts = 0 }: Conflict): string {
  const owner = environment === undefined ? "" : ` der Umgebung ${nameOf(environment)}`;
  const subject = name === undefined ? `„${String(path.at(-1) ?? "")}“${owner}` : `Die Variable „${name}“${owner}`;
  switch (kind) {
    case "value":
      return `${subject} wurde von beiden Seiten geändert.`;
    case "order":
      return `Die Reihenfolge${owner} wurde von beiden Seiten geändert.`;
    case "deleted":
      return `${name === undefined ? `Die Umgebung ${nameOf(environment)}` : subject} wurde inzwischen gelöscht.`;
    case "edited":
      return `${name === undefined ? `Die Umgebung ${nameOf(environment)}` : subject} wurde inzwischen geändert.`;
    case "overwritten":
      return `Die Variablen${owner} wurden inzwischen geändert.`;
    case "same-name":
      return `Der Name ${nameOf(environment)} ist inzwischen vergeben.`;
    case "list":
      return `Die Liste „${String(path.at(-1) ?? "")}“${owner} wurde von beiden Seiten geändert.`;
    case "more":
      return `${count(conflicts, "weiterer Wert wurde", "weitere Werte wurden")} von beiden Seiten geändert.`;
  }
}

function error({ kind, status, maybeApplied, retryAfterMs, issues: found, conflicts = [] }: Failure): string {
  const doubt = maybeApplied ? " Die Änderung kann trotzdem angekommen sein." : "";
  switch (kind) {
    case "invalid":
      return `Nichts wurde gesendet: ${count(found.length, "Hinweis", "Hinweise")}.`;
    case "http":
      if (status === 401) return "Ihre Sitzung ist abgelaufen. Melden Sie sich erneut an.";
      if (retryAfterMs !== undefined) return `Bitte warten Sie ${Math.ceil(retryAfterMs / 1000)} Sekunden.`;
      return `Der Server hat mit ${status ?? "einem Fehler"} geantwortet.${doubt}`;
    case "network":
      return `Der Server ist nicht erreichbar.${doubt}`;
    case "timeout":
      return `Der Server hat zu lange gebraucht.${doubt}`;
    case "aborted":
      return `Der Vorgang wurde abgebrochen.${doubt}`;
    case "conflict":
      return `Jemand hat dieselben Werte geändert: ${count(conflicts.length, "Konflikt", "Konflikte")}.`;
    case "decode":
      return `Die Antwort des Servers ist nicht lesbar.${doubt}`;
    case "internal":
      return `Die Prüfung ist fehlgeschlagen.${doubt}`;
  }
}

/** Returns all messages. `field` returns the label of a field; without a label, a message contains the name of the field. */
export function createGerman(field?: Messages["field"]): Messages {
  return {
    issue: (issue) => issues[issue.code](labelParams(issue, field) as never),
    effect,
    difference,
    conflict,
    unsupported: ({ reason }) => reasons[reason],
    error,
  };
}

/** Returns the params of an issue, with labels in the place of the names of fields. */
function labelParams({ path, params = {} }: Issue, field: Messages["field"]): object {
  const labelOf = (name: string) => field?.(path.at(-1) === name ? path : [...path, name]) ?? name;
  const labelled = Object.entries(params).map(([key, value]) => {
    if (key === "field" || key === "member") return [key, labelOf(String(value))];
    return [key, key === "fields" && Array.isArray(value) ? value.map(labelOf) : value];
  });
  return Object.fromEntries(labelled);
}

/** All messages, with the names of fields. */
export const german = createGerman();
