/**
 * Everything the probe reads on a host: a closed list. A read that is not here does not happen. Each entry is a
 * section of the output; its shell text runs as part of one POSIX script (see probe-script.ts) and only prints.
 *
 * Rules that every entry keeps:
 * - It reads. Never opened: `rom`, `vpd`, `resourceN`, `reset`, `remove`, `rescan`, `new_id`, `bind`.
 * - Few processes: one `grep` for hundreds of files, because on a small or loaded host a process costs more
 *   than everything it reads.
 * - What may hang on a sick device (sysfs attributes that ask the device, config space, tools) runs under `limit`.
 * - No text of the host becomes a command. Two things of the host's making reach an argument or a path, both
 *   checked: a process number (digits only) and an interface name (a closed set of characters, no leading dash).
 */
import { driveReads } from './drive-reads.ts'
import type { Read } from './read.ts'

/** Tools whose presence decides how a host can be read or provisioned. */
const toolNames = [
  'bash',
  'ip',
  'ethtool',
  'lspci',
  'modinfo',
  'modprobe',
  'virsh',
  'devlink',
  'nvme',
  'flock',
  'systemctl',
  'qemu-system-x86_64'
] as const

/** PCI attributes of `/sys/bus/pci/devices/ADDRESS/` that are one line of text. Source: Documentation/ABI/testing/sysfs-bus-pci. */
const pciAttributes = [
  'vendor',
  'device',
  'subsystem_vendor',
  'subsystem_device',
  'class',
  'revision',
  'numa_node',
  'boot_vga',
  'driver_override',
  'reset_method',
  'current_link_speed',
  'current_link_width',
  'max_link_speed',
  'max_link_width',
  'sriov_totalvfs',
  'sriov_numvfs',
  'sriov_offset',
  'sriov_stride',
  'sriov_vf_device',
  'sriov_drivers_autoprobe'
] as const

/**
 * Guest-side and host-side drivers of VFs that are worth knowing although nothing may be bound to them yet.
 * `modinfo` passes over those that are not installed.
 */
const vfDriverModules = [
  'igbvf',
  'ixgbevf',
  'iavf',
  'mlx5_core',
  'bnxt_en',
  'qede',
  'nvme',
  'vfio_pci'
] as const

const inFolder = (folder: string, names: readonly string[]): string =>
  names.map((name) => `${folder}/${name}`).join(' ')

/** Network namespaces that are looked into; more are only counted. A full Kubernetes node has 110 pods. */
const NAMESPACE_LIMIT = 128

