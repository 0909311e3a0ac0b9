import type { Read } from './read.ts'

/** What is read of drives, as a part of the closed list in reads.ts; its rules hold here too. */
export const driveReads: readonly Read[] = [
  {
    name: 'mounts',
    why: 'Disks in use: a mounted NVMe drive is not to be given away.',
    // The root file system is read whatever it is. What has members of its own (ZFS, btrfs, bcachefs) may name no device.
    shell: `grep -aHs -m 4096 -E '^[0-9]+ [0-9]+ [0-9:]+ [^ ]+ / | - ([^ ]* [/]dev/|(zfs|btrfs|bcachefs) )|^[/]dev/' /proc/self/mountinfo /proc/swaps`
  },
  {
    name: 'drives',
    why: 'What drives carry, by the udev database, and what is built upon them or exports them: no drive is opened for it.',
    // Loop devices (major number 7) are left out: there may be hundreds, and they lie on files.
    shell: `[ -d /run/udev/data ] && echo udev:yes
limit grep -aHs -m 32 -E '^(I:|E:ID_(FS_TYPE|FS_LABEL|FS_AMBIVALENT|PART_TABLE_TYPE)=)' /run/udev/data/b[!7]* /run/udev/data/b7[!:]*
grep -aHs -m 1 . /sys/class/block/dm-*/dm/uuid
grep -aHs -m 1 '^/dev/' /sys/class/block/loop*/loop/backing_file /sys/kernel/config/target/core/*/*/udev_path /sys/kernel/config/nvmet/subsystems/*/namespaces/*/device_path
ls -ldn /sys/class/block/[!lr]*/holders/* /sys/class/block/[!lr]*/bcache /sys/class/nvme-subsystem/*/nvme* /sys/fs/btrfs/*/devices/* /sys/fs/bcachefs/*/dev-*/block`
  },
  {
    name: 'zfs',
    why: 'Imported ZFS pools and their disks. Asked only where ZFS is in the kernel: the tool would load it.',
    shell: `if [ -e /sys/module/zfs ]; then
for path in /proc/spl/kstat/zfs/*/; do [ -d "$path" ] && path=\${path%/} && echo "kstat:\${path##*/}"; done
if need zpool; then
status=$(limit sh -c 'zpool status -LP 2>&1; echo "status:$?"')
case $status in *status:0) printf '%s\\n' "$status" ;; *) printf '%s\\n' "$status" | sed 's/^/zpool:/' ;; esac
fi
fi`
  }
]
