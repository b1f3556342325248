import type { Location } from "../../model/index.ts";
import { type Data, dataAt, textAt } from "../data.ts";
import type { EnvText, Launch, LaunchWord } from "./launch.ts";
import type { LaunchPlaces, RenderedContainer } from "./launch-places.ts";
import { isWholeLimit } from "./read-launch.ts";

/** What a rendered container says; the places are found again by what is written there. */
export function readRenderedLaunch(
  item: Data,
  named: RenderedContainer,
  places: Pick<LaunchPlaces, "find">,
): Launch {
  const env = dataAt(item, ["env"]);
  const place = (text: string): Location | null => places.find(named, text);
  return {
    env: Array.isArray(env) ? env.flatMap((one: Data) => readEnv(one, place)) : [],
    command: readWords(dataAt(item, ["command"]), place),
    args: readWords(dataAt(item, ["args"]), place),
    isDoubted: false,
  };
}

function readEnv(item: Data, place: (text: string) => Location | null): EnvText[] {
  const name = textAt(item, ["name"]);
  if (name === null) return [];
  const source = ["valueFrom", "resourceFieldRef"];
  const isElsewhere = dataAt(item, ["valueFrom"]) !== undefined;
  const value = isElsewhere ? null : (textAt(item, ["value"]) ?? "");
  return [
    {
      name,
      value,
      isMemoryLimit: isWholeLimit(
        textAt(item, [...source, "resource"]),
        textAt(item, [...source, "divisor"]),
      ),
      locate: () => place(value ?? name),
    },
  ];
}

function readWords(words: Data, place: (text: string) => Location | null): readonly LaunchWord[] | null {
  if (!Array.isArray(words)) return null;
  return words.flatMap((word: Data): LaunchWord[] => {
    const text = textAt(word, []);
    return text === null ? [] : [{ text, locate: () => place(text) }];
  });
}
