// The manifest's settings are a schema that holds, each is read by the code, and what the code sends is what the server takes.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import Ajv from "ajv";
import { build } from "esbuild";

const manifest = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
const properties = manifest.contributes.configuration.properties;

// Words of VS Code's own, which say nothing of values.
const WORDS = ["scope", "markdownDescription", "enumDescriptions"];

async function settingsModule() {
  const entry = new URL("../src/settings.ts", import.meta.url).pathname;
  const bundled = await build({ entryPoints: [entry], bundle: true, format: "esm", write: false });
  return import(`data:text/javascript;base64,${Buffer.from(bundled.outputFiles[0].contents).toString("base64")}`);
}

test("every setting is a schema, and its default fits it", () => {
  const ajv = new Ajv({ strict: true });
  ajv.addVocabulary(WORDS);
  for (const [name, schema] of Object.entries(properties)) {
    const fits = ajv.compile(schema);
    assert.ok(name.startsWith("cohere-lint."), name);
    assert.ok("default" in schema && fits(schema.default), `${name}: ${ajv.errorsText(fits.errors)}`);
    assert.ok(schema.description || schema.markdownDescription, `${name} says nothing of itself`);
  }
});

test("every setting is read somewhere", async () => {
  const files = await Promise.all(["extension", "settings"].map((name) => readFile(new URL(`../src/${name}.ts`, import.meta.url), "utf8")));
  const code = files.join("\n");
  for (const name of Object.keys(properties).map((name) => name.slice("cohere-lint.".length))) {
    // The client library reads how much is traced.
    assert.ok(name === "trace.server" || code.includes(`"${name}"`), name);
  }
});

test("every command of the manifest is registered", async () => {
  const code = await readFile(new URL("../src/extension.ts", import.meta.url), "utf8");
  for (const { command } of manifest.contributes.commands) {
    assert.ok(code.includes(`registerCommand("${command}"`), command);
  }
});

test("the server gets what is set, and no more", async () => {
  const { serverSettings, serverCommand, expandPath } = await settingsModule();
  const none = serverSettings(() => undefined, (path) => path);
  assert.deepEqual(JSON.parse(JSON.stringify(none)), { pedantic: false, diagnostics: "workspace", explainRule: "client" });
  const set = { ignore: ["models"], configuration: " ~/lint.toml ", args: ["--as-of", "2026-01-01"], path: "${workspaceFolder}/bin/cohere-lint" };
  const expand = (path) => expandPath(path, "/home/me", "/work");
  const read = (name) => set[name];
  assert.equal(serverSettings(read, expand).configuration, "/home/me/lint.toml");
  assert.deepEqual(serverSettings(read, expand).ignore, ["models"]);
  assert.deepEqual(serverCommand(read, expand), { command: "/work/bin/cohere-lint", args: ["server", "--as-of", "2026-01-01"] });
  assert.deepEqual(serverCommand(() => undefined, expand), { command: "cohere-lint", args: ["server"] });
});
