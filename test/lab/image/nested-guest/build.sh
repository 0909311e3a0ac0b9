#!/bin/bash
# build.sh ROOT
#
# Puts a guest for libvirt tests into the virt image: /usr/lib/vf-lab/nested-guest/{vmlinuz,initrd}, a kernel
# and an initramfs with busybox and the igb VF driver. See init for what it prints.
set -euo pipefail

root=$1
guest=$root/usr/lib/vf-lab/nested-guest
kernel=$(ls "$root/lib/modules")
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

mkdir -p "$guest" "$tree"/{bin,modules,proc,sys,dev}
cp "$root/boot/vmlinuz-$kernel" "$guest/vmlinuz"
cp "$root/bin/busybox" "$tree/bin/"
install -m 755 "$(dirname "$0")/init" "$tree/init"
# In load order: dependencies come first in modprobe's answer.
order=0
chroot "$root" modprobe --set-version "$kernel" --show-depends igbvf | sed -n 's/^insmod //p' | while read -r module _; do
  order=$((order + 1))
  cp "$root/$module" "$tree/modules/$(printf %02d $order)-$(basename "$module")"
done
(cd "$tree" && find . | cpio -o -H newc --quiet | gzip -1) > "$guest/initrd"
