// Implements CodeHost, Conversation and CheckRuns on GitHub: github.com, GitHub Enterprise Cloud and Server.
export { apiBaseUrl } from "./api-base-url.ts";
export { createGitHubCheckRuns } from "./github-check-runs.ts";
export { createGitHubCodeHost } from "./github-code-host.ts";
export { createGitHubConversation } from "./github-conversation.ts";
export type { GitHubAuth, GitHubOptions, Limits } from "./options.ts";
