import { Octokit } from "@octokit/rest";
export const client = Octokit;
