// The pages of rules, shown as Markdown previews.

import * as vscode from "vscode";

const SCHEME = "cohere-lint-rule";

/** What the server answers when a rule is to be explained. */
export interface RulePage {
  rule: string;
  title: string;
  markdown: string;
  url: string;
}

/** Keeps the pages that were asked for and shows them. */
export class RulePages implements vscode.TextDocumentContentProvider {
  private readonly pages = new Map<string, string>();

  register(): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.pages.get(uri.path) ?? "";
  }

  async show(page: RulePage): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${page.rule}.md` });
    const address = page.url ? `\n\n[On the web](${page.url})\n` : "";
    this.pages.set(uri.path, `# ${page.title}\n\n${page.markdown}${address}`);
    await vscode.commands.executeCommand("markdown.showPreview", uri);
  }
}
