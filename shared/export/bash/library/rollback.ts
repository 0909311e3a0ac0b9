import { sh } from '../shell-text.ts'

/**
 * Going back to the saved state, device by device. It goes on where a part fails, tells what failed, and keeps the
 * state until everything is restored.
 */
export const rollbackFunctions = sh`
# ---- The way back to the saved state, device by device. It goes on where a part fails, and tells in the end. ----

failed() { # failed WHAT
  printf '  failed: %s\n' "$1" >&2
  FAILURES=$((FAILURES + 1))
}

goes_back() { # goes_back WHAT: counts a part that is not as it was; false in a dry run, which only tells it
  if ((!IS_DRY)); then CHANGED=$((CHANGED + 1)); return 0; fi
  DIFFERENT=$((DIFFERENT + 1))
  say "  would restore: $1"
  return 1
}

tell_restored() { # tell_restored CHANGED_BEFORE FAILURES_BEFORE DIFFERENT_BEFORE
  if ((FAILURES > $2 || DIFFERENT > $3)); then :
  elif ((CHANGED > $1)); then say '  restored'
  else say '  as it was'; fi
}

restore_driver() { # restore_driver ADDRESS DRIVER OVERRIDE
  local override=$3 needed=''
  if [[ $override == - ]]; then override=''; fi
  driver_of "$1"
  override_of "$1"
  if [[ \${DRIVER:--} == "$2" && $OVERRIDE == "$override" ]]; then return 0; fi
  goes_back "$1: driver $2, driver_override \${override:-none} (found \${DRIVER:-none}, \${OVERRIDE:-none})" || return 0
  if [[ \${DRIVER:--} != "$2" ]]; then
    # An override of another driver than the one that was bound would keep that one from coming back.
    if [[ $override == "$2" ]]; then needed=$override; fi
    if ! is_idle "$1" || ! put "$needed" "$PCI/$1/driver_override" || ! unbind "$1"; then failed "$WHY"; return 0; fi
    if [[ $2 != - ]] && ! bring_back "$1" "$2"; then failed "$1 did not bind to $2 again; see dmesg"; fi
  fi
  put "$override" "$PCI/$1/driver_override" || failed "$WHY"
}

bring_back() { # bring_back ADDRESS DRIVER: by probing, as at boot; else by name, as somebody did by hand
  if [[ ! -d $SYS/bus/pci/drivers/$2 ]]; then modprobe -- "$2" 2>/dev/null || true; fi
  put "$1" "$SYS/bus/pci/drivers_probe" || true
  if wait_until 5 has_driver "$1" "$2"; then return 0; fi
  put "$1" "$SYS/bus/pci/drivers/$2/bind" && has_driver "$1" "$2"
}

restore_pf() { # restore_pf PF NUMVFS AUTOPROBE MTU UP
  if ! num_vfs_of "$1"; then failed "$PCI/$1/sriov_numvfs cannot be read"; return 0; fi
  # A PF that went to vfio-pci comes back with its driver's own settings.
  if [[ $5 == 1 ]] && ! is_link_up "$1" && goes_back "interface up (found $FOUND)"; then do_link_up "$1" || failed "$WHY"; fi
  if [[ $NUM_VFS != "$2" ]] && goes_back "$2 VFs (found $NUM_VFS; all of them are destroyed first)"; then
    if (($2 > 0)); then hold_autoprobe "$1" || failed "$WHY"; fi
    if ! do_num_vfs "$1" "$2"; then failed "$WHY"; return 0; fi
  fi
  if [[ $4 != - ]] && ! is_mtu "$1" "$4" && goes_back "MTU $4 (found $FOUND)"; then do_mtu "$1" "$4" || failed "$WHY"; fi
  if ((IS_DRY)); then return 0; fi
  # Without probing, no VF gets its host driver back; the value that was found follows in the end.
  if (($2 > 0)) && ! is_autoprobe "$1" 1; then
    if ! hold_autoprobe "$1" || ! put 1 "$PCI/$1/sriov_drivers_autoprobe"; then failed "$WHY"; fi
  fi
}

restore_knob() { # restore_knob PF INDEX KNOB VALUE...
  local wait=-
  if [[ $4 == - ]] || is_vf_knob "$1" "$2" "$3" - "\${@:4}"; then return 0; fi
  goes_back "VF $2: $3 \${*:4} (found $FOUND)" || return 0
  if [[ $3 == *-rate ]]; then
    # Drivers take rates only while the PF has a link; where it was down, restore_end takes it down again.
    wait=carrier
    is_link_up "$1" || do_link_up "$1" || failed "$WHY"
  fi
  if [[ $3 == mac && $4 == none ]]; then do_vf_knob "$1" "$2" mac - 00:00:00:00:00:00 || failed "$WHY"
  else do_vf_knob "$1" "$2" "$3" "$wait" "\${@:4}" || failed "$WHY"; fi
}

each_knob() { # each_knob COMMAND PF INDEX DRIVER OVERRIDE TRUST MAC VLAN QOS PROTO SPOOFCHK LINKSTATE MAXRATE MINRATE
  "$1" "$2" "$3" trust "$6"
  "$1" "$2" "$3" mac "$7"
  "$1" "$2" "$3" vlan "$8" "$9" "\${10}"
  "$1" "$2" "$3" spoofchk "\${11}"
  "$1" "$2" "$3" link-state "\${12}"
  "$1" "$2" "$3" max-tx-rate "\${13}"
  "$1" "$2" "$3" min-tx-rate "\${14}"
}

risk_knob() { # risk_knob PF INDEX KNOB VALUE...
  if [[ $4 == - ]] || is_vf_knob "$1" "$2" "$3" - "\${@:4}"; then return 0; fi
  risk_vf_knob "$1" "$2"
}

restore_vf() { # restore_vf PF INDEX DRIVER OVERRIDE KNOBS...
  if ((IS_DRY)) && [[ -n \${FRESH[$1]:-} ]]; then
    say "  VF $2 would be made anew, with the settings and the driver that it had ($3)"
    return 0
  fi
  if ! vf_address "$1" "$2"; then failed "$1 has no VF $2"; return 0; fi
  each_knob restore_knob "$@"
  restore_driver "$VF" "$3" "$4"
}

restore_end() { # restore_end PF NUMVFS AUTOPROBE MTU UP: what had to wait until the VFs were back
  if ((!IS_DRY)); then release_autoprobe "$1"; fi
  if [[ $3 != - ]] && ! is_autoprobe "$1" "$3"; then
    if ((!IS_DRY)); then put "$3" "$PCI/$1/sriov_drivers_autoprobe" || failed "$WHY"
    else goes_back "probing of VFs $3 (found $FOUND)" || true; fi
  fi
  if [[ $5 == 0 ]] && is_link_up "$1"; then
    look_around
    if is_protected "$1" || is_claimed "$1"; then
      say "  $INTERFACE stays up: $USE"
    elif goes_back 'interface down (found up)'; then ip_set down || failed "$WHY"; fi
  fi
}

risk_restore() { # risk_restore KIND FIELDS...: what stands against going back
  case $1 in
    pf | fn)
      ids_of "$2"
      if [[ $IDS != "$3" ]]; then object "$2 is $IDS now; the saved state is of $3."; return 0; fi
      ;;
  esac
  case $1 in
    pf)
      num_vfs_of "$2" || return 0
      if [[ $NUM_VFS == "$4" ]]; then return 0; fi
      FRESH[$2]=1
      judge_vfs_of "$2"
      ;;
    fn)
      driver_of "$2"
      if [[ \${DRIVER:--} != "$4" ]]; then judge "$2"; fi
      ;;
    vf)
      if [[ -n \${FRESH[$2]:-} ]] || ! vf_address "$2" "$3"; then return 0; fi
      each_knob risk_knob "\${@:2}"
      vf_address "$2" "$3"
      driver_of "$VF"
      if [[ \${DRIVER:--} != "$4" ]]; then judge "$VF"; fi
      ;;
  esac
}

each_record() { # each_record KIND COMMAND [ADDRESS [INDEX]]: COMMAND with the fields of every record of a kind
  local line fields
  for line in "\${RECORDS[@]}"; do
    IFS=$'\t' read -r -a fields <<<"$line"
    if [[ \${fields[0]} != "$1" || (-n \${3:-} && \${fields[1]} != "\${3:-}") ]]; then continue; fi
    # Index "-" is the function itself, "vf" every VF.
    if [[ -n \${4:-} && ($4 == - && \${fields[2]} != - || $4 == vf && \${fields[2]} == -) ]]; then continue; fi
    "$2" "\${fields[@]:1}"
  done
}

restore_function_step() { # restore_function_step ADDRESS IDS DRIVER OVERRIDE
  local changed=$CHANGED failures=$FAILURES different=$DIFFERENT
  announce "$1: restore the driver"
  restore_driver "$1" "$3" "$4"
  restore_nets "$1" -
  tell_restored "$changed" "$failures" "$different"
}

restore_pf_step() { # restore_pf_step PF IDS NUMVFS AUTOPROBE MTU UP
  local changed=$CHANGED failures=$FAILURES different=$DIFFERENT
  announce "$1: restore $3 VFs and their settings"
  restore_pf "$1" "\${@:3}"
  if ((FAILURES == failures)); then
    each_record vf restore_vf "$1"
    restore_nets "$1" vf
  fi
  restore_end "$1" "\${@:3}"
  tell_restored "$changed" "$failures" "$different"
}

roll_back() {
  local line fields
  choose_way_back
  stop_if_refused
  load "$ENTRY"
  STEP_COUNT=0
  for line in "\${RECORDS[@]}"; do
    IFS=$'\t' read -r -a fields <<<"$line"
    if ! check_record "\${fields[@]}"; then
      plain "$ENTRY is damaged: line '$line'."
      against "$PLAIN"
    elif [[ \${fields[0]} == run ]]; then continue
    elif [[ ! -d $PCI/\${fields[1]} ]]; then
      against "\${fields[1]} is gone from this host."
    elif [[ \${fields[0]} == pf || \${fields[0]} == fn ]]; then STEP_COUNT=$((STEP_COUNT + 1)); fi
  done
  stop_if_refused
  # What it takes away was made by the plan; what was made of it since is asked for.
  ALLOWED[recreate]=1
  look_around
  for line in "\${RECORDS[@]}"; do
    IFS=$'\t' read -r -a fields <<<"$line"
    risk_restore "\${fields[@]}"
  done
  oppose
  if ((IS_DRY)); then
    tell_refusals
    each_record fn restore_function_step
    each_record pf restore_pf_step
    finish_dry_run
  fi
  stop_if_refused
  FRESH=()
  MODE=apply
  begin_journal rollback
  each_record fn restore_function_step
  each_record pf restore_pf_step
  if ((FAILURES > 0)); then
    say "$FAILURES parts could not be restored. The saved state is kept: put that right and run --rollback again."
    end_journal
    finish failed 1
  fi
  mv -- "$ENTRY" "$ENTRY.rolled-back" || finish failed 1
  end_journal
  say "rolled back to the state found before the first change"
  for line in "$STATE_DIR"/[0-9]*-*.tsv; do
    if [[ -e $line ]]; then owner_of "$line"; say "note: the work of $OWNER from before is still there; --rollback-last undoes what came last of it"; fi
  done
  finish rolled-back 0
}
`
