import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CgroupPlace, classifyCgroupPath, parseCgroupFile } from "./cgroup-path.ts";

const ID = "80d85a3a585f1575028ebe468d83093c301eda20d37d1671ff2a0be50fc0e460";
const OTHER = "b5b6f2da8008be266864f896f93789762b2ce50792114a5c5f2cc3315af0bc70";
const POD = "2d5133c0-65f3-40b2-b375-c04866d418e1";
const POD_ = POD.replaceAll("-", "_");

/** `unit (manager) container runtime pod uid`, dashes for what is not there. */
function show({ unit, manager, container }: CgroupPlace): string {
  const who = container === null ? "-" : `${container.runtime}:${container.id}`;
  return [unit ?? "-", manager ?? "-", who, container?.podUid ?? "-", container?.user ?? "-"].join(" ");
}

describe("classifyCgroupPath: units", () => {
  it.each<[string, string]>([
    ["/", "- - - - -"],
    ["", "- - - - -"],
    ["/init.scope", "init.scope system - - -"],
    ["/system.slice/ssh.service", "ssh.service system - - -"],
    ["/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service system - - -"],
    [
      "/system.slice/system-openvpn.slice/openvpn@my\\x2dvpn.service",
      "openvpn@my\\x2dvpn.service system - - -",
    ],
    ["/system.slice/dbus.socket", "dbus.socket system - - -"],
    ["/system.slice/_cpu.service", "cpu.service system - - -"],
    ["/user.slice/user-1000.slice/session-3.scope", "session-3.scope system - - -"],
    ["/user.slice/user-1000.slice/user@1000.service/init.scope", "user@1000.service system - - -"],
    ["/user.slice/user-1000.slice/user@1000.service", "user@1000.service system - - -"],
    [
      "/user.slice/user-1000.slice/user@1000.service/app.slice/syncthing.service",
      "syncthing.service user - - -",
    ],
    [
      "/user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome-firefox-4242.scope",
      "app-gnome-firefox-4242.scope user - - -",
    ],
    ["/user.slice", "user.slice system - - -"],
    ["/kubepods.slice/kubepods-besteffort.slice", "kubepods-besteffort.slice system - - -"],
    // What runs below a delegated unit may name its groups as it likes.
    ["/system.slice/web.service/ssh.service", "web.service system - - -"],
    ["/user/1000.user/c2.session", "- - - - -"],
    ["/../../system.slice/cron.service", "cron.service system - - -"],
  ])("%s", (path, expected) => {
    expect(show(classifyCgroupPath(path))).toBe(expected);
  });
});

