/** Containers of LXC, LXD and Incus, by the configuration that each keeps on disk. No daemon is asked. */
import type { ContainerInfo, ContainerSource } from "../../model/container.ts";
import type { Gap } from "../../model/gap.ts";
import { parseInstanceBackup } from "../../text/instance-backup.ts";
import { parseLxcConfig } from "../../text/lxc-config.ts";
import { unreadableGap } from "./answer.ts";
import { listFolder, readOwnedFile } from "./owned-file.ts";
import type { Place } from "./place.ts";

interface Kind {
  /** For people. */
  readonly name: string;
  readonly folder: string;
  /** Below the container's own folder. */
  readonly file: string;
  readonly parse: (id: string, text: string) => ContainerInfo;
}

const KINDS: readonly Kind[] = [
  { name: "LXC", folder: "/var/lib/lxc", file: "config", parse: parseLxcConfig },
  {
    name: "Incus",
    folder: "/var/lib/incus/containers",
    file: "backup.yaml",
    parse: (id, text) => parseInstanceBackup("incus", id, text),
  },
  ...["/var/lib/lxd/containers", "/var/snap/lxd/common/lxd/containers"].map((folder) => ({
    name: "LXD",
    folder,
    file: "backup.yaml",
    parse: (id: string, text: string) => parseInstanceBackup("lxd", id, text),
  })),
];
const MOST_CONTAINERS = 4096;
const MOST_FILE = 1_048_576;
/** A container's folder and the name of its cgroup. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;

export function lxcSource({ root }: Place): ContainerSource {
  return {
    id: "lxc",
    needs: "reading of /var/lib/lxc, or of LXD's or Incus' folder (root)",
    list: (signal) => {
      const found: ContainerInfo[] = [];
      const gaps: Gap[] = [];
      for (const kind of KINDS) {
        const folder = `${root}${kind.folder}`;
        const names = listFolder(folder, MOST_CONTAINERS);
        if (names === "unreadable") gaps.push(unreadableGap(kind.name, folder));
        else
          for (const name of names)
            if (NAME.test(name) && !signal.aborted) found.push(readContainer(kind, folder, name));
      }
      return Promise.resolve({ value: found, gaps });
    },
  };
}

/** The folder's name is the container's, even where its configuration cannot be read. */
function readContainer({ file, parse }: Kind, folder: string, name: string): ContainerInfo {
  const read = readOwnedFile(`${folder}/${name}/${file}`, 0, MOST_FILE);
  return parse(name, typeof read === "string" ? "" : read.text);
}
