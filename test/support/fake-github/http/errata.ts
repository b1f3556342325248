/** Where GitHub answers otherwise than it describes. Every line has its reason. */
export const errata: { readonly statuses: readonly string[]; readonly answers: readonly RegExp[] } = {
  statuses: [
    // Any commit that cannot be found is answered so.
    "GET /repos/{owner}/{repo}/commits/{ref}/check-runs 422",
    "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls 422",
    // What is not there is answered so, also where it is not listed.
    "GET /app/hook/deliveries/{delivery_id} 404",
    "POST /app/hook/deliveries/{delivery_id}/attempts 404",
  ],
  answers: [
    // Described as exactly one of two shapes, of which one contains the other.
    /^PUT \/repos\/\{owner\}\/\{repo\}\/contents\/\{path\} 409 \/ must match exactly one schema in oneOf$/,
  ],
};
