// Turns a title into a word that fits into an address.
const { readFileSync } = require("node:fs");

const { title } = JSON.parse(readFileSync(0, "utf8"));
const slug = title
  .normalize("NFKD")
  .replace(/\p{Mark}/gu, "")
  .toLowerCase()
  .replace(/[^a-z0-9]+/g, "-")
  .replace(/^-+|-+$/g, "");

console.log(JSON.stringify({ slug }));
