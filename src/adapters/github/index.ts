// Implements CodeHost, Conversation, CheckRuns and AppAccount on GitHub: github.com, GitHub Enterprise Cloud and Server.
export { apiBaseUrl } from "./api-base-url.ts";
export { createGitHubAppAccount, type GitHubAppOptions } from "./github-app-account.ts";
export { createGitHubCheckRuns } from "./github-check-runs.ts";
export { createGitHubCodeHost } from "./github-code-host.ts";
export { createGitHubConversation } from "./github-conversation.ts";
export { type GitHubRepository, openGitHubRepository } from "./github-repository.ts";
export { createGitHubMemory, type GitHubMemory } from "./memory.ts";
export type { GitHubAuth, GitHubOptions, Limits } from "./options.ts";
export { readGitHubFile } from "./read-file.ts";
