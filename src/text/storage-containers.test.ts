import { describe, expect, it } from "vitest";
import { parseStorageContainers } from "./storage-containers.ts";

/** One item of Podman 4.3's own file, and one with the name and metadata that CRI-O gives. */
const FILE = `[{"id":"98818c2b5fcaa44b0950ef518ee0db4b53f39ffdaebd238871c53cae5165e935","names":["web"],"image":"7225c1e4b9648e93b1c68b501bf8e1c3207bc5209baea1610de934ede199a6cd","layer":"c5cbc92fcf989d60df6e2594553be2755cd342115f4af41112016e54e6523018","metadata":"{\\"image-name\\":\\"localhost/shop:1\\",\\"image-id\\":\\"7225c1e4b9648e93b1c68b501bf8e1c3207bc5209baea1610de934ede199a6cd\\",\\"name\\":\\"web\\",\\"created-at\\":1795511153}","created":"2026-11-24T09:05:53.159188648Z","flags":{"MountLabel":"","ProcessLabel":""}},
{"id":"5eed917563583925ffdbd40a64efb2aaffe58638e57add8becaf460fe74f5b1c","names":["k8s_calico-node_calico-node-hx7cw_kube-system_a5c1f8d5-1919-434d-add7-4afaafdaef89_0"],"image":"722f","metadata":"{\\"image-name\\":\\"docker.io/calico/node:v3.27\\"}"}]`;

describe("parseStorageContainers", () => {
  it("reads what Podman and CRI-O keep", () => {
    expect(parseStorageContainers(FILE, 1000)).toMatchObject([
      { runtime: "podman", name: "web", image: "localhost/shop:1", pod: null, pid: null, user: 1000 },
      {
        runtime: "cri-o",
        name: "calico-node",
        image: "docker.io/calico/node:v3.27",
        pod: { name: "calico-node-hx7cw", namespace: "kube-system" },
      },
    ]);
  });

  it.each<[string, string, number | null]>([
    ["an empty file", "", null],
    ["a cut file", FILE.slice(0, 300), null],
    ["an object", "{}", null],
    ["metadata that is no JSON", '[{"id":"a1","metadata":"{"}]', 1],
    ["deeper than any parser likes", "[".repeat(500_000), null],
  ])("%s", (_name, text, count) => {
    expect(parseStorageContainers(text, 0)?.length ?? null).toBe(count);
  });
});
