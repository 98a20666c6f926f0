import { describe, expect, it } from "vitest";
import type { ContainerInfo } from "../model/container.ts";
import { resolveContainer } from "./resolve-container.ts";

const ID = "6c1a21e53ec4f72d00691ea449fcc2e3d81b25fa7369751338fe02a0fe85e52e";
const info = (changes: Partial<ContainerInfo>): ContainerInfo => ({
  id: ID,
  runtime: "docker",
  name: "web",
  image: null,
  pod: null,
  pid: null,
  networkNamespace: null,
  addresses: [],
  publishedPorts: [],
  user: 0,
  ...changes,
});

describe("resolveContainer", () => {
  const infos = [
    info({ name: "forged", user: 1000 }),
    info({ id: "web", runtime: "systemd-nspawn", name: "nspawn" }),
    info({ id: "web", runtime: "incus", name: "incus" }),
    info({ name: "docker" }),
  ];
  it.each<[string, Parameters<typeof resolveContainer>[0], string | null]>([
    [
      "the system's container, though a user claims its id first",
      { id: ID, runtime: "docker", user: null },
      "docker",
    ],
    ["a cgroup that tells no runtime", { id: ID, runtime: "kubernetes", user: null }, "docker"],
    ["a user's own", { id: ID, runtime: "podman", user: 1000 }, "forged"],
    ["a group that a user made with the id of the system's", { id: ID, runtime: "docker", user: 1001 }, null],
    ["LXC's names are those of Incus", { id: "web", runtime: "lxc", user: null }, "incus"],
    ["and not those of nspawn", { id: "web", runtime: "systemd-nspawn", user: null }, "nspawn"],
    ["an unknown id", { id: "web", runtime: "docker", user: null }, null],
  ])("%s", (_name, identity, expected) => {
    expect(resolveContainer(identity, infos)?.name ?? null).toBe(expected);
  });
});
