// As Renovate looks: the newest subjects vote, for or against.
const semanticSubject = /^[A-Za-z]{1,20}(?:\([^()]{1,60}\))?!?: \S/;

/** Whether people of a repository write subjects such as `fix(api): lower the timeout`, by its newest subjects. */
export function isSemantic(subjects: readonly string[]): boolean {
  const votes = subjects.reduce((sum, subject) => sum + (semanticSubject.test(subject) ? 1 : -1), 0);
  return votes > 0;
}
