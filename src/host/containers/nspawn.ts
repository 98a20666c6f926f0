/** Containers that are registered with systemd-machined: systemd-nspawn's and libvirt's. No daemon is asked. */
import type { ContainerSource } from "../../model/container.ts";
import { parseMachineFile } from "../../text/machine-file.ts";
import { listFolder, readOwnedFile } from "./owned-file.ts";
import type { Place } from "./place.ts";

const MOST_MACHINES = 4096;
const MOST_FILE = 65_536;

export function nspawnSource({ root }: Place): ContainerSource {
  const folder = `${root}/run/systemd/machines`;
  return {
    id: "systemd-nspawn",
    needs: "nothing",
    list: () => {
      const names = listFolder(folder, MOST_MACHINES);
      const value = (names === "unreadable" ? [] : names)
        // Links from a unit to its machine.
        .filter((name) => !name.startsWith("unit:"))
        .map((name) => readOwnedFile(`${folder}/${name}`, 0, MOST_FILE))
        .map((file) => (typeof file === "string" ? null : parseMachineFile(file.text)))
        .filter((info) => info !== null);
      return Promise.resolve({ value, gaps: [] });
    },
  };
}
