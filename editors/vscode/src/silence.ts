// Silencing a finding for a reason that the user is asked for.

import * as vscode from "vscode";
import { ExecuteCommandRequest } from "vscode-languageclient/node";
import type { LanguageClient } from "vscode-languageclient/node";

export const SILENCE = "cohere-lint.silenceForReason";

/** Which finding is meant. */
interface Finding {
  uri: string;
  fingerprint: string;
  rule: string;
}

/** The server's action writes a reason that is to be replaced; here the user is asked instead. */
export function askForReason(action: vscode.CodeAction, uri: vscode.Uri): vscode.CodeAction {
  const [diagnostic] = action.diagnostics ?? [];
  const data = (diagnostic as { data?: { fingerprint?: string } } | undefined)?.data;
  if (!action.title.startsWith("Silence ") || diagnostic === undefined || data?.fingerprint === undefined) {
    return action;
  }
  const code = diagnostic.code;
  const rule = String(typeof code === "object" && code !== null ? code.value : code);
  const asking = new vscode.CodeAction(`Silence \`${rule}\` here, for a reason…`, action.kind);
  asking.diagnostics = [diagnostic];
  const finding: Finding = { uri: uri.toString(), fingerprint: data.fingerprint, rule };
  asking.command = { command: SILENCE, title: asking.title, arguments: [finding] };
  return asking;
}

/** Asks for the reason and has the server write the comment. */
export async function silence(client: LanguageClient, finding: Finding): Promise<void> {
  const reason = await vscode.window.showInputBox({
    title: `Silence ${finding.rule}`,
    prompt: "Why is this as it should be? It is written beside the code, for those who read it next.",
    validateInput: (text) => (/[\p{L}\p{N}]/u.test(text) ? undefined : "Say why, in a few words."),
  });
  if (reason === undefined) {
    return;
  }
  const argument = { uri: finding.uri, fingerprint: finding.fingerprint, reason };
  await client.sendRequest(ExecuteCommandRequest.type, { command: "cohere-lint.silence", arguments: [argument] });
}
