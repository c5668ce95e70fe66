// Checks Kubernetes objects against the schemas that the API servers and the Prometheus operator publish.
//
//   node manifests.mjs MODULES < OBJECTS
//
// MODULES is a folder node_modules with the packages of package.json; OBJECTS is JSON, an array of objects. Each finding is a line. Whether it is sound is
// what the packages' validators, made of the schemas, say; they let pass what they do not know, so it is watched besides what they look at.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const modules = process.argv[2];

// Azure Monitor's kinds are those of the Prometheus operator in a group of their own.
const packages = {
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
  'azmonitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

async function model(apiVersion, kind) {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  const file = join(modules, packages[group] ?? 'kubernetes-models', apiVersion.replace(/^azmonitoring/, 'monitoring'), kind + '.js');
  return (await import(pathToFileURL(file)))[kind];
}

// Stands for a value and remembers which of its keys were read.
function watched(value, path, seen) {
  if (value === null || typeof value !== 'object') return value;
  const children = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, watched(child, `${path}/${key}`, seen)]));
  const read = new Set();
  seen.push({ path, keys: Object.keys(value), read });
  return new Proxy(Array.isArray(value) ? Object.values(children) : children, {
    get(target, key) {
      read.add(key);
      return target[key];
    },
  });
}

function problems(Model, object) {
  const seen = [];
  const found = [];
  const own = { ...object, apiVersion: Model.apiVersion };
  try {
    Model.prototype.validate.call(watched(own, '', seen));
  } catch (error) {
    if (!error.errors) throw error;
    found.push(...error.errors.map((e) => `${e.instancePath}: ${e.message}`));
  }
  for (const { path, keys, read } of seen)
    // Of what has no names of its own, as free-form JSON, nothing is read.
    if (read.size > 0) found.push(...keys.filter((key) => !read.has(key)).map((key) => `${path}/${key}: there is no such field`));
  return found;
}

for (const object of JSON.parse(readFileSync(0, 'utf8')))
  for (const problem of problems(await model(object.apiVersion, object.kind), object))
    console.log(`${object.kind} ${object.metadata?.name} (${object.apiVersion})${problem}`);
