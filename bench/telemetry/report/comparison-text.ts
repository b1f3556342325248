import type { Comparison } from "../compare.ts";
import { type Contender, contenders, ours } from "../contenders.ts";
import type { Measurement } from "../measure.ts";
import { median } from "../median.ts";
import { censusText } from "./census-text.ts";
import { type Figure, figures, ratio } from "./figures.ts";
import { markdownTable } from "./markdown-table.ts";

/** The comparison as Markdown: what each contender costs, and how many times what ours costs in the same round. */
export function comparisonText(comparison: Comparison): readonly string[] {
  const { size, census, rounds } = comparison;
  const headings = ["", ...figures.map(({ heading }) => heading)];
  const others = contenders.filter(({ id }) => id !== ours.id);
  return [
    `${censusText(census, size.days)} ${roundsText(rounds.length)}`,
    "",
    ...markdownTable(
      headings,
      contenders.map((one) => absoluteRow(one, comparison)),
    ),
    "",
    `Times what ${ours.name} costs, in the same round:`,
    "",
    ...markdownTable(
      headings,
      others.map((one) => ratioRow(one, comparison)),
    ),
    ...shortfalls(comparison),
  ];
}

function absoluteRow(contender: Contender, { rounds }: Comparison): readonly string[] {
  return row(contender, (figure) =>
    figure.show(median(rounds.flatMap((round) => of(round, contender, figure)))),
  );
}

function ratioRow(contender: Contender, { rounds }: Comparison): readonly string[] {
  return row(contender, (figure) => {
    const ratios = rounds.flatMap((round) => {
      const [theirs, own] = [of(round, contender, figure)[0], of(round, ours, figure)[0]];
      return theirs === undefined || own === undefined ? [] : theirs / own;
    });
    return ratio(median(ratios));
  });
}

function row({ name }: Contender, cell: (figure: Figure) => string): readonly string[] {
  return [name, ...figures.map(cell)];
}

type Round = Readonly<Record<string, Measurement>>;

function of(round: Round, { id }: Contender, figure: Figure): readonly number[] {
  const measurement = round[id];
  return measurement === undefined ? [] : [figure.of(measurement)];
}

function roundsText(rounds: number): string {
  return rounds === 1 ? "One round." : `Medians of ${rounds} rounds.`;
}

/** Whoever leaves a container out has an easier time, and it must be seen. */
function shortfalls({ rounds, census }: Comparison): readonly string[] {
  return contenders.flatMap(({ id, name }) => {
    const fewest = Math.min(...rounds.map((round) => round[id]?.containers ?? 0));
    return fewest === census.named
      ? []
      : ["", `${name} answered for ${fewest} of ${census.named} containers.`];
  });
}
