import {
  type ContainerChange,
  findDeclared,
  type Located,
  type LocatedContainer,
} from "../core/manifests/index.ts";
import {
  type ChangeRecord,
  err,
  type FileChange,
  isRecordedPath,
  ok,
  type RecordedSetting,
  type Refusal,
  type RepositoryFiles,
  type Result,
} from "../core/model/index.ts";
import type { Today } from "../core/reconcile/index.ts";
import type { Renderer } from "../ports/renderer.ts";
import type { ProvedEdit } from "./analysis.ts";
import { editTogether } from "./edit-together.ts";
import { editValue } from "./edit-value.ts";

type Undone = Pick<ProvedEdit, "files" | "proof">;

/**
 * What recorded settings are set to today: as the container shows it, or, where no container is found, as it stands at the
 * recorded place.
 */
export function todayIn(located: Located, record: ChangeRecord): Today {
  return (setting) => {
    const found = containerOf(located, record, setting)?.settings[setting.setting];
    if (found === undefined) return declaredAt(located.survey.files, setting);
    const isKnown = found.value !== null || found.raw === null;
    return isKnown ? { text: found.value?.text ?? null } : null;
  };
}

/**
 * Sets settings to what they are to go back to, and proves it: by container where each is found, by place in the files
 * otherwise. Errors: those of `planEdits`, `proveEdits` and `editValue`.
 */
export async function undoValues(
  located: Located,
  renderer: Renderer | null,
  record: ChangeRecord,
  back: readonly RecordedSetting[],
): Promise<Result<Undone, Refusal>> {
  const changes = changesOf(located, record, back);
  return changes === null
    ? editAtPlaces(located.survey.files, back)
    : editTogether(located, renderer, changes);
}

function changesOf(
  located: Located,
  record: ChangeRecord,
  back: readonly RecordedSetting[],
): readonly ContainerChange[] | null {
  const changes = new Map<LocatedContainer, ContainerChange["changes"][number][]>();
  for (const setting of back) {
    const container = containerOf(located, record, setting);
    if (container === null) return null;
    const known = changes.get(container) ?? [];
    changes.set(container, [...known, { setting: setting.setting, value: setting.to }]);
  }
  return [...changes].map(([container, wanted]) => ({ container, changes: wanted }));
}

function editAtPlaces(files: RepositoryFiles, back: readonly RecordedSetting[]): Result<Undone, Refusal> {
  const changed = new Map<string, FileChange>();
  const statements: string[] = [];
  let now = files;
  for (const { file, path, setting, to } of back) {
    if (to === null) {
      const why = `${setting} was not set before, and what is set at ${path} is not taken out`;
      return err({ code: "unreadable-file", file, problem: why });
    }
    const edited = editValue(now, { file, path }, to);
    if (!edited.ok) return edited;
    statements.push(...edited.value.proof.statements);
    for (const change of edited.value.files) {
      changed.set(change.path, { ...change, before: changed.get(change.path)?.before ?? change.before });
      now = { ...now, files: new Map(now.files).set(change.path, { kind: "text", text: change.after }) };
    }
  }
  return ok({ files: [...changed.values()], proof: { statements } });
}

function declaredAt(
  files: RepositoryFiles,
  { file, path }: RecordedSetting,
): { readonly text: string } | null {
  if (file === "" || path === "" || path.startsWith("#")) return null;
  const found = findDeclared(files, { file, path });
  return found.ok ? { text: found.value.text } : null;
}

/** The one that is meant; among the same of several environments, the one that is written where the record says. */
function containerOf(
  { containers }: Located,
  record: ChangeRecord,
  setting: RecordedSetting,
): LocatedContainer | null {
  const named = containers.filter((one) => one.container === setting.container && isOf(one, record, setting));
  const exact = named.filter(({ namespace }) => namespace !== null);
  const matches = exact.length > 0 ? exact : named;
  if (matches.length <= 1) return matches[0] ?? null;
  const places = record.settings.filter(
    (one) => one.container === setting.container && one.workload === setting.workload && one.file !== "",
  );
  const there = matches.filter((one) => places.length > 0 && places.every((place) => isAt(one, place)));
  return there.length === 1 ? (there[0] ?? null) : null;
}

function isAt({ settings }: LocatedContainer, { setting, file, path }: RecordedSetting): boolean {
  const { writtenAt, place } = settings[setting];
  const at = writtenAt ?? (place.ok ? place.value.location : null);
  return at !== null && at.file === file && isRecordedPath(path, at.path);
}

function isOf(
  { namespace, kind, name }: LocatedContainer,
  { workload }: ChangeRecord,
  setting: RecordedSetting,
): boolean {
  const meant = setting.workload === undefined ? workload : parseWorkload(setting.workload);
  const isInNamespace = namespace === null || namespace === meant.namespace;
  return isInNamespace && name === meant.name && kind === meant.kind;
}

/** As `describeWorkload` writes it: `[cluster:]namespace/[kind/]name`. */
function parseWorkload(text: string): {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
} {
  const [namespace = "", ...rest] = text.slice(text.lastIndexOf(":") + 1).split("/");
  const name = rest.at(-1) ?? "";
  return { namespace, kind: rest.length > 1 ? (rest[0] ?? "") : "Deployment", name };
}
