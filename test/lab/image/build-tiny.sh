#!/bin/bash
# build-tiny.sh FLAVOUR OUTPUT_DIR KEY_DIR DEB_CACHE RELEASE SOURCE_LINE...
#
# Makes a host that lives in its initramfs: busybox, an SSH server (dropbear) and the kernel modules of the
# virtual devices, all out of Debian packages. Leaves vmlinuz and initrd in OUTPUT_DIR. FLAVOUR is tiny; the
# arguments are those of build-disk.sh. Must run as root.
set -euo pipefail

output=$2 keys=$3 deb_cache=$4 release=$5
shift 5
recipe=$(cd "$(dirname "$0")" && pwd)
# The unpacked packages, and what of them goes into the initramfs.
unpacked=$output/unpacked tree=$output/tree

# shellcheck source-path=SCRIPTDIR source=bootstrap-options.sh
. "$recipe/bootstrap-options.sh"
set_bootstrap_options "$recipe" "$deb_cache"
export SOURCE_DATE_EPOCH=1750000000 TMPDIR=$output
mmdebstrap "${bootstrap_options[@]}" --variant=extract \
  --include="$(package_names "$recipe/packages/tiny.list")" "$release" "$unpacked" "$@"

umask 022
mkdir -p "$tree"/{bin,sbin,usr/bin,usr/sbin,lib,lib64,etc/dropbear,proc,sys,dev,tmp,run,var/log}
install -m 755 "$recipe/tiny/init" "$tree/init"
cp "$unpacked/bin/busybox" "$tree/bin/"
cp "$unpacked/usr/sbin/dropbear" "$tree/usr/sbin/"
# The dynamic loader lists what dropbear needs, itself included: "libz.so.1 => /lib/.../libz.so.1 (0x...)".
chroot "$unpacked" /lib64/ld-linux-x86-64.so.2 --list /usr/sbin/dropbear | grep -o '/[^ ]*' |
  while read -r library; do
    install -D "$unpacked/$library" "$tree/$library"
  done

# Same host key as the other images, in dropbear's own format.
cp "$keys/host" "$unpacked/tmp/host"
chroot "$unpacked" /usr/bin/dropbearconvert openssh dropbear /tmp/host /tmp/host.dropbear 2>/dev/null
install -m 600 "$unpacked/tmp/host.dropbear" "$tree/etc/dropbear/host"
install -d -m 700 "$tree/root" "$tree/root/.ssh"
install -m 600 "$keys/client.pub" "$tree/root/.ssh/authorized_keys"

kernel=$(ls "$unpacked/lib/modules")
depmod --basedir "$unpacked" "$kernel"
# modprobe answers "insmod PATH [OPTION...]"; only the part below the modules directory is of use.
for module in virtio_pci virtio_net virtio_rng igb igbvf nvme vfio-pci vfio_iommu_type1; do
  modprobe --dirname "$unpacked" --set-version "$kernel" --show-depends "$module"
done | sed -n "s|^insmod .*/modules/$kernel/\([^ ]*\).*|\1|p" | sort -u | while read -r file; do
  install -D -m 644 "$unpacked/lib/modules/$kernel/$file" "$tree/lib/modules/$kernel/$file"
done
cp "$unpacked/lib/modules/$kernel"/modules.{order,builtin,builtin.modinfo} "$tree/lib/modules/$kernel/"
depmod --basedir "$tree" "$kernel"

echo 'root:x:0:0:root:/root:/bin/sh' > "$tree/etc/passwd"
echo 'root:*:19000:0:99999:7:::' > "$tree/etc/shadow"
echo 'root:x:0:' > "$tree/etc/group"
echo /bin/sh > "$tree/etc/shells"
printf 'NAME="Lab appliance"\nID=lab-appliance\nVERSION_ID="1"\nPRETTY_NAME="Lab appliance (busybox)"\n' \
  > "$tree/etc/os-release"

cp "$unpacked"/boot/vmlinuz-* "$output/vmlinuz"
(cd "$tree" && find . | cpio -o -H newc --quiet | zstd -q -3) > "$output/initrd"
rm -rf "$unpacked" "$tree"
