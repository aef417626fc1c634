import path from "node:path";
import type { NextConfig } from "next";

const api = process.env.REPOCHAT_API ?? "http://127.0.0.1:8000";
const apiPaths = [
  "ages",
  "answers",
  "audit",
  "conversations",
  "feedback",
  "files",
  "forge",
  "healthz",
  "index",
  "keys",
  "login",
  "logout",
  "me",
  "overview",
  "readyz",
  "repos",
  "search",
  "settings/github",
  "settings/github-app",
  "spend",
  "turns",
  "watches",
  "webhooks",
];
const root = path.join(import.meta.dirname, "../..");

const production: NextConfig = { output: "export", images: { unoptimized: true } };

// `next dev` forwards the API; compression there would hold back streams until their end.
const development: NextConfig = {
  compress: false,
  rewrites: () =>
    Promise.resolve({
      // A question is posted to the address of a page; what it wants back tells the two apart.
      beforeFiles: [
        {
          source: "/chat",
          has: [{ type: "header" as const, key: "accept", value: "text/event-stream" }],
          destination: `${api}/chat`,
        },
      ],
      afterFiles: apiPaths.flatMap((name) => [
        { source: `/${name}`, destination: `${api}/${name}` },
        { source: `/${name}/:rest*`, destination: `${api}/${name}/:rest*` },
      ]),
      fallback: [],
    }),
};

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  turbopack: { root },
  outputFileTracingRoot: root,
  ...(process.env.NODE_ENV === "production" ? production : development),
};

export default config;
