import { sh } from '../shell-text.ts'

/**
 * One verb for each kind of step: `is_VERB` reads back (what was found -> FOUND), `risk_VERB` says before anything is
 * written what stands against it, `do_VERB` does it (why not -> WHY). Nothing here depends on a plan.
 */
export const verbFunctions = sh`
# ---- Verbs. is_VERB: is it so? (found -> FOUND)  risk_VERB: what stands against it?  do_VERB: do it (why not -> WHY). ----

is_autoprobe_held() { # PF NUMVFS: passing, so there is nothing to verify later
  if [[ $MODE == verify ]]; then return 0; fi
  num_vfs_of "$1" && [[ $NUM_VFS == "$2" ]] && return 0
  read_line "$PCI/$1/sriov_drivers_autoprobe"
  FOUND=$LINE
  [[ $FOUND == 0 ]]
}
do_autoprobe_held() { hold_autoprobe "$1"; }

is_autoprobe() { # PF 0|1
  read_line "$PCI/$1/sriov_drivers_autoprobe"
  FOUND=\${LINE:-unreadable}
  [[ $FOUND == "$2" ]]
}
do_autoprobe() {
  put "$2" "$PCI/$1/sriov_drivers_autoprobe" || return 1
  release_autoprobe "$1"
  mark_unprobed "$1"
}

is_num_vfs() { # PF NUMVFS
  FOUND=unreadable
  num_vfs_of "$1" || return 1
  FOUND="$NUM_VFS VFs"
  [[ $NUM_VFS == "$2" ]]
}
risk_num_vfs() {
  local vf wanted=$2
  FRESH[$1]=1
  if [[ \${NUM_VFS:-0} == 0 ]]; then return 0; fi
  ask recreate "$1 has $NUM_VFS VFs and the plan wants $wanted. That destroys all of them first."
  judge_vfs_of "$1"
  for vf in "\${VFS[@]}"; do tell_interfaces "$vf"; done
}
do_num_vfs() {
  num_vfs_of "$1" || { WHY="$PCI/$1/sriov_numvfs cannot be read"; return 1; }
  mark_unprobed "$1"
  VF_LINES_OF=''
  if ((NUM_VFS > 0)); then
    look_around
    OBJECTIONS=()
    judge_vfs_of "$1"
    is_unopposed || return 1
    # The kernel refuses a change between two numbers other than 0 (EBUSY).
    lose "the $NUM_VFS VFs that $1 had, with their settings and drivers"
    put 0 "$PCI/$1/sriov_numvfs" || return 1
  fi
  if (($2 == 0)); then return 0; fi
  put "$2" "$PCI/$1/sriov_numvfs" || return 1
  num_vfs_of "$1" || { WHY="$PCI/$1/sriov_numvfs cannot be read any more"; return 1; }
  if ((NUM_VFS != $2)); then
    driver_of "$1"
    WHY="the driver $DRIVER made $NUM_VFS VFs of $1 where $2 were asked for. Where it takes only that number, plan $NUM_VFS VFs and run that plan"
    return 1
  fi
  if wait_until 60 has_vf "$1" "$(($2 - 1))"; then return 0; fi
  WHY="VF $(($2 - 1)) of $1 did not appear within a minute; see dmesg"
  return 1
}

judge_vfs_of() { # judge_vfs_of PF: destroying its VFs, and the representors that stand for them
  local vf name
  vfs_of "$1"
  for vf in "\${VFS[@]}"; do judge_one "$vf"; done
  for name in \${NETS_ON[$1]:-}; do
    if read_line "$NET/$name/phys_port_name" && [[ $LINE == *vf* ]] && link_name "$NET/$name/master"; then
      plain "$1: $name, which stands for a VF, belongs to $LINK."
      ask interfaces "$PLAIN"
    fi
  done
}

is_link_up() { # PF
  FOUND='no interface'
  interface_of "$1" || return 1
  FOUND=unreadable
  read_line "$NET/$INTERFACE/flags" && [[ $LINE =~ ^0x[0-9a-f]+$ ]] || return 1
  FOUND=down
  if ((LINE & 1)); then FOUND=up; fi
  [[ $FOUND == up ]]
}
do_link_up() { interface_of "$1" && ip_set up; }

is_mtu() { # PF BYTES
  FOUND='no interface'
  interface_of "$1" || return 1
  read_line "$NET/$INTERFACE/mtu"
  FOUND=\${LINE:-unreadable}
  [[ $FOUND == "$2" ]]
}
do_mtu() { interface_of "$1" && ip_set mtu "$2"; }

is_vf_knob() { # PF INDEX KNOB WAIT VALUE...
  FOUND='no such VF'
  vf_address "$1" "$2" || return 1
  FOUND='not reported by the driver'
  if ! vf_text "$1" "$2"; then
    if is_list_cut "$1"; then
      UNREADABLE=1 FOUND="not readable, ip lists \${#VF_LINES[@]} of $NUM_VFS VFs"
      if [[ -n $VF_LIST_ERROR ]]; then FOUND="not readable: $VF_LIST_ERROR"; fi
    fi
    return 1
  fi
  knob_in "$3" "$VF_TEXT" || return 1
  [[ $FOUND == "\${*:5}" ]]
}
risk_vf_knob() {
  if vf_address "$1" "$2"; then judge_running_vm "$VF"; fi
}
do_vf_knob() {
  local pf=$1 index=$2 knob=$3 wait=$4 before=$FOUND
  shift 4
  interface_of "$pf" || { WHY="$pf has no network interface"; return 1; }
  if ! wait_until 30 vf_address "$pf" "$index"; then WHY="$pf has no VF $index"; return 1; fi
  driver_of "$VF"
  if [[ -n $DRIVER ]]; then
    look_around
    OBJECTIONS=()
    judge_running_vm "$VF"
    is_unopposed || return 1
  fi
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

is_function_driver() { # ADDRESS DRIVER
  driver_of "$1"
  FOUND=\${DRIVER:-no driver}
  # A VFIO driver made for this device does all that vfio-pci does, and live migration: it stays.
  [[ $DRIVER == "$2" ]] || { [[ $2 == vfio-pci ]] && is_variant "$DRIVER"; }
}
claims_function_driver() { TAKEN[$1]=1; }
risk_function_driver() {
  judge "$1"
  judge_group "$1"
  tell_interfaces "$1"
}
do_function_driver() { take_over "$1" "$2"; }

is_vf_driver() { # PF INDEX DRIVER
  FOUND='no such VF'
  vf_address "$1" "$2" && is_function_driver "$VF" "$3"
}
claims_vf_driver() { if vf_address "$1" "$2"; then TAKEN[$VF]=1; fi; }
risk_vf_driver() {
  if vf_address "$1" "$2"; then risk_function_driver "$VF"; else judge_group_of_new_vf "$1"; fi
}
do_vf_driver() {
  local driver=$3
  if ! wait_until 30 vf_address "$1" "$2"; then WHY="$1 has no VF $2"; return 1; fi
  # Made anew, a VF that was on a VFIO driver of its own goes to that one again.
  saved_driver "$1" "$2"
  if [[ $driver == vfio-pci ]] && is_variant "$SAVED"; then driver=$SAVED; fi
  take_over "$VF" "$driver"
}

is_vf_host() { # PF INDEX: no override and no VFIO driver; which driver it gets is the host's business
  FOUND='no such VF'
  vf_address "$1" "$2" || return 1
  driver_of "$VF"
  override_of "$VF"
  FOUND=\${DRIVER:-no driver}
  if [[ -n $OVERRIDE ]]; then FOUND+=", kept for $OVERRIDE"; return 1; fi
  if [[ -n $DRIVER ]]; then [[ $DRIVER != *vfio* ]]; return; fi
  # It may be that no driver of the host takes it. That is known once they were let at it.
  [[ -n \${TRIED[$VF]:-} ]] || ! has_unprobed "$1"
}
risk_vf_host() {
  if ! vf_address "$1" "$2"; then return 0; fi
  driver_of "$VF"
  if [[ $DRIVER == *vfio* ]]; then judge "$VF"; fi
}
do_vf_host() {
  if ! wait_until 30 vf_address "$1" "$2"; then WHY="$1 has no VF $2"; return 1; fi
  override_of "$VF"
  if [[ -n $OVERRIDE ]]; then is_idle "$VF" && put '' "$PCI/$VF/driver_override" || return 1; fi
  driver_of "$VF"
  if [[ $DRIVER == *vfio* ]]; then unbind "$VF" || return 1; fi
  driver_of "$VF"
  if [[ -z $DRIVER ]]; then put "$VF" "$SYS/bus/pci/drivers_probe" || true; fi
  TRIED[$VF]=1
}
`
