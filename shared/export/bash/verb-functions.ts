import { sh } from './shell-text.ts'

/**
 * One verb per kind of step: `is_VERB` reads back (what was found -> FOUND), `risk_VERB` says before anything is
 * written what stands against it, `do_VERB` does it (why not -> WHY). Nothing here depends on a plan.
 */
export const verbFunctions = sh`
# ---- Verbs. is_VERB: is it so? (found -> FOUND)  risk_VERB: what stands against it?  do_VERB: do it (why not -> WHY). ----

declare -A FRESH=() PROBE=() TRIED=()

put() { # put VALUE FILE: one write; the kernel's refusal -> WHY
  if WHY=$({ printf '%s\n' "$1" >"$2"; } 2>&1); then return 0; fi
  WHY="writing '$1' to $2: \${WHY##*: }"
  return 1
}

wait_until() { # wait_until SECONDS COMMAND...: tries four times a second; false when the time is up
  local tries=$(($1 * 4))
  shift
  until "$@"; do
    if ((tries-- <= 0)); then return 1; fi
    sleep 0.25
  done
}

has_driver() { driver_of "$1" && [[ $DRIVER == "$2" ]]; }
has_vf() { [[ -L $PCI/$1/virtfn$2 ]]; }
has_carrier() { read_line "/sys/class/net/$1/carrier" && [[ $LINE == 1 ]]; }

check_idle() { # check_idle ADDRESS: once more, right before it is taken away
  look_for_vfio_holders
  if is_busy "$1"; then WHY=$USE; return 1; fi
}

is_autoprobe_held() { # PF NUMVFS: passing, so there is nothing to verify later
  if [[ $MODE == verify ]]; then return 0; fi
  num_vfs_of "$1" && [[ $NUM_VFS == "$2" ]] && return 0
  read_line "$PCI/$1/sriov_drivers_autoprobe"
  FOUND=$LINE
  [[ $FOUND == 0 ]]
}
do_autoprobe_held() { put 0 "$PCI/$1/sriov_drivers_autoprobe"; }

is_autoprobe() { # PF 0|1
  read_line "$PCI/$1/sriov_drivers_autoprobe"
  FOUND=\${LINE:-unreadable}
  [[ $FOUND == "$2" ]]
}
do_autoprobe() {
  put "$2" "$PCI/$1/sriov_drivers_autoprobe" || return 1
  PROBE[$1]=1
}

is_num_vfs() { # PF NUMVFS
  FOUND=unreadable
  num_vfs_of "$1" || return 1
  FOUND="$NUM_VFS VFs"
  [[ $NUM_VFS == "$2" ]]
}
risk_num_vfs() {
  local vf
  FRESH[$1]=1
  if [[ $NUM_VFS == 0 ]]; then return 0; fi
  if ((!ALLOW_RECREATE)); then
    against "$1 has $NUM_VFS VFs and the plan wants $2. That destroys all of them first; allow it with --allow-recreate."
  fi
  vfs_of "$1"
  for vf in "\${VFS[@]}"; do
    if is_busy "$vf"; then against "$USE"; fi
  done
}
do_num_vfs() {
  local vf
  num_vfs_of "$1" || { WHY="$PCI/$1/sriov_numvfs cannot be read"; return 1; }
  if ((NUM_VFS > 0)); then
    vfs_of "$1"
    for vf in "\${VFS[@]}"; do check_idle "$vf" || return 1; done
    # The kernel refuses a change between two numbers other than 0 (EBUSY).
    put 0 "$PCI/$1/sriov_numvfs" || return 1
  fi
  VF_LINES_OF=''
  PROBE[$1]=1
  if (($2 > 0)); then
    put "$2" "$PCI/$1/sriov_numvfs" || return 1
    if ! wait_until 10 has_vf "$1" "$(($2 - 1))"; then WHY="VF $(($2 - 1)) of $1 did not appear; see dmesg"; return 1; fi
  fi
}

is_link_up() { # PF
  FOUND='no interface'
  interface_of "$1" || return 1
  FOUND=unreadable
  read_line "/sys/class/net/$INTERFACE/flags" && [[ $LINE =~ ^0x[0-9a-f]+$ ]] || return 1
  FOUND=down
  if ((LINE & 1)); then FOUND=up; fi
  [[ $FOUND == up ]]
}
do_link_up() { interface_of "$1" && ip_set up; }

is_mtu() { # PF BYTES
  FOUND='no interface'
  interface_of "$1" || return 1
  read_line "/sys/class/net/$INTERFACE/mtu"
  FOUND=\${LINE:-unreadable}
  [[ $FOUND == "$2" ]]
}
do_mtu() { interface_of "$1" && ip_set mtu "$2"; }

ip_set() { # ip_set WORDS...: ip link set on INTERFACE. Drivers answer "try again" while a VF is being reset.
  local tries=10
  until WHY=$(ip link set dev "$INTERFACE" "$@" 2>&1); do
    WHY="ip link set dev $INTERFACE $*: \${WHY##*RTNETLINK answers: }"
    if [[ $WHY != *'temporarily unavailable'* && $WHY != *'resource busy'* ]] || ((--tries <= 0)); then return 1; fi
    sleep 0.5
  done
  VF_LINES_OF=''
}

is_vf_knob() { # PF INDEX KNOB WAIT VALUE...
  FOUND='no such VF'
  vf_address "$1" "$2" || return 1
  FOUND='not reported by the driver'
  if ! vf_text "$1" "$2"; then
    if is_list_cut "$1"; then UNREADABLE=1 FOUND="not readable, ip lists \${#VF_LINES[@]} of $NUM_VFS VFs"; fi
    return 1
  fi
  knob_in "$3" "$VF_TEXT" || return 1
  [[ $FOUND == "\${*:5}" ]]
}
do_vf_knob() {
  local pf=$1 index=$2 knob=$3 wait=$4 before=$FOUND
  shift 4
  interface_of "$pf" || { WHY="$pf has no network interface"; return 1; }
  if [[ $wait == carrier ]]; then wait_until 20 has_carrier "$INTERFACE" || say "  $INTERFACE has no carrier; the driver may refuse"; fi
  # One attribute for each call: of several, one bad one would keep the others from being set.
  case $knob in
    vlan)
      if [[ $3 == 802.1Q && $before != *802.1ad ]]; then ip_set vf "$index" vlan "$1" qos "$2"
      else ip_set vf "$index" vlan "$1" qos "$2" proto "$3"; fi
      ;;
    link-state) ip_set vf "$index" state "$1" ;;
    max-tx-rate) ip_set vf "$index" max_tx_rate "$1" ;;
    min-tx-rate) ip_set vf "$index" min_tx_rate "$1" ;;
    *) ip_set vf "$index" "$knob" "$1" ;;
  esac
}

unbind() { # unbind ADDRESS: from whatever driver it has, if nobody uses it
  driver_of "$1"
  if [[ -z $DRIVER ]]; then return 0; fi
  check_idle "$1" && put "$1" "$PCI/$1/driver/unbind"
}

take_over() { # take_over ADDRESS DRIVER: bind to a driver that does not claim it by itself
  if [[ ! -d /sys/bus/pci/drivers/$2 ]] && ! WHY=$(modprobe -- "$2" 2>&1); then return 1; fi
  check_idle "$1" && put "$2" "$PCI/$1/driver_override" && unbind "$1" || return 1
  put "$1" /sys/bus/pci/drivers_probe || true
  if wait_until 5 has_driver "$1" "$2"; then return 0; fi
  WHY="$1 did not bind to $2; see dmesg"
  return 1
}

risk_taking() { # risk_taking ADDRESS: what stands against taking it from its driver
  if is_busy "$1"; then against "$USE"
  elif ((!ALLOW_RECREATE && !ALLOW_INTERFACES)) && is_claimed "$1"; then against "$USE Allow taking it with --allow-recreate."; fi
}

is_function_driver() { # ADDRESS DRIVER
  driver_of "$1"
  FOUND=\${DRIVER:-no driver}
  [[ $DRIVER == "$2" ]]
}
risk_function_driver() { risk_taking "$1"; }
do_function_driver() { take_over "$1" "$2"; }

is_vf_driver() { # PF INDEX DRIVER
  FOUND='no such VF'
  vf_address "$1" "$2" && is_function_driver "$VF" "$3"
}
risk_vf_driver() { if vf_address "$1" "$2"; then risk_taking "$VF"; fi; }
do_vf_driver() {
  vf_address "$1" "$2" || { WHY="$1 has no VF $2"; return 1; }
  take_over "$VF" "$3"
}

is_vf_host() { # PF INDEX: no override and not vfio-pci; which driver it gets is the host's business
  FOUND='no such VF'
  vf_address "$1" "$2" || return 1
  driver_of "$VF"
  override_of "$VF"
  FOUND=\${DRIVER:-no driver}
  if [[ -n $OVERRIDE ]]; then FOUND+=", kept for $OVERRIDE"; fi
  if [[ -n \${PROBE[$1]:-} && -z $DRIVER && -z \${TRIED[$VF]:-} ]]; then return 1; fi
  [[ $DRIVER != vfio-pci && -z $OVERRIDE ]]
}
risk_vf_host() { risk_vf_driver "$@"; }
do_vf_host() {
  vf_address "$1" "$2" || { WHY="$1 has no VF $2"; return 1; }
  override_of "$VF"
  if [[ -n $OVERRIDE ]]; then check_idle "$VF" && put '' "$PCI/$VF/driver_override" || return 1; fi
  driver_of "$VF"
  if [[ $DRIVER == vfio-pci ]]; then unbind "$VF" || return 1; fi
  driver_of "$VF"
  if [[ -z $DRIVER ]]; then put "$VF" /sys/bus/pci/drivers_probe || true; fi
  TRIED[$VF]=1
}
`