describe("classifyCgroupPath: containers", () => {
  it.each<[string, string]>([
    [`/docker/${ID}`, `- - docker:${ID} - -`],
    [`/system.slice/docker-${ID}.scope`, `docker-${ID}.scope system docker:${ID} - -`],
    [`/system.slice/docker.service/docker/${ID}`, `docker.service system docker:${ID} - -`],
    [
      `/system.slice/docker-${ID}.scope/system.slice/nginx.service`,
      `nginx.service container docker:${ID} - -`,
    ],
    [`/docker/${ID}/docker/${OTHER}`, `- - docker:${ID} - -`],
    [
      `/user.slice/user-1000.slice/user@1000.service/app.slice/docker.service/docker/${ID}`,
      `docker.service user docker:${ID} - 1000`,
    ],
    [`/actions_job/${ID}`, `- - unknown:${ID} - -`],
    [`/${ID}`, `- - unknown:${ID} - -`],
    [`/default/${ID}`, `- - unknown:${ID} - -`],
    [`/system.slice/nerdctl-${ID}.scope`, `nerdctl-${ID}.scope system containerd:${ID} - -`],
    [`/machine.slice/libpod-${ID}.scope`, `libpod-${ID}.scope system podman:${ID} - -`],
    [`/machine.slice/libpod-${ID}.scope/container`, `libpod-${ID}.scope system podman:${ID} - -`],
    [
      `/machine.slice/libpod-${ID}.scope/container/system.slice/httpd.service`,
      `httpd.service container podman:${ID} - -`,
    ],
    [
      `/machine.slice/machine-libpod_pod_${OTHER}.slice/libpod-${ID}.scope`,
      `libpod-${ID}.scope system podman:${ID} - -`,
    ],
    [`/machine.slice/libpod-conmon-${ID}.scope`, `libpod-conmon-${ID}.scope system - - -`],
    [`/libpod_parent/libpod-${ID}`, `- - podman:${ID} - -`],
    [`/libpod_parent/${OTHER}/libpod-${ID}`, `- - podman:${ID} - -`],
    [
      `/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${ID}.scope/container`,
      `libpod-${ID}.scope user podman:${ID} - 1000`,
    ],
    [
      `/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-conmon-${ID}.scope`,
      `libpod-conmon-${ID}.scope user - - -`,
    ],
    [
      `/user.slice/user-1000.slice/user@1000.service/app.slice/redis.service/libpod-payload-${ID}`,
      `redis.service user podman:${ID} - 1000`,
    ],
    [`/system.slice/nginx.service/libpod-payload-${ID}`, `nginx.service system podman:${ID} - -`],
    ["/system.slice/nginx.service/runtime", "nginx.service system - - -"],
    [
      `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${POD_}.slice/cri-containerd-${ID}.scope`,
      `cri-containerd-${ID}.scope system containerd:${ID} ${POD} -`,
    ],
    [
      `/kubepods.slice/kubepods-pod7260904bbd08e72e4dff95d9fccd2ee8.slice/cri-containerd-${ID}.scope`,
      `cri-containerd-${ID}.scope system containerd:${ID} 7260904bbd08e72e4dff95d9fccd2ee8 -`,
    ],
    [`/kubepods/burstable/pod${POD}/${ID}`, `- - kubernetes:${ID} ${POD} -`],
    [`/kubepods/besteffort/pod${POD}/${ID}/kube-proxy`, `- - kubernetes:${ID} ${POD} -`],
    [`/kubepods/besteffort/pod${POD}/crio-${ID}`, `- - cri-o:${ID} ${POD} -`],
    [
      `/system.slice/containerd.service/kubepods-burstable-pod${POD_}.slice:cri-containerd:${ID}`,
      `containerd.service system containerd:${ID} ${POD} -`,
    ],
    [
      `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${POD_}.slice/crio-${ID}.scope`,
      `crio-${ID}.scope system cri-o:${ID} ${POD} -`,
    ],
    [
      `/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${POD_}.slice/crio-conmon-${ID}.scope`,
      `crio-conmon-${ID}.scope system - - -`,
    ],
    [
      `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${POD_}.slice/docker-${ID}.scope`,
      `docker-${ID}.scope system docker:${ID} ${POD} -`,
    ],
    // A node of kind: the host knows the outer one.
    [
      `/system.slice/docker-${OTHER}.scope/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice/kubelet-kubepods-burstable-pod${POD_}.slice/cri-containerd-${ID}.scope`,
      `cri-containerd-${ID}.scope container docker:${OTHER} - -`,
    ],
    ["/lxc.payload.web", "- - lxc:web - -"],
    ["/lxc.payload.default_web/system.slice/nginx.service", "nginx.service container lxc:default_web - -"],
    ["/lxc.payload/web/init.scope", "init.scope container lxc:web - -"],
    ["/lxc.monitor.web", "- - - - -"],
    ["/lxc.monitor/101", "- - - - -"],
    ["/lxc/101/ns/system.slice/ssh.service", "ssh.service container lxc:101 - -"],
    ["/lxc/web.example.net", "- - lxc:web.example.net - -"],
    [
      "/machine.slice/machine-fedora.scope/payload/system.slice/httpd.service",
      "httpd.service container systemd-nspawn:fedora - -",
    ],
    [
      "/machine.slice/machine-my\\x2dshop.scope/payload",
      "machine-my\\x2dshop.scope system systemd-nspawn:my-shop - -",
    ],
    ["/machine.slice/machine-fedora.scope/supervisor", "machine-fedora.scope system - - -"],
    [
      "/machine.slice/systemd-nspawn@my\\x2dshop.service/payload",
      "systemd-nspawn@my\\x2dshop.service system systemd-nspawn:my-shop - -",
    ],
    ["/machine.slice/systemd-nspawn@web.service/supervisor", "systemd-nspawn@web.service system - - -"],
    [
      "/machine.slice/machine-caf\\xc3\\xa9.scope",
      "machine-caf\\xc3\\xa9.scope system systemd-nspawn:café - -",
    ],
    [
      "/machine.slice/machine-qemu\\x2d1\\x2ddebian12.scope/libvirt/emulator",
      "machine-qemu\\x2d1\\x2ddebian12.scope system - - -",
    ],
    [
      "/machine.slice/machine-lxc\\x2d2042\\x2dweb.scope",
      "machine-lxc\\x2d2042\\x2dweb.scope system libvirt-lxc:web - -",
    ],
    [
      "/system.slice/garden.service/garden/70eb4ce5-a065-4401-6990-88ed",
      "garden.service system garden:70eb4ce5-a065-4401-6990-88ed - -",
    ],
    ["/garden/good/2b8e1f5c-8b4c-4a52-7d6c-1f0e", "- - garden:2b8e1f5c-8b4c-4a52-7d6c-1f0e - -"],
    [`/ecs/0410eff2-7e59-4111-823e-1e0d98ef7f30/${ID}`, `- - ecs:${ID} - -`],
    [
      "/ecs/447438d4540b44958dbd2a2da6d2b8b4/447438d4540b44958dbd2a2da6d2b8b4-1508930467",
      "- - ecs:447438d4540b44958dbd2a2da6d2b8b4-1508930467 - -",
    ],
    [
      `/ecstasks.slice/ecstasks-447438d4540b44958dbd2a2da6d2b8b4.slice/docker-${ID}.scope`,
      `docker-${ID}.scope system docker:${ID} - -`,
    ],
    // Looks like one, and is none.
    [`/docker/${ID.slice(1)}`, "- - - - -"],
    ["/docker", "- - - - -"],
    ["/system.slice/docker.service", "docker.service system - - -"],
    ["/lxc", "- - - - -"],
  ])("%s", (path, expected) => {
    expect(show(classifyCgroupPath(path))).toBe(expected);
  });
});

