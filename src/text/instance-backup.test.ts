import { describe, expect, it } from "vitest";
import { parseInstanceBackup } from "./instance-backup.ts";

const BACKUP = `container:
  architecture: x86_64
  config:
    image.architecture: amd64
    image.description: Debian bookworm amd64 (20240730_05:24)
    volatile.cloud-init.instance-id: 9d1c
  name: web
`;

describe("parseInstanceBackup", () => {
  it.each<[string, string, string | null]>([
    ["plain", BACKUP, "Debian bookworm amd64 (20240730_05:24)"],
    ["quoted", BACKUP.replace("Debian bookworm amd64 (20240730_05:24)", '"a: b"'), "a: b"],
    ["no image", "container:\n  config: {}\n", null],
    ["at the first column, where no configuration stands", "image.description: x\n", null],
    ["nothing", "", null],
  ])("%s", (_name, text, image) => {
    expect(parseInstanceBackup("incus", "web", text)).toMatchObject({
      id: "web",
      runtime: "incus",
      name: "web",
      image,
    });
  });
});
