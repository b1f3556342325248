// Implements CodeHost and AppAccount on GitHub: github.com, GitHub Enterprise Cloud and Server.
export { apiBaseUrl } from "./api-base-url.ts";
export { createGitHubAppAccount, type GitHubAppOptions } from "./github-app-account.ts";
export { createGitHubCodeHost } from "./github-code-host.ts";
export type { GitHubAuth, GitHubOptions, Limits } from "./options.ts";