describe("parseCgroupFile", () => {
  it.each<[string, string, string | null]>([
    ["v2", "0::/system.slice/ssh.service\n", "/system.slice/ssh.service"],
    [
      "v1, docker",
      `12:pids:/docker/${ID}\n10:rdma:/\n1:name=systemd:/docker/${ID}\n0::/system.slice/containerd.service\n`,
      `/docker/${ID}`,
    ],
    [
      "hybrid of systemd",
      "9:memory:/user.slice\n1:name=systemd:/user.slice/user-0.slice/session-1.scope\n0::/user.slice/user-0.slice/session-1.scope\n",
      "/user.slice/user-0.slice/session-1.scope",
    ],
    [
      "hybrid with an empty v2",
      "9:name=systemd:/system.slice/cron.service\n4:memory:/system.slice\n0::/\n",
      "/system.slice/cron.service",
    ],
    ["a controller alone knows the container", `9:name=systemd:/\n4:memory:/lxc/web\n0::/\n`, "/lxc/web"],
    ["no systemd at all", "4:memory:/jobs/7\n0::/\n", "/jobs/7"],
    ["root everywhere", "9:name=systemd:/\n0::/\n", "/"],
    ["a group that is gone", "0::/system.slice/run-u7.service (deleted)\n", "/system.slice/run-u7.service"],
    [
      "a colon in a path",
      `0::/system.slice/kubepods-pod${POD_}.slice:cri-containerd:${ID}\n`,
      `/system.slice/kubepods-pod${POD_}.slice:cri-containerd:${ID}`,
    ],
    ["empty", "", null],
    ["foreign", "not a cgroup file\n::/x\n", null],
  ])("%s", (_name, text, expected) => {
    expect(parseCgroupFile(text)).toBe(expected);
  });

  it("never throws, and answers with a bounded path of the file", () => {
    const piece = fc.constantFrom(
      "0::/",
      "1:name=systemd:/",
      "docker",
      ID,
      ".slice",
      ".scope",
      "/",
      "\n",
      "user@1.service",
      "\\x2d",
      "lxc",
      "machine-",
      "_",
      ":",
      "payload",
      "pod",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(piece, { maxLength: 60 }).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(text, (input) => {
        const path = parseCgroupFile(input);
        if (path !== null) expect(input).toContain(path);
        const place = classifyCgroupPath(path ?? input);
        if (place.unit !== null) expect(input).toContain(place.unit);
        expect(place.unit === null).toBe(place.manager === null);
      }),
      { seed: 3, numRuns: 2000 },
    );
  });

  it("is bounded on hostile input", () => {
    expect(parseCgroupFile(`0::/${"a/".repeat(5_000_000)}`)?.length).toBe(4096);
    expect(parseCgroupFile("1:x:/a\n".repeat(1_000_000))).toBe("/a");
    expect(classifyCgroupPath(`/${"pod-".repeat(1_000_000)}`).container).toBeNull();
    expect(classifyCgroupPath(`/${"machine-\\x2d".repeat(1_000_000)}.scope`).container).toBeNull();
  });
});
