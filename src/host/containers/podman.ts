/**
 * Podman's API, the system's and those of users. systemd starts it for a question and it ends by itself, which
 * changes nothing; the published ports are told nowhere else.
 */
import type { ContainerSource } from "../../model/container.ts";
import { listByDockerApi } from "./docker-api.ts";
import type { Place } from "./place.ts";

export function podmanSource({ root, users }: Place): ContainerSource {
  const sockets = [
    { path: `${root}/run/podman/podman.sock`, owner: 0 },
    ...users.map((owner) => ({ path: `${root}/run/user/${owner}/podman/podman.sock`, owner })),
  ];
  return {
    id: "podman",
    needs: "use of Podman's socket (root, or the user whose containers they are; podman.socket active)",
    async list(signal) {
      const lists = await Promise.all(
        sockets.map((socket) => listByDockerApi({ runtime: "Podman", ...socket }, signal)),
      );
      return { value: lists.flatMap((list) => list.value), gaps: lists.flatMap((list) => list.gaps) };
    },
  };
}
