#!/bin/bash
# customize-root.sh ROOT FLAVOUR RECIPE_DIR KEY_DIR
#
# Turns the freshly installed root file system into a lab host: configuration files, SSH keys, users, and no
# service that would cost boot time under emulation.
set -euo pipefail

root=$1 flavour=$2 recipe=$3 keys=$4

# Whatever the umask that the repository was checked out with, the system services must be able to read these.
umask 022
cp -rT --no-preserve=mode "$recipe/rootfs" "$root"
chmod 440 "$root/etc/sudoers.d/vf-lab"
# Empty: the rig gives every host its own id once it is up.
: > "$root/etc/machine-id"

rm -f "$root"/etc/ssh/ssh_host_*
install -m 600 "$keys/host" "$root/etc/ssh/ssh_host_ed25519_key"
install -m 644 "$keys/host.pub" "$root/etc/ssh/ssh_host_ed25519_key.pub"
install -d -m 700 "$root/root/.ssh"
install -m 600 "$keys/client.pub" "$root/root/.ssh/authorized_keys"

# root: key only. lab: sudo without password. ops: sudo with password. ro: no sudo.
# lab, ops and ro accept the key and the password "<user>-pass".
for user in lab ops ro; do
  chroot "$root" useradd -m -s /bin/bash "$user"
  echo "$user:$user-pass" | chroot "$root" chpasswd
  install -d -m 700 "$root/home/$user/.ssh"
  install -m 600 "$keys/client.pub" "$root/home/$user/.ssh/authorized_keys"
  chroot "$root" chown -R "$user:$user" "/home/$user"
done

chroot "$root" systemctl -q enable systemd-networkd.service ssh.service
chroot "$root" systemctl -q mask \
  apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service \
  fstrim.timer getty@tty1.service serial-getty@ttyS0.service console-getty.service \
  ldconfig.service systemd-journal-catalog-update.service systemd-networkd-wait-online.service \
  systemd-random-seed.service systemd-update-done.service systemd-update-utmp.service \
  lvm2-monitor.service mdcheck_continue.timer mdcheck_start.timer mdmonitor-oneshot.timer
# Costs boot time: tests that need it start it.
chroot "$root" systemctl -q disable openvswitch-switch.service

if [ "$flavour" = virt ]; then
  chroot "$root" systemctl -q mask libvirt-guests.service
  "$recipe/nested-guest/build.sh" "$root"
fi

chroot "$root" update-initramfs -u
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/log/*.log "$root"/usr/share/mime
