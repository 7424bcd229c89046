export default [
  { name: "page", entry: "./page.js", output: { filename: "page.js", path: `${import.meta.dirname}/dist/page` } },
  {
    name: "slim",
    entry: "./slim-page.js",
    output: { filename: "slim-page.js", path: `${import.meta.dirname}/dist/slim` },
  },
].map((config) => ({ ...config, mode: "production" }));
