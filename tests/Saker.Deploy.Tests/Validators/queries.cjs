// Parses queries in the Kusto language and finds out what they give.
//
//   node queries.cjs MODULES < INPUT
//
// MODULES is a folder node_modules with the packages of package.json. INPUT is {tables: {NAME: COLUMNS}, functions: {NAME: {parameters, body}}, queries:
// {NAME: TEXT}}, with columns and parameters as Kusto writes them, NAME: TYPE. What is printed is {NAME: {findings, columns}}; a column is NAME: TYPE.
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');

const load = createRequire(join(process.argv[2], 'here.js'));
load('@kusto/language-service-next/bridge.min.js');
load('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
const { GlobalState, KustoCode, Symbols } = globalThis.Kusto.Language;

const input = JSON.parse(readFileSync(0, 'utf8'));
const tables = Object.entries(input.tables).map(([name, columns]) => Symbols.TableSymbol.From(`(${columns})`).WithName(name));
const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor('workspace', tables));

// Functions that a workspace keeps are, for a query, as good as ones that it begins with.
const functions = Object.entries(input.functions).map(([name, f]) => `let ${name} = (${f.parameters}) {\n${f.body}\n};\n`);

// Collections of this library are those of .NET.
function list(collection) {
  return Array.from({ length: collection.Count }, (_, i) => (collection.getItem ?? collection.get_Item).call(collection, i));
}

const answers = {};
for (const [name, text] of Object.entries(input.queries)) {
  const before = functions.join('');
  const code = KustoCode.ParseAndAnalyze(before + text, globals);
  const findings = list(code.GetDiagnostics()).map((d) => `${d.Severity}: ${d.Message} at: ${(before + text).slice(d.Start, d.Start + 40)}`);
  const columns = code.ResultType?.Columns ? list(code.ResultType.Columns).map((c) => `${c.Name}: ${c.Type.Name}`) : [];
  answers[name] = { findings, columns };
}
console.log(JSON.stringify(answers));
