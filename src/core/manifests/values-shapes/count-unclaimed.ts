import type { SlotUsers } from "../slot-users.ts";
import type { Trace } from "../trace.ts";

/** Counts places whose readers were not found as read by somebody: such a value is never one container's alone. */
export function countUnclaimed(users: SlotUsers, traces: readonly Trace[]): SlotUsers {
  const readers = new Map<number, Set<string>>();
  for (const { environment, unclaimed = [] } of traces)
    for (const { id } of unclaimed)
      readers.set(id, (readers.get(id) ?? new Set<string>()).add(environment.name));
  return {
    otherReaders: users.otherReaders,
    otherBuilds: users.otherBuilds,
    readersOf: (slot) => (readers.has(slot.id) ? null : users.readersOf(slot)),
    isExclusive: (slot, ...who) => !readers.has(slot.id) && users.isExclusive(slot, ...who),
    otherEnvironments: (slot, environment) => {
      const names = new Set([...users.otherEnvironments(slot, environment), ...(readers.get(slot.id) ?? [])]);
      names.delete(environment.name);
      return [...names].sort();
    },
  };
}
