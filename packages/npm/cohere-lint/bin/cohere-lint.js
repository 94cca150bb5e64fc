#!/usr/bin/env node
// Starts the program that the platform's own package holds, with the same arguments, streams and exit code.
"use strict";

const { spawnSync } = require("node:child_process");
const os = require("node:os");

const FAILED = 2;

function program() {
  if (process.env.COHERE_LINT_BINARY) {
    return process.env.COHERE_LINT_BINARY;
  }
  const { platform, arch } = process;
  const name = `@cohere-lint/cli-${platform}-${arch}`;
  try {
    return require.resolve(`${name}/bin/cohere-lint${platform === "win32" ? ".exe" : ""}`);
  } catch {
    console.error(
      `cohere-lint: the package ${name} is not installed. Either there is none for this platform, or optional dependencies were left out ` +
        "(npm install --include=optional). COHERE_LINT_BINARY names a program of your own.",
    );
    process.exit(FAILED);
  }
}

const { status, signal, error } = spawnSync(program(), process.argv.slice(2), { stdio: "inherit" });
if (error) {
  console.error(`cohere-lint: ${error.message}`);
  process.exit(FAILED);
}
// Who ends by a signal has no exit code; a shell would give this one.
process.exit(status ?? 128 + (os.constants.signals[signal] ?? 0));
