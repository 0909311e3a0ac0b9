import { sh } from '../shell-text.ts'

/** Shell functions that read the host. They answer in variables, not on stdout: no subshell for each value. */
export const readingFunctions = sh`
# ---- Reading. Each function answers in the variable named behind its comment. ----

readonly SYS=/sys PROC=/proc RUN=/run ETC=/etc STATE_DIR=/var/lib/vflab
readonly PCI=$SYS/bus/pci/devices NET=$SYS/class/net
readonly ADDRESS_FORM='^[0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$'

plain() { # plain TEXT: without what could steer a terminal -> PLAIN
  PLAIN=\${1//[[:cntrl:]]/?}
  PLAIN=\${PLAIN//$'\xc2'[$'\x80'-$'\x9f']/?}
}

read_line() { # read_line FILE: its first line -> LINE; false where it cannot be read
  LINE=''
  [[ -r $1 ]] || return 1
  { IFS= read -r LINE || [[ -n $LINE ]]; } 2>/dev/null <"$1"
}

link_name() { # link_name PATH: last part of what a link points to -> LINK; false where there is none
  LINK=''
  [[ -L $1 ]] || return 1
  LINK=$(readlink -- "$1") || return 1
  LINK=\${LINK##*/}
}

driver_of() { # driver_of ADDRESS: bound driver -> DRIVER, empty = none
  link_name "$PCI/$1/driver"
  DRIVER=$LINK
}

is_variant() { [[ $1 == *vfio* && $1 != vfio-pci ]]; } # is_variant DRIVER: made for one device, for live migration

override_of() { # override_of ADDRESS: driver_override -> OVERRIDE, empty = none
  read_line "$PCI/$1/driver_override"
  OVERRIDE=$LINE
  if [[ $OVERRIDE == '(null)' ]]; then OVERRIDE=''; fi
}

ids_of() { # ids_of ADDRESS: "8086:10c9" -> IDS
  local vendor
  read_line "$PCI/$1/vendor"
  vendor=\${LINE#0x}
  read_line "$PCI/$1/device"
  IDS=$vendor:\${LINE#0x}
}

num_vfs_of() { # num_vfs_of PF: -> NUM_VFS; false where it cannot be read
  NUM_VFS=''
  read_line "$PCI/$1/sriov_numvfs" && [[ $LINE =~ ^[0-9]+$ ]] || return 1
  NUM_VFS=$LINE
}

vf_address() { # vf_address PF INDEX: -> VF; false while it does not exist. The kernel knows offset and stride.
  VF=''
  # In a rehearsal, VFs that would be made anew count as not there yet.
  if [[ $MODE != apply && -n \${FRESH[$1]:-} ]]; then return 1; fi
  link_name "$PCI/$1/virtfn$2" && [[ $LINK =~ $ADDRESS_FORM ]] || return 1
  VF=$LINK
}

vfs_of() { # vfs_of PF: addresses of the VFs that exist -> VFS
  local path
  VFS=()
  for path in "$PCI/$1"/virtfn*; do
    if link_name "$path" && [[ $LINK =~ $ADDRESS_FORM ]]; then VFS+=("$LINK"); fi
  done
}

interface_of() { # interface_of PF: its network interface, looked up and never taken from the plan -> INTERFACE
  local path port
  INTERFACE=''
  for path in "$PCI/$1/net"/*; do
    [[ -d $path ]] || continue
    port=''
    if read_line "$path/phys_port_name"; then port=$LINE; fi
    # Representors of VFs hang below the PF as well; theirs are called pf0vf3 and the like.
    if [[ $port == *vf* || $port == *sf* ]]; then continue; fi
    INTERFACE=\${path##*/}
    return 0
  done
  return 1
}

VF_LINES=()
VF_LINES_OF='' VF_LIST_ERROR=''
vf_text() { # vf_text PF INDEX: what ip says of a VF -> VF_TEXT; false where it says nothing
  local line text
  VF_TEXT=''
  if [[ $VF_LINES_OF != "$1" ]]; then
    VF_LINES=() VF_LIST_ERROR=''
    interface_of "$1" || return 1
    if ! text=$(ip -details link show dev "$INTERFACE" 2>&1); then
      plain "\${text##*$'\n'}"
      VF_LIST_ERROR=$PLAIN
    fi
    while IFS= read -r line; do
      if [[ $line =~ ^[[:space:]]*vf[[:space:]]([0-9]+)[[:space:]]+(.*)$ ]]; then
        VF_LINES[BASH_REMATCH[1]]=\${BASH_REMATCH[2]}
      fi
    done <<<"$text"
    VF_LINES_OF=$1
  fi
  VF_TEXT=\${VF_LINES[$2]:-}
  [[ -n $VF_TEXT ]]
}

is_list_cut() { # is_list_cut PF, after vf_text: whether VFs are missing that ip should have listed
  # A list of VFs goes into one netlink attribute of at most 64 KiB, at about 300 bytes a VF; of a longer one ip
  # sees the beginning, nothing, or fails. Below 128 VFs an empty list without an error has another reason.
  interface_of "$1" && num_vfs_of "$1" || return 1
  ((\${#VF_LINES[@]} < NUM_VFS)) || return 1
  [[ -n $VF_LIST_ERROR ]] || ((\${#VF_LINES[@]} > 0 || NUM_VFS >= 128))
}

knob_in() { # knob_in KNOB TEXT: a knob's value, in the words of the plan -> FOUND; false where ip does not report it
  local form vlan=0 qos=0
  FOUND='not reported by the driver'
  case $1 in
    mac)
      form='(MAC|link/[a-z]+) ([0-9a-f:]+)'
      [[ $2 =~ $form ]] || return 1
      FOUND=\${BASH_REMATCH[2]}
      if [[ $FOUND == 00:00:00:00:00:00 ]]; then FOUND=none; fi
      ;;
    vlan)
      form='(^|[ ,])vlan ([0-9]+)'
      if [[ $2 =~ $form ]]; then vlan=\${BASH_REMATCH[2]}; fi
      form='(^|[ ,])qos ([0-9]+)'
      if [[ $2 =~ $form ]]; then qos=\${BASH_REMATCH[2]}; fi
      FOUND="$vlan $qos 802.1Q"
      if [[ \${2,,} == *'vlan protocol 802.1ad'* ]]; then FOUND="$vlan $qos 802.1ad"; fi
      ;;
    max-tx-rate | min-tx-rate)
      form="(^|[ ,])\${1%%-*}_tx_rate ([0-9]+)Mbps"
      FOUND=0
      if [[ $2 =~ $form ]]; then FOUND=\${BASH_REMATCH[2]}; fi
      ;;
    *)
      form="(^|[ ,])$1 (on|off|auto|enable|disable)"
      if [[ $1 == spoofchk ]]; then form='(^|[ ,])spoof checking (on|off)'; fi
      [[ $2 =~ $form ]] || return 1
      FOUND=\${BASH_REMATCH[2]}
      ;;
  esac
}
`
