/**
 * What Podman and CRI-O keep on disk, for when their socket is closed: ids, names and images, and the PID of a
 * container that runs. Folders: containers-storage.conf(5).
 */
import { lstatSync } from "node:fs";
import type { ContainerInfo, ContainerSource } from "../../model/container.ts";
import type { Gap } from "../../model/gap.ts";
import { MOST_PID } from "../../text/container-claim.ts";
import { parseStorageContainers } from "../../text/storage-containers.ts";
import { unreadableGap } from "./answer.ts";
import { listFolder, readOwnedFile } from "./owned-file.ts";
import type { Place } from "./place.ts";

interface Storage {
  /** What lasts. */
  readonly graphRoot: string;
  /** What does not outlive a boot. */
  readonly runRoot: string;
  readonly owner: number;
}

const MOST_HOMES = 256;
/** 600 bytes a container. */
const MOST_LIST = 8 * 1024 * 1024;
const MOST_PID_FILES = 2000;

export function podmanStorageSource(place: Place): ContainerSource {
  return {
    id: "podman-storage",
    needs: "reading of /var/lib/containers/storage (root) and of the users' own",
    list: (signal) => {
      const found: ContainerInfo[] = [];
      const gaps: Gap[] = [];
      for (const storage of storagesOf(place)) {
        if (signal.aborted) break;
        const list = readStorage(storage);
        if (list === "unreadable") gaps.push(unreadableGap("Podman", storage.graphRoot));
        else found.push(...list);
      }
      return Promise.resolve({ value: found, gaps });
    },
  };
}

/** The system's, and that of each home whose owner is asked for. */
function storagesOf({ root, users }: Place): readonly Storage[] {
  const system = {
    graphRoot: `${root}/var/lib/containers/storage`,
    runRoot: `${root}/run/containers/storage`,
    owner: 0,
  };
  const homes = listFolder(`${root}/home`, MOST_HOMES);
  const own = (homes === "unreadable" ? [] : homes).flatMap((name) => {
    const home = `${root}/home/${name}`;
    const owner = ownerOf(home);
    if (owner === null || !users.includes(owner)) return [];
    const graphRoot = `${home}/.local/share/containers/storage`;
    return [{ graphRoot, runRoot: `${root}/run/user/${owner}/containers`, owner }];
  });
  return [system, ...own];
}

function ownerOf(path: string): number | null {
  try {
    const status = lstatSync(path);
    return status.isDirectory() ? status.uid : null;
  } catch {
    return null;
  }
}

function readStorage({ graphRoot, runRoot, owner }: Storage): readonly ContainerInfo[] | "unreadable" {
  const folders = listFolder(graphRoot, 64);
  if (folders === "unreadable") return folders;
  // One folder a storage driver: overlay-containers, vfs-containers, …
  return folders
    .filter((name) => /^[a-z]{1,32}-containers$/.test(name))
    .flatMap((driver) => {
      const lists = [
        `${graphRoot}/${driver}/containers.json`,
        `${runRoot}/${driver}/volatile-containers.json`,
      ];
      return lists
        .map((path) => readOwnedFile(path, owner, MOST_LIST))
        .flatMap((file) => (typeof file === "string" ? [] : (parseStorageContainers(file.text, owner) ?? [])))
        .map((info, at) =>
          at < MOST_PID_FILES ? { ...info, pid: readPid(`${runRoot}/${driver}`, info, owner) } : info,
        );
    });
}

function readPid(folder: string, { id }: ContainerInfo, owner: number): number | null {
  const file = readOwnedFile(`${folder}/${id}/userdata/pidfile`, owner, 16);
  const pid = typeof file === "string" || !/^\d{1,7}\s*$/.test(file.text) ? 0 : Number(file.text);
  return pid > 0 && pid <= MOST_PID ? pid : null;
}
