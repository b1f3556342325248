/** Where GitHub answers otherwise than it describes. Every line has its reason. */
export const errata: { readonly statuses: readonly string[]; readonly answers: readonly RegExp[] } = {
  statuses: [
    // Any route under a repository that the token cannot see answers 404; many operations do not list it.
    "GET /repos/{owner}/{repo}/git/matching-refs/{ref} 404",
    "GET /repos/{owner}/{repo}/pulls 404",
    "GET /repos/{owner}/{repo}/pulls/{pull_number}/files 404",
    "GET /repos/{owner}/{repo}/tarball/{ref} 404",
    "PATCH /repos/{owner}/{repo}/git/refs/{ref} 404",
    "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id} 404",
    "PATCH /repos/{owner}/{repo}/pulls/{pull_number} 404",
    "POST /repos/{owner}/{repo}/git/refs 404",
    "POST /repos/{owner}/{repo}/pulls 404",
    "DELETE /repos/{owner}/{repo}/git/refs/{ref} 404",
  ],
  answers: [
    // Described as exactly one of two shapes, of which one contains the other.
    /^PUT \/repos\/\{owner\}\/\{repo\}\/contents\/\{path\} 409 \/ must match exactly one schema in oneOf$/,
  ],
};
