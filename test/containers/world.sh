#!/bin/bash
# First process of a world of its own (see world.ts): the unpacked packages laid over /usr and /etc, and every folder
# that a runtime writes to on a file system of this world. Arguments: the unpacked tree, a folder for scratch.
set -e
tree=$1 scratch=$2
mount --make-rprivate /
mount -t tmpfs tmpfs "$scratch"
mkdir "$scratch/up" "$scratch/work"
mount -t overlay overlay -o "lowerdir=$tree/usr:/usr" /usr
mount -t overlay overlay -o "lowerdir=$tree/etc:/etc,upperdir=$scratch/up,workdir=$scratch/work" /etc
for folder in /run /var/lib /home; do mount -t tmpfs -o mode=755 tmpfs "$folder"; done
mkdir -m 1777 /run/lock
umount -R /sys/fs/cgroup 2>/dev/null || true
mount -t cgroup2 cgroup2 /sys/fs/cgroup
# Users may have interfaces, as on most systems.
mknod -m 666 "$scratch/tun" c 10 200
mount --bind "$scratch/tun" /dev/net/tun
ip link set lo up
echo ready
# Until whoever made this world is gone.
exec cat >/dev/null
