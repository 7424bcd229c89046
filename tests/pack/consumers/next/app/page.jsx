import * as api from "connection-update";
import { run } from "../program.mjs";
import { Client } from "./Client";

export const dynamic = "force-dynamic";

export default async function Page({ searchParams }) {
  const { platform } = await searchParams;
  const outcome = await run(api, platform, { cookie: "session=of-a-person" });
  return (
    <>
      <pre id="server">{JSON.stringify(outcome)}</pre>
      <Client />
    </>
  );
}
