import { sh } from '../shell-text.ts'

/**
 * Shell functions that look for interfaces of PCI functions in other network namespaces: a container that has one
 * leaves a function behind that looks idle from here.
 */
export const namespaceFunctions = sh`
# ---- Interfaces in other network namespaces. ----

declare -A FAR=()
HAS_LOOKED_FAR=0

look_into_namespaces() { # where interfaces of functions are that are not here, by address -> FAR
  local inode path own='' seen=' ' line name where count=0
  if ((HAS_LOOKED_FAR)); then return 0; fi
  HAS_LOOKED_FAR=1 FAR=()
  command -v nsenter >/dev/null || return 0
  # Those with a name first: it tells more than a process.
  while read -r inode path; do
    if [[ -z $own ]]; then own=$inode; fi
    if [[ $inode == "$own" || $seen == *" $inode "* ]] || ((++count > 256)); then continue; fi
    seen+="$inode "
    where="the network namespace \${path##*/}"
    if [[ $path == "$PROC"/* ]]; then
      name=\${path%/ns/net}
      process_name "\${name##*/}"
      where="the network namespace of process \${name##*/} ($PROCESS)"
    fi
    plain "$where"
    while IFS= read -r line; do
      if [[ $line =~ ^[0-9]+:\ ([^:@[:space:]]+)[:@].*\ parentdev\ ([0-9a-f:.]+) ]]; then
        FAR[\${BASH_REMATCH[2]}]="\${BASH_REMATCH[1]//[^A-Za-z0-9_.-]/?} is in $PLAIN"
      fi
    done < <(nsenter --net="$path" ip -details -oneline link show 2>/dev/null)
  done < <(stat -L -c '%i %n' "$PROC/self/ns/net" "$RUN"/netns/* "$RUN"/docker/netns/* "$PROC"/[0-9]*/ns/net 2>/dev/null)
}

is_idle_nic() { # is_idle_nic ADDRESS: a NIC whose driver makes interfaces, of which there is none here -> DRIVER
  driver_of "$1"
  read_line "$PCI/$1/class" && [[ $LINE == 0x02* && -z \${NETS_ON[$1]:-} ]] && is_kernel_driver "$DRIVER"
}

is_far() { # is_far ADDRESS: whether its interface is in another network namespace -> USE
  is_idle_nic "$1" || return 1
  look_into_namespaces
  [[ -n \${FAR[$1]:-} ]] || return 1
  USE="$1: its interface \${FAR[$1]}."
}
`
