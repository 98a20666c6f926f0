import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDockerContainers } from "./docker-containers.ts";

const claimant = { runtime: "docker", user: 0 } as const;
const ID = "6c1a21e53ec4f72d00691ea449fcc2e3d81b25fa7369751338fe02a0fe85e52e";

/** As Docker 20.10 answers for `docker run -d --name web -p 8080:80 shop:1`. */
const WEB = {
  Id: ID,
  Names: ["/web"],
  Image: "shop:1",
  ImageID: "sha256:593ea6377f243fc24cabdac6eed359f3490e71100adce647f67b727483ce5c94",
  Command: "/bin/busybox httpd -f -p 80",
  Created: 1795511324,
  Ports: [
    { IP: "0.0.0.0", PrivatePort: 80, PublicPort: 8080, Type: "tcp" },
    { IP: "::", PrivatePort: 80, PublicPort: 8080, Type: "tcp" },
    { PrivatePort: 9000, Type: "tcp" },
  ],
  Labels: {},
  State: "running",
  NetworkSettings: { Networks: { bridge: { IPAddress: "172.17.0.2", GlobalIPv6Address: "" } } },
};

describe("parseDockerContainers", () => {
  it("reads an answer of Docker", () => {
    expect(parseDockerContainers([WEB], claimant)).toEqual([
      {
        id: ID,
        runtime: "docker",
        name: "web",
        image: "shop:1",
        pod: null,
        pid: null,
        networkNamespace: null,
        addresses: ["172.17.0.2"],
        publishedPorts: [
          { protocol: "tcp", hostAddress: "0.0.0.0", hostPort: 8080, containerPort: 80, count: 1 },
          { protocol: "tcp", hostAddress: "::", hostPort: 8080, containerPort: 80, count: 1 },
        ],
        user: 0,
      },
    ]);
  });

  it("passes over the names that links give", () => {
    expect(parseDockerContainers([{ ...WEB, Names: ["/app/db", "/db"] }], claimant)?.[0]?.name).toBe("db");
  });

  it("names the container and the pod of cri-dockerd", () => {
    const Labels = {
      "io.kubernetes.container.name": "etcd",
      "io.kubernetes.pod.name": "etcd-node1",
      "io.kubernetes.pod.namespace": "kube-system",
    };
    const pod = { name: "etcd-node1", namespace: "kube-system" };
    expect(parseDockerContainers([{ ...WEB, Labels }], claimant)?.[0]).toMatchObject({ name: "etcd", pod });
    const Names = ["/k8s_etcd_etcd-node1_kube-system_7260904bbd08e72e4dff95d9fccd2ee8_0"];
    expect(parseDockerContainers([{ ...WEB, Names }], claimant)?.[0]).toMatchObject({ name: "etcd", pod });
  });

  it.each<[string, unknown, unknown]>([
    ["no list", { message: "page not found" }, null],
    ["null", null, null],
    ["items that are none", [null, 7, "x", [], {}], []],
    ["an id of another type", [{ ...WEB, Id: 7 }], []],
    ["an id with a control character", [{ ...WEB, Id: "a\u001b[2J" }], []],
  ])("%s", (_name, answer, expected) => {
    expect(parseDockerContainers(answer, claimant)).toEqual(expected);
  });

  it("takes wrong types for nothing", () => {
    const wrong = {
      Id: ID,
      Names: "web",
      Image: 7,
      Ports: { IP: 1 },
      Labels: "x",
      NetworkSettings: { Networks: [1] },
    };
    expect(parseDockerContainers([wrong], claimant)).toEqual([
      {
        id: ID,
        runtime: "docker",
        name: null,
        image: null,
        pod: null,
        pid: null,
        networkNamespace: null,
        addresses: [],
        publishedPorts: [],
        user: 0,
      },
    ]);
    const Ports = [
      { PublicPort: 70_000, PrivatePort: 80, Type: "tcp" },
      { PublicPort: 1.5, PrivatePort: 80, Type: "tcp" },
      { PublicPort: 80, PrivatePort: 80, Type: "icmp" },
      { PublicPort: "80", PrivatePort: 80, Type: "tcp" },
    ];
    expect(parseDockerContainers([{ ...WEB, Ports }], claimant)?.[0]?.publishedPorts).toEqual([]);
  });

  it("reads no inherited member", () => {
    const labels = JSON.parse('{"__proto__": {"io.kubernetes.pod.name": "forged"}}');
    expect(parseDockerContainers([{ ...WEB, Labels: labels }], claimant)?.[0]?.pod).toBeNull();
  });

  it("is bounded", () => {
    const long = { ...WEB, Names: [`/${"n".repeat(100_000)}`], Image: "i".repeat(100_000) };
    const found =
      parseDockerContainers(
        Array.from({ length: 20_000 }, () => long),
        claimant,
      ) ?? [];
    expect(found).toHaveLength(10_000);
    expect(found[0]?.name?.length).toBeLessThanOrEqual(256);
    expect(found[0]?.image).toHaveLength(512);
    const ports = Array.from({ length: 100_000 }, () => WEB.Ports[0]);
    expect(parseDockerContainers([{ ...WEB, Ports: ports }], claimant)?.[0]?.publishedPorts).toHaveLength(
      4096,
    );
  });

  it("never throws on any JSON", () => {
    const item = fc.record(
      {
        Id: fc.oneof(fc.constant(ID), fc.jsonValue()),
        Names: fc.jsonValue(),
        Image: fc.jsonValue(),
        Ports: fc.jsonValue(),
        Labels: fc.jsonValue(),
        NetworkSettings: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.array(item)), (answer) => {
        parseDockerContainers(answer, claimant);
      }),
      { seed: 8, numRuns: 1000 },
    );
  });
});
