import { sh } from './shell-text.ts'

/**
 * Shell functions that find out who uses a function. They stand between the script and running VMs: the kernel
 * takes `sriov_numvfs` 0 without a word while a VM holds a VF, and pulls the VF out of the VM.
 */
export const useFunctions = sh`
# ---- Who uses a function. The kernel does not protect a running VM from losing its VF, so the script does. ----

VFIO_HOLDERS=''
look_for_vfio_holders() { # every process that holds a VFIO node: "PID NODE" lines -> VFIO_HOLDERS
  VFIO_HOLDERS=$(find /proc/[0-9]*/fd -maxdepth 1 -lname '/dev/vfio/*' -printf '%h %l\n' 2>/dev/null) || true
}

process_name() { # process_name PID: the guest's name where it is QEMU, else the command -> PROCESS
  local words=() word form='guest=([A-Za-z0-9_.-]+)'
  PROCESS=''
  if read_line "/proc/$1/comm"; then PROCESS=$LINE; fi
  mapfile -d '' -t words 2>/dev/null <"/proc/$1/cmdline" || true
  for word in "\${words[@]}"; do
    if [[ $word =~ $form ]]; then PROCESS="VM \${BASH_REMATCH[1]}"; fi
  done
}

is_held() { # is_held ADDRESS: whether a process holds its VFIO group or device -> USE
  local nodes=' ' path line node
  if link_name "$PCI/$1/iommu_group"; then nodes+="/dev/vfio/$LINK /dev/vfio/noiommu-$LINK "; fi
  for path in "$PCI/$1/vfio-dev"/vfio*; do
    if [[ -e $path ]]; then nodes+="/dev/vfio/devices/\${path##*/} "; fi
  done
  while IFS= read -r line; do
    [[ $line =~ ^/proc/([0-9]+)/fd\ (/dev/vfio/[^ ]+) ]] || continue
    node=\${BASH_REMATCH[2]}
    if [[ $nodes == *" $node "* ]]; then
      process_name "\${BASH_REMATCH[1]}"
      [[ $line =~ ^/proc/([0-9]+)/fd ]]
      USE="$1 is in use: process \${BASH_REMATCH[1]} ($PROCESS) holds $node. Stop that VM first."
      return 0
    fi
  done <<<"$VFIO_HOLDERS"
  return 1
}

is_stored_on() { # is_stored_on ADDRESS: whether its block devices are mounted, swapped to or built upon -> USE
  local name part devices=() number point rest line holder
  while IFS= read -r name; do
    [[ $name =~ ^[A-Za-z0-9_-]+$ ]] || continue
    # With NVMe multipath the path device nvme0c1n1 is hidden; its disk is nvme0n1.
    if [[ $name =~ ^(nvme[0-9]+)c[0-9]+(n[0-9]+)$ ]]; then name=\${BASH_REMATCH[1]}\${BASH_REMATCH[2]}; fi
    devices+=("$name")
    for part in "/sys/class/block/$name/$name"*; do
      if [[ -d $part ]]; then devices+=("\${part##*/}"); fi
    done
  done < <(find /sys/class/block -maxdepth 1 -lname "*/$1/*" -printf '%f\n' 2>/dev/null)
  for name in "\${devices[@]}"; do
    for holder in "/sys/class/block/$name/holders"/*; do
      [[ -e $holder ]] || continue
      USE="$1 is in use: \${holder##*/} is built on its disk $name. Take that apart first."
      return 0
    done
    read_line "/sys/class/block/$name/dev"
    number=$LINE
    while read -r _ _ part _ point rest; do
      if [[ $part == "$number" || $rest == *" - "*" /dev/$name "* ]]; then
        USE="$1 is in use: its disk $name is mounted on $point. Unmount it first."
        return 0
      fi
    done </proc/self/mountinfo
    while read -r line _; do
      if [[ $line == "/dev/$name" ]]; then
        USE="$1 is in use: the host swaps to its disk $name. Run swapoff first."
        return 0
      fi
    done </proc/swaps
  done
  return 1
}

interfaces_of() { # interfaces_of ADDRESS: all network interfaces on top of it, also those of virtio -> INTERFACES
  mapfile -t INTERFACES < <(find /sys/class/net -maxdepth 1 -lname "*/$1/*" -printf '%f\n' 2>/dev/null)
}

is_session() { # is_session ADDRESS: whether this SSH session runs over one of its interfaces -> USE
  local name client server
  read -r client _ server _ <<<"\${SSH_CONNECTION:-}"
  [[ -n \${client:-} && -n \${server:-} ]] || return 1
  interfaces_of "$1"
  for name in "\${INTERFACES[@]}"; do
    if [[ $(ip -oneline address show dev "$name" 2>/dev/null) == *" $server/"* ]]; then
      USE="$1 carries this SSH session on $name; taking it away would lock you out."
      return 0
    fi
  done
  return 1
}

is_busy() { # is_busy ADDRESS: whether it must not be taken away, whatever the user says -> USE
  USE=''
  is_held "$1" || is_stored_on "$1" || is_session "$1"
}

is_claimed() { # is_claimed ADDRESS: whether the host's own network uses it, so that the user has to say so -> USE
  local name
  USE=''
  interfaces_of "$1"
  for name in "\${INTERFACES[@]}"; do
    if link_name "/sys/class/net/$name/master"; then
      USE="$1: its interface $name belongs to $LINK."
      return 0
    fi
    if [[ -n $(ip -oneline address show dev "$name" scope global 2>/dev/null) ]]; then
      USE="$1: its interface $name has addresses of this host."
      return 0
    fi
  done
  return 1
}

vfs_of() { # vfs_of PF: addresses of the VFs that exist -> VFS
  local path
  VFS=()
  for path in "$PCI/$1"/virtfn*; do
    if link_name "$path" && [[ $LINK =~ $ADDRESS_FORM ]]; then VFS+=("$LINK"); fi
  done
}
`
