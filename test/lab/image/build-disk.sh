#!/bin/bash
# build-disk.sh FLAVOUR OUTPUT_DIR KEY_DIR DEB_CACHE RELEASE SOURCE_LINE...
#
# Makes a bootable Debian disk image from Debian packages alone, and leaves in OUTPUT_DIR:
#   vmlinuz, initrd  kernel and initramfs, handed to QEMU directly (no boot loader in the image)
#   disk.qcow2       ext4 root file system, zstd-compressed: the machine unpacks it, not the emulated CPU
# FLAVOUR is base or virt; SOURCE_LINEs are one-line apt sources of RELEASE. Must run as root.
set -euo pipefail

flavour=$1 output=$2 keys=$3 deb_cache=$4 release=$5
shift 5
recipe=$(cd "$(dirname "$0")" && pwd)
root=$output/root

lists=("$recipe/packages/base.list")
case $flavour in
  base) disk_size=700M ;;
  virt) disk_size=1800M lists+=("$recipe/packages/virt.list") ;;
  *) echo "build-disk.sh: unknown flavour '$flavour', expected base or virt" >&2; exit 2 ;;
esac

# shellcheck source-path=SCRIPTDIR source=bootstrap-options.sh
. "$recipe/bootstrap-options.sh"
set_bootstrap_options "$recipe" "$deb_cache"

# Fixed times and identifiers keep two builds of the same packages alike.
export SOURCE_DATE_EPOCH=1750000000 TMPDIR=$output
# For the hooks, as in bootstrap-options.sh. The initramfs settings must be there before the kernel package runs
# update-initramfs.
export FLAVOUR=$flavour RECIPE=$recipe KEYS=$keys
# shellcheck disable=SC2016
mmdebstrap "${bootstrap_options[@]}" --variant=minbase \
  --include="$(package_names "${lists[@]}")" \
  --setup-hook='mkdir -p "$1/etc" && cp -r "$RECIPE/rootfs/etc/initramfs-tools" "$1/etc/"' \
  --customize-hook='"$RECIPE/customize-root.sh" "$1" "$FLAVOUR" "$RECIPE" "$KEYS"' \
  "$release" "$root" "$@"

cp "$root"/boot/vmlinuz-* "$output/vmlinuz"
cp "$root"/boot/initrd.img-* "$output/initrd"
rm -rf "${root:?}"/boot/*

mke2fs -q -t ext4 -L root -m 0 -O ^has_journal \
  -U 6e5e1c3a-0000-4000-8000-000000000002 -E hash_seed=6e5e1c3a-0000-4000-8000-000000000001 \
  -d "$root" "$output/disk.raw" "$disk_size"
qemu-img convert -O qcow2 -c -o compression_type=zstd,cluster_size=64k "$output/disk.raw" "$output/disk.qcow2"
rm -rf "$root" "$output/disk.raw"
