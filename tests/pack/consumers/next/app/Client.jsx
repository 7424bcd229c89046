"use client";

import * as api from "connection-update";
import { useConnectionDraft, useField } from "connection-update/react";
import { useEffect } from "react";
import { runInPage } from "../run-in-page.js";

const current = JSON.stringify({ name: "From a draft", protocol: "http", environments: [] });

export function Client() {
  const draft = useConnectionDraft(current);
  const name = useField(draft, ["name"]);
  useEffect(() => {
    runInPage(api);
  }, []);
  return <p id="draft">{name.value}</p>;
}
