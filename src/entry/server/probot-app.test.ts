import { generateKeyPairSync } from "node:crypto";
import nock from "nock";
import pino from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { instant } from "../../core/model/index.ts";
import type { WorkQueue } from "../../ports/work-queue.ts";
import { loadProbotApp, optpassApp } from "./probot-app.ts";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
const silent = pino({ level: "silent" });

beforeEach(() => {
  nock.disableNetConnect();
});
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const comment = {
  action: "created",
  issue: { number: 5 },
  comment: {
    id: 99,
    user: { login: "ann", type: "User" },
    body: "/optpass rerun",
    updated_at: "2026-11-24T12:00:00Z",
  },
  repository: { full_name: "acme/shop" },
  installation: { id: 1 },
};

test("Probot hands every event to the queue, and asks GitHub nothing while GitHub waits", async () => {
  const asked: string[] = [];
  nock("https://api.github.com")
    .persist()
    .intercept(/.*/, "GET")
    .reply((path) => {
      asked.push(path);
      return [500];
    })
    .intercept(/.*/, "POST")
    .reply((path) => {
      asked.push(path);
      return [500];
    });
  const kept: string[] = [];
  let woken = 0;
  const queue: Pick<WorkQueue, "add"> = {
    add: async ({ work }) => {
      kept.push(...work.map(({ key }) => key));
      return work.length;
    },
  };
  const parts = {
    queue: queue as WorkQueue,
    clock: { now: () => instant(0) },
    count: () => {},
    log: silent,
    wake: () => {
      woken += 1;
    },
  };
  const deliver = await loadProbotApp(optpassApp(parts), {
    appId: "1",
    privateKey,
    secret: "a-secret-of-good-length",
    baseUrl: "https://api.github.com",
    silent,
  });

  await deliver({ id: "d-1", name: "issue_comment", payload: comment });
  await deliver({ id: "d-2", name: "star", payload: { action: "created", installation: { id: 1 } } });

  expect(kept).toEqual(["comment acme/shop#5 comment 99"]);
  expect(woken).toBe(1);
  expect(asked).toEqual([]);
});
