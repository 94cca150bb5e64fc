// Prints, as JSON, what the installed `cohere-ai` package offers: exports, constructors, methods with the keys of their requests, errors,
// and what its client does about failures. Runs in a directory of its own, which `scripts/check-catalog` makes and in which
// `cohere-ai` and `typescript` are installed.
"use strict";

const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const here = process.cwd();
const local = (name) => require(require.resolve(name, { paths: [here] }));
const ts = local("typescript");

const ENTRY_POINTS = ["cohere-ai", "cohere-ai/aws"];

function surface() {
  const present = ENTRY_POINTS.filter((name) => fs.existsSync(path.join(here, "node_modules", name + (name.includes("/") ? ".d.ts" : ""))));
  const lines = present.map((name, i) => `import * as m${i} from "${name}"; export { m${i} };`);
  const root = path.join(here, "surface.ts");
  fs.writeFileSync(root, lines.join("\n"));
  const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10, strict: true, skipLibCheck: true, esModuleInterop: false, ignoreDeprecations: "5.0" };
  const program = ts.createProgram([root], options);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(root);
  const out = { classes: {}, methods: {}, members: {}, errors: {} };

  const isOurs = (symbol) => (symbol?.declarations ?? []).some((d) => d.getSourceFile().fileName.includes("/node_modules/cohere-ai/"));
  const isPublic = (symbol) => !(ts.getCombinedModifierFlags(symbol.valueDeclaration ?? symbol.declarations[0]) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected));
  const typeOf = (symbol) => checker.getTypeOfSymbolAtLocation(symbol, source);
  const isOptional = (symbol) => Boolean(symbol.flags & ts.SymbolFlags.Optional) || couldBeUndefined(typeOf(symbol));
  const couldBeUndefined = (type) => Boolean(type.flags & ts.TypeFlags.Undefined) || (type.isUnion() && type.types.some(couldBeUndefined));
  const bases = (type) => (type.getBaseTypes?.() ?? []).flatMap((base) => [base.symbol?.name, ...bases(base)]);

  /** The keys of an object parameter; none where it is no object of the package's own. */
  function properties(type) {
    const bare = checker.getNonNullableType(type);
    const variants = bare.isUnion() ? bare.types : [bare];
    const objects = variants.filter((t) => t.flags & ts.TypeFlags.Object || t.isIntersection());
    if (objects.length === 0 || !objects.some((t) => isOurs(t.aliasSymbol ?? t.symbol) || (t.isIntersection() && t.types.some((p) => isOurs(p.aliasSymbol ?? p.symbol))))) return null;
    const found = new Map();
    for (const property of objects.flatMap((t) => checker.getPropertiesOfType(t))) {
      const required = !isOptional(property);
      found.set(property.name, { name: property.name, required });
    }
    return [...found.values()];
  }

  function parameters(signature) {
    return signature.getParameters().map((symbol) => {
      const declaration = symbol.valueDeclaration;
      const required = !(declaration?.questionToken || declaration?.initializer);
      const type = typeOf(symbol);
      // A destructured parameter has no name of its own.
      return { name: symbol.name.startsWith("__") ? "request" : symbol.name, required, properties: properties(type) };
    });
  }

  function returned(signature) {
    const text = checker.typeToString(signature.getReturnType());
    return { async: /Promise/.test(text), streams: /\b(Stream|AsyncIterable)</.test(text) };
  }

  function instance(prefix, type, seen) {
    for (const property of checker.getPropertiesOfType(type)) {
      if (property.name.startsWith("_") || property.name.startsWith("#") || !isPublic(property)) continue;
      const held = typeOf(property);
      const [signature] = held.getCallSignatures();
      if (signature) {
        const all = parameters(signature);
        out.methods[`${prefix}.${property.name}`] = { parameters: all, ...returned(signature) };
      } else if (held.symbol && isOurs(held.symbol) && held.symbol.flags & ts.SymbolFlags.Class && !seen.has(held.symbol)) {
        out.members[`${prefix}.${property.name}`] = held.symbol.name;
        instance(`${prefix}.${property.name}`, held, new Set([...seen, held.symbol]));
      }
    }
  }

  function exported(prefix, symbol, depth) {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const type = typeOf(target);
    const [construct] = target.flags & ts.SymbolFlags.Class ? type.getConstructSignatures() : [];
    if (construct) {
      const made = construct.getReturnType();
      if (bases(made).includes("Error")) {
        out.errors[prefix] = target.name;
        return;
      }
      if (!/(Client|ClientV2)$/.test(target.name)) return;
      out.classes[prefix] = { parameters: parameters(construct) };
      instance(`${prefix}()`, made, new Set([target]));
    } else if (depth < 2 && target.flags & (ts.SymbolFlags.NamespaceModule | ts.SymbolFlags.ValueModule)) {
      for (const inner of checker.getExportsOfModule(target)) exported(`${prefix}.${inner.name}`, inner, depth + 1);
    }
  }

  checker.getExportsOfModule(checker.getSymbolAtLocation(source)).forEach((symbol, i) => {
    const module = checker.getAliasedSymbol(symbol);
    const prefix = `npm:${present[i]}`;
    // Before 7.0 the module is the client itself: `export = cohere`.
    const whole = module.exports?.get("export=");
    if (whole || !(module.flags & ts.SymbolFlags.ValueModule)) {
      instance(prefix, typeOf(whole ?? module), new Set());
      return;
    }
    for (const inner of checker.getExportsOfModule(module)) exported(`${prefix}.${inner.name}`, inner, 0);
  });
  return out;
}

