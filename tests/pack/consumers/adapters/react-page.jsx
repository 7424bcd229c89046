import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.jsx";
import { readConnection } from "./session.js";

createRoot(document.querySelector("#root")).render(
  <StrictMode>
    <App connection={await readConnection()} />
  </StrictMode>,
);
