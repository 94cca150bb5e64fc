// The settings, as the server takes them. No part of VS Code is needed here, so that it can be tested without.

/** Reads one setting of the section `cohere-lint`. */
export type Read = <T>(name: string) => T | undefined;

/** What is sent as `initializationOptions`, and again whenever a setting changes. */
export interface ServerSettings {
  select: string[] | undefined;
  ignore: string[] | undefined;
  pedantic: boolean;
  configuration: string | undefined;
  diagnostics: "workspace" | "openFiles";
  /** The page of a rule is shown here, not in a browser. */
  explainRule: "client";
}

export function serverSettings(read: Read, expand: (path: string) => string): ServerSettings {
  const list = (name: string) => {
    const values = read<string[]>(name) ?? [];
    return values.length > 0 ? values : undefined;
  };
  const configuration = read<string>("configuration")?.trim();
  return {
    select: list("select"),
    ignore: list("ignore"),
    pedantic: read<boolean>("pedantic") ?? false,
    configuration: configuration ? expand(configuration) : undefined,
    diagnostics: read<"workspace" | "openFiles">("diagnostics") ?? "workspace",
    explainRule: "client",
  };
}

/** The program and its arguments. */
export function serverCommand(read: Read, expand: (path: string) => string): { command: string; args: string[] } {
  const path = read<string>("path")?.trim();
  return { command: path ? expand(path) : "cohere-lint", args: ["server", ...(read<string[]>("args") ?? [])] };
}

/** A path with `~` and `${workspaceFolder}` filled in. */
export function expandPath(path: string, home: string, folder: string | undefined): string {
  const whole = path.startsWith("~/") || path.startsWith("~\\") ? home + path.slice(1) : path;
  return folder === undefined ? whole : whole.replaceAll("${workspaceFolder}", folder);
}