/** All that is ever read of a host, in the order of the probe. Nothing in it writes. */
export const reads: readonly Read[] = [
  {
    name: 'identity',
    why: 'Who reads, on what kernel, when by the clock of the host, and over which address: that interface is not to be taken away.',
    // sudo and su drop SSH_CONNECTION; the environment of a process above them still has it.
    shell: `printf 'uname:'; uname -srm
printf 'id:'; id
printf 'date:'; date -u +%Y-%m-%dT%H:%M:%SZ
printf 'sudo:%s\\n' "\${SUDO_USER-}"
if [ -n "\${SSH_CONNECTION-}" ]; then printf 'ssh:%s\\n' "$SSH_CONNECTION"
else
above=$PPID; steps=0
while [ $steps -lt 16 ]; do
case $above in '' | 0 | 1 | *[!0-9]*) break ;; esac
came=$(tr '\\0' '\\n' <"/proc/$above/environ" | sed -n 's/^SSH_CONNECTION=//p')
if [ -n "$came" ]; then printf 'ssh:%s\\n' "$came"; break; fi
above=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$above/status")
steps=$((steps + 1))
done
fi`
  },
  {
    name: 'files',
    why: 'Host name, machine id, hypervisor, distribution, kernel command line, machine, CPU, NUMA nodes, types and reserved regions of IOMMU groups, versions and taint of loaded modules, numbers and names of block devices.',
    shell: `grep -aHs -m 64 . /proc/sys/kernel/hostname /etc/machine-id /sys/hypervisor/type /etc/os-release /proc/cmdline ${inFolder(
      '/sys/class/dmi/id',
      [
        'sys_vendor',
        'product_name',
        'product_serial',
        'product_uuid',
        'bios_vendor',
        'bios_version',
        'bios_date'
      ]
    )} /sys/devices/system/cpu/online ${inFolder('/sys/devices/system/cpu/cpu0/cpufreq', [
      'base_frequency',
      'cpuinfo_max_freq'
    ])} /sys/devices/system/node/node*/cpulist /sys/kernel/iommu_groups/*/type /sys/kernel/iommu_groups/*/reserved_regions /sys/module/*/version /sys/module/*/taint /sys/class/block/[!lr]*/dev /sys/class/block/dm-*/dm/name
grep -aHs -m 3 -E '^(model name|cpu MHz)|MemTotal' /proc/cpuinfo /sys/devices/system/node/node*/meminfo
grep -aHs -m 1 '^Device Minor:' /proc/driver/nvidia/gpus/*/information`
  },
  {
    name: 'tools',
    why: 'What can be applied here, and how the rest of this list is read.',
    shell: `for tool in ${toolNames.join(' ')}; do if command -v "$tool" >/dev/null; then echo "$tool:yes"; else echo "$tool:no"; fi; done`
  },
  {
    name: 'firmware-tables',
    why: 'Names only: a DMAR, IVRS or IORT table without IOMMU groups means that the kernel does not use the IOMMU.',
    shell: `for path in /sys/firmware/acpi/tables/* /sys/class/iommu/*; do [ -e "$path" ] && echo "$path"; done`
  },
  {
    name: 'pci',
    why: 'Identity, SR-IOV state, link and reset methods of every PCI function.',
    shell: `cd /sys/bus/pci/devices && limit grep -aHs '' ${inFolder('*', pciAttributes)}`
  },
  {
    name: 'resources',
    why: 'BARs and bridge windows. Lines of zeros are left out; the line number says which resource it is.',
    shell: `cd /sys/bus/pci/devices && grep -anHs '[1-9a-f]' */resource`
  },
  {
    name: 'links',
    why: 'The PCI tree, bound drivers and their modules, IOMMU groups, PF and VF, and which interface, disk, display or other device node lies on which function or on which other one.',
    // -n: without it ls asks the user database, which may be a directory server.
    shell: `cd /sys/bus/pci/devices && ls -ldn * */driver */iommu_group */physfn */virtfn* */vfio-dev/* ../drivers/*/module /sys/class/net/* /sys/class/net/*/master /sys/class/net/*/lower_* /sys/class/block/[!lr]* /sys/class/block/[!lr]*/slaves/* /sys/class/infiniband/* /sys/class/infiniband_verbs/* /sys/class/infiniband_mad/* /sys/class/uio/* /sys/class/drm/card* /sys/class/drm/renderD* /sys/class/graphics/fb* /sys/class/accel/* /sys/class/uacce/*`
  },
  {
    name: 'config',
    why: 'Config space: SR-IOV, ACS, ARI, ATS, MSI-X and PCI Express capabilities. Without root only its first 64 bytes.',
    // tail puts the name before each file (/dev/null makes it do so for a single one); od leaves out repeated lines.
    shell: `cd /sys/bus/pci/devices && limit sh -c 'tail -c +1 /dev/null */config | od -A x -t x1'`
  },
  {
    name: 'names',
    why: 'Names of devices, from the pci.ids of the host.',
    shell: `need lspci && limit lspci -D -mm`
  },
  {
    name: 'net-files',
    why: 'Speed of every interface, which port of its device it is, and the rest of it where ip prints no JSON.',
    shell: `cd /sys/class/net && limit grep -aHs '' ${inFolder('*', ['address', 'mtu', 'flags', 'carrier', 'speed', 'type', 'ifindex', 'dev_port', 'phys_port_name', 'phys_switch_id', 'bonding/mode'])} /sys/class/infiniband/*/node_guid /sys/class/infiniband/*/node_type`
  },
  {
    name: 'net',
    why: 'Interfaces, addresses and the settings that a PF driver holds for each VF.',
    shell: `if need ip; then
json=$(ask ip -j -d addr)
case $json in '['*) ;; *) json=$(limit ip -j addr) ;; esac
case $json in '['*) printf '%s\\n' "$json" ;; *)
case $(limit ip -j link show lo) in '['*) ;; *) note no-json ip ;; esac
limit ip -o addr ;;
esac
fi`
  },
  {
    name: 'routes',
    why: 'The interfaces of the default routes carry the management traffic: those of all tables, policy routing and VRFs among them.',
    shell: `grep -aHs -E '^[^[:space:]]+[[:space:]]00000000[[:space:]]|^0{32} 00 ' /proc/net/route /proc/net/ipv6_route
if command -v ip >/dev/null; then
limit ip -o -4 route show table all default | head -n 256
limit ip -o -6 route show table all default | head -n 256
fi`
  },
  {
    name: 'namespaces',
    why: 'Interfaces in other network namespaces (containers, pods, routers): their functions look idle from here, and are not.',
    // One line "INODE PATH" for each namespace; a path of /run/netns names it, a process says what it belongs to.
    // Looked into one after the other, under one limit, and at most ${NAMESPACE_LIMIT} of them.
    shell: `look() {
printf 'namespace:%s:%s\\n' "$1" "$2"
case $2 in /proc/*) grep -aHs -m 20 '' "\${2%/ns/net}/comm" "\${2%/ns/net}/cgroup" ;; esac
looked=$((looked + 1))
[ $looked -le ${NAMESPACE_LIMIT} ] || return
need nsenter && limit nsenter --net="$2" sh -c "ip -j -d addr || { echo names; sed -n 's/^ *\\\\([A-Za-z0-9_.@-]*\\\\):.*/name:\\\\1/p' /proc/net/dev | head -n 64; }
if [ -n '$lost' ]; then
echo; for name in \\$(sed -n 's/^ *\\\\([A-Za-z0-9_.@][A-Za-z0-9_.@-]*\\\\):.*/\\\\1/p' /proc/net/dev | head -n 16); do
[ \\$name = lo ] || { echo interface:\\$name; ethtool -i \\$name; }
done; fi"
[ $? != 124 ] || looked=${NAMESPACE_LIMIT}
}
if [ "$(id -u)" = 0 ]; then
echo root
lost=
for fn in /sys/bus/pci/devices/*; do
[ -e "$fn/driver" ] && [ ! -e "$fn/net" ] || continue
read -r class <"$fn/class"
case $class in 0x02*) lost=yes; break ;; esac
done
limit sh -c 'ls -1iL /run/netns/* /run/docker/netns/*; echo; ls -1iL /proc/self/ns/net; echo; ls -1iL /proc/[0-9]*/ns/net | sort -s -n -u -k 1,1' | sed 's/^ *//' | {
names=; own=; at=0; looked=0; seen=
while read -r inode path; do
case $inode in '') at=$((at + 1)); continue ;; *[!0-9]*) continue ;; esac
if [ $at = 1 ]; then own=$inode; printf 'own:%s\\n' "$inode"; continue; fi
case $path in *[!A-Za-z0-9_./:@-]*) continue ;; esac
if [ $at = 0 ]; then names="$names $inode:$path"; printf 'named:%s:%s\\n' "$inode" "$path"; continue; fi
[ "$inode" != "$own" ] || continue
seen="$seen $inode"
look "$inode" "$path"
done
for one in $names; do
inode=\${one%%:*}
case "$seen $own " in *" $inode "*) continue ;; esac
seen="$seen $inode"
look "$inode" "\${one#*:}"
done
}
fi`
  },
  {
    name: 'ovs',
    why: 'Ports of Open vSwitch bridges: sysfs does not say on which NIC the internal port with the address of the host stands.',
    // Installed and not running, it has no bridges: no datapath, and no socket of its database.
    shell: `if command -v ovs-vsctl >/dev/null && { [ -e /sys/class/net/ovs-system ] || [ -e /sys/class/net/ovs-netdev ] || [ -S /run/openvswitch/db.sock ]; }; then
ask ovs-vsctl --timeout=5 --format=json --columns=name,ports list Bridge -- --columns=_uuid,name,interfaces list Port -- --columns=_uuid,name,type,options list Interface
fi`
  },
  {
    name: 'rdma',
    why: 'Connections of RDMA devices, also those of the kernel (NVMe over Fabrics, file systems).',
    shell: `for one in /sys/class/infiniband/*; do
if [ -e "$one" ]; then if command -v rdma >/dev/null; then ask rdma -j resource show; fi; break; fi
done`
  },
  {
    name: 'eswitch',
    why: 'Whether the switch of a PF works with representors (switchdev) or by itself (legacy): it decides which settings of VFs are taken.',
    shell: `if command -v devlink >/dev/null; then
limit sh -c 'cd /sys/bus/pci/devices && count=0; for pf in */sriov_totalvfs; do
pf=\${pf%/*}; [ -e "$pf/net" ] || continue
count=$((count + 1)); [ $count -le 64 ] || break
echo "function:$pf"; devlink -j dev eswitch show "pci/$pf" 2>&1
done'
fi`
  },
  {
    name: 'firmware',
    why: 'Driver and firmware version of network devices; VFs are left out, they run the firmware of their PF.',
    shell: `need ethtool && cd /sys/class/net && limit sh -c 'for name in *; do
case $name in -* | *[!A-Za-z0-9_.:@-]*) continue ;; esac
if [ -e "$name/device" ] && [ ! -e "$name/device/physfn" ]; then echo "interface:$name"; ethtool -i "$name"; fi
done'`
  },
  {
    name: 'modules',
    why: 'VF drivers that are installed, whether loaded or not, and whether they come with the kernel.',
    shell: `need modinfo && modinfo ${vfDriverModules.join(' ')} | grep -E '^(filename|name|version|intree):'`
  },
  ...driveReads,
  {
    name: 'vfio-users',
    why: 'Processes that hold a VFIO, UIO, RDMA, graphics, accelerator or block device, and the name QEMU gives its VM: the kernel does not protect them when VFs are removed.',
    // `command -v` has no say here: ls and sed are everywhere. The loop starts processes only for holders.
    shell: `held=
for path in /dev/vfio/[0-9]* /dev/vfio/noiommu-* /dev/vfio/devices/* /dev/uio[0-9]* /dev/infiniband/[uis]* /dev/dri/* /dev/nvidia[0-9]* /dev/accel/* /dev/nvme*n* /dev/sd* /dev/vd*; do [ -e "$path" ] && held=yes; done
if [ -n "$held" ]; then
holders=$(limit sh -c 'ls -ln /proc/[0-9]*/fd | sed -n -e "\\,^/proc/[0-9]*/fd:\\$,h" -e "\\, -> /dev/\\(vfio/\\|uio\\|infiniband/\\|dri/\\|nvidia[0-9]\\|accel/\\|hisi_\\|nvme[0-9]\\|ng[0-9]\\|[svx]v*d[a-z]\\|dm-\\|md[0-9]\\),{G;s/\\n/ /;p;}"')
printf '%s\\n' "$holders"
seen=' '
printf '%s\\n' "$holders" | while read -r line; do
pid=\${line##*/proc/}; pid=\${pid%/fd:}
case $pid in '' | *[!0-9]*) continue ;; esac
case $seen in *" $pid "*) continue ;; esac
seen="$seen$pid "
printf 'command:%s:' "$pid"; head -n 1 "/proc/$pid/comm" || echo
printf 'name:%s:' "$pid"; tr '\\0\\n' '\\n ' <"/proc/$pid/cmdline" | sed -n '/^-name$/{n;p;q;}' | head -c 512; echo
done
fi`
  }
]
