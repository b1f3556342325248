import { fullName, happen, type Repository, type World } from "./world.ts";

/** Gives a repository another name; the old one leads to it until somebody else takes it. */
export function renameRepository(world: World, repository: Repository, name: string, by: string): void {
  const before = fullName(repository).toLowerCase();
  const after = `${repository.owner}/${name}`.toLowerCase();
  if (before !== after && world.repositories.has(after)) throw new Error(`${after} exists already`);
  world.repositories.delete(before);
  repository.name = name;
  world.repositories.set(after, repository);
  world.formerNames.delete(after);
  if (before === after) return;
  world.formerNames.set(before, repository.id);
  const changes = { repository: { name: { from: before.split("/")[1] } } };
  happen(world, { event: "repository", action: "renamed", repository, changes, sender: by });
}
