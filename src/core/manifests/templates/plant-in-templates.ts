import { plantSlot } from "../plant-sentinels.ts";
import type { Slot } from "../slots.ts";
import { spliceAll } from "../splice.ts";
import type { OwnTemplate } from "./own-templates.ts";

/** Texts of templates with a sentinel in the place of every slot, and the slots by the numbers that these count. */
export interface PlantedTemplates {
  readonly overlay: ReadonlyMap<string, string>;
  readonly slots: readonly Slot[];
}

export function plantInTemplates(templates: readonly OwnTemplate[]): PlantedTemplates {
  const slots: Slot[] = [];
  const overlay = new Map<string, string>();
  for (const { file, slots: own } of templates) {
    const splices = own.flatMap((slot, index) => plantSlot(slot, slots.length + index));
    slots.push(...own);
    overlay.set(file.path, spliceAll(file.text, splices));
  }
  return { overlay, slots };
}
