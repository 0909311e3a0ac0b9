import { sh } from '../shell-text.ts'

/**
 * Shell functions that find out who uses a function. They stand between the script and running VMs: the kernel
 * takes `sriov_numvfs` 0 without a word while a VM holds a VF, and pulls the VF out of the VM.
 */
export const useFunctions = sh`
# ---- Who uses a function. The kernel does not protect a running VM from losing its VF, so the script does. ----

is_protected() { # is_protected ADDRESS: whether this host is reached through it -> USE
  [[ -n \${PROTECTED[$1]:-} ]] || return 1
  USE="$1 \${PROTECTED[$1]}; taking it away would lock you out."
}

is_held() { # is_held ADDRESS: whether a process has a device node of it open -> USE
  local keys=() path key pid
  if link_name "$PCI/$1/iommu_group"; then keys+=("/dev/vfio/$LINK" "/dev/vfio/noiommu-$LINK"); fi
  for path in "$PCI/$1/vfio-dev"/vfio*; do
    if [[ -e $path ]]; then keys+=("/dev/vfio/devices/\${path##*/}"); fi
  done
  for key in \${NODES_ON[$1]:-} \${BLOCKS_ON[$1]:-}; do keys+=("node $key"); done
  for key in "\${keys[@]}"; do
    pid=\${HOLDER[$key]:-}
    [[ -n $pid && $pid != "$$" ]] || continue
    process_name "$pid"
    plain "$1 is in use: process $pid ($PROCESS) holds \${key/#node /the device node }."
    USE="$PLAIN Stop that process or VM first."
    return 0
  done
  return 1
}

is_with_other_hypervisor() { # is_with_other_hypervisor ADDRESS: Xen's own driver keeps it for a guest -> USE
  driver_of "$1"
  [[ $DRIVER == pciback || $DRIVER == xen-pciback ]] || return 1
  USE="$1 is kept for a Xen guest by $DRIVER. Take it from that guest first."
}

disks_of() { # disks_of ADDRESS: its disks and their partitions -> DISKS
  local name path found=() subsystem
  DISKS=()
  for name in \${BLOCKS_ON[$1]:-}; do
    # With NVMe multipath the path device nvme0c1n1 is hidden; its disk is nvme0n1.
    if [[ $name =~ ^(nvme[0-9]+)c[0-9]+(n[0-9]+)$ ]]; then name=\${BASH_REMATCH[1]}\${BASH_REMATCH[2]}; fi
    found+=("$name")
  done
  # Such a disk lies below the subsystem, which links to all of its controllers.
  for path in "$PCI/$1/nvme"/nvme*; do
    [[ -d $path ]] || continue
    for subsystem in "$SYS/class/nvme-subsystem"/*; do
      if [[ ! -e $subsystem/\${path##*/} && ! -L $subsystem/\${path##*/} ]]; then continue; fi
      for name in "$subsystem"/nvme*n*; do
        if [[ -d $name && \${name##*/} =~ ^nvme[0-9]+n[0-9]+$ ]]; then found+=("\${name##*/}"); fi
      done
    done
  done
  for name in "\${found[@]}"; do
    [[ $name =~ ^[A-Za-z0-9_!.-]+$ && " \${DISKS[*]:-} " != *" $name "* ]] || continue
    DISKS+=("$name")
    for path in "$SYS/class/block/$name/$name"*; do
      if [[ -d $path && " \${DISKS[*]} " != *" \${path##*/} "* ]]; then DISKS+=("\${path##*/}"); fi
    done
  done
}

is_stored_on() { # is_stored_on ADDRESS: whether its disks are mounted, swapped to, built upon or part of a pool -> USE
  local name number point rest line holder part path
  disks_of "$1"
  for name in "\${DISKS[@]}"; do
    for holder in "$SYS/class/block/$name/holders"/*; do
      [[ -e $holder || -L $holder ]] || continue
      USE="$1 is in use: \${holder##*/} is built on its disk $name. Take that apart first."
      return 0
    done
    number=none
    if read_line "$SYS/class/block/$name/dev"; then number=$LINE; fi
    while read -r _ _ part _ point rest; do
      if [[ $part == "$number" || $rest == *" - "*[\ :]"/dev/$name"[\ :]* ]]; then
        plain "$point"
        USE="$1 is in use: its disk $name is mounted on $PLAIN. Unmount it first."
        return 0
      fi
    done <"$PROC/self/mountinfo"
    while read -r line _; do
      if [[ $line == "/dev/$name" ]]; then
        USE="$1 is in use: the host swaps to its disk $name. Run swapoff first."
        return 0
      fi
    done <"$PROC/swaps"
    # A file system over several devices is mounted by one of them.
    for path in "$SYS/fs/btrfs"/*/devices/"$name"; do
      [[ -e $path || -L $path ]] || continue
      USE="$1 is in use: its disk $name is part of a mounted btrfs. Unmount that first."
      return 0
    done
    for path in "$SYS/fs/bcachefs"/*/dev-*/block; do
      if ! link_name "$path" || [[ $LINK != "$name" ]]; then continue; fi
      USE="$1 is in use: its disk $name is part of a mounted bcachefs. Unmount that first."
      return 0
    done
    if is_served "$name"; then
      plain "$1 is in use: its disk $name is given on by $SERVED_BY. End that first."
      USE=$PLAIN
      return 0
    fi
    if is_in_pool "$name"; then
      USE="$1 is in use: its disk $name is part of $POOL. Export that pool first."
      return 0
    fi
  done
  return 1
}

is_in_pool() { # is_in_pool DISK: whether it is a member of a ZFS pool that may be imported -> POOL
  content_of "$1"
  [[ $CONTENT == *zfs_member* ]] || return 1
  POOL='a ZFS pool'
  if [[ -n $CONTENT_LABEL ]]; then POOL="the ZFS pool $CONTENT_LABEL"; fi
  # ZFS keeps a folder for every imported pool, and the label of a member is the name of its pool.
  if [[ ! -d $PROC/spl/kstat/zfs ]]; then is_zfs_mounted; return; fi
  [[ -z $CONTENT_LABEL || -d $PROC/spl/kstat/zfs/$CONTENT_LABEL ]]
}

is_zfs_mounted() { # with the folder of pools hidden, as in a container, any pool may be the one
  local line
  while IFS= read -r line; do
    if [[ $line == *' - zfs '* ]]; then return 0; fi
  done <"$PROC/self/mountinfo"
  return 1
}

is_served() { # is_served DISK: whether a target or loop device gives it to somebody -> SERVED_BY
  local path
  for path in "$SYS/class/block"/loop*/loop/backing_file "$SYS/kernel/config/target/core"/*/*/udev_path \
    "$SYS/kernel/config/nvmet/subsystems"/*/namespaces/*/device_path; do
    if ! read_line "$path" || [[ $LINE != /dev/* ]]; then continue; fi
    if [[ $LINE == "/dev/$1" || $(readlink -f -- "$LINE") == "/dev/$1" ]]; then
      SERVED_BY=\${path#"$SYS"/}
      return 0
    fi
  done
  return 1
}

content_of() { # content_of DISK: what udev has read from it -> CONTENT, CONTENT_LABEL; false where udev has not
  local line
  CONTENT='' CONTENT_LABEL=''
  read_line "$SYS/class/block/$1/dev" && [[ -r $RUN/udev/data/b$LINE ]] || return 1
  while IFS= read -r line; do
    case $line in
      E:ID_FS_TYPE=* | E:ID_PART_TABLE_TYPE=*) CONTENT+="\${CONTENT:+, }\${line#*=}" ;;
      E:ID_FS_LABEL=*) CONTENT_LABEL=\${line#*=} ;;
    esac
  done <"$RUN/udev/data/b$LINE"
  if [[ ! $CONTENT_LABEL =~ ^[A-Za-z0-9._:-]+$ || $CONTENT_LABEL == .* ]]; then CONTENT_LABEL=''; fi
  plain "$CONTENT"
  CONTENT=$PLAIN
}

has_data() { # has_data ADDRESS: whether a disk of it carries something although nothing uses it now -> USE
  local name
  disks_of "$1"
  for name in "\${DISKS[@]}"; do
    if [[ -e $SYS/class/block/$name/partition ]]; then USE="$1: its disk has the partition $name."; return 0; fi
    if content_of "$name" && [[ -n $CONTENT ]]; then USE="$1: its disk $name carries data ($CONTENT)."; return 0; fi
  done
  return 1
}

is_claimed() { # is_claimed ADDRESS: whether the host's own network uses it -> USE
  local name path
  for name in \${NETS_ON[$1]:-}; do
    plain "$name"
    if link_name "$NET/$name/master"; then
      plain "$1: its interface $name belongs to $LINK."
      USE=$PLAIN
      return 0
    fi
    for path in "$NET/$name"/upper_*; do
      [[ -e $path || -L $path ]] || continue
      plain "$1: \${path##*/upper_} stands on its interface $name."
      USE=$PLAIN
      return 0
    done
    if [[ -n $(ip -oneline address show dev "$name" scope global 2>/dev/null) ]]; then
      USE="$1: its interface $PLAIN has addresses of this host."
      return 0
    fi
    # 0x100 is "promiscuous" (include/uapi/linux/if.h).
    if read_line "$NET/$name/flags" && [[ $LINE =~ ^0x[0-9a-f]+$ ]] && ((LINE & 0x100)); then
      USE="$1: a program takes all packets of its interface $PLAIN."
      return 0
    fi
    if [[ $(ip -details -oneline link show dev "$name" 2>/dev/null) == *' prog/xdp '* ]]; then
      USE="$1: an XDP program is on its interface $PLAIN."
      return 0
    fi
  done
  return 1
}

is_console() { # is_console ADDRESS: whether this host shows its console on it -> USE
  local path
  USE="$1 shows the console of this host."
  for path in "$SYS/class/graphics"/fb*; do
    if [[ $(readlink -- "$path") == */"$1"/* ]]; then return 0; fi
  done
  driver_of "$1"
  read_line "$PCI/$1/boot_vga" && [[ $LINE == 1 ]] && is_kernel_driver "$DRIVER"
}

is_kernel_driver() { # is_kernel_driver DRIVER: one that uses the function itself, rather than hand it to a program
  case $1 in
    '' | *vfio* | uio_pci_generic | igb_uio | pci-stub) return 1 ;;
  esac
}

is_silent() { # is_silent ADDRESS: whether nothing would tell that its driver serves this host with it -> DRIVER
  local name
  driver_of "$1"
  is_kernel_driver "$DRIVER" && read_line "$PCI/$1/class" || return 1
  # Network, storage and bridges are judged by what lies on them and behind them.
  if [[ $LINE == 0x0[126]* || -n \${NETS_ON[$1]:-}\${BLOCKS_ON[$1]:-} ]]; then return 1; fi
  for name in \${NODES_ON[$1]:-}; do
    if [[ $name =~ ^(card|renderD|accel|nvidia|uio|uverbs|umad|issm|hisi_)[0-9a-z_-]*$ ]]; then return 1; fi
  done
}

is_unclear() { # is_unclear ADDRESS: whether it may be in use where this script cannot look -> USE
  local name
  if is_idle_nic "$1"; then
    USE="$1 is bound to $DRIVER, but has no network interface here: it may be in the network namespace of a container."
    return 0
  fi
  if [[ $DRIVER == pci-stub ]]; then
    USE="$1 is bound to pci-stub, which does not tell whether a guest has it."
    return 0
  fi
  if is_silent "$1"; then
    USE="$1 is bound to $DRIVER, and what that driver serves with it shows nowhere."
    return 0
  fi
  disks_of "$1"
  for name in "\${DISKS[@]}"; do
    content_of "$name" && continue
    USE="$1: the udev database does not tell whether its disk $name carries data."
    return 0
  done
  return 1
}
`
