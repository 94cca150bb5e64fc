// Starts the language server and shows what it has to say.

import { homedir } from "node:os";
import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/node";
import type { LanguageClientOptions } from "vscode-languageclient/node";
import { RulePages } from "./pages";
import type { RulePage } from "./pages";
import { SILENCE, askForReason, silence } from "./silence";
import { expandPath, serverCommand, serverSettings } from "./settings";
import type { Read } from "./settings";

const LANGUAGES = ["python", "typescript", "typescriptreact", "javascript", "javascriptreact", "vue", "svelte", "rust"];
// Configuration and deployment files: keys are found in them, and what is wrong with the linter's own.
const CONFIGURATION = "**/{*.toml,*.yaml,*.yml,*.json,.env,.env.*,Dockerfile}";

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel("cohere-lint", { log: true });
  const pages = new RulePages();
  context.subscriptions.push(
    output,
    pages.register(),
    vscode.commands.registerCommand("cohere-lint.showOutput", () => output.show()),
    vscode.commands.registerCommand("cohere-lint.restart", () => restart(output, pages)),
    vscode.commands.registerCommand(SILENCE, (finding) => client && silence(client, finding)),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      const needs = ["enable", "path", "args"].some((name) => event.affectsConfiguration(`cohere-lint.${name}`));
      if (needs) {
        await restart(output, pages);
      } else if (event.affectsConfiguration("cohere-lint")) {
        await client?.sendNotification("workspace/didChangeConfiguration", { settings: settings() });
      }
    }),
  );
  await start(output, pages);
}

export async function deactivate(): Promise<void> {
  await client?.stop();
  client = undefined;
}

function read(): Read {
  const section = vscode.workspace.getConfiguration("cohere-lint");
  return (name) => section.get(name);
}

function expand(path: string): string {
  return expandPath(path, homedir(), vscode.workspace.workspaceFolders?.[0]?.uri.fsPath);
}

function settings() {
  return serverSettings(read(), expand);
}

async function start(output: vscode.LogOutputChannel, pages: RulePages): Promise<void> {
  if (read()<boolean>("enable") === false) {
    return;
  }
  const options: LanguageClientOptions = {
    documentSelector: [
      ...LANGUAGES.map((language) => ({ scheme: "file", language })),
      { scheme: "file", pattern: CONFIGURATION },
    ],
    initializationOptions: settings(),
    outputChannel: output,
    middleware: {
      executeCommand: async (command, args, next) => {
        const answer: unknown = await next(command, args);
        if (command === "cohere-lint.explainRule" && answer) {
          await pages.show(answer as RulePage);
        }
        return answer;
      },
      provideCodeActions: async (document, range, asked, token, next) => {
        const actions = await next(document, range, asked, token);
        return actions?.map((action) => (action instanceof vscode.CodeAction ? askForReason(action, document.uri) : action));
      },
    },
  };
  const { command, args } = serverCommand(read(), expand);
  client = new LanguageClient("cohere-lint", "cohere-lint", { command, args }, options);
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    output.error(`${command} could not be started: ${String(error)}`);
    const choice = await vscode.window.showErrorMessage(
      `cohere-lint could not be started as \`${command}\`. Install it, or name it in the setting cohere-lint.path.`,
      "Open Settings",
      "Show Output",
    );
    if (choice === "Open Settings") {
      await vscode.commands.executeCommand("workbench.action.openSettings", "cohere-lint.path");
    } else if (choice === "Show Output") {
      output.show();
    }
  }
}

async function restart(output: vscode.LogOutputChannel, pages: RulePages): Promise<void> {
  await deactivate();
  await start(output, pages);
}
