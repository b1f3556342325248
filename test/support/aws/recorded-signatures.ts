import { readFile } from "node:fs/promises";
import type { SignedRequest, SigningIdentity } from "./verify-signature.ts";

export interface RecordedRequest extends SignedRequest {
  readonly name: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
}

interface Recording {
  readonly date: string;
  readonly requests: readonly (Omit<RecordedRequest, "body"> & { readonly body: string })[];
}

const file = new URL("../../fixtures/aws/signatures.json", import.meta.url);
const { date, requests } = JSON.parse(await readFile(file, "utf8")) as Recording;

/** When botocore signed them. */
export const recordedAt = new Date(date);

/** Requests that botocore signed. */
export const recordedRequests: readonly RecordedRequest[] = requests.map((request) => ({
  ...request,
  body: Buffer.from(request.body, "latin1"),
}));

/** The example of AWS's documentation. */
export const exampleIdentity: SigningIdentity = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  region: "eu-west-1",
  service: "aps",
};
