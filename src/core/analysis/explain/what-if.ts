import { numberOf, resourceOf, riskRange } from "../../model/index.ts";
import type { Fleet } from "../fleet.ts";
import { type Decision, decide, type Situation } from "../recommend.ts";
import type { Tuner } from "../tuner.ts";
import { generalQuestions } from "./general-questions.ts";
import type { Question } from "./question.ts";
import { questionsOfRefusal } from "./questions-of-refusal.ts";
import { stayRange } from "./stay-range.ts";

const mostSentences = 5;

/** A range that people ask about: a promise five times as loose, and one twice as strict. */
const riskFactors = [5, 0.5] as const;

/** What would change the answer: the same question asked in other situations, a sentence each, at most five. */
export function whatIf(
  tuner: Tuner,
  situation: Situation,
  decision: Decision,
  fleetAt: (risk: number) => Fleet,
): readonly string[] {
  const hasLimit = situation.current["limits.memory"] !== undefined;
  const now = answerOf(decision, hasLimit);
  const ask = (change: Partial<Situation>): string =>
    answerOf(decide(tuner, { ...situation, ...change }), hasLimit);
  const refusal = decision.outcome.ok ? decision.stays : decision.outcome.error;
  const resource = resourceOf(decision.setting);
  const questions: readonly Question[] = [
    ...(refusal === null ? [] : questionsOfRefusal(refusal, resource, situation, ask)),
    ...generalQuestions(resource, situation, decision),
  ];
  const answers = questions
    .map(({ when, change, tail = "" }) => ({ answer: ask(change), when, tail }))
    .filter(({ answer }) => answer !== now)
    .map(({ when, answer, tail }) => `${when}, ${answer}${tail}.`);
  // Where a tuner refuses, no risk and no other value of today would make it answer.
  const isAnswered = decision.bounds.length > 0;
  return [
    ...new Set([
      ...answers,
      ...(isAnswered && resource === "cpu"
        ? riskSentence(now, situation.options.risk, ask, situation, fleetAt)
        : []),
      ...(isAnswered ? stayRange(tuner, situation, decision) : []),
    ]),
  ].slice(0, mostSentences);
}

/**
 * `it would be 336Mi, its limit 672Mi`, `it would stay (OP221 within-dead-band)`. That a limit stays is said of memory
 * only: there it may follow its request down.
 */
function answerOf({ outcome, stays }: Decision, hasLimit: boolean): string {
  const refusal = outcome.ok ? stays : outcome.error;
  const why = refusal === null ? "" : ` (${numberOf(refusal)} ${refusal.code})`;
  if (!outcome.ok) return `it would stay${why}`;
  const goes = outcome.value.some(({ proposed }) => proposed === null) ? ", without its limit" : "";
  const [lead, limit] = outcome.value.filter(({ proposed }) => proposed !== null);
  if (lead === undefined || refusal !== null) return `it would stay${why}${goes}`;
  const limitStays = hasLimit && lead.setting === "requests.memory" ? ", and its limit would stay" : "";
  return `it would be ${lead.proposed?.text}${limit === undefined ? limitStays : `, its limit ${limit.proposed?.text}`}${goes}`;
}

function riskSentence(
  now: string,
  risk: number,
  ask: (change: Partial<Situation>) => string,
  { options }: Situation,
  fleetAt: (risk: number) => Fleet,
): readonly string[] {
  const risks = riskFactors
    .map((factor) => Math.min(riskRange.most, Math.max(riskRange.least, risk * factor)))
    .filter((other) => other !== risk);
  const answers = risks.map((other) => {
    const answer = ask({ options: { ...options, risk: other }, fleet: fleetAt(other) });
    return { flag: `--risk ${flag(other)}`, answer: answer === now ? "nothing would change" : answer };
  });
  const [first, second] = answers;
  if (first === undefined) return [];
  const text = answers.map(({ flag, answer }) => `with ${flag}, ${answer}`).join("; ");
  return first.answer === second?.answer && first.answer === "nothing would change"
    ? [`Between ${second.flag} and ${flag(risks[0] ?? 0)} the answer is the same.`]
    : [`${text.charAt(0).toUpperCase()}${text.slice(1)}.`];
}

/** `0.5%`, as the command line takes it. */
function flag(risk: number): string {
  return `${Number((risk * 100).toPrecision(2))}%`;
}
