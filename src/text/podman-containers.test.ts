import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePodmanContainers } from "./podman-containers.ts";

const claimant = { runtime: "podman", user: 1000 } as const;
const ID = "21b540b0640153fa0fa215b41b61ea0eb0bee8cd0ebdf09440fc39701c1e3c51";

/** As Podman 4.3 answers for `podman run -d --name web -p 8080:80 localhost/shop:1`. */
const WEB = {
  AutoRemove: false,
  Command: ["/bin/busybox", "httpd", "-f", "-p", "80"],
  Id: ID,
  Image: "localhost/shop:1",
  IsInfra: false,
  Labels: null,
  Names: ["web"],
  Namespaces: {},
  Networks: [],
  Pid: 97,
  Pod: "",
  PodName: "",
  Ports: [{ host_ip: "", container_port: 80, host_port: 8080, range: 1, protocol: "tcp" }],
  State: "running",
};

describe("parsePodmanContainers", () => {
  it("reads an answer of Podman", () => {
    expect(parsePodmanContainers([WEB], claimant)).toEqual([
      {
        id: ID,
        runtime: "podman",
        name: "web",
        image: "localhost/shop:1",
        pod: null,
        pid: 97,
        networkNamespace: null,
        addresses: [],
        publishedPorts: [{ protocol: "tcp", hostAddress: null, hostPort: 8080, containerPort: 80, count: 1 }],
        user: 1000,
      },
    ]);
  });

  it("reads a pod, and a range of two protocols", () => {
    const Ports = [
      { host_ip: "127.0.0.1", container_port: 7000, host_port: 6000, range: 10, protocol: "tcp,udp" },
    ];
    const found = parsePodmanContainers([{ ...WEB, PodName: "blog", Ports }], claimant)?.[0];
    expect(found?.pod).toEqual({ name: "blog", namespace: null });
    expect(found?.publishedPorts).toEqual([
      { protocol: "tcp", hostAddress: "127.0.0.1", hostPort: 6000, containerPort: 7000, count: 10 },
      { protocol: "udp", hostAddress: "127.0.0.1", hostPort: 6000, containerPort: 7000, count: 10 },
    ]);
  });

  it("gives the container of a pod's namespaces the pod's name alone", () => {
    const infra = { ...WEB, Names: ["3a4fd0466c3d-infra"], IsInfra: true, PodName: "blog" };
    const found = parsePodmanContainers([infra], claimant)?.[0];
    expect(found).toMatchObject({ name: null, pod: { name: "blog" } });
  });

  it.each<[string, unknown, unknown]>([
    ["no list", { cause: "x" }, null],
    ["a PID that no kernel gives", [{ ...WEB, Pid: 2 ** 40 }], [null]],
    ["PID 0 of a container that does not run", [{ ...WEB, Pid: 0 }], [null]],
  ])("%s", (_name, answer, expected) => {
    expect(parsePodmanContainers(answer, claimant)?.map((item) => item.pid) ?? null).toEqual(expected);
  });

  it("leaves out a range past the last port", () => {
    const Ports = [{ container_port: 1, host_port: 65_000, range: 1000, protocol: "tcp" }];
    expect(parsePodmanContainers([{ ...WEB, Ports }], claimant)?.[0]?.publishedPorts).toEqual([]);
  });

  it("never throws on any JSON", () => {
    const item = fc.record({
      Id: fc.constant(ID),
      Names: fc.jsonValue(),
      Ports: fc.jsonValue(),
      Pid: fc.jsonValue(),
      PodName: fc.jsonValue(),
    });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.array(item)), (answer) => {
        parsePodmanContainers(answer, claimant);
      }),
      { seed: 9, numRuns: 1000 },
    );
  });
});