/** What a client does over a server that always answers with one status. */
async function behaviour() {
  const { CohereClient } = local("cohere-ai");
  if (!CohereClient) return { resilience: null, "credential-env": {} };
  let status = 503;
  let asked = [];
  let keys = [];
  const server = http.createServer((request, response) => {
    asked.push(Date.now());
    keys.push(request.headers.authorization ?? "");
    request.resume();
    response.writeHead(status, { "content-type": "application/json" });
    response.end('{"message": "no"}');
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const environment = `http://127.0.0.1:${server.address().port}`;
  const asking = async (answer, call) => {
    [status, asked, keys] = [answer, [], []];
    try {
      const result = await call();
      if (result?.[Symbol.asyncIterator]) for await (const _ of result);
    } catch {}
  };
  // The limit that nobody set is seen in the timer that is to cut the request off.
  const delays = [];
  const plain = globalThis.setTimeout;
  globalThis.setTimeout = (run, delay, ...rest) => (delays.push(delay ?? 0), plain(run, delay, ...rest));
  const client = new CohereClient({ token: "no-key", environment });
  await asking(503, () => client.chat({ message: "hi" }));
  globalThis.setTimeout = plain;
  const pauses = asked.slice(1).map((at, i) => at - asked[i]);
  const retries = asked.length - 1;
  await asking(503, () => client.chatStream({ message: "hi" }));
  const streams = asked.length > 1;
  const variables = [];
  for (const name of ["CO_API_KEY", "COHERE_API_KEY", "COHERE_KEY", "CO_KEY"]) {
    process.env[name] = "no-key";
    await asking(401, () => new CohereClient({ environment }).chat({ message: "hi" }));
    if (keys.some((key) => key.includes("no-key"))) variables.push(name);
    delete process.env[name];
  }
  server.close();
  const resilience = {
    retries,
    "backs-off": Math.max(0, ...pauses) > 300,
    "retries-streams": streams,
    "timeout-seconds": Math.max(...delays) / 1000,
  };
  return { resilience, "credential-env": { "npm:cohere-ai.CohereClient": variables } };
}

["CO_API_KEY", "COHERE_API_KEY"].forEach((name) => delete process.env[name]);
behaviour().then((found) => {
  // Agents keep their sockets open.
  process.stdout.write(JSON.stringify({ ...surface(), ...found }), () => process.exit());
});
